"""What a branch may do to the events and policies of its parent: nothing that lies before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from sim.base.errors import Problems
from sim.base.quarters import Quarter
from sim.scenario.document_reader import DocumentReader
from sim.scenario.events import read_events
from sim.scenario.inheritance import Fork
from sim.scenario.model import Catalogue, Event, Policy
from sim.scenario.policies import read_policies

Dated = TypeVar("Dated", Event, Policy)


def check(forks: Iterable[Fork], catalogue: Catalogue, problems: Problems) -> None:
    """Report what branches would change before their quarter.

    Events and policies that begin later may be changed, deleted and added; of those that began
    before, only the end may be moved, to the last quarter before the branch or later.
    """
    for fork in forks:
        parent, child = (
            DocumentReader(document, catalogue, Problems())
            for document in (fork.parent, fork.child)
        )
        told = DocumentReader(fork.child, catalogue, problems)
        _check(told, fork.at, "events", read_events(parent), read_events(child))
        _check(told, fork.at, "policies", read_policies(parent), read_policies(child))


def _check(
    source: DocumentReader, at: Quarter, section: str, old: Sequence[Dated], new: Sequence[Dated]
) -> None:
    before = {item.id: item for item in old}
    after = {item.id for item in new}
    for item in new:
        was = before.get(item.id, item)
        if was.start < at and item.id in before:
            if was != item and not _only_ends(was, item, at):
                source.problems.add(
                    f"{_name(item)} began in {was.start}, before the branch in {at}: only its end "
                    "can be changed",
                    allowed=f"to: {at - 1}, or later",
                    cure=f"end it, and begin another in {at}",
                    mark=item.mark,
                )
        elif item.start < at:
            source.problems.add(
                f"{_name(item)} would begin in {item.start}, before the branch in {at}",
                allowed=f"from {at} on",
                cure="date it later, or write it in the parent",
                mark=item.mark,
            )
    for item in old:
        if item.id not in after and item.start < at:
            source.problems.add(
                f"{_name(item)} began in {item.start}, before the branch in {at}: it cannot be "
                "deleted",
                cure=f"end it, with to: {at - 1}",
                mark=source.mark((section, _name(item))),
            )


def _name(item: Event | Policy) -> str:
    """The id of the entry in the file."""
    return item.use.id if isinstance(item, Policy) and item.use is not None else item.id


def _only_ends(was: Dated, now: Dated, at: Quarter) -> bool:
    """Whether two differ in nothing but their end, and both last until the branch."""
    last = at - 1
    lasting = _lasts(was.end, last) and _lasts(now.end, last)
    return lasting and replace(was, end=last) == replace(now, end=last)


def _lasts(end: Quarter | None, last: Quarter) -> bool:
    return end is None or end >= last
