"""What a story is made of: choices, shocks, votes, rounds and promises, each in one sentence."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.base import number_text as words
from sim.base.quarters import Quarter

# Log odds of a choice, utility of a package: a term that is smaller is not told.
LEAST, LITTLE = 0.05, 0.001
FEW = 3  # packages besides the one on the table

# The terms that are no interest: of a choice, and of a package.
HABIT, BACKING_DOWN = "habit", "backing down"
DOUBT = "doubt and waiting"

Terms = Mapping[str, float]


@dataclass(frozen=True)
class Record(ABC):
    """Something that happened in a quarter.

    actors : whom it concerns, by the names of the dispute's files
    """

    quarter: Quarter
    actors: tuple[str, ...]
    kind: ClassVar[str]

    @property
    @abstractmethod
    def text(self) -> str:
        """What a reader is told."""

    @property
    def brief(self) -> str:
        """The same in few words, for where many stand together."""
        return self.text


@dataclass(frozen=True)
class OptionChoice(Record):
    """An actor takes an option on a lever: another than when it last was on the table, or again.

    actor, lever : titles; path : of the lever
    option, instead : the option taken and the best of the others; says : what the option is
    advantage : what speaks for it against the best of the others, log odds
    terms : interest -> its part of the advantage; habit and the price of backing down besides
    chance : probability of the option
    leaning : the actor's taste, as a share of tastes below it; high leans to the last option
    toward : the option to which it leans
    jumped : titles of the states that put the lever on the table out of turn
    policy : the standing policy that bound the actor, if one did
    changed : whether it is another option than the last time
    on_the_table : whether the actor could choose at all
    """

    kind: ClassVar[str] = "choice"
    actor: str
    path: str
    lever: str
    says: str
    option: str
    instead: str
    advantage: float
    terms: Terms
    chance: float
    leaning: float
    toward: str
    jumped: tuple[str, ...] = ()
    policy: str | None = None
    changed: bool = True
    on_the_table: bool = True

    @property
    def although(self) -> bool:
        """Whether the choice went against the terms."""
        return self.advantage < 0

    @property
    def text(self) -> str:
        if self.policy is not None:
            return f"{self.actor} {self.says}: bound by the policy {self.policy}"
        if not self.on_the_table:
            return f"{self.actor} {self.says}: {self.lever} is not on the table"
        against = f"{_word(self.instead)} is better by {_size(-self.advantage, 1)}"
        verdict = (
            f"although {against}"
            if self.although
            else f"better than {_word(self.instead)} by {_size(self.advantage, 1)}"
        )
        percentile = round(100 * max(self.leaning, 1 - self.leaning))
        occasion = (
            f"; on the table after a jump of: {'; '.join(self.jumped)}" if self.jumped else ""
        )
        again = "" if self.changed else ", as before"
        return (
            f"{self.actor} {self.says}{again}, {verdict} ({told(self.terms, LEAST, 1)}); chance "
            f"{words.percent(self.chance)}, leaning to {_word(self.toward)}, "
            f"{_ordinal(percentile)} percentile{occasion}"
        )

    @property
    def brief(self) -> str:
        return f"{self.actor} {self.says}"


@dataclass(frozen=True)
class Shift(Record):
    """A state that a shock or a law has moved, or that has come far since it was last told.

    cause : the step of the quarter, the event of the scenario, or since when
    shock : whether it was moved at once, and has not come there by and by
    """

    kind: ClassVar[str] = "shift"
    path: str
    title: str
    cause: str
    before: float
    after: float
    note: str = ""
    shock: bool = True

    @property
    def text(self) -> str:
        if self.note:
            return self.note
        return (
            f"{self.title}: {words.number(self.before)} → {words.number(self.after)} ({self.cause})"
        )

    @property
    def brief(self) -> str:
        return self.note or f"{self.title}: {words.number(self.after)}"


@dataclass(frozen=True)
class Vote(Record):
    """A renewal in the council.

    voices, vetoes : members that voiced doubt, that blocked; before : voices at the last renewal
    nearest : the members with the highest doubt, and it
    """

    kind: ClassVar[str] = "vote"
    council: str
    result: str
    before: int
    voices: int
    vetoes: int
    severity: float
    nearest: tuple[tuple[str, float], ...]

    @property
    def text(self) -> str:
        who = ", ".join(f"{name} {_size(doubt, 1)}" for name, doubt in self.nearest)
        blocked = f", {self.vetoes} would block" if self.vetoes else ""
        return (
            f"{self.council}, renewal: {self.result}; {self.voices} voice doubt, {self.before} "
            f"before{blocked}; severity {words.number(self.severity)} (highest doubt: {who})"
        )

    @property
    def brief(self) -> str:
        return f"{self.council}, renewal: {self.result}, {self.voices} voice doubt"


@dataclass(frozen=True)
class Package:
    """A package as it stood in a round.

    gains : its worth to holder and claimant over no deal, utility
    frontier : whether no other that changes something is worth more to one and no less to the other
    fate : taken, or why not
    """

    says: str
    gains: tuple[float, float]
    frontier: bool
    fate: str


@dataclass(frozen=True)
class Owed:
    """A promise that a signed package holds: who owes what, and from when it falls due."""

    debtor: str
    kind: str
    amount: float
    due: Quarter

    @property
    def text(self) -> str:
        """What a reader is told."""
        return f"{promised(self.kind, self.amount)}, by {self.debtor}, due {self.due}"


@dataclass(frozen=True)
class Bargain(Record):
    """A bargaining round and how it ended.

    parties : titles of holder and claimant
    winsets : share of packages that holder and claimant could carry at home
    zone : share of packages that leave both better off
    package : what was on the table, or came nearest; gains : its worth to each, utility
    terms : of each side, interest -> its part of the gain; doubt and waiting besides
    result : signed, or why not
    others : further packages near the frontier, the best first
    owed : what a signed package makes fall due later
    """

    kind: ClassVar[str] = "bargain"
    number: int
    parties: tuple[str, str]
    winsets: tuple[float, float]
    zone: float
    package: str
    gains: tuple[float, float]
    terms: tuple[Terms, Terms]
    result: str
    others: tuple[Package, ...] = ()
    owed: tuple[Owed, ...] = ()

    @property
    def text(self) -> str:
        (one, other), (wide, narrow) = self.parties, self.winsets
        worth = ", ".join(
            f"worth {_size(gain, 3, sign=True)} to {party} ({told(terms, LITTLE, 3)})"
            for gain, party, terms in zip(self.gains, self.parties, self.terms, strict=True)
        )
        later = f". Owed: {'; '.join(each.text for each in self.owed)}" if self.owed else ""
        return (
            f"round {self.number}: {self.result}. {one} could carry {words.percent(wide)} of the "
            f"packages at home, {other} {words.percent(narrow)}; {words.percent(self.zone)} leave "
            f"both better off. {self.package}: {worth}{later}"
        )

    @property
    def brief(self) -> str:
        return f"round {self.number}: {self.result} ({self.package})"

    def alternatives(self, most: int | None = FEW) -> list[str]:
        """The best of the other packages, with their worth to each and why they were not taken."""
        return [
            f"{each.says}: {_size(each.gains[0], 3, sign=True)} to {self.parties[0]}, "
            f"{_size(each.gains[1], 3, sign=True)} to {self.parties[1]}; {each.fate}"
            for each in self.others[:most]
        ]


@dataclass(frozen=True)
class Due(Record):
    """A promise that falls due: kept, delayed or broken.

    advantage : what speaks for what was done against the best of the rest, log odds
    """

    kind: ClassVar[str] = "promise"
    debtor: str
    promise: str
    owed: float
    result: str
    advantage: float

    @property
    def text(self) -> str:
        verdict = "better than the rest" if self.advantage >= 0 else "although the rest is better"
        return (
            f"{self.debtor} {self.result} its promise: {promised(self.promise, self.owed)}, "
            f"{verdict} by {_size(abs(self.advantage), 1)}"
        )

    @property
    def brief(self) -> str:
        return f"{self.debtor} {self.result} its promise: {self.promise}"


def promised(kind: str, amount: float) -> str:
    """What is owed, in words: ground, money or relief from the debtor's sanctions."""
    if kind == "money":
        return f"money ({words.number(amount)} USD bn)"
    what = "the ground" if kind == "transfer" else "its sanctions"
    return f"{kind} of {words.percent(amount)} of {what}" if amount < 1 else f"{kind} of {what}"


def told(terms: Terms, least: float, digits: int) -> str:
    """Terms in words, the largest first."""
    large = sorted(terms.items(), key=lambda term: -abs(term[1]))
    kept = [(name, size) for name, size in large if abs(size) >= least]
    return ", ".join(f"{name} {_size(size, digits, sign=True)}" for name, size in kept) or "no term"


def _size(size: float, digits: int, *, sign: bool = False) -> str:
    return f"{size:{'+' if sign else ''}.{digits}f}".replace("-", "−")


def _word(option: str) -> str:
    """An option's name as a word."""
    return "holding" if option == "hold" else option.replace("_", " ")


def _ordinal(number: int) -> str:
    teen = 10 < number % 100 < 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
