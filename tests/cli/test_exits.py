"""One place turns an error into an exit: a status, a message on standard error, no traceback."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer

from sim import cli
from sim.base.errors import InputError, Mark, Problem, SimError
from sim.engine.ensemble import CHUNK

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def _raise(error: BaseException) -> None:
    raise error


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """A command line with one command that fails as it is told."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    faults = [
        Problem("b is wrong", "one of: c", "did you mean 'c'?", Mark("a.yaml", 2, 3)),
        Problem("[x] is wrong", mark=Mark("a.yaml", 1, 1)),
    ]
    errors = {
        "input": InputError(faults),
        "running": SimError("the model failed"),
        "disk": OSError(28, "No space left on device", "runs/x"),
    }
    for name, error in errors.items():
        app.command(name)(lambda error=error: _raise(error))
    app.command("three")(lambda: _raise(typer.Exit(3)))
    app.command("fine")(lambda: None)
    monkeypatch.setattr(cli, "app", app)
    return app


@pytest.mark.parametrize(
    ("word", "status"),
    [("fine", 0), ("running", 1), ("disk", 1), ("input", 2), ("three", 3), ("unknown", 2)],
)
def test_status(
    failing: typer.Typer, word: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.status([word]) == status
    printed = capsys.readouterr()
    assert printed.out == ""
    assert bool(printed.err) == (word not in ("fine", "three"))


def test_problems_are_a_line_each_in_the_order_of_the_file(
    failing: typer.Typer, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.status(["input"])
    assert capsys.readouterr().err.splitlines() == [
        "a.yaml:1:1: [x] is wrong",
        "a.yaml:2:3: b is wrong; one of: c; did you mean 'c'?",
    ]


def sim(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_says_what_there_is() -> None:
    done = sim("--help")
    assert done.returncode == 0
    assert done.stderr == ""
    for command in cli.app.registered_commands:
        assert f"  {command.name} " in done.stdout


def test_the_short_help_option_and_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.status(["run", "-h"]) == 0
    assert f"{CHUNK:,} worlds" in " ".join(capsys.readouterr().out.split())
    assert cli.status(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"sim {version('sim-disputes')}"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_scenario_that_cannot_be_written_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    opened = Path.open

    def full(path: Path, mode: str = "r", **how: Any) -> Any:
        if mode != "x":
            return opened(path, mode, **how)
        opened(path, mode, **how).close()
        return opened(Path("/dev/full"), "w", **how)

    monkeypatch.setattr(Path, "open", full)
    assert cli.status(["new", "my_question"]) == 1
    assert "No space left" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_help_imports_nothing_slow() -> None:
    slow = {"mesa", "numpy", "pandas", "pyarrow", "scipy", "plotly", "yaml"}
    code = (
        "import sys\nfrom sim.cli import status\n"
        f"status(['--help'])\nprint(*({slow!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""


@pytest.mark.parametrize("words", [("nonsense",), ("--nonsense",), ("run",)])
def test_usage_errors_are_bad_input(words: tuple[str, ...]) -> None:
    done = sim(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_reader_that_leaves_is_no_error() -> None:
    command = f"{sys.executable} -m sim --help | true"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""


def test_no_colour_is_respected() -> None:
    assert "\x1b[" not in sim("nonsense", NO_COLOR="1").stderr


def _run_with_encoding(encoding: str, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sim", "run", "trump_lifts_sanctions", "--worlds", "50", *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    return done.stdout.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
def test_tables_have_a_substitute_for_each_character_that_an_encoding_lacks(encoding: str) -> None:
    assert _run_with_encoding(encoding).count("?") == _run_with_encoding("utf-8").count("?")


def test_json_is_the_same_object_in_every_encoding() -> None:
    answers = [json.loads(_run_with_encoding(name, "--json")) for name in ("ascii", "utf-8")]
    assert answers[0] == answers[1]
