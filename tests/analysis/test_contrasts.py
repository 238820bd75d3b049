import math

import numpy as np
import pytest

from sim.analysis.contrasts import Sample, independent, paired

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
    assert found.error[0, 0] == pytest.approx(math.sqrt(2 * 0.125**2))
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
