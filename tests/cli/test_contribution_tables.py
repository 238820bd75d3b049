"""`sim compare --attribute`."""

import json
from pathlib import Path

import pytest

from sim.cli import status

pytestmark = pytest.mark.slow

LIFTED = "trump_lifts_sanctions"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def compare(*words: str) -> int:
    return status(["compare", *words, "--worlds", "60", "--quiet"])


def test_it_is_told_which_change_did_it(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    page = folder / "page.html"
    assert compare("baseline", LIFTED, "--attribute", "--html", str(page)) == 0
    said = capsys.readouterr().out
    assert "Which change did it" in said
    for name in ("us.salience.punishment", "executive_order", "congress_codifies"):
        assert name in said
    assert "The first 60 worlds; all 8 combinations" in said
    assert "Which change did it" in page.read_text(encoding="utf-8")


def test_the_object_holds_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert compare("baseline", LIFTED, "--attribute-worlds", "20", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["attribution"]["worlds"] == 20
    assert said["attribution"]["runs"] == 8
    assert set(said["attribution"]["outcomes"]) >= {"us_sanctions", "settlement >= two_islands"}
    assert all("attribution" not in other for other in said["others"])


def test_without_being_asked_it_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert compare("baseline", LIFTED, "--json") == 0
    assert "attribution" not in json.loads(capsys.readouterr().out)


def test_what_is_not_run_alike_is_refused(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    other = folder / "short.yaml"
    other.write_text(
        "scenario: short\ntitle: Short\nwhy: A test.\nextends: baseline\nquarters: 4\n",
        encoding="utf-8",
    )
    assert compare("baseline", str(other), "--attribute", "--unpaired") == 2
    said = capsys.readouterr()
    assert "differ in quarters" in said.err
    assert said.out == ""
    assert not (folder / "runs").exists()


def test_no_worlds_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert compare("baseline", LIFTED, "--attribute", "--attribute-worlds", "0") == 2
    assert "--attribute-worlds" in capsys.readouterr().err
