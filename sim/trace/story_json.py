"""A story as one JSON object: plain values, and null for what is not known."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np

from sim.base.paths import nearby
from sim.base.quarters import Quarter
from sim.dispute import POSTERIOR, PRIOR
from sim.scenario import ScenarioDifference
from sim.trace.decisive_claims import Ground
from sim.trace.draw_percentiles import Place
from sim.trace.outcome_contrast import Why, side_by_side
from sim.trace.story import Parting, Story
from sim.trace.story_text import ending, series_title
from sim.trace.trace_events import Record

SCHEMA = 1


def as_data(story: Story) -> dict[str, Any]:
    """The object that `sim explain --json` prints.

    records : what happened, each with its `kind` and all that was noted; `text` is its sentence
    terms : the terms that decided, with their parameters and claims
    quarters : recorded path -> value at the end of each quarter
    """
    asked = story.scenario
    return {
        "schema": SCHEMA,
        "scenario": asked.name,
        "title": asked.title,
        "world": story.world,
        "seed": asked.seed,
        "drawn_from": PRIOR if story.dispute.posterior is None else POSTERIOR,
        "start": str(asked.start),
        "end": str(asked.end),
        "notes": list(story.notes),
        "outcomes": outcomes(story, story.outcomes),
        "said": dict(zip(story.outcomes, (said for _, said in ending(story)), strict=True)),
        "forms": {place.path: place.option for place in story.forms},
        "unusual": [_place(place) for place in story.outstanding],
        "base": None if story.parting is None else _parting(story, story.parting),
        "differs": [] if story.parting is None else [differing(d) for d in story.parting.differs],
        "records": [record(each) for each in story.records],
        "terms": [_ground(ground) for ground in story.grounds],
        "owed": [_plain(owed) for owed in story.owed],
        "draws": {path: _draw(story, path, value) for path, value in story.draws.items()},
        "quarters": {path: _plain(series) for path, series in story.quarters.items()},
    }


def why_as_data(told: Why) -> dict[str, Any]:
    """The object that `sim explain --why … --json` prints.

    draws : what was drawn most differently; splits : states by which the groups part
    pair : null where all worlds, or none, have the outcome
    """
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "scenario": told.name,
        "title": told.title,
        "why": told.expression,
        "label": told.label,
        "worlds": told.worlds,
        "drawn_from": told.drawn_from,
        "p": _plain(told.share.value),
        "mcse": _plain(told.share.mcse),
        "effective": _plain(told.share.effective),
        "differs": [differing(each) for each in told.differs],
        "looked_at": told.looked_at,
        "draws": [
            {**_plain(each), "claims": [claim.id for claim in basis.claims]}
            for each, basis in zip(told.draws, told.basis, strict=True)
        ],
        "splits": [
            {**_plain(each), "series": each.series.path, "quarter": str(told.start + each.quarter)}
            for each in told.splits
        ],
        "pair": None,
    }
    if told.pair is not None:
        one, other = told.pair
        apart = [
            {**_plain(each), "series": each.series.path, "quarter": str(told.start + each.quarter)}
            for each in told.apart
        ]
        rows = [
            {"quarter": str(quarter), "with": here, "without": there}
            for quarter, here, there in side_by_side(told)
        ]
        found["pair"] = {"with": as_data(one), "without": as_data(other)}
        found |= {"apart": apart, "side_by_side": rows}
    return found


def outcomes(story: Story, values: Any) -> dict[str, Any]:
    """Outcomes by name: levels by name, quarters as counts from the start, null for never."""
    found: dict[str, Any] = {}
    for outcome in story.dispute.outcomes:
        value = values[outcome.name]
        if outcome.kind == "level":
            found[outcome.name] = outcome.levels[int(value)]
        elif outcome.kind == "quarter":
            found[outcome.name] = None if np.isnan(value) else int(value)
        else:
            found[outcome.name] = _plain(bool(value) if outcome.kind == "bool" else float(value))
    return found


def record(told: Record) -> dict[str, Any]:
    """A record with all that was noted."""
    noted = {field.name: _plain(getattr(told, field.name)) for field in fields(told)}
    return {"kind": told.kind, **noted, "text": told.text}


def differing(found: ScenarioDifference) -> dict[str, Any]:
    """What differs between two scenarios, and where that was written."""
    return {**found._asdict(), "file": nearby(found.file) if found.file else ""}


def _parting(story: Story, parting: Parting) -> dict[str, Any]:
    return {
        "scenario": parting.base.name,
        "title": parting.base.title,
        "parted": None if parting.at is None else str(parting.at),
        "in": {path: series_title(story.dispute, path) for path in parting.paths},
        "outcomes": outcomes(story, parting.outcomes),
    }


def _place(place: Place) -> dict[str, Any]:
    return {**_plain(place), "text": place.text}


def _ground(ground: Ground) -> dict[str, Any]:
    found: dict[str, Any] = _plain(ground)
    for basis, given in zip(found["parameters"], ground.parameters, strict=True):
        basis["below"] = None if given.place is None else given.place.below
        del basis["place"]
    return found


def _draw(story: Story, path: str, value: float) -> float | str:
    parameter = story.dispute.register[path]
    return parameter.options[int(value)] if parameter.is_form else value


def _plain(value: Any) -> Any:
    """Numbers, texts, lists and maps; what is not finite is null."""
    if isinstance(value, Quarter):
        return str(value)
    if isinstance(value, (np.ndarray, list, tuple)):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if hasattr(value, "items"):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return value
