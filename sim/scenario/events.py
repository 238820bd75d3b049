"""Events: what shocks a scenario has, when they may come, and which states they write."""

from __future__ import annotations

from typing import Any

from sim.base.errors import suggest
from sim.base.quarters import Quarter
from sim.base.yaml_documents import KeyPath, is_number
from sim.scenario.document_reader import DocumentReader
from sim.scenario.model import Event


def read_events(source: DocumentReader) -> list[Event]:
    """The events of a document, in its order: later ones write over earlier ones."""
    found = [_event(source, at, item) for at, item in source.entries("events")]
    return [event for event in found if event is not None]


def _event(source: DocumentReader, at: KeyPath, item: dict[str, Any]) -> Event | None:
    """One event; None if it cannot be built, for reasons that are reported."""
    span = _span(source, at, item)
    when = source.condition((*at, "when"), item.get("when"))
    writes = source.map((*at, "do"))
    do = tuple(
        (path, float(value))
        for path, value in writes.items()
        if _check_write(source, (*at, "do", path), path, value)
    )
    identity, probability = item.get("id"), item.get("probability", 1)
    if span is None or not isinstance(identity, str) or not is_number(probability):
        return None
    return Event(
        id=identity,
        start=span[0],
        end=span[1],
        when=when,
        probability=float(probability),
        repeat=item.get("repeat", False),
        do=do,
        mark=source.mark(at),
    )


def _span(
    source: DocumentReader, at: KeyPath, item: dict[str, Any]
) -> tuple[Quarter, Quarter] | None:
    """First and last quarter in which an event may come; None, reported, if that is not clear."""
    dated = [key for key in ("at", "from", "to") if key in item]
    if not dated:
        source.fault(at, "an event without a date", "at: QUARTER, or from: and to: a QUARTER")
        return None
    if "at" in dated and len(dated) > 1:
        cure = "remove one; null deletes an inherited one"
        source.fault((*at, dated[1]), f"an event with at and {dated[1]}", "one of them", cure)
        return None
    if "at" in dated:
        quarter = source.quarter((*at, "at"))
        return None if quarter is None else (quarter, quarter)
    span = source.span(at, item)
    if span is None or source.last is None:
        return None
    return span[0], span[1] or source.last


def _check_write(source: DocumentReader, at: KeyPath, path: str, value: object) -> bool:
    """Whether an event may write a value to a state; if not, it is reported."""
    states = source.catalogue.states
    state = states.get(path)
    if state is None and path in source.catalogue.register:
        cure = "parameters are changed under `set`"
        source.fault(at, f"{path} is a parameter, not a state", cure=cure)
    elif state is None:
        settable = [name for name, info in states.items() if info.settable]
        source.fault(at, f"there is no state {path!r}", cure=suggest(path, settable))
    elif not state.settable:
        source.fault(at, f"{path} cannot be set: it follows from other states")
    elif isinstance(value, (int, float)) and not state.low <= value <= state.high:
        bounds = f"from {state.low:g} to {state.high:g} ({state.unit})"
        source.fault(at, f"{path}: {value:g} is out of bounds", bounds)
    else:
        return is_number(value)
    return False
