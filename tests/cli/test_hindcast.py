"""`sim hindcast` and its page."""

from pathlib import Path

import pytest

from sim import cli
from tests.report.test_report import Page

CALL = ["hindcast", "--worlds", "50", "--quiet"]


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_failures_come_first_and_the_page_holds_every_question(
    capsys: pytest.CaptureFixture[str], workplace: Path
) -> None:
    assert cli.status([*CALL, "--html", "page.html"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("Where it was most wrong")
    assert said.endswith("Report: page.html")
    page = (workplace / "page.html").read_text("utf-8")
    ids = [attributes["id"] for name, attributes in Page(page).tags if name == "section"]
    assert ids[0] == "failures"
    assert {"scores", "reliability", "numbers", "articles", "questions", "unasked"} <= set(ids)
