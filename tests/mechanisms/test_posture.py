import math

import pytest
from hypothesis import given

from sim.base.functional_forms import logit
from sim.mechanisms.posture import posture
from tests.support.arrays import INSIDE, SHARES, change, near, of

REST = {
    "posture": of(0.5),
    "posture_anchor": of(0.5),
    "alliance": of(0.8),
    "alliance_anchor": of(0.8),
    "treaty": of(0),
    "modernisation": of(0),
    "dilemma": of(0.1),
    "relaxation": of(0.05),
    "upkeep": of(0.1),
}


def test_by_hand() -> None:
    # programme 0.03; alliance up by 0.1: 0.1 * 0.1 = 0.01; treaty -0.05: together -0.01;
    # from odds 4 to 1, a tenth of the way home first
    now = {
        "posture": of(0.8),
        "alliance": of(0.9),
        "treaty": of(1),
        "modernisation": of(0.03),
    }
    near(logit(posture(**{**REST, **now})[0]), 0.9 * math.log(4) - 0.01)


def test_without_its_programme_the_start_is_a_rest_point() -> None:
    near(posture(**REST)[0], 0.5)


@pytest.mark.parametrize(
    ("argument", "value", "sign"),
    [("alliance", 0.9, 1), ("treaty", 1, -1), ("modernisation", 0.03, 1)],
)
def test_directions(argument: str, value: float, sign: int) -> None:
    assert sign * change(posture, REST, **{argument: of(value)}) > 0


@given(INSIDE, SHARES)
def test_zero_rates_change_nothing(here: float, alliance: float) -> None:
    still = dict.fromkeys(("modernisation", "dilemma", "relaxation", "upkeep"), of(0))
    now = {"posture": of(here), "alliance": of(alliance), "treaty": of(1)}
    near(posture(**{**REST, **still, **now})[0], here)
