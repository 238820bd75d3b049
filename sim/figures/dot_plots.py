"""Quantile dot plots: a number as fifty equally likely worlds, each one dot."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis import distributions
from sim.analysis.comparison import alike
from sim.analysis.outcome_summary import quantiles
from sim.base import number_text
from sim.figures.captioned_figure import Picture, Runs, of_all, source
from sim.figures.style import INK, Figure, RunStyle, Trace, axis, hidden, layout, text
from sim.results import Measure, Run

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

    look: RunStyle
    values: NDArray[np.float64]
    q05: float
    q50: float
    q95: float


def draw_dots(label: str, unit: str, runs: list[Dots], *, around_zero: bool = False) -> Figure:
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
    middle, spread = number_text.number(run.q50), number_text.number_range(run.q05, run.q95)
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


def dots(runs: Runs, measure: Measure) -> Picture:
    """A number over worlds as dots, in each run."""
    rows = []
    said = []
    for run, look in runs:
        ends = quantiles(run.outcomes[measure.name].to_numpy(), run.weights)
        low, middle, high = (float(ends[name] or 0) for name in ("q05", "q50", "q95"))
        rows.append(Dots(look, distributions.dots(run, measure.name), low, middle, high))
        said.append(f"{look.name}: median {number_text.number(middle)}")
    return Picture(
        draw_dots(measure.label, measure.unit, rows),
        measure.label,
        "; ".join(said),
        "Fifty dots for each run; each dot is two worlds of a hundred.",
        of_all(runs, "outcomes"),
    )


def moved(run: Run, base: Run, measure: Measure, look: RunStyle, base_name: str) -> Picture | None:
    """How far a number moves in each world, as dots; None where worlds are not the same, or none
    moves.
    """
    if not alike(run, base) or not distributions.moves_any(run, base, measure.name):
        return None
    values = distributions.moved(run, base, measure.name)
    everything = run.outcomes[measure.name].to_numpy() - base.outcomes[measure.name].to_numpy()
    ends = quantiles(everything, run.weights)
    low, middle, high = (float(ends[name] or 0) for name in ("q05", "q50", "q95"))
    return Picture(
        draw_dots(
            measure.label,
            measure.unit,
            [Dots(look, values, low, middle, high)],
            around_zero=True,
        ),
        f"{measure.label}: difference in the same worlds",
        f"“{look.name}”, less “{base_name}”: median {number_text.number(middle)}, 90 % "
        f"{number_text.number_range(low, high)}",
        f"Each dot is two worlds of a hundred: what it is with “{look.name}”, less what it is in "
        f"the same world with “{base_name}”.",
        source(base, "outcomes", run),
    )
