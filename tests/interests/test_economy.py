import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.interests import economy
from tests.support.arrays import SHARES, change, near, of, rows, same

FLOW: dict[str, Any] = {  # 4 * 0.1 * 0.5 * 0.92 * 0.9 * 0.5 = 0.0828, see the law's own test
    "pledges": of(4),
    "climate": of(0.5),
    "linkage": of(0.5),
    "level": of(0),
    "investor_sanctions": of(0.1),
    "war": of(0.25),
    "ladder_claimant_value": rows(0, 0.4, 1),
    "realisation": of(0.1),
    "drag": of(0.8),
    "risk": of(0.4),
}
BITE: dict[str, Any] = {  # 0.3 * 0.5 by a single sender, softened by 0.4 * 0.5: 0.12
    "sender_sanctions": [of(0.5), of(0)],
    "sender_weight": [of(0.3), of(0.6)],
    "target_rival_alignment": of(0.5),
    "joint_action": of(0.4),
    "softening": of(0.4),
}
TARGET: dict[str, Any] = {
    **FLOW,
    **BITE,
    "oil": of(50),
    "oil_anchor": of(50),
    "posture": of(0.5),
    "oil_share": of(0.5),
    "inflow_share": of(0.2),
    "inflow_reference": of(0.414),
    "stake": of(0.5),
    "rent": of(0.1),
    "burden": of(0.2),
}
INVESTOR: dict[str, Any] = {
    **FLOW,
    "market_reference": of(0.414),
    "exposure_cost": of(0.01),
    "own_exposure": of(0.06),
}


def test_target_by_hand() -> None:
    # oil 0.5; inflow 0.2 * 0.0828 / 0.414 = 0.04; bite 0.5 * 0.12 = 0.06; rent 0.1 * 0.5 = 0.05;
    # burden 0.2 * (0.25 + 0.5) = 0.15; y = 0.5 + 0.04 - 0.06 - 0.05 - 0.15 = 0.28
    near(economy.target(**TARGET), 1 - math.exp(-0.28))


def test_investor_by_hand() -> None:
    # flow 0.0828 / 0.414 = 0.2; risk 0.01 * 0.5 * 4 / 0.414; own trade 0.06 * 0.1
    near(economy.investor(**INVESTOR), 1 - math.exp(-0.2) - 0.01 * 0.5 * 4 / 0.414 - 0.006)


def test_sender_by_hand() -> None:
    near(economy.sender(of(0.3), of(0.2)), -0.06)
    same(economy.sender(of(0), of(0.2)), of(0))


def test_rival_by_hand() -> None:
    # a bite of 0.12 makes 0.5 worth 0.56; the square of 0.5 costs 0.9 times a quarter
    found = economy.rival(**BITE, leverage=of(1), commitment=of(0.9))
    near(found, 0.56 - 0.225)


@pytest.mark.parametrize(
    ("argument", "value", "sign"),
    [
        ("oil", of(60), 1),
        ("pledges", of(5), 1),
        ("level", of(1), 1),
        ("posture", of(0.6), -1),
        ("war", of(0.5), -1),
        ("sender_sanctions", [of(0.6), of(0)], -1),
        ("sender_sanctions", [of(0.5), of(0.1)], -1),
        ("target_rival_alignment", of(0.6), 1),
    ],
)
def test_directions_for_the_target(argument: str, value: Any, sign: int) -> None:
    assert sign * change(economy.target, TARGET, **{argument: value}) > 0


@pytest.mark.parametrize(
    ("argument", "value", "sign"),
    [
        ("climate", of(0.6), 1),
        ("level", of(1), 1),
        ("linkage", of(0.6), -1),
        ("investor_sanctions", of(0.2), -1),
        ("war", of(0.5), -1),
    ],
)
def test_directions_for_the_investor(argument: str, value: Any, sign: int) -> None:
    assert sign * change(economy.investor, INVESTOR, **{argument: value}) > 0


def test_a_better_climate_brings_money_and_costs_insiders() -> None:
    # without rents it is a gain, without inflow a loss
    assert change(economy.target, {**TARGET, "rent": of(0)}, climate=of(0.6)) > 0
    assert change(economy.target, {**TARGET, "inflow_share": of(0)}, climate=of(0.6)) < 0


def test_cheap_oil_makes_investment_worth_more() -> None:
    def worth(price: float) -> float:
        return float(change(economy.target, {**TARGET, "oil": of(price)}, pledges=of(6))[0])

    assert worth(30) > worth(50) > worth(80) > 0


def test_without_sanctions_the_stake_is_nothing() -> None:
    none = {**TARGET, "sender_sanctions": [of(0), of(0)]}
    same(change(economy.target, none, stake=of(3)), of(0))
    free = {**BITE, "sender_sanctions": [of(0), of(0)]}
    same(economy.rival(**free, leverage=of(5), commitment=of(0)), free["target_rival_alignment"])


def test_sanctions_give_the_rival_better_terms() -> None:
    given_ = {**BITE, "leverage": of(1), "commitment": of(0.9)}
    assert change(economy.rival, given_, sender_sanctions=[of(0.6), of(0)]) > 0


def test_the_rival_does_not_want_to_be_ever_closer() -> None:
    given_ = {**BITE, "leverage": of(0), "commitment": of(0.9)}
    gains = np.array(
        [economy.rival(**{**given_, "target_rival_alignment": of(a)})[0] for a in (0, 5 / 9, 1)]
    )
    assert gains[1] > gains[0]  # the peak stands at 1 / (2 * 0.9)
    assert gains[1] > gains[2]


@given(st.floats(0, 1e3), st.floats(1, 500), SHARES)
def test_well_being_is_below_one(pledges: float, oil: float, war: float) -> None:
    now = {"pledges": of(pledges), "oil": of(oil), "war": of(war)}
    assert economy.target(**{**TARGET, **now})[0] <= 1
    assert economy.investor(**{**INVESTOR, "pledges": of(pledges)})[0] <= 1
