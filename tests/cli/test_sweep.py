"""`sim sweep` from the command line to a table, a folder, a page and an object."""

import json
import re
import shutil
from pathlib import Path

import pytest

from sim import cli
from sim.base import paths as locations

pytestmark = pytest.mark.slow

Printed = pytest.CaptureFixture[str]
SCENARIO = "scenarios/trump_lifts_sanctions.yaml"
OPENING = "choices.bargaining.opening"
PUNISHMENT = "us.salience.punishment"
FEW = ("--worlds", "20", "--workers", "1")


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the scenarios, where commands may write."""
    shutil.copytree(locations.scenarios_folder(), tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def swept(*arguments: str) -> int:
    return cli.status(["sweep", SCENARIO, *FEW, *arguments])


def test_it_shows_answers_break_even_the_rest_and_what_differs(
    capsys: Printed, workplace: Path
) -> None:
    assert swept("--vary", f"{PUNISHMENT}=0.1:0.5:3", "--html", "page.html") == 0
    printed = capsys.readouterr().out
    for part in (
        "3 points of 20 worlds",
        f"The scenario itself says {PUNISHMENT}",
        "over forms",
        "Break-even of the difference from baseline",
        "All other answers",
        "events.executive_order",
        "Report: page.html",
    ):
        assert part in " ".join(printed.split())
    assert f"set.{PUNISHMENT}" not in printed  # held at the same value in both
    folder = re.search(r"^Results: (\S+)$", printed, re.MULTILINE)
    assert folder
    assert folder[1].startswith("runs/sweep-trump_lifts_sanctions-")
    assert sorted(path.name for path in (workplace / folder[1]).iterdir()) == [
        "sweep.json",
        "sweep.parquet",
    ]
    page = (workplace / "page.html").read_text(encoding="utf-8")
    assert "What is varied" in page
    assert "claims" in page


@pytest.mark.parametrize("change", ["quarters: 3", "start: 2017Q3"])
def test_runs_that_cannot_be_paired_are_not_subtracted(
    capsys: Printed, workplace: Path, change: str
) -> None:
    other = workplace / "other.yaml"
    text = f"scenario: other\ntitle: Other\nwhy: A test.\nextends: baseline\n{change}\n"
    other.write_text(text, encoding="utf-8")
    words = ["sweep", str(other), *FEW, "--vary", f"{PUNISHMENT}=0.1:0.5:2"]
    assert cli.status(words) == 2
    printed = capsys.readouterr()
    assert f"differ in {change.split(':', maxsplit=1)[0]}" in printed.err
    assert "--alone leaves the base out" in printed.err
    assert printed.out == ""
    assert not (workplace / "runs").exists()
    assert cli.status([*words, "--alone", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["beside"]["kind"] == "itself"


def test_a_thousand_worlds_are_asked_where_nothing_is_said() -> None:
    from inspect import signature

    from sim.cli.sweep import sweep
    from sim.studies.sweep import WORLDS

    assert signature(sweep).parameters["worlds"].default == WORLDS


def test_two_things_are_a_table_with_a_break_even_for_each_row(capsys: Printed) -> None:
    arguments = (
        "--vary",
        f"{OPENING}=0.1:0.8:12",
        "--vary",
        "interests.wedge.form=weakest,maximum",
    )
    assert swept("--worlds", "4", *arguments) == 0
    printed = capsys.readouterr().out
    head = next(line for line in printed.splitlines() if "break-even" in line)
    assert len(head.split()) == 1 + 7 + 1  # seven of twelve values, both ends among them
    assert "0.1 " in head
    assert "0.8 " in head
    assert re.search(r"^ weakest ", printed, re.MULTILINE)
    assert re.search(r"^ maximum ", printed, re.MULTILINE)


def test_json_is_one_object_and_nothing_else(capsys: Printed) -> None:
    arguments = ("--vary", "events.executive_order.probability=0:1:3", "--outcome", "us_sanctions")
    assert swept(*arguments, "--outcome", "peace_treaty", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == 1
    assert said["scenario"] == "trump_lifts_sanctions"
    assert said["worlds"] == 20
    assert said["beside"]["kind"] == "base"
    (axis,) = said["vary"]
    assert axis["values"] == [0, 0.5, 1]
    assert axis["stands"] == 0.9
    outcome = said["outcomes"]["us_sanctions"]
    assert outcome["unit"] == "share of a full embargo"
    assert [point["events.executive_order.probability"] for point in outcome["points"]] == [
        0,
        0.5,
        1,
    ]
    for point in outcome["points"]:
        assert {"value", "mcse", "forms", "base", "difference", "ci95", "changed"} <= set(point)
    assert [list(line) for line in outcome["break_even"]] == [["along", "at", "crossings", "signs"]]
    paths = [each["path"] for each in said["differs"]]
    assert f"set.{PUNISHMENT}" in paths
    for each in said["differs"]:
        assert not Path(each["file"]).is_absolute()


def test_an_identical_sweep_is_read_and_not_run_again(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("--vary", f"{OPENING}=0.1:0.5:2", "--out", "mine")
    assert swept(*arguments) == 0
    first = capsys.readouterr().out
    monkeypatch.setattr("sim.engine.scenario_batching.run", None)
    assert swept(*arguments) == 0
    assert capsys.readouterr().out == first
    assert swept("--vary", f"{OPENING}=0.1:0.6:2", "--out", "mine") == 2
    assert "holds another sweep" in capsys.readouterr().err


def test_alone_it_is_compared_with_the_scenario_as_it_stands(capsys: Printed) -> None:
    assert swept("--vary", f"{OPENING}=0.1:0.5:2", "--alone") == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "Each point is compared with the scenario as it stands" in printed
    assert "What differs from" not in printed


def test_a_target_is_sought_among_the_answers(capsys: Printed) -> None:
    assert swept("--vary", f"{OPENING}=0.1:0.5:2", "--target", "0.99") == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "Break-even of the answer" in printed
    assert "clearly below 99 %" in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--vary", OPENING), "--vary:1:1: 'choices.bargaining.opening' varies nothing"),
        (("--vary", f"{OPENING}=0.1:3:4"), "3 is out of bounds"),
        (
            ("--vary", f"{OPENING}=0.1:0.5:4", "--outcome", "foo"),
            "--outcome:1:1: foo is no outcome",
        ),
        (("--vary", f"{OPENING}=0.1:0.5:4", "--set", f"{OPENING}=0.2"), "is set and varied"),
        (("--vary", f"{OPENING}=0.1:0.5:4", "--target", "2"), "--target:1:1: 2 is no value"),
        ((), "Missing option '--vary'"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    capsys: Printed, workplace: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert swept(*arguments) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""
    assert not (workplace / "runs").exists()


def test_a_run_cut_short_leaves_nothing(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.engine.scenario_batching.run", cut)
    assert swept("--vary", f"{OPENING}=0.1:0.5:2", "--html", "page.html") == 130
    assert sorted(path.name for path in workplace.iterdir()) == ["scenarios"]
