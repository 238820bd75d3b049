"""Everything shown is run: every command in a document, every path named in Markdown."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from sim.cli import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("**/*.md"))]
# Their blocks build on one another, so tests/docs/test_guides.py runs each as a whole.
GUIDES = [each for each in DOCUMENTS if each.parent.name in ("tutorial", "howto")]

# What a document's commands may need, copied so that they cannot write into the checkout.
NEEDED = (
    "scenarios",
    "calibration",
    "seeds",
    "benchmarks",
    "sim",
    "dashboards",
    "pyproject.toml",
)

# Files of a results folder or of the user, which a document names and the repository does not hold.
NOT_KEPT = re.compile(
    r"^(runs/|\.venv/|uv\.lock|pylock\.toml)|\.(parquet|html|json)$|my_question|NAME"
)

# Worlds of a command at most. What is observed must leave enough of them, and a posterior needs
# many; the README's first command runs all worlds of its scenario file.
WORLDS = 100
OBSERVED_WORLDS = 2000
UNCAPPED = ("calibrate",)
MANY_WORLDS = ("compare", "run")  # where they name no number, the scenario file does


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    document: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.line}"


def blocks(document: Path) -> list[Block]:
    text = document.read_text(encoding="utf-8")
    fences = re.finditer(r"^```(\S*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [
        Block(document, text.count("\n", 0, fence.start()) + 2, fence[1], fence[2])
        for fence in fences
    ]


BLOCKS = [block for document in DOCUMENTS for block in blocks(document)]
ALONE = [block for block in BLOCKS if block.document not in GUIDES]
SHELL = [block for block in ALONE if block.language == "sh"]
SNIPPETS = [block for block in ALONE if block.language == "python"]


def commands(block: Block) -> list[str]:
    """The commands of a block, a line each; of a line that sets up, only what it sets up for."""
    lines = [line for line in block.text.splitlines() if line and not line.startswith("#")]
    return [
        line.split(" && ")[-1] if line.startswith("python3 -m venv") else line for line in lines
    ]


def observes(words: list[str]) -> bool:
    """Whether a command weighs worlds, by its words or by a scenario file that it names."""
    files = [ROOT / "scenarios" / f"{Path(word).stem}.yaml" for word in words]
    return "--observe" in words or any(
        re.search("^observe:", file.read_text("utf-8"), re.MULTILINE)
        for file in files
        if file.is_file()
    )


def with_few_worlds(words: list[str]) -> list[str]:
    """The words of a command of `sim` with few worlds in each of its runs."""
    if words[0] in UNCAPPED:
        return words
    most = OBSERVED_WORLDS if observes(words) else WORLDS
    few = [
        str(min(int(word), most)) if before in ("--worlds", "--attribute-worlds") else word
        for before, word in zip(["", *words], words, strict=False)
    ]
    if words[0] in MANY_WORLDS and "--worlds" not in words:
        few += ["--worlds", str(most)]
    return few


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A copy of what commands read, where they may write."""
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(words: list[str], folder: Path) -> str:
    """What a command prints; it must succeed."""
    plain = {**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, env=plain, timeout=600
    )
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout


def serve(words: list[str], folder: Path) -> None:
    """Start what serves until it is interrupted, and interrupt it once it has said where."""
    plain = {**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(folder)}
    with subprocess.Popen(
        words, cwd=folder, env=plain, stderr=subprocess.PIPE, text=True
    ) as served:
        assert served.stderr is not None
        said = served.stderr.readline()
        served.send_signal(signal.SIGINT)
        try:
            said += served.communicate(timeout=120)[1]
        finally:  # else it would be waited for without end
            served.kill()
    assert "http://" in said, said
    assert served.returncode == 0, said
    assert "Traceback" not in said


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def carry_out(block: Block, workplace: Path) -> None:
    """Run each command of a block; the last one prints the sample that follows the block."""
    printed, shown = "", sample(block)
    for line in commands(block):
        program, *words = shlex.split(line)
        if program == "sim" and words[0] == "dashboard":
            # The last one wins: a document's port may be taken on this machine.
            serve([sys.executable, "-m", "sim", *words, "--port", free_port()], workplace)
        elif program in ("sim", ".venv/bin/sim"):
            # A sample of output is printed by the command as it stands.
            as_it_stands = program == ".venv/bin/sim" or shown
            words = words if as_it_stands else with_few_worlds(words)
            printed = run([sys.executable, "-m", "sim", *words], workplace)
        elif program in ("python", "python3") and words[0] != "-c":
            run([sys.executable, *words], workplace)
        else:  # the tests do not run the tests
            assert program == ".venv/bin/pytest", f"{block}: cannot show that this runs: {line}"
    lines = [skeleton(line) for line in printed.splitlines()]
    for line in shown:
        text, numbers = skeleton(line)
        alike = [found for each, found in lines if each == text]
        near = any(np.allclose(found, numbers, rtol=0.1, atol=0.1) for found in alike)
        assert near, f"{block}: this line of the sample is not printed: {line}\n{printed}"


def sample(block: Block) -> list[str]:
    """Lines of the output that the document shows right below a block of commands."""
    text = block.document.read_text(encoding="utf-8")
    after = "".join(text.splitlines(keepends=True)[block.line - 1 :]).removeprefix(block.text)
    shown = re.match(r"```\n+```text\n(.*?)^```$", after, re.MULTILINE | re.DOTALL)
    return [line for line in shown[1].splitlines() if line not in ("", "…")] if shown else []


def skeleton(line: str) -> tuple[str, list[float]]:
    """A line without its numbers, and the numbers: other processors may round another way."""
    numbers = re.findall(r"\d+(?:\.\d+)?", line)
    return " ".join(re.sub(r"\d+(?:\.\d+)?", "#", line).split()), [float(n) for n in numbers]


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_commands_in_documents_run(block: Block, workplace: Path) -> None:
    carry_out(block, workplace)


@pytest.mark.parametrize(
    ("line", "few"),
    [
        ("run a.yaml", "run a.yaml --worlds 100"),
        ("run a --observe 2018Q1:b>0", "run a --observe 2018Q1:b>0 --worlds 2000"),
        ("run seen_by_2018", "run seen_by_2018 --worlds 2000"),
        ("calibrate --worlds 5000", "calibrate --worlds 5000"),
        ("compare a b --worlds 2000 --json", "compare a b --worlds 100 --json"),
        ("sweep a --vary b=0:1:4 --worlds 40", "sweep a --vary b=0:1:4 --worlds 40"),
        ("explain a --world 122", "explain a --world 122"),
        ("evidence japan", "evidence japan"),
    ],
)
def test_commands_run_with_few_worlds(line: str, few: str) -> None:
    assert with_few_worlds(line.split()) == few.split()


@pytest.mark.parametrize("block", SNIPPETS, ids=str)
def test_python_in_documents_runs(block: Block, workplace: Path) -> None:
    run([sys.executable, "-W", "error", "-c", block.text], workplace)


def test_a_block_says_its_language() -> None:
    known = {"sh", "python", "yaml", "text", "json", "console"}
    assert [str(block) for block in BLOCKS if block.language not in known] == []


def spans(document: Path) -> list[str]:
    """Inline code and the targets of links, outside fenced blocks."""
    text = re.sub(r"^```.*?^```$", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)", text)
    return re.findall(r"`([^`\n]+)`", text) + links


def is_path(span: str) -> bool:
    """Whether a span names a file or folder of the repository (or one beside the document)."""
    if not re.fullmatch(r"[\w.*/-]+", span) or NOT_KEPT.search(span):
        return False
    top, slash, _ = span.partition("/")
    suffixes = (".py", ".md", ".yaml", ".toml", ".txt", ".csv")
    return (bool(slash) and (ROOT / top).exists()) or span.endswith((*suffixes, "/"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_paths_in_documents_exist(document: Path) -> None:
    missing = [
        span
        for span in spans(document)
        if is_path(span)
        and not list(ROOT.glob(span.rstrip("/")))
        and not list(document.parent.glob(span.rstrip("/")))
        # A bare name stands for a file of that name in some room.
        and ("/" in span or not any(list((ROOT / top).rglob(span)) for top in NEEDED[:5]))
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_named_in_prose_exist(document: Path) -> None:
    registered = {command.name for command in app.registered_commands}
    named = {match[1] for span in spans(document) if (match := re.match(r"sim (\w+)", span))}
    assert named <= registered


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["test"]
    names = {re.split(r"[<>=;\s]", requirement)[0] for requirement in asked}
    rows = re.findall(
        r"^\| ([\w-]+) \|", (ROOT / "docs" / "dependencies.md").read_text("utf-8"), re.MULTILINE
    )
    assert set(rows) - {"package"} == names
