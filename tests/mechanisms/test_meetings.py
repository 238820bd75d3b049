import math
from typing import Any

import numpy as np
from hypothesis import given

from sim.base.axes import Array
from sim.mechanisms.meetings import meetings
from tests.support.arrays import SHARES, of, rows, same

CALM: dict[str, Any] = {
    "holder_candour": of(1),
    "claimant_candour": of(1),
    "pressure": of(0.4),
    "pressure_anchor": of(0.4),
    "claimant_sanctions": of(0.1),
    "claimant_sanctions_anchor": of(0.1),
    "caution": of(0.5),
    "offence": of(4),
}


def held(rate: Array, draws: Array, **changes: Any) -> Array:
    (found,) = meetings(**{**CALM, **changes}, rate=rate, draw_count=draws)
    return found


def count(rate: float, draw: float, holder: float = 1, claimant: float = 1) -> float:
    candour = {"holder_candour": of(holder), "claimant_candour": of(claimant)}
    return float(held(of(rate), rows(draw), **candour)[0])


def test_by_hand() -> None:
    # At a rate of ln 2 no meeting has the chance 1/2, and at most one (1 + ln 2) / 2 = 0.847.
    rate = math.log(2)
    assert [count(rate, draw) for draw in (0.49, 0.51, 0.84, 0.85)] == [0, 1, 1, 2]


def test_the_candour_of_each_multiplies_the_rate() -> None:
    assert count(0.5, 0.7, holder=2) == count(1, 0.7) == count(0.5, 0.7, claimant=2)
    assert count(1, 0.99, holder=0) == 0


def test_without_rate_they_never_meet() -> None:
    assert count(0, 1 - 2**-53) == 0


def test_the_mean_is_the_rate() -> None:
    # the midpoints of 10,000 cells: quadrature, not chance
    draws = (np.arange(10_000) + 0.5) / 10_000
    assert abs(held(of(0.8), draws[None]).mean() - 0.8) < 2e-3


def test_pressure_and_measures_hold_off_by_hand() -> None:
    # 0.5 * (0.8 - 0.4) + 4 * (0.15 - 0.1) = 0.4: the mean falls from 0.8 to 0.8 exp(-0.4)
    draws = (np.arange(10_000) + 0.5) / 10_000
    found = held(of(0.8), draws[None], pressure=of(0.8), claimant_sanctions=of(0.15))
    assert abs(found.mean() - 0.8 * math.exp(-0.4)) < 2e-3


@given(SHARES, SHARES)
def test_without_caution_and_offence_neither_matters(pressure: float, severity: float) -> None:
    free = {"caution": of(0), "offence": of(0)}
    now = {"pressure": of(pressure), "claimant_sanctions": of(severity)}
    same(held(of(0.8), rows(0.7), **free, **now), held(of(0.8), rows(0.7)))


def test_a_higher_rate_never_means_fewer_meetings_in_the_same_world() -> None:
    draws = np.linspace(0.01, 0.99, 99)[None]
    low, high = (held(of(rate), draws) for rate in (0.5, 1.5))
    assert (high >= low).all()
    same(low, np.sort(low))
