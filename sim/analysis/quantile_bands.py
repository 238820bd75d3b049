"""Quantile bands of a recorded state over the quarters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis import weighted_statistics
from sim.results import Run, Series

PATHS = 10  # sample paths shown; trust grows up to six to nine (Padilla et al. 2023, on forecasts)
BANDS = {"low90": 0.05, "low50": 0.25, "middle": 0.5, "high50": 0.75, "high90": 0.95}


@dataclass(frozen=True, eq=False)
class Fan:
    """How one state spreads over the quarters.

    bands : each of BANDS, (quarter,): pointwise quantiles over worlds
    paths : (path, quarter), the first worlds: the same worlds in every scenario, not picked;
        where worlds are weighted, worlds that stand for an equal share of the weight each
    """

    series: Series
    quarters: tuple[str, ...]
    bands: dict[str, NDArray[np.float64]]
    paths: NDArray[np.float64]


def fan(
    run: Run, series: Series, paths: int = PATHS, chosen: NDArray[np.bool_] | None = None
) -> Fan:
    """Bands and sample paths of one recorded state.

    A quarter in which no world has a value has none here.

    chosen : (world,), of which worlds; all where none are named
    """
    values, weights = run.series(series.path), run.weights
    if chosen is not None:
        values, weights = values[:, chosen], weighted_statistics.chosen(weights, chosen)
    if weights is not None:
        table = np.array([_bands(row, weights) for row in values])
        shown = values[:, weighted_statistics.typical(weights, paths)].T
        return Fan(series, run.calendar, dict(zip(BANDS, table.T, strict=True)), shown)
    ordered = np.sort(values, axis=1)  # puts what is not known last
    known = (~np.isnan(values)).sum(axis=1)
    # The nearest rank among the known: no interpolation is needed with thousands of worlds.
    rows = np.arange(len(values))
    bands = {
        name: ordered[rows, np.floor(share * np.maximum(known - 1, 0)).astype(int)]
        for name, share in BANDS.items()
    }
    return Fan(series, run.calendar, bands, values[:, :paths].T)


def _bands(row: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The bands of one quarter over weighted worlds, (band,): the nearest rank below, as above."""
    known = ~np.isnan(row)
    return weighted_statistics.quantiles(row[known], list(BANDS.values()), weights[known], "lower")
