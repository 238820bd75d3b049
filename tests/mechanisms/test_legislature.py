import math

from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.legislature import legislature
from tests.support.arrays import SHARES, of, rows, same

LOCKED: dict[str, object] = {
    "sanctions": rows(0.1, 0.3),
    "sanctions_anchor": rows(0.4, 0.3),
    "floor": rows(0, 0),
    "sender_lock": rows(0.8, 0),
    "codified": of(0.5),
    "draw_act": rows(0.2, 0.2),
}


def floor(**changes: object) -> object:
    (after,) = legislature(**{**LOCKED, **changes})  # type: ignore[arg-type]
    return after


def test_by_hand() -> None:
    # Three quarters lifted: the hazard is 0.8 * 0.75 = 0.6, the chance 1 - exp(-0.6) = 0.451.
    chance = 1 - math.exp(-0.6)
    same(floor(draw_act=rows(chance - 1e-9, 0.5)), rows(0.05, 0))  # half of 0.1 is written down
    same(floor(draw_act=rows(chance + 1e-9, 0.5)), rows(0, 0))


def test_nothing_eased_nothing_bound() -> None:
    same(floor(sanctions=rows(0.4, 0.3), draw_act=rows(2**-53, 2**-53)), rows(0, 0))
    same(floor(sanctions=rows(0.9, 0.9), draw_act=rows(2**-53, 2**-53)), rows(0, 0))


def test_without_such_a_body_nothing_is_bound() -> None:
    same(floor(sanctions=rows(0.1, 0), draw_act=rows(0.9, 2**-53)), rows(0, 0))


def test_a_floor_never_falls() -> None:
    same(floor(floor=rows(0.2, 0.1), draw_act=rows(2**-53, 2**-53)), rows(0.2, 0.1))


def test_a_sender_that_had_none_at_the_start_is_no_division_by_zero() -> None:
    same(floor(sanctions=rows(0, 0), sanctions_anchor=rows(0, 0)), rows(0, 0))


@given(SHARES, SHARES, SHARES, st.floats(0, 3), st.floats(2**-53, 1 - 2**-53))
def test_a_floor_is_a_share_and_not_above_what_stands(
    severity: float, start: float, codified: float, lock: float, draw: float
) -> None:
    (after,) = legislature(
        rows(severity), rows(start), rows(0), rows(lock), of(codified), rows(draw)
    )
    assert 0 <= after[0, 0] <= severity


@given(SHARES, SHARES, SHARES)
def test_the_more_is_lifted_the_sooner_it_acts(one: float, other: float, draw: float) -> None:
    low, high = min(one, other), max(one, other)

    def acts(severity: float) -> bool:
        (after,) = legislature(
            rows(severity), rows(1), rows(0), rows(1), of(1), rows(min(max(draw, 0.01), 0.99))
        )
        return bool(after[0, 0] == severity and severity > 0)

    assert acts(low) >= acts(high) or low == 0
