"""`sim explain` from a file or a folder to a text, a page and an object."""

import json
from pathlib import Path

import pytest

from sim import cli
from sim.trace import explain

pytestmark = pytest.mark.slow

Printed = pytest.CaptureFixture[str]
SCENARIO = "trump_lifts_sanctions"


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where commands may write."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plain(text: str) -> str:
    """Text without the places where lines were folded."""
    return " ".join(text.split())


def test_it_tells_what_the_story_holds(capsys: Printed) -> None:
    assert cli.status(["explain", SCENARIO, "--world", "7"]) == 0
    printed = capsys.readouterr().out
    said = plain(printed)
    for line in explain(SCENARIO, world=7).text.splitlines():
        assert plain(line) in said
    assert "What differs from baseline in what is written" in said
    assert "set.us.salience.punishment" in said
    assert max(map(len, printed.splitlines())) <= 120


def test_a_quarter_and_an_actor_narrow_it(capsys: Printed) -> None:
    narrow = ["--world", "7", "--quarter", "2018Q1", "--actor", "japan"]
    assert cli.status(["explain", SCENARIO, *narrow]) == 0
    said = capsys.readouterr().out
    found = explain(SCENARIO, world=7, quarter="2018Q1", actor="japan")
    assert all(plain(record.text) in plain(said) for record in found.records)
    assert "\n2018Q2\n" not in said


def test_json_is_one_object_and_nothing_else(capsys: Printed) -> None:
    options = ["--world", "7", "--set", "laws.meetings.rate=0.2", "--seed", "5", "--json"]
    assert cli.status(["explain", "baseline", *options]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["world"], said["seed"]) == (7, 5)
    assert said["differs"] == [
        {
            "path": "set.laws.meetings.rate",
            "base": None,
            "value": 0.2,
            "file": "--set",
            "line": 1,
        }
    ]


def test_why_is_told_and_given_as_an_object(capsys: Printed) -> None:
    asked = ["explain", "baseline", "--why", "peace_treaty", "--worlds", "80", "--quiet"]
    assert cli.status(asked) == 0
    said = capsys.readouterr()
    assert "What was drawn differently" in said.out
    assert "What happened in both" in said.out
    assert said.err == ""
    assert cli.status([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["worlds"] == 80


def test_nobody_with_the_outcome_is_an_answer(capsys: Printed) -> None:
    asked = [
        "--why",
        "settlement >= four_islands",
        "--worlds",
        "5",
        "--set",
        "laws.meetings.rate=0",
    ]
    assert cli.status(["explain", "baseline", *asked]) == 0
    assert "No world has it" in capsys.readouterr().out


def test_pages_are_written(capsys: Printed, workplace: Path) -> None:
    page = workplace / "story.html"
    assert cli.status(["explain", SCENARIO, "--world", "2", "--html", str(page)]) == 0
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert f"Page: {page}" in capsys.readouterr().out
    why = workplace / "why.html"
    asked = ["--why", "peace_treaty", "--worlds", "60", "--html", str(why), "--json"]
    assert cli.status(["explain", "baseline", *asked]) == 0
    json.loads(capsys.readouterr().out)
    assert "Two typical worlds" in why.read_text("utf-8")


def test_results_are_told(capsys: Printed, workplace: Path) -> None:
    assert cli.status(["run", "baseline", "--worlds", "20", "--out", "few", "--quiet"]) == 0
    capsys.readouterr()
    assert cli.status(["explain", "few", "--world", "19"]) == 0
    assert "It ends as in the results" in capsys.readouterr().out
    assert cli.status(["explain", "few", "--world", "20"]) == 2
    assert "0 to 19" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([SCENARIO], "give either --world or --why"),
        ([SCENARIO, "--world", "1", "--why", "peace_treaty"], "exclude one another"),
        ([SCENARIO, "--world", "-1"], "there is no world -1"),
        ([SCENARIO, "--world", "9999999999"], "there is no world 9999999999"),
        ([SCENARIO, "--world", "x"], "x"),
        ([SCENARIO, "--world", "1", "--quarter", "2016Q1"], "lies outside the run"),
        ([SCENARIO, "--world", "1", "--actor", "rusia"], "did you mean 'russia'"),
        ([SCENARIO, "--world", "1", "--worlds", "5"], "--worlds"),
        ([SCENARIO, "--why", "peace_treaty", "--actor", "russia"], "--actor"),
        ([SCENARIO, "--why", "peace_treaty", "--quarter", "2018Q1"], "--quarter"),
        ([SCENARIO, "--why", "peace_treat"], "did you mean 'peace_treaty'"),
        ([SCENARIO, "--why", "us_sanctions"], "asks how much"),
        (["nosuch", "--world", "1"], "there is no scenario 'nosuch'"),
        (["baseline", "--world", "1", "--set", "laws.nosuch=1"], "laws.nosuch"),
        (["baseline", "--world", "1", "--observe", "soon: war > 1"], "soon"),
    ],
)
def test_bad_input_leaves_with_two_and_a_cure(capsys: Printed, words: list, says: str) -> None:
    assert cli.status(["explain", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert says in plain(printed.err)
    assert "Traceback" not in printed.err
