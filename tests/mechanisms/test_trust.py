import math

import pytest
from hypothesis import given

from sim.base.functional_forms import logit
from sim.mechanisms.trust import trust
from tests.support.arrays import INSIDE, change, near, of, rows

REST = {
    "trust": rows(0.5, 0.2),
    "trust_anchor": rows(0.5, 0.2),
    "meetings": of(0),
    "posture": of(0.5),
    "posture_anchor": of(0.5),
    "memory": of(0.1),
    "acquaintance": of(0.04),
    "alarm": of(0.2),
}


def test_by_hand() -> None:
    # three meetings 0.12, forces up by 0.3: -0.06; together 0.06 on both sides
    (after,) = trust(**{**REST, "meetings": of(3), "posture": of(0.8)})
    near(logit(after), rows(0.06, math.log(1 / 4) + 0.06))


def test_memory_pulls_home() -> None:
    # odds 4 to 1 with home 1 to 1: a tenth of the way
    near(
        logit(trust(**{**REST, "trust": rows(0.8, 0.2)})[0]), rows(0.9 * math.log(4), -math.log(4))
    )


def test_without_meetings_the_start_is_a_rest_point() -> None:
    near(trust(**REST)[0], REST["trust"])


@pytest.mark.parametrize(("argument", "value", "sign"), [("meetings", 1, 1), ("posture", 0.6, -1)])
def test_directions(argument: str, value: float, sign: int) -> None:
    assert (sign * change(trust, REST, **{argument: of(value)}) > 0).all()


@given(INSIDE)
def test_zero_rates_change_nothing(here: float) -> None:
    still = dict.fromkeys(("memory", "acquaintance", "alarm"), of(0))
    value = rows(here, here)
    now = {"trust": value, "meetings": of(5), "posture": of(1)}
    near(trust(**{**REST, **still, **now})[0], value)
