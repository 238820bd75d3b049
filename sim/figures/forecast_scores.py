"""Scores of forecasters, leads over rivals, and numbers against their distributions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.scoring import NumberScore, Skill
from sim.figures.style import (
    EMPTY,
    FAINT,
    INK,
    RUN,
    Figure,
    RunStyle,
    Trace,
    axis,
    layout,
    named_rows,
    text,
    upright,
)

ROW = 44
ROOM = 0.04
HEIGHT = 300  # of a picture of one series
HALF = 1 / 4  # what saying one half always scores


@dataclass(frozen=True)
class Score:
    """What one forecaster scored.

    ci95 : over clusters
    unchanged, turned : where nothing changed, and where something did; None if it spoke of few
    mine : whether it is the one that the page is about
    """

    name: str
    questions: int
    brier: float
    ci95: tuple[float, float]
    unchanged: float | None = None
    turned: float | None = None
    mine: bool = False


@dataclass(frozen=True)
class ObservedNumber:
    """A number that was observed at one time, and where it was expected."""

    at: str
    observed: float
    met: NumberScore


def scores(found: Sequence[Score]) -> Figure:
    """A row for each forecaster: its mean score with the interval, and apart where it changed."""
    rows = list(range(len(found)))[::-1]
    traces: list[Trace] = [
        _line(
            [end for each in found for end in (*each.ci95, None)],
            _twice(rows),
            "95 %, over clusters",
            EMPTY,
            8,
        ),
        *_by_change(found, rows),
        _marks(
            [each.brier for each in found],
            rows,
            RunStyle("", INK, "", "diamond"),
            "all questions",
            "diamond",
            [RUN.colour if each.mine else INK for each in found],
        ),
    ]
    most = max(
        end
        for each in found
        for end in (*each.ci95, each.brier, each.unchanged or 0, each.turned or 0)
        if math.isfinite(end)
    )
    return {
        "data": traces,
        "layout": layout(
            ROW * len(found) + 120,
            xaxis=axis("mean Brier score; 0 is best", range=[-0.01, max(HALF, most) * (1 + ROOM)]),
            yaxis=named_rows([f"{each.name} ({each.questions})" for each in found], 0.7),
            shapes=[upright(HALF)],
            margin={"l": 16, "r": 24, "t": 48, "b": 56},
        ),
    }


def leads(found: Sequence[Skill]) -> Figure:
    """A row for each rival: how much better the model scores, and what could have been found."""
    rows = list(range(len(found)))[::-1]
    ends = [e for s in found for e in (*s.ci95, s.difference, s.detectable, -s.detectable, 0)]
    known = [end for end in ends if math.isfinite(end)]
    room = ROOM * (max(known) - min(known))
    return {
        "data": [
            _line(
                [end for each in found for end in (-each.detectable, each.detectable, None)],
                _twice(rows),
                "smaller leads would mostly be missed",
                "#eeeeee",
                20,
            ),
            _line(
                [end for each in found for end in (*each.ci95, None)],
                _twice(rows),
                "95 %, over clusters",
                RUN.shade(0.55),
                5,
            ),
            {
                **_marks([e.difference for e in found], rows, RUN, "the model's lead", "diamond"),
                "marker": {
                    "symbol": [
                        "diamond" if each.verdict in ("better", "worse") else "diamond-open"
                        for each in found
                    ],
                    "size": 12,
                    "color": RUN.colour,
                    "line": {"width": 2, "color": RUN.colour},
                },
            },
        ],
        "layout": layout(
            ROW * len(found) + 120,
            xaxis=axis(
                "lead in mean Brier score; the model is better to the right",
                range=[min(known) - room, max(known) + room],
            ),
            yaxis=named_rows([f"over {each.rival} ({each.questions})" for each in found], 0.7),
            shapes=[upright(0, dash="solid")],
            margin={"l": 16, "r": 24, "t": 48, "b": 56},
        ),
    }


def numbers(found: Sequence[ObservedNumber], unit: str, before: float | None) -> Figure:
    """One series: where each number was expected, and what was observed, in the order of time.

    before : the last number known when the forecast was made
    """
    places = list(range(len(found)))
    shapes = [] if before is None else [_level(before)]
    return {
        "data": [
            _line(
                _twice(places),
                [end for each in found for end in (*each.met.central90, None)],
                "nine in ten worlds",
                RUN.shade(0.45),
                3,
            ),
            _line(
                _twice(places),
                [end for each in found for end in (*each.met.central50, None)],
                "half of the worlds",
                RUN.shade(0.45),
                12,
            ),
            _marks(places, [each.met.median for each in found], RUN, "median", "line-ew-open"),
            {
                **_marks(places, [each.observed for each in found], RUN, "observed", "circle"),
                "marker": {
                    "symbol": ["circle-open" if e.met.inside90 else "circle" for e in found],
                    "size": 11,
                    "color": INK,
                    "line": {"width": 2, "color": INK},
                },
            },
        ],
        "layout": layout(
            HEIGHT,
            xaxis=axis(
                "",
                tickmode="array",
                tickvals=places,
                ticktext=[text(each.at) for each in found],
                range=[-0.6, len(found) - 0.4],
                showgrid=False,
            ),
            yaxis=axis(unit),
            shapes=shapes,
            showlegend=False,
            margin={"l": 56, "r": 12, "t": 28, "b": 40},
        ),
    }


def _by_change(found: Sequence[Score], rows: Sequence[float]) -> list[Trace]:
    """Scores where nothing changed and where something did, for those that spoke of both."""
    if all(each.unchanged is None and each.turned is None for each in found):
        return []
    look = RunStyle("", FAINT, "", "")
    parts = (
        ([each.unchanged for each in found], "where nothing changed", "circle-open"),
        ([each.turned for each in found], "where something changed", "circle"),
    )
    return [_marks(scores, rows, look, name, symbol) for scores, name, symbol in parts]


def _twice(places: Sequence[int]) -> list[float | None]:
    """Where the two ends of each line stand on the other axis, with a gap after each."""
    return [end for place in places for end in (place, place, None)]


def _marks(
    x: Sequence[float | None],
    y: Sequence[float],
    look: RunStyle,
    name: str,
    symbol: str,
    colours: Sequence[str] = (),
) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(x),
        "y": list(y),
        "name": name,
        "marker": {
            "symbol": symbol,
            "size": 11,
            "color": list(colours) or look.colour,
            "line": {"width": 2, "color": list(colours) or look.colour},
        },
        "hovertemplate": f"{name}: %{{x:.3f}}<extra></extra>",
        "cliponaxis": False,
    }


def _line(
    x: Sequence[float | None], y: Sequence[float | None], name: str, colour: str, width: float
) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(x),
        "y": list(y),
        "name": name,
        "line": {"width": width, "color": colour},
        "hoverinfo": "skip",
    }


def _level(at: float) -> dict[str, object]:
    return {
        "type": "line",
        "x0": 0,
        "x1": 1,
        "xref": "paper",
        "y0": at,
        "y1": at,
        "line": {"color": FAINT, "width": 1, "dash": "dot"},
        "layer": "below",
    }
