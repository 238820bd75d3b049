"""What differs in what is written, with the place where it stands: part of every output."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli import console

if TYPE_CHECKING:
    from sim.scenario import Difference


def show(found: "Sequence[Difference]", here: str, base: str) -> None:
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
