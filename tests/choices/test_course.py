import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.choices.course import weight
from tests.support.arrays import SHARES, near, of

LONGEST = 16


def test_by_hand() -> None:
    # Two quarters, half of a deed left after one, discount 0.8. In the first quarter one deed
    # stands, in the second 1 + 0.5: (0.8 * 1 + 0.64 * 1.5) / (0.8 + 0.64) = 1.76 / 1.44.
    near(weight(of(0.5), of(2), of(0.8), LONGEST), 1.76 / 1.44)


def test_part_of_a_quarter_counts_in_part() -> None:
    # as above, the second quarter by half: (0.8 + 0.48) / (0.8 + 0.32)
    near(weight(of(0.5), of(1.5), of(0.8), LONGEST), 1.28 / 1.12)


@given(SHARES, st.floats(0.8, 1))
def test_over_one_quarter_a_course_is_a_deed(persistence: float, discount: float) -> None:
    near(weight(of(persistence), of(1), of(discount), LONGEST), 1)


@pytest.mark.parametrize("horizon", [1, 4, 16])
def test_the_limits_of_persistence(horizon: int) -> None:
    # Nothing stays: one deed at any time. All stays: 1, 2, ... h deeds, (h + 1) / 2 on average.
    near(weight(of(0), of(horizon), of(1), LONGEST), 1)
    near(weight(of(1), of(horizon), of(1), LONGEST), (horizon + 1) / 2)


@given(SHARES, SHARES, st.floats(1, 16), st.floats(0.8, 1))
def test_what_lasts_counts_more(one: float, other: float, horizon: float, discount: float) -> None:
    low, high = sorted((one, other))
    less, more = weight(of(low, high), of(horizon, horizon), of(discount, discount), LONGEST)
    assert 1 - 1e-12 <= less <= more + 1e-12
    assert more <= LONGEST


def test_a_longer_view_counts_more() -> None:
    values = weight(of(0.9, 0.9, 0.9), of(2, 4, 8), of(0.97, 0.97, 0.97), LONGEST)
    assert values[0] < values[1] < values[2]
