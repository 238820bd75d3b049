"""What a scenario imposes on its worlds: events that write states, policies that bind levers.

All conditions of a quarter are read before its shocks, on the states at the end of the quarter
before.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import Array, Flags
from sim.dispute import Lever
from sim.model.context import ModelContext
from sim.scenario import Condition, Event, Policy

FREE = -1  # no policy binds


class Interventions:
    """The events and policies of a scenario, and what has become of them in each world."""

    def __init__(self, model: ModelContext) -> None:
        self._model = model
        self._tried: dict[str, Flags] = {}  # event -> worlds in which it has had its draw
        self._begun: dict[str, Flags] = {}  # policy -> worlds in which it has begun
        self._ended: dict[str, Flags] = {}  # policy -> worlds in which its `unless` has held

    def strike(self) -> None:
        """Write the states of events that come to pass this quarter; begin and end policies."""
        model = self._model
        for event in model.compiled.scenario.events:
            if not event.start.index <= model.quarter <= event.end.index:
                continue
            happens = self._happens(event)
            for path, value in event.do:
                info = model.compiled.states[path]
                key = (info.variable, info.row)
                model.batch.write(key, np.where(happens, value, model.batch.row(key)))
        for policy in model.compiled.scenario.policies:
            if policy.start.index <= model.quarter:
                begun = self._holds(policy.when) | self._been(self._begun, policy.id)
                ended = self._been(self._ended, policy.id)
                if policy.unless is not None:
                    ended = ended | begun & self._holds(policy.unless)
                self._begun[policy.id], self._ended[policy.id] = begun, ended

    def bind(self, lever: Lever, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
        """The options that standing policies leave to an actor on a lever."""
        if not self._on(lever):
            return chosen
        policies, binding = self._model.compiled.scenario.policies, self.binding(lever)
        for place in np.unique(binding[binding != FREE]):
            option = lever.options.index(policies[place].option)
            chosen = np.where(binding == place, option, chosen)
        return chosen

    def binding(self, lever: Lever) -> NDArray[np.intp]:
        """Which of the scenario's policies binds a lever this quarter, (world,); FREE for none.

        Where two do, the later one. A lever that is open only before votes is bound only then.
        """
        model = self._model
        found = np.full(model.batch.worlds, FREE)
        if lever.votes_only and not model.votes:
            return found
        for place, policy in self._on(lever):
            last = model.quarter if policy.end is None else policy.end.index
            if policy.start.index <= model.quarter <= last:
                stands = self._begun[policy.id] & ~self._ended[policy.id]
                found = np.where(stands, place, found)
        return found

    def _on(self, lever: Lever) -> list[tuple[int, Policy]]:
        """The scenario's policies on a lever, each with its place."""
        return [
            (place, policy)
            for place, policy in enumerate(self._model.compiled.scenario.policies)
            if (policy.actor, policy.lever) == (lever.actor, lever.name)
        ]

    def _happens(self, event: Event) -> Flags:
        """Worlds in which an event comes to pass now; each draws once unless it repeats."""
        holds = self._holds(event.when)
        tried = self._been(self._tried, event.id)
        self._tried[event.id] = tried | holds
        at = None if event.repeat else 0
        lucky = self._model.draw("event", event.id, at=at) < event.probability
        return holds & lucky if event.repeat else holds & ~tried & lucky

    def _been(self, known: dict[str, Flags], name: str) -> Flags:
        """Worlds of which something is known; none as long as nothing has been noted."""
        return known.get(name, np.zeros(self._model.batch.worlds, dtype=bool))

    def _holds(self, condition: Condition | None) -> Flags:
        """Worlds in which a condition held at the end of the last quarter; all without one."""
        model = self._model
        if condition is None:
            return np.ones(model.batch.worlds, dtype=bool)

        def lookup(path: str) -> Array:
            info = model.compiled.states[path]
            array = model.opened[info.variable]
            return array if info.row is None else array[info.row]

        return np.broadcast_to(condition.evaluate(lookup, model.quarter), (model.batch.worlds,))
