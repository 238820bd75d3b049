"""Scenario × draws × seed → batches of worlds, in order."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.dispute import Dispute
from sim.measures import measure
from sim.model import Worlds
from sim.scenario import Scenario
from sim.setup import Setup

# Large enough that the call overhead vanishes, small enough that the arrays stay in the caches.
CHUNK = 2500

Progress = Callable[[int], None]  # told the number of worlds done so far


@dataclass(frozen=True)
class Batch:
    """Worlds from start to stop.

    outcomes, draws : name -> (world,); quarters : path -> (quarter, world)
    """

    start: int
    stop: int
    outcomes: Mapping[str, NDArray[Any]]
    quarters: Mapping[str, NDArray[np.float64]]
    draws: Mapping[str, NDArray[np.float64]]


def simulate(
    scenario: Scenario,
    dispute: Dispute,
    *,
    workers: int = 1,
    chunk: int = CHUNK,
    progress: Progress | None = None,
) -> Iterator[Batch]:
    """Batches of the scenario's worlds, in order; neither workers nor chunk change a number.

    Raises InputError if an override changes no draw or leaves its bounds.
    """
    setup = Setup(dispute, scenario)
    spans = [
        (start, min(start + chunk, scenario.worlds)) for start in range(0, scenario.worlds, chunk)
    ]
    for batch in _batches(setup, spans, workers):
        if progress is not None:
            progress(batch.stop)
        yield batch


def run(setup: Setup, start: int, stop: int) -> Batch:
    """Worlds from start to stop, stepped to the horizon."""
    worlds = Worlds(setup, start, stop)
    for _ in range(setup.scenario.quarters):
        worlds.step()
    worlds.remove_all_agents()  # Mesa's registry would keep the batch alive
    return Batch(
        start,
        stop,
        measure(setup.dispute, worlds.recorded),
        worlds.recorded,
        dict(worlds.frame.draws),
    )


def _batches(setup: Setup, spans: list[tuple[int, int]], workers: int) -> Iterator[Batch]:
    if workers <= 1 or len(spans) == 1:
        for start, stop in spans:
            yield run(setup, start, stop)
        return
    # Spawned, not forked: the same on every platform, and importing Mesa asks for it.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(run, [setup] * len(spans), *zip(*spans, strict=True))
