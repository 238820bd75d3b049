"""A mean over worlds and its Monte-Carlo error."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.expressions import Answer

# Pseudo-counts of Jeffreys' prior for a share.
JEFFREYS = 0.5


@dataclass(frozen=True)
class Estimate:
    """A mean over worlds.

    mcse : Monte-Carlo standard error, not known for a single world
    """

    value: float
    mcse: float
    worlds: int


def estimate(answer: Answer, chosen: NDArray[np.bool_] | None = None) -> Estimate:
    """The answer over all worlds, or over those chosen.

    A share has the error sqrt(p (1 - p) / n); where no world or every world is so, the sample is
    silent on its own error and Jeffreys' (k + 1/2) / (n + 1) stands in for p. A number has the
    error s / sqrt(n), with n - 1 in s.

    chosen : (world,)
    """
    values = answer.values if chosen is None else answer.values[chosen]
    n = len(values)
    if n == 0:
        return Estimate(math.nan, math.nan, 0)
    mean = float(values.mean())
    if answer.is_share:
        p = mean if 0 < mean < 1 else (mean * n + JEFFREYS) / (n + 2 * JEFFREYS)
        return Estimate(mean, math.sqrt(p * (1 - p) / n), n)
    return Estimate(mean, float(values.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan, n)
