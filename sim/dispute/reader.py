"""From a dispute's folder to a dispute; every fault is reported at its place, all at once."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sim.base.errors import InputError, Problems
from sim.base.paths import calibration_folder, file_stamps
from sim.base.yaml_documents import Document, Entry, check, read
from sim.dispute.cross_checks import NONE, Files, check_files
from sim.dispute.file_schema import (
    MEASURES,
    PARAMETERS,
    ActorFile,
    DisputeFile,
    LawFile,
    LeverEntry,
    OutcomeEntry,
    PolicyEntry,
    check_names,
    places,
)
from sim.dispute.model import (
    Dispute,
    Handover,
    Lever,
    Member,
    Named,
    NamedPolicy,
    Outcome,
    Rung,
    Use,
)
from sim.inputs import posterior
from sim.inputs.parameters import Parameter, Register, collect, is_parameter

Shape = TypeVar("Shape", bound=Entry)

GROUPS = ("laws", "interests", "choices")


def load(name: str) -> Dispute:
    """The dispute of that name, kept while its files stay as they are.

    InputError with every fault at its place.
    """
    folder = calibration_folder(name)
    return _load(folder, file_stamps(folder))


@lru_cache(maxsize=8)
def _load(folder: Path, _stamps: Hashable) -> Dispute:
    return read_folder(folder)


def read_folder(folder: Path) -> Dispute:
    """The dispute that a folder's files declare; InputError with every fault at its place."""
    problems = Problems()
    main = read(folder / "dispute.yaml")
    dispute = _shaped(DisputeFile, main, problems)
    documents = _documents(folder / "actors", problems)
    laws = {
        f"{group}.{name}": document
        for group in GROUPS
        for name, document in _documents(folder / group, problems).items()
    }
    shapes = {actor: _shaped(ActorFile, each, problems) for actor, each in documents.items()}
    actors = {actor: file for actor, file in shapes.items() if file is not None}
    for document in laws.values():
        _shaped(LawFile, document, problems)
    whole = len(actors) == len(list((folder / "actors").glob("*.yaml")))
    if dispute is not None and whole:
        check_files(Files(main, dispute, documents, actors, problems))
    order = [actor for actor in dispute.actors if actor in documents] if dispute else documents
    parameters = [
        *_parameters(DisputeFile, main, "", problems),
        *(p for a in order for p in _parameters(ActorFile, documents[a], f"{a}.", problems)),
        *(p for law, each in laws.items() for p in _parameters(LawFile, each, f"{law}.", problems)),
    ]
    with problems.gather():
        register = Register(parameters)
    if dispute is None or problems:
        raise InputError(problems)
    digest = hashlib.sha256()
    for document in (main, *(documents[actor] for actor in order), *laws.values()):
        digest.update(Path(document.file).read_bytes())
    return _dispute(
        folder,
        dispute,
        {actor: actors[actor] for actor in dispute.actors},
        register=register,
        named=tuple(_named(main, documents, actors, laws)),
        content=digest.hexdigest(),
        posterior=posterior.find(folder),
    )


def _documents(folder: Path, problems: Problems) -> dict[str, Document]:
    """The files of a folder by name; those that are no YAML are reported."""
    found: dict[str, Document] = {}
    for path in sorted(folder.glob("*.yaml")):
        with problems.gather():
            found[path.stem] = read(path)
    return found


def _shaped(model: type[Shape], document: Document, problems: Problems) -> Shape | None:
    """What a file declares; None, reported, if it is in no shape to say."""
    check_names(document, model, problems)
    try:
        return check(model, document)
    except InputError as error:
        problems += error.found
        return None


def _parameters(
    model: type[Entry], document: Document, prefix: str, problems: Problems
) -> list[Parameter]:
    """The parameters of a file in its order; starts are called `PATH.start`."""
    found: list[Parameter] = []
    for path in (path for pattern in PARAMETERS[model] for path in places(document, pattern)):
        name = prefix + ".".join(str(key) for key in path).removeprefix("parameters.")
        if is_parameter(document.at(path)):
            with problems.gather():
                found += collect(document, path, name)
        else:
            problems.add(
                f"{name} is no parameter",
                allowed="a mapping with meaning, unit, bounds and prior",
                mark=document.mark(path),
            )
    if isinstance(document.data.get("start"), dict):
        with problems.gather():
            found += [
                replace(start, path=f"{prefix}{start.path.removeprefix('start.')}.start")
                for start in collect(document, ("start",), "start")
            ]
    return sorted(found, key=lambda parameter: parameter.mark)


def _named(
    main: Document,
    documents: Mapping[str, Document],
    actors: Mapping[str, ActorFile],
    laws: Mapping[str, Document],
) -> Iterator[Named]:
    """What the files name and only rooms above know."""

    def each(use: Use, document: Document, pattern: str) -> Iterator[Named]:
        for path in places(document, pattern):
            yield Named(use, str(document.at(path)), document.mark(path))

    for actor in actors:
        for path in places(documents[actor], "lever.*.options.*.moves.*"):
            yield Named("moves", str(path[-1]), documents[actor].mark(path))
        yield from each("watches", documents[actor], "lever.*.watches.*")
    for use in ("series", "agenda", "featured"):
        yield from each(use, main, f"{use}.*")
    yield from each("headline", main, "headline")
    for pattern in ("policies.*.bind.unless", "policies.*.bind.*.unless"):
        yield from each("unless", main, pattern)
    yield from each("claim", main, "policies.*.claims.*")
    for law, document in laws.items():
        yield Named("law", law, document.mark())


def _dispute(
    folder: Path,
    file: DisputeFile,
    actors: Mapping[str, ActorFile],
    **rest: Any,
) -> Dispute:
    ladder = {name: Rung(rung.title, rung.islands) for name, rung in file.ladder.items()}
    return Dispute(
        name=folder.name,
        title=file.title,
        folder=folder,
        actors=file.actors,
        titles={actor: each.title for actor, each in actors.items()},
        roles=file.roles,
        pairs={name: pair.between for name, pair in file.pairs.items()},
        pair_titles={name: pair.title for name, pair in file.pairs.items()},
        threats={name: threat.title for name, threat in file.threats.items()},
        ladder=ladder,
        levers=tuple(
            _lever(actor, name, lever)
            for actor, each in actors.items()
            for name, lever in each.lever.items()
        ),
        leaders={actor: tuple(each.leader) for actor, each in actors.items()},
        leader_titles={
            f"{actor}.leader.{name}": leader.title
            for actor, each in actors.items()
            for name, leader in each.leader.items()
        },
        handovers=tuple(
            Handover(actor, handover.at, f"{actor}.handover.{name}.chance")
            for actor, each in actors.items()
            for name, handover in each.handover.dated.items()
        ),
        members=tuple(
            Member(name, member.title, member.lead, member.leaves_from)
            for each in actors.values()
            for name, member in each.member.items()
        ),
        renewals=file.renewals,
        outcomes=tuple(_outcome(entry, tuple(ladder)) for entry in file.outcomes),
        headline=file.headline,
        money=(NONE, *file.packages.money),
        relief=(NONE, *file.packages.relief),
        series=file.series,
        featured=file.featured,
        agenda=file.agenda,
        policies={name: _policy(entry) for name, entry in file.policies.items()},
        **rest,
    )


def _lever(actor: str, name: str, entry: LeverEntry) -> Lever:
    options = entry.options
    return Lever(
        actor=actor,
        name=name,
        title=entry.title,
        options=tuple(options),
        option_titles=tuple(option.title or word for word, option in options.items()),
        moves=tuple(option.moves for option in options.values()),
        retreats=tuple(option.retreat for option in options.values()),
        watches=entry.watches,
        votes_only=entry.when == "vote",
    )


def _policy(entry: PolicyEntry) -> NamedPolicy:
    why = " ".join(entry.why.split())
    bind = tuple(binding.model_dump(exclude_none=True) for binding in entry.bind)
    return NamedPolicy(entry.title, why, entry.claims, bind)


def _outcome(entry: OutcomeEntry, levels: tuple[str, ...]) -> Outcome:
    kind, _ = MEASURES[entry.measure]
    return Outcome(
        name=entry.name,
        title=entry.title,
        kind=kind,
        measure=entry.measure,
        unit=entry.unit,
        levels=levels if kind == "level" else (),
        subject=entry.actor or entry.pair or "",
    )
