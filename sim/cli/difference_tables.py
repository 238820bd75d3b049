"""Differences between two runs, and between their scenarios, as commands show them."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli import console

if TYPE_CHECKING:
    from sim.analysis.paired_differences import Difference
    from sim.scenario import ScenarioDifference


def warn(found: "Sequence[Difference]") -> None:
    """What the model cannot tell; said before any number."""
    from sim.analysis import verdict_text

    unsure = verdict_text.cannot_tell(found)
    if unsure:
        console.out.print(verdict_text.LEAD, style="bold")
        for line in unsure:
            console.out.print(f"- {line}")
        console.out.print()


def show(found: "Sequence[Difference]", title: str, how: str) -> None:
    """A row for each difference, with all that is to be known of it.

    how : in which sense the worlds of the two runs are the same
    """
    numbers = ("base", "difference", "95 %", "up, down", "over forms", "+ − ?", "worth")
    table = console.table(title, "outcome", "verdict", numbers=numbers)
    table.columns[1].min_width = len("cannot tell")
    for d in found:
        table.add_row(d.label, d.verdict.replace("no difference", "none"), *_cells(d))
    console.out.print(table)
    console.note(
        f"{how}; differences of shares in percentage points. Up, down: shares of worlds that moved."
        " Over forms: lowest and highest difference over the options of any one uncertain form; "
        "under how many of all options it is positive, negative, not clear. Worth: how many times "
        "the worlds would be needed without pairing."
    )


def _cells(d: "Difference") -> list[str]:
    from sim.analysis import verdict_text
    from sim.base import number_text

    counts = d.signs
    base = number_text.percent(d.base) if d.is_share else number_text.number(d.base)
    moved = (
        "–" if math.isnan(d.up) else f"{number_text.per_100(d.up)}, {number_text.per_100(d.down)} %"
    )
    return [
        base,
        verdict_text.bounds(d, (d.difference, d.difference)),
        verdict_text.bounds(d, d.ci95),
        moved,
        verdict_text.bounds(d, d.forms),
        f"{counts[1]} {counts[-1]} {counts[0]}",
        "–" if d.reduction is None else f"{number_text.number(d.reduction, 2)}×",
    ]


def show_written(found: "Sequence[ScenarioDifference]", here: str, base: str) -> None:
    """A row for each difference between two scenarios.

    here, base : what they are called
    """
    if not found:
        console.out.print(f"Nothing in what is written differs from {base}.\n")
        return
    title = f"What differs from {base} in what is written"
    table = console.table(title, "what", "base", here, "written in")
    for each in found:
        place = console.place(each.file, each.line) if each.file else "–"
        table.add_row(each.path, console.plain(each.base), console.plain(each.value), place)
    console.out.print(table)
