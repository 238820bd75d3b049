import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.choices.bargaining import (
    NO_DEAL,
    Delay,
    agree,
    delivered,
    following_drift,
    misjudgement,
    round_held,
    waiting,
)
from sim.dispute import load
from tests.support.arrays import SHARES, near, of, rows, same

ALL_THREE = of(*Delay)
GAINS = st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=8)


def test_codes_stand_in_the_order_of_the_parameter_file() -> None:
    options = load("kurils").register["choices.bargaining.delay"].options
    assert options == tuple(delay.name for delay in Delay)


# Rounds


def test_a_round_needs_a_meeting_and_something_left_to_settle() -> None:
    meetings, treaty = of(1, 0, 1, 2), of(0, 0, 1, 0)
    one = np.ones(4)
    nothing = rows(0, 0, 0) * one
    held = round_held(meetings, one, treaty, nothing, 0 * one, one, one, 0.5 * one)
    same(held, [True, False, False, True])


def test_no_round_while_a_package_is_carried_out_or_talks_are_frozen() -> None:
    one = np.ones(4)
    owed = np.array([[0, 0.5, 0, 0], [0, 0, 3.0, 0]])
    frozen = of(0, 0, 0, 2)
    held = round_held(one, one, 0 * one, owed, frozen, one, one, 0.5 * one)
    same(held, [True, False, False, False])


def test_news_open_a_round_more_often_than_routine() -> None:
    fresh, draws = of(1, 1, 0, 0), of(0.5, 0.7, 0.1, 0.2)
    one = np.ones(4)
    same(
        round_held(one, fresh, 0 * one, rows(0) * one, 0 * one, 0.6 * one, 0.15 * one, draws),
        [1, 0, 1, 0],
    )


# What delays


def test_delivery_by_hand() -> None:
    # trust 0.4, doubt 0.5: 1 - 0.5 * 0.6; under commitment doubt is whole: what is trusted
    near(delivered(of(0.4, 0.4, 0.4), of(0.5, 0.5, 0.5), ALL_THREE), of(0.7, 0.7, 0.4))


@given(SHARES, SHARES)
def test_delivery_is_a_share_and_whole_with_full_trust(trust: float, doubt: float) -> None:
    found = delivered(of(trust, trust, trust), of(doubt, doubt, doubt), ALL_THREE)
    assert ((found >= 0) & (found <= 1)).all()
    same(delivered(of(1, 1, 1), of(doubt, doubt, doubt), ALL_THREE), of(1, 1, 1))


def test_drift_by_hand() -> None:
    # 0.75 of the old view, a quarter of the new
    near(following_drift(of(0.1), of(-0.1), of(0.75)), 0.05)
    same(following_drift(of(0.1), of(9), of(1)), of(0.1))


def test_waiting_by_hand() -> None:
    # four quarters of a shift of 0.02 in one's favour; only where shifting power delays
    near(waiting(of(0.03), of(0.01), of(4), of(Delay.shifting_power)), 0.08)
    for delay in (Delay.private_information, Delay.commitment):
        same(waiting(of(0.03), of(0.01), of(4), of(delay)), of(0))


def test_only_the_side_for_which_time_works_waits() -> None:
    same(waiting(of(0.01), of(0.03), of(4), of(Delay.shifting_power)), of(0))


def test_misjudgement_by_hand() -> None:
    two_up = of(0.9772498680518208)
    near(misjudgement(of(0.06), of(Delay.private_information), two_up), 0.12)
    for delay in (Delay.shifting_power, Delay.commitment):
        same(misjudgement(of(0.06), of(delay), two_up), of(0))


# Agreement


def deal(
    gains: list[tuple[float, float]],
    *,
    power: float = 0.5,
    errors: tuple[float, float] = (0, 0),
    out: tuple[int, ...] = (),
) -> int:
    """Index of the package agreed upon in one world."""
    admissible = np.array([[index not in out] for index in range(len(gains))])
    holder, claimant = (rows(*side) for side in zip(*gains, strict=True))
    return int(agree(holder, claimant, admissible, of(errors[0]), of(errors[1]), of(power))[0])


def test_nash_by_hand() -> None:
    # products 0.1 * 0.5 = 0.05, 0.3 * 0.2 = 0.06, 0.2 * 0.29 = 0.058
    gains = [(0.1, 0.5), (0.3, 0.2), (0.2, 0.29)]
    assert deal(gains) == 1
    # A weak holder: 0.1^0.2 * 0.5^0.8 = 0.362, 0.3^0.2 * 0.2^0.8 = 0.217, the last 0.269.
    assert deal(gains, power=0.2) == 0


def test_ties_go_to_the_lowest_index() -> None:
    assert deal([(-1, 1), (0.2, 0.3), (0.3, 0.2), (0.2, 0.3)]) == 1


def test_no_deal_where_either_loses_or_gains_nothing() -> None:
    assert deal([(0.5, -0.1), (-0.1, 0.5), (0, 0.5), (0.5, 2**-41)]) == NO_DEAL


def test_what_cannot_be_carried_at_home_is_out() -> None:
    assert deal([(0.5, 0.5), (0.1, 0.1)], out=(0,)) == 1
    assert deal([(0.5, 0.5)], out=(0,)) == NO_DEAL


def test_a_misjudged_offer_fails_though_another_would_have_passed() -> None:
    # Seen with 0.2 too much for the claimant, the first looks best (0.5 * 0.1 > 0.1 * 0.3); in
    # truth the claimant loses by it, refuses, and the round is lost.
    gains = [(0.5, -0.1), (0.1, 0.1)]
    assert deal(gains) == 1
    assert deal(gains, errors=(0, 0.2)) == NO_DEAL


def test_pessimism_misses_what_both_would_have_taken() -> None:
    assert deal([(0.1, 0.1)], errors=(-0.2, 0)) == NO_DEAL
    assert deal([(0.1, 0.1)], errors=(0, -0.2)) == NO_DEAL


def test_optimism_alone_loses_nothing_by_hand() -> None:
    # 0.1 * 0.4 < 0.3 * 0.15; seen with 0.3 more for the holder, 0.4 * 0.4 > 0.6 * 0.15, and the
    # other way round for the claimant: another package is offered, and both still gain by it.
    gains = [(0.1, 0.4), (0.3, 0.15)]
    assert deal(gains) == 1
    assert deal(gains, errors=(0.3, 0)) == 0
    mirrored = [(claimant, holder) for holder, claimant in gains]
    assert deal(mirrored, errors=(0, 0.3)) == 0


@given(GAINS, st.floats(0.05, 0.95))
def test_what_is_agreed_is_feasible_and_best(
    gains: list[tuple[float, float]], power: float
) -> None:
    best = deal(gains, power=power)
    mutual = [i for i, (h, c) in enumerate(gains) if min(h, c) > 2**-40]
    assert (best != NO_DEAL) == bool(mutual)
    if mutual:
        value = [
            power * math.log(gains[i][0]) + (1 - power) * math.log(gains[i][1]) for i in mutual
        ]
        assert best in mutual
        assert value[mutual.index(best)] == pytest.approx(max(value))


@given(GAINS, st.floats(0.05, 0.95), st.data())
def test_packages_that_are_not_taken_do_not_matter(
    gains: list[tuple[float, float]], power: float, data: st.DataObject
) -> None:
    best = deal(gains, power=power)
    others = [i for i in range(len(gains)) if i != best]
    dropped = data.draw(st.sets(st.sampled_from(others)) if others else st.just(set()))
    assert deal(gains, power=power, out=tuple(dropped)) == best


@given(GAINS, st.floats(0.2, 5), st.floats(0.2, 5))
def test_utility_has_no_unit(gains: list[tuple[float, float]], one: float, other: float) -> None:
    best = deal(gains)
    scaled = deal([(one * h, other * c) for h, c in gains])
    if best == NO_DEAL or scaled == NO_DEAL:
        assert best == scaled or all(min(h, c) < 1e-11 for h, c in gains)
    else:
        assert math.prod(gains[scaled]) == pytest.approx(math.prod(gains[best]))


def test_each_world_for_itself() -> None:
    holder, claimant = rows([0.1, 0.4], [0.4, 0.1]), rows([0.1, 0.4], [0.4, 0.1])
    none = of(0, 0)
    same(agree(holder, claimant, np.ones((2, 2), bool), none, none, of(0.5, 0.5)), [1, 0])
