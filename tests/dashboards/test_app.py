"""What keeps the application safe: who is let in, what a browser is told, what is refused."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboards import app as dashboards
from dashboards import layout
from dashboards.service import Service
from tests.support.immediate_queue import Still

HOME = "http://127.0.0.1:8050"
ASK = "/_dash-update-component"
TOKEN = "a-token-that-nobody-guesses"  # noqa: S105  of this test


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    folder = tmp_path_factory.mktemp("runs")
    return Service(Still(folder / "home"), folder / "runs")


@pytest.fixture(scope="module")
def app(service: Service) -> Dash:
    return dashboards.make(service)


@pytest.fixture
def client(app: Dash) -> Iterator[FlaskClient]:
    with app.server.test_client() as client:
        yield client


@pytest.fixture
def guarded(service: Service) -> Iterator[FlaskClient]:
    """A client of an application that asks for a token."""
    with dashboards.make(service, TOKEN).server.test_client() as client:
        yield client


def get(client: FlaskClient, path: str = "/", **headers: str) -> TestResponse:
    return client.get(path, base_url=HOME, headers=headers, buffered=True)


def is_plain(answer: TestResponse) -> bool:
    """Whether an answer says in words, and in no more, what is wrong."""
    text = answer.get_data(as_text=True)
    return "Traceback" not in text and "<" not in text and 3 < len(text) < 200


# What a browser is told.


@pytest.mark.parametrize(
    "path", ["/", "/council", "/_dash-layout", "/assets/style.css", "/nothing"]
)
def test_every_answer_says_what_a_page_may_do(client: FlaskClient, path: str) -> None:
    answer = get(client, path)
    assert answer.status_code == 200
    policy = dict(
        each.split(" ", 1) for each in answer.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'self'"
    assert "unsafe" not in policy["script-src"]
    assert not any("http" in each or "*" in each for each in policy.values())
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_refusals_say_it_too(client: FlaskClient) -> None:
    assert "Content-Security-Policy" in get(client, Host="elsewhere.example").headers


def test_nothing_is_fetched_from_elsewhere(client: FlaskClient) -> None:
    page = get(client).get_data(as_text=True)
    assert "//" not in page.replace("/*", "").replace(" //", "").split("<body")[0]
    for word in ("cdn", "https://", "unpkg", "googleapis"):
        assert word not in page


def test_it_is_not_in_debug_mode(app: Dash, client: FlaskClient) -> None:
    assert not app.server.debug
    settings = json.loads(
        get(client).get_data(as_text=True).split("_dash-config")[1].split(">")[1].split("<")[0]
    )
    assert settings["ui"] is False
    assert "hot_reload" not in settings
    for path in ("/console", "/_alive", "/__debugger__"):
        assert b"Traceback" not in get(client, path).data


# Who is let in.


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8050", "localhost", "LOCALHOST:1", "[::1]:8050", "127.9.9.9"]
)
def test_this_machine_is_answered(client: FlaskClient, host: str) -> None:
    assert get(client, Host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("elsewhere.example", "127.0.0.1.elsewhere.example", "localhost.elsewhere.example:8050"),
        *("127.0.0.1@elsewhere.example", "[::1", "192.168.0.1", "10.0.0.1:8050", "8.8.8.8", "a b"),
        *("127.0.0.1:99999999", "[fe80::1]", "é", "127.0.0.1/../x"),
    ],
)
def test_another_name_is_refused(client: FlaskClient, host: str) -> None:
    answer = get(client, Host=host)
    assert answer.status_code == 403
    assert is_plain(answer)


@pytest.mark.parametrize(
    "origin",
    ["http://elsewhere.example", "null", "http://[", "http://127.0.0.1", "http://127.0.0.1:80500"],
)
def test_another_page_is_refused(client: FlaskClient, origin: str) -> None:
    for answer in (
        get(client, Origin=origin),
        client.post(ASK, base_url=HOME, headers={"Origin": origin}, json={}),
    ):
        assert answer.status_code == 403
        assert is_plain(answer)


def test_its_own_page_is_answered(client: FlaskClient) -> None:
    assert get(client, Origin=HOME).status_code == 200


# The token.


def test_a_token_in_the_address_becomes_a_cookie(guarded: FlaskClient) -> None:
    answer = get(guarded, f"/council?token={TOKEN}&set.a=5+%26+6")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/council?set.a=5+%26+6"
    cookie = answer.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in cookie
    assert get(guarded, "/council").status_code == 200
    held = cookie.partition(";")[0]
    other = guarded.application.test_client(use_cookies=False)
    there = get(other, "/_dash-layout", Host="reached.as.example:8050", Cookie=held)
    assert there.status_code == 200  # it may be reached under any name


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/assets/style.css", "/_dash-dependencies"])
def test_without_the_token_nothing_is_shown(guarded: FlaskClient, path: str) -> None:
    for given in ("", "?token=", "?token=wrong", f"?token={TOKEN[:-1]}", "?token=%ff%00é"):
        answer = get(guarded, path + given)
        assert answer.status_code == 401
        assert is_plain(answer)
        assert "Set-Cookie" not in answer.headers
    wrong = get(
        guarded, path, Cookie=f"{dashboards.COOKIE}=wrong\udcff".encode("utf-8", "replace").decode()
    )
    assert wrong.status_code == 401
    assert guarded.post(ASK, base_url=HOME, json={}).status_code == 401


def test_a_token_does_not_lead_elsewhere(guarded: FlaskClient) -> None:
    for path in ("//elsewhere.example/", "///elsewhere.example", "/\\elsewhere.example"):
        answer = guarded.get(f"{path}?token={TOKEN}", base_url=HOME)
        location = answer.headers.get("Location", "/")
        assert not location.startswith("//")
        assert not location.startswith("/\\")


def test_another_page_is_refused_whatever_it_holds(guarded: FlaskClient) -> None:
    get(guarded, f"/?token={TOKEN}")
    assert get(guarded, "/", Origin="http://elsewhere.example").status_code == 403


# What is refused.


def test_too_large_a_request_is_refused(client: FlaskClient) -> None:
    answer = client.post(
        ASK, base_url=HOME, data=b"x" * (dashboards.LARGEST_REQUEST + 1), content_type="text/json"
    )
    assert answer.status_code in (400, 413)
    assert is_plain(answer)
    answer = client.post(ASK, base_url=HOME, json={"output": "x" * dashboards.LARGEST_REQUEST})
    assert answer.status_code in (400, 413)
    assert is_plain(answer)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"{}", b"null", b'"x"', b"\xff\xfe", b"[" * 5000),
        *(b'{"output": 3}', b'{"output": "nothing.children"}', b'{"output": "view.data"}'),
        b'{"output": {"a": 1}, "inputs": [], "outputs": []}',
    ],
)
def test_what_no_page_asks_is_refused_in_words(client: FlaskClient, body: bytes) -> None:
    answer = client.post(ASK, base_url=HOME, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert is_plain(answer)


def outputs(app: Dash) -> list[str]:
    return sorted(app.callback_map)


@pytest.mark.parametrize(
    "rest",
    [
        {},
        {"inputs": 3},
        {"inputs": [], "outputs": [], "state": []},
        {"inputs": [None], "outputs": [None], "state": "x", "changedPropIds": 3},
        {"inputs": [{"id": "view", "property": "data", "value": {"subject": ["../.."]}}] * 9},
    ],
    ids=str,
)
def test_a_malformed_question_to_any_callback_is_survived(
    app: Dash, client: FlaskClient, rest: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL + 1)
    for output in outputs(app):
        answer = client.post(ASK, base_url=HOME, json={"output": output, **rest})
        text = answer.get_data(as_text=True)
        assert "Traceback" not in text
        assert answer.status_code in (200, 204, 400, 500)
        if answer.status_code >= 400:
            assert is_plain(answer)
    assert get(client).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "OPTIONS"])
def test_other_methods_do_nothing(client: FlaskClient, method: str) -> None:
    answer = client.open("/", method=method, base_url=HOME)
    assert answer.status_code in (200, 405)
    assert b"Traceback" not in answer.data


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../app.py",
        "/assets/%2e%2e/app.py",
        "/assets/..%2f..%2fpyproject.toml",
        "/_dash-component-suites/dash/../../../../etc/passwd",
        "/_dash-component-suites/os/os.py",
        "/static/app.py",
    ],
)
def test_no_file_outside_is_served(client: FlaskClient, path: str) -> None:
    answer = get(client, path)
    assert b"import " not in answer.data
    assert b"root:" not in answer.data
    assert answer.status_code in (200, 404, 500)  # 200: the page, which says that nothing is here
    if answer.status_code != 200:
        assert is_plain(answer)


# Serving.


def test_the_server_takes_in_no_more_than_may_be_asked(
    app: Dash, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr("waitress.serve", lambda server, **how: given.update(how, server=server))
    dashboards.serve(app, "127.0.0.1", 8050)
    assert given["server"] is app.server
    assert given["host"] == "127.0.0.1"
    assert given["max_request_body_size"] == dashboards.LARGEST_REQUEST


def test_every_page_has_its_own_place_and_title() -> None:
    pages = dashboards.PAGES
    assert len({layout.path(page) for page in pages}) == len(pages) == 8
    assert len({page.TITLE for page in pages}) == len(pages)
