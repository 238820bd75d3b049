"""`sim hindcast --articles`."""

import json
from pathlib import Path

import pytest

from sim import cli
from sim.inputs import claim_forecasts as forecasts

pytestmark = pytest.mark.slow

Printed = pytest.CaptureFixture[str]
CALL = ["hindcast", "--articles", "--worlds", "50", "--quiet"]


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_lists_claims_means_and_the_model_beside_them(capsys: Printed) -> None:
    assert cli.status(CALL) == 0
    said = " ".join(capsys.readouterr().out.split())
    for part in ("va16-14", "mean Brier score", "Who was right", "voice: expert", "base rates"):
        assert part in said
    assert "no proof of skill" in said
    assert "It looks ahead and cannot be scored" in said
    assert "Where it was most wrong" not in said


def test_without_it_the_articles_are_one_rival_among_others(capsys: Printed) -> None:
    assert cli.status([word for word in CALL if word != "--articles"]) == 0
    said = capsys.readouterr().out
    assert "the articles" in said
    assert "Who was right" not in said


def test_json_holds_the_articles(capsys: Printed) -> None:
    assert cli.status([*CALL, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {"claims", "by_article", "scores", "lead", "not_scorable"} <= set(printed["articles"])


def test_a_dispute_that_does_not_say_is_refused_with_the_cure(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, workplace: Path
) -> None:
    monkeypatch.setattr(forecasts, "FILE", "nowhere.yaml")
    assert cli.status(CALL) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "does not say what its claims forecast; write nowhere.yaml" in said.err
    assert list(workplace.iterdir()) == []


def test_the_same_question_asked_twice_prints_the_same(capsys: Printed) -> None:
    assert cli.status(CALL) == 0
    once = capsys.readouterr().out
    assert cli.status(CALL) == 0
    assert capsys.readouterr().out == once
