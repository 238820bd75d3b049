"""Quantile dot plots: a number as fifty equally likely worlds, each one dot."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.base import number_text as words
from sim.figures.style import INK, Figure, Look, Trace, axis, hidden, layout, text

COLUMNS = 32  # stacks over the width
HIGHEST = 110  # pixels of the highest stack, unless its dots would become too small to be seen
LARGEST, SMALLEST = 11, 6  # pixels of a dot
GAP = 0.8  # pixels between two dots
ABOVE = 54  # pixels over the dots of a run, for its name and numbers
UNDER = 14  # pixels between these and the run above
AROUND = 70  # pixels of the axis and its margins
LONG = 16  # letters of a name that takes a line of its own


@dataclass(frozen=True, eq=False)
class Dots:
    """One run's equally likely values, (dot,), and their 5, 50 and 95 % quantiles."""

    look: Look
    values: NDArray[np.float64]
    q05: float
    q50: float
    q95: float


def dots(label: str, unit: str, runs: list[Dots], *, around_zero: bool = False) -> Figure:
    """A row of stacked dots for each run over one axis.

    around_zero : with a line at zero, which is in the picture: for what was moved
    """
    everything = np.concatenate([run.values for run in runs])
    low, high = float(everything.min()), float(everything.max())
    if around_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    width = (high - low) / COLUMNS or 1.0
    if around_zero:  # what was not moved stands over zero, not beside it
        low = -(np.ceil(-low / width - 1 / 2) + 1 / 2) * width
    stacks = [_stack(run.values, low, width) for run in runs]
    tops = [int(height.max()) + 1 for _, height in stacks]
    size = max(min(LARGEST, HIGHEST / max(tops)), SMALLEST)
    rooms = [size * top + ABOVE for top in tops]
    traces: list[Trace] = []
    notes = []
    for row, (run, (x, height)) in enumerate(zip(runs, stacks, strict=True)):
        floor = -sum(rooms[1 : row + 1]) / size
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": x,
                "y": floor + height,
                "marker": {"symbol": run.look.symbol, "size": size - GAP, "color": run.look.colour},
                "name": text(run.look.name),
                "cliponaxis": False,
                "customdata": run.values,
                "hovertemplate": f"%{{customdata:.3~g}} {text(unit)}<extra></extra>",
            }
        )
        notes.append(_note(run, floor + tops[row], unit))
    bottom = floor - 1
    name = unit or label
    return {
        "data": traces,
        "layout": layout(
            round(sum(rooms)) + AROUND,
            xaxis=axis(
                f"difference, {name}" if around_zero else name,
                range=[low - width, high + width],
                zeroline=around_zero,
                zerolinecolor=INK,
                zerolinewidth=1,
            ),
            yaxis=hidden(range=[bottom, (rooms[0] - UNDER) / size]),
            showlegend=False,
            annotations=notes,
            margin={"l": 16, "r": 16, "t": 24, "b": 56},
        ),
    }


def _stack(
    values: NDArray[np.float64], low: float, width: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Columns of the values, and the height of each in its column."""
    columns: NDArray[np.int64] = np.floor((values - low) / width).astype(np.int64)
    heights = np.zeros(len(values), dtype=np.int64)
    for column in np.unique(columns):
        here = columns == column
        heights[here] = np.arange(here.sum())
    middles = (low + (columns + 0.5) * width).astype(np.float64)
    return middles, heights


def _note(run: Dots, y: float, unit: str) -> dict[str, object]:
    between = "<br>" if len(run.look.name) > LONG else " "  # else it would run out of the picture
    middle, spread = words.number(run.q50), words.number_range(run.q05, run.q95)
    numbers = f"median {middle}, 90 % {spread} {text(unit)}"
    return {
        "x": 0,
        "xref": "paper",
        "y": y,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "align": "left",
        "text": f"<b>{text(run.look.name)}</b>:{between}{numbers}",
        "font": {"size": 13},
        "bgcolor": "white",
    }
