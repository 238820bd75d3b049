"""A world told to its end, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from sim.base.axes import Array
from sim.base.quarters import Quarter
from sim.dispute import Dispute
from sim.scenario import Scenario, ScenarioDifference
from sim.trace.decisive_claims import Ground
from sim.trace.draw_percentiles import Place
from sim.trace.story_text import lines
from sim.trace.trace_events import Owed, Record


@dataclass(frozen=True)
class Parting:
    """How a world differs from the same world of the base.

    base : the base's scenario; outcomes, quarters : of its world
    at : the first quarter in which a recorded state is not the same to the last bit, None for none
    paths : the states that part there
    differs : what differs between the two scenarios
    """

    base: Scenario
    outcomes: Mapping[str, Any]
    quarters: Mapping[str, Array]
    at: Quarter | None
    paths: tuple[str, ...]
    differs: tuple[ScenarioDifference, ...]


@dataclass(frozen=True)
class Story:
    """A world told to its end.

    records : what happened, in order
    outcomes : name -> value at the horizon
    quarters : recorded path -> (quarter,)
    draws : parameter path -> value
    owed : promises still to be kept at the end
    forms : the uncertain forms that differ between worlds, as this world drew them
    outstanding : its most unusual draws, among the parameters behind what decided
    grounds : the terms that decided, with what stands behind them
    parting : against the same world of the base; None without a base, or where none was asked for
    notes : what the reader must know besides
    """

    scenario: Scenario
    dispute: Dispute
    world: int
    records: tuple[Record, ...]
    outcomes: Mapping[str, Any]
    quarters: Mapping[str, Array]
    draws: Mapping[str, float]
    owed: tuple[Owed, ...] = ()
    forms: tuple[Place, ...] = ()
    outstanding: tuple[Place, ...] = ()
    grounds: tuple[Ground, ...] = ()
    parting: Parting | None = None
    notes: tuple[str, ...] = ()

    def only(self, quarter: Quarter | None = None, actor: str | None = None) -> Story:
        """The same story with the records of one quarter, or of one actor, alone."""
        kept = tuple(
            record
            for record in self.records
            if quarter in (None, record.quarter) and (actor is None or actor in record.actors)
        )
        return replace(self, records=kept)

    @cached_property
    def by_quarter(self) -> dict[Quarter, tuple[Record, ...]]:
        """The records of each quarter in which there are any."""
        found: dict[Quarter, list[Record]] = {}
        for record in self.records:
            found.setdefault(record.quarter, []).append(record)
        return {quarter: tuple(records) for quarter, records in found.items()}

    @cached_property
    def moves(self) -> dict[str, dict[str, int]]:
        """How often each lever was used: path -> option other than to hold -> quarters."""
        found = {}
        for lever in self.dispute.levers:
            taken = self.quarters[lever.path]
            counts = {
                lever.options[lever.hold + int(move)]: int(np.count_nonzero(taken == move))
                for move in np.unique(taken)
                if move
            }
            if counts:
                found[lever.path] = counts
        return found

    @property
    def text(self) -> str:
        """The story as plain text."""
        return "\n".join(lines(self))


def parting(
    story: Story,
    base: Scenario,
    outcomes: Mapping[str, Any],
    quarters: Mapping[str, Array],
    differs: tuple[ScenarioDifference, ...],
) -> Parting:
    """How a world differs from the same world of the base, by what both have recorded."""
    shared = [path for path in story.quarters if path in quarters]
    first: int | None = None
    paths: list[str] = []
    for path in shared:
        apart = np.flatnonzero(story.quarters[path] != quarters[path])
        if not apart.size:
            continue
        if first is None or apart[0] < first:
            first, paths = int(apart[0]), []
        if apart[0] == first:
            paths.append(path)
    at = None if first is None else story.scenario.start + first
    return Parting(base, outcomes, quarters, at, tuple(paths), differs)
