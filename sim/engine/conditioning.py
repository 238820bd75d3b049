"""How well each world agrees with what a scenario observes, and whether enough worlds are left.

To observe is to condition: it changes no draw and no step, and weights each finished world by the
likelihood of what is seen in it (importance weights, Owen 2013, chapter 9).
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

import numpy as np

from sim.base.axes import Array
from sim.base.errors import InputError, Problem
from sim.base.quarters import Quarter
from sim.scenario import Observation, Scenario
from sim.scenario.file_schema import WORLDS

# As many equal worlds: with fewer, the Monte-Carlo error of a share of one half is over seven
# points, which is more than most answers move.
ENOUGH = 50
ROOM = 1.25  # beyond what is needed just so: the share that is left is itself only an estimate

Recorded = Mapping[str, Array]  # state path -> (quarter, world)


class ObservableWorlds(Protocol):
    """A batch of finished worlds."""

    @property
    def quarters(self) -> Recorded: ...


Batch = TypeVar("Batch", bound=ObservableWorlds)


def agreement(seen: Observation, recorded: Recorded, start: Quarter) -> Array:
    """Likelihood of what is seen in each world, relative to the best that could be, (world,).

    Of a condition 1 or 0; of a measurement exp(-((x - value) / error)² / 2), the error Gaussian.

    start : first quarter of the run
    """
    last = seen.quarter - start
    rows = slice(last if seen.span == "at" else 0, last + 1)
    if seen.near is not None and seen.within is not None:
        path, value = seen.near
        with np.errstate(over="ignore"):  # ever so far off is no likelihood at all
            off: Array = (recorded[path][last] - value) / seen.within
            return np.asarray(np.exp(-off * off / 2))
    if seen.that is None:
        raise ValueError(f"{seen.id} observes nothing")  # refused when it is read
    asked = start.index + np.arange(rows.start, rows.stop)[:, None]
    holds = seen.that.evaluate(lambda path: recorded[path][rows], asked)
    found = np.any(holds, axis=0) if seen.span == "by" else np.all(holds, axis=0)
    return np.asarray(found, dtype=np.float64)


def weigh(scenario: Scenario, recorded: Recorded) -> Array | None:
    """The weight of each world: the product of its agreements, (world,); None without any."""
    weights: Array | None = None
    for seen in scenario.observations:
        found = agreement(seen, recorded, scenario.start)
        weights = found if weights is None else weights * found
    return weights


def effective(weights: Array) -> float:
    """Worlds that would be as exact if all counted alike: (Σ w)² / Σ w² (Kish 1965); 0 if none do.

    weights : (world,), not negative
    """
    largest = float(weights.max(initial=0))
    if largest == 0:
        return 0.0
    scaled = weights / largest  # so that squares of tiny weights are not lost
    return float(scaled.sum()) ** 2 / float((scaled * scaled).sum())


def watched(batches: Iterable[Batch], scenario: Scenario) -> Iterator[Batch]:
    """The same batches; after the last, InputError with advice where too few worlds are left."""
    agreements: list[list[Array]] = []
    for batch in batches:
        agreements.append(
            [agreement(seen, batch.quarters, scenario.start) for seen in scenario.observations]
        )
        yield batch
    if scenario.observations:
        by_observation = zip(*agreements, strict=True)
        check(scenario.observations, [np.concatenate(each) for each in by_observation])


def check(observations: Sequence[Observation], agreements: Sequence[Array]) -> None:
    """InputError where what is observed leaves too few worlds to say anything.

    agreements : of each observation, (world,)
    """
    left, worlds = effective(np.prod(agreements, axis=0)), len(agreements[0])
    if left >= ENOUGH:
        return
    problems = [
        Problem(
            f"what is observed leaves {_count(left)} of {worlds:,} worlds, each counted by how "
            "well it agrees",
            f"at least {ENOUGH}, or a share would be in doubt by more than seven points",
            _more(left, worlds),
        )
    ]
    for seen, alone in zip(observations, agreements, strict=True):
        cure = "a larger within leaves more" if seen.near else ""
        what = f"{seen.id}, alone, leaves {_count(effective(alone))} of {worlds:,} worlds"
        problems.append(Problem(what, cure=cure, mark=seen.mark))
    raise InputError(problems)


def _more(left: float, worlds: int) -> str:
    """How many worlds would leave enough."""
    if left == 0:
        return "none agrees with all of it: observe less, or less exactly"
    needed = worlds * ENOUGH / left * ROOM
    step = 10 ** (math.floor(math.log10(needed)) - 1)
    asked = math.ceil(needed / step) * step
    if asked > WORLDS[1]:
        return f"more than {WORLDS[1]:,} worlds would be needed: observe less, or less exactly"
    return f"about --worlds {asked} would leave enough"


def _count(left: float) -> str:
    return f"{left:,.1f}".removesuffix(".0") if left < ENOUGH else f"{left:,.0f}"
