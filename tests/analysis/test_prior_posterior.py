"""What was learnt, by hand and on weights whose effect is known."""

import math

import numpy as np
import pytest

from sim.analysis import prior_posterior
from sim.base.random_streams import Streams, normal

STREAMS = Streams(3)


def test_narrowing_by_hand() -> None:
    """Half of the worlds left, alike: ln 2."""
    assert prior_posterior.narrowing(np.array([1.0, 1, 0, 0])) == pytest.approx(math.log(2))
    assert prior_posterior.narrowing(np.ones(5)) == pytest.approx(0)


def test_the_worth_of_targets_by_hand() -> None:
    """Four worlds; the first target leaves two of them, the second three, together one."""
    found = {
        each.target: each
        for each in prior_posterior.worths(
            {"one": np.array([1.0, 1, 0, 0]), "two": np.array([0.0, 1, 1, 1])}
        )
    }
    assert found["one"].agreement == 0.5
    assert found["one"].alone == 0.5
    assert found["one"].expected == pytest.approx(1 / 3)  # of the three that agree with two
    assert found["one"].added == pytest.approx(math.log(4) - math.log(4 / 3))
    assert found["two"].expected == 0.5


def test_a_target_alone() -> None:
    (only,) = prior_posterior.worths({"one": np.array([1.0, 0, 0, 0])})
    assert only.expected == 0.25
    assert only.added == pytest.approx(math.log(4))


def test_distance_by_hand() -> None:
    """1, 2, 3, 4 against 3 and 4 with weights 1 and 3: the gap is widest at 2 and at 3."""
    one, other = np.array([1.0, 2, 3, 4]), np.array([4.0, 3])
    assert prior_posterior.distance(one, other, np.array([3.0, 1])) == pytest.approx(0.5)
    assert prior_posterior.distance(one, one, np.ones(4)) == 0


def test_what_moved_is_found_and_the_rest_is_not() -> None:
    n = 4000
    prior = {name: normal(STREAMS.uniform("x", name, 0, 0, n)) for name in "abc"}
    prior["fixed"] = np.ones(n)
    weights = np.exp(prior["a"])  # tilts a by one standard deviation, and nothing else
    first, *others = prior_posterior.parameter_updates(prior, prior, weights)
    assert first.path == "a"
    assert first.informed
    assert first.shift == pytest.approx(1, abs=0.1)
    assert {each.path for each in others} == {"b", "c"}
    assert not any(each.informed for each in others)


def test_false_alarms_are_rare() -> None:
    alarms = 0
    for run in range(40):
        streams = Streams(run)
        prior = {str(i): streams.uniform("x", str(i), 0, 0, 400) for i in range(10)}
        draws = {str(i): streams.uniform("y", str(i), 0, 0, 400) for i in range(10)}
        alarms += any(
            each.informed for each in prior_posterior.parameter_updates(prior, draws, np.ones(400))
        )
    assert alarms <= 2
