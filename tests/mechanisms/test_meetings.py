import math

import numpy as np

from sim.mechanisms.meetings import meetings
from tests.arrays import of, rows, same


def count(rate: float, draw: float, holder: float = 1, claimant: float = 1) -> float:
    (found,) = meetings(of(holder), of(claimant), of(rate), rows(draw))
    return float(found[0])


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
    one = np.ones_like(draws)
    (found,) = meetings(one, one, 0.8 * one, draws[None])
    assert abs(found.mean() - 0.8) < 2e-3


def test_a_higher_rate_never_means_fewer_meetings_in_the_same_world() -> None:
    draws = np.linspace(0.01, 0.99, 99)[None]
    one = np.ones(99)
    low, high = (meetings(one, one, rate * one, draws)[0] for rate in (0.5, 1.5))
    assert (high >= low).all()
    same(low, np.sort(low))
