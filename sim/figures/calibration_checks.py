"""What history taught: targets, parameters before and after, forms, and the checks of the fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.analysis.distributions import density
from sim.analysis.predictive_checks import Check, PredictiveRange
from sim.analysis.prior_posterior import TargetInformation
from sim.base import number_text
from sim.figures.style import (
    BASE,
    EMPTY,
    FAINT,
    GREEN,
    INK,
    RUN,
    Figure,
    RunStyle,
    Trace,
    axis,
    hidden,
    layout,
    named_rows,
    text,
    upright,
)

Floats = NDArray[np.float64]

HUNDRED = 100
ROW = 40
SMALL, SHORT = 210, 190  # heights of a picture among many
PLACES = 160  # at which a curve is drawn
TAILS = (0.005, 0.985)  # of both curves: what lies beyond would press the rest together
ALPHA = 0.16
ROOM = 0.04  # of the range, free at either end
PRIOR, POSTERIOR, OTHERS = "prior", "posterior", "all other targets"


def worths(found: Sequence[TargetInformation]) -> Figure:
    """How far each target was to be expected: over the prior, and from all the other targets."""
    rows = list(range(len(found)))[::-1]
    lines: list[float | None] = []
    for each in found:
        lines += [HUNDRED * each.agreement, HUNDRED * each.expected, None]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": lines,
                "y": [y for row in rows for y in (row, row, None)],
                "line": {"width": 2, "color": EMPTY},
                "hoverinfo": "skip",
                "showlegend": False,
            },
            _points([HUNDRED * each.agreement for each in found], rows, BASE, PRIOR),
            _points(
                [HUNDRED * each.expected for each in found],
                rows,
                RunStyle(OTHERS, GREEN, "", "square"),
                "worlds that agree with all other targets",
            ),
        ],
        "layout": layout(
            ROW * len(found) + 110,
            xaxis=axis("mean likelihood, % of the best that could be", range=[0, HUNDRED + 1]),
            yaxis=named_rows([each.target.replace("_", " ") for each in found]),
            margin={"l": 16, "r": 24, "t": 40, "b": 56},
        ),
    }


def densities(prior: Floats, posterior: Floats, unit: str) -> Figure:
    """Where the draws of one parameter lie before and after, over one axis.

    prior, posterior : equally likely draws, (draw,)
    """
    low, high = np.quantile(np.concatenate([prior, posterior]), TAILS).tolist()
    places = np.linspace(low, high, PLACES)
    return {
        "data": [
            _curve(places, prior, BASE, PRIOR, fill=True),
            _curve(places, posterior, RUN, POSTERIOR, fill=False),
        ],
        "layout": layout(
            SMALL,
            xaxis=axis(unit, nticks=5),
            yaxis=hidden(rangemode="tozero"),
            showlegend=False,
            margin={"l": 12, "r": 12, "t": 28, "b": 48},
        ),
    }


def options(names: Sequence[str], prior: Floats, posterior: Floats) -> Figure:
    """Share of each option of one form before and after: two bars for each."""
    rows = [text(name.replace("_", " ")) for name in names][::-1]
    most = float(max(prior.max(), posterior.max()))
    pairs = ((posterior, RUN, POSTERIOR, RUN.colour), (prior, BASE, PRIOR, "white"))
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": HUNDRED * shares[::-1],
                "y": rows,
                "name": name,
                "marker": {"color": fill, "line": {"color": look.colour, "width": 2}},
                "text": [number_text.percent(float(share)) for share in shares[::-1]],
                "textposition": "outside",
                "textfont": {"size": 12},
                "cliponaxis": False,
                "hovertemplate": f"{name}, %{{y}}: %{{x:.1f}} %<extra></extra>",
            }
            for shares, look, name, fill in pairs
        ],
        "layout": layout(
            ROW * len(names) + 100,
            xaxis=axis("% of draws", range=[0, HUNDRED * most * 1.2]),
            yaxis=axis(showgrid=False),
            barmode="group",
            bargap=0.3,
            showlegend=False,
            margin={"l": 16, "r": 40, "t": 28, "b": 52},
        ),
    }


def check(found: Check, unit: str, seen: str = "seen") -> Figure:
    """One number over worlds, before and after, beside what was seen.

    seen : what this is called
    """
    rows = [(seen, found.observed, RunStyle(seen, INK, "", "line-ns"))]
    rows.append((POSTERIOR, found.posterior, RUN))
    if found.others is not None:
        rows.append(("by the others", found.others, RunStyle(OTHERS, GREEN, "", "square")))
    rows.append((PRIOR, found.prior, BASE))
    ends = [end for _, each, _ in rows for end in each.central90]
    room = ROOM * (max(ends) - min(ends))
    return {
        "data": [
            trace
            for row, (_, each, look) in enumerate(rows)
            for trace in _interval(each, row, look)
        ],
        "layout": layout(
            SHORT + 24 * (len(rows) - 3),
            xaxis=axis(unit, nticks=5, range=[min(ends) - room, max(ends) + room]),
            yaxis=named_rows([name for name, *_ in rows][::-1]),
            showlegend=False,
            shapes=[upright(found.observed.median, FAINT)],
            margin={"l": 12, "r": 12, "t": 28, "b": 48},
        ),
    }


def _interval(found: PredictiveRange, row: float, look: RunStyle) -> list[Trace]:
    """A thin line for nine tenths, a thick one for half, a mark for the median."""
    traces: list[Trace] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": list(ends),
            "y": [row, row],
            "line": {"width": width, "color": look.shade(alpha)},
            "hoverinfo": "skip",
        }
        for ends, width, alpha in ((found.central90, 2, 0.9), (found.central50, 8, 0.45))
    ]
    said = (
        f"median {number_text.number(found.median)}, half "
        f"{number_text.number_range(*found.central50)}, "
        f"nine tenths {number_text.number_range(*found.central90)}"
    )
    return [
        *traces,
        {
            "type": "scatter",
            "mode": "markers",
            "x": [found.median],
            "y": [row],
            "marker": {
                "symbol": look.symbol,
                "size": 9,
                "color": look.colour,
                "line": {"color": look.colour, "width": 2},
            },
            "hovertext": said,
            "hoverinfo": "text",
        },
    ]


def _curve(places: Floats, draws: Floats, look: RunStyle, name: str, *, fill: bool) -> Trace:
    found = density(draws, places)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": places,
        "y": np.zeros(len(places)) if found is None else found,
        "name": name,
        "line": {"color": look.colour, "width": 2, "dash": look.dash},
        "fill": "tozeroy" if fill else "none",
        "fillcolor": look.shade(ALPHA),
        "hoverinfo": "skip",
    }


def _points(x: Sequence[float], rows: Sequence[int], look: RunStyle, name: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(x),
        "y": list(rows),
        "name": name,
        "marker": {"symbol": look.symbol, "size": 11, "color": look.colour},
        "hovertemplate": f"{name}: %{{x:.0f}} %<extra></extra>",
        "cliponaxis": False,
    }
