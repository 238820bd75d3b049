"""Files that leave the page and come to it: the same numbers, and every fault in words."""

import base64
from pathlib import Path
from typing import Any

import pytest

from dashboards.pages.whatif_files import LARGEST, export, imported
from dashboards.service import Service
from sim.base.errors import InputError
from sim.engine import runs
from tests.support.immediate_queue import Still

WORLDS = 120  # enough for what is seen
DRAFT = {
    "set": {"us.salience.punishment": "0.1 to 0.3", "oil.start": {"scale": 1.2}},
    "mechanisms": {"war": "off"},
    "policies": [{"use": "economy_first", "from": "2017Q3"}],
    "events": [{"executive_order": None}, {"id": "storm", "at": "2018Q1", "do": {"oil": 30}}],
    "observe": [{"at": "2018Q1", "that": "oil < 60"}],
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    home: Path = tmp_path_factory.mktemp("desk")
    return Service(Still(home), home / "runs")


def view(service: Service, **changes: Any) -> dict[str, Any]:
    plain = {"subject": "trump_lifts_sanctions", "draft": DRAFT, "worlds": WORLDS}
    return service.asked({**service.default.view(), **plain, **changes}).view()


def upload(text: str | bytes) -> str:
    raw = text.encode() if isinstance(text, str) else text
    return f"data:application/yaml;base64,{base64.b64encode(raw).decode()}"


def test_what_leaves_is_run_to_the_same_numbers(service: Service, tmp_path: Path) -> None:
    asked = view(service)
    file = tmp_path / "taken.yaml"
    file.write_text(export(service, asked))
    here = service.shown(asked).subject.run
    there = runs.run(file)
    assert there.manifest.worlds == WORLDS
    assert here.outcomes.equals(there.outcomes)
    assert here.weights is not None
    assert (here.weights == there.weights).all()


def test_what_left_comes_back_as_the_same_view(service: Service) -> None:
    for asked in (view(service), view(service, worlds=None), view(service, prior=True)):
        text = export(service, asked)
        found, title = imported(service, service.default.view(), upload(text), "x.yaml")
        assert {**found, "base": asked["base"]} == asked
        assert title.endswith("changed")


def test_it_says_the_number_of_worlds_only_where_that_differs(service: Service) -> None:
    assert "worlds:" not in export(service, view(service, worlds=None))
    assert f"worlds: {WORLDS}" in export(service, view(service))
    assert "draws: prior" in export(service, view(service, prior=True))


HEAD = "scenario: mine\ntitle: Mine\nwhy: To see.\n"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (f"{HEAD}extends: baseline\nset:\n  oil.strt: 3\n  war.start: 7\n", ("line 6", "line 7")),
        (f"{HEAD}extends: ../../etc/passwd\n", ("line 4", "no packaged scenario")),
        (f"{HEAD}extends: baseline\nquarters: 8\n", ("line 5", "quarters: 20")),
        ("{", ("not YAML",)),
        ("- a\n", ("mapping",)),
        (b"\xff\xfe\x00", ("UTF-8",)),
        ("x" * (LARGEST + 1), ("too large",)),
        (f"{HEAD}extends: baseline\nnews: 3\n", ("unknown key",)),
    ],
)
def test_a_malformed_upload_is_refused_in_words(
    service: Service, text: str | bytes, pieces: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as caught:
        imported(service, service.default.view(), upload(text), "../../bad.yaml")
    problems = caught.value.problems
    said = " ".join(f"line {p.mark.line if p.mark else 0}: {p}" for p in problems)
    assert all(piece in said for piece in pieces), said
    assert "/bad.yaml" not in said


@pytest.mark.parametrize("contents", ["", "no comma", "data:x;base64,%%%"])
def test_no_upload_is_no_scenario(service: Service, contents: str) -> None:
    with pytest.raises(InputError):
        imported(service, service.default.view(), contents, "x.yaml")


def test_a_scenario_that_stands_by_itself_cannot_be_laid_over(service: Service) -> None:
    whole = f"{HEAD}calibration: kurils\nstart: 2017Q1\nquarters: 4\nworlds: 10\nseed: 1\n"
    with pytest.raises(InputError, match="extends none"):
        imported(service, service.default.view(), upload(whole), "x.yaml")


def test_worlds_of_an_upload_are_bounded(service: Service) -> None:
    text = f"{HEAD}extends: baseline\nworlds: 900000\n"
    found, _ = imported(service, service.default.view(), upload(text), "x.yaml")
    assert found["worlds"] == service.most_worlds
