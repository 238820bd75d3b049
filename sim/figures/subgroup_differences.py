"""A difference in parts of the worlds: a row for each option of a form, or third of a parameter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis import verdict_text
from sim.analysis.paired_differences import Difference
from sim.analysis.sign_reversals import SubgroupDifference, SubgroupSplit
from sim.base import number_text
from sim.figures.captioned_figure import Picture, source
from sim.figures.style import (
    FAINT,
    GRID,
    INK,
    RUN,
    Figure,
    RunStyle,
    Trace,
    axis,
    hidden,
    layout,
    text,
    upright,
)
from sim.results import Run

ROW = 27
APART = 1.5  # rows between two forms, for the heading of the second
HUNDRED = 100
SIGNS = {1: "+", -1: "−", 0: "?"}


@dataclass(frozen=True)
class _SubgroupRow:
    part: SubgroupDifference
    place: float


def draw_splits(found: Sequence[SubgroupSplit], d: Difference, look: RunStyle = RUN) -> Figure:
    """Differences with 95 % intervals by part, around zero; hollow where the sign is not clear.

    found : the forms or parameters, one under the other
    d : the difference over all worlds, a dotted line
    """
    scale = HUNDRED if d.is_share else 1
    rows, heads, place = [], [], 0.0
    for split in found:
        heads.append((split, place))
        for part in split.subgroups:
            place -= 1
            rows.append(_SubgroupRow(part, place))
        place -= APART
    ends = [scale * end for row in rows for end in row.part.ci95 if math.isfinite(end)]
    low, high = min([0, scale * d.difference, *ends]), max([0, scale * d.difference, *ends])
    room = 0.06 * (high - low or 1)
    unit = "percentage points" if d.is_share else d.unit
    return {
        "data": [_lines(rows, scale, look), _marks(rows, d, scale, look)],
        "layout": layout(
            round(ROW * -place) + 96,
            xaxis=axis(
                f"difference from the first, {unit}",
                zeroline=True,
                zerolinecolor=INK,
                zerolinewidth=1,
                range=[low - room, high + room],
            ),
            yaxis=hidden(visible=True)
            | {
                "tickmode": "array",
                "tickvals": [row.place for row in rows],
                "ticktext": [text(row.part.name.replace("_", " ")) for row in rows],
                "range": [place + APART - 0.7, 0.7],
                "automargin": True,
                "gridcolor": GRID,
                "zeroline": False,
            },
            showlegend=False,
            shapes=[upright(scale * d.difference)],
            annotations=[_head(split, at) for split, at in heads] + [_sign(row) for row in rows],
            margin={"l": 16, "r": 150, "t": 24, "b": 56},
        ),
    }


def _lines(rows: Sequence[_SubgroupRow], scale: float, look: RunStyle) -> Trace:
    """The intervals of all parts as one trace."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row in rows:
        low, high = row.part.ci95
        x += [low * scale, high * scale, None]
        y += [row.place, row.place, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"width": 5, "color": look.shade(0.4)},
        "hoverinfo": "skip",
    }


def _marks(rows: Sequence[_SubgroupRow], d: Difference, scale: float, look: RunStyle) -> Trace:
    said = [
        f"{row.part.name.replace('_', ' ')}: {verdict_text.size(d, row.part.difference)} "
        f"({verdict_text.bounds(d, row.part.ci95)}) in {row.part.worlds:,.0f} worlds"
        for row in rows
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.part.difference * scale for row in rows],
        "y": [row.place for row in rows],
        "marker": {
            "symbol": [look.symbol if row.part.sign else f"{look.symbol}-open" for row in rows],
            "size": 10,
            "color": look.colour,
        },
        "hovertext": [text(each) for each in said],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _head(split: SubgroupSplit, place: float) -> dict[str, object]:
    """The path of a form, over its options; that the sign turns with it is said there."""
    turns = "  <b>turns the sign</b>" if split.reverses_sign else ""
    return {
        "x": 0,
        "xref": "paper",
        "y": place,
        "xanchor": "left",
        "showarrow": False,
        "text": f"{text(split.path)}{turns}",
        "font": {"size": 13, "color": INK},
        "bgcolor": "white",
    }


def _sign(row: _SubgroupRow) -> dict[str, object]:
    """Right of a row: what its sign is, and in how many worlds."""
    count = number_text.number(round(row.part.worlds), 4)
    return {
        "x": 1.01,
        "xref": "paper",
        "y": row.place,
        "xanchor": "left",
        "showarrow": False,
        "text": f"{SIGNS[row.part.sign]}  <span style='color:{FAINT}'>{count} worlds</span>",
        "font": {"size": 13},
    }


def splits(
    run: Run,
    base: Run,
    d: Difference,
    found: Sequence[SubgroupSplit],
    which: str,
    look: RunStyle = RUN,
) -> Picture:
    """A difference in parts of the worlds.

    found : the forms or parameters by which they are parted
    which : these in words, after "the difference"
    """
    said = "; ".join(
        f"{split.path}: "
        + ", ".join(
            f"{part.name} {verdict_text.size(d, part.difference)}" for part in split.subgroups
        )
        for split in found
    )
    return Picture(
        draw_splits(found, d, look),
        f"{d.label}: the difference {which}",
        said,
        "Mark: difference, filled where its sign is clear although so many parts were looked at. "
        "Line: 95 % interval of that part by itself. Dotted: over all worlds. Thirds are those of "
        "the values that were drawn.",
        source(base, "outcomes and draws", run),
    )
