"""`sim check`, `sim new` and `sim plan`."""

import json
import shutil
from pathlib import Path

import pytest

from sim import cli
from sim.base import paths
from sim.dispute import geography
from sim.scenario import names
from sim.schedule import SCHEDULE

pytestmark = pytest.mark.slow

Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_packaged_scenarios_can_be_run(capsys: Printed) -> None:
    assert cli.status(["check"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in names())


def test_without_names_the_start_is_examined(capsys: Printed) -> None:
    assert cli.status(["check", "baseline"]) == 0
    assert "The start" not in capsys.readouterr().out
    assert cli.status(["check"]) == 0
    said = capsys.readouterr().out
    for part in ("What moves by itself", "How settled each choice is", "rest point"):
        assert part in said


def test_faults_of_all_files_are_reported_at_once(capsys: Printed, workplace: Path) -> None:
    for name in ("one", "two"):
        (workplace / f"{name}.yaml").write_text("extends: baseline\nnonsense: 1\n", "utf-8")
    assert cli.status(["check", "one.yaml", "baseline", "two.yaml"]) == 2
    faults = capsys.readouterr().err.splitlines()
    assert {line.split(":")[0] for line in faults} == {"one.yaml", "two.yaml"}


def test_a_fault_of_the_map_is_reported_at_its_place(
    capsys: Printed, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = paths._top
    shutil.copytree(top("calibration"), workplace / "calibration")
    monkeypatch.setattr(
        paths, "_top", lambda name: (workplace if name == "calibration" else top(".")) / name
    )
    assert cli.status(["check", "baseline"]) == 0
    shown = workplace / "calibration" / "kurils" / geography.MAP
    text = shown.read_text("utf-8")
    shown.write_text(text.replace("window:", "windows:"), "utf-8")
    assert cli.status(["check", "baseline"]) == 2
    line = text[: text.index("window:")].count("\n") + 1
    said = capsys.readouterr().err
    assert f"{geography.MAP}:{line}:1: unknown key 'windows'" in said
    assert "did you mean 'window'?" in said


def test_a_new_scenario_can_be_run_as_it_is(capsys: Printed, workplace: Path) -> None:
    assert cli.status(["new", "my_question"]) == 0
    assert "my_question.yaml" in capsys.readouterr().out
    assert cli.status(["check", "my_question.yaml"]) == 0
    assert cli.status(["run", "my_question.yaml", "--worlds", "20", "--quiet"]) == 0


def test_a_new_scenario_goes_to_its_folder_and_knows_its_schema(workplace: Path) -> None:
    shutil.copytree(paths.scenarios_folder(), workplace / "scenarios")
    assert cli.status(["new", "my_question"]) == 0
    text = (workplace / "scenarios" / "my_question.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=scenario.schema.json\n")


@pytest.mark.parametrize("name", ["two words", "../out", ""])
def test_a_name_that_cannot_be_one(capsys: Printed, workplace: Path, name: str) -> None:
    assert cli.status(["new", name]) == 2
    assert capsys.readouterr().err
    assert list(workplace.iterdir()) == []


def test_a_scenario_that_is_there_is_left_alone(capsys: Printed, workplace: Path) -> None:
    (workplace / "mine.yaml").write_text("keep", "utf-8")
    assert cli.status(["new", "mine"]) == 2
    assert "mine.yaml" in capsys.readouterr().err
    assert (workplace / "mine.yaml").read_text("utf-8") == "keep"


def test_the_plan_has_every_step_in_order(capsys: Printed) -> None:
    assert cli.status(["plan"]) == 0
    said = capsys.readouterr().out
    places = [said.index(f". {step.name}: ") for step in SCHEDULE]
    assert places == sorted(places)


def test_the_plan_leaves_out_what_is_switched_off(capsys: Printed, workplace: Path) -> None:
    text = (
        "scenario: off\ntitle: t\nwhy: w\nclaims: []\nextends: baseline\nmechanisms: {war: off}\n"
    )
    (workplace / "off.yaml").write_text(text, "utf-8")
    assert cli.status(["plan", "off.yaml"]) == 0
    assert ". war: " not in capsys.readouterr().out


def test_influence_is_printed_as_one_object(capsys: Printed) -> None:
    assert cli.status(["check", "--influence", "war_escalates", "--worlds", "50", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["worlds"] == 50
    assert {each["actor"] for each in found["influence"]} >= {"russia", "japan"}
    assert {each["variant"] for each in found["evidence"]} >= {"every salience equal"}
    assert set(found["evidence"][0]["level"]) == set(found["base"])


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["--influence"], "--influence SCENARIO"),
        (["--influence", "baseline"], "extends another"),
        (["--influence", "--expectations", "baseline"], "ask for one of them"),
        (["--json", "baseline"], "add --expectations or --influence"),
    ],
)
def test_influence_that_cannot_be_asked_for(capsys: Printed, words: list[str], cure: str) -> None:
    assert cli.status(["check", *words]) == 2
    assert cure in " ".join(capsys.readouterr().err.split())
