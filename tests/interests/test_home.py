from typing import Any

import pytest
from hypothesis import given

from sim.interests import home
from tests.support.arrays import INSIDE, SHARES, change, near, of, rows, same

HOLDER: dict[str, Any] = {  # rungs: nothing, joint activities, a part, all
    "level": of(0),
    "ladder_holder_loss": rows(0, 0.1, 0.2, 1),
    "ladder_cedes": rows(0, 0, 1, 1),
    "holder_approval": of(0.8),
    "war": of(0.2),
    "opposition": of(1.5),
    "principle": of(0.75),
    "cushion": of(0.5),
    "pride": of(0.1),
}
CLAIMANT: dict[str, Any] = {
    "level": of(0),
    "treaty": of(0),
    "ladder_claimant_value": rows(0, 0.05, 0.4, 1),
    "demand": of(0.8),
    "claimant_approval": of(0.5),
    "claimant_legacy": of(0.3),
    "audience": of(0.4),
    "firmness": of(0.2),
}


def test_holder_by_hand() -> None:
    # approval 0.8 + pride 0.1 * 0.2
    near(home.holder(**HOLDER), 0.82)
    # ceding a part: 0.75 for the principle and a quarter of 0.2, 0.8 in all; a leader at 0.8 bears
    # 0.5 * 0.8 of it: 0.82 - 1.5 * 0.8 * 0.6
    near(home.holder(**{**HOLDER, "level": of(2)}), 0.82 - 0.72)
    # what cedes no ground is resented by what it loses only: 0.82 - 1.5 * 0.1 * 0.6
    near(home.holder(**{**HOLDER, "level": of(1)}), 0.82 - 0.09)


def test_ceding_all_costs_the_same_whatever_the_principle() -> None:
    everything = {**HOLDER, "level": of(3)}
    near(change(home.holder, everything, principle=of(0)), 0)
    near(home.holder(**everything), 0.82 - 1.5 * 0.6)


def test_without_opposition_ground_costs_nothing_at_home() -> None:
    same(change(home.holder, {**HOLDER, "opposition": of(0)}, level=of(3)), of(0))


@pytest.mark.parametrize(
    ("argument", "value", "sign"),
    [
        ("opposition", 2, -1),
        ("principle", 0.9, -1),
        ("cushion", 0.7, 1),
        ("holder_approval", 0.9, 1),
    ],
)
def test_what_moves_the_price_of_ceding(argument: str, value: float, sign: int) -> None:
    def price(now: dict[str, Any]) -> float:
        return float(change(home.holder, now, level=of(2))[0])

    assert sign * (price({**HOLDER, argument: of(value)}) - price(HOLDER)) > 0


def test_claimant_by_hand() -> None:
    # 0.5 + 0.2 * 0.8
    near(home.claimant(**CLAIMANT), 0.66)
    # a treaty for a part: half of 0.8 unmet, 0.4 * 0.25 = 0.1; the name gains 0.3 * 0.4
    near(home.claimant(**{**CLAIMANT, "level": of(2), "treaty": of(1)}), 0.66 - 0.1 + 0.12)
    # a treaty for nothing costs the whole audience
    near(home.claimant(**{**CLAIMANT, "treaty": of(1)}), 0.26)


def test_no_treaty_no_audience() -> None:
    same(change(home.claimant, CLAIMANT, audience=of(3)), of(0))


def test_who_gets_what_was_demanded_has_no_audience_cost() -> None:
    won = {**CLAIMANT, "level": of(3), "treaty": of(1)}
    near(change(home.claimant, won, audience=of(3)), 0)


def test_a_lower_demand_makes_a_settlement_cheaper_and_a_stand_weaker() -> None:
    part = {**CLAIMANT, "level": of(2), "treaty": of(1), "firmness": of(0)}
    assert change(home.claimant, part, demand=of(0.5)) > 0
    assert change(home.claimant, CLAIMANT, demand=of(0.5)) < 0


def test_nothing_demanded_nothing_unmet() -> None:
    none = {**CLAIMANT, "demand": of(0), "treaty": of(1)}
    near(change(home.claimant, none, audience=of(3)), 0)


@given(INSIDE, INSIDE, INSIDE, SHARES)
def test_more_ground_never_costs_the_holder_less(
    one: float, other: float, principle: float, approval: float
) -> None:
    small, large = sorted((one, other))
    now = {
        "ladder_holder_loss": rows(0, small, large),
        "ladder_cedes": rows(0, 1, 1),
        "principle": of(principle),
        "holder_approval": of(approval),
    }
    nothing, part, more = (
        home.holder(**{**HOLDER, **now, "level": of(level)})[0] for level in range(3)
    )
    assert more <= part <= nothing
