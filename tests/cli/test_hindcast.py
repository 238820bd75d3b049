"""`sim hindcast` and its page."""

import json
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


def test_json_is_one_object(capsys: pytest.CaptureFixture[str], workplace: Path) -> None:
    assert cli.status(["hindcast", "--worlds", "50", "--seed", "3", "--json"]) == 0
    printed = capsys.readouterr()
    said = json.loads(printed.out)
    assert printed.err == ""  # no bar but at a terminal
    assert (said["schema"], said["worlds"], said["seed"]) == (1, 50, 3)
    assert said["calibration"]["posterior"]
    assert len(said["questions"]) >= 12
    assert all(0 < each["forecasts"]["the model"] < 1 for each in said["questions"])
    assert set(said["scores"]) >= {"the model", "nothing changes", "one half", "base rates"}
    assert list(workplace.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["baselin"], "did you mean 'baseline'"),
        (["seen_by_2018"], "a retrodiction knows nothing of what came later"),
        (["--worlds", "0"], "--worlds"),
        (["--seed", "none"], "--seed"),
    ],
)
def test_bad_input_is_refused(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], workplace: Path
) -> None:
    assert cli.status(["hindcast", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert list(workplace.iterdir()) == []
