"""`sim compare` from files and folders to verdicts, tables, a page and an object."""

import json
import re
import shutil
from pathlib import Path

import pytest

import sim
from sim import cli
from sim.base import paths
from tests.report.test_report import Page

pytestmark = pytest.mark.slow

Printed = pytest.CaptureFixture[str]
FEW = ("--worlds", "120")
BASE, LIFTED = "scenarios/baseline.yaml", "scenarios/trump_lifts_sanctions.yaml"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both scenarios run once: two results folders that tests may read."""
    folder = tmp_path_factory.mktemp("done")
    sim.compare("baseline", "trump_lifts_sanctions", worlds=120, out=folder)
    return folder


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: Path) -> Path:
    """A folder with the scenarios, where commands may write, and results stand already."""
    shutil.copytree(paths.scenarios_folder(), tmp_path / "scenarios")
    shutil.copytree(done, tmp_path / "runs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def folder(name: str) -> str:
    (found,) = Path("runs").glob(f"{name}-*")
    return str(found)


def changed(workplace: Path, name: str, *lines: str) -> str:
    """A scenario beside the others, of these lines."""
    file = workplace / "scenarios" / f"{name}.yaml"
    text = [f"scenario: {name}", f"title: {name}", "why: For a test.", "claims: []", *lines]
    file.write_text("\n".join(text) + "\n", encoding="utf-8")
    return f"scenarios/{name}.yaml"


def test_it_says_what_differs_and_where(capsys: Printed, workplace: Path) -> None:
    assert cli.status(["compare", BASE, LIFTED, *FEW]) == 0
    printed = capsys.readouterr().out
    for part in ("Of 13 answers", "95 %", "Each run by itself", "up, down", "worth", "+ − ?"):
        assert part in printed
    lines = (workplace / LIFTED).read_text("utf-8").splitlines()
    places = re.findall(rf"{LIFTED}:(\d+)", printed)
    assert len(places) >= 3
    assert all(lines[int(place) - 1].strip() for place in places)
    assert max(map(len, printed.splitlines())) <= 120
    assert printed.count("Results: runs/") == 2


def test_what_stands_is_not_run_again(capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.model.worlds.Worlds.step", None)
    assert cli.status(["compare", BASE, LIFTED, *FEW, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["paired"] is True


def test_folders_and_files_give_the_same(capsys: Printed) -> None:
    def said(*words: str) -> dict[str, object]:
        assert cli.status(["compare", *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]

    folders = said(folder("baseline"), folder("trump_lifts_sanctions"))
    files = said(BASE, LIFTED, *FEW)
    assert folders["outcomes"] == files["outcomes"]
    of_files, of_folders = files["differs"], folders["differs"]
    assert [(each["path"], each["value"]) for each in of_files] == [
        (each["path"], each["value"]) for each in of_folders
    ]
    assert all(each["file"] == LIFTED and each["line"] for each in of_files)
    assert all(each["file"] is each["line"] is None for each in of_folders)


def test_a_scenario_and_a_folder_mix(capsys: Printed) -> None:
    words = ["compare", folder("baseline"), "--json"]
    assert cli.status([*words, changed(Path.cwd(), "few", "extends: baseline", "worlds: 60")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["worlds"] == said["base"]["worlds"] == 60
    assert "first 60 worlds" in said["notes"][0]
    assert {outcome["verdict"] for outcome in said["outcomes"].values()} == {"equal"}


def test_three_are_compared_with_the_first(capsys: Printed, workplace: Path) -> None:
    third = changed(workplace, "dear", "extends: baseline", "set: {oil.start: {add: 20}}")
    words = ["compare", BASE, LIFTED, third, *FEW, "--html", "page.html"]
    assert cli.status([*words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["scenario"] == "trump_lifts_sanctions"
    (other,) = said["others"]
    assert other["scenario"] == "dear"
    assert [each["path"] for each in other["differs"]] == ["set.oil.start"]
    assert "difference" in other["outcomes"]["peace_treaty"]
    page = (workplace / "page.html").read_text("utf-8")
    assert "2 scenarios against" in page
    assert cli.status(words) == 0
    assert capsys.readouterr().out.count("What differs from baseline") == 2


def test_the_page_holds_everything(capsys: Printed, workplace: Path) -> None:
    assert cli.status(["compare", BASE, LIFTED, *FEW, "--html", "page.html"]) == 0
    assert "Report: page.html" in capsys.readouterr().out
    text = (workplace / "page.html").read_text("utf-8")
    page = Page(text)
    for _, attributes in page.tags:
        assert "src" not in attributes
        assert not (attributes.get("href") or "#").startswith(("http", "//"))
    assert not page.all("link")
    assert "trump_lifts_sanctions.yaml, line" in text
    assert 'class="claims"' in text


def test_a_set_is_laid_over_every_scenario(capsys: Printed) -> None:
    words = ["compare", BASE, LIFTED, *FEW, "--set", "oil.start=+20", "--json"]
    assert cli.status(words) == 0
    said = json.loads(capsys.readouterr().out)
    assert "set.oil.start" not in [each["path"] for each in said["differs"]]
    assert said["base"]["run"] not in {path.name for path in Path("runs").glob("baseline-*")} - {
        Path(said["base"]["folder"]).name
    }


def refused(capsys: Printed, *words: str) -> str:
    before = sorted(Path().rglob("*"))
    assert cli.status(["compare", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    assert sorted(Path().rglob("*")) == before
    return printed.err


@pytest.fixture
def other(workplace: Path) -> str:
    return changed(workplace, "other", "extends: baseline", "seed: 5", "quarters: 8")


def test_runs_that_cannot_be_paired_are_refused_with_all_reasons(
    capsys: Printed, other: str
) -> None:
    said = refused(capsys, BASE, other, "--worlds", "120")
    for part in ("seeds 5 and 20161215", "numbers of quarters 8 and 20", "--seed", "--unpaired"):
        assert part in said


def test_or_compared_unpaired_and_marked_so(capsys: Printed, other: str, workplace: Path) -> None:
    words = ["compare", BASE, other, *FEW, "--unpaired", "--html", "page.html"]
    assert cli.status(words) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "NOT PAIRED" in printed
    assert "seeds 5 and 20161215" in printed
    assert "NOT PAIRED" in (workplace / "page.html").read_text("utf-8")
    assert cli.status([*words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["paired"] is False
    assert all(outcome["changed"] is None for outcome in said["outcomes"].values())


def test_results_cannot_be_changed(capsys: Printed) -> None:
    said = refused(capsys, BASE, folder("baseline"), "--worlds", "60", "--set", "oil.start=+5")
    assert "--set and --worlds cannot change" in said
    assert "give the scenario" in said


def test_one_and_the_same_is_refused(capsys: Printed) -> None:
    said = refused(capsys, BASE, BASE, *FEW)
    assert "one and the same run" in said
    assert "one and the same run" in refused(capsys, *[folder("baseline")] * 2)


def test_one_alone_is_refused(capsys: Printed) -> None:
    assert "`sim run`" in refused(capsys, BASE)


def test_all_that_is_wrong_is_told_at_once(capsys: Printed, workplace: Path) -> None:
    (workplace / "empty").mkdir()
    said = refused(capsys, "basline", "empty", "scenarios/none.yaml")
    for part in ("basline", "did you mean 'baseline'", "empty holds no results", "none.yaml"):
        assert part in said


def test_a_name_means_the_scenario_where_a_folder_of_that_name_holds_no_results(
    capsys: Printed, workplace: Path
) -> None:
    (workplace / "baseline").mkdir()
    assert cli.status(["compare", "baseline", LIFTED, *FEW, "--json"]) == 0


def test_what_is_observed_weighs_both_and_is_said(capsys: Printed) -> None:
    words = ["compare", BASE, LIFTED, "--worlds", "200", "--observe", "2018Q4: us.sanctions < 0.3"]
    assert cli.status([*words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert sum("observes 2018Q4: us.sanctions < 0.3" in note for note in said["notes"]) == 2
    # Lifting changes which worlds agree, and by how much: none of them can be said to move.
    assert "weigh their worlds differently" in said["notes"][-1]
    treaty = said["outcomes"]["peace_treaty"]
    assert treaty["changed"] is None
    assert treaty["difference"] == pytest.approx(
        treaty["probabilities"]["true"]["p"]
        - said["base"]["outcomes"]["peace_treaty"]["probabilities"]["true"]["p"]
    )


def test_groups_of_equally_good_draws_are_shown_and_told(capsys: Printed) -> None:
    runs = [folder("baseline"), folder("trump_lifts_sanctions")]
    assert cli.status(["compare", *runs, "--clusters"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "agree with history equally well" in printed
    assert "cluster 1" in printed
    assert cli.status(["compare", *runs, "--clusters", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["equifinality"]
    assert 3 <= len(said["clusters"]) <= 6
    assert len(said["runs"][0]["answers"]) == 13


def test_draws_from_the_priors_are_not_grouped(capsys: Printed) -> None:
    assert cli.status(["compare", BASE, LIFTED, *FEW, "--prior", "--clusters"]) == 2
    assert "no joint draws to group" in capsys.readouterr().err
