"""Standing policies: which option binds an actor's lever, from when, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.base.conditions import either
from sim.base.quarters import Quarter
from sim.base.yaml_documents import KeyPath
from sim.scenario.document_reader import DocumentReader
from sim.scenario.merging import identity
from sim.scenario.model import Policy, PolicyUse

_PARTS = ("actor", "lever", "option")
_WRITTEN_OUT = "{actor, lever, option, from, to, when, unless}"
_BY_NAME = "{use: NAME, from, to, when, unless}"


def read_policies(source: DocumentReader) -> list[Policy]:
    """The policies of a document, those that the dispute names written out."""
    found: list[Policy] = []
    for at, item in source.entries("policies"):
        found += _policy(source, at, item)
    _check_overlap(source, found)
    _check_seasons(source, found)
    return found


def _policy(source: DocumentReader, at: KeyPath, item: dict[str, Any]) -> list[Policy]:
    """The bindings of one entry: one; for a named policy one for each lever it binds."""
    span = source.span(at, item)
    name = identity(item, "policies")
    when = source.condition((*at, "when"), item.get("when"))
    unless = source.condition((*at, "unless"), item.get("unless"))
    bindings = _named(source, at, item) if "use" in item else _written_out(source, at, item)
    if span is None or name is None:
        return []
    use = PolicyUse(name, item["use"], item) if "use" in item else None
    found = []
    for binding in bindings:
        actor, lever, option = (str(binding[part]) for part in _PARTS)
        own = name if len(bindings) == 1 else f"{name}.{actor}.{lever}"
        # The dispute's own condition is checked where the dispute is read.
        declared = source.condition(at, binding.get("unless")) if use else None
        until = either(unless, declared)
        mark = source.mark(at)
        found.append(Policy(own, actor, lever, option, *span, until, when, use, mark))
    return found


def _written_out(
    source: DocumentReader, at: KeyPath, item: dict[str, Any]
) -> list[Mapping[str, Any]]:
    missing = [part for part in _PARTS if part not in item]
    if missing:
        source.fault(at, f"a policy without {', '.join(missing)}", f"{_WRITTEN_OUT} or {_BY_NAME}")
        return []
    return [item] if _check_binding(source, at, item) else []


def _named(source: DocumentReader, at: KeyPath, item: dict[str, Any]) -> list[Mapping[str, Any]]:
    """The bindings of a policy that the dispute declares under a name."""
    for key in _PARTS:
        if key in item:
            source.fault(
                (*at, key),
                f"a policy by name takes no {key!r}",
                _BY_NAME,
                f"remove {key!r}, or write the policy out without use",
            )
    name, known = item["use"], source.catalogue.policies
    if not isinstance(name, str):
        return []
    if name not in known:
        source.unknown((*at, "use"), f"the dispute names no policy {name!r}", name, known)
        return []
    return list(known[name].bind)


def _check_binding(source: DocumentReader, at: KeyPath, item: Mapping[str, Any]) -> bool:
    """Whether actor, lever and option exist; what does not is reported."""
    actor, lever, option = (item.get(part) for part in _PARTS)
    if not (isinstance(actor, str) and isinstance(lever, str) and isinstance(option, str)):
        return False
    catalogue = source.catalogue
    levers = [name for who, name in catalogue.levers if who == actor]
    if actor not in catalogue.actors:
        source.unknown((*at, "actor"), f"there is no actor {actor!r}", actor, catalogue.actors)
    elif lever not in levers:
        source.unknown((*at, "lever"), f"{actor} has no lever {lever!r}", lever, levers)
    elif option not in catalogue.levers[actor, lever]:
        source.unknown(
            (*at, "option"),
            f"{actor}.{lever} has no option {option!r}",
            option,
            catalogue.levers[actor, lever],
        )
    else:
        return True
    return False


def _check_overlap(source: DocumentReader, policies: Sequence[Policy]) -> None:
    """Report policies that bind the same lever in the same quarter.

    One that begins on a condition may stand below another: where it begins, it takes over.
    """
    for i, policy in enumerate(policies):
        for other in policies[:i]:
            if (policy.actor, policy.lever) != (other.actor, other.lever):
                continue
            early, late = sorted((policy, other), key=lambda each: each.start)
            if policy.when is None and (early.end is None or late.start <= early.end):
                source.problems.add(
                    f"{policy.id} binds {policy.actor}.{policy.lever} while {other.id} does",
                    allowed="one policy for a lever at a time; one that begins on a condition "
                    "(when) may take over from one above it",
                    cure="end one before the other begins; null deletes an inherited one",
                    mark=policy.mark,
                )


def _check_seasons(source: DocumentReader, policies: Sequence[Policy]) -> None:
    """Report policies on a lever that is never open while they last: they would bind nothing."""
    for policy in policies:
        open_in = source.catalogue.seasons.get((policy.actor, policy.lever))
        last = policy.end or source.last
        if open_in is None or last is None:
            continue
        if not any(quarter.quarter in open_in for quarter in _span(policy.start, last)):
            source.problems.add(
                f"{policy.id} can bind nothing: {policy.actor}.{policy.lever} is open only in "
                f"{', '.join(f'Q{quarter}' for quarter in open_in) or 'no quarter'}",
                allowed=f"none lies in {policy.start} to {last}",
                mark=policy.mark,
            )


def _span(first: Quarter, last: Quarter) -> Iterator[Quarter]:
    return (first + ahead for ahead in range(last.index - first.index + 1))
