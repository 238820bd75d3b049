"""Dated questions whose answers are known by now, and numbers that were observed since.

A question is asked of the state at the end of quarters, in the grammar of conditions; `X.start` is
a state at the start, and other parameters may be named too. An entry of `questions.yaml` that
resolves repeatedly is as many questions, in one cluster: they share the shock that decides them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sim.base import yaml_documents
from sim.base.conditions import Condition, StateBounds
from sim.base.errors import Cure, Problems, suggest
from sim.base.quarters import Quarter
from sim.base.yaml_documents import Document, Entry, KeyPath
from sim.inputs.history import History

FILE = "questions.yaml"

How = Literal["year_mean", "year_sum", "end"]


class PastChanges(Entry):
    """What had been seen, before the forecast, of the change that makes the other answer true.

    events : how often, in so many trials or quarters
    every_quarters : quarters between trials
    of : what was counted
    """

    events: Annotated[int, Field(ge=0)]
    trials: Annotated[int, Field(ge=1)] | None = None
    quarters: Annotated[int, Field(ge=1)] | None = None
    every_quarters: Annotated[int, Field(ge=1)] = 1
    of: str


class AskedEntry(Entry):
    """Something that resolves at quarters or during years, and what happened."""

    ask: str
    at: tuple[str, ...] = ()
    during: tuple[int, ...] = ()
    answer: bool | dict[str, bool] | dict[int, bool]
    because: Annotated[tuple[str, ...], Field(min_length=1)]
    cluster: str


class _QuestionEntry(AskedEntry):
    that: str
    unchanged: bool
    record: PastChanges
    reference: Annotated[str, Field(alias="class")] = ""


class _SeriesEntry(Entry):
    title: str
    state: str
    how: How
    of: str
    times: float = 1.0
    unit: str


class Unasked(Entry):
    """A question that the model cannot answer honestly, and why."""

    ask: str
    because: str


class _QuestionsFile(Entry):
    questions: dict[str, _QuestionEntry]
    series: dict[str, _SeriesEntry] = Field(default_factory=dict)
    not_expressible: dict[str, Unasked] = Field(default_factory=dict)


@dataclass(frozen=True)
class ForecastQuestion:
    """One question that resolves once.

    id : that of its entry with the quarter or year
    first, last : quarters at the end of which it is asked; it is so if it is so in any
    answer : what happened; unchanged : the answer if nothing changes
    reference : id of a class of the outside view that speaks of yes; empty if none does
    """

    id: str
    entry: str
    ask: str
    that: Condition
    first: Quarter
    last: Quarter
    answer: bool
    cluster: str
    unchanged: bool
    record: PastChanges
    because: tuple[str, ...]
    reference: str

    @property
    def turned(self) -> bool:
        """Whether "nothing changes" was wrong."""
        return self.answer != self.unchanged


@dataclass(frozen=True)
class Resolution:
    """One time at which something resolves: its name, its quarters, and what happened."""

    time: str
    first: Quarter
    last: Quarter
    answer: bool

    def question(
        self,
        name: str,
        entry: AskedEntry,
        that: Condition,
        unchanged: bool,
        record: PastChanges,
        reference: str = "",
    ) -> ForecastQuestion:
        """What the entry of this name asks at this time."""
        return ForecastQuestion(
            f"{name} {self.time}",
            name,
            " ".join(entry.ask.split()),
            that,
            self.first,
            self.last,
            self.answer,
            entry.cluster,
            unchanged,
            record,
            entry.because,
            reference,
        )


@dataclass(frozen=True)
class Measured:
    """A number that was observed at one time.

    state : path; how : mean or sum over the quarters from first to last, or the end of the last
    observed : in the unit of the state
    before : the same at the last time known when the forecast was made; None where there is none
    """

    id: str
    entry: str
    title: str
    unit: str
    state: str
    how: How
    first: Quarter
    last: Quarter
    observed: float
    before: float | None


@dataclass(frozen=True)
class Questions:
    """All that a dispute's file asks."""

    binary: tuple[ForecastQuestion, ...]
    measured: tuple[Measured, ...]
    not_expressible: Mapping[str, Unasked]

    @property
    def last(self) -> Quarter:
        """The quarter in which the last of them resolves."""
        return max(*(q.last for q in self.binary), *(m.last for m in self.measured))


def load(
    folder: Path, history: History, states: Mapping[str, StateBounds], classes: Mapping[str, object]
) -> Questions:
    """The questions of a dispute, checked against its history.

    states : what conditions may read: recorded states and parameters, with their bounds
    classes : the reference classes of the outside view
    Raises InputError with every fault at its place.
    """
    document = yaml_documents.read(folder / FILE)
    file = yaml_documents.check(_QuestionsFile, document)
    problems = Problems()
    reader = _QuestionsReader(document, problems, history, states, classes)
    binary = [
        question
        for name, entry in file.questions.items()
        for question in reader.questions(name, entry)
    ]
    measured = [
        each for name, entry in file.series.items() for each in reader.measured(name, entry)
    ]
    problems.raise_any()
    return Questions(tuple(binary), tuple(measured), file.not_expressible)


@dataclass(frozen=True)
class Resolving:
    """Reads what is asked, at which times, and what happened; notes faults at their place."""

    document: Document
    problems: Problems
    history: History
    states: Mapping[str, StateBounds]

    def fault(self, at: KeyPath, what: str, allowed: str = "", cure: Cure = "") -> None:
        """Note one fault."""
        self.problems.add(what, allowed=allowed, cure=cure, mark=self.document.mark(at))

    def resolutions(self, entry: AskedEntry, at: KeyPath) -> list[Resolution]:
        """Each time at which an entry resolves."""
        for source in entry.because:
            if not self.history.knows(source):
                cure = suggest(source, self.history.names)
                self.fault((*at, "because"), f"history.yaml has no {source!r}", cure=cure)
        if bool(entry.at) == bool(entry.during):
            self.fault(at, "a question resolves at quarters or during years", "at, or during")
        times = {text: self.span(text, (*at, "at")) for text in entry.at}
        times |= {str(year): (Quarter(year, 1), Quarter(year, 4)) for year in entry.during}
        answers = self.answers(entry, list(times), (*at, "answer"))
        return [
            Resolution(text, *span, answers[text])
            for text, span in times.items()
            if span is not None and text in answers
        ]

    def condition(self, text: str, at: KeyPath) -> Condition | None:
        """What is asked of the state; None if it is no condition."""
        found = []
        with self.problems.gather():
            mark = self.document.value_mark(at)
            found.append(Condition.parse(text, mark, states=self.states))
        return found[0] if found else None

    def record(self, seen: PastChanges, at: KeyPath) -> None:
        """Note what is wrong with a record."""
        if (seen.trials is None) == (seen.quarters is None):
            self.fault((*at, "record"), "a record counts either trials or quarters")

    def answers(self, entry: AskedEntry, times: list[str], at: KeyPath) -> dict[str, bool]:
        """What happened at each time."""
        if isinstance(entry.answer, bool):
            return dict.fromkeys(times, entry.answer)
        given = {str(time): answer for time, answer in entry.answer.items()}
        for time in [*times, *given]:
            if (time in given) != (time in times):
                self.fault(at, f"{time} stands in one of the answers and the times only")
        return given

    def span(self, text: str, at: KeyPath) -> tuple[Quarter, Quarter] | None:
        """First and last quarter of a time that is a quarter."""
        try:
            quarter = Quarter.parse(text)
        except ValueError as error:
            self.fault(at, str(error))
            return None
        return quarter, quarter


@dataclass(frozen=True)
class _QuestionsReader(Resolving):
    classes: Mapping[str, object]

    def questions(self, name: str, entry: _QuestionEntry) -> list[ForecastQuestion]:
        """One question for each time at which an entry resolves."""
        at: KeyPath = ("questions", name)
        if entry.reference and entry.reference not in self.classes:
            cure = suggest(entry.reference, self.classes)
            self.fault((*at, "class"), f"there is no class {entry.reference!r}", cure=cure)
        self.record(entry.record, at)
        that = self.condition(entry.that, (*at, "that"))
        found = self.resolutions(entry, at)
        if that is None:
            return []
        return [
            each.question(name, entry, that, entry.unchanged, entry.record, entry.reference)
            for each in found
        ]

    def measured(self, name: str, entry: _SeriesEntry) -> list[Measured]:
        """One number for each point of a series that is for scoring."""
        at: KeyPath = ("series", name)
        if entry.state not in self.states:
            cure = suggest(entry.state, self.states)
            self.fault((*at, "state"), f"there is no state {entry.state!r}", cure=cure)
        series = self.history.series.get(entry.of)
        if series is None:
            cure = suggest(entry.of, self.history.series)
            self.fault((*at, "of"), f"history.yaml has no series {entry.of!r}", cure=cure)
            return []
        known = [point for point in series.points if point.use == "calibration"]
        before = known[-1].value * entry.times if known else None
        found = []
        for point in series.points:
            first, last = point.quarters
            if point.use == "hindcast" and last > self.history.cutoff:
                found.append(
                    Measured(
                        f"{name} {point.at}",
                        name,
                        entry.title,
                        entry.unit,
                        entry.state,
                        entry.how,
                        last if entry.how == "end" else first,
                        last,
                        point.value * entry.times,
                        before,
                    )
                )
        return found
