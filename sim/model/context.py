"""What agents may ask of the model: its state, its parameters, its draws, its date.

Agents import this module and not `sim.model.worlds`, so that imports run in one direction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.base.axes import Array, Flags
from sim.base.quarters import Quarter
from sim.base.random_streams import Streams
from sim.model.batch_state import BatchState
from sim.model.compiled import CompiledModel
from sim.wiring import Wired


class ModelContext(mesa.Model):  # type: ignore[misc]
    """The worlds from `start` to `stop` of an ensemble, as their agents see them.

    streams : random numbers by name, entity, quarter and world
    quarter, elapsed : index of the quarter being stepped, and how many were stepped before it
    last, opened : the state at the last decision, and when the quarter began
    chosen : option taken on each lever this quarter, (world,) by its path
    jumps : worlds in which a watched state has jumped since the last decision, by path
    off : mechanisms that are switched off
    """

    compiled: CompiledModel
    start: int
    stop: int
    streams: Streams
    quarter: int
    elapsed: int
    batch: BatchState
    off: frozenset[str]
    last: Mapping[str, Array]
    opened: Mapping[str, Array]
    chosen: dict[str, NDArray[np.intp]]
    jumps: Mapping[str, Flags]

    @property
    def state(self) -> dict[str, Array]:
        """The present state: variable -> (world,) or (axis, world)."""
        return self.batch.state

    @property
    def votes(self) -> bool:
        """Whether the council agrees on a renewal this quarter."""
        return self.date.quarter in self.compiled.dispute.renewals

    @property
    def date(self) -> Quarter:
        """The quarter being stepped."""
        return Quarter.from_index(self.quarter)

    def read(self, path: str) -> Array:
        """The state under a path, (world,)."""
        info = self.compiled.states[path]
        return self.batch.row((info.variable, info.row))

    def change(self, path: str, since: Mapping[str, Array] | None = None) -> Array:
        """Change of a state since `since` (the last decision by default), (world,).

        Amounts in USD change as a share of what they were.
        """
        info = self.compiled.states[path]
        before = (self.last if since is None else since)[info.variable]
        before = before if info.row is None else before[info.row]
        moved = self.read(path) - before
        return moved / before if self.is_amount(path) else moved

    def is_amount(self, path: str) -> bool:
        """Whether a state is an amount of money, whose change is a share of it."""
        return self.compiled.states[path].unit.startswith("USD")

    def draw(self, name: str, entity: str, at: int | None = None) -> Array:
        """Uniforms of this quarter, or of the time `at`, (world,)."""
        row: Array = self.draws(name, (entity,), at)[0]
        return row

    def draws(self, name: str, ids: Sequence[str], at: int | None = None) -> Array:
        """Uniforms for several entities, (entity, world)."""
        quarter = self.quarter if at is None else at
        return self.streams.uniforms(name, ids, quarter, self.start, self.stop)

    def uniforms(self, law: Wired) -> dict[str, Array]:
        """What a law draws this quarter: argument -> (entity, world)."""
        return {
            f"draw_{name}": self.draws(f"{law.name}.{name}", self.compiled.ids[axis])
            for name, axis in law.draws.items()
        }
