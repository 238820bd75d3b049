import inspect
from collections.abc import Sequence

import pytest

from sim import mechanisms
from sim.choices import SWITCHABLE
from sim.model.worlds import Worlds
from sim.scenario.dispute_consistency import modules
from sim.schedule import SCHEDULE, Step

NAMES = [step.name for step in SCHEDULE]
LAWS = [pytest.param(step, id=step.name) for step in SCHEDULE if step.law]


def in_order(*names: str) -> bool:
    places: Sequence[int] = [NAMES.index(name) for name in names]
    return list(places) == sorted(places)


def test_each_step_is_taken_once() -> None:
    assert len(NAMES) == len(set(NAMES))


def test_actors_decide_after_shocks_and_before_the_laws_take_their_course() -> None:
    assert NAMES[0] == "events"
    assert in_order("leaders", "traits", "decide", "deeds", "legislature", "council")
    assert in_order("decide", "deeds", "meetings", "promises", "bargaining", "war", "approval")
    assert NAMES[-1] == "remember"


def test_sanctions_bite_before_output_follows() -> None:
    assert in_order("oil", "sanctions", "economy", "investment")


def test_every_law_has_its_step() -> None:
    assert {step.law[0] for step in SCHEDULE if step.law} == set(modules(mechanisms))


@pytest.mark.parametrize("step", LAWS)
def test_a_law_says_what_it_writes(step: Step) -> None:
    function = step.function()
    assert inspect.getdoc(function)
    assert getattr(function, "writes", ()), f"{step.name} writes nothing"
    assert step.kind == "law"


@pytest.mark.parametrize("step", LAWS)
def test_a_law_is_switched_off_by_the_name_of_its_file(step: Step) -> None:
    assert step.law is not None
    assert step.switch == step.law[0]


def test_what_is_no_law_is_a_step_of_the_model() -> None:
    for step in SCHEDULE:
        if not step.law:
            assert hasattr(Worlds, f"_{step.name}"), step.name
            with pytest.raises(TypeError, match="is no law"):
                step.function()


def test_only_some_choices_can_be_switched_off() -> None:
    switches = {step.name: step.switch for step in SCHEDULE if not step.law}
    assert {name for name, switch in switches.items() if switch} <= set(SWITCHABLE)
    assert switches["bargaining"] == "bargaining"
    assert switches["events"] is switches["decide"] is switches["deeds"] is None
