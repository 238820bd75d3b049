"""Speed of the model, as ratios in one run.

    python benchmarks/speed.py [--quick]

Machines are noisy and differ; what is printed as seconds belongs to this run, what is printed as a
ratio can be compared. Processor time of one core is taken where one process works, so that other
work on the machine weighs less. Nothing here is asserted anywhere.
"""

import argparse
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from sim import results, scenario
from sim.base.axes import Array
from sim.engine import ensemble, runs
from sim.engine import scenario_batching as tiling
from sim.model.batch_state import BatchState
from sim.model.compiled import CompiledModel
from sim.scenario import Override, Scenario
from sim.studies import sweep

ROUNDS = 3  # the best of so many: what the machine can do when it is left alone


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the worlds")
    shrink = 10 if parser.parse_args().quick else 1
    asked = scenario.read("baseline", scenario.offer)
    compiled = CompiledModel(scenario.offer(asked.calibration).dispute, asked)
    ensemble.run(compiled, 0, 10)  # imports and caches are nobody's worlds
    batches(compiled, asked, shrink)
    shape(compiled)
    points(compiled, asked, shrink)
    memory(compiled, asked, shrink)
    around(shrink)


def batches(compiled: CompiledModel, asked: Scenario, shrink: int) -> None:
    """A batch against one world at a time; many worlds against few."""
    many, few, single = 10_000 // shrink, 1_000 // shrink, 20
    one = best(lambda: [ensemble.run(compiled, i, i + 1) for i in range(single)]) / single
    thousand = best(lambda: ensemble.run(compiled, 0, few))
    all_of_them = best(lambda: step(compiled, asked, many))
    reference = best(yardstick)
    print(f"{asked.quarters} quarters, chunks of {ensemble.CHUNK:,}")
    print(f"  {many:,} worlds      {all_of_them:7.2f} s of processor")
    print(f"  {few:,} worlds       {1000 * thousand:7.0f} ms of processor")
    print(f"  one world         {1000 * one:7.1f} ms of processor")
    print(f"  batch : one at a time, per world   {one / (all_of_them / many):6.0f} : 1")
    print(
        f"  {many:,} : {few:,} worlds, per world  {all_of_them / many / (thousand / few):6.2f} : 1"
    )
    print(f"  {many:,} worlds : a million normals  {all_of_them / reference:6.1f} : 1")


def shape(compiled: CompiledModel) -> None:
    """What a quarter consists of: calls of laws and attainments."""
    calls = 0
    asked = BatchState.ask

    def counted(self: BatchState, *given: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        return asked(self, *given, **named)  # type: ignore[arg-type]

    BatchState.ask = counted  # type: ignore[assignment, method-assign]
    try:
        ensemble.run(compiled, 0, 100)
    finally:
        BatchState.ask = asked  # type: ignore[method-assign]
    print(
        f"  laws and attainments asked         {calls / compiled.scenario.quarters:6.0f} a quarter"
    )


def points(compiled: CompiledModel, asked: Scenario, shrink: int) -> None:
    """Points of a sweep side by side against the same points one by one."""
    worlds = 1_000 // shrink
    path = next(
        path for path, each in compiled.dispute.register.items() if each.unit == "probability"
    )
    here = compiled.dispute.register[path]
    values = np.linspace(here.low, here.high, 12)[1:-1].tolist()
    scenarios = [
        replace(asked, worlds=worlds, overrides=(Override(path, "value", value, value),))
        for value in values
    ]
    alone = best(
        lambda: [
            ensemble.run(CompiledModel(compiled.dispute, each), 0, worlds) for each in scenarios
        ]
    )
    together = best(lambda: tiling.run(compiled.dispute, scenarios, sweep.TILE))
    print(
        f"  a point of {worlds:,} worlds, side by side : one by one  {together / alone:5.2f} : 1  "
        f"({together / len(scenarios):.2f} s of processor)"
    )


def memory(compiled: CompiledModel, asked: Scenario, shrink: int) -> None:
    """Peak memory of a streamed ensemble against the number of its worlds."""
    peaks = []
    for worlds in (10_000 // shrink, 20_000 // shrink, 40_000 // shrink):
        tracemalloc.start()
        step(compiled, asked, worlds)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    first = peaks[0]
    ratios = " : ".join(f"{peak / first:.2f}" for peak in peaks)
    print(
        f"  peak memory of 1, 2 and 4 times the worlds  {ratios}  (first {first / 2**20:.0f} MiB)"
    )


def around(shrink: int) -> None:
    """Writing beside stepping, two workers beside one, and the command's start."""
    worlds = 10_000 // shrink
    question = runs.read("baseline", worlds=worlds)
    held: list[ensemble.Batch] = []
    stepped = wall(lambda: held.extend(simulate(question, workers=1)))
    with TemporaryDirectory() as folder:
        written = wall(lambda: results.save(held, question.manifest(), Path(folder) / "run"))
    two = wall(lambda: list(simulate(question, workers=2)))
    print(f"  writing : stepping                 {written / stepped:6.2f} : 1")
    print(f"  two workers : one (with their start) {two / stepped:4.2f} : 1")
    bare = min(wall(lambda: python("-c", "pass")) for _ in range(ROUNDS))
    start = min(wall(lambda: python("-m", "sim", "--help")) for _ in range(ROUNDS))
    print(f"  sim --help : a bare Python         {start / bare:6.1f} : 1  ({start:.2f} s)")


def simulate(question: runs.Question, workers: int) -> list[ensemble.Batch]:
    """All batches of a question."""
    return list(ensemble.simulate(question.scenario, question.dispute, workers=workers))


def step(compiled: CompiledModel, asked: Scenario, worlds: int) -> None:
    """An ensemble whose batches are let go one by one."""
    for _ in ensemble.simulate(replace(asked, worlds=worlds), compiled.dispute):
        pass


def yardstick() -> Array:
    """A fixed piece of NumPy work."""
    return np.random.Generator(np.random.Philox(1)).standard_normal(1_000_000)


def best(work: Callable[[], object]) -> float:
    """Least processor time of some rounds, s."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def wall(work: Callable[[], object]) -> float:
    """Elapsed time, s."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def python(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  this Python


if __name__ == "__main__":
    main()
