"""The share of worlds in which something has happened by each quarter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis import weighted_statistics
from sim.analysis.structural_uncertainty import ENOUGH_WORLDS
from sim.analysis.weighted_statistics import Weights
from sim.results import Measure, Run


@dataclass(frozen=True, eq=False)
class Curve:
    """Share of worlds in which something has happened by the end of each quarter.

    Everything is censored at the horizon and nowhere else, so that the Kaplan-Meier curve is the
    share itself. Survival is one minus it.

    quarters : names, the first for the eve of the run
    share : (quarter + 1,)
    low, high : (quarter + 1,), range over the options of uncertain forms
    """

    measure: Measure
    quarters: tuple[str, ...]
    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def curve(run: Run, outcome: str) -> Curve:
    """When an outcome that is a quarter has happened, with its range over uncertain forms."""
    counts, weights = run.outcomes[outcome].to_numpy(), run.weights
    quarters = run.manifest.quarters
    overall = _happened(counts, weights, quarters)
    curves = [overall]
    for form in run.manifest.forms:
        drawn = run.draws[form.path]
        chosen = [(drawn == option).to_numpy() for option in form.options]
        parts = [(counts[these], weighted_statistics.chosen(weights, these)) for these in chosen]
        curves += [
            _happened(*part, quarters)
            for part in parts
            if weighted_statistics.size(*part) >= ENOUGH_WORLDS
        ]
    return Curve(
        measure=run.measure(outcome),
        quarters=("start", *run.calendar),
        share=overall,
        low=np.min(curves, axis=0),
        high=np.max(curves, axis=0),
    )


def _happened(counts: NDArray[np.float64], weights: Weights, quarters: int) -> NDArray[np.float64]:
    """share[q] = worlds with count <= q, over all worlds; q = 0 is the eve of the run."""
    if weights is not None:
        by_then = [counts <= quarter for quarter in range(quarters + 1)]
        return np.array([weighted_statistics.mean(so.astype(float), weights) for so in by_then])
    ordered = np.sort(counts[~np.isnan(counts)])
    shares: NDArray[np.float64] = np.searchsorted(
        ordered, np.arange(quarters + 1), side="right"
    ) / len(counts)
    return shares
