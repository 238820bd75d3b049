"""Branches: what they share, what acts from their quarter on, and what they may still change."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.base.errors import InputError
from sim.base.quarters import Quarter
from sim.scenario import Override, Scenario, Switch, differences, from_resolved, read
from sim.scenario.reader import Catalogues

PARENT = """
set:
  us.salience.punishment: {scale: 0.4}
mechanisms: {sanctions: off}
policies:
  - {id: line, actor: us, lever: sanctions, option: hold, to: 2018Q2}
  - {id: thaw, actor: japan, lever: sanctions, option: ease, from: 2018Q2}
events:
  - {id: truce, at: 2017Q2, do: {war: 0.1}}
  - {id: raid, from: 2017Q4, when: war < 0.2, do: {war: 0.8}}
  - {id: storm, at: 2018Q3, do: {oil: 60}}
"""
AT = Quarter(2018, 1)
FORM = "interests.wedge.form"

Child = Callable[..., Scenario]


@pytest.fixture
def child(write: Callable[..., Path], catalogues: Catalogues) -> Child:
    """Read a branch of the parent above, or a file that stands beside it, with this text."""
    write(PARENT, "parent")

    def child(text: str = "", name: str = "child", head: str = "", **options: Any) -> Scenario:
        start = f"scenario: {name}\n" + (head or "branch: {from: parent, at: 2018Q1}") + "\n"
        return read(write(start + text, name, heading=False), catalogues, **options)

    return child


@pytest.fixture
def parent(child: Child, tmp_path: Path, catalogues: Catalogues) -> Scenario:
    return read(tmp_path / "parent.yaml", catalogues)


def in_force(scenario: Scenario, quarter: Quarter) -> dict[str, Any]:
    return {each.path: each.written for each in scenario.in_force(quarter)}


def test_what_a_branch_sets_holds_from_its_quarter_on(child: Child) -> None:
    branch = child("set: {us.salience.punishment: 0.2, interests.wedge.form: additive}")
    assert branch.turns == (AT,)
    assert branch.branched == AT
    assert branch.base == "parent"
    assert in_force(branch, AT - 1) == {"us.salience.punishment": {"scale": 0.4}}
    assert in_force(branch, AT) == {"us.salience.punishment": 0.2, FORM: "additive"}
    assert in_force(branch, AT + 3) == in_force(branch, AT)


def test_a_branch_switches_mechanisms(child: Child) -> None:
    branch = child("mechanisms: {sanctions: on, war: off}")
    assert branch.mechanisms_off == ("sanctions",)
    assert branch.switches == (Switch("sanctions", True, AT), Switch("war", False, AT))
    assert branch.off(AT - 1) == {"sanctions"}
    assert branch.off(AT) == {"war"}


@pytest.mark.parametrize("text", ["set: {us.salience.punishment: null}", "set: null"])
def test_null_ends_what_the_parent_sets(child: Child, text: str) -> None:
    branch = child(text)
    assert in_force(branch, AT - 1) == {"us.salience.punishment": {"scale": 0.4}}
    assert in_force(branch, AT) == {}
    assert child("mechanisms: null").off(AT) == set()


def test_a_branch_without_changes_is_its_parent(child: Child, parent: Scenario) -> None:
    branch = child()
    assert differences(branch, parent) == []
    assert branch.turns == ()
    assert branch.overrides == parent.overrides


def test_later_events_and_policies_can_be_changed_deleted_and_added(child: Child) -> None:
    branch = child("""
policies:
  - {id: thaw, option: hold}
  - {id: rise, actor: us, lever: sanctions, option: tighten, from: 2018Q3}
events: [storm: null, {id: crash, at: 2018Q1, do: {oil: 30}}]
""")
    assert [policy.id for policy in branch.policies] == ["line", "thaw", "rise"]
    assert branch.policies[1].option == "hold"
    assert [event.id for event in branch.events] == ["truce", "raid", "crash"]


def test_what_goes_on_may_end_at_the_branch(child: Child) -> None:
    branch = child("policies: [{id: line, to: 2017Q4}]\nevents: [{id: raid, to: 2018Q1}]")
    assert branch.policies[0].end == AT - 1
    assert branch.events[1].end == AT
    for text in (
        "policies: [{id: line, to: 2017Q3}]",
        "events: [{id: raid, to: 2017Q4, do: {oil: 9}}]",
    ):
        with pytest.raises(InputError, match="only its end can be changed; to: 2017Q4, or later"):
            child(text)


def test_a_date_cannot_be_moved_across_the_branch(child: Child) -> None:
    with pytest.raises(InputError, match="storm would begin in 2017Q4"):
        child("events: [{id: storm, at: 2017Q4}]")
    with pytest.raises(InputError, match="truce began in 2017Q2"):
        child("events: [{id: truce, at: 2018Q2}]")


def test_length_and_worlds_are_its_own(child: Child) -> None:
    branch = child("quarters: 12\nworlds: 50")
    assert (branch.quarters, branch.worlds, branch.seed) == (12, 50, 7)
    assert branch.events[1].end == Quarter(2019, 4)  # without `to`: the last of the run


def test_a_file_that_extends_a_branch_changes_what_acts_from_it_on(child: Child) -> None:
    child("set: {us.salience.punishment: 0.2, oil.start: 40}".replace(", oil.start: 40", ""))
    other = child(
        f"set: {{us.salience.punishment: 0.3, {FORM}: additive}}", "other", "extends: child"
    )
    assert in_force(other, AT - 1) == {"us.salience.punishment": {"scale": 0.4}}
    assert in_force(other, AT) == {"us.salience.punishment": 0.3, FORM: "additive"}
    assert (other.base, other.branched) == ("child", AT)
    with pytest.raises(InputError, match=r"us\.sanctions\.start cannot change in 2018Q1"):
        child("set: {us.sanctions.start: 0.3}", "other", "extends: child")
    with pytest.raises(InputError, match="early would begin in 2017Q4"):
        child("events: [{id: early, at: 2017Q4, do: {oil: 20}}]", "other", "extends: child")
    back = child("set: {us.salience.punishment: null}", "other", "extends: child")
    assert in_force(back, AT) == {"us.salience.punishment": {"scale": 0.4}}


def test_a_branch_of_a_branch(child: Child) -> None:
    child(f"set: {{us.salience.punishment: 0.2, {FORM}: additive}}\nmechanisms: {{war: off}}")
    later = child(
        f"set: {{{FORM}: null}}\nmechanisms: {{war: on}}",
        "later",
        "branch: {from: child, at: 2018Q3}",
    )
    assert later.turns == (AT, AT + 2)
    assert in_force(later, AT + 1) == {"us.salience.punishment": 0.2, FORM: "additive"}
    assert in_force(later, AT + 2) == {"us.salience.punishment": 0.2}
    assert (later.off(AT), later.off(AT + 2)) == ({"sanctions", "war"}, {"sanctions"})
    assert [path.stem for path in later.lineage] == ["later", "child", "parent"]


def test_a_branch_before_that_of_its_parent_holds_on(child: Child) -> None:
    child(f"set: {{us.salience.punishment: 0.2, {FORM}: additive}}")
    early = child(
        "set: {us.salience.punishment: 0.3}", "early", "branch: {from: child, at: 2017Q3}"
    )
    assert in_force(early, AT - 2) == {"us.salience.punishment": 0.3}
    assert in_force(early, AT) == {"us.salience.punishment": 0.3, FORM: "additive"}


def test_faults_of_a_branch_between_are_told(child: Child) -> None:
    with pytest.raises(InputError, match="early would begin in 2017Q3"):
        child("events: [{id: early, at: 2017Q3, do: {oil: 20}}]")
    with pytest.raises(InputError, match="early would begin in 2017Q3"):
        child("", "later", "branch: {from: child, at: 2018Q3}")


def test_changes_beside_the_file_hold_from_the_start_and_win(child: Child) -> None:
    text = f"set: {{us.salience.punishment: 0.2, {FORM}: additive}}"
    branch = child(text, changes=["us.salience.punishment=0.3", "us.sanctions.start=0.2"])
    wanted = {"us.salience.punishment": 0.3, "us.sanctions.start": 0.2}
    assert in_force(branch, branch.start) == wanted
    assert in_force(branch, AT) == {**wanted, FORM: "additive"}


def test_a_resolved_branch_reads_back(child: Child, catalogues: Catalogues) -> None:
    child(f"set: {{us.salience.punishment: 0.2, {FORM}: additive}}\nmechanisms: {{war: off}}")
    text = f"set: {{{FORM}: null}}\nmechanisms: {{sanctions: on}}\nevents: [storm: null]"
    later = child(text, "later", "branch: {from: child, at: 2018Q3}")
    written = json.loads(json.dumps(later.resolved()))
    assert list(written["since"]) == ["2018Q1", "2018Q3"]
    again = from_resolved(written, catalogues)
    assert again == later
    assert again.resolved() == later.resolved()


def test_differences_say_since_when(child: Child, parent: Scenario) -> None:
    branch = child(
        f"set:\n  us.salience.punishment: 0.2\n  {FORM}: additive\nmechanisms: {{sanctions: on}}\n"
    )
    found = {each.path: each[1:] for each in differences(branch, parent)}
    file = str(branch.lineage[0])
    assert found == {
        f"set.{FORM} since 2018Q1": (None, "additive", file, 5),
        "set.us.salience.punishment since 2018Q1": ({"scale": 0.4}, 0.2, file, 4),
        "mechanisms.sanctions since 2018Q1": ("off", "on", file, 6),
    }
    ended = differences(child("set: {us.salience.punishment: null}"), parent)
    assert ended == [("set.us.salience.punishment since 2018Q1", {"scale": 0.4}, None, file, 3)]


def test_what_acts_since_a_quarter_can_be_written_without_a_branch(child: Child) -> None:
    text = "since: {2018Q1: {set: {us.salience.punishment: 0.2}, mechanisms: {war: off}}}"
    plain = child(text, head="extends: parent")
    assert plain.overrides[1] == Override("us.salience.punishment", "value", 0.2, 0.2, None, AT)
    assert plain.off(AT) == {"sanctions", "war"}
    assert plain.branched is None
