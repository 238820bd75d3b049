"""CI runs the README's commands: the second in stages, the first on the newest Python."""

import itertools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from tests.docs.test_docs import blocks

ROOT = Path(__file__).parents[2]
RUN = (ROOT / ".ci" / "run").read_text("utf-8")
NEWEST = (ROOT / ".ci" / "newest").read_text("utf-8")
STAGES = dict(re.findall(r'^stage "([^"]+)" \.venv/bin/pytest -n auto -m "([^"]+)"$', RUN, re.M))
MARKERS = ("lint", "slow", "browser", "docs")


def selected(expression: str, markers: set[str]) -> bool:
    """Whether `pytest -m expression` runs a test with these markers."""
    return Expression.compile(expression).evaluate(lambda name, **_: name in markers)


def test_ci_runs_the_second_command_of_the_readme() -> None:
    second = blocks(ROOT / "README.md")[1].text.strip()
    setup, _, tests = second.rpartition(" && ")
    assert setup in RUN.splitlines()
    assert tests == ".venv/bin/pytest -n auto"
    assert list(STAGES) == ["lint", "fast", "slow", "browser and docs"]
    assert RUN.count("pytest") == len(STAGES)


def test_each_test_runs_in_one_stage() -> None:
    for number in range(len(MARKERS) + 1):
        for markers in itertools.combinations(MARKERS, number):
            stages = [name for name in STAGES if selected(STAGES[name], set(markers))]
            assert len(stages) == 1, (markers, stages)


def test_the_newest_python_runs_the_fast_stage() -> None:
    assert f'FAST="{STAGES["fast"]}"' in NEWEST.splitlines()


@pytest.mark.parametrize("script", ["run", "newest"])
def test_scripts_of_ci_are_valid_shell(script: str) -> None:
    subprocess.run(["sh", "-n", str(ROOT / ".ci" / script)], check=True)


def tried(
    folder: Path, script: str, readme: str, commands: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """What a script says in a small checkout, with these commands and a few tools on the path."""
    checkout, path = folder / "checkout", folder / "path"
    shutil.copytree(ROOT / ".ci", checkout / ".ci")
    path.mkdir()
    (checkout / "README.md").write_text(f"# x\n\n```sh\n{readme}\n```\n", "utf-8")
    for name, text in commands.items():
        (path / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        (path / name).chmod(0o755)
    for name in ("awk", "chmod", "dirname", "git", "ls", "mkdir", "mktemp", "rm", "sh", "tar"):
        (path / name).symlink_to(shutil.which(name) or name)
    place = {"PATH": str(path), "HOME": str(folder), "TMPDIR": str(folder)}
    for words in (["git", "init", "-q"], ["git", "add", "."]):
        subprocess.run(words, cwd=checkout, check=True, env={**os.environ, **place})
    return subprocess.run(
        [str(path / "sh"), str(checkout / ".ci" / script)],
        env=place,
        capture_output=True,
        text=True,
        check=False,
    )


MAIN = f'exec "{sys.executable}" "$@"'

# Stands for a Python: it is of the right version, and makes programs that repeat their words.
NEWER = r"""
case "$1" in
  -) exit 0 ;;
  -c) echo 3.15.0 ;;
  *)
    mkdir -p .venv/bin
    for each in pip pytest sim; do
      printf '#!/bin/sh\necho %s "$@"\n' "$each" >".venv/bin/$each"
      chmod +x ".venv/bin/$each"
    done
    echo first command ;;
esac
"""


def test_without_a_newer_python_nothing_is_tested(tmp_path: Path) -> None:
    done = tried(tmp_path, "newest", "exit 1", {"python3": MAIN, "python3.15": "exit 127"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"newest Python: none above 3.{sys.version_info.minor} on this")


def test_a_newer_python_runs_the_first_command_and_the_fast_tests(tmp_path: Path) -> None:
    done = tried(tmp_path, "newest", "python3 environment", {"python3": MAIN, "python3.15": NEWER})
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"newest Python: testing 3.15.0 ({tmp_path}/path/python3.15)",
        "first command",
        "sim check",
        "pip install -q -c constraints.txt -e .[test]",
        f"pytest -q -n auto -m {STAGES['fast']}",
        "newest Python: 3.15.0 passed",
    ]
    assert not list(tmp_path.glob("tmp.*"))


# Makes an environment in which the tests of two stages fail.
FAILING = r"""
mkdir -p .venv/bin
echo 'exit 0' >.venv/bin/pip
echo 'case "$4" in lint) exit 0 ;; "slow "*) exit 3 ;; *docs*) exit 4 ;; esac' >.venv/bin/pytest
chmod +x .venv/bin/pip .venv/bin/pytest
echo 'echo newest; exit 5' >.ci/newest
"""


def test_all_stages_run_and_the_first_failure_is_the_exit_status(tmp_path: Path) -> None:
    done = tried(tmp_path, "run", "", {"python3": FAILING, "chromium": ""})
    assert done.stdout.splitlines() == [
        "== lint",
        "== fast",
        "== fast: failed with exit status 4",
        "== slow",
        "== slow: failed with exit status 3",
        "== browser and docs",
        "== browser and docs: failed with exit status 4",
        "== newest Python",
        "newest",
        "== newest Python: failed with exit status 5",
    ]
    assert done.returncode == 4
