"""Differences of means between two runs, for many answers and many groups of worlds at once.

A group is a set of worlds, such as those that drew one option of a form; a row of zeros and ones.
Sums over groups are matrix products, so that hundreds of groups cost little more than one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.weighted_statistics import SharedDraws, enlarged, freedom, trials

Floats = NDArray[np.float64]

# Added to each of the four cells of a paired two-by-two table.
AGRESTI_MIN = 0.5
# Added to the successes and to the failures of each of two independent shares.
AGRESTI_CAFFO = 1
ROUNDING = 1e-12  # a smaller difference of a world is none
# Effective events, and effective non-events, from which a weighted share supports a verdict. Twice
# the expected count of Cochran (1954): with ten expected, a sample without any has probability
# exp(-10).
ENOUGH_EVENTS = 10
# Effective degrees of freedom from which a weighted mean does; with fewer, the error itself is
# known to no better than 22 % (1 / sqrt(2 df)).
ENOUGH_FREEDOM = 10


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
    df : (group,), effective degrees of freedom of the error; infinite where no world is weighted,
        for then there are enough
    few : whether the weights leave too few effective joint draws, or events, for a verdict
    """

    difference: Floats
    centre: Floats
    error: Floats
    worlds: Floats
    df: Floats
    few: NDArray[np.bool_]

    def rows(self, groups: list[int]) -> "Contrast":
        """The same in some of the groups."""
        return Contrast(
            self.difference[groups],
            self.centre[groups],
            self.error[groups],
            self.worlds[groups],
            self.df[groups],
            self.few[groups],
        )


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
        sizes, df = _both(
            _certainty(mine, of_mine, _clusters(mine)),
            _certainty(theirs, of_theirs, _clusters(theirs)),
        )
    few = _few(sizes[:, None], df[:, None], _rarer(x, y), mine.shares)
    return Contrast(
        x - y, x_centre - y_centre, np.sqrt(x_square + y_square), np.minimum(n, m), df, few
    )


def _certainty(
    sample: Sample, groups: NDArray[np.bool_], clusters: SharedDraws | None
) -> tuple[Floats, Floats]:
    """Effective independent trials and degrees of freedom, (group,); infinite without weights.

    Trials are worlds, or joint draws where worlds share them.
    """
    if (sample.weights == sample.weights[:1]).all():
        unlimited = np.full(len(groups), np.inf)
        return unlimited, unlimited
    w = groups * sample.weights
    each = w if clusters is None else clusters.sums(w)
    return trials(each), freedom(each)


def _both(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """The smaller numbers of trials and degrees of freedom of two samples."""
    size: Floats = np.minimum(one[0], other[0])
    df: Floats = np.minimum(one[1], other[1])
    return size, df


def _rarer(one: Floats, other: Floats) -> Floats:
    """The larger of two shares, or the larger of their complements, whichever is rarer."""
    return np.asarray(np.minimum(np.maximum(one, other), 1 - np.minimum(one, other)))


def _few(
    sizes: Floats, df: Floats, rarer: Floats, is_share: NDArray[np.bool_] | np.bool_
) -> NDArray[np.bool_]:
    """Whether weights leave too few trials, or events of a share, for a verdict.

    sizes : effective number of trials; df : infinite without weights; rarer : share of trials that
        are events
    """
    is_weighted = np.isfinite(df)
    events = is_share & (np.where(is_weighted, sizes, 0) * rarer < ENOUGH_EVENTS)
    return np.asarray(is_weighted & (events | (df < ENOUGH_FREEDOM)))


def _clusters(*samples: Sample) -> SharedDraws | None:
    """Which worlds share joint draws in any of the samples; None where each has its own.

    Samples over the same worlds share the same draws, but where one of them draws from the priors.
    """
    return next((SharedDraws(each.rows) for each in samples if each.rows is not None), None)


def _design(
    values: Floats, weights: Floats, means: Floats, alone: Floats, clusters: SharedDraws | None
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
    moved: Floats, sample: Sample, groups: NDArray[np.bool_], clusters: SharedDraws | None
) -> Contrast:
    """Means of the differences of worlds.

    Shares by Agresti & Min (2005): half a world is added to each of the four cells, so that an
    interval is not empty where no world changed. Numbers by the linearised error of a weighted
    mean, with n - 1 in the variance. With weights, n is the effective number of worlds, or joint
    draws where that is smaller, and the error of a share is at least the linearised one, for its
    events may be where the weights are large.
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
    sizes, df = _certainty(sample, groups, clusters)
    independent_n = np.minimum(n, sizes[:, None])
    error = np.sqrt(np.maximum(spread, 0)) / whole * np.sqrt(independent_n / (independent_n - 1))
    more = n + 2 * 2 * AGRESTI_MIN
    balance = n * mean  # worlds up less worlds down
    changed = w @ square / whole
    discordant = n * changed + 2 * AGRESTI_MIN
    of_shares = np.sqrt(np.maximum(discordant - balance**2 / more, 0)) / more
    of_shares = np.where(np.isfinite(df)[:, None], np.maximum(of_shares, error), of_shares)
    design = _design(moved, w, mean, spread, clusters)
    shared = np.sqrt(design)
    return Contrast(
        mean,
        np.where(sample.shares, balance / more, mean),
        np.where(sample.shares, of_shares, error) * shared,
        n[:, 0],
        df,
        _few(n / design, df[:, None], changed, sample.shares),
    )


def _reweighted(
    mine: Sample, theirs: Sample, groups: NDArray[np.bool_], clusters: SharedDraws | None
) -> Contrast:
    """Differences of two weighted means over the same worlds, each with weights of its own.

    A world's influence on the difference is w (y - m) / Σw of the one less that of the other; the
    squares of the influences of all worlds add up to the variance of the difference, times
    n / (n - 1); where worlds share joint draws, those of the draws. A sample without events is
    silent on the error of its share: the variance of each share is enlarged to that after adding a
    success and a failure (Agresti & Caffo 2000) where the latter is larger.
    """
    one = groups.astype(np.float64)
    sizes, df = _both(*(_certainty(each, groups, clusters) for each in (mine, theirs)))
    found, centres, errors, effective, few = [], [], [], [], []
    answers = zip(mine.values, theirs.values, mine.shares, strict=True)
    for y, x, is_share in answers:
        parts = np.stack([mine.weights * y, mine.weights, theirs.weights * x, theirs.weights])
        products = (parts[:, None] * parts).reshape(len(parts) ** 2, -1)
        sums = one @ parts.T
        gram = (one @ products.T).reshape(-1, len(parts), len(parts))
        _, w, _, v = sums.T
        p, q = sums[:, 0] / w, sums[:, 2] / v
        of_mine = np.stack([1 / w, -p / w, 0 * w, 0 * w], axis=1)
        of_theirs = np.stack([0 * v, 0 * v, 1 / v, -q / v], axis=1)
        by_draw = [clusters.sums(parts * group) for group in groups] if clusters else None
        n, m = w**2 / gram[:, 1, 1], v**2 / gram[:, -1, -1]
        size = np.minimum(n, m)
        fewest = np.minimum(size, sizes)
        variance, design = _variance(of_mine - of_theirs, gram, by_draw)
        variance = variance * fewest / (fewest - 1)
        found.append(p - q)
        centres.append(p - q)
        if is_share:
            (mid, more), (other_mid, other_more) = _added(p, n), _added(q, m)
            centres[-1] = mid - other_mid
            for influence, added in ((of_mine, more), (of_theirs, other_more)):
                alone, own = _variance(influence, gram, by_draw)
                variance = variance + np.maximum(added * own - alone, 0)
        errors.append(np.sqrt(np.maximum(variance, 0)))
        effective.append(size)
        few.append(_few(size / design, df, _rarer(p, q), is_share))
    return Contrast(
        np.stack(found, axis=1),
        np.stack(centres, axis=1),
        np.stack(errors, axis=1),
        effective[0],
        df,
        np.stack(few, axis=1),
    )


def _variance(
    influence: Floats, gram: Floats, by_draw: list[Floats] | None
) -> tuple[Floats, Floats]:
    """Sum of squared influences over worlds, or over joint draws where that is larger, (group,).

    And by how much joint draws enlarge it.

    influence : (group, part), coefficients of the parts; gram : (group, part, part), products of
        the parts summed over worlds; by_draw : for each group (part, draw)
    """
    alone: Floats = np.einsum("gi,gij,gj->g", influence, gram, influence)
    if by_draw is None:
        return alone, np.ones_like(alone)
    together = [(i @ s) ** 2 for i, s in zip(influence, by_draw, strict=True)]
    design = enlarged(np.sum(together, axis=1), alone)
    return alone * design, design


def _added(share: Floats, n: Floats) -> tuple[Floats, Floats]:
    """A share after adding a success and a failure (Agresti & Caffo 2000), and its variance."""
    more = n + 2 * AGRESTI_CAFFO
    p = (n * share + AGRESTI_CAFFO) / more
    return p, p * (1 - p) / more


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
    p, of_shares = _added(mean, n)
    if not (sample.weights == sample.weights[:1]).all():
        of_shares = np.maximum(of_shares, error)
    return (
        mean,
        np.where(sample.shares, p, mean),
        np.where(sample.shares, of_shares, error) * shared,
        n[:, 0],
    )
