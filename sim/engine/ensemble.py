"""Scenario × draws × seed → batches of worlds, in order."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.base.errors import SimError
from sim.base.worker_processes import end_with_parent, terminate
from sim.dispute import Dispute
from sim.engine.conditioning import weigh
from sim.model.compiled import CompiledModel
from sim.model.outcome_measures import measure
from sim.model.worlds import Worlds
from sim.scenario import Scenario

# Large enough that call overhead is small, small enough that memory is; see benchmarks/speed.py.
CHUNK = 5000

# Both causes look the same from here: the executor only reports that a process is gone.
BROKEN = (
    "a worker process ended before it answered; in a script, call sim below "
    "`if __name__ == '__main__':`, because each worker imports the script; if the process was "
    "killed, most often because memory ran out, use fewer workers"
)

T = TypeVar("T")
Progress = Callable[[int], None]  # told the number of worlds done so far


@dataclass(frozen=True)
class Batch:
    """Worlds from start to stop.

    outcomes, draws : name -> (world,); quarters : path -> (quarter, world)
        where parameters change in the course of the run, draws are those of its end
    weights : (world,), how well each agrees with what is observed; None without observation
    rows : (world,), the joint draw of the posterior that it shares; None where there is none
    """

    start: int
    stop: int
    outcomes: Mapping[str, NDArray[Any]]
    quarters: Mapping[str, NDArray[np.float64]]
    draws: Mapping[str, NDArray[np.float64]]
    weights: NDArray[np.float64] | None = None
    rows: NDArray[np.intp] | None = None


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
    compiled = CompiledModel(dispute, scenario)
    compiled.check()
    spans = [
        (start, min(start + chunk, scenario.worlds)) for start in range(0, scenario.worlds, chunk)
    ]
    for batch in each(run, [(compiled, *span) for span in spans], workers):
        if progress is not None:
            progress(batch.stop)
        yield batch


def run(compiled: CompiledModel, start: int, stop: int) -> Batch:
    """Worlds from start to stop, stepped to the horizon."""
    return step(Worlds(compiled, start, stop))


def step(worlds: Worlds) -> Batch:
    """Worlds stepped from their start to the horizon, and then let go."""
    for _ in range(worlds.compiled.scenario.quarters):
        worlds.step()
    recorded = worlds.recorded
    batch = Batch(
        start=worlds.start,
        stop=worlds.stop,
        outcomes=measure(worlds.compiled.dispute, recorded),
        quarters=recorded,
        draws=worlds.batch.draws,
        weights=weigh(worlds.compiled.scenario, recorded),
        rows=worlds.rows,
    )
    worlds.close()
    return batch


def each(work: Callable[..., T], tasks: Sequence[tuple[Any, ...]], workers: int) -> Iterator[T]:
    """What a piece of work makes of each task, in order, by as many processes as are asked for.

    work : a function that a new process can import by its name
    Raises SimError where a process ended before it answered.
    """
    if workers <= 1 or len(tasks) == 1:
        for task in tasks:
            yield work(*task)
        return
    # Spawned, not forked: the same on every platform, and importing Mesa asks for it.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(tasks)), context, initializer=end_with_parent)
    try:
        # No more under way than keeps all busy, so that memory does not grow with the tasks.
        waiting: deque[Future[T]] = deque()
        for task in tasks:
            waiting.append(pool.submit(work, *task))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise SimError(BROKEN) from error
    except BaseException:  # also an interrupt, or a caller that wants no more
        if (manager := terminate(pool)) is not None:
            manager.join()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
