"""What happened, dated: sources, events and series of `history.yaml`.

Every entry is marked `calibration` (published by the cut-off; may choose a number) or `hindcast`
(published later; for scoring only).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from sim.base import yaml_documents
from sim.base.errors import Problems, suggest
from sim.base.quarters import Quarter
from sim.base.yaml_documents import Entry

FILE = "history.yaml"
Use = Literal["calibration", "hindcast"]
Verified = bool | Literal["derived"]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MONTHS = 3  # of a quarter


class FactSource(Entry):
    """Where facts come from."""

    title: str
    verified: bool
    publisher: str = ""
    address: str = ""
    vintage: Any = ""
    terms: str = ""
    public_until: int | None = None
    file: str = ""


class HistoricalEvent(Entry):
    """Something that happened on a day, or in a month."""

    id: str
    date: str
    issue: str
    what: str
    source: tuple[str, ...]
    verified: Verified
    use: Use


class SeriesPoint(Entry):
    """One number of a series, and when it first came out."""

    at: str | int
    value: float
    published: str
    source: tuple[str, ...]
    verified: Verified
    use: Use

    @property
    def quarters(self) -> tuple[Quarter, Quarter]:
        """First and last quarter of the year, or of the date, that the point speaks of."""
        year, month = _parts(str(self.at))
        if month is None:
            return Quarter(year, 1), Quarter(year, 4)
        quarter = Quarter(year, (month - 1) // _MONTHS + 1)
        return quarter, quarter


class HistoricalSeries(Entry):
    """A series read at points in time."""

    title: str
    unit: str
    note: str = ""
    points: tuple[SeriesPoint, ...]


class Later(Entry):
    """What was read, or known to the coder, later than the cut-off and yet stands behind numbers.

    source : in which it was read; empty where it was only known
    """

    parameters: tuple[str, ...]
    source: str = ""
    why: str


class _HistoryFile(Entry):
    cutoff: str
    known_later: dict[str, Later] = Field(default_factory=dict)
    sources: dict[str, FactSource]
    derived: dict[str, Any] = Field(default_factory=dict)
    events: tuple[HistoricalEvent, ...] = ()
    series: dict[str, HistoricalSeries] = Field(default_factory=dict)


@dataclass(frozen=True)
class History:
    """The record of a dispute. Made by `load`, which checks it.

    cutoff : the last quarter of which what was published may choose a number
    derived : names of the numbers that parameters rest on
    later : by name, what was read or known later than the cut-off and yet stands behind numbers
    """

    cutoff: Quarter
    sources: Mapping[str, FactSource]
    derived: tuple[str, ...]
    events: Mapping[str, HistoricalEvent]
    series: Mapping[str, HistoricalSeries]
    later: Mapping[str, Later]

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything that can be pointed to: events, series, sources and derived numbers."""
        return frozenset((*self.events, *self.series, *self.sources, *self.derived))

    def knows(self, name: str) -> bool:
        """Whether something of that name is on record."""
        return name in self.names


def load(folder: Path) -> History:
    """The record of a calibration; InputError with every fault at its place."""
    document = yaml_documents.read(folder / FILE)
    file = yaml_documents.check(_HistoryFile, document)
    problems = Problems()
    last = _parsed(file.cutoff)
    if last is None:
        what = f"cutoff: {file.cutoff!r} is no date"
        problems.add(what, allowed="YEAR-MONTH-DAY", mark=document.mark(("cutoff",)))
    for name, later in file.known_later.items():
        if later.source and later.source not in file.sources:
            what, mark = (
                f"there is no source {later.source!r}",
                document.mark(("known_later", name)),
            )
            problems.add(what, cure=suggest(later.source, file.sources), mark=mark)
    for at, sources, published, use in _entries(file):
        mark = document.mark(at)
        for source in sources:
            if source not in file.sources:
                what = f"there is no source {source!r}"
                problems.add(what, cure=suggest(source, file.sources), mark=mark)
        day = _parsed(published)
        if day is None:
            allowed = "YEAR, YEAR-MONTH or YEAR-MONTH-DAY"
            problems.add(f"{published!r} is no date", allowed=allowed, mark=mark)
        elif use == "calibration" and last is not None and day > last:
            what = f"published {published}, after {file.cutoff}, and marked calibration"
            problems.add(what, cure="mark it hindcast", mark=mark)
    seen: set[str] = set()
    for i, event in enumerate(file.events):
        if event.id in seen:
            problems.add(f"the event {event.id} stands twice", mark=document.mark(("events", i)))
        seen.add(event.id)
    problems.raise_any()
    year, month = _parts(file.cutoff)
    return History(
        Quarter(year, ((month or 1) - 1) // _MONTHS + 1),
        file.sources,
        tuple(file.derived),
        {event.id: event for event in file.events},
        file.series,
        file.known_later,
    )


def _entries(
    file: _HistoryFile,
) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], str, Use]]:
    """Place, sources, date of publication and use of every dated entry."""
    for i, event in enumerate(file.events):
        yield ("events", i), event.source, event.date, event.use
    for name, series in file.series.items():
        for i, point in enumerate(series.points):
            yield ("series", name, "points", i), point.source, point.published, point.use


def _parts(text: str) -> tuple[int, int | None]:
    """Year, and month where it says one."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no date")
    return int(found[1]), int(found[2]) if found[2] else None


def _parsed(text: str) -> date | None:
    """The first day that a date can mean; None if it is none."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
