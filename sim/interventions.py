"""What a scenario imposes on its worlds: events that write states, policies that bind levers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.axes import Array, Flags
from sim.dispute import Lever
from sim.scenario import Condition, Event

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.model import Worlds


class Interventions:
    """The events and policies of a scenario, and what has become of them in each world."""

    def __init__(self, model: Worlds) -> None:
        self._model = model
        self._tried: dict[str, Flags] = {}  # event -> worlds in which it has had its draw
        self._ended: dict[str, Flags] = {}  # policy -> worlds in which its `unless` has held

    def strike(self) -> None:
        """Write the states of events that come to pass this quarter; all see the same state."""
        model = self._model
        before = model.opened
        for event in model.setup.scenario.events:
            if not event.start.index <= model.quarter <= event.end.index:
                continue
            happens = self._happens(event, before)
            for path, value in event.do:
                info = model.setup.states[path]
                key = (info.variable, info.row)
                model.frame.write(key, np.where(happens, value, model.frame.row(key)))

    def bind(self, lever: Lever, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
        """The options that standing policies leave to an actor on a lever."""
        model = self._model
        for policy in model.setup.scenario.policies:
            if (policy.actor, policy.lever) != (lever.actor, lever.name):
                continue
            if model.quarter < policy.start.index:
                continue
            ended = self._ended.get(policy.id, np.zeros(model.frame.worlds, dtype=bool))
            if policy.unless is not None:
                ended = ended | self._holds(policy.unless, model.state)
                self._ended[policy.id] = ended
            if policy.end is None or model.quarter <= policy.end.index:
                chosen = np.where(ended, chosen, lever.options.index(policy.option))
        return chosen

    def _happens(self, event: Event, state: Mapping[str, Array]) -> Flags:
        """Worlds in which an event comes to pass now; each draws once unless it repeats."""
        holds = self._holds(event.when, state)
        tried = self._tried.get(event.id, np.zeros_like(holds))
        self._tried[event.id] = tried | holds
        at = None if event.repeat else 0
        lucky = self._model.draw("event", event.id, at=at) < event.probability
        return holds & lucky if event.repeat else holds & ~tried & lucky

    def _holds(self, condition: Condition | None, state: Mapping[str, Array]) -> Flags:
        worlds = self._model.frame.worlds
        if condition is None:
            return np.ones(worlds, dtype=bool)

        def lookup(path: str) -> Array:
            info = self._model.setup.states[path]
            array = state[info.variable]
            return array if info.row is None else array[info.row]

        return np.broadcast_to(condition.evaluate(lookup, self._model.quarter), (worlds,))
