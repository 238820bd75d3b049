import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.choices.tastes import first, following
from tests.support.arrays import near, of, same

CELLS = (np.arange(400) + 0.5) / 400


def test_by_hand() -> None:
    # 0.6 * 1 + sqrt(1 - 0.36) * 0 = 0.6; at the 84th percentile 0.8 more
    near(following(of(1, 1), of(0.6, 0.6), of(0.5, 0.8413447460685429)), of(0.6, 1.4))


def test_the_first_taste_is_standard_normal() -> None:
    near(first(of(0.5, 0.8413447460685429)), of(0, 1))
    assert abs(first(CELLS).std() - 1) < 0.01


@given(st.floats(0, 0.99))
def test_its_spread_is_stationary(persistence: float) -> None:
    # over all pairs of a first and a second draw, by quadrature
    before, draw = (grid.ravel() for grid in np.meshgrid(first(CELLS), CELLS))
    after = following(before, np.full_like(before, persistence), draw)
    assert abs(after.mean()) < 1e-6
    assert abs(after.std() - first(CELLS).std()) < 1e-3
    assert abs(np.mean(before * after) / before.std() ** 2 - persistence) < 1e-6


def test_the_limits_of_persistence() -> None:
    same(following(of(1.3), of(1), of(0.1)), of(1.3))  # a taste for ever
    same(following(of(1.3), of(0), of(0.1)), first(of(0.1)))  # none that lasts
