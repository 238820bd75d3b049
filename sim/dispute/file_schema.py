"""What each file of a dispute's folder may hold.

Each model says what a file declares. Where a file gives a parameter, the model only says that it
must or may be there: `sim.inputs.parameters` reads it, and PARAMETERS says under which keys they
stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator, Strict

from sim.base.errors import Problems
from sim.base.quarters import Quarter
from sim.base.yaml_documents import Document, Entry, KeyPath
from sim.dispute.model import Kind, Roles

Parameter = Any  # read by sim.inputs.parameters

Number = Annotated[float, Strict()]
Flag = Annotated[bool, Strict()]
Date = Annotated[Quarter, PlainValidator(Quarter.parse)]

_NAME = re.compile(r"[a-z][a-z0-9_]*")

# Kind of each measure of an outcome, and what the entry must name beside it.
MEASURES: Mapping[str, tuple[Kind, Literal["", "actor", "pair", "council"]]] = {
    "ladder": ("level", ""),
    "treaty": ("bool", ""),
    "treaty_quarter": ("quarter", ""),
    "in_force": ("bool", "council"),
    "lapse_quarter": ("quarter", "council"),
    "severity": ("number", "actor"),
    "invested": ("number", ""),
    "alignment": ("number", "pair"),
    "alliance": ("number", ""),
}


class RungEntry(Entry):
    """One rung of the ladder, from no settlement to all that is claimed."""

    title: str
    islands: tuple[str, ...] = ()
    claimant_value: Parameter
    holder_loss: Parameter
    military_loss: Parameter


class PairEntry(Entry):
    """Two actors whose alignment is followed."""

    title: str
    between: tuple[str, str]


class ThreatEntry(Entry):
    """Where a threat to the claimant comes from."""

    title: str
    weight: Parameter
    frequency: Parameter


class PackagesEntry(Entry):
    """Sizes of what may be paid for a settlement, beside nothing."""

    money: Mapping[str, Parameter]
    relief: Mapping[str, Parameter]


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


class BindingEntry(Entry):
    """What a named policy binds: an option of an actor's lever, until a condition ends it."""

    actor: str
    lever: str
    option: str
    unless: str | None = None


def _several(value: object) -> object:
    return value if isinstance(value, list) else [value]


Bindings = Annotated[tuple[BindingEntry, ...], Field(min_length=1), BeforeValidator(_several)]


class PolicyEntry(Entry):
    """A policy that scenarios use by name: what it means, who holds it, which levers it binds."""

    title: str
    why: str
    claims: tuple[str, ...] = ()
    bind: Bindings


class DisputeFile(Entry):
    """dispute.yaml."""

    title: str
    actors: Annotated[tuple[str, ...], Field(min_length=1)]
    roles: Roles
    pairs: Mapping[str, PairEntry]
    threats: Annotated[Mapping[str, ThreatEntry], Field(min_length=1)]
    ladder: Mapping[str, RungEntry]
    packages: PackagesEntry
    start: Mapping[str, Parameter] = {}
    renewals: tuple[Annotated[int, Field(ge=1, le=4)], ...] = ()
    outcomes: Annotated[tuple[OutcomeEntry, ...], Field(min_length=1)]
    headline: str = ""
    series: tuple[str, ...] = ()
    featured: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    policies: Mapping[str, PolicyEntry] = {}


class OptionEntry(Entry):
    """One option of a lever: signed steps on state paths, kept as a course."""

    title: str = ""
    moves: Mapping[str, Number] = {}
    retreat: Flag = False


def _option(value: object) -> object:
    return {} if value is None else value


class LeverEntry(Entry):
    """What an actor may do."""

    title: str
    options: Mapping[str, Annotated[OptionEntry, BeforeValidator(_option)]]
    watches: tuple[str, ...] = ()
    when: Literal["any", "vote"] = "any"
    scale: Parameter
    step: Parameter
    persistence: Parameter
    revision: Parameter


class HandoverEntry(Entry):
    """A dated chance that the leader changes."""

    at: Date
    chance: Parameter


class HandoverEntries(Entry, extra="allow"):
    """When the leader may change: a chance in any quarter, and dated ones by name."""

    __pydantic_extra__: dict[str, HandoverEntry] = Field(init=False)
    hazard: Parameter = None

    @property
    def dated(self) -> dict[str, HandoverEntry]:
        """Dated chances by name."""
        return self.__pydantic_extra__


class LeaderEntry(Entry):
    """A leader, with the traits that are not the usual ones."""

    title: str
    leniency: Parameter = None
    detachment: Parameter = None
    candour: Parameter = None
    resolve: Parameter = None
    legacy: Parameter = None


class MemberEntry(Entry):
    """A member of the council, with what describes it and decides nothing."""

    title: str
    population: Number | None = None
    gas: str | None = None
    critic: Flag = False
    lead: Flag = False
    reports: tuple[str, ...] = ()
    leaves_from: Date | None = None
    stance: Parameter
    leaves: Parameter = None


class PositionEntry(Entry):
    """Numbers in which actors differ; one that is not given is zero.

    weight : of its measures in what presses on the target
    exposure : what it forgoes by a full embargo of its own
    purchases : its share in what the target sells
    lock : hazard that a second body binds the hand that would lower sanctions
    """

    weight: Parameter = None
    exposure: Parameter = None
    purchases: Parameter = None
    lock: Parameter = None


class ActorFile(Entry):
    """A file of actors/."""

    name: str
    title: str
    salience: Annotated[Mapping[str, Parameter], Field(min_length=1)]
    position: PositionEntry = PositionEntry()
    start: Mapping[str, Parameter] = {}
    lever: Mapping[str, LeverEntry] = {}
    handover: HandoverEntries = HandoverEntries()
    leader: Mapping[str, LeaderEntry] = {}
    member: Mapping[str, MemberEntry] = {}


class LawFile(Entry):
    """A file of laws/, interests/ or choices/."""

    law: str
    parameters: Mapping[str, Parameter] = {}


# Keys under which each file has parameters; * is a name of the file's own choosing.
PARAMETERS: Mapping[type[Entry], tuple[str, ...]] = {
    DisputeFile: (
        *("ladder.*.claimant_value", "ladder.*.holder_loss", "ladder.*.military_loss"),
        *("threats.*.weight", "threats.*.frequency", "packages.money.*", "packages.relief.*"),
    ),
    ActorFile: (
        *("salience.*", "position.*", "handover.hazard", "handover.*.chance"),
        *("lever.*.scale", "lever.*.step", "lever.*.persistence", "lever.*.revision"),
        *(f"leader.*.{trait}" for trait in LeaderEntry.model_fields if trait != "title"),
        *("member.*.stance", "member.*.leaves"),
    ),
    LawFile: ("parameters.*",),
}

# Other keys of a file's own choosing.
_NAMED: Mapping[type[Entry], tuple[str, ...]] = {
    DisputeFile: ("pairs.*", "threats.*", "ladder.*", "policies.*"),
    ActorFile: ("lever.*", "lever.*.options.*", "handover.*", "leader.*", "member.*"),
    LawFile: (),
}


def places(document: Document, pattern: str) -> Iterator[KeyPath]:
    """Paths of keys in a document that a pattern such as `lever.*.scale` describes; * is any."""
    found: list[tuple[KeyPath, Any]] = [((), document.data)]
    for part in pattern.split("."):
        found = [
            ((*path, key), node[key])
            for path, node in found
            for key in _keys(node)
            if part in ("*", key)
        ]
    yield from (path for path, _ in found)


def _keys(node: Any) -> Iterable[str | int]:
    return range(len(node)) if isinstance(node, list) else node if isinstance(node, dict) else ()


def check_names(document: Document, model: type[Entry], problems: Problems) -> None:
    """Report keys that cannot be part of a path such as `ACTOR.lever.NAME`."""
    for pattern in (*_NAMED[model], *PARAMETERS[model]):
        if not pattern.endswith("*"):
            continue
        for path in places(document, pattern):
            named = isinstance(document.at(path[:-1]), dict)
            if named and not _NAME.fullmatch(str(path[-1])):
                problems.add(
                    f"{path[-1]!r} cannot be a name",
                    allowed="small letters, digits and _, a letter first",
                    mark=document.mark(path),
                )
