"""What must hold between the parts of a dispute's files. Each check reports all that it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sim.base.errors import Cure, Problems, suggest
from sim.base.yaml_documents import Document, KeyPath
from sim.dispute.file_schema import MEASURES, ActorFile, DisputeFile, LeverEntry
from sim.dispute.model import HOLD

NONE = "none"  # a package without money, or without relief
# What begins the paths of parameters that are no actor's.
RESERVED = ("choices", "interests", "ladder", "laws", "packages", "threats")


@dataclass(frozen=True)
class Files:
    """A dispute's own file and those of its actors, each in the right shape.

    documents : the actors' files as they were read, by actor
    """

    document: Document
    dispute: DisputeFile
    documents: Mapping[str, Document]
    actors: Mapping[str, ActorFile]
    problems: Problems

    def fault(
        self, at: KeyPath, what: str, allowed: str = "", cure: Cure = "", actor: str = ""
    ) -> None:
        """Report a fault at a place of the dispute's file, or of an actor's."""
        document = self.documents[actor] if actor else self.document
        self.problems.add(what, allowed=allowed, cure=cure, mark=document.mark(at))

    def known(self, at: KeyPath, kind: str, word: str, allowed: Iterable[str]) -> bool:
        """Whether a word is one of those allowed; reported if it is not."""
        names = list(allowed)
        if word in names:
            return True
        self.fault(
            at,
            f"there is no {kind} {word!r}",
            f"known are: {', '.join(names) or 'none'}",
            suggest(word, names),
        )
        return False

    def once(self, at: KeyPath, words: Iterable[str]) -> None:
        """Report words of a list that stand in it twice."""
        for word, count in Counter(words).items():
            if count > 1:
                self.fault(at, f"{word!r} stands twice in {at[-1]}", cure="remove one of them")


def check_files(files: Files) -> None:
    """Report everything that does not hold."""
    for check in (
        _actors,
        _roles,
        _council,
        _pairs,
        _settlements,
        _outcomes,
        _levers,
        _leaders,
        _policies,
    ):
        check(files)


def _actors(files: Files) -> None:
    declared = files.dispute.actors
    files.once(("actors",), declared)
    for index, actor in enumerate(declared):
        if actor in RESERVED:
            files.fault(("actors", index), f"an actor cannot be called {actor!r}")
        elif actor not in files.actors:
            files.fault(
                ("actors", index),
                f"the actor {actor!r} has no file actors/{actor}.yaml",
                f"there are files for: {', '.join(files.actors) or 'none'}",
                suggest(actor, files.actors),
            )
    for actor, file in files.actors.items():
        if actor not in declared:
            what = f"{actor!r} is no actor of the dispute"
            cure = "name it under actors: of dispute.yaml, or remove the file"
            files.fault((), what, f"actors: {', '.join(declared)}", cure, actor)
        if file.name != actor:
            what = f"the file of {actor!r} names {file.name!r}"
            files.fault(("name",), what, f"name: {actor}", actor=actor)


def _roles(files: Files) -> None:
    roles = files.dispute.roles
    for role, who in roles.model_dump(exclude={"senders"}).items():
        if who is not None:
            files.known(("roles", role), "actor", who, files.dispute.actors)
    for index, sender in enumerate(roles.senders):
        files.known(("roles", "senders", index), "actor", sender, files.dispute.actors)
    files.once(("roles", "senders"), roles.senders)
    if len(roles.senders) < 2:
        files.fault(
            ("roles", "senders"),
            f"there is one sender, {', '.join(roles.senders)}",
            "at least two: the wedge between allies and the council compare senders",
            "add another; sanctions that start at 0 are none",
        )
    if roles.claimant not in roles.senders:
        files.fault(
            ("roles", "senders"),
            f"the claimant {roles.claimant!r} is not among the senders",
            "relief by the claimant is part of every package",
            "add it; sanctions that start at 0 are none",
        )


def _council(files: Files) -> None:
    council = files.dispute.roles.council
    for actor, file in files.actors.items():
        if file.member and actor != council:
            what = f"{actor!r} has members but is not the council"
            cure = f"add `council: {actor}` to the roles, or remove the members"
            files.fault(("member",), what, cure=cure, actor=actor)
        for name, member in file.member.items():
            at = ("member", name)
            if (member.leaves_from is None) != (member.leaves is None):
                what = f"{name} needs both leaves_from and leaves, or neither"
                files.fault(at, what, "leaves counts quarters after leaves_from", actor=actor)
    if council and council in files.actors and not files.actors[council].member:
        files.fault(("roles", "council"), f"the council {council!r} has no members")
    if council and council not in files.dispute.roles.senders:
        what = f"the council {council!r} is not among the senders"
        files.fault(("roles", "council"), what, "it votes on sanctions of its own", "add it there")
    if bool(council) != bool(files.dispute.renewals):
        what = "a council and the quarters of its renewals go together"
        cure = "add `renewals: [2, 4]`, say, or the role; or remove the other"
        files.fault(
            ("renewals",) if files.dispute.renewals else ("roles", "council"), what, cure=cure
        )


def _pairs(files: Files) -> None:
    first: dict[frozenset[str], str] = {}
    for pair, entry in files.dispute.pairs.items():
        at = ("pairs", pair, "between")
        for index, actor in enumerate(entry.between):
            files.known((*at, index), "actor", actor, files.dispute.actors)
        if entry.between[0] == entry.between[1]:
            files.fault(at, f"{pair} pairs {entry.between[0]!r} with itself")
        other = first.setdefault(frozenset(entry.between), pair)
        if other != pair:
            files.fault(at, f"{pair} are the same two as {other}", cure="remove one of them")
    roles = files.dispute.roles
    if frozenset((roles.holder, roles.claimant)) not in first:
        files.fault(
            ("pairs",),
            f"no pair follows how close {roles.holder!r} and {roles.claimant!r} are",
            "holder and claimant are a pair",
        )


def _settlements(files: Files) -> None:
    """The ladder begins where nothing is settled; packages without anything need no name."""
    rungs = files.dispute.ladder
    if len(rungs) < 2:
        files.fault(
            ("ladder",),
            f"the ladder has {len(rungs)} rungs",
            "no settlement, then at least one settlement",
        )
    for name, rung in list(rungs.items())[:1]:
        if rung.islands:
            files.fault(
                ("ladder", name, "islands"),
                f"the first rung of the ladder, {name}, cedes ground",
                "the first rung is no settlement",
            )
    for (lower, below), (name, rung) in pairwise(list(rungs.items())[1:]):
        if missing := [island for island in below.islands if island not in rung.islands]:
            at = ("ladder", name, "islands") if rung.islands else ("ladder", name)
            files.fault(
                at,
                f"the rung {name} cedes less than the rung {lower} below it: {', '.join(missing)}",
                "each rung cedes all that the rungs below it cede",
                "order the rungs from the least to the most",
            )
    for group in ("money", "relief"):
        at = ("packages", group)
        sizes = files.document.at(at)
        if isinstance(sizes, dict) and NONE in sizes:
            what = f"{group} has a size called {NONE!r}"
            files.fault((*at, NONE), what, "that there may be none is understood", "remove it")


def _outcomes(files: Files) -> None:
    dispute = files.dispute
    files.once(("outcomes",), (entry.name for entry in dispute.outcomes))
    known = {"actor": dispute.roles.senders, "pair": tuple(dispute.pairs)}
    for index, entry in enumerate(dispute.outcomes):
        at = ("outcomes", index)
        _, needs = MEASURES[entry.measure]
        for key, names in known.items():
            named = getattr(entry, key)
            kind = "sender" if key == "actor" else key
            if key == needs and named is None:
                files.fault(
                    at,
                    f"the measure {entry.measure} needs {key}:",
                    f"known are: {', '.join(names) or 'none'}",
                )
            elif key == needs:
                files.known((*at, key), kind, named, names)
            elif named is not None:
                files.fault(
                    (*at, key), f"the measure {entry.measure} takes no {key}:", cure="remove it"
                )
        if needs == "council" and dispute.roles.council is None:
            what = f"the measure {entry.measure} needs a council"
            files.fault(at, what, cure="name a council under roles:, or remove the outcome")


def _levers(files: Files) -> None:
    for actor, file in files.actors.items():
        for name, lever in file.lever.items():
            _lever(files, actor, name, lever)


def _lever(files: Files, actor: str, name: str, lever: LeverEntry) -> None:
    at = ("lever", name, "options")
    if HOLD not in lever.options:
        files.fault(
            at,
            f"the lever {name} has no option {HOLD!r}",
            "one option changes nothing",
            suggest(HOLD, lever.options),
            actor,
        )
    elif len(lever.options) < 2:
        files.fault(at, f"the lever {name} leaves no choice", "at least two options", actor=actor)
    for option, entry in lever.options.items():
        if option == HOLD and entry.moves:
            files.fault((*at, option), f"{HOLD} moves something", "it changes nothing", actor=actor)
        if option != HOLD and not any(entry.moves.values()):
            files.fault(
                (*at, option),
                f"the option {option} of {name} moves nothing",
                "moves: {STATE: STEPS}",
                actor=actor,
            )


def _leaders(files: Files) -> None:
    for actor, file in files.actors.items():
        if (file.handover.dated or file.handover.hazard is not None) and len(file.leader) < 2:
            files.fault(
                ("handover",),
                f"the leader of {actor!r} may change, but nobody follows",
                cure="declare whoever follows under leader:",
                actor=actor,
            )


def _policies(files: Files) -> None:
    for name, policy in files.dispute.policies.items():
        bound: set[tuple[str, str]] = set()
        for index, binding in enumerate(policy.bind):
            at: KeyPath = ("policies", name, "bind")
            if isinstance(files.document.at(at), list):
                at = (*at, index)
            if (binding.actor, binding.lever) in bound:
                what = f"{name} binds {binding.actor}.{binding.lever} twice"
                files.fault(at, what, "one option for a lever", "remove one of them")
            bound.add((binding.actor, binding.lever))
            if binding.actor not in files.actors:
                files.known((*at, "actor"), "actor", binding.actor, files.dispute.actors)
                continue
            levers = files.actors[binding.actor].lever
            kind = f"lever of {binding.actor}"
            if files.known((*at, "lever"), kind, binding.lever, levers):
                options = levers[binding.lever].options
                kind = f"option of {binding.actor}.{binding.lever}"
                files.known((*at, "option"), kind, binding.option, options)
