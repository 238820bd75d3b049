"""Numbers that were seen, beside what a model says of them before and after it has learnt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from sim.analysis import weighted_statistics
from sim.base.axes import Array

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class PredictiveRange:
    """Where a number lies over worlds: the median, and the central half and nine tenths."""

    median: float
    central50: tuple[float, float]
    central90: tuple[float, float]


@dataclass(frozen=True)
class Check:
    """A number over the worlds of the prior, and of what history leaves of them.

    others : over the worlds that agree with all targets but this one; None where it is no target
    observed : what was seen, with its doubt
    """

    name: str
    prior: PredictiveRange
    others: PredictiveRange | None
    posterior: PredictiveRange
    observed: PredictiveRange


def spread(values: Array, weights: Array | None = None) -> PredictiveRange:
    """Where a number lies over worlds, weighted or all alike.

    values : (world,); weights : (world,)
    """
    q05, q25, q50, q75, q95 = weighted_statistics.quantiles(
        values, SHARES, weights, "inverted_cdf"
    ).tolist()
    return PredictiveRange(q50, (q25, q75), (q05, q95))


def gaussian(mean: float, sd: float) -> PredictiveRange:
    """Where a number lies that was measured with an error."""
    q05, q25, q50, q75, q95 = (mean + sd * float(ndtri(share)) for share in SHARES)
    return PredictiveRange(q50, (q25, q75), (q05, q95))


def check(
    name: str, values: Array, agreements: Mapping[str, Array], observed: PredictiveRange
) -> Check:
    """One number before, without the target of its own name, and after.

    values : (world,); agreements : of each target, (world,)
    """
    others = None
    if name in agreements:
        rest = [each for target, each in agreements.items() if target != name]
        others = spread(values, np.prod([np.ones(len(values)), *rest], axis=0))
    weights = np.prod(list(agreements.values()), axis=0)
    return Check(name, spread(values), others, spread(values, weights), observed)
