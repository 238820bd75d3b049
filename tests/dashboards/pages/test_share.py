"""The page that shares: files are what they say, and nothing else can be had."""

import io
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from dash import html, no_update
from flask.testing import FlaskClient

from dashboards import url_state
from dashboards.app import make
from dashboards.pages import share
from dashboards.pages.share import page, size_text, written
from dashboards.service import Service
from sim.engine import runs
from sim.results.tables import NAMES
from tests.support.immediate_queue import Still
from tests.support.page_surroundings import parts_of, text_of

pytestmark = pytest.mark.slow

WORLDS = 40
VIEW = {"worlds": WORLDS}
DRAFT = {"set": {"us.salience.punishment": {"scale": 0.2}}}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    home = tmp_path_factory.mktemp("home")
    return Service(Still(home), home / "runs")


@pytest.fixture(scope="module")
def client(service: Service) -> FlaskClient:
    return make(service).server.test_client()


def test_every_id_begins_with_the_name_of_the_page(service: Service) -> None:
    ids = [each.id for each in parts_of(share.layout(service)) if getattr(each, "id", None)]
    assert len(set(ids)) == len(ids) >= 7
    assert all(name.startswith("share-") for name in ids)


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_those_of_the_runs(service: Service, client: FlaskClient, name: str) -> None:
    for place, case in enumerate(service.shown(VIEW).cases):
        held = case.run.table(name)
        parquet = client.get(f"/share/{place}/{name}.parquet?worlds={WORLDS}")
        assert pq.read_table(io.BytesIO(parquet.data)).equals(held)
        csv = client.get(f"/share/{place}/{name}.csv?worlds={WORLDS}")
        found = pd.read_csv(io.BytesIO(csv.data))
        assert list(found) == held.column_names
        assert len(found) == len(held)
        said = csv.headers["Content-Disposition"]
        assert said == f'attachment; filename="{case.run.id}-{name}.csv"'


def test_a_scenario_gives_the_same_numbers_on_its_own(service: Service) -> None:
    for case in service.shown({**VIEW, "draft": DRAFT}).cases:
        again = runs.answer(runs.compose(share.scenario(case), file="mine.yaml"))
        assert again.table("outcomes").equals(case.run.table("outcomes"))


def test_the_file_of_a_scenario_is_the_text_that_is_shown(
    service: Service, client: FlaskClient
) -> None:
    case = service.shown(VIEW).cases[0]
    found = client.get(f"/share/0/scenario.yaml?worlds={WORLDS}")
    assert found.text == share.scenario(case)
    assert f'filename="{case.run.manifest.name}.yaml"' in found.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "address",
    [
        "/share/9/outcomes.csv",
        "/share/0/manifest.json",
        "/share/0/outcomes.exe",
        "/share/0/outcomes.csv?subject=nobody",
        "/share/0/outcomes.csv?what=ever",
        "/share/0/outcomes.csv?worlds=none",
    ],
)
def test_what_is_not_there_is_refused_in_words(client: FlaskClient, address: str) -> None:
    found = client.get(address)
    assert found.status_code == 404
    assert "Traceback" not in found.text
    assert len(found.text) > 5


@pytest.mark.parametrize("address", ["/share/0/..%2f..%2fetc%2fpasswd", "/share/x/outcomes.csv"])
def test_no_other_file_can_be_had(client: FlaskClient, address: str) -> None:
    found = client.get(address)
    assert "Content-Disposition" not in found.headers
    assert "root:" not in found.text


def test_a_stored_run_that_was_removed_is_refused(tmp_path: Path) -> None:
    run = runs.run("baseline", worlds=5, out=tmp_path / "runs" / "one")
    service = Service(Still(tmp_path / "home"), tmp_path / "runs")
    client = make(service).server.test_client()
    view = {"subject": run.id, "base": ""}
    address = f"/share/0/outcomes.csv{url_state.search(view, {}, service.default)}"
    found = client.get(address)
    assert found.status_code == 200, found.text
    for file in (tmp_path / "runs" / "one").iterdir():
        file.unlink()
    assert client.get(address).status_code == 404


def test_the_page_tells_sizes_and_links_to_all_files(service: Service) -> None:
    shown = service.shown(VIEW)
    found = share.body(service, shown, f"?worlds={WORLDS}")
    links = [each.href for each in parts_of(found) if isinstance(each, html.A)]
    assert len(links) == len(set(links)) == len(shown.cases) * (2 * len(NAMES) + 1)
    assert all(link.endswith(f"?worlds={WORLDS}") for link in links)
    said = text_of(found)
    assert "about" in said
    assert f"{WORLDS * 20:,}" in said
    assert f"scenario: {shown.subject.run.manifest.name}" in said


def test_a_preview_is_called_one(service: Service) -> None:
    shown = service.shown({"worlds": 1500}, preview=True)
    assert "Preview: the first 1,000 worlds" in text_of(share.body(service, shown, ""))


def test_the_report_is_that_of_the_comparison_or_of_the_one_run(service: Service) -> None:
    name, text = page(service, service.shown(VIEW))
    assert name.startswith("trump_lifts_sanctions-")
    assert "What difference it makes" in text
    assert "trump_lifts_sanctions.yaml, line " in text
    alone, text = page(service, service.shown({**VIEW, "base": ""}))
    assert alone == name
    assert "What difference it makes" not in text
    assert "Where it ends" in text


def test_the_button_writes_once_it_is_pressed(service: Service) -> None:
    assert written(service, None, VIEW) == (no_update, no_update)
    sent, said = written(service, 1, VIEW)
    assert sent["content"].startswith("<!DOCTYPE html>")
    assert sent["filename"].endswith(".html")
    assert "about 4." in text_of(said) or "about 5." in text_of(said)
    sent, said = written(service, 1, {"subject": "nobody"})
    assert sent is no_update
    assert "nobody" in text_of(said)


@pytest.mark.parametrize(
    ("nbytes", "said"),
    [(0, "about 0.0 B"), (900, "about 900 B"), (1536, "about 1.5 kB"), (3 << 40, "about 3072 GB")],
)
def test_sizes_are_told(nbytes: int, said: str) -> None:
    assert size_text(nbytes) == said
