"""A mean over worlds and its Monte-Carlo error."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis import weighted_statistics
from sim.analysis.expressions import Answer

# Pseudo-counts of Jeffreys' prior for a share.
JEFFREYS = 0.5


@dataclass(frozen=True)
class Estimate:
    """A mean over worlds.

    mcse : Monte-Carlo standard error, not known for a single world
    worlds : those that count at all
    effective : as many worlds as they are worth; the same where all count alike
    """

    value: float
    mcse: float
    worlds: int
    effective: float


def estimate(answer: Answer, chosen: NDArray[np.bool_] | None = None) -> Estimate:
    """The answer over all worlds, or over those chosen.

    A share has the error sqrt(p (1 - p) / n), where worlds are weighted sqrt(Σ w² (x - p)²) / Σ w;
    where less than one world's worth is so, or is not, the sample is silent on its own error and
    Jeffreys' (k + 1/2) / (n + 1) stands in for p, with the effective n. For a number see
    `weighting.standard_error`. Worlds that share a joint draw of the posterior are no independent
    trials: the error grows by the root of `weighting.design`.

    chosen : (world,)
    """
    values, weights, rows = answer.values, answer.weights, answer.rows
    if chosen is not None:
        values, weights = values[chosen], weighted_statistics.chosen(weights, chosen)
        rows = None if rows is None else rows[chosen]
    n = len(values) if weights is None else int((weights > 0).sum())
    if n == 0:
        return Estimate(math.nan, math.nan, 0, 0)
    mean, size = (
        weighted_statistics.mean(values, weights),
        weighted_statistics.size(values, weights),
    )
    shared = math.sqrt(weighted_statistics.design(values, weights, rows))
    if not answer.is_share:
        return Estimate(mean, shared * weighted_statistics.standard_error(values, weights), n, size)
    rare = size * min(mean, 1 - mean) < 1 - weighted_statistics.ROUNDING
    if weights is not None and not rare:
        return Estimate(mean, shared * weighted_statistics.linearised(values, weights), n, size)
    p = (mean * size + JEFFREYS) / (size + 2 * JEFFREYS) if rare else mean
    return Estimate(mean, shared * math.sqrt(p * (1 - p) / size), n, size)
