"""The rules of the house, as tests: what a reviewer would otherwise have to remember."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PYTHON = sorted(
    path
    for folder in ("sim", "dashboards", "benchmarks", "tests", "tools")
    for path in (ROOT / folder).rglob("*.py")
)
SHIPPED = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in ("sim", "dashboards")]
DISPUTES = sorted(path.parent for path in (ROOT / "calibration").glob("*/dispute.yaml"))

# A room of equations in sim/, and the folder of a dispute that holds its numbers.
ROOMS = {"mechanisms": "laws", "interests": "interests", "choices": "choices"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def command(*words: str) -> None:
    """Run a tool of this environment from the top of the checkout; fail with all it says."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}{done.stderr}"


# Tools that hold a rule better than a test of ours could.


@pytest.mark.lint
def test_ruff_finds_nothing() -> None:
    command(sys.executable, "-m", "ruff", "check", "--quiet", "--output-format=concise", ".")


@pytest.mark.lint
def test_code_is_formatted() -> None:
    command(sys.executable, "-m", "ruff", "format", "--check", "--quiet", ".")


@pytest.mark.lint
@pytest.mark.slow
def test_types_hold() -> None:
    command(sys.executable, "-m", "mypy")


@pytest.mark.lint
def test_imports_run_in_one_direction() -> None:
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    command(sys.executable, "-c", lint)


# One path, three trees.


@pytest.mark.parametrize("room", ROOMS)
def test_code_numbers_and_tests_stand_at_the_same_path(room: str) -> None:
    code = {path.stem for path in (ROOT / "sim" / room).glob("[!_]*.py")}
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / room).glob("test_*.py")}
    assert code, f"sim/{room}/ is empty"
    assert tests == code
    for dispute in DISPUTES:
        assert {path.stem for path in (dispute / ROOMS[room]).glob("*.yaml")} == code


# Actors are data.

# Words in every spelling that a slip would use; those of the dispute's own files are added.
NAMES = set(
    """
    russia russian moscow kremlin putin medvedev lavrov shuvalov ussr soviet siberia sakhalin
    japan japanese tokyo abe kishida seko nemuro hokkaido okinawa
    america american washington obama trump clinton tillerson congress senate
    china chinese beijing jinping taiwan senkaku diaoyu mongolia
    europe european brussels merkel hollande tusk juncker mogherini
    korea korean pyongyang seoul takeshima dokdo
    ukraine ukrainian kiev kyiv crimea crimean donbas donbass minsk donetsk luhansk
    kuril kurils kurile habomai shikotan kunashir kunashiri iturup etorofu
    austria belgium bulgaria croatia cyprus czechia denmark estonia finland france germany greece
    hungary ireland italy latvia lithuania luxembourg malta netherlands poland portugal romania
    slovakia slovenia spain sweden britain norway georgia
    """.split()
)
SHORT_NAMES = re.compile(r"\b(US|USA|EU|UK|UN|NATO|DPRK)\b")
SHORT_CODES = re.compile(r"^(us|usa|eu|uk)($|[._])")


def names_in_the_data() -> set[str]:
    """Names of actors, members, leaders and islands as the disputes' files spell them."""
    names: set[str] = set()
    for dispute in DISPUTES:
        names.add(dispute.name)
        for rung in yaml.safe_load((dispute / "dispute.yaml").read_text("utf-8"))[
            "ladder"
        ].values():
            names |= set(rung.get("islands", ()))
        for file in (dispute / "actors").glob("*.yaml"):
            actor = yaml.safe_load(file.read_text("utf-8"))
            named = [actor, *actor.get("member", {}).values(), *actor.get("leader", {}).values()]
            proper = (re.findall(r"\b[A-Z]\w+", each.get("title", "")) for each in named)
            names |= {file.stem, *(word for words in proper for word in words)}
    return {name.lower() for name in names if len(name) > 3} - ORDINARY


# Ordinary words that also occur in a name of the data.
ORDINARY = {"council", "kingdom", "president", "republic", "states", "union", "united", "whoever"}


def test_no_country_person_or_island_in_the_code() -> None:
    names = NAMES | names_in_the_data()
    found = []
    for path in SHIPPED:
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            words = {word.lower() for word in re.findall(r"[^\W\d_]+", line)}
            words = (words & names) | set(SHORT_NAMES.findall(line))
            found += [f"{relative(path)}:{number}: {word}" for word in sorted(words)]
        found += [
            f"{relative(path)}:{node.lineno}: {node.value!r}"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and SHORT_CODES.match(node.value)
        ]
    assert not found, "\n".join(found)


# One name, one class.


def test_a_class_name_is_defined_in_one_module() -> None:
    places: dict[str, set[str]] = {}
    for path in SHIPPED:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, set()).add(relative(path))
    shared = {name: sorted(files) for name, files in places.items() if len(files) > 1}
    assert not shared


# Every number has a source.


def numbers_in_equations(module: ast.Module) -> Iterator[ast.Constant]:
    """Number literals other than 0, 1, 2 and exponents."""
    exponents = {
        id(part)
        for node in ast.walk(module)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
        for part in ast.walk(node.right)
    }
    for node in ast.walk(module):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, int | float | complex)
            and not isinstance(node.value, bool)
            and node.value not in (0, 1, 2)
            and id(node) not in exponents
        ):
            yield node


def test_no_number_is_written_into_an_equation() -> None:
    found = [
        f"{relative(path)}:{node.lineno}: {node.value}"
        for room in ROOMS
        for path in (ROOT / "sim" / room).rglob("*.py")
        for node in numbers_in_equations(tree(path))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("code", "count"), [("x * 0.5", 1), ("x[3]", 1), ("x**3 - 2", 0), ("-1.0 * x", 0)]
)
def test_the_rule_for_numbers_sees_what_it_should(code: str, count: int) -> None:
    assert len(list(numbers_in_equations(ast.parse(code)))) == count


@pytest.mark.parametrize("dispute", DISPUTES, ids=lambda path: path.name)
def test_priors_follow_from_their_claims(dispute: Path) -> None:
    command(sys.executable, "tools/calibration/derive_priors.py", dispute.name, "--check")


# Nothing in a file is ever executed.

UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
UNSAFE_MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "joblib"}


def unsafe(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) if name in UNSAFE_CALLS:
                    yield f"{node.lineno}: {name}()"
                case ast.Attribute(value=ast.Name(id=owner), attr=name) if (owner, name) in {
                    ("yaml", "load"),
                    ("yaml", "unsafe_load"),
                    ("yaml", "full_load"),
                    ("os", "system"),
                    ("os", "popen"),
                }:
                    yield f"{node.lineno}: {owner}.{name}()"
            if any(
                keyword.arg in ("shell", "allow_pickle")
                and isinstance(keyword.value, ast.Constant)
                and keyword.value.value is True
                for keyword in node.keywords
            ):
                yield f"{node.lineno}: shell or allow_pickle"
        imported = []
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported = [node.module or ""]
        for name in imported:
            if name.split(".")[0] in UNSAFE_MODULES:
                yield f"{node.lineno}: import {name}"


def test_nothing_in_a_file_is_executed() -> None:
    # Tests may pickle what crosses between workers; they read no file that way.
    checked = [path for path in PYTHON if ROOT / "tests" not in path.parents]
    found = [f"{relative(path)}:{fault}" for path in checked for fault in unsafe(tree(path))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code", ["eval('1')", "import yaml\nyaml.load(x)", "import pickle", "run(x, shell=True)"]
)
def test_the_rule_for_execution_sees_what_it_should(code: str) -> None:
    assert list(unsafe(ast.parse(code)))


# What is kept in the repository.


def test_changelog_opens_with_what_comes_next() -> None:
    sections = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert sections
    assert sections[0] == "Unreleased" or re.match(r"\d+\.\d+", sections[0])


def test_constraints_name_versions_and_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert all(re.match(r"[a-z0-9-]+==[\w.]+( ; .+)?$", line) for line in pins), pins
    assert not any("://" in line for line in lines)
