import math
from enum import IntEnum

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.base import functional_forms as shapes
from tests.support.arrays import INSIDE, RATES, SHARES, near, of, rows, same

FACTORS = st.floats(0.01, 100)
PUSHES = st.floats(-3, 3)


def test_shift_odds_by_hand() -> None:
    # 0.25 has odds 1 to 3; tripled they are 1 to 1, that is 0.5; halved 1 to 6, that is 1/7.
    near(shapes.shift_odds(of(0.25, 0.25), of(3, 0.5)), of(0.5, 1 / 7))


@given(SHARES)
def test_odds_times_one_are_exactly_the_same(share: float) -> None:
    same(shapes.shift_odds(of(share), of(1)), of(share))


@given(FACTORS)
def test_no_factor_moves_the_ends(factor: float) -> None:
    same(shapes.shift_odds(of(0, 1), of(factor)), of(0, 1))


@given(SHARES, FACTORS)
def test_shifted_shares_stay_shares_and_come_back(share: float, factor: float) -> None:
    shifted = shapes.shift_odds(of(share), of(factor))
    assert 0 <= shifted[0] <= 1
    near(shapes.shift_odds(shifted, of(1 / factor)), share)


@given(INSIDE, FACTORS, FACTORS)
def test_a_larger_factor_gives_a_larger_share(share: float, one: float, other: float) -> None:
    low, high = shapes.shift_odds(of(share, share), of(min(one, other), max(one, other)))
    assert low <= high


@given(INSIDE)
def test_expit_undoes_logit(share: float) -> None:
    near(shapes.expit(shapes.logit(of(share))), share)


def test_logit_by_hand_and_finite_at_the_ends() -> None:
    # 0.8 has odds 4 to 1; the ends are taken 2^-20 inside, where the odds are 2^20 - 1.
    far = math.log(2**20 - 1)
    near(shapes.logit(of(0.8, 0, 1)), of(math.log(4), -far, far))


def test_saturate_by_hand() -> None:
    # 1 - exp(-ln 2) = 1 - 1/2; a loss of ln 2 counts 1 - 2.
    near(shapes.saturate(of(0, math.log(2), -math.log(2))), of(0, 0.5, -1))


def test_single_peak_by_hand() -> None:
    # one tolerance away 1 - sqrt(2), two away 1 - sqrt(5), on either side
    values = shapes.single_peak(of(0.3, 0.4, 0.5, 0.1), of(0.3, 0.3, 0.3, 0.3), of(0.1))
    near(values, 1 - np.sqrt(of(1, 2, 5, 5)))


@given(SHARES, SHARES, st.floats(0.02, 0.6))
def test_the_peak_is_at_the_ideal_and_single(value: float, ideal: float, tolerance: float) -> None:
    halfway = (value + ideal) / 2
    far, nearer, best = shapes.single_peak(of(value, halfway, ideal), of(ideal), of(tolerance))
    assert far <= nearer <= best
    same(best, 0)


@given(SHARES, SHARES, SHARES, st.floats(0.02, 0.6))
def test_a_step_towards_the_ideal_is_never_worth_less_from_farther_away(
    value: float, step: float, further: float, tolerance: float
) -> None:
    def gain(ideal: float) -> float:
        ends = shapes.single_peak(of(value, value + step), of(ideal, ideal), of(tolerance))
        return float(ends[1] - ends[0])

    assert gain(value + step + further) >= gain(value + step) - 1e-12


def test_at_level_takes_each_worlds_own_rung() -> None:
    by_level = rows([0, 0, 0], [0.3, 0.4, 0.5], [1, 1, 1])
    same(shapes.at_level(by_level, of(0, 1, 2)), of(0, 0.4, 1))
    same(shapes.at_level(by_level, rows([0, 0, 0], [1, 1, 1])), rows([0, 0, 0], [0.3, 0.4, 0.5]))


def test_held_by_hand() -> None:
    # a third still stands; twice as much; where nothing stood nothing was lost
    near(shapes.held(of(0.1, 0.6, 0, 0.2), of(0.3, 0.3, 0, 0)), of(1 / 3, 2, 1, 1))
    near(shapes.held(of(0.1, 0.6), of(0.3, 0.3)), of(1 / 3, 2))


def test_pull_by_hand() -> None:
    # 0.8 has odds 4, its home 0.5 odds 1: half of the way on the logit leaves odds 2, that is 2/3.
    near(shapes.pull(of(0.8), of(0.5), of(0.5)), 2 / 3)
    # a push of ln 3 on top multiplies the odds by 3: 6 to 1
    near(shapes.pull(of(0.8), of(0.5), of(0.5), of(math.log(3))), 6 / 7)


@given(INSIDE, RATES)
def test_home_is_where_a_pull_rests(home: float, rate: float) -> None:
    near(shapes.pull(of(home), of(home), of(rate)), home)


@given(INSIDE, INSIDE)
def test_without_rate_and_push_nothing_moves(value: float, home: float) -> None:
    near(shapes.pull(of(value), of(home), of(0)), value)


@given(SHARES, SHARES, RATES, PUSHES)
def test_a_pulled_share_stays_inside(value: float, home: float, rate: float, push: float) -> None:
    moved = shapes.pull(of(value), of(home), of(rate), of(push))
    assert 0 < moved[0] < 1


@given(SHARES, SHARES, st.floats(0, 1))
def test_a_pull_does_not_overshoot(value: float, home: float, rate: float) -> None:
    moved = shapes.pull(of(value), of(home), of(rate))[0]
    low, high = sorted((value, home))
    assert low - 1e-6 <= moved <= high + 1e-6


@given(INSIDE, INSIDE, RATES, PUSHES, PUSHES)
def test_a_push_up_moves_up(
    value: float, home: float, rate: float, one: float, other: float
) -> None:
    pushes = of(min(one, other), max(one, other))
    low, high = shapes.pull(np.full(2, value), np.full(2, home), of(rate, rate), pushes)
    assert low <= high


def test_eased_by_hand() -> None:
    # lifted whole, by half, not at all; doubled; raised from nothing; nothing there at all
    value, start = of(0, 0.1, 0.2, 0.4, 0.3, 0), of(0.2, 0.2, 0.2, 0.2, 0, 0)
    near(shapes.eased(value, start), of(1, 0.5, 0, -0.5, -1, 0))


@given(SHARES, SHARES)
def test_easing_is_bounded_and_turns_round(value: float, start: float) -> None:
    there, back = shapes.eased(of(value), of(start)), shapes.eased(of(start), of(value))
    assert -1 <= there <= 1
    near(there, -back)


def test_a_form_is_told_by_its_code() -> None:
    form = IntEnum("Form", "one other third", start=0)
    codes = of(0, 2, 1, 2)
    for option in form:
        same(shapes.takes(codes, option), codes == of(option.value))
    same(shapes.takes(codes, form.third), np.array([False, True, False, True]))


def test_nothing_is_divided_by_as_by_one() -> None:
    all_there, some = of(0.5, 2), of(0.5, 0)
    assert shapes.divisor(all_there) is all_there
    same(shapes.divisor(some), of(0.5, 1))
    same(shapes.divisor(of(0)), of(1))
