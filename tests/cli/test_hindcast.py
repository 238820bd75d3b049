"""`sim hindcast` and its page."""

import json
from pathlib import Path

import pytest

from sim import cli
from sim.inputs import claim_forecasts
from tests.report.test_report import Page

pytestmark = pytest.mark.slow

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


Printed = pytest.CaptureFixture[str]
ARTICLES_CALL = ["hindcast", "--articles", "--worlds", "50", "--quiet"]


def test_it_lists_claims_means_and_the_model_beside_them(capsys: Printed) -> None:
    assert cli.status(ARTICLES_CALL) == 0
    said = " ".join(capsys.readouterr().out.split())
    for part in ("va16-14", "mean Brier score", "Who was right", "voice: expert", "base rates"):
        assert part in said
    assert "no proof of skill" in said
    assert "It looks ahead and cannot be scored" in said
    assert "Where it was most wrong" not in said


def test_without_it_the_articles_are_one_rival_among_others(capsys: Printed) -> None:
    assert cli.status([word for word in ARTICLES_CALL if word != "--articles"]) == 0
    said = capsys.readouterr().out
    assert "the articles" in said
    assert "Who was right" not in said


def test_json_holds_the_articles(capsys: Printed) -> None:
    assert cli.status([*ARTICLES_CALL, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {"claims", "by_article", "scores", "lead", "not_scorable"} <= set(printed["articles"])


def test_a_dispute_that_does_not_say_is_refused_with_the_cure(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, workplace: Path
) -> None:
    monkeypatch.setattr(claim_forecasts, "FILE", "nowhere.yaml")
    assert cli.status(ARTICLES_CALL) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "does not say what its claims forecast; write nowhere.yaml" in said.err
    assert list(workplace.iterdir()) == []


def test_the_same_question_asked_twice_prints_the_same(capsys: Printed) -> None:
    assert cli.status(ARTICLES_CALL) == 0
    once = capsys.readouterr().out
    assert cli.status(ARTICLES_CALL) == 0
    assert capsys.readouterr().out == once
