from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.interests import territory
from tests.support.arrays import INSIDE, SHARES, change, near, of, rows, same

CLAIMANT: dict[str, Any] = {
    "level": of(0),
    "treaty": of(0),
    "title": of(0),
    "linkage": of(0.5),
    "ladder_claimant_value": rows(0, 0.4, 1),
    "closure": of(0.5),
    "surrender": of(0.25),
    "leverage_belief": of(0.2),
}
HOLDER: dict[str, Any] = {
    "level": of(0),
    "guarantee": of(0),
    "treaty": of(0),
    "title": of(0),
    "patron_target_alignment": of(0.5),
    "ladder_holder_loss": rows(0, 0.2, 1),
    "ladder_military_loss": rows(0, 0.1, 0.5),
    "credibility": of(0.4),
    "precedent": of(0.5),
    "finality": of(0.1),
    "recognition": of(0.15),
}


def test_claimant_by_hand() -> None:
    # hope alone: 0.2 * 0.5
    near(territory.claimant(**CLAIMANT), 0.1)
    # a part with an open treaty, which ends hope: 0.4 - 0.5 * 0.6; to recognise the holder's title
    # costs a quarter of the rest
    part = {**CLAIMANT, "level": of(1), "treaty": of(1)}
    near(territory.claimant(**part), 0.1)
    near(territory.claimant(**{**part, "title": of(1)}), 0.1 - 0.25 * 0.6)


def test_holder_by_hand() -> None:
    same(territory.holder(**HOLDER), of(0))
    # a part: (0.2 + 0.1) * 1.5; a guarantee by a patron at 0.5 makes 0.4 * 0.5 of the 0.1 good
    near(territory.holder(**{**HOLDER, "level": of(1)}), -0.45)
    near(territory.holder(**{**HOLDER, "level": of(1), "guarantee": of(1)}), -0.42)
    # with a treaty that recognises its title: 0.1 + 0.15
    near(territory.holder(**{**HOLDER, "treaty": of(1), "title": of(1)}), 0.25)


def test_a_treaty_for_nothing_is_a_loss_to_the_claimant() -> None:
    assert change(territory.claimant, CLAIMANT, treaty=of(1)) < 0
    assert change(territory.claimant, CLAIMANT, title=of(1)) < 0


def test_who_has_all_gives_up_nothing_by_a_treaty() -> None:
    won = {**CLAIMANT, "level": of(2)}
    near(territory.claimant(**won), 1)
    near(change(territory.claimant, won, treaty=of(1), title=of(1)), 0)


@pytest.mark.parametrize("guarantee", [0, 1])
def test_precedent_raises_or_lowers_the_price(guarantee: int) -> None:
    def price(precedent: float) -> float:
        now = {**HOLDER, "guarantee": of(guarantee), "precedent": of(precedent)}
        return float(change(territory.holder, now, level=of(1))[0])

    assert price(0.5) < price(0) < price(-0.2) < 0


@pytest.mark.parametrize("reason", ["credibility", "patron_target_alignment"])
def test_a_guarantee_that_nobody_believes_is_worth_nothing(reason: str) -> None:
    part = {**HOLDER, "level": of(1), reason: of(0)}
    same(change(territory.holder, part, guarantee=of(1)), of(0))


def test_a_friendlier_patron_guarantees_better() -> None:
    part = {**HOLDER, "level": of(1), "guarantee": of(1)}
    assert change(territory.holder, part, patron_target_alignment=of(0.8)) > 0


def test_a_guarantee_without_ceded_ground_is_worth_nothing() -> None:
    same(change(territory.holder, HOLDER, guarantee=of(1)), of(0))


@given(st.tuples(INSIDE, INSIDE), SHARES, SHARES)
def test_more_ground_is_more_to_one_and_less_to_the_other(
    rungs: tuple[float, float], treaty: float, closure: float
) -> None:
    ladder = rows(0, *sorted(rungs), 1)
    signed = of(round(treaty))
    to_claimant = [
        territory.claimant(
            **{
                **CLAIMANT,
                "level": of(level),
                "treaty": signed,
                "closure": of(closure),
                "leverage_belief": of(0),
                "ladder_claimant_value": ladder,
            }
        )[0]
        for level in range(4)
    ]
    to_holder = [
        territory.holder(
            **{
                **HOLDER,
                "level": of(level),
                "treaty": signed,
                "ladder_holder_loss": ladder,
                "ladder_military_loss": ladder,
            }
        )[0]
        for level in range(4)
    ]
    assert to_claimant == sorted(to_claimant)
    assert to_holder == sorted(to_holder, reverse=True)


@given(SHARES, SHARES, SHARES, SHARES)
def test_the_claimant_stays_within_its_bounds(
    value: float, linkage: float, closure: float, belief: float
) -> None:
    now = {
        "ladder_claimant_value": rows(value, value),
        "linkage": of(linkage),
        "closure": of(closure),
        "leverage_belief": of(belief),
        "treaty": of(1),
    }
    assert -1 <= territory.claimant(**{**CLAIMANT, **now, "surrender": of(0)})[0] <= 1
