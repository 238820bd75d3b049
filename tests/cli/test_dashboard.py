"""`sim dashboard`: what cannot be opened is bad input, and what was opened ends without a trace."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest

from sim import cli

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
WAIT = 300.0
Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@pytest.mark.parametrize(
    "words",
    [
        ["nobody"],
        ["no/such/file.yaml"],
        ["."],
        ["../"],
        ["broken.yaml"],
        ["empty/"],
        ["--host", "no.such.host.invalid"],
        ["--host", "256.0.0.1"],
        ["--port", "0"],
        ["--port", "many"],
        ["--most-worlds", "-3"],
        ["--workers", "0"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_opened_is_bad_input(
    words: list[str], capsys: Printed, workplace: Path
) -> None:
    (workplace / "broken.yaml").write_text("scenario: [")
    (workplace / "empty").mkdir()
    given = words if "--port" in words else [*words, "--port", str(free_port())]
    assert cli.status(["dashboard", *given]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.strip()
    assert "Traceback" not in printed.err
    assert not (workplace / "runs").exists()


def test_a_busy_port_is_bad_input(capsys: Printed) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert cli.status(["dashboard", "--port", port]) == 2
    assert f"port {port}" in (said := capsys.readouterr().err)
    assert "--port" in said


def start(folder: Path, *words: str, **environment: str) -> tuple[subprocess.Popen[bytes], Path]:
    log = folder / "log.txt"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "sim", "dashboard", *words],
            cwd=folder,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(ROOT), **environment},
        )
    return process, log


def answer(port: int, process: subprocess.Popen[bytes], log: Path) -> int:
    """The status of the first page, as soon as there is one."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text("utf-8")
        try:
            with urlopen(f"http://127.0.0.1:{port}/") as page:
                status: int = page.status
                return status
        except OSError as error:
            if getattr(error, "code", None):
                return int(error.code)  # type: ignore[attr-defined]
            time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


def group(leader: int) -> list[int]:
    """Processes that were started by a process, or by those that it started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == leader and state != "Z":
            found.append(int(entry.name))
    return found


def semaphores(leader: int) -> set[Path]:
    """Named semaphores that the processes of a session have mapped."""
    found: set[Path] = set()
    for process in group(leader):
        with suppress(OSError):
            maps = Path(f"/proc/{process}/maps").read_text("utf-8")
            found |= {Path(name) for name in re.findall(r"/dev/shm/sem\.\S+", maps)}  # noqa: S108  a pattern
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_ends_without_a_trace(how: signal.Signals, workplace: Path) -> None:
    port = free_port()
    process, log = start(workplace, "--port", str(port))
    assert answer(port, process, log) == 200
    assert len(group(process.pid)) > 1  # its processes are warm, or on their way
    held = semaphores(process.pid)
    process.send_signal(how)
    assert process.wait(WAIT) == 0, log.read_text("utf-8")
    end = time.monotonic() + WAIT
    while group(process.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert group(process.pid) == []
    said = log.read_text("utf-8")
    assert f"http://127.0.0.1:{port}/" in said
    for word in ("Traceback", "leaked", "Warning"):
        assert word not in said, said
    assert not any(path.name.startswith("sim-desk") for path in workplace.iterdir())
    assert not [path for path in held if path.exists()]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_can_be_ended_before_it_answers(how: signal.Signals, workplace: Path) -> None:
    temporary = Path(tempfile.mkdtemp(prefix="sim-"))  # a short path: a socket stands in it
    process, log = start(workplace, "--port", str(free_port()), TMPDIR=str(temporary))
    end = time.monotonic() + WAIT
    while len(group(process.pid)) < 3 and time.monotonic() < end:  # until others are on their way
        time.sleep(0.02)
    if how is signal.SIGINT:
        os.killpg(process.pid, how)  # as a terminal's Ctrl-C, which all of them hear
    else:
        process.send_signal(how)
    assert process.wait(WAIT) == 0, log.read_text("utf-8")
    while group(process.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert group(process.pid) == []
    assert log.read_text("utf-8") == ""
    assert list(temporary.iterdir()) == []
    temporary.rmdir()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_its_processes_end_where_it_is_killed(workplace: Path) -> None:
    port = free_port()
    process, log = start(workplace, "--port", str(port))
    assert answer(port, process, log) == 200
    process.kill()
    process.wait(WAIT)
    end = time.monotonic() + WAIT
    while group(process.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert group(process.pid) == []


def test_elsewhere_it_asks_for_a_token(workplace: Path) -> None:
    port = free_port()
    process, log = start(workplace, "--port", str(port), "--host", "0.0.0.0")  # noqa: S104
    try:
        assert answer(port, process, log) == 401
        token = re.search(r"token=([\w-]{20,})", log.read_text("utf-8"))
        assert token
        visitor = build_opener(HTTPCookieProcessor())
        with visitor.open(f"http://127.0.0.1:{port}/?token={token[1]}") as page:
            assert page.status == 200
            assert "token" not in page.url
    finally:
        process.terminate()
        process.wait(WAIT)
