"""Actions on a draft, and the log of what was tried, without a browser."""

import base64
from pathlib import Path
from typing import Any

import pytest

from dashboards.pages import whatif_session
from dashboards.pages.whatif_session import (
    DraftBase,
    back,
    ground,
    noted,
    remembered,
    renamed,
    stepped,
    walk,
)
from dashboards.service import Service
from sim.base.errors import InputError
from sim.report.control_panel import ControlPanel
from sim.scenario.draft import Draft
from tests.support.immediate_queue import Still

SUBJECT = "trump_lifts_sanctions"
FREE, GIVEN, CERTAIN = "laws.oil.volatility", "us.salience.punishment", "us.leader.obama.leniency"
FORM = "interests.wedge.form"
PANELS: dict[str, ControlPanel] = {}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    home: Path = tmp_path_factory.mktemp("desk")
    return Service(Still(home), home / "runs")


@pytest.fixture(scope="module")
def at(service: Service) -> DraftBase:
    return ground(service, SUBJECT, PANELS)


def act(
    at: DraftBase, before: Draft, do: str, name: str, value: Any = "", field: str = ""
) -> Draft:
    return whatif_session.act(
        at, before, {"do": do, "name": name, "field": field, "value": value}, {}
    )


# Numbers, forms and laws.


@pytest.mark.parametrize(
    ("value", "raw"),
    [
        (0.2, 0.2),
        ("0.2", 0.2),
        ("5 to 20", "5 to 20"),
        ("*0.5", {"scale": 0.5}),
        ("+0.1", {"add": 0.1}),
        ("{uniform: [0.1, 0.2]}", {"uniform": [0.1, 0.2]}),
    ],
)
def test_a_value_is_taken_in_the_notation_of_the_files(at: DraftBase, value: Any, raw: Any) -> None:
    path = "packages.money.some" if raw == "5 to 20" else FREE
    assert act(at, {}, "set", path, value) == {"set": {path: raw}}


def test_nothing_typed_gives_back_what_the_scenario_has(at: DraftBase) -> None:
    before = act(at, {}, "set", GIVEN, 0.2)
    assert act(at, before, "set", GIVEN, "  ") == {}
    assert act(at, before, "drop", GIVEN, field="set") == {}
    assert act(at, before, "drop", GIVEN, field="set:list") == {}
    assert act(at, before, "clear", "") == {}


def test_what_the_scenario_sets_can_be_drawn_again(at: DraftBase) -> None:
    assert at.document["set"][GIVEN]
    assert act(at, {}, "set", GIVEN, "drawn") == {"set": {GIVEN: None}}
    assert act(at, {}, "set", FREE, "drawn") == {}
    assert at.raw({"set": {GIVEN: None}}, GIVEN) is None
    assert at.raw({}, GIVEN) == {"scale": 0.4}


def test_the_value_that_stands_already_is_no_change(at: DraftBase) -> None:
    assert act(at, {}, "set", GIVEN, "*0.4") == {}
    assert act(at, {}, "set", CERTAIN, 0) == {}
    assert act(at, {}, "set", CERTAIN, 0.1) == {"set": {CERTAIN: 0.1}}


def test_an_option_of_a_form_is_set_like_a_number(at: DraftBase) -> None:
    assert act(at, {}, "set", FORM, "additive") == {"set": {FORM: "additive"}}


@pytest.mark.parametrize(
    ("path", "value", "piece"),
    [
        (FREE, "99", "out of bounds"),
        (FREE, "5 too 20", "not a prior"),
        (FREE, "{", "not YAML"),
        (FORM, "round", "no option"),
        ("laws.oil.volatilty", 0.2, "volatility"),
        (FREE, [1], "not a prior"),
        (FREE, True, "not a prior"),
    ],
)
def test_what_cannot_be_set_is_said_in_words(
    at: DraftBase, path: str, value: Any, piece: str
) -> None:
    with pytest.raises(InputError, match=piece):
        act(at, {}, "set", path, value)


def test_laws_are_switched_off_and_on_again(at: DraftBase) -> None:
    off = act(at, {}, "law", "war", False)
    assert off == {"mechanisms": {"war": "off"}}
    assert at.is_off(off, "war")
    assert act(at, off, "law", "war", True) == {}
    assert not at.is_off({}, "war")


# Policies, events and observations.


def new(at: DraftBase, before: Draft, kind: str, field: str = "", **form: Any) -> Draft:
    given = {key.replace("_", "-"): value for key, value in form.items()}
    return whatif_session.act(at, before, {"do": "add", "name": kind, "field": field}, given)


def test_a_policy_by_name_is_added_with_its_dates_and_goes_again(at: DraftBase) -> None:
    added = new(at, {}, "use", "economy_first", use_from="2017Q3", use_to="")
    assert added == {"policies": [{"use": "economy_first", "from": "2017Q3"}]}
    (item,) = at.items(added, "policies")
    assert act(at, added, "remove", item.id, field="policies") == {}
    assert new(at, added, "use", "economy_first", use_from="2017Q3") == added  # not twice


def test_any_lever_can_be_bound(at: DraftBase) -> None:
    added = new(at, {}, "bind", bind="us/sanctions/hold", bind_to="2018Q1")
    entry = {"actor": "us", "lever": "sanctions", "option": "hold", "to": "2018Q1"}
    assert added == {"policies": [entry]}


def test_an_event_is_added_changed_and_keeps_its_name(at: DraftBase) -> None:
    form = {"event_state": "oil", "event_value": 30, "event_at": "2018Q1", "event_probability": 0.5}
    added = new(at, {}, "event", **form)
    event = {"id": "oil_1", "at": "2018Q1", "probability": 0.5, "do": {"oil": 30}}
    assert added == {"events": [event]}
    assert [e["id"] for e in new(at, added, "event", **form)["events"]] == ["oil_1", "oil_2"]
    later = act(at, added, "edit", "oil_1", "2019Q2", "events:at")
    cheaper = act(at, later, "edit", "oil_1", 20, "events:do:oil")
    assert cheaper == {"events": [event | {"at": "2019Q2", "do": {"oil": 20}}]}


def test_an_inherited_event_is_changed_removed_and_put_back(at: DraftBase) -> None:
    later = act(at, {}, "edit", "executive_order", "2017Q4", "events:at")
    assert later == {"events": [{"id": "executive_order", "at": "2017Q4"}]}
    gone = act(at, later, "remove", "executive_order", field="events")
    assert gone == {"events": [{"executive_order": None}]}
    assert act(at, gone, "restore", "executive_order", field="events") == {}
    assert act(at, gone, "restore", "executive_order", field="events:list") == {}


def test_what_is_seen_is_a_comparison_or_a_measurement(at: DraftBase) -> None:
    seen = new(at, {}, "observation", seen_state="oil", seen_sign="<", seen_value=60)
    assert seen == {"observe": [{"at": "2017Q1", "that": "oil < 60"}]}
    measured = new(
        at,
        {},
        "observation",
        seen_span="at",
        seen_quarter="2017Q3",
        seen_state="oil",
        seen_sign="=",
        seen_value=54,
        seen_within=5,
    )
    assert measured == {"observe": [{"at": "2017Q3", "near": {"oil": 54}, "within": 5}]}
    (item,) = at.items(measured, "observe")
    later = act(at, measured, "edit", item.id, "2018Q1", "observe:at")
    assert later["observe"][0]["at"] == "2018Q1"


@pytest.mark.parametrize("kind", ["bind", "event", "observation"])
def test_a_form_that_was_not_filled_says_what_is_missing(at: DraftBase, kind: str) -> None:
    with pytest.raises(InputError, match=r"choose|chosen"):
        new(at, {}, kind)


def test_an_emptied_number_is_asked_for(at: DraftBase) -> None:
    with pytest.raises(InputError, match="a number is missing"):
        act(at, {}, "edit", "executive_order", "", "events:do:us.sanctions")
    with pytest.raises(InputError, match="no event 'nobody'"):
        act(at, {}, "edit", "nobody", "2017Q4", "events:at")


@pytest.mark.parametrize(
    "action", [{}, {"do": "add", "name": "what"}, {"do": "drop", "field": "events"}, {"do": 5}]
)
def test_an_action_that_no_page_has_does_nothing(at: DraftBase, action: dict[str, Any]) -> None:
    assert whatif_session.act(at, {"set": {FREE: 0.2}}, action, {}) == {"set": {FREE: 0.2}}


# Step by step.


def view(service: Service, **draft: Any) -> dict[str, Any]:
    return {**service.default.view(), "subject": SUBJECT, "draft": draft}


def step(do: str, name: str = "", value: Any = "", n: int = 1, field: str = "") -> dict[str, Any]:
    return {"do": do, "name": name, "value": value, "field": field, "n": n}


def test_steps_that_were_not_answered_are_taken_together(service: Service) -> None:
    steps = [step("set", FREE, 0.2), step("set", GIVEN, 0.1), step("set", FREE, 0.21)]
    found, wrong = walk(service, PANELS, view(service), steps, {}, None)
    assert wrong == [None] * 3
    assert found is not None
    assert found.view["draft"] == {"set": {FREE: 0.21, GIVEN: 0.1}}
    assert found.stays
    assert found.name == f"{FREE} = 0.21"
    assert len(found.log["past"]) == 3


def test_a_step_that_fails_does_not_undo_the_others(service: Service) -> None:
    steps = [step("set", FREE, 0.2), step("set", GIVEN, 7)]
    found, wrong = walk(service, PANELS, view(service), steps, {}, None)
    assert found is not None
    assert found.view["draft"] == {"set": {FREE: 0.2}}
    assert wrong[0] is None
    assert isinstance(wrong[1], InputError)


def test_undo_and_redo_walk_the_same_way(service: Service) -> None:
    moves = [step("set", FREE, 0.2), step("set", FREE, 0.3)]
    there, _ = walk(service, PANELS, view(service), moves, {}, None)
    assert there is not None
    undo, redo = [step("undo")], [step("redo")]
    once, _ = walk(service, PANELS, there.view, undo, {}, there.log)
    assert once is not None
    assert once.view["draft"] == {"set": {FREE: 0.2}}
    assert not once.stays  # the controls have to show it
    twice, _ = walk(service, PANELS, once.view, undo, {}, once.log)
    assert twice is not None
    assert twice.view["draft"] == {}
    assert walk(service, PANELS, twice.view, undo, {}, twice.log)[0] is None
    again, _ = walk(service, PANELS, twice.view, redo * 2, {}, twice.log)
    assert again is not None
    assert again.view == there.view
    fresh, _ = walk(service, PANELS, once.view, [step("set", FREE, 0.25)], {}, once.log)
    assert fresh is not None
    assert fresh.log["future"] == []


def test_a_file_is_undone_with_all_that_it_changed(service: Service) -> None:
    before = view(service)
    head = f"scenario: x\nextends: {before['subject']}\ntitle: X\nwhy: To try.\n"
    text = f"{head}worlds: 90\ndraws: prior\n"
    upload = "data:text/yaml;base64," + base64.b64encode(text.encode()).decode()
    there, wrong = walk(service, PANELS, before, [step("import", "x.yaml", upload)], {}, None)
    assert there is not None, wrong
    assert (there.view["worlds"], there.view["prior"]) == (90, True)
    back_again, _ = walk(service, PANELS, there.view, [step("undo")], {}, there.log)
    assert back_again is not None
    assert back_again.view == before
    again, _ = walk(service, PANELS, back_again.view, [step("redo")], {}, back_again.log)
    assert again is not None
    assert again.view == there.view


def test_what_changes_nothing_is_no_step(service: Service) -> None:
    assert walk(service, PANELS, view(service), [step("set", GIVEN, "*0.4")], {}, None)[0] is None
    assert walk(service, PANELS, view(service), [], {}, None) == (None, [])


@pytest.mark.parametrize("action", [None, {}, {"steps": 5}, {"steps": ["x", None]}, "no"])
def test_steps_of_anything_else_are_none(action: Any) -> None:
    assert whatif_session.steps_of(action) == []


def test_a_stored_run_or_an_unknown_scenario_is_refused(service: Service) -> None:
    steps = [step("set", FREE, 0.2)]
    found, wrong = walk(service, PANELS, {**view(service), "subject": "nobody"}, steps, {}, None)
    assert found is None
    assert isinstance(wrong[0], InputError)


# What was tried.


def test_the_log_is_mended_whatever_the_browser_sends() -> None:
    empty: dict[str, list[Any]] = {"past": [], "future": [], "tried": []}
    for log in (None, 5, {"past": 3}, {"tried": [1, "x"]}):
        assert remembered(log) == empty  # type: ignore[arg-type]


def test_what_was_tried_comes_first_once_and_keeps_its_name() -> None:
    one, two = {"subject": "a", "draft": {}}, {"subject": "a", "draft": {"set": {"x": 1}}}
    log = noted(remembered(None), one, "", "8 of 100")
    log = noted(log, two, "x = 1", "9 of 100")
    log = noted(renamed(log, one, "plain"), one, "other", "8.1 of 100")
    assert [(t["name"], t["said"]) for t in log["tried"]] == [
        ("plain", "8.1 of 100"),
        ("x = 1", "9 of 100"),
    ]
    assert noted(remembered(None), one, "", "")["tried"][0]["name"] == whatif_session.UNCHANGED


def test_the_log_does_not_grow_without_end() -> None:
    log = remembered(None)
    for i in range(200):
        state = {"subject": "a", "draft": {"set": {"x": i}}}
        log = noted(stepped(log, state), state, str(i), "")
    assert len(log["past"]) == whatif_session.MOST_PAST
    assert len(log["tried"]) == whatif_session.MOST_TRIED
    assert back(remembered(None), {}) is None


def test_something_tried_can_be_called_back_and_named(service: Service) -> None:
    first, _ = walk(service, PANELS, view(service), [step("set", FREE, 0.2)], {}, None)
    assert first is not None
    log = noted(first.log, whatif_session.state_of(first.view), first.name, "")
    kept, _ = walk(service, PANELS, first.view, [step("keep")], {"name": " calm oil "}, log)
    assert kept is not None
    assert kept.log["tried"][0]["name"] == "calm oil"
    assert kept.view == first.view
    found, _ = walk(service, PANELS, view(service), [step("recall", "0")], {}, kept.log)
    assert found is not None
    assert found.view == first.view
    assert walk(service, PANELS, view(service), [step("recall", "7")], {}, kept.log)[0] is None
    assert walk(service, PANELS, view(service), [step("keep")], {"name": " "}, log)[0] is None
