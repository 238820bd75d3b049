"""What is told ahead is what is said when a handle is let go, and asking for it changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from werkzeug.test import TestResponse

from dashboards import app as application
from dashboards.pages import whatif_prefetch
from dashboards.pages.whatif_prefetch import DraftPreviews
from dashboards.service import Service
from sim.base.errors import InputError
from tests.support.immediate_queue import Still

pytestmark = pytest.mark.slow

WORLDS = 60
FREE = "laws.oil.volatility"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    home: Path = tmp_path_factory.mktemp("desk")
    return Service(Still(home), home / "runs")


@pytest.fixture(scope="module")
def app(service: Service) -> Dash:
    return application.make(service)


@pytest.fixture(scope="module")
def view(service: Service) -> dict[str, Any]:
    return service.asked({**service.default.view(), "worlds": WORLDS}).view()


def step(value: Any, name: str = FREE, do: str = "set") -> dict[str, Any]:
    return {"do": do, "name": name, "field": "slider", "value": value}


def ask(app: Dash, body: Any) -> TestResponse:
    return app.server.test_client().post(whatif_prefetch.PATH, json=body)


@pytest.mark.parametrize("released", [False, True])
def test_it_tells_what_the_draft_says(
    app: Dash, service: Service, view: dict[str, Any], released: bool
) -> None:
    body = {"view": view, "tab": "tab", "steps": [step(0.3)], "released": released}
    told = json.loads(ask(app, body).data)
    drafted = {**view, "draft": {"set": {FREE: 0.3}}}
    answer = DraftPreviews(service).of(drafted)
    assert told["figures"] == json.loads(answer.told)["figures"]
    assert len(told["figures"]) == 4
    assert answer.seen.said.split(" ")[0] in json.dumps(told["said"])
    assert told["marked"]["props"]["className"] == "done"  # so few worlds are all of them
    before = json.loads(DraftPreviews(service).of(view).told)
    assert told["figures"] != before["figures"]


def test_of_many_worlds_it_says_that_it_is_a_preview(
    app: Dash, service: Service, view: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboards.service.PREVIEWS", (WORLDS, 2 * WORLDS, 4 * WORLDS))
    body = {"view": {**view, "worlds": 2 * WORLDS}, "tab": "tab", "steps": [step(0.3)]}
    assert "Preview" in json.dumps(json.loads(ask(app, body).data)["marked"])


def test_an_answer_is_made_once(
    service: Service, view: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = DraftPreviews(service)
    first = answers.of(view)
    monkeypatch.setattr(
        whatif_prefetch.whatif_results, "draw", lambda seen: pytest.fail("drawn again")
    )
    assert answers.of(dict(view)) is first


def test_an_answer_says_what_is_wrong(service: Service, view: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        DraftPreviews(service).of({**view, "draft": {"set": {FREE: -1.0}}})


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "words",
        {},
        {"steps": [step(0.3)]},
        {"steps": [step(0.3)], "view": [], "tab": "tab"},
        {"steps": [step(0.3)], "view": {"subject": "nothing_of_this_name"}, "tab": "tab"},
        {"steps": [step(0.3)], "view": {}, "tab": 3},
        {"steps": [step(-1.0)], "view": {}, "tab": "tab"},  # out of bounds
        {"steps": [step(0.3), step(-1.0)], "view": {}, "tab": "tab"},
        {"steps": [step(0.3, "nothing.of.this.name")], "view": {}, "tab": "tab"},
        {"steps": [step("")], "view": {}, "tab": "tab"},  # as it is already
        {"steps": [step("scenario: x", do="import")], "view": {}, "tab": "tab"},
        {"steps": [step(0.3, do="clear")], "view": {}, "tab": "tab"},
    ],
)
def test_what_comes_to_nothing_is_answered_with_nothing(app: Dash, body: Any) -> None:
    answer = ask(app, body)
    assert (answer.status_code, answer.data) == (204, b"")


def test_what_is_no_json_is_answered_with_nothing(app: Dash) -> None:
    for text in ("{", "[" * 100_000):
        answer = app.server.test_client().post(
            whatif_prefetch.PATH, data=text, content_type="application/json"
        )
        assert (answer.status_code, answer.data) == (204, b"")


def test_it_is_guarded_as_everything_is(service: Service) -> None:
    client = application.make(service, "a-token").server.test_client()
    assert client.post(whatif_prefetch.PATH, json={}).status_code == 401
    foreign = {"Origin": "http://elsewhere.example"}
    client = application.make(service).server.test_client()
    assert client.post(whatif_prefetch.PATH, json={}, headers=foreign).status_code == 403
