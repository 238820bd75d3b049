"""Where worlds with an outcome and worlds without it part: in what was drawn, and on the way.

Two groups are compared by Cliff's delta (1993): the chance that a world with the outcome has the
higher value, less the chance that it has the lower. It asks nothing of the shape of either group
and is 2 AUC - 1. A typical world of a group is its medoid (Kaufman & Rousseeuw 1990), the world
nearest to all others of the group in what tells the groups apart.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.analysis import weighted_statistics
from sim.analysis.expressions import Answer
from sim.results import Run, Series

Floats = NDArray[np.float64]

LEVEL = 0.95
MEDIUM = 0.33  # of Cliff's delta: no longer small (Romano, Kromrey, Coraggio & Skowronek 2006)
TOLD = 10  # draws by which two groups are told apart
QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class InputSeparation:
    """A drawn parameter, or one option of a form, in worlds with the outcome and without it.

    option : of a form, else empty
    mean_with, mean_without : means of a parameter, shares of an option
    delta : Cliff's delta, above 0 where worlds with the outcome drew more
    clear : whether it is more than chance, among all that were looked at
    """

    path: str
    option: str
    meaning: str
    unit: str
    mean_with: float
    mean_without: float
    delta: float
    clear: bool


@dataclass(frozen=True)
class StateSeparation:
    """A recorded state by which the groups have parted.

    quarter : the first in which delta is no longer small and more than chance, from 0
    mean_with, mean_without, delta : in that quarter
    """

    series: Series
    quarter: int
    mean_with: float
    mean_without: float
    delta: float


@dataclass(frozen=True)
class WorldSeparation:
    """A recorded state by which two worlds part.

    quarter : the first in which they are further apart than the middle half of all worlds, from 0
    """

    series: Series
    quarter: int
    one: float
    other: float


@dataclass(frozen=True, eq=False)
class OutcomeGroups:
    """A run's worlds with and without an outcome; worlds that count for nothing are in neither.

    answer : whether each world has it
    """

    run: Run
    answer: Answer

    @cached_property
    def counting(self) -> NDArray[np.bool_]:
        """Worlds that count at all."""
        weights = self.answer.weights
        return np.ones(len(self.answer.values), bool) if weights is None else weights > 0

    @cached_property
    def with_it(self) -> NDArray[np.intp]:
        """Worlds that have the outcome."""
        return np.flatnonzero(self.counting & (self.answer.values > 0))

    @cached_property
    def without_it(self) -> NDArray[np.intp]:
        """Worlds that do not."""
        return np.flatnonzero(self.counting & (self.answer.values == 0))

    @property
    def are_two(self) -> bool:
        """Whether there are worlds of both kinds."""
        return bool(self.with_it.size and self.without_it.size)

    def delta(self, values: Floats) -> float:
        """Cliff's delta of a column, (world,), between the groups."""
        return delta(
            values[self.with_it],
            values[self.without_it],
            *(self._weights(group) for group in (self.with_it, self.without_it)),
        )

    def chance(self, looked_at: int) -> float:
        """How large a delta may be by chance, with so many looked at (Bonferroni).

        z * 2 sqrt((n + m + 1) / (12 n m)): of Mann & Whitney (1947) without ties, which is wide
        enough with them; n and m effective where worlds are weighted. Worlds that share a joint
        draw have its parameters in common, and their outcomes are no independent trials
        (`weighting.design`).
        """
        n, m = (
            weighted_statistics.size(self.answer.values[group], self._weights(group))
            for group in (self.with_it, self.without_it)
        )
        z = float(ndtri(1 - (1 - LEVEL) / (2 * looked_at)))
        whole = self.answer
        shared = weighted_statistics.design(whole.values, whole.weights, whole.rows)
        return z * math.sqrt(shared * (n + m + 1) / (3 * n * m))

    def draws(self) -> list[InputSeparation]:
        """All that was drawn and differs between worlds, by how far it tells the groups apart."""
        columns = list(self.columns())
        bar = self.chance(max(len(columns), 1))
        found = []
        for path, option, meaning, unit, values in columns:
            size = self.delta(values)
            here, there = (self._mean(values, g) for g in (self.with_it, self.without_it))
            found.append(
                InputSeparation(path, option, meaning, unit, here, there, size, abs(size) > bar)
            )
        return sorted(found, key=lambda each: -abs(each.delta))

    def splits(self) -> list[StateSeparation]:
        """The recorded states by which the groups part, the first to do so first."""
        series = [each for each in self.run.manifest.series if each.unit != "options"]
        bar = max(MEDIUM, self.chance(len(series) * self.run.manifest.quarters))
        found = []
        for each in series:
            for quarter, values in enumerate(self.run.series(each.path)):
                size = self.delta(values)
                if abs(size) > bar:
                    here, there = (self._mean(values, g) for g in (self.with_it, self.without_it))
                    found.append(StateSeparation(each, quarter, here, there, size))
                    break
        return sorted(found, key=lambda split: (split.quarter, -abs(split.delta)))

    def pair(self, drawn: Sequence[InputSeparation]) -> tuple[int, int]:
        """A typical world with the outcome, and a typical world without it that is most like it.

        The medoid of the worlds with it; of the half of the others that lies nearest to their own
        middle, the world nearest to that (a nearest unlike neighbour, Dasarathy 1995). Near is the
        sum over draws of |delta| times the difference in rank (Gower 1971).

        drawn : the draws that count: those that are clear, or the first few where none is
        """
        telling = [each for each in drawn if each.clear] or list(drawn)
        telling = telling[:TOLD]
        wanted = {(each.path, each.option): abs(each.delta) for each in telling}
        columns, sizes = [], []
        for path, option, _, _, values in self.columns():
            if (path, option) in wanted:
                columns.append(values if option else _ranks(values))
                sizes.append(wanted[path, option])
        table, size = np.array(columns), np.array(sizes)
        one = self.with_it[np.argmin(self._spread(table, size, self.with_it))]
        spread = self._spread(table, size, self.without_it)
        typical = self.without_it[spread <= np.median(spread)]
        off = (np.abs(table[:, typical] - table[:, [one]]) * size[:, None]).sum(axis=0)
        return int(one), int(typical[np.argmin(off)])

    def separations(self, one: int, other: int) -> list[WorldSeparation]:
        """The recorded states by which two worlds part, the first to do so first."""
        found = []
        for each in self.run.manifest.series:
            if each.unit == "options":
                continue
            values = self.run.series(each.path)
            for quarter, row in enumerate(values):
                gap, width = abs(row[one] - row[other]), self._width(row)
                if gap > width:
                    found.append(WorldSeparation(each, quarter, float(row[one]), float(row[other])))
                    break
        return sorted(found, key=lambda apart: (apart.quarter, not apart.series.main))

    def columns(self) -> Iterator[tuple[str, str, str, str, Floats]]:
        """Path, option, meaning, unit and values, (world,), of all that was drawn and varies."""
        draws = self.run.draws
        for form in self.run.manifest.forms:
            taken = draws[form.path].to_numpy()
            for option in form.options:
                yield form.path, option, form.meaning, "", (taken == option).astype(np.float64)
        for each in self.run.manifest.quantities:
            values = draws[each.path].to_numpy(dtype=np.float64)
            if np.ptp(values) > 0:
                yield each.path, "", each.meaning, each.unit, values

    def _weights(self, group: NDArray[np.intp]) -> Floats | None:
        weights = self.answer.weights
        return None if weights is None else weights[group]

    def _mean(self, values: Floats, group: NDArray[np.intp]) -> float:
        return weighted_statistics.mean(values[group], self._weights(group))

    def _width(self, values: Floats) -> float:
        low, _, high = weighted_statistics.quantiles(values, QUARTILES, self.answer.weights)
        return float(high - low)

    def _spread(self, table: Floats, sizes: Floats, group: NDArray[np.intp]) -> Floats:
        """Distance of each world of a group from all others of it together, (world,)."""
        found = np.zeros(group.size)
        weights = self._weights(group)
        for column, size in zip(table[:, group], sizes, strict=True):
            found += size * _distances(column, np.ones(group.size) if weights is None else weights)
        return found


def delta(
    one: Floats, other: Floats, weights: Floats | None = None, others: Floats | None = None
) -> float:
    """Cliff's delta: P(one > other) - P(one < other) for a world of each group at random.

    weights, others : of the worlds of either group; None where all count alike
    """
    places = np.concatenate([one, other])
    _, where = np.unique(places, return_inverse=True)
    mine = np.ones(len(one)) if weights is None else weights
    theirs = np.ones(len(other)) if others is None else others
    size = int(where.max()) + 1
    here = np.bincount(where[: len(one)], mine, size)
    there = np.bincount(where[len(one) :], theirs, size)
    below = np.cumsum(there) - there
    above = there.sum() - below - there
    return float((here * (below - above)).sum() / (here.sum() * there.sum()))


def _ranks(values: Floats) -> Floats:
    """Ranks from 0 to 1, those that are equal in their middle."""
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    middles = np.cumsum(counts) - (counts + 1) / 2
    found: Floats = middles[where] / max(len(values) - 1, 1)
    return found


def _distances(values: Floats, weights: Floats) -> Floats:
    """Sum over j of w_j |x_i - x_j|, (i,)."""
    order = np.argsort(values, kind="stable")
    x, w = values[order], weights[order]
    weight, moment = np.cumsum(w), np.cumsum(w * x)
    found = np.empty_like(values)
    found[order] = x * (2 * weight - weight[-1]) + moment[-1] - 2 * moment
    return found
