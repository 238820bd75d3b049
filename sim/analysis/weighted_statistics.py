"""Means, errors and quantiles over worlds that do not all count alike.

Worlds are weighted where a scenario observes something: by how well each agrees with what is seen
(importance weights, self-normalised; Owen 2013, chapter 9). Only their ratios mean anything. None
stands for no observation, and gives every number as it is without weights, to the last bit;
weights of 0 and 1 give what the worlds with 1 would give alone.
"""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from sim.engine.conditioning import effective

__all__ = [
    "SharedDraws",
    "Weights",
    "chosen",
    "design",
    "designs",
    "effective",
    "enlarged",
    "freedom",
    "freedom_of",
    "level_score",
    "mean",
    "quantiles",
    "size",
    "standard_error",
    "tail",
    "trials",
]

Floats = NDArray[np.float64]
Weights = Floats | None
Method = Literal["linear", "lower", "inverted_cdf"]

# Sums of weights that differ by no more than rounding are the same place in a ranking.
ROUNDING = 1e-12


def size(values: Floats, weights: Weights) -> float:
    """How many worlds there are, or as many as they are worth where they are weighted."""
    return len(values) if weights is None else effective(weights)


def chosen(weights: Weights, these: NDArray[np.bool_]) -> Weights:
    """The weights of some of the worlds."""
    return None if weights is None else weights[these]


def mean(values: Floats, weights: Weights) -> float:
    """Σ w x / Σ w; NaN where no world counts."""
    if weights is None:
        return float(values.mean()) if len(values) else math.nan
    total = float(weights.sum())
    return float((weights * values).sum()) / total if total > 0 else math.nan


def standard_error(values: Floats, weights: Weights) -> float:
    """Monte-Carlo standard error of the mean of a number; NaN for a single world.

    s / sqrt(n) with n - 1 in s; weighted, sqrt(Σ w² (x - m)²) / Σ w, the error of a ratio to first
    order (Owen 2013, section 9.2), times sqrt(n / (n - 1)) with the effective n, so that equal
    weights give the same.
    """
    n = size(values, weights)
    if n <= 1:
        return math.nan
    if weights is None:
        return float(values.std(ddof=1)) / math.sqrt(n)
    return linearised(values, weights) * math.sqrt(n / (n - 1))


def linearised(values: Floats, weights: Floats) -> float:
    """sqrt(Σ w² (x - m)²) / Σ w: for a share in worlds that count alike, sqrt(p (1 - p) / n)."""
    scaled = _scaled(weights)
    off = scaled * (values - mean(values, weights))
    return math.sqrt(float((off * off).sum())) / float(scaled.sum())


def design(values: Floats, weights: Weights, rows: NDArray[np.int32] | None) -> float:
    """By how much the variance of a mean grows because worlds share joint draws; at least 1.

    Σ over rows (Σ of its worlds w (x - m))² / Σ (w (x - m))²: worlds with the same parameters are
    no independent trials (the design effect of cluster samples, Kish 1965, section 5.4).

    rows : (world,), the joint draw of each; None where each has its own
    """
    if rows is None or not len(values):
        return 1.0
    off = values - mean(values, weights)
    return float(designs((off if weights is None else weights * off)[None], rows)[0])


def designs(influences: Floats, rows: NDArray[np.int32]) -> Floats:
    """The same for several means at once, (answer,).

    influences : (answer, world), what each world adds to the mean's departure, up to a factor
    """
    together = (SharedDraws(rows).sums(influences) ** 2).sum(axis=1)
    return enlarged(together, (influences * influences).sum(axis=1))


def enlarged(together: Floats, alone: Floats) -> Floats:
    """Sums of squares over joint draws as multiples of those over worlds; at least 1.

    Where no world departs from the mean there is nothing to enlarge.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.maximum(1, np.where(alone > 0, together / alone, 1))


def trials(weights: Floats) -> Floats:
    """Effective number of independent trials: (Σ w)² / Σ w² (Kish 1965), (group,).

    weights : (group, trial), the total weight of each independent trial: of a world, or of a joint
        draw that worlds share
    """
    return np.asarray(weights.sum(axis=1) ** 2 / (weights * weights).sum(axis=1))


def freedom(weights: Floats) -> Floats:
    """Effective degrees of freedom of the error of a weighted mean, (group,); at least 1.

    (Σ w²)² / Σ w⁴ - 1 (Satterthwaite 1946, for trials whose contributions to the variance are as
    their squared weights; compare the effective clusters of Carter, Schnepel & Steigerwald 2017):
    the number of trials less one where all count alike.

    weights : as of `trials`
    """
    scaled = weights / weights.max(axis=1, keepdims=True)
    squares = scaled * scaled
    found = squares.sum(axis=1) ** 2 / (squares * squares).sum(axis=1) - 1
    return np.asarray(np.fmax(found, 1))


def freedom_of(weights: Weights, rows: NDArray[np.int32] | None) -> float:
    """The same for one sample of worlds; infinite where all count alike.

    rows : (world,), the joint draw of each; None where each has its own
    """
    if weights is None or not len(weights) or (weights == weights[:1]).all():
        return math.inf
    each = weights[None] if rows is None else SharedDraws(rows).sums(weights[None])
    return float(freedom(each)[0])


def level_score(level: float, df: float = math.inf) -> float:
    """Standard errors to either end of an interval: Student's t, the normal at infinite df."""
    share = (1 + level) / 2
    return float(ndtri(share)) if math.isinf(df) else float(stdtrit(df, share))


def tail(scores: Floats, df: Floats) -> Floats:
    """Standard errors to either end of an interval: Student's t, the normal at infinite df."""
    return np.asarray(np.where(np.isinf(df), ndtr(scores), stdtr(df, scores)))


class SharedDraws:
    """Worlds by the joint draw that they share.

    rows : (world,), the joint draw of each
    """

    def __init__(self, rows: NDArray[np.int32]) -> None:
        _, places = np.unique(rows, return_inverse=True)
        worlds = np.arange(len(rows))
        self._members = csr_array((np.ones(len(rows)), (places, worlds)))

    def sums(self, values: Floats) -> Floats:
        """Sums over the worlds of each joint draw, (answer, draw), of values, (answer, world)."""
        return np.asarray(self._members @ values.T).T


def quantiles(
    values: Floats, shares: Sequence[float], weights: Weights, method: Method = "linear"
) -> Floats:
    """Quantiles over worlds, (share,); NaN where no world counts.

    The world of rank k, those of one value in their own order, stands at
    p_k = (S_k - (w_k + w_1) / 2) / (S_n - (w_1 + w_n) / 2), with S_k the sum of the weights up to
    it: at (k - 1) / (n - 1) where all count alike.

    method : as of numpy.quantile: linear between the p_k, lower for the value of the last p_k that
        is not above the share, inverted_cdf for the first value with S_k / S_n not below it
    """
    if weights is None:
        if not len(values):
            return np.full(len(shares), np.nan)
        found: Floats = np.quantile(values, list(shares), method=method)
        return found
    counts = weights > 0
    if not counts.any():
        return np.full(len(shares), np.nan)
    order = np.argsort(values[counts], kind="stable")
    ordered, w = values[counts][order], _scaled(weights[counts][order])
    sums = np.cumsum(w)
    wanted = np.asarray(shares, dtype=np.float64)
    if method == "inverted_cdf":
        ranks = np.searchsorted(sums, wanted * sums[-1] * (1 - ROUNDING), side="left")
        first: Floats = ordered[ranks]
        return first
    if len(ordered) == 1:
        return np.full(len(shares), ordered[0])
    places = (sums - (w + w[0]) / 2) / (sums[-1] - (w[0] + w[-1]) / 2)
    if method == "lower":
        ranks = np.searchsorted(places, wanted + ROUNDING, side="right") - 1
        last: Floats = ordered[ranks]
        return last
    between: Floats = np.interp(wanted, places, ordered)
    return between


def typical(weights: Floats, count: int) -> NDArray[np.intp]:
    """Worlds that stand for all, each for an equal share of the weight, (count,), in their order.

    Systematic sampling in the order of the worlds (Kitagawa 1996): nothing is picked by hand or by
    what happens in it, and a world that counts for nothing is never among them.
    """
    sums = np.cumsum(_scaled(weights))
    middles = (2 * np.arange(count) + 1) / (2 * count)
    found: NDArray[np.intp] = np.searchsorted(sums, middles * sums[-1] * (1 - ROUNDING))
    return found


def _scaled(weights: Floats) -> Floats:
    """Weights whose largest is one, so that the squares of tiny ones are not lost."""
    scaled: Floats = weights / weights.max(initial=0)
    return scaled
