"""Several scenarios over the same worlds as one batch, side by side.

The model works elementwise over worlds and costs per call as much as per few hundred worlds. So
scenarios that differ in nothing but their parameters are laid side by side: copy k of world i is
world i of scenario k. It draws what world i draws anywhere, so that each result equals, to the last
bit, that of the scenario stepped alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from sim.base.axes import Array
from sim.base.quarters import Quarter
from sim.base.random_streams import Streams
from sim.dispute import Dispute
from sim.engine import ensemble
from sim.engine.ensemble import CHUNK, Batch
from sim.model import parameter_sampling as draws
from sim.model.compiled import CompiledModel
from sim.model.parameter_sampling import ParameterTable
from sim.model.worlds import Worlds
from sim.scenario import Scenario

Key = tuple[str, tuple[str, ...], int, int, int, int]


class CachedStreams(Streams):
    """The uniforms of one seed, kept once they are drawn: other scenarios need the same."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._kept: dict[Key, Array] = {}

    def uniforms(
        self, name: str, entities: Sequence[str], quarter: int, start: int, stop: int
    ) -> Array:
        key = name, tuple(entities), quarter, start, stop, 0
        if key not in self._kept:
            self._kept[key] = _closed(super().uniforms(name, entities, quarter, start, stop))
        return self._kept[key]

    def lanes(
        self, name: str, entity: str, quarter: int, start: int, stop: int, lanes: int
    ) -> Array:
        key = name, (entity,), quarter, start, stop, lanes
        if key not in self._kept:
            self._kept[key] = _closed(super().lanes(name, entity, quarter, start, stop, lanes))
        return self._kept[key]


class TiledStreams(Streams):
    """The uniforms of some worlds, for several copies of them side by side.

    Whoever asks names the first world and as many as there are of all copies.
    """

    def __init__(self, drawn: Streams, copies: int) -> None:
        super().__init__(drawn.seed)
        self._drawn, self._copies = drawn, copies

    def uniforms(
        self, name: str, entities: Sequence[str], quarter: int, start: int, stop: int
    ) -> Array:
        end = start + (stop - start) // self._copies
        once = self._drawn.uniforms(name, entities, quarter, start, end)
        return np.tile(once, (1, self._copies))

    def lanes(
        self, name: str, entity: str, quarter: int, start: int, stop: int, lanes: int
    ) -> Array:
        end = start + (stop - start) // self._copies
        once = self._drawn.lanes(name, entity, quarter, start, end, lanes)
        return np.tile(once, (1, self._copies))


class BatchedWorlds(Worlds):
    """Copies of worlds side by side, each with the parameters of a scenario of its own.

    scenarios : alike in all but their overrides; the compiled model is that of any one of them
    once : streams of the worlds, and their parameters before any override
    """

    def __init__(
        self,
        compiled: CompiledModel,
        scenarios: Sequence[Scenario],
        start: int,
        stop: int,
        once: tuple[Streams, ParameterTable],
    ) -> None:
        self._scenarios, self._once = scenarios, once
        copies = len(scenarios)
        streams = TiledStreams(once[0], copies)
        super().__init__(compiled, start, start + (stop - start) * copies, streams)

    def parameters(self) -> ParameterTable:
        streams, drawn = self._once
        each = [
            draws.change(
                drawn,
                self.compiled.dispute,
                scenario.in_force(self.date),
                streams,
                self.start,
            )
            for scenario in self._scenarios
        ]
        return ParameterTable(
            {path: np.concatenate([table[path] for table in each]) for path in drawn}
        )


def run(dispute: Dispute, scenarios: Sequence[Scenario], chunk: int = CHUNK) -> list[list[Batch]]:
    """The worlds of every scenario, as batches in order; without the states of the quarters.

    scenarios : with the same worlds, seed and draws
    chunk : most worlds in a batch, all copies together
    Raises InputError if an override leaves the bounds.
    """
    dispute = dispute.drawing(scenarios[0].draws)
    worlds, seed = scenarios[0].worlds, scenarios[0].seed
    found: list[list[Batch]] = [[] for _ in scenarios]
    groups = list(_alike(scenarios))
    for start in range(0, worlds, chunk):
        stop = min(start + chunk, worlds)
        streams = CachedStreams(seed)
        once = streams, draws.drawn(dispute, streams, start, stop)
        copies = max(1, chunk // (stop - start))
        for compiled, places in (
            (CompiledModel(dispute, scenarios[group[0]]), group) for group in groups
        ):
            for first in range(0, len(places), copies):
                some = places[first : first + copies]
                tile = BatchedWorlds(
                    compiled, [scenarios[place] for place in some], start, stop, once
                )
                batch = ensemble.step(tile)
                for copy, place in enumerate(some):
                    found[place].append(_cut(batch, start, stop, copy))
    return found


def _closed(drawn: Array) -> Array:
    """An array that nobody can write into."""
    drawn.flags.writeable = False
    return drawn


def _alike(scenarios: Sequence[Scenario]) -> Iterator[list[int]]:
    """Places of scenarios that differ in nothing but their overrides, made in the same quarters."""
    kinds: list[tuple[tuple[Scenario, tuple[Quarter, ...]], list[int]]] = []
    for place, scenario in enumerate(scenarios):
        bare = replace(scenario, overrides=()), scenario.turns
        for kind, places in kinds:
            if kind == bare:
                places.append(place)
                break
        else:
            kinds.append((bare, [place]))
    return (places for _, places in kinds)


def _cut(batch: Batch, start: int, stop: int, copy: int) -> Batch:
    """One copy's worlds of a batch."""
    size = stop - start
    here = slice(copy * size, (copy + 1) * size)
    return replace(
        batch,
        start=start,
        stop=stop,
        outcomes={name: values[here] for name, values in batch.outcomes.items()},
        quarters={path: values[:, here] for path, values in batch.quarters.items()},
        draws={path: values[here] for path, values in batch.draws.items()},
        weights=None if batch.weights is None else batch.weights[here],
        rows=None if batch.rows is None else batch.rows[here],
    )
