"""A figure with all that stands around it, wherever it is shown."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.analysis import conditioning_summary
from sim.figures.style import Figure, RunStyle
from sim.results import Run


class Picture(NamedTuple):
    """A figure with its heading, and what a reader must be told.

    said : what it shows, in words, for those who do not see it
    caption : how it is to be read
    source : the tables and runs that it was made from
    """

    figure: Figure
    title: str
    said: str
    caption: str
    source: str


IN_THE_SAME_WORLDS = "This scenario less its base, in the same worlds"


Runs = Sequence[tuple[Run, RunStyle]]


def source(run: Run, table: str, *others: Run) -> str:
    """What a picture was made from."""
    runs = ", ".join(each.id for each in (run, *others))
    which = f"runs {runs}" if others else f"run {runs}"
    return f"{table} of {which}, {conditioning_summary.worlds(run)}"


def of_all(runs: Runs, table: str) -> str:
    """What a picture of several runs was made from."""
    return source(runs[0][0], table, *(run for run, _ in runs[1:]))
