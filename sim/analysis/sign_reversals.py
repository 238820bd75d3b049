"""Where a difference turns with something that nobody knows.

The worlds are split by each form and by each drawn parameter, and the difference is looked at in
every part. Where it is positive in one part and negative in another, beyond chance, the answer to
"more or less?" is a choice of form or parameter and no finding.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.analysis.contrasts import Contrast, Floats, Sample, independent, paired
from sim.analysis.structural_uncertainty import ENOUGH_WORLDS
from sim.analysis.weighted_statistics import level_score, tail
from sim.results import Run

LEVEL = 0.95
Z = level_score(LEVEL)
THIRDS = (1 / 3, 2 / 3)
LOWEST, HIGHEST = "lowest third", "highest third"
SHOWN = 8  # parameters kept, with those with which the answer turns
_BLOCK = 64  # parameters split at a time, so that memory does not grow with their number


@dataclass(frozen=True)
class SubgroupDifference:
    """The difference in the worlds of one option of a form, or of one outer third of a parameter.

    worlds : effective number
    ci95 : of this part by itself
    sign : 1 or -1 where it lies above or below zero beyond chance, given how many were looked at
    """

    name: str
    worlds: float
    difference: float
    ci95: tuple[float, float]
    sign: int

    @property
    def is_known(self) -> bool:
        """Whether enough worlds are in it."""
        return self.worlds >= ENOUGH_WORLDS


@dataclass(frozen=True)
class SubgroupSplit:
    """A difference by the options of one form, or in the outer thirds of one parameter.

    p : of both signs coming about by chance, given how many forms or parameters were looked at
    """

    path: str
    meaning: str
    is_form: bool
    subgroups: tuple[SubgroupDifference, ...]
    p: float

    @property
    def reverses_sign(self) -> bool:
        """Whether the difference is positive in one part and negative in another."""
        return self.p < 1 - LEVEL

    @property
    def ends(self) -> tuple[SubgroupDifference, SubgroupDifference]:
        """The parts in which the difference lies surest above and surest below zero."""
        known = [part for part in self.subgroups if part.is_known]
        return max(known, key=lambda part: part.ci95[0]), min(known, key=lambda p: p.ci95[1])


@dataclass(frozen=True, eq=False)
class RunPair:
    """Two runs whose answers are compared, and how: world by world, or as independent samples."""

    run: Run
    base: Run
    is_paired: bool

    def contrast(
        self, mine: Sample, theirs: Sample, groups: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    ) -> Contrast:
        """Differences in groups of worlds; where paired, the base's groups are those of both."""
        if self.is_paired:
            return paired(mine, theirs, groups[1])
        return independent(mine, theirs, *groups)

    @cached_property
    def everything(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """One group that holds all worlds of each run."""
        mine, theirs = self.run.manifest.worlds, self.base.manifest.worlds
        return np.ones((1, mine), dtype=bool), np.ones((1, theirs), dtype=bool)

    @cached_property
    def forms(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Path, meaning and options of the forms that both runs know."""
        known = {form.path: form.options for form in self.run.manifest.forms}
        return [
            (form.path, form.meaning, tuple(o for o in form.options if o in known[form.path]))
            for form in self.base.manifest.forms
            if form.path in known
        ]

    @cached_property
    def parameters(self) -> list[tuple[str, str]]:
        """Path and meaning of the parameters that both runs draw."""
        known = {each.path for each in self.run.manifest.quantities}
        here = self.base.manifest.quantities
        return [(each.path, each.meaning) for each in here if each.path in known]

    def columns(self, paths: Sequence[str]) -> tuple[NDArray[np.generic], NDArray[np.generic]]:
        """Drawn parameters of each run, (path, world).

        Where paired, a parameter that the base holds fixed is taken from the run.
        """
        mine, theirs = (each.draws[list(paths)].to_numpy().T for each in (self.run, self.base))
        if self.is_paired:
            fixed = (theirs == theirs[:, :1]).all(axis=1)[:, None]
            theirs = np.where(fixed, mine, theirs)
        return mine, theirs


def by_form(worlds: RunPair, mine: Sample, theirs: Sample) -> list[tuple[SubgroupSplit, ...]]:
    """For each answer, its difference by the options of every form that varies.

    An option has a sign where its difference is none of chance among all the options of all forms
    (Bonferroni). Two options of opposite signs are the alternative to its being nowhere negative,
    or nowhere positive (Gail & Simon 1985, Piantadosi & Gail 1993).
    """
    found = []
    for path, meaning, options in worlds.forms:
        columns = worlds.columns([path])
        here, base = ((c[0] == np.array(options)[:, None]) for c in columns)
        there = here.any(axis=1) & base.any(axis=1)
        if there.sum() > 1:
            names = [o for o, is_there in zip(options, there, strict=True) if is_there]
            contrast = worlds.contrast(mine, theirs, (here[there], base[there]))
            found.append((path, meaning, names, contrast))
    looked = max(1, sum(int((c.worlds >= ENOUGH_WORLDS).sum()) for *_, c in found))
    return [
        tuple(
            SubgroupSplit(
                path,
                meaning,
                True,
                _subgroups(names, contrast, answer, looked),
                float(np.minimum(2 * looked * _least(contrast)[answer], 1)),
            )
            for path, meaning, names, contrast in found
        )
        for answer in range(len(mine.values))
    ]


def by_group(
    worlds: RunPair,
    mine: Sample,
    theirs: Sample,
    groups: Mapping[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]],
    path: str,
    meaning: str,
) -> list[SubgroupSplit]:
    """For each answer, its difference in groups of worlds, as if they were options of one form.

    groups : name -> its worlds, (world,), in each of the two runs
    """
    here, base = (np.stack([each[i] for each in groups.values()]) for i in (0, 1))
    found = worlds.contrast(mine, theirs, (here, base))
    looked = max(1, int((found.worlds >= ENOUGH_WORLDS).sum()))
    chances = np.minimum(2 * looked * _least(found), 1)
    return [
        SubgroupSplit(
            path, meaning, True, _subgroups(list(groups), found, answer, looked), float(chance)
        )
        for answer, chance in enumerate(chances)
    ]


def by_parameter(worlds: RunPair, mine: Sample, theirs: Sample) -> list[tuple[SubgroupSplit, ...]]:
    """For each answer, its difference in the outer thirds of parameters.

    Kept are the parameters with which it turns, and of those with which it moves beyond chance the
    few with which it moves most. The thirds are those of the prior, whatever was observed. A
    difference turns where both are none of chance and of opposite signs, and moves where the gap
    between both is none; over the parameters the level is held by Holm (1979), for each of the two.
    """
    found = list(_thirds(worlds, mine, theirs))
    if not found:
        return [()] * len(mine.values)
    chances = holm(np.stack([np.minimum(2 * _least(contrast), 1) for *_, contrast in found]))
    moves = holm(np.stack([_move(contrast) for *_, contrast in found]))
    names = (LOWEST, HIGHEST)
    kept = []
    for answer in range(len(mine.values)):
        turning = [int(i) for i in np.flatnonzero(chances[:, answer] < 1 - LEVEL)]
        moving = [int(i) for i in np.flatnonzero(moves[:, answer] < 1 - LEVEL)]
        rows = [
            *sorted(turning, key=lambda i: chances[i, answer]),
            *sorted(moving, key=lambda i: -_gap(found[i][2])[answer]),
        ]
        rows = list(dict.fromkeys(rows))[: max(SHOWN, len(turning))]
        kept.append(
            tuple(
                SubgroupSplit(
                    found[i][0],
                    found[i][1],
                    False,
                    _subgroups(names, found[i][2], answer, 2 * len(found)),
                    float(chances[i, answer]),
                )
                for i in rows
            )
        )
    return kept


def holm(chances: Floats) -> Floats:
    """p-values that hold the level over all rows, whatever their dependence (Holm 1979).

    chances : (test, answer)
    """
    order = np.argsort(chances, axis=0, kind="stable")
    ordered = np.take_along_axis(chances, order, axis=0)
    factors = np.arange(len(chances), 0, -1)[:, None]
    stepped = np.minimum(np.maximum.accumulate(ordered * factors, axis=0), 1)
    adjusted = np.empty_like(stepped)
    np.put_along_axis(adjusted, order, stepped, axis=0)
    return adjusted


def interval(centre: float, error: float, df: float) -> tuple[float, float]:
    """The 95 % interval of a difference by Student's t; the normal one at infinite df."""
    room = level_score(LEVEL, df) * error
    return centre - room, centre + room


def _thirds(worlds: RunPair, mine: Sample, theirs: Sample) -> Iterator[tuple[str, str, Contrast]]:
    """Path, meaning and differences of each parameter whose outer thirds hold enough worlds."""
    for start in range(0, len(worlds.parameters), _BLOCK):
        block = worlds.parameters[start : start + _BLOCK]
        columns = worlds.columns([path for path, _ in block])
        # Worlds of the lowest thirds of all parameters of the block, then of the highest.
        groups = (_outer(columns[0]), _outer(columns[1]))
        found = worlds.contrast(mine, theirs, groups)
        for i, (path, meaning) in enumerate(block):
            rows = [i, i + len(block)]
            if (found.worlds[rows] >= ENOUGH_WORLDS).all():
                yield path, meaning, found.rows(rows)


def _outer(column: NDArray[np.generic]) -> NDArray[np.bool_]:
    """The worlds of the lowest thirds, then of the highest, (2 × parameter, world)."""
    values = column.astype(np.float64)
    low, high = np.quantile(values, THIRDS, axis=1, keepdims=True, method="inverted_cdf")
    above = np.where(low == high, values > high, values >= high)
    return np.concatenate([values <= low, above])


def _least(found: Contrast) -> Floats:
    """Chance of the less sure of the two signs, one-sided, by answer: max(min p⁺, min p⁻)."""
    known = found.worlds >= ENOUGH_WORLDS
    if known.sum() < 2:
        return np.ones(found.centre.shape[1])
    above, below = _chances(found)
    least: Floats = np.maximum(below[known].min(axis=0), above[known].min(axis=0))
    return least


def _chances(found: Contrast) -> tuple[Floats, Floats]:
    """One-sided chances of each difference if it were none: of one so high, and of one so low.

    1 where too few weighted worlds count to say so.
    """
    z, df = _scores(found), found.df[:, None]
    high, low = (np.where(found.few, 1, tail(way * z, df)) for way in (-1, 1))
    return high, low


def _scores(found: Contrast) -> Floats:
    """How many standard errors a difference lies from zero, (group, answer)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        z: Floats = np.nan_to_num(found.centre / found.error, nan=0)
    return z


def _gap(found: Contrast) -> Floats:
    """How far the difference moves from one third to the other, in standard errors, by answer."""
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = np.abs(found.difference[1] - found.difference[0])
        gaps: Floats = np.nan_to_num(gap / np.sqrt((found.error**2).sum(axis=0)), nan=0)
    return gaps


def _move(found: Contrast) -> Floats:
    """Two-sided chance of so large a gap between both thirds if there were none, by answer."""
    chance = 2 * tail(-_gap(found), found.df.min(keepdims=True))
    return np.where(found.few.any(axis=0), 1, chance)


def _subgroups(
    names: Sequence[str], found: Contrast, answer: int, looked: int
) -> tuple[SubgroupDifference, ...]:
    """The parts as a reader sees them.

    looked : number of parts among which a sign must not come about by chance
    """
    z = _scores(found)[:, answer]
    chance = np.minimum(*(each[:, answer] for each in _chances(found)))
    clear = np.sign(z) * (2 * looked * chance < 1 - LEVEL)
    return tuple(
        SubgroupDifference(
            name,
            float(found.worlds[i]),
            float(found.difference[i, answer]),
            interval(
                float(found.centre[i, answer]), float(found.error[i, answer]), float(found.df[i])
            ),
            int(clear[i]),
        )
        for i, name in enumerate(names)
    )
