"""What the worlds of a run say of dated questions and of numbers that were observed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.analysis import weighted_statistics
from sim.analysis.scoring import smoothed
from sim.base.axes import Array, Flags
from sim.base.quarters import Quarter
from sim.inputs.forecast_questions import ForecastQuestion, Measured
from sim.results import Run


def holds(run: Run, question: ForecastQuestion) -> Flags:
    """Whether it is so in each world, (world,)."""
    rows = _rows(run, question.first, question.last)
    asked = question.first.index + np.arange(rows.stop - rows.start)[:, None]
    found = question.that.evaluate(_lookup(run, rows), asked)
    whole = np.broadcast_to(found, (rows.stop - rows.start, run.manifest.worlds))
    return np.asarray(whole.any(axis=0))


def probability(run: Run, question: ForecastQuestion) -> float:
    """Probability of yes, never 0 or 1: worlds that say so, smoothed by half a world each way."""
    yes = holds(run, question).astype(np.float64)
    worlds = weighted_statistics.size(yes, run.weights)
    return float(
        smoothed(np.array([weighted_statistics.mean(yes, run.weights) * worlds]), worlds)[0]
    )


def values(run: Run, measured: Measured) -> Array:
    """What each world says of a number that was observed, (world,)."""
    rows = _rows(run, measured.first, measured.last)
    series = run.series(measured.state)[rows]
    match measured.how:
        case "year_mean":
            return np.asarray(series.mean(axis=0))
        case "year_sum":
            return np.asarray(series.sum(axis=0))
        case _:
            return np.asarray(series[-1])


def _rows(run: Run, first: Quarter, last: Quarter) -> slice:
    start = Quarter.parse(run.manifest.start)
    return slice(first - start, last - start + 1)


def _lookup(run: Run, rows: slice) -> Callable[[str], Array]:
    recorded = {series.path for series in run.manifest.series}

    def read(path: str) -> Array:
        if path in recorded:
            return run.series(path)[rows]
        return np.asarray(run.draws[path].to_numpy(), dtype=np.float64)[None, :]

    return read
