"""What a dispute is once it has been read: roles, ladder, packages, actors, levers, leaders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

from sim.base.errors import Mark
from sim.base.quarters import Quarter
from sim.base.yaml_documents import Entry
from sim.inputs.parameters import Register
from sim.inputs.posterior import Posterior

HOLD = "hold"
POSTERIOR, PRIOR = "posterior", "prior"  # what worlds are drawn from
PROMISES = ("transfer", "money", "relief")  # what a signed package may owe
POSITIONS = ("weight", "exposure", "purchases", "lock")  # whoever declares none has none
TRAITS = ("leniency", "detachment", "candour", "resolve", "legacy")

Kind: TypeAlias = Literal["level", "bool", "quarter", "number"]
Use: TypeAlias = Literal[
    "moves", "watches", "series", "agenda", "featured", "headline", "unless", "claim", "law"
]


class Roles(Entry):
    """Who plays which part. One actor may play several."""

    holder: str
    claimant: str
    target: str
    investor: str
    patron: str
    rival: str
    council: str | None = None
    senders: tuple[str, ...]


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder of settlements; it cedes ground if it names islands."""

    title: str
    islands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lever:
    """What an actor may do: ordered options, each a course of steps on state paths."""

    actor: str
    name: str
    title: str
    options: tuple[str, ...]
    option_titles: tuple[str, ...]
    moves: tuple[Mapping[str, float], ...]
    retreats: tuple[bool, ...]
    watches: tuple[str, ...]
    votes_only: bool

    @property
    def path(self) -> str:
        """Its name among the parameters: `ACTOR.lever.NAME`."""
        return f"{self.actor}.lever.{self.name}"

    @property
    def hold(self) -> int:
        """Index of the option that changes nothing."""
        return self.options.index(HOLD)


@dataclass(frozen=True)
class Handover:
    """A dated chance that the leader changes."""

    actor: str
    at: Quarter
    chance: str  # path of the parameter


@dataclass(frozen=True)
class Member:
    """A state in the council."""

    id: str
    title: str
    leads: bool
    leaves_from: Quarter | None = None  # `leaves` counts quarters from here until it has no vote


@dataclass(frozen=True)
class Outcome:
    """What is measured in each world at the horizon."""

    name: str
    title: str
    kind: Kind
    measure: str
    unit: str
    levels: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True)
class NamedPolicy:
    """A policy that scenarios use by name.

    claims : ids of the claims that it rests on
    bind : what it binds, each {actor, lever, option} and perhaps `unless`, a condition that ends it
    """

    title: str
    why: str
    claims: tuple[str, ...]
    bind: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Named:
    """A name that only rooms above know, with its place: of a state, a scenario, a claim, a law.

    use : what the file names it for
    """

    use: Use
    name: str
    mark: Mark


@dataclass(frozen=True, eq=False)
class Dispute:
    """One dispute, read and checked; itself and no other, so that what is made from it can be kept.

    named : what its files name and only rooms above can check (`sim.scenario.dispute_consistency`)
    headline : the expression with which a report opens; empty for none in particular
    content : hash of all that its files say
    posterior : joint draws in place of the priors; None where nothing was calibrated
    """

    name: str
    title: str
    folder: Path
    actors: tuple[str, ...]
    titles: Mapping[str, str]
    roles: Roles
    pairs: Mapping[str, tuple[str, str]]
    pair_titles: Mapping[str, str]
    threats: Mapping[str, str]
    ladder: Mapping[str, Rung]
    levers: tuple[Lever, ...]
    leaders: Mapping[str, tuple[str, ...]]
    leader_titles: Mapping[str, str]
    handovers: tuple[Handover, ...]
    members: tuple[Member, ...]
    renewals: tuple[int, ...]  # quarters of the year in which the council votes
    outcomes: tuple[Outcome, ...]
    headline: str
    money: tuple[str, ...]
    relief: tuple[str, ...]
    series: tuple[str, ...]
    featured: tuple[str, ...]
    agenda: tuple[str, ...]
    policies: Mapping[str, NamedPolicy]
    register: Register
    named: tuple[Named, ...] = field(repr=False)
    content: str = field(repr=False)
    posterior: Posterior | None = field(default=None, repr=False)

    promises = PROMISES

    def drawing(self, draws: str) -> Dispute:
        """The dispute whose worlds are drawn from its priors, or from its posterior if it has one.

        draws : PRIOR or POSTERIOR
        Raises InputError where the posterior was made from other priors, or its table is not whole.
        """
        if self.posterior is None:
            return self
        if draws == PRIOR:
            return self._without_posterior
        _ = self._is_sound
        return self

    @cached_property
    def _without_posterior(self) -> Dispute:
        return replace(self, posterior=None)

    @cached_property
    def _is_sound(self) -> bool:
        """True, found out once: hashing all priors and the whole table takes its time."""
        if self.posterior is not None:
            self.posterior.check(self.register)
        return True

    @cached_property
    def single_roles(self) -> dict[str, str]:
        """Role -> actor, without the senders, who are several."""
        given = self.roles.model_dump(exclude={"senders"})
        return {role: actor for role, actor in given.items() if actor}

    @property
    def senders(self) -> tuple[str, ...]:
        """Those that hold sanctions against the target."""
        return self.roles.senders

    def roles_of(self, actor: str) -> tuple[str, ...]:
        """The roles an actor plays, in the order in which they speak for it."""
        own = tuple(role for role, who in self.single_roles.items() if who == actor)
        return (*own, "sender") if actor in self.senders else own

    def title_of(self, entity: str) -> str:
        """What a reader sees for an actor, leader (by path), pair, source of threat or member."""
        members = {member.id: member.title for member in self.members}
        known = {**members, **self.leader_titles, **self.threats, **self.pair_titles, **self.titles}
        return known.get(entity, entity.replace("_", " "))

    def pair_row(self, one: str, other: str) -> int:
        """Row of a pair, whichever way round; -1 if it is not followed."""
        for row, between in enumerate(self.pairs.values()):
            if {one, other} == set(between):
                return row
        return -1
