"""What a scenario changes in parameters and mechanisms: from its start, and since later on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.base.errors import suggest
from sim.base.quarters import Quarter
from sim.base.yaml_documents import KeyPath
from sim.scenario import overrides
from sim.scenario.document_reader import DocumentReader
from sim.scenario.inheritance import SINCE
from sim.scenario.model import DRAWN, Override, Switch


def read_overrides(source: DocumentReader) -> list[Override]:
    """The changes of parameters, those from the start first, sorted by path."""
    found = _overrides(source, ("set",), None)
    for at, quarter in _quarters(source):
        found += _overrides(source, (*at, "set"), quarter)
    return found


def read_switches(source: DocumentReader) -> list[Switch]:
    """The mechanisms that are switched in the course of the run; unknown ones are reported."""
    _check_mechanisms(source, ("mechanisms",))
    found = []
    for at, quarter in _quarters(source):
        place = (*at, "mechanisms")
        _check_mechanisms(source, place)
        switched = sorted(source.map(place).items())
        found += [Switch(name, word == "on", quarter) for name, word in switched]
    return found


def check_branch(source: DocumentReader) -> Quarter | None:
    """The quarter of the branch, if the scenario is one; one that lies wrong is reported."""
    at = source.quarter(("branch", "at"))
    if at is not None and at == source.first:
        source.fault(
            ("branch", "at"),
            f"at: {at} is the first quarter of the run, so that there is no past to share",
            "a later quarter of the run",
            "use extends in place of branch",
        )
    return at


def _quarters(source: DocumentReader) -> list[tuple[KeyPath, Quarter]]:
    """The later quarters since which something acts, in order; wrong ones are reported."""
    found: list[tuple[KeyPath, Quarter]] = []
    for text in source.map((SINCE,)):
        at: KeyPath = (SINCE, text)
        quarter = source.quarter_of(at, text)
        if quarter is not None and quarter == source.first:
            what = f"{quarter} is the first quarter of the run"
            source.fault(at, what, "a later quarter", "write it without since")
        elif quarter is not None:
            found.append((at, quarter))
    return sorted(found, key=lambda each: each[1])


def _overrides(source: DocumentReader, at: KeyPath, since: Quarter | None) -> list[Override]:
    found = []
    for path, raw in sorted(source.map(at).items()):
        with source.problems.gather():
            found.append(_override(source, (*at, path), path, raw, since))
    return [override for override in found if override is not None]


def _override(
    source: DocumentReader, at: KeyPath, path: str, raw: Any, since: Quarter | None
) -> Override | None:
    catalogue, mark = source.catalogue, source.mark(at)
    spent = catalogue.spent(path, since) if since and path in catalogue.register else ""
    if spent:
        cure = "set it in the parent, or let an event write the state"
        source.fault(at, f"{path} cannot change in {since}: {spent}", cure=cure)
        return None
    if since is not None and raw == DRAWN and path in catalogue.register:
        return Override(path, "drawn", 0.0, DRAWN, mark, since)
    return replace(overrides.override(path, raw, catalogue, mark), since=since)


def _check_mechanisms(source: DocumentReader, at: KeyPath) -> None:
    known = source.catalogue.mechanisms
    for name in source.map(at):
        if name not in known:
            cure = suggest(name, known)
            allowed = f"known are: {', '.join(known) or 'none'}"
            source.fault((*at, name), f"there is no mechanism {name!r}", allowed, cure)
