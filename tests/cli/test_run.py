"""`sim run` from a file to a table, a folder, a page and an object."""

import json
import re
import shutil
from pathlib import Path

import pytest

from sim import cli
from sim.base import paths

pytestmark = pytest.mark.slow

Printed = pytest.CaptureFixture[str]
SCENARIO = "scenarios/trump_lifts_sanctions.yaml"
FEW = ("--worlds", "120")


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the scenarios, where commands may write."""
    shutil.copytree(paths.scenarios_folder(), tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_shows_outcomes_doubt_differences_and_the_folder(
    capsys: Printed, workplace: Path
) -> None:
    assert cli.status(["run", SCENARIO, *FEW]) == 0
    printed = capsys.readouterr()
    for part in ("± MC", "over forms", "outside view", "What changes against", "verdict", "worth"):
        assert part in printed.out
    folder = re.search(r"^Results: (\S+)$", printed.out, re.MULTILINE)
    assert folder
    assert sorted(path.name for path in (workplace / folder[1]).iterdir()) == [
        "draws.parquet",
        "manifest.json",
        "outcomes.parquet",
        "quarters.parquet",
    ]
    lines = (workplace / SCENARIO).read_text("utf-8").splitlines()
    places = re.findall(rf"{SCENARIO}:(\d+)", printed.out)
    assert places
    assert all(lines[int(place) - 1].strip() for place in places)


def test_json_is_one_object_and_nothing_else(capsys: Printed) -> None:
    assert cli.status(["run", SCENARIO, *FEW, "--seed", "5", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == 1
    assert said["scenario"] == "trump_lifts_sanctions"
    assert (said["worlds"], said["seed"]) == (120, 5)
    assert {(each["file"], each["value"] is None) for each in said["differs"]} == {
        (SCENARIO, False)
    }
    for outcome in said["outcomes"].values():
        assert "mean" in outcome or all(
            0 <= level["p"] <= 1 and level["mcse"] >= 0
            for level in outcome["probabilities"].values()
        )


def test_an_identical_run_is_read_and_not_run_again(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.status(["run", "baseline", *FEW, "--json"]) == 0
    first = capsys.readouterr().out
    monkeypatch.setattr("sim.model.worlds.Worlds.step", None)
    assert cli.status(["run", "baseline", *FEW, "--json"]) == 0
    assert capsys.readouterr().out == first


@pytest.mark.parametrize("change", ["quarters: 3", "start: 2017Q3\nquarters: 3"])
def test_a_scenario_without_a_base_to_pair_with_shows_its_own_outcomes(
    capsys: Printed, workplace: Path, change: str
) -> None:
    other = workplace / "short.yaml"
    text = f"scenario: short\ntitle: Short\nwhy: A test.\nextends: baseline\n{change}\n"
    other.write_text(text, encoding="utf-8")
    assert cli.status(["run", str(other), *FEW, "--html", "page.html"]) == 0
    printed = capsys.readouterr()
    assert "There is no base to pair with" in printed.err
    assert "differ in quarters: 3 and 20" in printed.err
    assert "± MC" in printed.out
    assert "What changes against" not in printed.out
    (folder,) = (workplace / "runs").iterdir()  # the base is not run
    assert folder.name.startswith("short-")
    assert (workplace / "page.html").is_file()
    assert cli.status(["check", str(other)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "can be run There is no base to pair with" in said


def test_a_damaged_folder_is_refused_and_out_to_it_mends_it(
    capsys: Printed, workplace: Path
) -> None:
    words = ["run", "baseline", *FEW, "--out", "here", "--json"]
    assert cli.status(words) == 0
    first = capsys.readouterr().out
    file = workplace / "here" / "quarters.parquet"
    whole = file.read_bytes()
    file.write_bytes(whole[:99] + bytes([whole[99] ^ 4]) + whole[100:])
    assert cli.status(["explain", "here", "--world", "1"]) == 2
    said = capsys.readouterr().err
    assert "here/quarters.parquet is damaged" in said
    assert "--out" in said
    assert cli.status(words) == 0
    printed = capsys.readouterr()
    assert "computed again" in printed.err
    assert printed.out == first
    assert file.read_bytes() == whole


@pytest.mark.parametrize("command", ["run", "sweep"])
@pytest.mark.parametrize("place", [".", "link"])
def test_out_to_the_working_folder_or_a_link_is_refused_before_anything_runs(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, place: str
) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr("sim.model.worlds.Worlds.step", None)
    if place == "link":
        Path("link").symlink_to(tmp_path / "empty")
    more = ["--vary", "us.salience.punishment=0.1:0.5:2"] if command == "sweep" else []
    assert cli.status([command, "trump_lifts_sanctions", *FEW, "--out", place, *more]) == 2
    assert f"{place} cannot be written" in capsys.readouterr().err


def test_set_has_the_checks_of_the_file(capsys: Printed, workplace: Path) -> None:
    words = ["run", "baseline", *FEW, "--set", "nothing.there=1", "--set", "x"]
    assert cli.status(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "nothing.there" in printed.err
    assert "PATH=VALUE" in printed.err
    assert not (workplace / "runs").exists()


def test_what_is_set_is_shown_as_a_difference(capsys: Printed) -> None:
    assert cli.status(["run", "baseline", *FEW, "--set", "oil.start=+5"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "set.oil.start" in printed
    assert '{"add": 5.0}' in printed


def test_a_folder_that_holds_something_else_is_left_alone(capsys: Printed, workplace: Path) -> None:
    (workplace / "mine").mkdir()
    (workplace / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    assert cli.status(["run", "baseline", *FEW, "--out", "mine"]) == 2
    assert "mine" in capsys.readouterr().err
    assert [path.name for path in (workplace / "mine").iterdir()] == ["notes.txt"]


def test_the_page_is_written_and_named(capsys: Printed, workplace: Path) -> None:
    assert cli.status(["run", SCENARIO, *FEW, "--html", "page.html"]) == 0
    assert "Report: page.html" in capsys.readouterr().out
    page = (workplace / "page.html").read_text("utf-8")
    assert page.lower().startswith("<!doctype html>")


def test_quiet_says_nothing_beside_the_results(capsys: Printed) -> None:
    assert cli.status(["run", "baseline", *FEW, "--quiet", "--json"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("value", ["0", "-3", "many"])
def test_impossible_numbers_are_bad_input(capsys: Printed, value: str) -> None:
    assert cli.status(["run", "baseline", "--worlds", value]) == 2
    assert capsys.readouterr().out == ""


SEEN = ("--observe", "2018Q4: us.sanctions < 0.3", "--observe", "2017Q4: oil = 50 +- 20")


def test_what_is_observed_is_told_first_and_weighs_all_that_follows(
    capsys: Printed, workplace: Path
) -> None:
    assert cli.status(["run", "baseline", "--worlds", "400", *SEEN, "--html", "page.html"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    told = printed.index("What is observed")
    for part in ("2017Q4: oil = 50 +- 20", "400 worlds, worth", "What changes against baseline"):
        assert printed.index(part) > told
    assert "observe.2018Q4: us.sanctions < 0.3" in printed
    page = (workplace / "page.html").read_text("utf-8")
    assert "What is observed" in page
    assert "2018Q4: us.sanctions &lt; 0.3" in page
    assert cli.status(["run", "baseline", "--worlds", "400", *SEEN, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["observed"]
    assert 50 <= said["effective"] < 400
    assert len(said["observations"]) == 2


def test_too_few_worlds_left_is_bad_input_and_nothing_is_written(
    capsys: Printed, workplace: Path
) -> None:
    words = ["run", "baseline", *FEW, "--observe", "2017Q1: oil = 200 +- 1"]
    assert cli.status(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "of 120 worlds" in printed.err
    assert "2017Q1: oil = 200 +- 1, alone, leaves 0 of 120 worlds" in printed.err
    assert not (workplace / "runs").exists()


def test_what_cannot_be_observed_is_told_before_anything_runs(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.model.worlds.Worlds.step", None)
    words = [
        "run",
        "baseline",
        *FEW,
        "--observe",
        "2017Q9: oil > 3",
        "--observe",
        "2017Q1: oul > 3",
    ]
    assert cli.status(words) == 2
    printed = capsys.readouterr()
    assert "2017Q9" in printed.err
    assert "did you mean 'oil'" in printed.err
