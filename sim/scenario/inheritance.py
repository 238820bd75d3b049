"""One document from a scenario's file and those that it extends or branches from.

A branch is its parent with what acts `since` a later quarter: what its file sets and switches off
or on is moved there, so that one document, and one scenario, holds the past and what becomes of it.
Events and policies have dates of their own and merge as in a file that extends another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.base import yaml_documents
from sim.base.errors import InputError, Mark, Problem, Problems
from sim.base.quarters import Quarter
from sim.base.yaml_documents import Document, KeyPath
from sim.scenario.merging import locate, merge, same_file
from sim.scenario.model import DRAWN

SINCE = "since"
DATED = ("set", "mechanisms")  # what a branch moves to its quarter
SHARED = ("calibration", "start", "seed")  # what makes worlds the same in parent and branch


@dataclass(frozen=True)
class Fork:
    """Where a branch leaves its parent: the documents of both, whole."""

    at: Quarter
    parent: Document
    child: Document


def gather(
    path: Path, problems: Problems, first: Document | None = None
) -> tuple[Document, tuple[Path, ...], tuple[Fork, ...]]:
    """The document that a file and its line of parents add up to, that line, and its branches.

    The line is told nearest first, the branches in the order of descent. A file that extends a
    branch changes what acts from the branch on.

    first : what stands in the file `path`, which need not exist then
    Raises InputError for files that cannot be read and for cycles; faults of the merge, which
    leave a document to be checked further, are added to `problems`.
    """
    files: list[Document] = []
    lineage: list[Path] = []
    parent: Path | None = path
    while parent is not None:
        document = yaml_documents.read(parent) if files or first is None else first
        files.append(document)
        lineage.append(parent)
        parent = _parent(document, parent, lineage)
    merged = Document(files[-1].file, {}, {(): Mark(files[-1].file, 1, 1)}, {})
    if "scenario" not in files[0].data and len(files) > 1:
        problems.add(
            "a scenario that extends another, or branches from it, has a name of its own",
            cure="write scenario: NAME",
            mark=files[0].mark(),
        )
    forks: list[Fork] = []
    for document in reversed(files):
        at = _quarter(document)
        if at is not None:
            forks.append(Fork(at, merged, merged))
        if forks:
            fork = forks[-1]
            _check_past(fork, document, problems)
            merged = without_later(merged, document, fork.at)
            merged = merge(merged, _dated(merged, document, fork.at), problems)
        else:
            merged = merge(merged, document, problems)
        if forks:
            forks[-1] = replace(forks[-1], child=merged)
    return merged, tuple(lineage), tuple(forks)


def _parent(document: Document, path: Path, lineage: list[Path]) -> Path | None:
    """The file that a document extends or branches from; InputError if that closes a cycle."""
    places: dict[str, KeyPath] = {"extends": ("extends",), "branch": ("branch", "from")}
    given = {key: place for key, place in places.items() if key in document.data}
    if len(given) > 1:
        what = "a scenario extends another or branches from it, not both"
        raise InputError(
            [Problem(what, cure="remove one of them", mark=document.mark(("branch",)))]
        )
    for key, place in given.items():
        try:
            reference = document.at(place)
        except (KeyError, TypeError):
            continue
        if not isinstance(reference, str) or not reference:
            continue  # of another kind: the shape will say so
        mark = document.value_mark(place)
        parent = locate(".".join(str(part) for part in place), reference, path, mark)
        for before in lineage:
            if same_file(parent, before):
                circle = " -> ".join(str(each) for each in [*lineage, parent])
                raise InputError([Problem(f"{key} goes round in a circle: {circle}", mark=mark)])
        return parent
    return None


def _quarter(document: Document) -> Quarter | None:
    """The quarter of a file's own branch; None if it has none, or says it in a way to report."""
    branch = document.data.get("branch")
    at = branch.get("at") if isinstance(branch, dict) else None
    try:
        return Quarter.parse(at) if isinstance(at, str) else None
    except ValueError:
        return None


def _check_past(fork: Fork, child: Document, problems: Problems) -> None:
    """Report what a file of a branch changes in the past that it shares."""
    for key in SHARED:
        was = fork.parent.data.get(key)
        if key in child.data and child.data[key] != was:
            problems.add(
                f"{key}: a branch shares the past of its parent, and so its {key}",
                allowed=f"{key}: {was}",
                cure="remove the line, or use extends in place of branch",
                mark=child.mark((key,)),
            )
    for quarter in _since(child):
        if quarter < str(fork.at):
            problems.add(
                f"{SINCE} {quarter}: that is before the branch in {fork.at}",
                allowed=f"from {fork.at} on",
                mark=child.mark((SINCE, quarter)),
            )


def _since(document: Document) -> dict[str, Any]:
    """What acts from later quarters on, by quarter."""
    found = document.data.get(SINCE)
    return {key: layer for key, layer in _map(found).items() if isinstance(key, str)}


def _map(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, dict) else {}


def _dated(parent: Document, child: Document, at: Quarter) -> Document:
    """A branch's file with what it sets and switches moved to the quarter from which it acts."""
    given = {key: child.data[key] for key in DATED if key in child.data}
    if not given:
        return child
    since = _since(child)
    moved = {key: _ended(parent, key, value, at) for key, value in given.items()}
    since[str(at)] = {**moved, **_map(since.get(str(at)))}
    data = {key: value for key, value in child.data.items() if key not in DATED}
    marks, values = (
        {
            ((SINCE, str(at), *path) if path[:1] in {(key,) for key in given} else path): mark
            for path, mark in places.items()
        }
        for places in (child.marks, child.values)
    )
    first = child.mark((next(iter(given)),))
    for path in ((SINCE,), (SINCE, str(at))):
        marks.setdefault(path, first)
        values.setdefault(path, first)
    return Document(child.file, {**data, SINCE: since}, marks, values)


def _ended(parent: Document, key: str, given: Any, at: Quarter) -> Any:
    """A map of changes in which null deletes only what was written for the same quarter.

    What the parent changed before is not deleted but ends: it is as drawn, or on, from then on.
    """
    same = list(_map(_map(_since(parent).get(str(at))).get(key)))
    before = list(_earlier(parent, key, at))
    if given is None:
        given = dict.fromkeys([*same, *(name for name in before if name not in same)])
    if not isinstance(given, dict):
        return given
    back = DRAWN if key == "set" else "on"
    ends = {name for name in before if name not in same}
    return {name: back if raw is None and name in ends else raw for name, raw in given.items()}


def _earlier(parent: Document, key: str, at: Quarter) -> Iterator[str]:
    """What a parent sets, or switches, before a quarter."""
    yield from _map(parent.data.get(key))
    for quarter, layer in _since(parent).items():
        if quarter < str(at):
            yield from _map(_map(layer).get(key))


def without_later(parent: Document, child: Document, at: Quarter | None = None) -> Document:
    """The parent without the changes, after `at`, of what a file laid over it changes.

    at : None for all that do not hold from the start
    """
    kept = {
        quarter: layer if at is not None and quarter <= str(at) else _left(layer, child)
        for quarter, layer in _since(parent).items()
    }
    return replace(parent, data={**parent.data, SINCE: kept}) if kept else parent


def _left(layer: Any, child: Document) -> dict[str, Any]:
    """What a file does not change of a layer."""
    return {
        key: {name: raw for name, raw in names.items() if name not in _map(child.data.get(key))}
        for key, names in _map(layer).items()
        if isinstance(names, dict)
    }
