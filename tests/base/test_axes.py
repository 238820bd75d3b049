import numpy as np
import pytest

from sim.base.axes import count, in_order, total
from tests.support.arrays import same


@pytest.mark.parametrize("rows", [1, 7, 8, 28, 300])
def test_a_world_has_the_same_sum_by_itself(rows: int) -> None:
    many = np.random.default_rng(5).normal(size=(rows, 50)) * 10.0 ** np.arange(50)
    whole = total(many)
    for world in range(50):
        assert total(many[:, world : world + 1]).tobytes() == whole[world : world + 1].tobytes()


def test_total_adds_in_order() -> None:
    # (1e16 + 1) is 1e16 in floats, so the order shows: 1e16 + 1 - 1e16 = 0
    assert total([np.array([1e16]), np.array([1.0]), np.array([-1e16])]) == 0


def test_rows_may_have_options() -> None:
    assert total([np.ones(3), np.ones((2, 3))]).shape == (2, 3)


def test_count_by_hand() -> None:
    flags = np.array([[True, False], [True, False], [True, True]])
    assert count(flags).tolist() == [3, 1]
    assert count(flags).dtype == np.float64


def test_count_of_more_rows_than_a_byte_holds() -> None:
    assert count(np.ones((1000, 2), dtype=bool)).tolist() == [1000, 1000]


def test_worlds_in_order_are_kept_and_closed() -> None:
    same(in_order(3), np.array([0, 1, 2]))
    assert in_order(3) is in_order(3)
    with pytest.raises(ValueError, match="read-only"):
        in_order(3)[0] = 1
