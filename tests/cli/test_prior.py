"""What parameters are drawn from: shown by every command, and refused where it no longer fits."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import sim
from sim import InputError, cli, scenario
from sim.base import paths
from sim.inputs import posterior
from sim.results.manifest import versions
from sim.studies import calibration

pytestmark = pytest.mark.slow

Printed = pytest.CaptureFixture[str]
FEW = ("--worlds", "20")
SWEEP = ("--vary", "us.salience.punishment=0.1:0.5:2", "--workers", "1", "--alone")
WHY = ("--why", "settlement >= joint_activities")
HELD = "choices.council.conformity"
COMMANDS = {
    "run": ("run", "baseline", *FEW),
    "compare": ("compare", "baseline", "economy_first", *FEW),
    "sweep": ("sweep", "baseline", *SWEEP, *FEW),
    "world": ("explain", "baseline", "--world", "3"),
    "why": ("explain", "baseline", *WHY, *FEW),
}
NOT_PRIOR = {"hindcast": ("hindcast", *FEW), "check": ("check", "baseline")}
CURE = "`sim calibrate` makes it anew; --prior runs without it"


@pytest.fixture(autouse=True)
def calibrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A calibration with three joint draws, in a place where commands may write."""
    home, work = tmp_path / "home", tmp_path / "work"
    work.mkdir()
    folder = home / "calibration" / "kurils"
    shutil.copytree(paths.calibration_folder("kurils"), folder, ignore=lambda *_: [posterior.TABLE])
    shutil.copytree(paths.scenarios_folder(), home / "scenarios")
    seeds = paths.seeds_folder().parent
    monkeypatch.setattr(paths, "_top", lambda name: (seeds if name == "seeds" else home) / name)
    (folder / posterior.RECORD).unlink()
    register = scenario.offer("kurils").dispute.register
    about = {
        "window": "window",
        "seed": 1,
        "worlds": 100,
        "effective": 3.0,
        "agreement": 0.5,
        "versions": {"sim": "0", "code": "1234567890abcdef"},
        "priors": posterior.priors(register),
    }
    posterior.freeze(folder, {HELD: np.array([10.0, 20.0, 30.0])}, np.ones(3), about)
    monkeypatch.chdir(work)
    return folder


@pytest.fixture
def altered(calibrated: Path) -> Path:
    """The table is not the one that was written."""
    table = calibrated / posterior.TABLE
    table.write_bytes(table.read_bytes() + b" ")
    return calibrated


@pytest.fixture
def stale(calibrated: Path) -> Path:
    """A prior has changed since."""
    file = calibrated / "laws" / "meetings.yaml"
    file.write_text(file.read_text("utf-8").replace("bounds: [0, 4]", "bounds: [0, 5]"), "utf-8")
    return calibrated


@pytest.fixture
def unrecorded(calibrated: Path) -> Path:
    """Nothing says how the table was made."""
    (calibrated / posterior.RECORD).unlink()
    return calibrated


@pytest.fixture
def malformed(calibrated: Path) -> Path:
    """What says how the table was made cannot be read."""
    file = calibrated / posterior.RECORD
    file.write_text(file.read_text("utf-8").replace("seed: 1", "seed: ["), "utf-8")
    return calibrated


def said(capsys: Printed, *words: str) -> str:
    assert cli.status([*words, "--quiet"]) == 0
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_drew_from(command: str, capsys: Printed) -> None:
    words = COMMANDS[command]
    for option, told in (((), "drawn from the posterior"), (("--prior",), "drawn from the priors")):
        printed = said(capsys, *words, *option)
        assert told in printed
        assert printed.count("drawn from the ") == printed.count(told)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_object_and_the_page_say_so_too(command: str, capsys: Printed) -> None:
    words = COMMANDS[command]
    key = "drawn_from" if words[0] == "explain" else "draws"
    for option, draws in (((), "posterior"), (("--prior",), "prior")):
        printed = said(capsys, *words, *option, "--json", "--html", f"{draws}.html")
        found = json.loads(printed)
        assert found[key] == draws
        page = Path(f"{draws}.html").read_text("utf-8")
        assert f"drawn from the {'posterior' if draws == 'posterior' else 'priors'}" in page
        if words[0] in ("run", "compare", "sweep"):
            assert "How it was made" in page
            assert "Drawn from" in page
            assert f">{draws}<" in page
    if words[0] == "compare":
        assert found["base"]["draws"] == "prior"


def test_the_draws_differ_as_is_said() -> None:
    here, there = sim.run("baseline", worlds=50), sim.run("baseline", worlds=50, prior=True)
    assert set(here.draws[HELD]) <= {10.0, 20.0, 30.0}
    assert len(set(there.draws[HELD])) == 50
    assert (here.manifest.draws, there.manifest.draws) == ("posterior", "prior")
    assert here.id != there.id
    compared = sim.compare("baseline", "economy_first", worlds=20, prior=True)
    assert {run.manifest.draws for run in compared.runs} == {"prior"}
    swept = sim.sweep("baseline", ["us.salience.punishment=0.1:0.5:2"], worlds=10, prior=True)
    assert swept.summary()["draws"] == "prior"
    assert not np.isin(sim.explain("baseline", world=1, prior=True).draws[HELD], (10, 20, 30))


def test_a_file_may_ask_for_the_prior(capsys: Printed, altered: Path) -> None:
    text = "scenario: mine\ntitle: Mine\nwhy: To see.\nextends: baseline\ndraws: prior\n"
    Path("mine.yaml").write_text(text + "set: {laws.meetings.rate: 0.5}\n", "utf-8")
    assert "drawn from the priors" in said(capsys, "run", "mine.yaml", *FEW)
    assert json.loads(said(capsys, "run", "mine.yaml", *FEW, "--json"))["draws"] == "prior"


def test_results_take_no_prior(capsys: Printed) -> None:
    said(capsys, "run", "baseline", *FEW, "--out", "here")
    assert cli.status(["compare", "here", "economy_first", "--prior"]) == 2
    assert "here holds results, which --prior cannot change" in capsys.readouterr().err
    assert cli.status(["explain", "here", "--world", "1", "--prior"]) == 2
    assert "here holds results" in capsys.readouterr().err


def test_runs_that_drew_from_different_things_are_told_apart(capsys: Printed) -> None:
    said(capsys, "run", "baseline", *FEW, "--out", "after")
    said(capsys, "run", "baseline", *FEW, "--out", "before", "--prior")
    printed = said(capsys, "compare", "before", "after")
    assert "with other parameters" in printed
    assert "drawn from the priors; " in printed
    assert "draws" in printed  # among all that differs


@pytest.mark.parametrize(
    ("command", "broken"), [("run", "altered"), *((c, "stale") for c in (*COMMANDS, *NOT_PRIOR))]
)
def test_draws_that_do_not_fit_are_refused_with_the_cure(
    command: str, broken: str, request: pytest.FixtureRequest, capsys: Printed
) -> None:
    request.getfixturevalue(broken)
    words = {**COMMANDS, **NOT_PRIOR}[command]
    assert cli.status([*words]) == 2
    printed = capsys.readouterr()
    assert printed.err.count(CURE) == 1
    assert "posterior.yaml:1:1: " in printed.err
    assert ("priors have changed" if broken == "stale" else "not the table") in printed.err
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("command", ["run", "hindcast", "check"])
@pytest.mark.parametrize(
    ("broken", "told"),
    [("unrecorded", "posterior.parquet:1:1: there is no"), ("malformed", "posterior.yaml:")],
)
def test_draws_of_which_nothing_is_known_are_refused_not_passed_over(
    command: str, broken: str, told: str, request: pytest.FixtureRequest, capsys: Printed
) -> None:
    request.getfixturevalue(broken)
    assert cli.status([*{**COMMANDS, **NOT_PRIOR}[command]]) == 2
    printed = capsys.readouterr()
    assert told in printed.err
    assert CURE in printed.err


@pytest.mark.parametrize("broken", ["unrecorded", "malformed"])
def test_what_draws_from_priors_does_not_mind(
    broken: str, request: pytest.FixtureRequest, capsys: Printed
) -> None:
    request.getfixturevalue(broken)
    assert cli.status(["evidence", HELD]) == 0
    text = "scenario: mine\ntitle: Mine\nwhy: To see.\nextends: baseline\ndraws: prior\n"
    Path("mine.yaml").write_text(text + "set: {laws.meetings.rate: 0.5}\n", "utf-8")
    assert cli.status(["check", "mine.yaml"]) == 0
    assert "can be run" in capsys.readouterr().out
    assert calibration.ask("kurils").draws == "prior"


@pytest.mark.parametrize(
    ("command", "broken"),
    [
        *(("run", broken) for broken in ("altered", "unrecorded", "malformed")),
        *((command, "stale") for command in COMMANDS),
    ],
)
def test_the_prior_needs_no_posterior(
    command: str, broken: str, request: pytest.FixtureRequest, capsys: Printed
) -> None:
    request.getfixturevalue(broken)
    assert "drawn from the priors" in said(capsys, *COMMANDS[command], "--prior")


def test_python_refuses_with_the_cure_too(stale: Path) -> None:
    for ask in (
        lambda: sim.run("baseline", worlds=5),
        lambda: sim.compare("baseline", "economy_first", worlds=5),
        lambda: sim.sweep("baseline", ["us.salience.punishment=0.1:0.5:2"], worlds=5),
        lambda: sim.explain("baseline", world=1),
    ):
        with pytest.raises(InputError, match="`sim calibrate` makes it anew"):
            ask()


def test_a_stale_posterior_can_be_made_anew(
    stale: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration, "PROBES", 5)
    said(capsys, "calibrate", "--worlds", "1500")
    assert posterior.find(stale) is not None
    assert "drawn from the posterior" in said(capsys, "run", "baseline", *FEW)


def test_check_tells_of_joint_draws_that_other_code_made(calibrated: Path, capsys: Printed) -> None:
    assert cli.status(["check", "baseline"]) == 0
    told = " ".join("".join(capsys.readouterr()).split())
    assert "The posterior of kurils was made by other code (1234567890, now" in told
    record = calibrated / posterior.RECORD
    text = record.read_text("utf-8").replace("1234567890abcdef", versions()["code"])
    record.write_text(text, "utf-8")
    assert cli.status(["check", "baseline"]) == 0
    assert "other code" not in "".join(capsys.readouterr())
