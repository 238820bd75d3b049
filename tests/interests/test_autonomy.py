import numpy as np
from hypothesis import given

from sim.interests import autonomy
from tests.support.arrays import INSIDE, SHARES, near, of, same


def test_target_by_hand() -> None:
    # 0.8^2 = 0.64; a second partner at 0.5 takes 0.4 * 0.5 of it away: -0.64 * 0.8
    near(autonomy.target(of(0.8), of(0.5), of(0.4)), -0.512)


def test_claimant_by_hand() -> None:
    near(autonomy.claimant(of(0.8), of(0.5), of(0.4)), -0.512)


def test_rival_by_hand() -> None:
    # half of 0.8 is deterred: 0.6 of 0.4 is left
    near(autonomy.rival(of(0.4), of(0.8), of(0.5)), 0.24)


def test_the_last_step_into_dependence_costs_most() -> None:
    costs = [autonomy.target(of(a), of(0.3), of(0.4))[0] for a in (0, 0.3, 0.6, 0.9)]
    steps = np.diff(costs)
    assert steps[2] < steps[1] < steps[0] < 0


def test_a_second_partner_is_worth_more_the_deeper_the_dependence() -> None:
    def worth(dependence: float) -> float:
        warm, cool = (autonomy.target(of(dependence), of(w), of(0.4))[0] for w in (0.6, 0.3))
        return float(warm - cool)

    assert worth(0.9) > worth(0.5) > 0
    assert worth(0) == 0


def test_limits() -> None:
    same(autonomy.target(of(0), of(0.5), of(0.4)), of(0))
    same(autonomy.target(of(1), of(1), of(1)), of(0))  # wholly relieved
    same(autonomy.rival(of(0), of(0.5), of(0.4)), of(0))
    same(autonomy.rival(of(1), of(1), of(1)), of(0))  # wholly deterred


@given(SHARES, SHARES, SHARES)
def test_bounds(one: float, other: float, relief: float) -> None:
    assert -1 <= autonomy.target(of(one), of(other), of(relief))[0] <= 0
    assert -1 <= autonomy.claimant(of(one), of(other), of(relief))[0] <= 0
    assert 0 <= autonomy.rival(of(one), of(other), of(relief))[0] <= 1


@given(INSIDE, INSIDE, INSIDE)
def test_an_alliance_leaves_the_rival_less_room(threat: float, one: float, other: float) -> None:
    weak, strong = sorted((one, other))
    free, bound = (autonomy.rival(of(threat), of(a), of(0.5))[0] for a in (weak, strong))
    assert bound <= free
