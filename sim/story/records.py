"""What a story is made of: choices that changed, shocks, votes, rounds, and promises due."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.axes import Array
from sim.dispute import Dispute
from sim.quarters import Quarter
from sim.scenario import Scenario

LEAST, LITTLE = 0.05, 0.001  # log odds of a choice, utility of a package: less is not told


@dataclass(frozen=True)
class Record(ABC):
    """Something that happened in a quarter."""

    quarter: Quarter

    @property
    @abstractmethod
    def text(self) -> str:
        """What a reader is told."""


@dataclass(frozen=True)
class Choice(Record):
    """An actor takes another option on a lever than when it last was on the table.

    option, instead : the option taken and the best of the others; says : what the option is
    advantage : what speaks for it against the best of the others, log odds
    terms : interest -> its part of the advantage; habit and the price of backing down besides
    chance : probability of the option
    leaning : the actor's taste, as a share of tastes below it; high leans to the last option
    toward : the option to which it leans
    jumped : what put the lever on the table out of turn
    policy : the standing policy that bound the actor, if one did
    """

    actor: str
    lever: str
    says: str
    option: str
    instead: str
    advantage: float
    terms: Mapping[str, float]
    chance: float
    leaning: float
    toward: str
    jumped: tuple[str, ...] = ()
    policy: str | None = None

    @property
    def although(self) -> bool:
        """Whether the choice went against the terms."""
        return self.advantage < 0

    @property
    def text(self) -> str:
        if self.policy is not None:
            return f"{self.actor} {self.says}: bound by the policy {self.policy}"
        against = f"{_word(self.instead)} is better by {-self.advantage:.1f}"
        verdict = (
            f"although {against}"
            if self.although
            else f"better than {_word(self.instead)} by {self.advantage:.1f}"
        )
        percentile = round(100 * max(self.leaning, 1 - self.leaning))
        occasion = f"; on the table because of {', '.join(self.jumped)}" if self.jumped else ""
        return (
            f"{self.actor} {self.says}, {verdict} ({_told(self.terms, LEAST, 1)}); chance "
            f"{self.chance:.0%}, leaning to {_word(self.toward)}, {_ordinal(percentile)} "
            f"percentile{occasion}"
        )


@dataclass(frozen=True)
class Shift(Record):
    """A state that a shock or a law has moved, or that has come far since it was last told.

    cause : the step of the quarter, the event of the scenario, or since when
    """

    path: str
    title: str
    cause: str
    before: float
    after: float
    note: str = ""

    @property
    def text(self) -> str:
        if self.note:
            return self.note
        return f"{self.title}: {self.before:.3g} → {self.after:.3g} ({self.cause})"


@dataclass(frozen=True)
class Vote(Record):
    """A renewal in the council.

    voices, vetoes : members that voiced doubt, that blocked; before : voices at the last renewal
    nearest : the members with the highest doubt, and it
    """

    result: str
    before: int
    voices: int
    vetoes: int
    severity: float
    nearest: tuple[tuple[str, float], ...]

    @property
    def text(self) -> str:
        who = ", ".join(f"{name} {doubt:.1f}" for name, doubt in self.nearest)
        blocked = f", {self.vetoes} block" if self.vetoes else ""
        return (
            f"the council: {self.result}; {self.voices} voice doubt, {self.before} before"
            f"{blocked}; severity {self.severity:.3g} (highest doubt: {who})"
        )


@dataclass(frozen=True)
class Bargain(Record):
    """A bargaining round and how it ended.

    winsets : share of packages that holder and claimant could carry at home
    zone : share of packages that leave both better off
    package : what was on the table, or came nearest; gains : its worth to each, utility
    terms : of each side, interest -> its part of the gain; doubt and waiting besides
    result : signed, or why not
    """

    number: int
    parties: tuple[str, str]
    winsets: tuple[float, float]
    zone: float
    package: str
    gains: tuple[float, float]
    terms: tuple[Mapping[str, float], Mapping[str, float]]
    result: str

    @property
    def text(self) -> str:
        (one, other), (wide, narrow) = self.parties, self.winsets
        worth = ", ".join(
            f"worth {gain:+.3f} to {party} ({_told(terms, LITTLE, 3)})"
            for gain, party, terms in zip(self.gains, self.parties, self.terms, strict=True)
        )
        return (
            f"round {self.number}: {self.result}. {one} could carry {wide:.0%} of the packages at "
            f"home, {other} {narrow:.0%}; {self.zone:.0%} leave both better off. "
            f"{self.package}: {worth}"
        )


@dataclass(frozen=True)
class Due(Record):
    """A promise that falls due: kept, delayed or broken.

    advantage : what speaks for what was done against the best of the rest, log odds
    """

    debtor: str
    kind: str
    owed: float
    result: str
    advantage: float

    @property
    def text(self) -> str:
        verdict = "better than the rest" if self.advantage >= 0 else "although the rest is better"
        return (
            f"{self.debtor} {self.result} its promise: {self.kind} ({self.owed:.3g} owed), "
            f"{verdict} by {abs(self.advantage):.1f}"
        )


@dataclass(frozen=True)
class Story:
    """A world told to its end.

    outcomes : name -> value at the horizon
    quarters : recorded path -> (quarter,)
    draws : parameter path -> value
    """

    scenario: Scenario
    dispute: Dispute
    world: int
    records: tuple[Record, ...]
    outcomes: Mapping[str, Any]
    quarters: Mapping[str, Array]
    draws: Mapping[str, float]

    @cached_property
    def forms(self) -> dict[str, str]:
        """The forms that this world drew: path -> option."""
        return {
            path: parameter.options[int(self.draws[path])]
            for path, parameter in self.dispute.register.items()
            if parameter.is_form
        }

    def lines(self) -> Iterator[str]:
        """The story as plain text, line by line."""
        yield f"{self.scenario.title} ({self.scenario.name}), world {self.world}"
        yield "  forms: " + ", ".join(f"{path} {option}" for path, option in self.forms.items())
        yield "  terms of a choice are log odds"
        for record in self.records:
            yield f"{record.quarter}  {record.text}"
        yield "from the first quarter to the last:"
        for path in self.dispute.series:
            series = self.quarters[path]
            yield f"  {path}: {series[0]:.3g} → {series[-1]:.3g}"
        yield "options taken other than to hold:"
        for lever in self.dispute.levers:
            moves = self.quarters[lever.path]
            counts = [
                f"{lever.options[lever.hold + int(move)]} {np.count_nonzero(moves == move)}×"
                for move in np.unique(moves)
                if move
            ]
            if counts:
                yield f"  {lever.path}: {', '.join(counts)}"
        yield "outcomes:"
        for outcome in self.dispute.outcomes:
            value = self.outcomes[outcome.name]
            said = outcome.levels[int(value)] if outcome.levels else f"{value:.3g}"
            yield f"  {outcome.name}: {said}"

    @property
    def text(self) -> str:
        """The story as plain text."""
        return "\n".join(self.lines())


def _told(terms: Mapping[str, float], least: float, digits: int) -> str:
    """Terms in words, the largest first."""
    large = sorted(terms.items(), key=lambda term: -abs(term[1]))
    told = [f"{name} {size:+.{digits}f}" for name, size in large if abs(size) >= least]
    return ", ".join(told) or "no term"


def _word(option: str) -> str:
    """An option's name as a word."""
    return "holding" if option == "hold" else option.replace("_", " ")


def _ordinal(number: int) -> str:
    teen = 10 < number % 100 < 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
