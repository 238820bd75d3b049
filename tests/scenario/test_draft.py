"""Drafts: what is tried out over a scenario, held as only what differs."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import scenario
from sim.base import yaml_documents as documents
from sim.base.errors import InputError
from sim.engine import runs
from sim.scenario import draft
from sim.scenario.draft import Draft, Section
from sim.scenario.yaml_writer import text

SCENARIO: dict[str, Any] = {
    "scenario": "near",
    "set": {"a.b": 1},
    "policies": [{"actor": "x", "lever": "y", "option": "z", "from": "2017Q2", "to": "2017Q4"}],
    "events": [
        {"id": "storm", "at": "2017Q2", "probability": 0.5, "do": {"oil": 20, "war": 1}},
        {"id": "calm", "from": "2017Q3", "do": {"war": 0}},
    ],
    "observe": ["2017Q3: oil > 30", {"id": "seen", "at": "2017Q4", "that": "war < 1"}],
}


def states(changed: Draft, section: Section) -> dict[str, str]:
    return {item.id: item.state for item in draft.items(SCENARIO, changed, section)}


def entry(changed: Draft, section: Section, name: str) -> Any:
    return next(i.entry for i in draft.items(SCENARIO, changed, section) if i.id == name)


def test_values_are_put_and_taken_and_an_empty_part_goes() -> None:
    one = draft.put({}, "set", "a.b", 2)
    two = draft.put(one, "set", "c.d", "5 to 20")
    assert two == {"set": {"a.b": 2, "c.d": "5 to 20"}}
    assert draft.take(two, "set", "a.b") == {"set": {"c.d": "5 to 20"}}
    assert draft.take(one, "set", "a.b") == {}
    assert draft.take({}, "mechanisms", "war") == {}


def test_without_a_draft_all_is_kept() -> None:
    assert states({}, "events") == {"storm": "kept", "calm": "kept"}
    assert states({}, "policies") == {"x.y.2017Q2": "kept"}
    assert states({}, "observe") == {"2017Q3: oil > 30": "kept", "seen": "kept"}


def test_of_a_changed_event_only_what_differs_is_held() -> None:
    later = {"id": "storm", "at": "2018Q1", "probability": 0.5, "do": {"oil": 25, "war": 1}}
    changed = draft.amend(SCENARIO, {}, "events", "storm", later)
    assert changed == {"events": [{"id": "storm", "at": "2018Q1", "do": {"oil": 25}}]}
    assert states(changed, "events") == {"storm": "changed", "calm": "kept"}
    assert entry(changed, "events", "storm") == later


def test_what_an_entry_no_longer_says_is_deleted() -> None:
    longer = {"id": "storm", "from": "2017Q3", "probability": 0.5, "do": {"oil": 20}}
    changed = draft.amend(SCENARIO, {}, "events", "storm", longer)
    assert entry(changed, "events", "storm") == longer


def test_changing_it_back_leaves_nothing() -> None:
    plain = SCENARIO["events"][0]
    changed = draft.amend(SCENARIO, {}, "events", "storm", {**plain, "at": "2018Q1"})
    assert draft.amend(SCENARIO, changed, "events", "storm", plain) == {}


def test_a_policy_that_begins_later_has_another_name_and_takes_the_place_of_the_old() -> None:
    later = {**SCENARIO["policies"][0], "from": "2017Q3"}
    changed = draft.amend(SCENARIO, {}, "policies", "x.y.2017Q2", later)
    assert changed == {"policies": [{"x.y.2017Q2": None}, later]}
    assert states(changed, "policies") == {"x.y.2017Q3": "new", "x.y.2017Q2": "gone"}
    latest = {**later, "from": "2017Q4"}
    again = draft.amend(SCENARIO, changed, "policies", "x.y.2017Q3", latest)
    assert again == {"policies": [{"x.y.2017Q2": None}, latest]}


def test_a_policy_that_ends_later_keeps_its_name() -> None:
    longer = {**SCENARIO["policies"][0], "to": "2018Q4"}
    changed = draft.amend(SCENARIO, {}, "policies", "x.y.2017Q2", longer)
    assert changed == {"policies": [{"actor": "x", "lever": "y", "from": "2017Q2", "to": "2018Q4"}]}
    assert entry(changed, "policies", "x.y.2017Q2") == longer


def test_an_observation_that_is_written_as_text_can_be_changed() -> None:
    told = {"at": "2017Q3", "that": "oil > 30", "why": "said so"}
    changed = draft.amend(SCENARIO, {}, "observe", "2017Q3: oil > 30", told)
    assert entry(changed, "observe", "2017Q3: oil > 30") == told
    other = {"at": "2017Q3", "that": "oil > 40"}
    moved = draft.amend(SCENARIO, changed, "observe", "2017Q3: oil > 30", other)
    assert states(moved, "observe") == {
        "seen": "kept",
        "2017Q3: oil > 40": "new",
        "2017Q3: oil > 30": "gone",
    }


def test_what_is_removed_can_be_restored() -> None:
    gone = draft.remove(SCENARIO, {}, "events", "storm")
    assert gone == {"events": [{"storm": None}]}
    assert states(gone, "events") == {"calm": "kept", "storm": "gone"}
    assert draft.restore(gone, "events", "storm") == {}


def test_what_was_added_leaves_nothing_when_it_goes() -> None:
    added = draft.amend(
        SCENARIO, {}, "events", None, {"id": "new", "at": "2017Q4", "do": {"oil": 1}}
    )
    assert states(added, "events")["new"] == "new"
    assert draft.remove(SCENARIO, added, "events", "new") == {}


ENTRY = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["storm", "calm", "other"]),
        "do": st.dictionaries(st.sampled_from(["oil", "war", "x"]), st.integers(0, 3), min_size=1),
    },
    optional={"at": st.sampled_from(["2017Q2", "2018Q1"]), "probability": st.floats(0, 1)},
)


@given(st.lists(st.tuples(st.sampled_from(["amend", "remove", "restore"]), ENTRY), max_size=6))
def test_an_entry_that_was_amended_is_what_was_asked_for(steps: list[tuple[str, Any]]) -> None:
    before = deepcopy(SCENARIO)
    changed: Draft = {}
    for what, wanted in steps:
        name = wanted["id"]
        if what == "amend":
            changed = draft.amend(SCENARIO, changed, "events", name, wanted)
            assert entry(changed, "events", name) == wanted
        elif what == "remove":
            changed = draft.remove(SCENARIO, changed, "events", name)
            assert states(changed, "events").get(name, "gone") == "gone"
        else:
            changed = draft.restore(changed, "events", name)
            assert states(changed, "events").get(name, "kept") == "kept"
    assert before == SCENARIO


@pytest.mark.parametrize("name", scenario.names())
def test_every_entry_of_a_shipped_scenario_can_be_removed_and_changed(name: str) -> None:
    whole = draft.parent(name)
    changed: Draft = {}
    for item in draft.items(whole, {}, "events"):
        later = {**item.entry, "probability": 0.125}
        changed = draft.amend(whole, changed, "events", item.id, later)
    for section in ("policies", "observe"):
        for item in draft.items(whole, {}, section):
            changed = draft.remove(whole, changed, section, item.id)
    head = {"scenario": "tried", "title": "t", "why": "w", "extends": name, "worlds": 10}
    asked = runs.compose(text({**head, **changed})).scenario
    assert [each.probability for each in asked.events] == [0.125] * len(asked.events)
    assert not asked.policies
    assert not asked.observations


# A text as a draft.


def document(**content: Any) -> Any:
    head = {"scenario": "tried", "title": "Tried out", "why": "w", "extends": "baseline"}
    return documents.parse(text({**head, **content}), "tried.yaml")


def test_a_text_that_extends_a_scenario_is_a_draft_over_it() -> None:
    changes = {"set": {"oil.start": 60}, "events": [{"id": "s", "at": "2018Q1", "do": {"oil": 3}}]}
    found = draft.laid(document(**changes, worlds=40, draws="prior", claims=["x"]))
    assert found == draft.Laid("baseline", changes, "Tried out", 40, "prior")
    assert draft.laid(document()).changes == {}


def test_what_runs_otherwise_or_stands_alone_is_no_draft() -> None:
    with pytest.raises(InputError) as caught:
        draft.laid(document(start="2018Q1", seed=3))
    assert len(caught.value.problems) == 2
    assert {p.mark.line for p in caught.value.problems if p.mark} == {5, 6}
    same = draft.parent("baseline")
    assert draft.laid(document(seed=same["seed"], start=same["start"])).changes == {}
    for extends in ("nobody", "../baseline.yaml", 5, None):
        with pytest.raises(InputError, match="extends none"):
            draft.laid(document(extends=extends))


def test_other_scenarios_than_the_packaged_ones_can_lie_below() -> None:
    below = {"start": "2031Q1"}
    found = draft.laid(document(extends="mine"), lambda name: below if name == "mine" else None)
    assert found.reference == "mine"
