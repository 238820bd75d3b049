import math
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.base.axes import Array
from sim.interests import punishment
from tests.support.arrays import INSIDE, near, of, same

START: dict[str, Any] = {
    "own_sanctions": of(0.3),
    "own_sanctions_anchor": of(0.3),
    "own_leniency": of(0),
    "other_sanctions": [of(0.4), of(0.1)],
    "other_sanctions_anchor": [of(0.4), of(0.1)],
    "other_weight": [of(0.6), of(0.2)],
    "war": of(0.2),
    "war_anchor": of(0.2),
    "response": of(0.5),
    "follow": of(0.5),
    "tolerance": of(0.15),
}


def sender(**changes: Any) -> Array:
    return punishment.sender(**{**START, **changes})


def test_by_hand() -> None:
    # The war doubled: ideal 0.3 * (1 + 0.5) = 0.45, one tolerance above what stands.
    near(sender(war=of(0.4)), 1 - math.sqrt(2))
    # a lenient leader would have half of it: 0.15, one tolerance below
    near(sender(own_leniency=of(0.5)), 1 - math.sqrt(2))


def test_who_follows_others_by_hand() -> None:
    # One of them, 0.6 of 0.8 by weight, lifts all: mean relief 0.75, ideal 0.3 * (1 - 0.375).
    lifted = [of(0), of(0.1)]
    near(sender(other_sanctions=lifted, own_sanctions=of(0.1875)), 0)
    same(sender(other_sanctions=lifted, follow=of(0)), of(0))


def test_what_stood_at_the_start_was_proportionate() -> None:
    same(sender(), of(0))


def test_a_war_that_ends_leaves_part_of_the_ideal() -> None:
    # 0.3 * (1 - 0.5) = 0.15
    near(sender(war=of(0), own_sanctions=of(0.15)), 0)


def test_the_fiercer_the_war_the_more_is_gained_by_tightening() -> None:
    def gain(intensity: float) -> float:
        return float(
            (sender(war=of(intensity), own_sanctions=of(0.35)) - sender(war=of(intensity)))[0]
        )

    # also far beyond what seems proportionate
    assert gain(1.0) > gain(0.6) > gain(0.3) > gain(0.2) > gain(0.1)


def test_leniency_makes_easing_a_gain() -> None:
    assert sender(own_leniency=of(0.5), own_sanctions=of(0.2)) > sender(own_leniency=of(0.5))


def test_no_response_no_influence_of_the_war() -> None:
    same(sender(war=of(0.9), response=of(0)), of(0))


def test_no_war_at_the_start() -> None:
    near(sender(war=of(0), war_anchor=of(0)), 0)


@given(INSIDE, st.floats(0, 1), st.floats(-0.5, 1), st.floats(0.02, 0.6))
def test_one_peak_between_the_corners(
    war: float, response: float, leniency: float, tolerance: float
) -> None:
    severities = np.linspace(0, 1, 41)
    now = {
        "war": of(war),
        "response": of(response),
        "own_leniency": of(leniency),
        "tolerance": of(tolerance),
    }
    values = sender(**now, own_sanctions=severities)
    steps = np.sign(np.diff(values))
    turns = np.count_nonzero(np.diff(steps[steps != 0]))
    assert (values <= 0).all()
    assert turns <= 1
