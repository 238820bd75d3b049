import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from sim.base.axes import Array
from sim.interests import alliance
from tests.support.arrays import INSIDE, SHARES, change, near, of, same

# Two other senders, weighing 0.3 and 0.6; own severity 0.1, theirs 0.3 and 0.3 at the start.
OTHERS: dict[str, Any] = {
    "own_sanctions": of(0.1),
    "own_sanctions_anchor": of(0.1),
    "other_sanctions": [of(0.3), of(0.3)],
    "other_sanctions_anchor": [of(0.3), of(0.3)],
    "other_weight": [of(0.3), of(0.6)],
    "pressure": of(0.5),
}
CLAIMANT: dict[str, Any] = {
    **OTHERS,
    "alliance": of(0.8),
    "holder_claimant_alignment": of(0.3),
    "holder_claimant_alignment_anchor": of(0.3),
    "engagement": of(0.5),
    "guarantee": of(0),
    "carve_out": of(0.05),
}
PATRON = {
    "alliance": of(0.8),
    "alliance_anchor": of(0.8),
    "pressure": of(0.5),
    "own_detachment": of(0),
    "tolerance": of(0.2),
    "strain": of(0.4),
}


def claimant(**changes: Any) -> Array:
    return alliance.claimant(**{**CLAIMANT, **changes})


def test_claimant_by_hand() -> None:
    # Own severity halved: the others hold 1, it holds 0.5; shortfall 0.5.
    # Warmer by 0.2: 0.5 * 0.2 = 0.1. 0.8 * (1 - 0.5 * 0.6) = 0.56.
    near(claimant(own_sanctions=of(0.05), holder_claimant_alignment=of(0.5)), 0.56)


def test_an_exemption_by_hand() -> None:
    # a twentieth of what the alliance is worth
    near(claimant(guarantee=of(1)), 0.8 * 0.95)


def test_others_count_by_weight_and_not_the_hardest() -> None:
    # the first holds a third, the second all: (0.3 / 3 + 0.6) / 0.9 = 7/9; own half: short by 5/18
    eased = {"own_sanctions": of(0.05), "other_sanctions": [of(0.1), of(0.3)]}
    near(claimant(**eased), 0.8 * (1 - 0.5 * 5 / 18))
    near(alliance.council(**{**OTHERS, **eased}), -0.5 * 5 / 18)


def test_who_does_not_defy_stands_as_strong_as_the_alliance() -> None:
    same(claimant(), of(0.8))
    same(claimant(own_sanctions=of(0.2)), of(0.8))  # more than asked for
    same(claimant(holder_claimant_alignment=of(0.1)), of(0.8))
    same(alliance.council(**OTHERS), of(0))


def test_without_pressure_nothing_is_defied() -> None:
    same(claimant(pressure=of(0), own_sanctions=of(0)), of(0.8))
    same(alliance.council(**{**OTHERS, "pressure": of(0), "own_sanctions": of(0)}), of(0))


def test_the_price_of_defying_scales_with_the_alliance_and_the_pressure() -> None:
    def price(**now: Any) -> float:
        return float(change(alliance.claimant, {**CLAIMANT, **now}, own_sanctions=of(0.05))[0])

    assert price(alliance=of(0.9)) < price() < price(pressure=of(0.4)) < 0


def test_relief_by_the_patron_frees_the_ally() -> None:
    eased = {"own_sanctions": of(0.05)}
    assert claimant(**eased, other_sanctions=[of(0.1), of(0.3)]) > claimant(**eased)


def test_nobody_held_anything_at_the_start() -> None:
    none = [of(0), of(0)]
    same(claimant(other_sanctions=none, other_sanctions_anchor=none), of(0.8))


def test_patron_by_hand() -> None:
    # 0.2 too strong, one tolerance: 1 - sqrt(2); pressure 0.4 * 0.25 = 0.1
    found = alliance.patron(**{**PATRON, "alliance": of(1.0)})
    near(found, 1 - math.sqrt(2) - 0.1)
    # a leader half detached wants 0.4: two tolerances off
    near(alliance.patron(**{**PATRON, "own_detachment": of(0.5)}), 1 - math.sqrt(5) - 0.1)


@given(INSIDE, INSIDE)
def test_the_patrons_ideal_is_a_peak(strength: float, detachment: float) -> None:
    ideal = 0.8 * (1 - detachment)
    now = {**PATRON, "own_detachment": of(detachment)}
    here, nearer, best = (
        alliance.patron(**{**now, "alliance": of(level)})[0]
        for level in (strength, (strength + ideal) / 2, ideal)
    )
    assert here <= nearer <= best


def test_pressure_costs_the_patron_goodwill_and_ever_more() -> None:
    levels = np.array([alliance.patron(**{**PATRON, "pressure": of(p)})[0] for p in (0, 0.5, 1)])
    first, second = np.diff(levels)
    assert second < first < 0


@pytest.mark.parametrize("weight", [0.1, 1.0])
@given(own=SHARES, other=SHARES)
def test_bounds(weight: float, own: float, other: float) -> None:
    now = {
        "own_sanctions": of(own),
        "own_sanctions_anchor": of(1),
        "other_sanctions": [of(other)],
        "other_sanctions_anchor": [of(1)],
        "other_weight": [of(weight)],
        "pressure": of(1),
    }
    assert -1 <= alliance.council(**now)[0] <= 0
    assert 0 <= claimant(**now, engagement=of(0))[0] <= 0.8 + 1e-12
