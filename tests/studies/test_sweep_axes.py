"""What a sweep may vary, and how it is written."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.base.quarters import Quarter
from sim.scenario import Event, Override, Scenario
from sim.scenario.overrides import MARK as SET
from sim.studies.sweep_axes import Varied, read
from tests.support import cpu_hog as busy

OPENING = "choices.bargaining.opening"
FORM = "interests.wedge.form"
SCENARIO = replace(
    busy.busy(),
    overrides=(Override(OPENING, "value", 0.8, 0.8),),
    events=(
        Event("lifted", Quarter.parse("2017Q2"), Quarter.parse("2017Q2"), 0.5, (("oil", 30.0),)),
    ),
)


def varied(*vary: str, scenario: Scenario = SCENARIO) -> tuple[Varied, ...]:
    return read(vary, scenario, busy.offer())


def refused(*vary: str, scenario: Scenario = SCENARIO) -> str:
    with pytest.raises(InputError) as caught:
        varied(*vary, scenario=scenario)
    assert all(problem.mark and problem.mark.file == "--vary" for problem in caught.value.problems)
    return str(caught.value)


def test_a_range_has_both_ends_and_even_steps_as_one_would_write_them() -> None:
    (found,) = varied(f"{OPENING}=0.1:0.5:5")
    assert found.values == (0.1, 0.2, 0.3, 0.4, 0.5)
    assert not found.is_form
    assert found.numbers == found.values
    assert found.unit
    assert found.meaning


def test_a_range_can_have_even_ratios() -> None:
    (found,) = varied(f"{OPENING}=0.01:1:3:log")
    assert found.values == (0.01, 0.1, 1.0)
    assert found.log


def test_numbers_can_be_listed() -> None:
    assert varied(f"{OPENING}=0.1, 0.25, 0.7")[0].values == (0.1, 0.25, 0.7)
    by_path: Any = {OPENING: [0.1, 0.25], FORM: "all"}
    first, second = read(by_path, SCENARIO, busy.offer())
    assert first.values == (0.1, 0.25)
    assert second.values == busy.dispute().register[FORM].options


def test_a_form_is_varied_over_its_options() -> None:
    options = busy.dispute().register[FORM].options
    assert varied(f"{FORM}=all")[0].values == options
    (some,) = varied(f"{FORM}={options[2]},{options[0]}")
    assert some.values == (options[2], options[0])
    assert some.is_form
    assert some.numbers == (0, 1)


def test_what_the_scenario_says_itself_gives_way() -> None:
    (found,) = varied(f"{OPENING}=0.1:0.5:5")
    assert found.stands == 0.8
    made = found.put(SCENARIO, 0.3)
    assert [(each.path, each.value) for each in made.overrides] == [(OPENING, 0.3)]
    assert found.applies(SCENARIO)


def test_numbers_of_events_are_varied() -> None:
    chance, oil = varied("events.lifted.probability=0:1:3", "events.lifted.do.oil=20:80:3")
    assert (chance.stands, oil.stands) == (0.5, 30.0)
    (event,) = oil.put(chance.put(SCENARIO, 1.0), 80.0).events
    assert event.probability == 1
    assert dict(event.do) == {"oil": 80.0}
    bare = replace(SCENARIO, events=())
    assert not chance.applies(bare)
    assert chance.put(bare, 1.0) == bare


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        (f"{OPENING}", "varies nothing"),
        (f"{OPENING}=", "varies nothing"),
        (f"{OPENING}=0.5:0.1:5", "does not rise"),
        (f"{OPENING}=0.5:0.5:5", "does not rise"),
        (f"{OPENING}=0.1:0.5:1", "no number of steps"),
        (f"{OPENING}=0.1:0.5:1.5", "no number of steps"),
        (f"{OPENING}=0.1:0.5:2000", "from 2 to 1001"),
        (f"{OPENING}=0.1:0.5", "no range"),
        (f"{OPENING}=0.1:0.5:5:lin", "no range"),
        (f"{OPENING}=0:1:5:log", "cannot begin at 0"),
        (f"{OPENING}=-1:2:5", "-1 is out of bounds"),
        (f"{OPENING}=low:0.5:5", "'low' is no number"),
        (f"{OPENING}=nan:0.5:5", "'nan' is no number"),
        (f"{OPENING}=0.3", "1 value varies nothing"),
        (f"{OPENING}=0.3,0.3", "stands twice"),
        (f"{OPENING}=0.5,0.3", "do not rise"),
        ("choices.bargaining.openin=0:1:3", "did you mean 'choices.bargaining.opening'"),
        ("us.sanctions=0:1:3", "is a state, not a parameter"),
        (f"{FORM}=0:1:3", "is a form and has no range"),
        (f"{FORM}=weakest", "1 value varies nothing"),
        (f"{FORM}=weakest,weakes", "did you mean 'weakest'"),
        ("events.lift.probability=0:1:3", "did you mean 'lifted'"),
        ("events.lifted.probability=0:2:3", "2 is out of bounds"),
        ("events.lifted.do.war=0:1:3", "events.lifted.do.oil"),
        ("events.lifted=0:1:3", "is no number of an event"),
    ],
)
def test_what_is_wrong_is_told(vary: str, said: str) -> None:
    assert said in refused(vary)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    said = refused(f"{OPENING}=0.5:0.1:5", f"{FORM}=0:1:3")
    assert "does not rise" in said
    assert "is a form" in said


def test_things_are_varied_once_and_two_at_most() -> None:
    assert "varied twice" in refused(f"{OPENING}=0.1:0.5:5", f"{OPENING}=0.1:0.5:5")
    three = refused(f"{OPENING}=0.1:0.5:5", f"{FORM}=all", "laws.meetings.rate=0.1:0.5:3")
    assert "3 things are varied" in three
    assert "nothing is varied" in refused()


def test_a_parameter_is_not_set_and_varied_at_once() -> None:
    set_here = replace(SCENARIO, overrides=(Override(OPENING, "value", 0.8, 0.8, SET),))
    assert "is set and varied" in refused(f"{OPENING}=0.1:0.5:5", scenario=set_here)


def test_a_scenario_without_events_says_so() -> None:
    bare = replace(SCENARIO, events=())
    assert "has no events" in refused("events.x.probability=0:1:3", scenario=bare)


def test_steps_are_numbers_that_can_be_written() -> None:
    values = np.array(varied(f"{OPENING}=0.05:0.8:21")[0].values)
    assert all(float(f"{value:.12g}") == value for value in values)
    assert np.allclose(np.diff(values), 0.0375)
