import math

from hypothesis import given
from hypothesis import strategies as st

from sim.choices.deeds import above_floor, apply, factor
from tests.support.arrays import INSIDE, SHARES, near, of, same

STEPS = st.floats(0, 3)


def test_by_hand() -> None:
    # a step of ln 2: odds of 1 to 3 become 2 to 3, that is 0.4; three billions become six
    double = factor(of(math.log(2)), 1)
    near(double, 2)
    near(apply(of(0.25), double, bounded=True), 0.4)
    near(apply(of(3), double, bounded=False), 6)


@given(SHARES)
def test_holding_changes_exactly_nothing(value: float) -> None:
    still = factor(of(0.7), 0)
    same(apply(of(value), still, bounded=True), of(value))
    same(apply(of(value), still, bounded=False), of(value))


@given(INSIDE, STEPS)
def test_a_step_up_and_down_comes_back(value: float, step: float) -> None:
    up = apply(of(value), factor(of(step), 1), bounded=True)
    near(apply(up, factor(of(step), -1), bounded=True), value)


@given(SHARES, STEPS)
def test_ordered_and_inside(value: float, step: float) -> None:
    down, same_, up = (apply(of(value), factor(of(step), s), bounded=True) for s in (-1, 0, 1))
    assert 0 <= down <= same_ <= up <= 1


def test_a_floor_by_hand() -> None:
    same(above_floor(of(0.1), of(0.3), of(0.2)), of(0.2))  # lowering stops at it
    same(above_floor(of(0.25), of(0.3), of(0.2)), of(0.25))  # above it all is free


@given(SHARES, SHARES, SHARES)
def test_a_floor_raises_nothing(after: float, before: float, floor: float) -> None:
    kept = above_floor(of(after), of(before), of(floor))
    assert kept <= max(after, before)
    assert kept >= after
    same(above_floor(of(after), of(before), of(0)), of(after))
