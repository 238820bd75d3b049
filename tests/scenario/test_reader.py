"""A scenario as it is read: its parts, its plain form, and what differs from its base."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.base.quarters import Quarter
from sim.scenario import Scenario, differences, from_resolved, read
from sim.scenario.reader import Catalogues

FULL = """
claims: [st16-01]
set:
  us.salience.punishment: {scale: 0.4}
  interests.wedge.form: {choice: {additive: 1, weakest: 1}}
  oil.start: 40 to 60
mechanisms: {war: off, ratification: on}
policies:
  - {actor: us, lever: sanctions, option: ease, from: 2017Q2, to: 2018Q2, unless: "war > 0.5"}
  - {use: firmness, from: 2018Q3}
events:
  - {id: truce, at: 2017Q3, probability: 0.9, do: {war: 0.1, oil: 60}}
  - {id: raid, from: 2017Q4, when: war < 0.2, repeat: true, do: {us.sanctions: 1}}
  - {id: nothing, to: 2017Q2, do: {}}
"""

Reading = Callable[..., Scenario]


def test_the_heading(reading: Reading) -> None:
    scenario = reading()
    assert (scenario.name, scenario.title, scenario.why) == (
        "made",
        "A scenario",
        "Someone holds it.",
    )
    assert (scenario.start, scenario.end) == (Quarter(2017, 1), Quarter(2018, 4))
    assert (scenario.quarters, scenario.worlds, scenario.seed) == (8, 100, 7)
    assert scenario.base is None
    assert scenario.overrides == scenario.policies == scenario.events == ()


def test_events(reading: Reading) -> None:
    truce, raid, nothing = reading(FULL).events
    assert (truce.start, truce.end) == (Quarter(2017, 3), Quarter(2017, 3))
    assert (truce.probability, truce.repeat, truce.when) == (0.9, False, None)
    assert truce.do == (("war", 0.1), ("oil", 60.0))
    assert (raid.start, raid.end, raid.probability) == (Quarter(2017, 4), Quarter(2018, 4), 1.0)
    assert raid.when is not None
    war = np.array([0.1, 0.3])
    assert raid.when.evaluate({"war": war}.__getitem__, raid.start.index).tolist() == [True, False]
    assert (nothing.start, nothing.end, nothing.do) == (Quarter(2017, 1), Quarter(2017, 2), ())


def test_policies(reading: Reading) -> None:
    ease, firm = reading(FULL).policies
    assert (ease.actor, ease.lever, ease.option) == ("us", "sanctions", "ease")
    assert (ease.start, ease.end, str(ease.unless)) == (
        Quarter(2017, 2),
        Quarter(2018, 2),
        "war > 0.5",
    )
    assert (firm.id, firm.option, firm.end) == ("firmness.2018Q3", "hold", None)


def test_a_named_policy_binds_each_of_its_levers(reading: Reading) -> None:
    us, japan = reading("policies: [{use: detente, to: 2017Q4}]").policies
    assert (us.id, us.option, us.unless) == ("detente.us.sanctions", "ease", None)
    assert (japan.id, str(japan.unless)) == ("detente.japan.sanctions", "war > 0.5")
    assert us.end == japan.end == Quarter(2017, 4)


def test_a_use_has_conditions_and_an_id_of_its_own(reading: Reading) -> None:
    us, japan = reading(
        "policies: [{id: thaw, use: detente, from: 2017Q2, when: war < 0.4, unless: oil > 60}]"
    ).policies
    assert (us.id, str(us.when), str(us.unless)) == ("thaw.us.sanctions", "war < 0.4", "oil > 60")
    assert (japan.id, str(japan.when)) == ("thaw.japan.sanctions", "war < 0.4")
    assert str(japan.unless) == "(oil > 60) or (war > 0.5)"  # either ends it
    assert us.use == japan.use
    assert us.use is not None
    assert (us.use.id, us.use.policy) == ("thaw", "detente")


def test_a_policy_by_name_is_one_difference(reading: Reading) -> None:
    uses = "policies: [{id: thaw, use: detente, to: 2018Q1}]\n"
    (one,) = differences(reading(uses), reading())
    assert (one.path, one.base, one.line) == ("policies.thaw", None, 9)
    assert one.value == {"use": "detente", "to": "2018Q1"}
    (gone,) = differences(reading(), reading(uses))
    assert (gone.path, gone.base, gone.value) == (one.path, one.value, None)
    later = differences(reading(uses.replace("2018Q1", "2018Q2")), reading(uses))
    assert [each.path for each in later] == [
        "policies.thaw.us.sanctions.to",
        "policies.thaw.japan.sanctions.to",
    ]
    assert {each.line for each in later} == {9}


def test_policies_may_follow_one_another(reading: Reading) -> None:
    first, second, third = reading(
        "policies:\n"
        "  - {use: firmness, to: 2017Q3, unless: quarter >= 2017Q2 and war < 0.1}\n"
        "  - {actor: us, lever: sanctions, option: ease, from: 2017Q4}\n"
        "  - {actor: us, lever: sanctions, option: tighten, from: 2018Q1, when: war > 0.8}\n"
    ).policies
    assert (first.id, second.id, third.id) == (
        "firmness",
        "us.sanctions.2017Q4",
        "us.sanctions.2018Q1",
    )


def test_resolved_reads_back_to_an_equal_scenario(reading: Reading, catalogues: Catalogues) -> None:
    scenario = reading(FULL)
    written = json.loads(json.dumps(scenario.resolved()))
    again = from_resolved(written, catalogues)
    assert again == scenario
    assert again.resolved() == scenario.resolved()


def test_a_resolved_named_policy_reads_back(reading: Reading, catalogues: Catalogues) -> None:
    scenario = reading("policies: [{use: detente, when: war < 0.4, unless: oil > 60 or war > 0.6}]")
    assert from_resolved(scenario.resolved(), catalogues) == scenario


def test_a_resolved_child_keeps_the_name_of_its_base(
    bad: Path, catalogues: Catalogues, tmp_path: Path
) -> None:
    good = (bad / "parents" / "good.yaml").read_text()
    (tmp_path / "good.yaml").write_text(good)
    (tmp_path / "child.yaml").write_text("scenario: child\nextends: good\n")
    scenario = read(tmp_path / "child.yaml", catalogues)
    again = from_resolved(scenario.resolved(), catalogues)
    assert again == scenario
    assert again.base == "good"


def test_resolved_does_not_depend_on_place_or_on_order(
    write: Callable[..., Path], catalogues: Catalogues, tmp_path: Path
) -> None:
    one = read(write("set: {oil.start: 50, us.salience.punishment: 0.3}"), catalogues)
    other = tmp_path / "elsewhere"
    other.mkdir()
    text = write("set: {us.salience.punishment: 0.3, oil.start: 5.0e+1}").read_text()
    (other / "made.yaml").write_text("# a comment\n" + text)
    two = read(other / "made.yaml", catalogues)
    assert one == two
    assert json.dumps(one.resolved()) == json.dumps(two.resolved())
    assert str(tmp_path) not in json.dumps(one.resolved())


def test_a_scenario_cannot_be_changed(reading: Reading) -> None:
    with pytest.raises(AttributeError):
        reading().seed = 8  # type: ignore[misc]


def test_changes_from_outside_win(reading: Reading) -> None:
    scenario = reading(
        FULL,
        changes=["us.salience.punishment=0.25", "oil.start=+1"],
        worlds=5,
        seed=9,
    )
    assert {each.path: each.written for each in scenario.overrides} == {
        "interests.wedge.form": {"choice": {"additive": 1, "weakest": 1}},
        "oil.start": {"add": 1.0},
        "us.salience.punishment": 0.25,
    }
    assert (scenario.worlds, scenario.seed) == (5, 9)
    same = reading(
        FULL, changes={"us.salience.punishment": 0.25, "oil.start": {"add": 1}}, worlds=5, seed=9
    )
    assert same == scenario


@pytest.mark.parametrize(
    ("options", "piece"),
    [
        ({"worlds": 0}, "--worlds:1:1: worlds: input should be greater than or equal to 1"),
        ({"seed": -1}, "--seed:1:1: seed: input should be greater than or equal to 0"),
        ({"changes": ["nobody=3"]}, "--set:1:1: there is no parameter 'nobody'"),
        ({"changes": ["oil.start=50", "oil.start=60"]}, "--set:1:1: oil.start is set twice"),
        ({"changes": ["nobody"]}, "--set:1:1: 'nobody' is not an assignment"),
        ({"changes": {"oil.start": float("nan")}}, "--set:1:1: nan is out of bounds"),
        ({"changes": {"oil.start": object()}}, "is not a prior"),
    ],
)
def test_changes_from_outside_are_checked(
    reading: Reading, options: dict[str, Any], piece: str
) -> None:
    with pytest.raises(InputError) as error:
        reading(**options)
    assert piece in str(error.value)


def test_problems_of_file_and_changes_come_together(reading: Reading) -> None:
    with pytest.raises(InputError) as error:
        reading("mechanisms: {peace: off}", changes=["nobody=3", "oil.start"], worlds=0)
    assert len(error.value.problems) == 4


def test_differences_say_what_and_where(write: Callable[..., Path], catalogues: Catalogues) -> None:
    base = read(write(FULL, "base"), catalogues)
    text = """\
scenario: child
title: Another title is no difference
extends: base
quarters: 10
set:
  us.salience.punishment: 0.3
  oil.start: null
mechanisms: {war: on, sanctions: off}
events:
  - {id: truce, probability: 0.5, do: {war: 0.2}}
  - raid: null
  - {id: new, at: 2017Q1, do: {war: 0}}
"""
    child = read(write(text, "child", heading=False), catalogues)
    found = {each.path: each[1:3] for each in differences(child, base)}
    assert found == {
        "quarters": (8, 10),
        "set.us.salience.punishment": ({"scale": 0.4}, 0.3),
        "set.oil.start": ("40 to 60", None),
        "mechanisms.war": ("off", None),
        "mechanisms.sanctions": (None, "off"),
        "events.truce.probability": (0.9, 0.5),
        "events.truce.do": ({"war": 0.1, "oil": 60.0}, {"war": 0.2, "oil": 60.0}),
        "events.raid": (
            {
                "from": "2017Q4",
                "to": "2018Q4",
                "when": "war < 0.2",
                "probability": 1.0,
                "repeat": True,
                "do": {"us.sanctions": 1.0},
            },
            None,
        ),
        "events.new": (
            None,
            {
                "from": "2017Q1",
                "to": "2017Q1",
                "probability": 1.0,
                "repeat": False,
                "do": {"war": 0.0},
            },
        ),
    }
    lines = {each.path: (Path(each.file).name, each.line) for each in differences(child, base)}
    assert lines == {
        "quarters": ("child.yaml", 4),
        "set.us.salience.punishment": ("child.yaml", 6),
        "set.oil.start": ("child.yaml", 7),
        "mechanisms.war": ("child.yaml", 8),
        "mechanisms.sanctions": ("child.yaml", 8),
        "events.truce.probability": ("child.yaml", 10),
        "events.truce.do": ("child.yaml", 10),
        "events.raid": ("child.yaml", 11),
        "events.new": ("child.yaml", 12),
    }


def test_a_change_from_outside_is_a_difference(reading: Reading) -> None:
    (one,) = differences(reading(changes=["oil.start=60"]), reading())
    assert one == ("set.oil.start", None, 60.0, "--set", 1)


def test_a_scenario_does_not_differ_from_itself(reading: Reading) -> None:
    assert differences(reading(FULL), reading(FULL)) == []
