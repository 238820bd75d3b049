"""`sim calibrate`: what it prints, and its page; nothing is written with --dry-run."""

import json
from pathlib import Path

import pytest

from sim import cli
from sim.base import paths
from sim.dispute import read_folder
from sim.inputs import posterior
from sim.studies import calibration
from tests.report.test_report import Page

pytestmark = pytest.mark.slow

CALL = ["calibrate", "--dry-run", "--worlds", "1500", "--quiet"]


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calibration, "PROBES", 20)  # worlds in which a parameter is tried
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


def test_json_is_one_object_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], workplace: Path
) -> None:
    folder = paths.calibration_folder("kurils")
    before = {file: file.read_bytes() for file in folder.glob("posterior.*")}
    assert cli.status([*CALL[:-1], "--seed", "3", "--json"]) == 0
    printed = capsys.readouterr()
    said = json.loads(printed.out)
    assert printed.err == ""  # no bar but at a terminal
    assert (said["schema"], said["worlds"], said["seed"]) == (1, 1500, 3)
    assert {each["id"] for each in said["targets"]} >= {"renewed", "no_settlement"}
    assert 0 < said["left"] < 1
    assert list(workplace.iterdir()) == []
    assert {file: file.read_bytes() for file in folder.glob("posterior.*")} == before


def test_out_takes_the_joint_draws_and_the_calibration_keeps_its_own(
    capsys: pytest.CaptureFixture[str], workplace: Path
) -> None:
    folder = paths.calibration_folder("kurils")
    before = {file: file.read_bytes() for file in folder.glob("posterior.*")}
    words = [word for word in CALL if word != "--dry-run"]
    assert cli.status([*words, "--out", "new/place"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    made = posterior.find(workplace / "new" / "place")
    assert made is not None
    assert f"{made.record.rows:,} joint draws: new/place/posterior.parquet" in said
    assert made.record.worlds == 1500
    made.check(read_folder(folder).register)
    assert sorted(file.name for file in made.file.parent.iterdir()) == [
        "posterior.parquet",
        "posterior.yaml",
    ]
    assert {file: file.read_bytes() for file in folder.glob("posterior.*")} == before


@pytest.mark.parametrize("words", [["--worlds", "0"], ["--worlds", "many"], ["--seed", "-1"]])
def test_bad_numbers_write_nothing(
    words: list[str], capsys: pytest.CaptureFixture[str], workplace: Path
) -> None:
    assert cli.status(["calibrate", *words, "--out", "new"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words[0] in printed.err
    assert list(workplace.iterdir()) == []


def test_too_few_worlds_that_agree_are_refused(
    capsys: pytest.CaptureFixture[str], workplace: Path
) -> None:
    assert cli.status(["calibrate", "--worlds", "20", "--quiet", "--out", "new"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "worlds" in printed.err
    assert list(workplace.iterdir()) == []
