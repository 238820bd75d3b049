"""Observing: what it weighs, that it changes no world, and when too few are left."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base.axes import Array
from sim.base.errors import InputError
from sim.base.paths import scenarios_folder
from sim.base.quarters import Quarter
from sim.engine import runs
from sim.engine.conditioning import ENOUGH, agreement, check, effective, weigh
from sim.scenario import Observation, Scenario
from sim.scenario.observations import restored, written_out
from tests.support.cpu_hog import busy, differing, whole

pytestmark = pytest.mark.slow

START = Quarter(2017, 1)
# Three quarters of four worlds.
RECORDED = {
    "war": np.array([[0.1, 0.6, 0.1, 0.6], [0.1, 0.1, 0.7, 0.7], [0.1, 0.1, 0.1, 0.8]]),
    "oil": np.array([[50.0, 50, 50, 50], [50, 60, 55, 45], [61, 66, 51, 161]]),
}


def seen(text: str) -> Observation:
    return restored({"id": text, **written_out(text)[0]}, RECORDED)


def agreeing(text: str) -> list[float]:
    return agreement(seen(text), RECORDED, START).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017Q1: war > 0.5", [0, 1, 0, 1]),
        ("2017Q2: war > 0.5", [0, 0, 1, 1]),
        ("at 2017Q3: war > 0.5", [0, 0, 0, 1]),
        ("by 2017Q1: war > 0.5", [0, 1, 0, 1]),
        ("by 2017Q2: war > 0.5", [0, 1, 1, 1]),
        ("by 2017Q3: war > 0.5", [0, 1, 1, 1]),
        ("through 2017Q2: war > 0.5", [0, 0, 0, 1]),
        ("through 2017Q2: war < 0.5", [1, 0, 0, 0]),
        ("by 2017Q3: quarter > 2017Q1 and war > 0.5", [0, 0, 1, 1]),
        ("through 2017Q3: quarter < 2017Q2 or war > 0.5", [0, 0, 0, 1]),
        ("by 2017Q3: war > 0.5 and oil == 50", [0, 1, 0, 1]),
    ],
)
def test_what_a_condition_sees(text: str, expected: list[float]) -> None:
    assert agreeing(text) == expected


def test_a_measurement_is_a_gaussian_likelihood() -> None:
    found = agreeing("2017Q3: oil = 61 +- 5")
    assert found == pytest.approx([1, np.exp(-0.5), np.exp(-2), np.exp(-200)])
    assert agreeing("2017Q3: oil = 61 +- 1e-300") == [1, 0, 0, 0]


def test_observations_multiply() -> None:
    texts = ("2017Q2: war < 0.5", "2017Q3: oil = 61 +- 5")
    scenario = replace(busy(4), start=START, observations=tuple(seen(each) for each in texts))
    weights = weigh(scenario, RECORDED)
    assert weights is not None
    assert weights.tolist() == pytest.approx([1, np.exp(-0.5), 0, 0])
    assert weigh(busy(4), RECORDED) is None


# In the model


def observing(worlds: int = 200, **changes: Any) -> Scenario:
    """The busy scenario with one condition and one measurement."""
    asked = busy(worlds)
    found = (
        restored({"id": "lifted", "by": "2018Q2", "that": "us.sanctions < 0.2"}, {"us.sanctions"}),
        restored({"id": "oil", "at": "2018Q1", "near": {"oil": 55}, "within": 8}, {"oil"}),
    )
    return replace(asked, observations=found, **changes)


def weights_of(scenario: Scenario, **how: Any) -> Array:
    weights = whole(scenario, **how).weights
    assert weights is not None
    return weights


def test_it_changes_no_draw_and_no_step() -> None:
    assert not differing(whole(observing()), whole(busy()))


def test_the_weights_are_neither_all_nor_none() -> None:
    weights = weights_of(observing())
    assert ((weights >= 0) & (weights <= 1)).all()
    assert 5 < effective(weights) < 150
    assert (weights == 0).any()


@pytest.mark.parametrize("how", [{"chunk": 1}, {"chunk": 33}, {"chunk": 67, "workers": 2}])
def test_chunks_and_workers_change_no_weight(how: dict[str, int]) -> None:
    worlds = 40 if how["chunk"] == 1 else 200
    found = weights_of(observing(worlds), **how)
    assert found.tobytes() == weights_of(observing())[:worlds].tobytes()


# Too few


def ones(count: int, worlds: int = 400) -> Array:
    return (np.arange(worlds) < count).astype(float)


def refusal(*agreements: Array) -> list[str]:
    texts = ("2017Q2: war < 0.5", "2017Q3: oil = 61 +- 5")
    with pytest.raises(InputError) as error:
        check([seen(text) for text in texts[: len(agreements)]], agreements)
    return [str(problem) for problem in error.value.problems]


def test_as_many_as_are_enough_are_enough() -> None:
    check([seen("2017Q2: war < 0.5")], [ones(ENOUGH)])
    assert refusal(ones(ENOUGH - 1))


def test_the_refusal_says_how_many_worlds_would_do_and_what_each_costs() -> None:
    summary, first, second = refusal(ones(20), ones(100) * 0.7)
    assert "leaves 20 of 400 worlds" in summary
    assert "at least 50" in summary
    assert "about --worlds 1300 would leave enough" in summary
    assert "2017Q2: war < 0.5, alone, leaves 20 of 400 worlds" in first
    assert "2017Q3: oil = 61 +- 5, alone, leaves 100 of 400 worlds; a larger within" in second


def test_the_worlds_that_it_asks_for_are_enough() -> None:
    """As many worlds more of the same kind pass."""
    (summary, *_) = refusal(ones(20))
    asked = int(summary.split("--worlds ")[1].split()[0])
    check([seen("2017Q2: war < 0.5")], [np.resize(ones(20), asked)])


def test_none_left_has_no_number_of_worlds() -> None:
    assert "none agrees with all of it" in refusal(ones(0))[0]


def test_a_scenario_cannot_have_ever_so_many_worlds() -> None:
    assert "more than 1,000,000 worlds would be needed" in refusal(ones(1, 40_000))[0]


# What an observing run is compared with


def test_the_base_is_the_same_worlds_unobserved(tmp_path: Path) -> None:
    seen = ["2017Q2: oil > 30"]
    question = runs.read("baseline", observe=seen, worlds=5)
    assert question.base is not None
    assert question.base.observations == ()
    assert [each.path for each in question.differences()] == ["observe.2017Q2: oil > 30"]
    content = (scenarios_folder() / "baseline.yaml").read_text("utf-8")
    alone = tmp_path / "alone.yaml"
    alone.write_text(content.replace(": baseline", ": alone") + f"observe: {seen}\n", "utf-8")
    question = runs.read(alone)
    assert question.base == replace(question.scenario, observations=())
    assert runs.read("baseline").base is None
