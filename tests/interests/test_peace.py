from typing import Any

from hypothesis import given

from sim.interests import peace
from tests.support.arrays import INSIDE, SHARES, change, near, of, rows, same

CLAIMANT: dict[str, Any] = {
    "level": of(0),
    "treaty": of(0),
    "holder_claimant_alignment": of(0.3),
    "demand": of(0.8),
    "ladder_claimant_value": rows(0, 0.4, 1),
    "formal": of(0.2),
    "gap": of(0.5),
}


def test_holder_by_hand() -> None:
    # 0.2 * 1 + 0.8 * 0.3
    near(peace.holder(of(1), of(0.3), of(0.2)), 0.44)


def test_claimant_by_hand() -> None:
    # 0.8 * 0.3 less 0.5 * 0.8; with a treaty for a part 0.44 less 0.5 * 0.4
    near(peace.claimant(**CLAIMANT), 0.24 - 0.4)
    near(peace.claimant(**{**CLAIMANT, "treaty": of(1), "level": of(1)}), 0.44 - 0.2)


def test_paper_alone_does_not_close_the_gap() -> None:
    near(change(peace.claimant, CLAIMANT, treaty=of(1)), 0.2)


def test_directions() -> None:
    assert change(peace.claimant, CLAIMANT, holder_claimant_alignment=of(0.4)) > 0
    assert change(peace.claimant, CLAIMANT, level=of(1)) > 0
    assert change(peace.claimant, CLAIMANT, demand=of(0.6)) > 0


def test_without_a_demand_both_sides_see_it_alike() -> None:
    none = {**CLAIMANT, "demand": of(0)}
    same(peace.claimant(**none), peace.holder(of(0), of(0.3), of(0.2)))


def test_getting_more_than_was_demanded_is_no_further_peace() -> None:
    modest = {**CLAIMANT, "demand": of(0.4), "level": of(1)}
    same(change(peace.claimant, modest, level=of(2)), of(0))


@given(SHARES, SHARES, SHARES, INSIDE)
def test_bounds(treaty: float, warmth: float, formal: float, demand: float) -> None:
    assert 0 <= peace.holder(of(round(treaty)), of(warmth), of(formal))[0] <= 1
    now = {"treaty": of(round(treaty)), "holder_claimant_alignment": of(warmth)}
    found = peace.claimant(
        **{**CLAIMANT, **now, "formal": of(formal), "demand": of(demand), "gap": of(1)}
    )
    assert -1 <= found[0] <= 1
