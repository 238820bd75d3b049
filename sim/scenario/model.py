"""What a scenario is once it has been read: frozen, checked, and independent of its files.

Four words are kept apart: an override changes an uncertainty (what is drawn), a policy binds a
lever (what an actor chooses), an event writes a state (what is so), an observation changes nothing
and says which worlds count (what is seen). Marks say where each stands; they take no part in
comparing two scenarios.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from sim.base.conditions import Condition, StateBounds
from sim.base.errors import Mark
from sim.base.quarters import Quarter
from sim.dispute import POSTERIOR, Dispute, NamedPolicy
from sim.expectations import Expectation
from sim.inputs.evidence import Evidence
from sim.inputs.parameters import Register
from sim.inputs.priors import Prior

Op: TypeAlias = Literal["value", "distribution", "add", "scale", "drawn"]
Key: TypeAlias = tuple[str, ...]  # ("set", PATH), ("events", ID, "when")
Span: TypeAlias = Literal["at", "by", "through"]

SPANS: tuple[Span, ...] = ("at", "by", "through")


DRAWN = "drawn"  # in place of a value: what is set so far is set no longer


class StateDescription(Protocol):
    """What a scenario needs to know of a state."""

    @property
    def low(self) -> float:
        """Lower bound, in `unit`."""

    @property
    def high(self) -> float:
        """Upper bound, in `unit`."""

    @property
    def unit(self) -> str:
        """Unit of the values."""

    @property
    def settable(self) -> bool:
        """Whether an event may write it."""


class Catalogue(Protocol):
    """What a dispute offers to a scenario: everything that a file may name."""

    @property
    def name(self) -> str:
        """Name of the calibration."""

    @property
    def folder(self) -> Path:
        """Folder of the calibration."""

    @property
    def register(self) -> Register:
        """Parameters by path, the starts of states among them."""

    @property
    def states(self) -> Mapping[str, StateDescription]:
        """States by path: what conditions may read, and `do` write."""

    @property
    def recorded(self) -> Mapping[str, StateBounds]:
        """Columns of the table of quarters by path, with their bounds: what can be observed."""

    @property
    def mechanisms(self) -> Sequence[str]:
        """Names that `mechanisms:` may switch off."""

    @property
    def levers(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """Options, in order, by actor and lever."""

    @property
    def seasons(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """Quarters of the year in which a lever is open, for those that are not always."""

    def spent(self, path: str, quarter: Quarter) -> str:
        """Why a change of a parameter from a quarter on can do nothing; empty if it can."""

    @property
    def policies(self) -> Mapping[str, NamedPolicy]:
        """Policies that scenarios use by name."""

    @property
    def claims(self) -> Evidence:
        """Claims by id."""

    @property
    def dispute(self) -> Dispute:
        """The dispute itself: expectations ask for more of it than scenarios do."""

    @property
    def actors(self) -> Sequence[str]:
        """Names of the actors."""


@dataclass(frozen=True)
class Override:
    """A change of one parameter, made after its draw.

    value : a number, an option of a form, or a prior; for `add` and `scale` the number; nothing
        (0) for `drawn`, which ends an earlier change
    written : the same as it stands in the file, for the manifest
    since : the quarter from which it holds, in place of an earlier one; None, from the start
    """

    path: str
    op: Op
    value: float | str | Prior
    written: Any
    mark: Mark | None = field(default=None, compare=False)
    since: Quarter | None = None


@dataclass(frozen=True)
class Switch:
    """A mechanism that is switched off, or on again, in the course of the run."""

    name: str
    on: bool
    since: Quarter


@dataclass(frozen=True)
class PolicyUse:
    """The entry of a file by which a scenario uses one of the dispute's policies.

    id : of the entry; each of its bindings has an id of its own if there are several
    written : the entry as it stands in the file
    """

    id: str
    policy: str
    written: Mapping[str, Any]


@dataclass(frozen=True)
class Policy:
    """A lever's option that stands fixed from `start` to `end`, both included.

    end : None, to the end of the run
    unless : ends it for good in the first quarter, once it has begun, in which it holds
    when : it begins in the first quarter from `start` on in which this holds; None, in `start`
    use : the entry that it comes from, if the dispute names it

    Like those of events, its conditions are read on the states at the end of the quarter before,
    and `quarter` in them is the quarter that begins. Where a policy has ended, or has not begun,
    the actor chooses freely; where two bind a lever, the later in the file does.
    """

    id: str
    actor: str
    lever: str
    option: str
    start: Quarter
    end: Quarter | None = None
    unless: Condition | None = None
    when: Condition | None = None
    use: PolicyUse | None = field(default=None, compare=False)
    mark: Mark | None = field(default=None, compare=False)

    def resolved(self) -> dict[str, Any]:
        """The policy as plain data, in the words of a file."""
        return _present(
            id=self.id,
            actor=self.actor,
            lever=self.lever,
            option=self.option,
            **{"from": str(self.start), "to": _text(self.end)},
            when=_text(self.when),
            unless=_text(self.unless),
        )


@dataclass(frozen=True)
class Event:
    """A shock: it writes states once, in a quarter from `start` to `end`, both included.

    when : read at the end of the quarter before
    probability : of coming to pass in the first quarter in which `when` holds; with `repeat`,
        in every such quarter
    do : (path of a state, value) each
    """

    id: str
    start: Quarter
    end: Quarter
    probability: float
    do: tuple[tuple[str, float], ...]
    when: Condition | None = None
    repeat: bool = False
    mark: Mark | None = field(default=None, compare=False)

    def resolved(self) -> dict[str, Any]:
        """The event as plain data, in the words of a file."""
        return _present(
            id=self.id,
            **{"from": str(self.start), "to": str(self.end)},
            when=_text(self.when),
            probability=self.probability,
            repeat=self.repeat,
            do=dict(self.do),
        )


@dataclass(frozen=True)
class Observation:
    """What is seen of the worlds: how well each agrees with it weights it, and nothing else does.

    span : `at` the end of the quarter, `by` (some quarter to it), `through` (every quarter to it)
    that : is so, or not, in a world
    near : (path of a state, its value as measured), with the standard error `within`
    why : where it was seen
    """

    id: str
    span: Span
    quarter: Quarter
    that: Condition | None = None
    near: tuple[str, float] | None = None
    within: float | None = None
    why: str = ""
    mark: Mark | None = field(default=None, compare=False)

    def resolved(self) -> dict[str, Any]:
        """The observation as plain data, in the words of a file."""
        return _present(
            id=self.id,
            **{self.span: str(self.quarter)},
            that=_text(self.that),
            near=None if self.near is None else dict([self.near]),
            within=self.within,
            why=self.why or None,
        )


@dataclass(frozen=True)
class Scenario:
    """A scenario: what is run, what is changed in it, who holds it and on what evidence.

    start : first quarter; the state before it is that of the end of the quarter before
    base : name of the scenario that it extends, if any
    draws : what parameters are drawn from, the posterior (where the dispute has one) or the prior
    branched : the quarter up to which it shares the worlds of its base, if it is a branch
    overrides, mechanisms_off : from the start; an override may also hold since a later quarter
    switches : mechanisms that are switched in the course of the run
    lineage : its file, then those that it extends, nearest first
    expectations : what its file expects of it; they change no number, so no run is told of them
    marks : where each thing stands, by key
    """

    name: str
    title: str
    why: str
    claims: tuple[str, ...]
    calibration: str
    start: Quarter
    quarters: int
    worlds: int
    seed: int
    draws: str = POSTERIOR
    overrides: tuple[Override, ...] = ()
    mechanisms_off: tuple[str, ...] = ()
    policies: tuple[Policy, ...] = ()
    events: tuple[Event, ...] = ()
    observations: tuple[Observation, ...] = ()
    switches: tuple[Switch, ...] = ()
    branched: Quarter | None = None
    base: str | None = None
    lineage: tuple[Path, ...] = field(default=(), compare=False)
    expectations: tuple[Expectation, ...] = field(default=(), compare=False, repr=False)
    marks: Mapping[Key, Mark] = field(default_factory=dict, compare=False, repr=False)

    @property
    def end(self) -> Quarter:
        """The last quarter of the run."""
        return self.start + (self.quarters - 1)

    @property
    def turns(self) -> tuple[Quarter, ...]:
        """Quarters after the first from which other parameters hold, or other mechanisms."""
        dated = [*(each.since for each in self.overrides), *(each.since for each in self.switches)]
        return tuple(sorted({since for since in dated if since is not None}))

    def in_force(self, quarter: Quarter) -> tuple[Override, ...]:
        """The overrides that hold in a quarter, one for a path, by path."""
        last: dict[str, Override] = {}
        for override in sorted(self.overrides, key=lambda each: each.since or self.start):
            if (override.since or self.start) <= quarter:
                last[override.path] = override
        return tuple(last[path] for path in sorted(last) if last[path].op != DRAWN)

    def off(self, quarter: Quarter) -> frozenset[str]:
        """The mechanisms that are switched off in a quarter."""
        off = set(self.mechanisms_off)
        for switch in sorted(self.switches, key=lambda each: each.since):
            if switch.since <= quarter:
                (off.discard if switch.on else off.add)(switch.name)
        return frozenset(off)

    def resolved(self) -> dict[str, Any]:
        """The whole scenario as plain data, with nothing left to look up.

        Keys stand in a fixed order and no path of a file appears, so that equal scenarios give
        equal text wherever they lie. `from_resolved` reads it back to an equal scenario.
        """
        return _present(
            scenario=self.name,
            title=self.title,
            why=self.why,
            claims=list(self.claims),
            calibration=self.calibration,
            base=self.base,
            branched=_text(self.branched),
            start=str(self.start),
            quarters=self.quarters,
            worlds=self.worlds,
            seed=self.seed,
            draws=self.draws,
            set=self._set(None),
            mechanisms=dict.fromkeys(self.mechanisms_off, "off"),
            since={str(turn): self._since(turn) for turn in self.turns} or None,
            policies=[policy.resolved() for policy in self.policies],
            events=[event.resolved() for event in self.events],
            observe=[observation.resolved() for observation in self.observations],
        )

    def _set(self, since: Quarter | None) -> dict[str, Any]:
        return {each.path: each.written for each in self.overrides if each.since == since}

    def _since(self, turn: Quarter) -> dict[str, Any]:
        """What changes in a quarter, in the words of a file."""
        switched = {each.name: each.on for each in self.switches if each.since == turn}
        words = {name: "on" if on else "off" for name, on in switched.items()}
        return {"set": self._set(turn), "mechanisms": words}


RUN = ("calibration", "start", "quarters", "worlds", "seed", "draws")


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _present(**items: Any) -> dict[str, Any]:
    """The items that are not None, in order."""
    return {key: value for key, value in items.items() if value is not None}
