"""Paired differences from the base: two fans can look the same where a quarter of worlds differ."""

import math
from collections.abc import Sequence

from sim.analysis.expressions import Expression
from sim.analysis.paired_differences import CANNOT_TELL, TOO_FEW, Difference
from sim.base import number_text
from sim.figures.captioned_figure import IN_THE_SAME_WORLDS, Picture, source
from sim.figures.style import (
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
)
from sim.results import Run

ROW = 46
LETTERS = 34  # in a line of a row's name: half of a page leaves little room beside it
HUNDRED = 100


def draw_differences(found: Sequence[Difference], look: RunStyle = RUN) -> Figure:
    """A row for each probability: difference, 95 % interval, range over forms, worlds changed.

    The mark is hollow where the model, or too few worlds, cannot tell the direction.
    """
    shown = [d for d in found if d.is_share]
    ends = [HUNDRED * end for d in shown for end in (*d.forms, *d.ci95, 0) if math.isfinite(end)]
    room = 0.06 * (max(ends) - min(ends))
    rows = list(range(len(shown)))[::-1]
    traces: list[Trace] = [
        _spans([d.forms for d in shown], rows, 2, FAINT, "range over forms"),
        _spans([d.ci95 for d in shown], rows, 7, look.shade(0.45), "95 %"),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [d.difference * HUNDRED for d in shown],
            "y": rows,
            "marker": {
                "symbol": [_symbol(d, look) for d in shown],
                "size": 11,
                "color": look.colour,
            },
            "name": "difference",
            "text": [text(d.label) for d in shown],
            "hovertemplate": "%{text}: %{x:+.2f} points<extra></extra>",
        },
    ]
    changed = [
        {
            "x": 1.01,
            "xref": "paper",
            "y": row,
            "xanchor": "left",
            "showarrow": False,
            "align": "left",
            "text": _moved(d),
            "font": {"size": 13},
        }
        for row, d in zip(rows, shown, strict=True)
    ]
    return {
        "data": traces,
        "layout": layout(
            ROW * len(shown) + 120,
            xaxis=axis(
                "difference from the base, percentage points",
                zeroline=True,
                zerolinecolor=INK,
                zerolinewidth=1,
                range=[min(ends) - room, max(ends) + room],
            ),
            yaxis=named_rows([d.label for d in shown], letters=LETTERS),
            annotations=changed,
            margin={"l": 16, "r": 200, "t": 40, "b": 56},
        ),
    }


def _symbol(d: Difference, look: RunStyle) -> str:
    return f"{look.symbol}-open" if d.verdict in (CANNOT_TELL, TOO_FEW) else look.symbol


def _moved(d: Difference) -> str:
    """How many worlds moved which way, and the verdict where it is none of a direction."""
    moved = ""
    if not math.isnan(d.changed):
        moved = f"{number_text.per_100(d.up)} of 100 up, {number_text.per_100(d.down)} down"
    if d.verdict in ("higher", "lower", "equal"):
        return moved
    return f"{moved}<br><span style='color:{FAINT}'>{d.verdict}</span>".removeprefix("<br>")


def _spans(
    ranges: Sequence[tuple[float, float]], rows: Sequence[int], width: float, colour: str, name: str
) -> Trace:
    """Horizontal lines, one a row, as one trace."""
    x: list[float | None] = []
    y: list[float | None] = []
    for (low, high), row in zip(ranges, rows, strict=True):
        x += [low * HUNDRED, high * HUNDRED, None]
        y += [row, row, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"width": width, "color": colour},
        "name": name,
        "hoverinfo": "skip",
    }


def differences(
    run: Run,
    found: Sequence[Difference],
    title: str = IN_THE_SAME_WORLDS,
    look: RunStyle = RUN,
) -> Picture | None:
    """The differences of all probabilities at the horizon in one picture; None without any."""
    shown = [d for d in found if d.is_share and _at_the_end(run, d.expression)]
    if not shown:
        return None
    said = "; ".join(f"{d.label}: {number_text.points(d.difference)}, {d.verdict}" for d in shown)
    gains = [d.reduction for d in shown if d.reduction is not None]
    pairing = (
        " Pairing the worlds cuts the variance of these differences "
        f"{number_text.number(min(gains), 2)} "
        f"to {number_text.number(max(gains), 2)} times."
        if gains
        else ""
    )
    return Picture(
        draw_differences(shown, look),
        title,
        said,
        "Mark: difference; hollow where the model cannot tell its direction. Thick line: 95 % "
        "interval from the number of worlds. Thin line: range of the difference over uncertain "
        f"forms. Right: how many of 100 worlds move which way.{pairing}",
        source(run, "outcomes"),
    )


def _at_the_end(run: Run, expression: str) -> bool:
    """Whether an answer is of the horizon; those of quarters have their own pictures."""
    return run.measure(Expression.parse(expression).outcome).kind != "quarter"
