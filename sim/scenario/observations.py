"""Observations: how what is seen of the worlds is written down, in a file and on the command line.

    {at: 2017Q3, that: us.sanctions.floor > 0}   or   "2017Q3: us.sanctions.floor > 0"
    {by: 2018Q4, that: war > 0.6}                or   "by 2018Q4: war > 0.6"
    {through: 2018Q4, that: in_force == 1}       or   "through 2018Q4: in_force == 1"
    {at: 2017Q4, near: {oil: 61}, within: 5}     or   "2017Q4: oil = 61 +- 5"

`at` asks for the end of a quarter, `by` for some quarter up to it, `through` for every one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from sim.base.conditions import Condition
from sim.base.errors import suggest
from sim.base.quarters import Quarter
from sim.base.yaml_documents import KeyPath, is_number
from sim.scenario.document_reader import DocumentReader
from sim.scenario.model import SPANS, Observation, Span

FORMS = '"QUARTER: CONDITION", with by or through before the quarter, or "QUARTER: STATE = X +- SE"'
_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_TEXT = re.compile(r"\s*(?:(at|by|through)\s+)?(\S+?)\s*:\s+(?=\S)(.*)", re.DOTALL)
_MEASURED = re.compile(rf"([A-Za-z_][\w.]*)\s*=\s*({_NUMBER})\s*(?:\+-|\+/-|±)\s*({_NUMBER})\s*")


def written_out(text: str) -> tuple[dict[str, Any], int]:
    """The entry of a file that a text stands for, and how many characters precede its condition.

    ValueError if the text has not the form of an observation.
    """
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no observation; {FORMS}")
    span, quarter, seen = found[1] or "at", found[2], found[3]
    measured = _MEASURED.fullmatch(seen)
    if measured is None:
        return {span: quarter, "that": seen}, found.start(3)
    path, value, error = measured.groups()
    return {span: quarter, "near": {path: float(value)}, "within": float(error)}, found.start(3)


def identity(item: Any) -> str | None:
    """The id by which an observation merges: its own, else the text it could be written as."""
    if isinstance(item, str):
        try:
            item, _ = written_out(item)
        except ValueError:
            return None
    if not isinstance(item, dict):
        return None
    own = item.get("id")
    return own if isinstance(own, str) else spelt(item)


def spelt(item: Mapping[str, Any]) -> str | None:
    """An entry of a file as the text that stands for it; None if it does not say enough."""
    span = next((span for span in SPANS if isinstance(item.get(span), str)), None)
    seen = _seen(item)
    if span is None or seen is None:
        return None
    return f"{item[span]}: {seen}" if span == "at" else f"{span} {item[span]}: {seen}"


def read_observations(source: DocumentReader) -> list[Observation]:
    """The observations of a document, in its order."""
    found = []
    for i, entry in enumerate(source.items("observe")):
        item, offset = entry, 0
        if isinstance(entry, str):
            with suppress(ValueError):  # the shape has reported it
                item, offset = written_out(entry)
        if isinstance(item, dict):
            found.append(_observation(source, ("observe", i), item, offset))
    return [observation for observation in found if observation is not None]


def restored(data: Mapping[str, Any], states: Collection[str]) -> Observation:
    """The observation whose `resolved()` is `data`, out of the manifest of a run.

    states : the columns of its table of quarters
    """
    span = next(span for span in SPANS if span in data)
    near = data.get("near")
    return Observation(
        id=data["id"],
        span=span,
        quarter=Quarter.parse(data[span]),
        that=Condition.parse(data["that"], states=set(states)) if "that" in data else None,
        near=next(iter(near.items())) if near else None,
        within=data.get("within"),
        why=data.get("why", ""),
    )


def _observation(
    source: DocumentReader, at: KeyPath, item: dict[str, Any], offset: int
) -> Observation | None:
    """One observation; None if it cannot be built, for reasons that are reported."""
    span = _span(source, at, item)
    quarter = None if span is None else source.quarter_of((*at, span), item[span])
    if ("that" in item) == ("near" in item):
        what = "an observation with that and near" if "that" in item else "nothing is observed"
        source.fault(at, what, "that: CONDITION, or near: {STATE: VALUE} and within: ERROR")
        return None
    that = _condition(source, (*at, "that"), item.get("that"), offset)
    near, within = None, None
    if "near" in item:
        near, within = _measurement(source, at, item, span)
    elif "within" in item:
        source.fault((*at, "within"), "within says how exact a measurement is", "it goes with near")
    name, why = identity(item), item.get("why")
    if span is None or quarter is None or name is None or (that is None and near is None):
        return None
    return Observation(
        id=name,
        span=span,
        quarter=quarter,
        that=that,
        near=near,
        within=within,
        why=" ".join(why.split()) if isinstance(why, str) else "",
        mark=source.mark(at),
    )


def _span(source: DocumentReader, at: KeyPath, item: dict[str, Any]) -> Span | None:
    """Which of at, by and through says when; None, reported, if not exactly one does."""
    given: list[Span] = [span for span in SPANS if span in item]
    if len(given) == 1:
        return given[0]
    what = " and ".join(given) if given else "no quarter"
    allowed = "at: the end of a quarter, by: some quarter up to it, or through: every one up to it"
    source.fault((*at, *given[1:2]), f"an observation with {what}", allowed)
    return None


def _condition(source: DocumentReader, at: KeyPath, text: object, offset: int) -> Condition | None:
    """What is seen; None, reported, if it asks for what nobody can see, or for no state at all."""
    if not isinstance(text, str) or not text:
        return None
    with source.problems.gather():
        condition = Condition.parse(
            text,
            source.document.value_mark(at),
            offset,
            states=source.catalogue.recorded,
            hidden=source.catalogue.states.keys() - source.catalogue.recorded.keys(),
            run=source.run,
        )
        if condition.paths:
            return condition
        source.fault(at, f"'{text}' asks for no state: all worlds would agree or none")
    return None


def _measurement(
    source: DocumentReader, at: KeyPath, item: dict[str, Any], span: Span | None
) -> tuple[tuple[str, float] | None, float | None]:
    """The state that is measured with its value, and the standard error; what is wrong reported."""
    near, within, catalogue = item["near"], item.get("within"), source.catalogue
    if span is not None and span != "at":
        source.fault((*at, span), f"a measurement {span} a quarter", "at: the end of a quarter")
    if within is None:
        source.fault(at, "a measurement without its standard error", "within: in the state's unit")
    elif is_number(within) and not 0 < within < math.inf:
        what = f"within: {within:g} is no standard error"
        source.fault((*at, "within"), what, "above 0 and finite")
    if not isinstance(near, dict) or len(near) != 1:
        source.fault((*at, "near"), "one state is measured", "near: {STATE: VALUE}")
        return None, None
    ((path, value),) = near.items()
    place = (*at, "near", path)
    if path not in catalogue.recorded:
        hidden = path in catalogue.states
        what = f"the state {path!r} is not recorded" if hidden else f"there is no state {path!r}"
        allowed = "the columns of a run's table of quarters" if hidden else ""
        source.fault(place, what, allowed, suggest(path, catalogue.recorded))
    elif is_number(value):
        bounds = catalogue.recorded[path]
        if bounds.low <= value <= bounds.high:
            return (path, float(value)), within if isinstance(within, (int, float)) else None
        within_bounds = f"from {bounds.low:g} to {bounds.high:g}"
        source.fault(place, f"{path}: {value:g} is out of bounds", within_bounds)
    return None, None


def _seen(item: Mapping[str, Any]) -> str | None:
    """What an entry sees, as text; None if it does not say so."""
    that, near, within = item.get("that"), item.get("near"), item.get("within")
    if isinstance(that, str):
        return " ".join(that.split())
    if isinstance(near, dict) and len(near) == 1 and is_number(within):
        ((path, value),) = near.items()
        return f"{path} = {value:g} +- {within:g}" if is_number(value) else None
    return None
