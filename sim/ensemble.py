"""Scenario × draws × seed → batches of worlds, in order."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.dispute import Dispute
from sim.measures import measure
from sim.model import Worlds
from sim.scenario import Scenario
from sim.setup import Setup

# Large enough that call overhead is small, small enough that memory is; see benchmarks/speed.py.
CHUNK = 5000

Progress = Callable[[int], None]  # told the number of worlds done so far


@dataclass(frozen=True)
class Batch:
    """Worlds from start to stop.

    outcomes, draws : name -> (world,); quarters : path -> (quarter, world)
    weights : (world,), how well each agrees with what is observed; None without observation
    """

    start: int
    stop: int
    outcomes: Mapping[str, NDArray[Any]]
    quarters: Mapping[str, NDArray[np.float64]]
    draws: Mapping[str, NDArray[np.float64]]
    weights: NDArray[np.float64] | None = None


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
    outcomes = measure(setup.dispute, worlds.recorded)
    batch = Batch(start, stop, outcomes, worlds.recorded, worlds.frame.draws)
    worlds.close()
    return batch


def _batches(setup: Setup, spans: list[tuple[int, int]], workers: int) -> Iterator[Batch]:
    if workers <= 1 or len(spans) == 1:
        for start, stop in spans:
            yield run(setup, start, stop)
        return
    # Spawned, not forked: the same on every platform, and importing Mesa asks for it.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(spans)), context) as pool:
        # No more under way than keeps all busy, so that memory does not grow with the worlds.
        waiting: deque[Future[Batch]] = deque()
        for span in spans:
            waiting.append(pool.submit(run, setup, *span))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
