"""A comparison as tables of plain words: every answer of both runs, and all that is known of it."""

from collections.abc import Iterable
from math import isnan
from typing import NamedTuple

from sim.analysis import verdict_text
from sim.analysis.answers import AnswerSummary
from sim.analysis.paired_differences import CANNOT_TELL, TOO_FEW, Difference
from sim.base import number_text

NONE = "–"
HEADS = (
    "First",
    "This",
    "Difference",
    "What can be said",
    "Worlds that move",
    "Over uncertain forms",
    "Pairing is worth",
)
_ERROR = "±: one Monte-Carlo standard error"
_KINDS = (
    (
        ("level", "bool"),
        "At the horizon",
        f"Of 100 worlds, how many; differences in points. {_ERROR}, in points.",
    ),
    (
        ("quarter",),
        "Within the run",
        f"In how many of 100 worlds it happens at all. {_ERROR}, in points.",
    ),
    (("number",), "Mean over worlds", f"The mean over worlds. {_ERROR}."),
)


class Cell(NamedTuple):
    """What stands in a cell, and in small letters under it."""

    text: str
    under: str = ""
    is_warning: bool = False


class AnswerTable(NamedTuple):
    """Answers of one kind.

    heads : of the columns, that of the answers' names first
    rows : cells in the same order
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str


def tables(lines: Iterable[AnswerSummary]) -> list[AnswerTable]:
    """A table for each kind of answer that has a difference; the columns are the same in all."""
    answers = [line for line in lines if line.difference is not None]
    drafts = (
        AnswerTable(
            (first, *HEADS), tuple(_row(line) for line in answers if line.kind in kinds), caption
        )
        for kinds, first, caption in _KINDS
    )
    return [table for table in drafts if table.rows]


def together(found: Iterable[Difference], name: str, base: str) -> AnswerTable | None:
    """Of 100 worlds, in how many each answer is so in both runs, in one alone, and in neither.

    None where no world can be said to move, for the runs hold others or weigh them differently.
    name, base : what the run and the first run are called
    """
    known = [d for d in found if d.is_share and not isnan(d.changed)]
    if not known:
        return None
    heads = ("Of 100 worlds", f"Only with “{name}”", f"Only with “{base}”", "In both", "In neither")
    parts = ((d, (d.up, d.down, d.base - d.down, 1 - d.base - d.up)) for d in known)
    table_rows = tuple(
        (Cell(d.label), *(Cell(number_text.per_100(max(share, 0))) for share in shares))
        for d, shares in parts
    )
    return AnswerTable(heads, table_rows, "World i of the one is world i of the other.")


def _row(line: AnswerSummary) -> tuple[Cell, ...]:
    d = line.difference
    assert d is not None  # noqa: S101  the caller shows no other line
    say = number_text.percent if d.is_share else number_text.number
    moved = NONE, ""
    if not isnan(d.changed):
        moved = f"{number_text.percent(d.up)} up", f"{number_text.percent(d.down)} down"
    counts = d.signs
    signs = f"{counts[1]} of {sum(counts.values())} positive, {counts[-1]} negative"
    worth = NONE if d.reduction is None else f"{number_text.number(d.reduction, 2)} × the worlds"
    return (
        Cell(line.label, line.unit),
        Cell(say(d.base), "" if line.base is None else _error(line.base.mcse, d)),
        Cell(say(d.value), _error(line.found.mcse, d)),
        Cell(
            verdict_text.bounds(d, (d.difference, d.difference)),
            f"95 %: {verdict_text.bounds(d, d.ci95)}",
        ),
        _said(d),
        Cell(*moved),
        Cell(verdict_text.bounds(d, d.forms), signs),
        Cell(worth),
    )


def _error(mcse: float, d: Difference) -> str:
    """A Monte-Carlo standard error, in percentage points or in the answer's unit."""
    return f"± {number_text.number(mcse * (100 if d.is_share else 1), 2)}"


def _said(d: Difference) -> Cell:
    if d.verdict in (CANNOT_TELL, TOO_FEW):
        return Cell(d.verdict, is_warning=True)
    if d.verdict == "no difference found":
        least = verdict_text.size(d, d.detectable).removeprefix("+")
        return Cell(d.verdict, f"{least} would be found in 4 of 5 tries")
    return Cell(d.verdict)
