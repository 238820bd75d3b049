"""What claims forecast: each claim that says what will come, with its question and what happened.

`forecasts.yaml` of a dispute links claims to entries of `questions.yaml`, or to what it asks itself
because nothing there does. A claim's probability is that of its credence (docs/codebook.md).
A dispute without the file has no forecasts, which is no fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import Field

from sim.base import yaml_documents
from sim.base.conditions import StateBounds
from sim.base.errors import InputError, Problem, Problems, suggest
from sim.base.yaml_documents import Entry, KeyPath
from sim.inputs.evidence import Article, Claim, Evidence, usable
from sim.inputs.forecast_questions import (
    AskedEntry,
    ForecastQuestion,
    PastChanges,
    Questions,
    Resolving,
)
from sim.inputs.history import History
from sim.inputs.priors import Chance

FILE = "forecasts.yaml"


class _OwnEntry(AskedEntry):
    that: str = ""
    unchanged: bool | None = None
    record: PastChanges | None = None
    note: str = ""


class _ForecastEntry(Entry):
    of: str
    says: bool
    at: tuple[str | int, ...] = ()
    note: str = ""


class _ForecastsFile(Entry):
    asked: dict[str, _OwnEntry] = Field(default_factory=dict)
    forecasts: dict[str, _ForecastEntry]
    not_scorable: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """One dated question that claims speak of.

    answer : what happened
    question : the same as it is put to a run; None where no run can be asked, since it had resolved
        before the cut-off or no state expresses it
    """

    id: str
    entry: str
    ask: str
    answer: bool
    cluster: str
    question: ForecastQuestion | None


@dataclass(frozen=True)
class Forecast:
    """One claim taken at its word.

    told : the dated questions it speaks of, with the same probability for each
    says : yes, or no
    chance : of yes
    """

    claim: Claim
    article: Article
    told: tuple[Told, ...]
    says: bool
    chance: Chance
    note: str


@dataclass(frozen=True)
class Spoken:
    """All forecasts of a dispute's claims, and claims that look ahead and cannot be scored."""

    forecasts: tuple[Forecast, ...]
    not_scorable: tuple[tuple[Claim, str], ...]

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """The questions of which any claim speaks, each once."""
        found = {told.id: told for forecast in self.forecasts for told in forecast.told}
        return tuple(found.values())

    @cached_property
    def questions(self) -> tuple[ForecastQuestion, ...]:
        """Those of them that can be put to a run."""
        return tuple(told.question for told in self.told if told.question is not None)

    def of(self, told: str) -> tuple[Forecast, ...]:
        """What claims say of one question."""
        return tuple(each for each in self.forecasts if told in {told.id for told in each.told})


def load(
    folder: Path,
    evidence: Evidence,
    questions: Questions,
    history: History,
    states: Mapping[str, StateBounds],
) -> Spoken | None:
    """The forecasts of a dispute's claims; None where it has no such file.

    states : what conditions may read: recorded states and parameters, with their bounds
    Raises InputError with every fault at its place.
    """
    if not (folder / FILE).exists():
        return None
    document = yaml_documents.read(folder / FILE)
    file = yaml_documents.check(_ForecastsFile, document)
    problems = Problems()
    found = _ForecastsReader(document, problems, history, states, evidence, questions).spoken(file)
    problems.raise_any()
    return found


def needed(spoken: Spoken | None, folder: Path) -> Spoken:
    """The forecasts; InputError with the cure where a dispute has none."""
    if spoken is None:
        what = f"{folder.name} does not say what its claims forecast"
        cure = f"write {FILE} beside questions.yaml (docs/codebook.md), or leave out --articles"
        raise InputError([Problem(what, cure=cure)])
    return spoken


@dataclass(frozen=True)
class _ForecastsReader(Resolving):
    evidence: Evidence
    known: Questions

    def spoken(self, file: _ForecastsFile) -> Spoken:
        """All that the file says."""
        told: dict[str, list[Told]] = {}
        for question in self.known.binary:
            told.setdefault(question.entry, []).append(
                Told(
                    question.id,
                    question.entry,
                    question.ask,
                    question.answer,
                    question.cluster,
                    question,
                )
            )
        for name, entry in file.asked.items():
            at: KeyPath = ("asked", name)
            if name in told:
                self.fault(at, f"questions.yaml asks {name} already", cure="leave it out here")
            if name not in {each.of for each in file.forecasts.values()}:
                self.fault(at, f"no claim speaks of {name}", cure="leave it out")
            told[name] = self.own(name, entry, at)
        found = [self.forecast(id_, entry, told) for id_, entry in file.forecasts.items()]
        self.whole(file)
        return Spoken(
            tuple(each for each in found if each is not None),
            tuple(
                (self.evidence[id_], " ".join(why.split()))
                for id_, why in file.not_scorable.items()
                if id_ in self.evidence
            ),
        )

    def own(self, name: str, entry: _OwnEntry, at: KeyPath) -> list[Told]:
        """What is asked here alone, at each of its times."""
        that = self.condition(entry.that, (*at, "that")) if entry.that else None
        given = {bool(entry.that), entry.unchanged is not None, entry.record is not None}
        if len(given) > 1:
            self.fault(at, "that:, unchanged: and record: go together", "all three, or none")
        if entry.record is not None:
            self.record(entry.record, at)
        ask = " ".join(entry.ask.split())
        found = []
        for each in self.resolutions(entry, at):
            if entry.that and not self.history.cutoff < each.first <= each.last <= self.known.last:
                allowed = f"after {self.history.cutoff}, to {self.known.last}"
                self.fault((*at, "that"), f"no run can be asked at {each.time}", allowed)
            question = None
            if that is not None and entry.unchanged is not None and entry.record is not None:
                question = each.question(name, entry, that, entry.unchanged, entry.record)
            id_ = f"{name} {each.time}"
            found.append(Told(id_, name, ask, each.answer, entry.cluster, question))
        return found

    def forecast(
        self, id_: str, entry: _ForecastEntry, told: Mapping[str, Sequence[Told]]
    ) -> Forecast | None:
        """What one claim says; None, with the faults noted, if it cannot be read."""
        at: KeyPath = ("forecasts", id_)
        claim = self.claim(id_, at)
        if entry.of not in told:
            cure = suggest(entry.of, told)
            self.fault((*at, "of"), f"there is no question {entry.of!r}", cure=cure)
            return None
        asked = {each.id.removeprefix(each.entry).strip(): each for each in told[entry.of]}
        times = [str(time) for time in entry.at] or list(asked)
        for time in times:
            if time not in asked:
                what = f"{entry.of} is not asked at {time}"
                self.fault((*at, "at"), what, allowed=", ".join(asked))
        if claim is None:
            return None
        chance = self.evidence.rules.forecast.get(claim.credence)
        if chance is None:
            what = f"the codebook gives {claim.credence!r} no probability"
            self.fault(at, what, cure="add it under forecast:")
            return None
        return Forecast(
            claim,
            self.evidence.article(claim),
            tuple(asked[time] for time in times if time in asked),
            entry.says,
            chance if entry.says else chance.mirrored(),
            " ".join(entry.note.split()),
        )

    def claim(self, id_: str, at: KeyPath) -> Claim | None:
        """A claim that may be scored."""
        found = []
        with self.problems.gather():
            found.append(usable(id_, self.evidence, self.document.mark(at)))
        return found[0] if found else None

    def whole(self, file: _ForecastsFile) -> None:
        """No claim stands in two places."""
        for id_ in file.not_scorable:
            at: KeyPath = ("not_scorable", id_)
            if id_ not in self.evidence:
                cure = suggest(id_, self.evidence)
                self.fault(at, f"there is no claim {id_!r}", cure=cure)
            if id_ in file.forecasts:
                self.fault(at, f"{id_} stands under forecasts: too", cure="keep one of the two")
