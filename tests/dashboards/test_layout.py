"""What stands around every page: from an address to a view, previews, whole runs, and errors."""

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboards import app, url_state
from dashboards import layout as shell
from dashboards import service as services
from dashboards.service import Service
from sim.base.errors import InputError, Problem, SimError
from sim.engine.job_queue import AbandonedError, Progress
from tests.support.callback_client import Visitor
from tests.support.immediate_queue import Still
from tests.support.page_surroundings import parts_of, text_of

pytestmark = pytest.mark.slow

FEW = {"worlds": 25, "subject": "baseline", "base": "", "others": [], "draft": {}, "prior": False}


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(Still(tmp_path / "home"), tmp_path / "runs")


@pytest.fixture
def visitor(service: Service) -> Visitor:
    return Visitor(app.make(service))


def arrive(visitor: Visitor, path: str, search: str = "") -> Any:
    values = {"address.pathname": path, "address.search": search}
    return visitor.ask("page-body.children", "address.pathname", values)


# Where one is.


@pytest.mark.parametrize("place", [shell.path(page) for page in app.PAGES])
def test_an_address_leads_to_its_page(visitor: Visitor, place: str) -> None:
    found = arrive(visitor, place, "?subject=oil_boom&worlds=50")
    assert found["view"]["data"]["subject"] == "oil_boom"
    assert found["view"]["data"]["worlds"] == 50
    assert found["misaddressed"]["children"] is None
    assert f'"id": "{place[1:]}-' in json.dumps(found["page-body"])
    (title,) = (page.TITLE for page in app.PAGES if shell.path(page) == place)
    assert found["page-title"]["children"] == title


def test_a_stroke_at_the_end_leads_to_the_page_too(visitor: Visitor) -> None:
    found = arrive(visitor, "/share/")
    assert found["misaddressed"]["children"] is None
    assert found["page-title"]["children"] == "Share"


def test_the_root_is_the_first_page(visitor: Visitor, service: Service) -> None:
    found = arrive(visitor, "/")
    assert found["view"]["data"] == service.default.view()
    assert found["misaddressed"]["children"] is None
    assert "compare-" in json.dumps(found["page-body"])


@pytest.mark.parametrize(
    ("path", "search", "words"),
    [
        ("/nowhere", "", "no such page"),
        ("/compare", "?subject=../../etc/passwd", "cannot be read"),
        ("/council", "?nonsense=<b>x</b>", "no page knows"),
        ("/why", "?" + "x" * 40_000, "too long"),
        ("/why", 7, "something went wrong"),
    ],
)
def test_an_address_that_means_nothing_shows_the_default_and_says_so(
    visitor: Visitor,
    service: Service,
    path: str,
    search: Any,
    words: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL + 1)
    values = {"address.pathname": path, "address.search": search}
    found = visitor.ask("page-body.children", "address.pathname", values)
    assert words in json.dumps(found)
    if isinstance(search, str):
        assert found["view"]["data"] == service.default.view()
        assert "<b>" not in json.dumps(found["page-body"])


def test_what_is_shown_stands_in_the_address(visitor: Visitor, service: Service) -> None:
    view = {**FEW, "draft": {"set": {"us.salience.punishment": 0.3}}}
    at = {"council.quarter": "2018Q2"}
    found = visitor.ask("address-search", "view.data", {"view.data": view, "at.data": at})
    said = found["address-search"]["data"]
    assert url_state.read(said, service.default) == (view, at)
    bad = {"view.data": {"subject": [1]}, "at.data": at}
    assert visitor.ask("address-search", "view.data", bad) is None


# What is run.


def answer(visitor: Visitor, view: Any, stage: Any = None) -> Any:
    values = {"view.data": view, "stage.data": stage, "tab.data": "me"}
    return visitor.ask("stage.data...problems", "view.data", values)


def test_a_view_is_answered_with_what_stands_behind_it(visitor: Visitor, service: Service) -> None:
    found = answer(visitor, FEW)
    stage = found["stage"]["data"]
    assert stage["worlds"] == 25
    assert [case["reference"] for case in stage["cases"]] == ["baseline"]
    assert found["problems"]["children"] is None
    assert found["pick-subject"]["value"] == "baseline"
    assert (found["pick-base"]["value"], found["pick-worlds"]["value"]) == ("", "25")
    assert found["pick-draws"]["value"] == "posterior"
    assert service.queue.left == ["me"]  # type: ignore[attr-defined]
    again = answer(visitor, FEW, stage)
    assert "stage" not in again  # nothing to be drawn again


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject": "nobody"}, "no scenario"),
        ({"base": "nobody"}, "no scenario"),
        ({"subject": "../../etc/passwd"}, "subject"),
        ({"draft": {"set": {"no.such.parameter": 1}}}, "no.such.parameter"),
        ({"draft": {"set": {"us.salience.punishment": "<img src=x>"}}}, "img src"),
        ({"draft": {"extends": "/etc/passwd"}}, "draft"),
        ({"worlds": -1}, "worlds"),
    ],
    ids=str,
)
def test_what_cannot_be_run_is_told_above_the_page(
    visitor: Visitor, change: dict[str, Any], words: str
) -> None:
    found = answer(visitor, {**FEW, **change})
    assert words in json.dumps(found["problems"])
    assert "stage" not in found
    assert found["halted"]["data"] is True


def test_where_no_history_was_learnt_from_no_choice_says_it_was(
    visitor: Visitor, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answer(visitor, FEW)["pick-draws"]["data"] == list(shell.DRAWN)
    untaught = replace(service.dispute(FEW), posterior=None)
    monkeypatch.setattr(service, "dispute", lambda view: untaught)
    found = answer(visitor, {**FEW, "prior": True})["pick-draws"]
    assert [each["label"] for each in found["data"]] == ["the priors alone"]
    assert found["value"] == found["data"][0]["value"]


def follow(visitor: Visitor, view: Any, stage: Any, *, halted: bool = False) -> Any:
    values = {"view.data": view, "stage.data": stage, "halted.data": halted, "tab.data": "me"}
    return visitor.ask("progress.children", "pulse.n_intervals", values)


def test_whole_runs_take_the_place_of_the_preview(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr(services, "PREVIEWS", (10,))
    stage = answer(visitor, FEW)["stage"]["data"]
    assert (stage["worlds"], stage["whole"]) == (10, False)
    halted = follow(visitor, FEW, stage, halted=True)
    assert "cancelled" in json.dumps(halted["progress"])
    assert halted["halt"] == {"children": "Run it all", "hidden": False}
    assert halted["pulse"]["disabled"] is True
    found = follow(visitor, FEW, stage)
    assert found["stage"]["data"]["whole"] is True
    assert "25 worlds" in json.dumps(found["progress"])
    assert found["halt"] == {"hidden": True}
    assert found["pulse"]["disabled"] is True


def test_failures_of_whole_runs_are_told(
    visitor: Visitor, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = {**answer(visitor, FEW)["stage"]["data"], "whole": False}

    def say(progress: Progress) -> Any:
        monkeypatch.setattr(service, "begin", lambda view, who: [progress])
        return follow(visitor, FEW, stage)

    full = say(Progress(25, 5, error=SimError("the disk is full")))
    assert "the disk is full" in json.dumps(full["progress"])
    assert full["pulse"]["disabled"] is True
    dropped = say(Progress(25, 5, error=AbandonedError("nobody waits")))
    assert "nobody" not in json.dumps(dropped["progress"])
    assert dropped["pulse"]["disabled"] is False
    going = say(Progress(25, 5))
    assert "20" in json.dumps(going["progress"])
    assert going["halt"] == {"children": "Cancel", "hidden": False}
    monkeypatch.setattr(service, "begin", _raise)
    assert "it is gone" in json.dumps(follow(visitor, FEW, stage)["progress"])


def _raise(*_: Any) -> Any:
    raise InputError([Problem("it is gone")])


def test_there_is_nothing_to_follow_before_anything_is_run(visitor: Visitor) -> None:
    assert follow(visitor, FEW, None)["pulse"]["disabled"] is True
    assert follow(visitor, None, {"whole": False})["pulse"]["disabled"] is True


# What is chosen.


def pick(visitor: Visitor, view: Any, **values: Any) -> Any:
    given = {f"pick-{name}.value": value for name, value in values.items()}
    return visitor.ask("view.data", "pick-subject.value", {**given, "view.data": view})


def test_choosing_another_subject_lets_its_draft_go(visitor: Visitor) -> None:
    view = {**FEW, "draft": {"set": {"us.salience.punishment": 0.3}}, "others": ["oil_boom"]}
    same = {"base": "", "worlds": "25", "draws": "posterior"}
    assert pick(visitor, view, subject="baseline", **same) is None
    (found,) = pick(visitor, view, subject="oil_boom", **same).values()
    assert found["data"]["draft"] == {}
    assert found["data"]["others"] == []
    (found,) = pick(visitor, view, subject="baseline", **{**same, "draws": "prior"}).values()
    assert found["data"]["prior"] is True
    assert found["data"]["draft"] == view["draft"]
    assert pick(visitor, None, subject="baseline", **same) is None


def test_stored_runs_can_be_chosen_beside_scenarios(service: Service) -> None:
    assert [group["group"] for group in shell.references(service)] == ["Scenarios"]
    service.begin(FEW, "me")
    groups = {group["group"]: group["items"] for group in shell.references(service)}
    (stored,) = groups["Stored runs"]
    assert stored["value"].startswith("baseline-")
    assert "25 worlds" in stored["label"]


def test_every_visit_has_a_tab_of_its_own(service: Service) -> None:
    def tab() -> str:
        layout = shell.layout(service, app.PAGES)
        return next(p.data for p in parts_of(layout) if getattr(p, "id", None) == "tab")

    assert len({tab() for _ in range(5)}) == 5
    assert "Compared with" in json.dumps(
        shell.layout(service, app.PAGES).to_plotly_json(),
        default=lambda x: x.to_plotly_json(),
    )


def test_it_is_said_that_a_scenario_is_changed(service: Service) -> None:
    assert shell.edited(service.asked(FEW)) == ""
    one = {"set": {"a": 1}}
    assert shell.edited(service.asked({**FEW, "draft": one})) == "with 1 change"
    two = {**one, "mechanisms": {"b": "off"}}
    assert shell.edited(service.asked({**FEW, "draft": two})) == "with 2 changes"


def test_progress_is_told_in_words_and_as_a_bar() -> None:
    stage = {"whole": False, "worlds": 2000}
    going = shell.progress_element(stage, [Progress(1000, 250), Progress(1000, 250)])
    assert "first 2,000 worlds" in text_of(going)
    assert "25" in text_of(going)
    assert [p.value for p in parts_of(going) if type(p).__name__ == "Progress"] == ["500"]
    assert "2,000 worlds" in text_of(shell.progress_element({**stage, "whole": True}, ()))
