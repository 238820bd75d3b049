"""The description of the model follows the model: its tables, equations, parameters and works."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from sim import dispute

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "model.md"
WORKS = ROOT / "docs" / "references.md"

# A room of equations in sim/, and the folder of a dispute that holds its numbers.
ROOMS = {"mechanisms": "laws", "interests": "interests", "choices": "choices"}


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def plain(words: str) -> str:
    """Words with one space between them."""
    return " ".join(words.split())


# Tables


def test_tables_follow_from_code_and_files() -> None:
    done = subprocess.run(
        [sys.executable, "tools/docs/tables.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


# Submodels


@dataclass(frozen=True)
class Submodel:
    """A file of equations, and the section that describes it."""

    code: Path
    prefix: str  # of its parameters

    @property
    def section(self) -> str:
        """From its heading to the next one; empty if the page does not speak of it."""
        link = f"(../{self.code.relative_to(ROOT).as_posix()})"
        parts = re.split(r"^#{1,3} ", text(PAGE), flags=re.MULTILINE)
        return "\n".join(part for part in parts if link in part and part[0].isdigit())

    @property
    def prose(self) -> str:
        """The section without its tables of parameters."""
        return re.sub(r"<!-- table: parameters.*?<!-- end -->", "", self.section, flags=re.DOTALL)


SUBMODELS = [
    Submodel(code, f"{folder}.{code.stem}")
    for room, folder in ROOMS.items()
    for code in sorted((ROOT / "sim" / room).glob("[!_]*.py"))
]


@pytest.mark.parametrize("submodel", SUBMODELS, ids=lambda each: each.prefix)
def test_every_file_of_equations_is_described(submodel: Submodel) -> None:
    assert submodel.section


@pytest.mark.parametrize("submodel", SUBMODELS, ids=lambda each: each.prefix)
def test_a_submodel_links_its_numbers(submodel: Submodel) -> None:
    file = f"calibration/kurils/{submodel.prefix.replace('.', '/')}.yaml"
    assert (ROOT / file).exists()
    assert f"[numbers](../{file})" in submodel.section


@pytest.mark.parametrize("submodel", SUBMODELS, ids=lambda each: each.prefix)
def test_every_parameter_stands_in_an_equation_or_its_reason(submodel: Submodel) -> None:
    paths = [p for p in dispute.load("kurils").register if p.startswith(f"{submodel.prefix}.")]
    assert [path for path in paths if f"`{path}`" not in submodel.section] == []
    words = set(re.findall(r"\w+", submodel.prose))
    assert [path for path in paths if path.rsplit(".", 1)[1] not in words] == []


def equations(docstring: str) -> Iterator[str]:
    """The equations of a docstring: what stands between its first line and its arguments."""
    first, *paragraphs = docstring.split("\n\n")
    inline = re.search(r"\b\w+'? = (?!.*:$).*?(?=, from |, about |\.?$)", plain(first))
    if inline:
        yield inline[0]
    for paragraph in paragraphs:
        line = paragraph.split("\n", 1)[0]
        if re.match(r"\w[\w ,]* : ", line) and " = " not in line:
            return
        if re.match(r"[\w'(). ]+ [=~] |\w+: +.* = |argmax ", line):
            yield plain(paragraph)


WRITTEN = [
    (submodel, node.name, equation)
    for submodel in SUBMODELS
    for node in ast.walk(ast.parse(text(submodel.code)))
    if isinstance(node, ast.FunctionDef)
    for equation in equations(ast.get_docstring(node) or "")
]


@pytest.mark.parametrize(
    ("submodel", "equation"),
    [(submodel, equation) for submodel, _, equation in WRITTEN],
    ids=[f"{submodel.prefix}-{name}" for submodel, name, _ in WRITTEN],
)
def test_equations_stand_as_in_the_code(submodel: Submodel, equation: str) -> None:
    assert equation in plain(submodel.prose)


def test_equations_are_found() -> None:
    told = {f"{submodel.prefix}.{name}" for submodel, name, _ in WRITTEN}
    assert {"laws.oil.oil", "interests.alliance.council", "choices.bargaining.agree"} <= told
    interests = {each.code for each in SUBMODELS if each.prefix.startswith("interests.")}
    assert {submodel.code for submodel, _, _ in WRITTEN} >= interests


# Works

YEARS = r"((?:18|19|20)\d\d(?:, (?:18|19|20)\d\d)*)"
NAME = r"[A-Z][\w’'-]+"
CITED = re.compile(rf"\b({NAME})((?:, {NAME})*(?: et al\.| & {NAME})?)(?:'s?)? (\()?{YEARS}(?!\w)")
MONTHS = set(
    "January February March April May June July August September October November December".split()
)
CITING = [
    *(ROOT / "sim").rglob("*.py"),
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "tools" / "calibration").glob("*.py"),
    ROOT / "seeds" / "codebook.yaml",
    *(ROOT / "calibration").glob("*/dispute.yaml"),
    *(path for folder in ROOMS.values() for path in ROOT.glob(f"calibration/*/{folder}/*.yaml")),
]


def cited(words: str) -> Iterator[tuple[str, str]]:
    """First author and year of every work that a text cites in the house's manner."""
    words = plain(re.sub(r"^\s*# ?", "", words, flags=re.MULTILINE))
    for found in CITED.finditer(words):
        first, others, bracket, years = found.groups()
        before = words[: found.start()].rpartition("(")[2]
        inside = ")" not in before and len(before) < 80  # an open bracket: (Nash 1950)
        if first not in MONTHS and (bracket or others or inside):
            yield from ((first, year) for year in years.split(", "))


def works() -> dict[tuple[str, str], str]:
    """First author and year -> the entry."""
    found = {}
    for entry in re.findall(r"^- (.+?)(?=\n- |\n\n|\Z)", text(WORKS), re.MULTILINE | re.DOTALL):
        head = re.match(r"([\w-]+).*?\(([^()]*\d{4}[^()]*)\)\. ", plain(entry))
        assert head, entry
        for year in re.findall(r"\d{4}", head[2]):
            found[head[1], year] = plain(entry)
    return found


@pytest.mark.parametrize("path", CITING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_work_cited_is_in_the_references(path: Path) -> None:
    if path != WORKS:
        assert set(cited(text(path))) - set(works()) == set()


def names(entry: str) -> Iterator[str]:
    """How a text may name a work: its first author near its year, or its two authors."""
    author, head, years = re.findall(r"^([\w-]+)(.*?)\(([^()]*\d{4}[^()]*)\)\. ", entry)[0]
    yield from (rf"\b{author}\b.{{,60}}\b{year}\b" for year in re.findall(r"\d{4}", years))
    if second := re.search(r"& ([\w-]+), ", head):
        yield rf"\b{author} & {second[1]}\b"


def test_every_reference_is_cited() -> None:
    everything = " ".join(plain(text(path)) for path in CITING if path != WORKS)
    entries = set(works().values())
    assert [e for e in entries if not any(re.search(n, everything) for n in names(e))] == []


def test_references_stand_in_order() -> None:
    for part in text(WORKS).split("\n## ")[1:]:
        names = re.findall(r"^- ([\w-]+)", part, re.MULTILINE)
        assert names == sorted(names, key=str.lower)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (
            "Source: Nash (1950), Roth (1979) for unequal weights.",
            {("Nash", "1950"), ("Roth", "1979")},
        ),
        ("(Fearon 1995; Powell 2006)", {("Fearon", "1995"), ("Powell", "2006")}),
        ("Budescu et\nal. 2009, 2014", {("Budescu", "2009"), ("Budescu", "2014")}),
        ("Brown, Cai & DasGupta 2001).", {("Brown", "2001")}),
        ("the truce of February 2015 (August 2014)", set()),
    ],
)
def test_citations_are_found(words: str, found: set[tuple[str, str]]) -> None:
    assert set(cited(words)) == found
