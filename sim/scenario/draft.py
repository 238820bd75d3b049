"""A draft: a piece of a scenario's document that is tried out over a scenario.

It holds only what differs, as a file does that extends the scenario: values under `set`, switches
under `mechanisms`, and policies, events and observations that are added, changed (by id) or taken
away (`ID: null`). Each function returns a new draft; none changes what it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from sim.base.errors import InputError, Mark, Problems
from sim.base.yaml_documents import Document
from sim.scenario import merging
from sim.scenario.inheritance import gather
from sim.scenario.observations import written_out

Draft: TypeAlias = dict[str, Any]
Section: TypeAlias = Literal["policies", "events", "observe"]
State: TypeAlias = Literal["kept", "changed", "new", "gone"]

PARTS = ("set", "mechanisms", "since", "policies", "events", "observe")
ALIKE = ("calibration", "start", "quarters", "seed")  # what a draft leaves as it is
# What an entry is known by; it stands in a change beside what is changed.
_KNOWN_BY = ("id", "use", "actor", "lever", "from", "at", "by", "through", "that", "near", "within")


class Item(NamedTuple):
    """One policy, event or observation as it stands with a draft.

    entry : as in a file; of one that is gone, as the scenario has it
    """

    id: str
    entry: Mapping[str, Any]
    state: State


def parent(reference: str | Path) -> Mapping[str, Any]:
    """The document of a scenario with all that it extends; what drafts are laid over.

    Raises InputError where its files cannot be read.
    """
    problems = Problems()
    document, _, _ = gather(merging.find(reference), problems)
    problems.raise_any()
    data: Mapping[str, Any] = document.data
    return data


def put(draft: Mapping[str, Any], section: str, name: str, value: Any) -> Draft:
    """The draft with something set, or switched; null ends what the scenario says of it."""
    before = draft.get(section) or {}
    return {**draft, section: {**before, name: value}}


def take(draft: Mapping[str, Any], section: str, name: str) -> Draft:
    """The draft without what it sets or switches under a name."""
    return _with(draft, section, {k: v for k, v in (draft.get(section) or {}).items() if k != name})


def items(scenario: Mapping[str, Any], draft: Mapping[str, Any], section: Section) -> list[Item]:
    """The policies, events or observations of a scenario with a draft, those that are gone last."""
    before = dict(_entries(scenario, section))
    after = dict(_entries(merged(scenario, draft), section))
    found = [
        Item(
            name,
            entry,
            "new" if name not in before else "kept" if entry == before[name] else "changed",
        )
        for name, entry in after.items()
    ]
    gone = (Item(name, entry, "gone") for name, entry in before.items() if name not in after)
    return [*found, *gone]


def merged(scenario: Mapping[str, Any], draft: Mapping[str, Any]) -> Mapping[str, Any]:
    """The scenario's document with the draft laid over it; what does not fit is left as it is."""
    result = merging.merge(_document(scenario), _document(draft), Problems())
    data: Mapping[str, Any] = result.data
    return data


def amend(
    scenario: Mapping[str, Any],
    draft: Mapping[str, Any],
    section: Section,
    name: str | None,
    entry: Mapping[str, Any],
) -> Draft:
    """The draft with an entry in the place of the one of that name; added where there is none.

    name : None for that which the entry has by itself

    Of an entry that the scenario has, only what differs is held. One whose new content gives it
    another name takes the place of the old one, which is taken away.
    """
    inherited = dict(_entries(scenario, section))
    new = merging.identity(entry, section)
    name = new if name is None else name
    rest = _without(draft, section, name)
    if name not in inherited:
        return _with(draft, section, [*rest, dict(entry)])
    if new == name:
        change = _change(inherited[name], entry, section, name)
        return _with(draft, section, [*rest, change] if change else rest)
    return _with(draft, section, [*rest, {name: None}, dict(entry)])


def remove(
    scenario: Mapping[str, Any], draft: Mapping[str, Any], section: Section, name: str
) -> Draft:
    """The draft without an entry; one that the scenario has is taken away."""
    rest = _without(draft, section, name)
    inherited = dict(_entries(scenario, section))
    return _with(draft, section, [*rest, {name: None}] if name in inherited else rest)


def restore(draft: Mapping[str, Any], section: Section, name: str) -> Draft:
    """The draft without anything that it says of an entry."""
    return _with(draft, section, _without(draft, section, name))


def _entries(document: Mapping[str, Any], section: Section) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of a list by id; what has none that can be read is passed over."""
    for raw in document.get(section) or ():
        entry = written_out(raw)[0] if isinstance(raw, str) else raw
        name = merging.identity(entry, section)
        if isinstance(entry, dict) and name is not None:
            yield name, entry


def _without(draft: Mapping[str, Any], section: Section, name: str | None) -> list[Any]:
    """What a draft says of other entries."""
    return [
        each
        for each in draft.get(section) or ()
        if name is None or (merging.identity(each, section) != name and each != {name: None})
    ]


def _with(draft: Mapping[str, Any], section: str, content: Any) -> Draft:
    """The draft with another content of one part; without the part if that is empty."""
    rest = {key: value for key, value in draft.items() if key != section}
    return {**rest, section: content} if content else rest


def _change(
    old: Mapping[str, Any], new: Mapping[str, Any], section: Section, name: str
) -> dict[str, Any]:
    """What turns an entry into another of the same name; empty where they are equal."""
    patch = _patch(old, new)
    if not patch:
        return {}
    known = {key: new[key] for key in _KNOWN_BY if key in new}
    least = {key: value for key, value in known.items() if key == "id"} | patch
    return least if merging.identity(least, section) == name else known | patch


def _patch(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What a merge needs to turn one map into another: null for what is no longer there."""
    found: dict[str, Any] = {key: None for key in old if key not in new}
    for key, value in new.items():
        if key in old and isinstance(old[key], dict) and isinstance(value, dict):
            inner = _patch(old[key], value)
            if inner:
                found[key] = inner
        elif key not in old or old[key] != value:
            found[key] = value
    return found


def _document(data: Mapping[str, Any]) -> Document:
    """Data as a document without places."""
    top = Mark("draft", 1, 1)
    return Document(top.file, deepcopy(dict(data)), {(): top}, {(): top})


class Laid(NamedTuple):
    """What a scenario's text lays over a packaged scenario.

    reference : that scenario; worlds, draws : None where the text says nothing of them
    """

    reference: str
    changes: Draft
    title: str
    worlds: int | None = None
    draws: str | None = None


def laid(
    document: Document, parents: Callable[[str], Mapping[str, Any] | None] | None = None
) -> Laid:
    """A document as a draft over the scenario that it extends.

    parents : the document of a scenario by its name, or None; by default the packaged ones
    Raises InputError where it is none: where it stands by itself, or runs other quarters.
    """
    problems = Problems()
    data = document.data
    reference = data.get("extends")
    below = (parents or _packaged)(reference) if isinstance(reference, str) else None
    if below is None:
        problems.add(
            "a what-if is laid over a scenario that is known here, and this text extends none",
            allowed=f"extends: one of {', '.join(merging.names())}",
            mark=document.mark(("extends",)),
        )
        raise InputError(problems)
    for key in ALIKE:
        if key in data and data[key] != below.get(key):
            problems.add(
                f"{key}: a what-if runs as the scenario does that it is laid over",
                allowed=f"{key}: {below.get(key)}",
                cure="remove the line, or run the file with `sim run`",
                mark=document.mark((key,)),
            )
    problems.raise_any()
    changes = {key: data[key] for key in PARTS if data.get(key)}
    title = str(data.get("title") or data.get("scenario") or "")
    return Laid(str(reference), changes, title, data.get("worlds"), data.get("draws"))


def _packaged(name: str) -> Mapping[str, Any] | None:
    return parent(name) if name in merging.names() else None
