"""A made-up run whose settlements, rounds and win-sets are given world by world."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.dispute import Rung
from sim.results import Measure, Run, Series
from tests.support.synthetic import OPTIONS, FakeBatch, make_manifest

LADDER = {
    "nothing": Rung("nothing"),
    "shared": Rung("shared use"),
    "near": Rung("the near ones", ("rock", "reef")),
    "whole": Rung("all of them", ("rock", "reef", "isle")),
}
HOLDER, CLAIMANT = "aldor.winset", "brenn.winset"  # as in tests/data/straits
PATHS = ("level", HOLDER, CLAIMANT, "zone", "rounds")


def make_ceding(
    level: ArrayLike,
    *,
    rounds: ArrayLike = 1,
    holder: ArrayLike = 0.5,
    claimant: ArrayLike = 0.5,
    zone: ArrayLike = 0.1,
    steep: ArrayLike = 0,
    ladder: Sequence[str] = tuple(LADDER),
    paths: Sequence[str] = PATHS,
    **changes: Any,
) -> Run:
    """A run with these states, (quarter, world) or what broadcasts to it.

    steep : (world,), which of two options of a form each world drew
    """
    levels = np.asarray(level, dtype=np.float64)
    quarters, worlds = levels.shape
    given = dict(zip(PATHS, (level, holder, claimant, zone, rounds), strict=True))
    shape = (quarters, worlds)
    states = {p: np.broadcast_to(np.asarray(given[p], float), shape).copy() for p in paths}
    manifest = make_manifest(
        worlds,
        quarters=quarters,
        quantities=(),
        measures=(Measure(name="settlement", kind="level", measure="ladder", levels=ladder),),
        series=tuple(Series(path=path) for path in paths),
        **changes,
    )
    batch = FakeBatch(
        0,
        worlds,
        outcomes={"settlement": levels[-1]},
        quarters=states,
        draws={"laws.curve": np.broadcast_to(np.asarray(steep, float), (worlds,)).copy()},
    )
    assert manifest.forms[0].options == OPTIONS
    return Run.collect([batch], manifest)
