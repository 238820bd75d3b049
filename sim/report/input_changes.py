"""What differs from the base in what is written, as a reader sees it: words, place and claims."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, NamedTuple

from sim.base import number_text
from sim.report.run_context import SET, Citation, Context
from sim.results import Run
from sim.scenario import ScenarioDifference


class InputChange(NamedTuple):
    """One thing that differs from the base, as a reader sees it.

    base : what the base says of it; empty where it says nothing
    place : file and line where it was written; empty where that is not known
    parameter : its path, if it is one
    """

    path: str
    base: str
    value: str
    meaning: str
    place: str
    claims: tuple[Citation, ...]
    parameter: str


def listed(context: Context, meanings: Mapping[str, str]) -> list[InputChange]:
    """All that differs from the base, in the order of the file.

    meanings : of parameters, by path
    """
    return [_change(each, context, meanings) for each in context.changes]


def meanings_of(run: Run) -> dict[str, str]:
    """What each drawn parameter of a run means, by path."""
    meanings = {each.path: each.meaning for each in run.manifest.quantities}
    return meanings | {each.path: each.meaning for each in run.manifest.forms}


def _change(
    change: ScenarioDifference, context: Context, meanings: Mapping[str, str]
) -> InputChange:
    parameter = change.path.removeprefix(SET) if change.path.startswith(SET) else ""
    known = parameter or change.path
    return InputChange(
        path=change.path,
        base="" if change.base is None else said(change.base),
        value="taken away" if change.value is None else said(change.value),
        meaning=meanings.get(known) or context.meanings.get(known, ""),
        place=f"{PurePath(change.file).name}, line {change.line}" if change.file else "",
        claims=context.basis.get(known, ()),
        parameter=parameter,
    )


def said(value: Any) -> str:
    """A value of a scenario file as one line of words."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {said(each)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(said(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number_text.number(value) if isinstance(value, float) else str(value)
