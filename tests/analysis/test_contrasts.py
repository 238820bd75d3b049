import math

import numpy as np
import pytest
from scipy.special import ndtri

from sim.analysis.contrasts import Sample, independent, paired
from sim.analysis.sign_reversals import interval

SHARE, NUMBER = np.array([True]), np.array([False])


def sample(values: list[float], kind: np.ndarray = NUMBER, weights: list[float] | None = None):
    counts = np.ones(len(values)) if weights is None else np.array(weights)
    return Sample(np.array([values], dtype=float), kind, counts)


def everyone(n: int) -> np.ndarray:
    return np.ones((1, n), dtype=bool)


def test_a_paired_share_by_hand() -> None:
    # 8 worlds: 3 go up, 1 goes down. Half a world more in each of four cells: n = 10, 3.5, 1.5.
    found = paired(
        sample([1, 1, 1, 0, 1, 1, 0, 0], SHARE),
        sample([0, 0, 0, 1, 1, 1, 0, 0], SHARE),
        everyone(8),
    )
    assert found.difference[0, 0] == pytest.approx(2 / 8)
    assert found.centre[0, 0] == pytest.approx(2 / 10)
    # sqrt(3.5 + 1.5 - 2²/10) / 10
    assert found.error[0, 0] == pytest.approx(math.sqrt(4.6) / 10)
    assert found.worlds[0] == 8


def test_a_paired_number_by_hand() -> None:
    found = paired(sample([2, 4, 9]), sample([1, 2, 3]), everyone(3))
    moved = [1, 2, 6]  # mean 3, squares off it 4 + 1 + 9 = 14, variance 7
    assert found.difference[0, 0] == pytest.approx(np.mean(moved))
    assert found.error[0, 0] == pytest.approx(math.sqrt(7 / 3))


def test_groups_are_what_their_worlds_would_be_alone() -> None:
    rng = np.random.default_rng(1)
    mine, theirs = rng.random((2, 3, 40))
    kinds = np.array([False] * 3)
    groups = rng.random((5, 40)) < 0.5
    weights = rng.random(40)
    whole = paired(Sample(mine, kinds, weights), Sample(theirs, kinds, weights), groups)
    for i, group in enumerate(groups):
        alone = paired(
            Sample(mine[:, group], kinds, weights[group]),
            Sample(theirs[:, group], kinds, weights[group]),
            everyone(group.sum()),
        )
        for name in ("difference", "centre", "error"):
            assert getattr(whole, name)[i] == pytest.approx(getattr(alone, name)[0])
        assert whole.worlds[i] == pytest.approx(alone.worlds[0])


def test_weights_of_zero_and_one_choose() -> None:
    chosen = paired(
        sample([2, 4, 9, 50], weights=[1, 1, 1, 0]),
        sample([1, 2, 3, 0], weights=[1, 1, 1, 0]),
        everyone(4),
    )
    alone = paired(sample([2, 4, 9]), sample([1, 2, 3]), everyone(3))
    assert chosen.error[0, 0] == pytest.approx(alone.error[0, 0])
    assert chosen.worlds[0] == 3


def test_other_weights_over_the_same_worlds_by_hand() -> None:
    # Means: (1·2 + 3·4) / 4 = 3.5 and (1 + 2) / 2 = 1.5.
    found = paired(sample([2, 4], weights=[1, 3]), sample([1, 2], weights=[1, 1]), everyone(2))
    assert found.difference[0, 0] == pytest.approx(2)
    # Influences: 1/4 (2 - 3.5) - 1/2 (1 - 1.5) = -0.125; 3/4 (4 - 3.5) - 1/2 (2 - 1.5) = 0.125.
    # Effective worlds: 4² / 10 = 1.6, the fewer of both.
    assert found.error[0, 0] == pytest.approx(math.sqrt(2 * 0.125**2 * 1.6 / 0.6))
    assert found.worlds[0] == pytest.approx(16 / 10)


def test_independent_numbers_by_hand() -> None:
    found = independent(sample([1, 3]), sample([0, 3, 6]), everyone(2), everyone(3))
    assert found.difference[0, 0] == pytest.approx(-1)
    # Variances 2 and 9, over 2 and 3 worlds.
    assert found.error[0, 0] == pytest.approx(math.sqrt(2 / 2 + 9 / 3))


def test_independent_shares_by_hand() -> None:
    found = independent(
        sample([1, 1], SHARE), sample([0, 0, 0, 1], SHARE), everyone(2), everyone(4)
    )
    # Agresti & Caffo: 3 of 4 and 2 of 6.
    assert found.difference[0, 0] == pytest.approx(1 - 1 / 4)
    assert found.centre[0, 0] == pytest.approx(3 / 4 - 2 / 6)
    assert found.error[0, 0] == pytest.approx(math.sqrt(3 / 4 / 4 / 4 + 1 / 3 * 2 / 3 / 6))


def test_rounding_moves_no_world() -> None:
    found = paired(sample([0.1 + 0.2, 1]), sample([0.3, 1]), everyone(2))
    assert found.difference[0, 0] == 0
    assert found.error[0, 0] == 0


# Joint draws that worlds share


def rows_of(worlds: int, draws: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, draws, worlds).astype(np.int32)


def test_two_worlds_of_a_draw_that_move_alike_are_one() -> None:
    rng = np.random.default_rng(2)
    rows = rng.permutation(np.arange(200, dtype=np.int32) // 2)
    mine, theirs = rng.random((2, 1, 100))[:, :, rows]
    up = (mine > 0.8).astype(float)  # against none at all: a difference of shares
    nothing = np.zeros_like(up)
    weights = rng.random(100)[rows]
    cases = [
        (mine, theirs, NUMBER, np.ones(200), np.ones(200)),
        (up, nothing, SHARE, np.ones(200), np.ones(200)),
        (mine, theirs, NUMBER, weights, weights),
        (mine, theirs, NUMBER, weights, np.ones(200)),
    ]
    for one, other, kind, w, v in cases:
        alone = paired(Sample(one, kind, w), Sample(other, kind, v), everyone(200))
        found = paired(Sample(one, kind, w, rows), Sample(other, kind, v, rows), everyone(200))
        # n / (n - 1) is of joint draws where worlds are weighted, of worlds where they are not.
        size = w.sum() ** 2 / (w**2).sum()
        is_weighted = (w != w[0]).any()
        fewer = (size / 2) / (size / 2 - 1) / (size / (size - 1)) if is_weighted else 1
        expected = math.sqrt(2 * fewer) * alone.error[0, 0]
        assert found.error[0, 0] == pytest.approx(expected)
        assert found.difference[0, 0] == alone.difference[0, 0]
        assert found.centre[0, 0] == alone.centre[0, 0]
        assert found.worlds[0] == alone.worlds[0]
    unpaired = [
        independent(Sample(mine, NUMBER, np.ones(200), r), sample([0.0, 0.0]), everyone(200), two)
        for r, two in ((rows, everyone(2)), (None, everyone(2)))
    ]
    assert unpaired[0].error[0, 0] == pytest.approx(math.sqrt(2) * unpaired[1].error[0, 0])


def test_a_run_of_the_prior_beside_one_of_the_posterior_shares_its_draws() -> None:
    rng = np.random.default_rng(2)
    rows = np.arange(100, dtype=np.int32) // 2
    moved = rng.random((1, 50))[:, rows]
    nothing = Sample(np.zeros((1, 100)), NUMBER, np.ones(100))
    held = Sample(moved, NUMBER, np.ones(100), rows)
    one, other = paired(held, nothing, everyone(100)), paired(nothing, held, everyone(100))
    alone = paired(nothing, Sample(moved, NUMBER, np.ones(100)), everyone(100))
    assert one.error[0, 0] == other.error[0, 0] == pytest.approx(math.sqrt(2) * alone.error[0, 0])


@pytest.mark.parametrize("same", [True, False])
def test_groups_that_share_draws_are_what_their_worlds_would_be_alone(same: bool) -> None:
    rng = np.random.default_rng(1)
    mine, theirs = rng.random((2, 3, 90))
    kinds = np.array([False] * 3)
    groups, rows = rng.random((4, 90)) < 0.5, rows_of(90, 20)
    mine, theirs = mine + rng.random(20)[rows], theirs - rng.random(20)[rows]
    weights = rng.random(90)
    others = weights if same else rng.random(90)

    def asked(these: np.ndarray) -> tuple[Sample, Sample]:
        return (
            Sample(mine[:, these], kinds, weights[these], rows[these]),
            Sample(theirs[:, these], kinds, others[these], rows[these]),
        )

    whole = paired(*asked(np.ones(90, dtype=bool)), groups)
    for i, group in enumerate(groups):
        alone = paired(*asked(group), everyone(group.sum()))
        assert whole.error[i] == pytest.approx(alone.error[0])


def test_intervals_of_a_difference_cover_where_worlds_share_draws() -> None:
    """What a change does depends on the parameters, which many worlds have in common."""
    rng, tries, draws, worlds = np.random.default_rng(5), 500, 60, 300
    covered = {True: 0, False: 0}
    for _ in range(tries):
        rows = rng.integers(0, draws, worlds).astype(np.int32)
        gain = rng.normal(size=draws)[rows] + rng.normal(size=worlds)
        theirs = rng.normal(size=worlds)
        for held in (True, False):
            samples = [
                Sample(values[None], NUMBER, np.ones(worlds), rows if held else None)
                for values in (theirs + gain, theirs)
            ]
            found = paired(samples[0], samples[1], everyone(worlds))
            covered[held] += abs(found.centre[0, 0]) <= 1.96 * found.error[0, 0]
    assert 0.92 <= covered[True] / tries <= 0.97
    assert covered[False] / tries < 0.85


# Few worlds that count


def coverage(
    trials: int, *, is_share: bool, spread: float, draws: int, rate: float = 0.3
) -> tuple[float, float, float]:
    """Of many weighted samples: intervals that hold the truth, false directions, too few to tell.

    The worlds of the run are weighted, those of its base are not; the true difference is zero.

    spread : of the logarithm of the weight of a draw; draws : that four worlds each share
    """
    rng = np.random.default_rng(20161215)
    held = false = few = 0
    kind = SHARE if is_share else NUMBER
    rows = np.repeat(np.arange(draws, dtype=np.int32), 4)
    for _ in range(trials):
        weights = np.exp(spread * rng.standard_normal(draws))[rows]
        shared, own, other = rng.standard_normal((3, len(rows)))
        values = np.sqrt(0.5) * (shared[rows] + own), np.sqrt(0.5) * (shared[rows] + other)
        if is_share:
            border = ndtri(1 - rate)
            values = values[0] > border, values[1] > border
        run, base = (
            Sample(each[None].astype(float), kind, w, rows)
            for each, w in zip(values, (weights, np.ones(len(rows))), strict=True)
        )
        found = paired(run, base, everyone(len(rows)))
        low, high = interval(found.centre[0, 0], found.error[0, 0], found.df[0])
        held += low <= 0 <= high
        false += not found.few[0, 0] and not low <= 0 <= high
        few += bool(found.few[0, 0])
    return held / trials, false / trials, few / trials


@pytest.mark.slow
@pytest.mark.parametrize(
    ("is_share", "spread", "draws", "rate"),
    [
        (False, 0.5, 30, 0.3),
        (False, 1.0, 60, 0.3),
        (False, 1.5, 200, 0.3),
        (True, 0.5, 60, 0.3),
        (True, 1.0, 200, 0.1),
        (True, 1.0, 200, 0.02),
    ],
)
def test_weighted_intervals_hold_the_truth(
    is_share: bool, spread: float, draws: int, rate: float
) -> None:
    held, false, _ = coverage(600, is_share=is_share, spread=spread, draws=draws, rate=rate)
    # The standard error of a share of 95 % of 600 samples is 0.9 points.
    assert held >= 0.92
    assert false <= 0.08


def test_draws_that_weights_leave_few_of_give_no_verdict() -> None:
    _, false, few = coverage(200, is_share=False, spread=2.0, draws=40)
    assert few > 0.95
    assert false < 0.02


def test_events_that_weights_leave_few_of_give_no_verdict() -> None:
    # 4 of 100 worlds of the base; in the run 120 worlds count, and it is so in none of them.
    base = np.zeros(2000)
    base[:80] = 1
    weights = np.zeros(2000)
    weights[-120:] = 1
    alike = np.ones(2000)
    found = paired(
        Sample(np.zeros((1, 2000)), SHARE, weights),
        Sample(base[None], SHARE, alike),
        everyone(2000),
    )
    assert found.few[0, 0]  # 120 × 0.04 = 4.8 events expected
    # One event more and one non-event in 120 worlds: the base's error alone is 0.44 points.
    assert found.error[0, 0] == pytest.approx(
        math.sqrt(0.04 * 0.96 / 2000 + 1 / 122 * 121 / 122 / 122), rel=0.01
    )
    base[:400] = 1  # 24 events expected, and none found
    many = paired(
        Sample(np.zeros((1, 2000)), SHARE, weights),
        Sample(base[None], SHARE, alike),
        everyone(2000),
    )
    assert not many.few[0, 0]


def test_without_weights_nothing_is_few_and_the_interval_is_the_normal_one() -> None:
    found = paired(sample([1, 0, 0], SHARE), sample([0, 0, 0], SHARE), everyone(3))
    assert not found.few.any()
    assert found.df[0] == math.inf
    assert interval(0, 1, math.inf)[1] == pytest.approx(1.959964)
