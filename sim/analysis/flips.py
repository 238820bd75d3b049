"""Where a difference turns with something that nobody knows.

The worlds are split by each form and by each drawn parameter, and the difference is looked at in
every part. Where it is positive in one part and negative in another, beyond chance, the answer to
"more or less?" is a choice of form or parameter and no finding.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sim.analysis.contrasts import Contrast, Floats, Sample, independent, paired
from sim.analysis.forms import ENOUGH_WORLDS
from sim.results import Run

LEVEL = 0.95
Z = float(ndtri((1 + LEVEL) / 2))
THIRDS = (1 / 3, 2 / 3)
LOWEST, HIGHEST = "lowest third", "highest third"
SHOWN = 8  # parameters kept beside those with which the answer turns
_BLOCK = 64  # parameters split at a time, so that memory does not grow with their number


@dataclass(frozen=True)
class Part:
    """The difference in the worlds of one option of a form, or of one outer third of a parameter.

    worlds : effective number
    """

    name: str
    worlds: float
    difference: float
    ci95: tuple[float, float]

    @property
    def is_known(self) -> bool:
        """Whether enough worlds are in it."""
        return self.worlds >= ENOUGH_WORLDS

    @property
    def sign(self) -> int:
        """1 or -1 where the interval lies above or below zero, else 0: cannot tell."""
        low, high = self.ci95
        return int(low > 0) - int(high < 0)


@dataclass(frozen=True)
class Split:
    """A difference by the options of one form, or in the outer thirds of one parameter.

    p : of there being both signs, by chance, among all the forms, or all the parameters, that were
        looked at
    """

    path: str
    meaning: str
    is_form: bool
    parts: tuple[Part, ...]
    p: float

    @property
    def flips(self) -> bool:
        """Whether the difference is positive in one part and negative in another."""
        return self.p < 1 - LEVEL

    @property
    def ends(self) -> tuple[Part, Part]:
        """The parts in which the difference lies surest above and surest below zero."""
        known = [part for part in self.parts if part.is_known]
        return max(known, key=lambda part: part.ci95[0]), min(known, key=lambda p: p.ci95[1])


@dataclass(frozen=True, eq=False)
class Worlds:
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


def by_form(worlds: Worlds, mine: Sample, theirs: Sample) -> list[tuple[Split, ...]]:
    """For each answer, its difference by the options of every form that varies.

    That a difference has both signs among K options is the alternative to its being nowhere
    negative, or nowhere positive (Gail & Simon 1985). Both of the surest parts must lie on their
    sides of zero, each allowing for the K - 1 parts that may be chance beside one that is not
    (Piantadosi & Gail 1993); over the forms the level is held by Holm (1979).
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
    if not found:
        return [()] * len(mine.values)
    chances = holm(np.stack([_chance(contrast) for *_, contrast in found]))
    return [
        tuple(
            Split(path, meaning, True, _parts(names, contrast, answer), float(p))
            for (path, meaning, names, contrast), p in zip(found, chances[:, answer], strict=True)
        )
        for answer in range(len(mine.values))
    ]


def by_parameter(worlds: Worlds, mine: Sample, theirs: Sample) -> list[tuple[Split, ...]]:
    """For each answer, its difference in the outer thirds of parameters.

    Kept are the parameters with which it turns, and the few with which it moves most. A parameter
    stands for a form of two options here; its thirds are those of the prior, whatever was observed.
    """
    found = list(_thirds(worlds, mine, theirs))
    if not found:
        return [()] * len(mine.values)
    chances = holm(np.stack([_chance(contrast) for *_, contrast in found]))
    moves = np.stack([_move(contrast) for *_, contrast in found])
    names = (LOWEST, HIGHEST)
    kept = []
    for answer in range(len(mine.values)):
        turning = [int(i) for i in np.flatnonzero(chances[:, answer] < 1 - LEVEL)]
        order = np.argsort(-moves[:, answer], kind="stable")
        rows = [*sorted(turning, key=lambda i: chances[i, answer]), *(int(i) for i in order)]
        rows = list(dict.fromkeys(rows))[: max(SHOWN, len(turning))]
        kept.append(
            tuple(
                Split(
                    found[i][0],
                    found[i][1],
                    False,
                    _parts(names, found[i][2], answer),
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


def interval(centre: float, error: float) -> tuple[float, float]:
    """The 95 % interval of a difference."""
    return centre - Z * error, centre + Z * error


def _thirds(worlds: Worlds, mine: Sample, theirs: Sample) -> Iterator[tuple[str, str, Contrast]]:
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
                yield path, meaning, _rows(found, rows)


def _outer(column: NDArray[np.generic]) -> NDArray[np.bool_]:
    """The worlds of the lowest thirds, then of the highest, (2 × parameter, world)."""
    values = column.astype(np.float64)
    low, high = np.quantile(values, THIRDS, axis=1, keepdims=True, method="inverted_cdf")
    above = np.where(low == high, values > high, values >= high)
    return np.concatenate([values <= low, above])


def _rows(found: Contrast, rows: list[int]) -> Contrast:
    return Contrast(
        found.difference[rows], found.centre[rows], found.error[rows], found.worlds[rows]
    )


def _chance(found: Contrast) -> Floats:
    """Of both signs coming about by chance, two-sided, by answer; of the groups with enough worlds.

    min(1, 2 (K - 1) max(min p⁺, min p⁻)) over K groups
    """
    known = found.worlds >= ENOUGH_WORLDS
    if known.sum() < 2:
        return np.ones(found.centre.shape[1])
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.nan_to_num(found.centre[known] / found.error[known], nan=0)
    least = np.maximum(ndtr(-z).min(axis=0), ndtr(z).min(axis=0))
    chance: Floats = np.minimum(2 * (len(z) - 1) * least, 1)
    return chance


def _move(found: Contrast) -> Floats:
    """How far the difference moves from one third to the other, in standard errors, by answer."""
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = np.abs(found.difference[1] - found.difference[0])
        move: Floats = np.nan_to_num(gap / np.sqrt((found.error**2).sum(axis=0)), nan=0)
    return move


def _parts(names: Sequence[str], found: Contrast, answer: int) -> tuple[Part, ...]:
    return tuple(
        Part(
            name,
            float(found.worlds[i]),
            float(found.difference[i, answer]),
            interval(float(found.centre[i, answer]), float(found.error[i, answer])),
        )
        for i, name in enumerate(names)
    )
