"""`sim calibrate`: what it prints, and its page; nothing is written with --dry-run."""

from pathlib import Path

import pytest

from sim import cli
from sim.studies import calibrate
from tests.report.test_report import Page

CALL = ["calibrate", "--dry-run", "--worlds", "1500", "--quiet"]


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calibrate, "PROBES", 20)  # worlds in which a parameter is tried
    return tmp_path


def test_it_says_what_was_learnt_and_writes_the_page(
    capsys: pytest.CaptureFixture[str], workplace: Path
) -> None:
    assert cli.status([*CALL, "--html", "page.html"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for part in ("of the prior is effectively left", "renewed", "Report: page.html"):
        assert part in said
    assert [file.name for file in workplace.iterdir()] == ["page.html"]
    page = (workplace / "page.html").read_text("utf-8")
    assert "What history taught" in page
    assert len([a for a in Page(page).all("div") if a.get("class") == "plot"]) > 5


def test_a_calibration_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.status(["calibrate", "krils", "--html", "page.html"]) == 2
    assert "krils" in capsys.readouterr().err
    assert not Path("page.html").exists()
