"""Quantile dot plots: a number as fifty equally likely worlds, each one dot."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis import words
from sim.figures.style import Figure, Look, Trace, axis, hidden, layout, text

COLUMNS = 32  # stacks over the width
ROW = 150  # pixels for a run
LARGEST = 11  # pixels of a dot
LONG = 16  # letters of a name that takes a line of its own


@dataclass(frozen=True, eq=False)
class Dots:
    """One run's equally likely values, (dot,), and their 5, 50 and 95 % quantiles."""

    look: Look
    values: NDArray[np.float64]
    q05: float
    q50: float
    q95: float


def dots(label: str, unit: str, runs: list[Dots]) -> Figure:
    """A row of stacked dots for each run over one axis."""
    everything = np.concatenate([run.values for run in runs])
    low, high = float(everything.min()), float(everything.max())
    width = (high - low) / COLUMNS or 1.0
    stacks = [_stack(run.values, low, width) for run in runs]
    tallest = max(int(height.max()) + 1 for _, height in stacks)
    size = min(LARGEST, (ROW - 40) / tallest)
    traces: list[Trace] = []
    notes = []
    for row, (run, (x, height)) in enumerate(zip(runs, stacks, strict=True)):
        floor = -row * (tallest + 40 / size)
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": x,
                "y": floor + height,
                "marker": {"symbol": run.look.symbol, "size": size, "color": run.look.colour},
                "name": text(run.look.name),
                "cliponaxis": False,
                "customdata": run.values,
                "hovertemplate": f"%{{customdata:.3~g}} {text(unit)}<extra></extra>",
            }
        )
        notes.append(_note(run, floor + tallest, unit))
    bottom = -(len(runs) - 1) * (tallest + 40 / size) - 1
    return {
        "data": traces,
        "layout": layout(
            ROW * len(runs) + 70,
            xaxis=axis(unit or label, range=[low - width, high + width]),
            yaxis=hidden(range=[bottom, tallest + 34 / size]),
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
    }
