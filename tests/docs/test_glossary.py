"""The glossary defines each term once, with a place that exists, and the verdicts of the code."""

import re
from pathlib import Path
from typing import get_args

from sim.analysis.paired_differences import Verdict

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "glossary.md"

# The words of the interface; the glossary may define more.
WORDS = """
    world scenario run outcome parameter lever option policy event mechanism interest claim form
    salience attainment base observation posterior verdict
    """
EXPECTED = {*WORDS.split(), "win set", "settlement ladder", "paired difference"}


def rows(columns: int) -> list[list[str]]:
    """The cells of each row of the tables with that many columns, without their heads."""
    lines = re.findall(r"^\| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    cells = [line.split(" | ") for line in lines]
    return [row for row in cells if len(row) == columns and row[1] != "meaning"]


def test_each_term_is_defined_once() -> None:
    terms = [term for row in rows(3) for term in row[0].split(", ")]
    assert len(set(terms)) == len(terms)
    assert EXPECTED - set(terms) == set()


def test_each_term_names_its_place() -> None:
    assert [row[0] for row in rows(3) if not re.search(r"`|\]\(", row[2])] == []


def test_the_verdicts_are_those_of_the_code() -> None:
    assert [row[0].strip("`") for row in rows(2)] == list(get_args(Verdict))
