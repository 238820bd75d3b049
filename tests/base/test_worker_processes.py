"""Worker processes and temporary folders when the parent process is ended."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.base.errors import SimError
from sim.engine import ensemble

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
WAIT = 300.0  # seconds; far more than anything here takes

# Two workers that wait for ever and hold the standard output open, in a folder that is being made.
WAITING = """
import signal, sys, threading
from pathlib import Path
from sim import cli
from sim.engine import ensemble
from sim.base.atomic_folder import appear

def work(number):
    print("at work", flush=True)
    threading.Event().wait()

def status():
    try:
        with appear(Path(sys.argv[1])):
            list(ensemble.each(work, [(0,), (1,)], 2))
    except KeyboardInterrupt:
        return cli.INTERRUPTED

if __name__ == "__main__":
    for name in cli.ENDING:  # a shell's background jobs ignore some of them
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.status = status
    cli.main()
"""


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process with two workers at work."""
    script = tmp_path / "script.py"
    script.write_text(WAITING)
    with subprocess.Popen(
        [sys.executable, script, tmp_path / "here" / "out"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == ["at work\n"] * 2
        yield process
        process.kill()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"])
def test_a_signal_ends_the_workers_and_leaves_no_folder(
    name: str, waiting: subprocess.Popen[str], tmp_path: Path
) -> None:
    number = getattr(signal, name)
    waiting.send_signal(number)
    waiting.communicate(timeout=WAIT)  # ends once no worker holds the pipe
    assert waiting.returncode == 128 + number
    assert not (tmp_path / "here").exists()


def test_workers_end_with_a_killed_parent(waiting: subprocess.Popen[str]) -> None:
    waiting.kill()
    waiting.communicate(timeout=WAIT)  # ends once no worker holds the pipe


def _die(number: int) -> int:
    if multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_killed_worker_is_told_with_what_to_do() -> None:
    with pytest.raises(SimError, match=r"__name__ == '__main__'.*fewer workers"):
        list(ensemble.each(_die, [(0,), (1,)], 2))


def test_a_script_without_a_main_guard_is_told_what_to_do(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from sim.engine import ensemble\nlist(ensemble.each(abs, [(0,), (1,)], 2))\n"
    )
    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "SimError: a worker process ended before it answered; in a script" in done.stderr
