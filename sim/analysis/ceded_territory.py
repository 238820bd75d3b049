"""Which ground is ceded by each quarter, and by which settlement.

A rung of the ladder that is in force cedes the islands it names: from the quarter in which the
agreement is ratified until it is broken, if it ever is; the handover itself falls due later.
Islands that the same rungs cede share their numbers, and are one parcel.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis import weighted_statistics
from sim.analysis.estimates import estimate
from sim.analysis.expressions import Answer
from sim.analysis.grouped_comparison import groups
from sim.analysis.structural_uncertainty import ENOUGH_WORLDS
from sim.base.errors import InputError, Problem
from sim.dispute import Rung
from sim.results import Run

LEVEL = "level"  # the recorded rung

Floats = NDArray[np.float64]
Ladder = Mapping[str, Rung]


@dataclass(frozen=True, eq=False)
class Parcel:
    """Ground that is always ceded together.

    islands : their ids
    rungs : those that cede it, in the order of the ladder
    by_rung : (rung, quarter), share of worlds in which this rung is in force
    share : (quarter,), their sum; mcse : (quarter,), its Monte-Carlo standard error
    low, high : (quarter,), range over the options of uncertain forms; NaN where too few worlds
        are left to tell
    """

    islands: tuple[str, ...]
    rungs: tuple[str, ...]
    by_rung: Floats
    share: Floats
    mcse: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class Cession:
    """What is ceded in a run, parcel by parcel, in the order of the ladder.

    quarters : their names
    """

    quarters: tuple[str, ...]
    parcels: tuple[Parcel, ...]

    def of(self, island: str) -> Parcel:
        """The parcel of which an island is a part."""
        return next(parcel for parcel in self.parcels if island in parcel.islands)

    def of_islands(self, islands: Collection[str]) -> Cession:
        """The parcels of which any of these islands is a part."""
        kept = tuple(each for each in self.parcels if set(each.islands) & set(islands))
        return Cession(self.quarters, kept)

    @property
    def top(self) -> float:
        """The highest share of any parcel in any quarter; 0 without any."""
        return max((float(parcel.share.max()) for parcel in self.parcels), default=0.0)


def parcels(ladder: Ladder) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Rungs -> islands that these rungs cede and no others, in the order of the ladder."""
    islands = dict.fromkeys(island for rung in ladder.values() for island in rung.islands)
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for island in islands:
        rungs = tuple(name for name, rung in ladder.items() if island in rung.islands)
        found[rungs] = (*found.get(rungs, ()), island)
    return found


def cession(run: Run, ladder: Ladder) -> Cession:
    """What is ceded by each quarter.

    Raises InputError where the run does not say, or knows another ladder.
    """
    level = levels(run, ladder)
    by_rung = _shares(level, len(ladder), run)
    names = list(ladder)
    found = []
    for rungs, islands in parcels(ladder).items():
        rows = [names.index(rung) for rung in rungs]
        flags = np.isin(level, rows).astype(np.float64)
        estimates = [estimate(_answer(run, row, islands)) for row in flags]
        low, high = _spans(flags, run)
        found.append(
            Parcel(
                islands=islands,
                rungs=rungs,
                by_rung=by_rung[rows],
                share=np.array([each.value for each in estimates]),
                mcse=np.array([each.mcse for each in estimates]),
                low=low,
                high=high,
            )
        )
    return Cession(run.calendar, tuple(found))


def answers(run: Run, ladder: Ladder, quarter: int) -> list[Answer]:
    """For each parcel, in which worlds it is ceded at the end of a quarter.

    quarter : its place in the run, 0 for the first
    """
    names = list(ladder)
    level = levels(run, ladder)[quarter]
    return [
        _answer(run, np.isin(level, [names.index(r) for r in rungs]).astype(np.float64), islands)
        for rungs, islands in parcels(ladder).items()
    ]


def levels(run: Run, ladder: Ladder) -> NDArray[np.intp]:
    """The rung in force at the end of each quarter, (quarter, world), by its place on the ladder.

    Raises InputError where the run does not record it, or knows another ladder.
    """
    known = [m.levels for m in run.manifest.measures if m.measure == "ladder"]
    if any(each != tuple(ladder) for each in known):
        what = f"{run.id} has other settlements than the dispute's file has today"
        raise InputError([Problem(what, cure="run its scenario again")])
    recorded(run, [LEVEL])
    return run.series(LEVEL).astype(np.intp)


def recorded(run: Run, paths: Sequence[str]) -> None:
    """Raises InputError where a run does not record a state."""
    known = {series.path for series in run.manifest.series}
    missing = [path for path in paths if path not in known]
    if missing:
        what = f"{run.id} does not record {', '.join(missing)}"
        raise InputError([Problem(what, cure="run its scenario again")])


def _answer(run: Run, values: Floats, islands: Sequence[str]) -> Answer:
    name = " and ".join(islands)
    return Answer(name, name, "", True, values, run.weights, run.rows)


def _shares(level: NDArray[np.intp], rungs: int, run: Run) -> Floats:
    """Share of worlds on each rung, (rung, quarter)."""
    flags = (level == np.arange(rungs)[:, None, None]).astype(np.float64)
    found: Floats = np.average(flags, axis=-1, weights=run.weights)
    return found


def _spans(flags: Floats, run: Run) -> tuple[Floats, Floats]:
    """Lowest and highest share over the options of any one form, (quarter,) each.

    As `forms.span` has them, for all quarters at once.

    flags : (quarter, world)
    """
    weights = np.ones(flags.shape[1]) if run.weights is None else run.weights
    weighted = groups(run, run) * weights
    sizes = np.array([weighted_statistics.effective(row) for row in weighted])
    known = sizes >= ENOUGH_WORLDS
    if run.weights is not None and len(known) > 1 and not known[1:].any():
        unknown = np.full(len(flags), np.nan)
        return unknown, unknown
    known[0] = True  # all worlds, however few they are
    means = weighted[known] @ flags.T / weighted[known].sum(axis=1, keepdims=True)
    return means.min(axis=0), means.max(axis=0)
