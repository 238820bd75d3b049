"""Differences of means between two runs, for many answers and many groups of worlds at once.

A group is a set of worlds, such as those that drew one option of a form; a row of zeros and ones.
Sums over groups are matrix products, so that hundreds of groups cost little more than one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.weighting import Clusters, enlarged

Floats = NDArray[np.float64]

# Added to each of the four cells of a paired two-by-two table.
AGRESTI_MIN = 0.5
# Added to the successes and to the failures of each of two independent shares.
AGRESTI_CAFFO = 1
ROUNDING = 1e-12  # a smaller difference of a world is none


@dataclass(frozen=True, eq=False)
class Sample:
    """What each world of one run says to several questions.

    values : (answer, world)
    shares : (answer,), whether a probability is asked for
    weights : (world,), ≥ 0; all 1 where nothing was observed
    rows : (world,), the joint draw that each shares with others; None where each has its own
    """

    values: Floats
    shares: NDArray[np.bool_]
    weights: Floats
    rows: NDArray[np.int32] | None = None


@dataclass(frozen=True, eq=False)
class Contrast:
    """Differences of several answers in several groups of worlds, (group, answer) each.

    difference : as it was found
    centre, error : of its interval; a share's centre is pulled a little towards zero
    worlds : (group,), effective number; the smaller one of two runs that share no worlds
    """

    difference: Floats
    centre: Floats
    error: Floats
    worlds: Floats


def paired(mine: Sample, theirs: Sample, groups: NDArray[np.bool_]) -> Contrast:
    """Differences where world i of both runs is the same world.

    groups : (group, world)
    """
    with np.errstate(invalid="ignore", divide="ignore"):  # an empty group is not a number
        if np.array_equal(mine.weights, theirs.weights):
            return _moves(moves(mine, theirs), mine, groups, _clusters(mine, theirs))
        return _reweighted(mine, theirs, groups, _clusters(mine, theirs))


def moves(mine: Sample, theirs: Sample) -> Floats:
    """What each world of one run says less what it says in the other, (answer, world)."""
    moved = mine.values - theirs.values
    return np.where(np.abs(moved) <= ROUNDING, 0, moved)


def independent(
    mine: Sample, theirs: Sample, of_mine: NDArray[np.bool_], of_theirs: NDArray[np.bool_]
) -> Contrast:
    """Differences between runs whose worlds have nothing to do with one another.

    The squares of the two errors add up (Welch 1947); shares after adding a success and a failure
    to each (Agresti & Caffo 2000), so that an interval is not empty where all worlds agree.

    of_mine, of_theirs : (group, world), the same groups in each run
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        (x, x_centre, x_square, n), (y, y_centre, y_square, m) = (
            _mean(sample, groups) for sample, groups in ((mine, of_mine), (theirs, of_theirs))
        )
    return Contrast(x - y, x_centre - y_centre, np.sqrt(x_square + y_square), np.minimum(n, m))


def _clusters(*samples: Sample) -> Clusters | None:
    """Which worlds share joint draws in any of the samples; None where each has its own.

    Samples over the same worlds share the same draws, but where one of them draws from the priors.
    """
    return next((Clusters(each.rows) for each in samples if each.rows is not None), None)


def _design(
    values: Floats, weights: Floats, means: Floats, alone: Floats, clusters: Clusters | None
) -> Floats:
    """By how much joint draws that worlds share enlarge the variance of means, (group, answer).

    values : (answer, world); weights : (group, world); means, alone : (group, answer), the means
        and the sums of squares Σ (w (x - m))²
    """
    if clusters is None:
        return np.ones_like(means)
    together = np.empty_like(means)
    counted = np.concatenate([values, np.ones((1, values.shape[1]))])
    for i, (w, m) in enumerate(zip(weights, means, strict=True)):
        *sums, size = clusters.sums(w * counted)
        off = np.stack(sums) - m[:, None] * size
        together[i] = (off * off).sum(axis=1)
    return enlarged(together, alone)


def _moves(
    moved: Floats, sample: Sample, groups: NDArray[np.bool_], clusters: Clusters | None
) -> Contrast:
    """Means of the differences of worlds.

    Shares by Agresti & Min (2005): half a world is added to each of the four cells, so that an
    interval is not empty where no world changed. Numbers by the linearised error of a weighted
    mean, with n - 1 in the variance. With weights, n is the effective number of worlds.
    """
    w = groups * sample.weights
    whole = w.sum(axis=1, keepdims=True)
    squared = w * sample.weights
    n = whole**2 / squared.sum(axis=1, keepdims=True)
    square = (moved * moved).T
    mean = w @ moved.T / whole
    spread = (
        squared @ square
        - 2 * mean * (squared @ moved.T)
        + mean**2 * squared.sum(axis=1, keepdims=True)
    )
    error = np.sqrt(np.maximum(spread, 0)) / whole * np.sqrt(n / (n - 1))
    more = n + 2 * 2 * AGRESTI_MIN
    balance = n * mean  # worlds up less worlds down
    discordant = n * (w @ square / whole) + 2 * AGRESTI_MIN
    of_shares = np.sqrt(np.maximum(discordant - balance**2 / more, 0)) / more
    shared = np.sqrt(_design(moved, w, mean, spread, clusters))
    return Contrast(
        mean,
        np.where(sample.shares, balance / more, mean),
        np.where(sample.shares, of_shares, error) * shared,
        n[:, 0],
    )


def _reweighted(
    mine: Sample, theirs: Sample, groups: NDArray[np.bool_], clusters: Clusters | None
) -> Contrast:
    """Differences of two weighted means over the same worlds, each with weights of its own.

    A world's influence on the difference is w (y - m) / Σw of the one less that of the other; the
    squares of the influences of all worlds add up to the variance of the difference; where worlds
    share joint draws, those of the draws.
    """
    one = groups.astype(np.float64)
    found, errors, effective = [], [], []
    for y, x in zip(mine.values, theirs.values, strict=True):
        parts = np.stack([mine.weights * y, mine.weights, theirs.weights * x, theirs.weights])
        products = (parts[:, None] * parts).reshape(len(parts) ** 2, -1)
        sums = one @ parts.T
        gram = (one @ products.T).reshape(-1, len(parts), len(parts))
        _, w, _, v = sums.T
        m, k = sums[:, 0] / w, sums[:, 2] / v
        influence = np.stack([1 / w, -m / w, -1 / v, k / v], axis=1)
        variance = np.einsum("gi,gij,gj->g", influence, gram, influence)
        found.append(m - k)
        if clusters is not None:
            by_draw = (clusters.sums(parts * group) for group in groups)
            together = [(i @ s) ** 2 for i, s in zip(influence, by_draw, strict=True)]
            variance = np.maximum(variance, np.sum(together, axis=1))
        errors.append(np.sqrt(np.maximum(variance, 0)))
        effective.append(np.minimum(w**2 / gram[:, 1, 1], v**2 / gram[:, -1, -1]))
    difference = np.stack(found, axis=1)
    return Contrast(difference, difference, np.stack(errors, axis=1), effective[0])


def _mean(sample: Sample, groups: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats, Floats]:
    """Weighted mean by group, the centre of its interval, its squared error, effective worlds."""
    w = groups * sample.weights
    whole = w.sum(axis=1, keepdims=True)
    squared = w * sample.weights
    n = whole**2 / squared.sum(axis=1, keepdims=True)
    x = sample.values.T
    mean = w @ x / whole
    spread = (
        squared @ (x * x) - 2 * mean * (squared @ x) + mean**2 * squared.sum(axis=1, keepdims=True)
    )
    shared = _design(sample.values, w, mean, spread, _clusters(sample))
    error = np.maximum(spread, 0) / whole**2 * n / (n - 1)
    more = n + 2 * AGRESTI_CAFFO
    p = (n * mean + AGRESTI_CAFFO) / more
    return (
        mean,
        np.where(sample.shares, p, mean),
        np.where(sample.shares, p * (1 - p) / more, error) * shared,
        n[:, 0],
    )
