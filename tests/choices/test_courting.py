import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.choices.courting import courted
from tests.support.arrays import near, of, rows, same

DOUBT = rows(0.5, 2.0, -1.0, 1.0, 3.0)
SITS = rows(1, 1, 1, 1, 0)  # the last has left


def test_by_hand() -> None:
    # An effort of half with a charm of 0.4 adds 0.2 to the two nearest to blocking: 2 and 1.
    found = courted(DOUBT, SITS, of(0.5), of(0.4), of(2), 4)
    near(found, rows(0.5, 2.2, -1, 1.2, 3))


def test_part_of_a_member_counts_in_part() -> None:
    # a reach of 1.5: the first wholly, the second by half
    near(courted(DOUBT, SITS, of(0.5), of(0.4), of(1.5), 4), rows(0.5, 2.2, -1, 1.1, 3))


def test_no_effort_no_effect() -> None:
    same(courted(DOUBT, SITS, of(0), of(0.4), of(3), 4), DOUBT)
    same(courted(DOUBT, SITS, of(0.9), of(0), of(3), 4), DOUBT)


@given(st.lists(st.floats(-3, 3), min_size=4, max_size=8, unique=True), st.floats(1, 4))
def test_the_favours_add_up_to_the_reach(doubts: list[float], reach: float) -> None:
    before = rows(*doubts)
    after = courted(before, rows(*[1] * len(doubts)), of(1), of(0.3), of(reach), 4)
    near((after - before).sum(), 0.3 * reach)
    assert (after >= before).all()


@pytest.mark.parametrize("members", [1, 2, 3])
def test_a_council_smaller_than_the_reach_is_courted_whole(members: int) -> None:
    before = rows(*range(members))
    after = courted(before, rows(*[1] * members), of(1), of(0.3), of(3), 4)
    near(after, before + 0.3)


def test_nobody_sits_nobody_is_courted() -> None:
    same(courted(DOUBT, 0 * SITS, of(1), of(1), of(3), 4), DOUBT)
