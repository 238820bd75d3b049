"""Where worlds fall between the two win-sets of the bargaining.

A win-set holds the packages that one side could get ratified at home (Putnam 1988), here as a share
of all packages. Where the two shares add up to more than one, some package is in both, whatever
they hold. Each round notes both win-sets and the zone of agreement: the share of packages that both
sides prefer to no deal. At a quarter a world shows what its last round found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis import structural_uncertainty, weighted_statistics
from sim.analysis.ceded_territory import Ladder, levels, recorded
from sim.analysis.estimates import Estimate, estimate
from sim.analysis.expressions import Answer
from sim.choices.packages import packages
from sim.dispute import Dispute, Roles
from sim.results import Run

ROUNDS, ZONE = "rounds", "zone"  # recorded states
WINSET = "{}.winset"
MOST_STEPS = 8  # values of a share that are told apart one by one
ALIKE = 3  # digits in which two values of a share are one
TENTHS = 10
RARE = 0.002  # of all rounds in all quarters
SAMPLE = 300  # worlds shown one by one
# Where a world without a settlement stands, the first that holds.
STAGES = {
    "waiting": "no bargaining round held",
    "apart": "no package that both prefer to no deal",
    "barred": "one side could ratify nothing",
    "open": "a package that both prefer, and no agreement",
}

Floats = NDArray[np.float64]
Worlds = NDArray[np.intp]
_Step = tuple[tuple[float, float], float]  # its ends, and how much counts


@dataclass(frozen=True, eq=False)
class Steps:
    """The values of a share that occur, where they are few; else the tenths in which any lies.

    One that hardly any world takes is put together with the nearest.

    low, high : (step,), the ends of each, in order; equal where it is one value
    """

    low: Floats
    high: Floats

    @classmethod
    def of(cls, values: Floats) -> Steps:
        """The steps that some values take; NaN is none."""
        found, counts = np.unique(values[~np.isnan(values)].round(ALIKE), return_counts=True)
        ends = [(value, value) for value in found.tolist()]
        if len(found) > MOST_STEPS:
            tenths, places = np.unique(_tenth(found), return_inverse=True)
            counts = np.bincount(places, weights=counts)
            ends = [(tenth / TENTHS, (tenth + 1) / TENTHS) for tenth in tenths.tolist()]
        steps = _merged([*zip(ends, counts.tolist(), strict=True)], RARE * counts.sum())
        low, high = np.array([end for end, _ in steps]).reshape(-1, 2).T
        return cls(low, high)

    def place(self, values: Floats) -> Worlds:
        """The step of each value; -1 where it is NaN."""
        known = np.nan_to_num(values.round(ALIKE))
        found = np.searchsorted(self.low, known, side="right") - 1
        return np.where(np.isnan(values), -1, found)

    def __len__(self) -> int:
        return len(self.low)


@dataclass(frozen=True, eq=False)
class RoundFindings:
    """What the last round by the end of a quarter found in each world.

    held : (world,), whether a round has been held by then
    holder, claimant : (world,), the win-sets; zone : (world,), what both prefer to no deal; shares
        of all packages, NaN before any round
    """

    held: NDArray[np.bool_]
    holder: Floats
    claimant: Floats
    zone: Floats


@dataclass(frozen=True, eq=False)
class Bargaining:
    """What a run has recorded of the bargaining, in all quarters.

    level : (quarter, world), the rung in force, by its place on the ladder
    held, holder, claimant, zone : (quarter, world), as of Found
    """

    run: Run
    level: Worlds
    held: NDArray[np.bool_]
    holder: Floats
    claimant: Floats
    zone: Floats

    def at(self, place: int) -> RoundFindings:
        """What the last round by the end of a quarter found; 0 is the first quarter."""
        return RoundFindings(
            self.held[place], self.holder[place], self.claimant[place], self.zone[place]
        )

    @property
    def shares(self) -> tuple[Floats, Floats]:
        """The holder's and the claimant's win-set at the last round, in all quarters."""
        return self.holder[self.held], self.claimant[self.held]


@dataclass(frozen=True, eq=False)
class WinSets:
    """Both win-sets in each world at the end of a quarter.

    quarter : its name
    last : what the last round found
    final : (world,), the rung in force at the end of the run, by its place on the ladder
    columns, rows : steps of the holder's and of the claimant's share in any quarter
    density, base : (row, column), share of all worlds; base is None without one
    sample : worlds shown one by one, the same in every scenario; only those that held a round
    """

    quarter: str
    last: RoundFindings
    final: Worlds
    columns: Steps
    rows: Steps
    density: Floats
    base: Floats | None
    sample: Worlds


@dataclass(frozen=True)
class Stage:
    """How many worlds stand at one place on the way to a settlement.

    low, high : range of the share over uncertain forms
    """

    name: str
    title: str
    found: Estimate
    low: float
    high: float


@dataclass(frozen=True)
class Ending:
    """What the bargaining found in the worlds that end with one settlement.

    share : of all worlds that held a round; holder, claimant, zone : medians among them
    """

    rung: str
    share: float
    holder: float
    claimant: float
    zone: float


def bargaining(run: Run, ladder: Ladder, roles: Roles) -> Bargaining:
    """What a run has recorded of the bargaining.

    Raises InputError where it has not, or knows another ladder.
    """
    paths = [*(WINSET.format(each) for each in (roles.holder, roles.claimant)), ZONE]
    recorded(run, [*paths, ROUNDS])
    held = run.series(ROUNDS) > 0
    shares = (np.where(held, run.series(path), np.nan) for path in paths)
    return Bargaining(run, levels(run, ladder), held, *shares)


def steps(found: Sequence[Bargaining]) -> tuple[Steps, Steps]:
    """The steps of the holder's and of the claimant's share in any quarter of any run."""
    sides = zip(*(each.shares for each in found), strict=True)
    holder, claimant = (Steps.of(np.concatenate(values)) for values in sides)
    return holder, claimant


def win_sets(found: Bargaining, place: int, base: Bargaining | None = None) -> WinSets:
    """Both win-sets at a quarter, on a plane that is the same in every quarter.

    place : of the quarter in the run, 0 for the first
    """
    both = [found] if base is None else [found, base]
    columns, rows = steps(both)
    densities = [_density(each, place, rows, columns) for each in both]
    last = found.at(place)
    return WinSets(
        quarter=found.run.calendar[place],
        last=last,
        final=found.level[-1],
        columns=columns,
        rows=rows,
        density=densities[0],
        base=densities[1] if base is not None else None,
        sample=_sample(found.run, last.held),
    )


def _density(found: Bargaining, place: int, rows: Steps, columns: Steps) -> Floats:
    """Share of all worlds in each cell, (row, column)."""
    last, weights = found.at(place), found.run.weights
    counts = np.ones(len(last.held)) if weights is None else weights
    cells = np.zeros((len(rows), len(columns)))
    places = (rows.place(last.claimant)[last.held], columns.place(last.holder)[last.held])
    np.add.at(cells, places, counts[last.held])
    cells /= counts.sum()
    return cells


def _merged(steps: list[_Step], least: float) -> list[_Step]:
    """Steps of which none but a single one counts less than the least."""
    while len(steps) > 1:
        place = min(range(len(steps)), key=lambda i: steps[i][1])
        if steps[place][1] >= least:
            break
        # Put together with whichever of its neighbours lies nearer.
        (low, high), _ = steps[place]
        below = low - steps[place - 1][0][1] if place else math.inf
        above = steps[place + 1][0][0] - high if place + 1 < len(steps) else math.inf
        first = place - 1 if below <= above else place
        (start, _), one = steps[first]
        (_, end), other = steps[first + 1]
        steps = [*steps[:first], ((start, end), one + other), *steps[first + 2 :]]
    return steps


def _tenth(values: Floats) -> Floats:
    """The tenth in which a share lies; one lies in the last."""
    return np.minimum(np.floor(values * TENTHS), TENTHS - 1)


def stages(found: Bargaining, ladder: Ladder, place: int) -> list[Stage]:
    """Where worlds stand at the end of a quarter on the way to a settlement.

    The first of STAGES that holds, else the rung in force: they add up to all worlds.
    """
    run, last, level = found.run, found.at(place), found.level[place]
    tests = {
        "waiting": ~last.held,
        "apart": last.zone == 0,
        "barred": np.minimum(last.holder, last.claimant) == 0,
        "open": last.held,
    }
    left = level == 0
    listed = []
    for name, title in STAGES.items():
        listed.append(_stage(run, name, title, left & tests[name]))
        left = left & ~tests[name]
    rungs = list(ladder.items())[1:]
    return listed + [
        _stage(run, name, f"in force: {rung.title}", level == row)
        for row, (name, rung) in enumerate(rungs, start=1)
    ]


def endings(run: Run, ladder: Ladder, found: WinSets) -> list[Ending]:
    """Medians of the win-sets by settlement at the end, of those that any world reached."""
    held, listed = found.last.held, []
    for row, name in enumerate(ladder):
        these = held & (found.final == row)
        weights = weighted_statistics.chosen(run.weights, these)
        share = weighted_statistics.mean(
            (found.final[held] == row).astype(np.float64),
            weighted_statistics.chosen(run.weights, held),
        )
        if not share > 0:
            continue
        holder, claimant, zone = (
            float(weighted_statistics.quantiles(column[these], [1 / 2], weights)[0])
            for column in (found.last.holder, found.last.claimant, found.last.zone)
        )
        listed.append(Ending(name, share, holder, claimant, zone))
    return listed


def reach(dispute: Dispute) -> dict[str, float]:
    """Share of all packages that go no further than each rung, by its name.

    A side whose win-set ends at a rung, and that holds all below it, has this share.
    """
    settlement = packages(dispute).settlement
    return {name: float((settlement <= row).mean()) for row, name in enumerate(dispute.ladder)}


def _stage(run: Run, name: str, title: str, here: NDArray[np.bool_]) -> Stage:
    answer = Answer(name, title, "", True, here.astype(np.float64), run.weights, run.rows)
    return Stage(name, title, estimate(answer), *structural_uncertainty.span(run, answer))


def _sample(run: Run, held: NDArray[np.bool_]) -> Worlds:
    """The first worlds; weighted, worlds that stand for an equal share of the weight each."""
    count = min(SAMPLE, len(held))
    worlds = np.arange(count)
    if run.weights is not None:
        worlds = np.unique(weighted_statistics.typical(run.weights, count))
    return worlds[held[worlds]]
