"""What a dispute's folder declares: roles, ladder, packages, actors, levers, leaders, members."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from sim.documents import Document, Entry, KeyPath, check, read
from sim.errors import InputError, Problems, suggest
from sim.locations import calibration_folder
from sim.parameters import Parameter, Register, collect
from sim.quarters import Quarter

HOLD = "hold"
PROMISES = ("transfer", "money", "relief")  # what a signed package may owe
REQUIRED = ("title", "actors", "roles", "pairs", "threats", "ladder", "packages", "outcomes")
TRAITS = ("leniency", "detachment", "candour", "resolve", "legacy")


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


class RungEntry(Entry):
    """One rung of the ladder, less its parameters."""

    title: str
    islands: tuple[str, ...] = ()


class PairEntry(Entry):
    """Two actors whose alignment is followed."""

    title: str
    between: tuple[str, str]


class OutcomeEntry(Entry):
    """An outcome of each world at the horizon."""

    name: str
    title: str
    measure: Literal[
        "ladder",
        "treaty",
        "treaty_quarter",
        "in_force",
        "lapse_quarter",
        "severity",
        "invested",
        "alignment",
        "alliance",
    ]
    unit: str = ""
    actor: str | None = None
    pair: str | None = None


class OptionEntry(Entry):
    """One option of a lever: signed steps on state paths, kept as a course."""

    title: str = ""
    moves: Mapping[str, float] = {}
    retreat: bool = False


class LeverEntry(Entry):
    """A lever, less its parameters."""

    title: str
    options: Mapping[str, OptionEntry | None]
    watches: tuple[str, ...] = ()
    when: Literal["any", "vote"] = "any"


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
    kind: Literal["level", "bool", "quarter", "number"]
    measure: str
    unit: str
    levels: tuple[str, ...] = ()
    subject: str = ""


_KINDS: Mapping[str, Literal["level", "bool", "quarter", "number"]] = {
    "ladder": "level",
    "treaty": "bool",
    "in_force": "bool",
    "treaty_quarter": "quarter",
    "lapse_quarter": "quarter",
}


@dataclass(frozen=True)
class Dispute:
    """One dispute, read and checked."""

    name: str
    title: str
    folder: Path
    actors: tuple[str, ...]
    titles: Mapping[str, str]
    roles: Roles
    pairs: Mapping[str, tuple[str, str]]
    pair_titles: Mapping[str, str]
    threats: Mapping[str, str]
    ladder: Mapping[str, RungEntry]
    levers: tuple[Lever, ...]
    leaders: Mapping[str, tuple[str, ...]]
    leader_titles: Mapping[str, str]
    handovers: tuple[Handover, ...]
    members: tuple[Member, ...]
    outcomes: tuple[Outcome, ...]
    money: tuple[str, ...]
    relief: tuple[str, ...]
    series: tuple[str, ...]
    featured: tuple[str, ...]
    agenda: tuple[str, ...]
    policies: Mapping[str, Any]
    register: Register
    content: str = field(repr=False)

    promises = PROMISES

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


def load(name: str) -> Dispute:
    """The dispute of that name; InputError with every fault at its place."""
    return read_folder(calibration_folder(name))


def read_folder(folder: Path) -> Dispute:
    """The dispute that a folder's files declare; InputError with every fault at its place."""
    main = read(folder / "dispute.yaml")
    problems = Problems()
    parameters: list[Parameter] = []
    header = _Header(main, problems)
    actor_files = {actor: read(folder / "actors" / f"{actor}.yaml") for actor in header.actors}
    documents = [main, *actor_files.values()]
    with problems.gather():
        parameters += header.parameters()
    levers: list[Lever] = []
    handovers: list[Handover] = []
    leaders: dict[str, tuple[str, ...]] = {}
    leader_titles: dict[str, str] = {}
    members: tuple[Member, ...] = ()
    titles: dict[str, str] = {}
    for actor, document in actor_files.items():
        with problems.gather():
            reader = _ActorFile(actor, document)
            parameters += reader.parameters
            levers += reader.levers
            handovers += reader.handovers
            leaders[actor] = reader.leaders
            leader_titles |= reader.leader_titles
            members += reader.members
            titles[actor] = reader.title
    for group in ("laws", "interests", "choices"):
        for path in sorted((folder / group).glob("*.yaml")):
            document = read(path)
            documents.append(document)
            with problems.gather():
                parameters += list(_law_file(document, group, path.stem))
    problems.raise_any()
    register = Register(parameters)
    digest = hashlib.sha256()
    for document in documents:
        digest.update(Path(document.file).read_bytes())
    ladder = {rung: header.rung(rung) for rung in header.data["ladder"]}
    return Dispute(
        name=folder.name,
        title=str(header.data["title"]),
        folder=folder,
        actors=header.actors,
        titles=titles,
        roles=header.roles,
        pairs={pair: header.pair(pair).between for pair in header.data["pairs"]},
        pair_titles={pair: header.pair(pair).title for pair in header.data["pairs"]},
        threats={key: str(entry["title"]) for key, entry in header.data["threats"].items()},
        ladder=ladder,
        levers=tuple(levers),
        leaders=leaders,
        leader_titles=leader_titles,
        handovers=tuple(handovers),
        members=members,
        outcomes=tuple(header.outcomes(tuple(ladder))),
        money=("none", *header.data["packages"]["money"]),
        relief=("none", *header.data["packages"]["relief"]),
        series=tuple(header.data.get("series", ())),
        featured=tuple(header.data.get("featured", ())),
        agenda=tuple(header.data.get("agenda", ())),
        policies=header.data.get("policies", {}),
        register=register,
        content=digest.hexdigest(),
    )


class _Header:
    """The parts of dispute.yaml."""

    def __init__(self, document: Document, problems: Problems) -> None:
        self.document = document
        self.data: dict[str, Any] = dict(document.data)
        missing = [key for key in REQUIRED if key not in self.data]
        if missing:
            problems.add(f"{', '.join(missing)}: missing", mark=document.mark())
            problems.raise_any()
        self.actors: tuple[str, ...] = tuple(self.data["actors"])
        self.roles = check(Roles, document, ("roles",))
        named = {*self.roles.model_dump(exclude={"senders"}).values(), *self.roles.senders} - {None}
        for actor in sorted(named - set(self.actors)):
            problems.add(
                f"{actor} has a role but is no actor",
                allowed=", ".join(self.actors),
                cure=suggest(actor, self.actors),
                mark=document.mark(("roles",)),
            )
        problems.raise_any()

    def parameters(self) -> list[Parameter]:
        """Ladder values, weights of threats, package sizes, and starts."""
        found: list[Parameter] = []
        for rung in self.data["ladder"]:
            found += _rest(self.document, ("ladder", rung), f"ladder.{rung}", RungEntry)
        for source in self.data["threats"]:
            for key in self.data["threats"][source]:
                if key != "title":
                    found += collect(
                        self.document, ("threats", source, key), f"threats.{source}.{key}"
                    )
        for group in self.data["packages"]:
            found += collect(self.document, ("packages", group), f"packages.{group}")
        found += _starts(self.document, "")
        return found

    def rung(self, name: str) -> RungEntry:
        entry = self.data["ladder"][name]
        return RungEntry(title=entry["title"], islands=tuple(entry.get("islands", ())))

    def pair(self, name: str) -> PairEntry:
        return check(PairEntry, self.document, ("pairs", name))

    def outcomes(self, levels: tuple[str, ...]) -> Iterator[Outcome]:
        for index in range(len(self.data["outcomes"])):
            entry = check(OutcomeEntry, self.document, ("outcomes", index))
            kind = _KINDS.get(entry.measure, "number")
            yield Outcome(
                entry.name,
                entry.title,
                kind,
                entry.measure,
                entry.unit,
                levels if kind == "level" else (),
                entry.actor or entry.pair or "",
            )


class _ActorFile:
    """One actor's file."""

    def __init__(self, actor: str, document: Document) -> None:
        self.actor, self.document = actor, document
        data: dict[str, Any] = document.data
        self.title = str(data["title"])
        self.parameters: list[Parameter] = []
        self.levers: list[Lever] = []
        self.handovers: list[Handover] = []
        self.members: tuple[Member, ...] = ()
        for group in ("salience", "position"):
            if group in data:
                self.parameters += collect(document, (group,), f"{actor}.{group}")
        self.parameters += _starts(document, f"{actor}.")
        for name in data.get("lever", {}):
            self._lever(name)
        for name, entry in data.get("handover", {}).items():
            if name == "hazard":
                self.parameters += collect(document, ("handover", name), f"{actor}.handover.{name}")
                continue
            chance = f"{actor}.handover.{name}.chance"
            self.parameters += collect(document, ("handover", name, "chance"), chance)
            self.handovers.append(Handover(actor, Quarter.parse(entry["at"]), chance))
        self.leaders = tuple(data.get("leader", {}))
        self.leader_titles = {
            f"{actor}.leader.{leader}": str(entry.get("title", leader))
            for leader, entry in data.get("leader", {}).items()
        }
        for leader in self.leaders:
            self.parameters += _rest(
                document, ("leader", leader), f"{actor}.leader.{leader}", None, ("title",)
            )
        for name, entry in data.get("member", {}).items():
            declared = ("title", "population", "gas", "critic", "lead", "reports", "leaves_from")
            self.parameters += _rest(
                document, ("member", name), f"{actor}.member.{name}", None, declared
            )
            leaves = entry.get("leaves_from")
            self.members += (
                Member(
                    name,
                    str(entry["title"]),
                    bool(entry.get("lead", False)),
                    Quarter.parse(leaves) if leaves else None,
                ),
            )

    def _lever(self, name: str) -> None:
        path: KeyPath = ("lever", name)
        given = self.document.at(path)
        declared = {key: given[key] for key in LeverEntry.model_fields if key in given}
        entry = check(LeverEntry, replace(self.document, data=_nested(path, declared)), path)
        if HOLD not in entry.options:
            raise InputError(
                [
                    _problem(
                        self.document, (*path, "options"), f"lever {name} has no option {HOLD!r}"
                    )
                ]
            )
        self.parameters += _rest(self.document, path, f"{self.actor}.lever.{name}", LeverEntry)
        options = [option or OptionEntry() for option in entry.options.values()]
        self.levers.append(
            Lever(
                self.actor,
                name,
                entry.title,
                tuple(entry.options),
                tuple(o.title or name for name, o in zip(entry.options, options, strict=True)),
                tuple(option.moves for option in options),
                tuple(option.retreat for option in options),
                entry.watches,
                entry.when == "vote",
            )
        )


def _nested(path: KeyPath, data: Any) -> Any:
    """Data placed under a path, so that its marks still fit."""
    for key in reversed(path):
        data = {key: data}
    return data


def _problem(document: Document, path: KeyPath, what: str) -> Any:
    problems = Problems()
    problems.add(what, mark=document.mark(path))
    return problems[0]


def _rest(
    document: Document,
    path: KeyPath,
    prefix: str,
    declared: type[Entry] | None,
    names: tuple[str, ...] = (),
) -> list[Parameter]:
    """The parameters of a mapping that also holds declarations."""
    known = {*names, *(declared.model_fields if declared else ())}
    found: list[Parameter] = []
    for key in document.at(path):
        if key not in known:
            found += collect(document, (*path, key), f"{prefix}.{key}")
    return found


def _starts(document: Document, prefix: str) -> list[Parameter]:
    """Starts stand under `start:` and are called `PATH.start`."""
    if "start" not in document.data:
        return []
    return [
        replace(parameter, path=f"{prefix}{parameter.path.removeprefix('start.')}.start")
        for parameter in collect(document, ("start",), "start")
    ]


def _law_file(document: Document, group: str, name: str) -> Iterator[Parameter]:
    data: dict[str, Any] = document.data
    if "law" not in data:
        raise InputError(
            [_problem(document, (), f"{name} does not say what it is: a line `law:` is missing")]
        )
    for key in data:
        if key not in ("law", "parameters"):
            what = f"{key!r} is not expected; allowed are law, parameters"
            raise InputError([_problem(document, (key,), what)])
    if data.get("parameters"):
        yield from collect(document, ("parameters",), f"{group}.{name}")
