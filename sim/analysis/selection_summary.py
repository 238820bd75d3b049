"""What the worlds that were picked look like beside all others, in every table of a run."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.analysis import weighted_statistics
from sim.analysis.discovery import LEVEL, InputSeparation, OutcomeGroups
from sim.analysis.estimates import Estimate, estimate
from sim.analysis.expressions import Answer, Expression, standard
from sim.analysis.world_filters import WorldFilter, box
from sim.analysis.world_variables import axis
from sim.results import Run

Floats = NDArray[np.float64]
Worlds = NDArray[np.intp]

SAMPLE, LEAST = 1000, 100  # worlds that are drawn as points, and of those picked at least


@dataclass(frozen=True)
class SelectedAnswer:
    """One answer over the worlds picked, over all, and in the same worlds of another run."""

    expression: str
    label: str
    unit: str
    is_share: bool
    selected: Estimate
    whole: Estimate
    there: Estimate | None = None


@dataclass(frozen=True)
class SelectionContrast:
    """A drawn parameter, or one option of a form, by which the picked worlds stand out.

    ci95 : of Cliff's delta by itself, over worlds, or over joint draws where worlds share them
    """

    drawn: InputSeparation
    ci95: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Selection:
    """A run of which some worlds are picked.

    pick : by which conditions
    """

    run: Run
    world_filter: WorldFilter

    @cached_property
    def worlds(self) -> NDArray[np.bool_]:
        """Whether each world is picked and counts at all, (world,)."""
        return self.world_filter.worlds(self.run) & self.counting

    @cached_property
    def counting(self) -> NDArray[np.bool_]:
        """Worlds that count at all, (world,)."""
        weights = self.run.weights
        return np.ones(self.run.manifest.worlds, bool) if weights is None else weights > 0

    @property
    def count(self) -> int:
        """How many worlds are picked."""
        return int(self.worlds.sum())

    @property
    def of(self) -> int:
        """Out of how many."""
        return int(self.counting.sum())

    @cached_property
    def share(self) -> Estimate:
        """Share of the worlds that is picked, by their weight where they are weighted."""
        return estimate(self.answer)

    @cached_property
    def answer(self) -> Answer:
        """Whether each world is picked, as a question that was put to it."""
        values = self.worlds.astype(np.float64)
        label, run = "picked", self.run
        return Answer(str(self.world_filter), label, "", True, values, run.weights, run.rows)

    @property
    def are_two(self) -> bool:
        """Whether some worlds are picked and some are not, so that they can be compared."""
        return 0 < self.count < self.of

    def first(self, most: int) -> Worlds:
        """The first of the worlds picked, by index: not chosen by what happens in them."""
        return np.flatnonzero(self.worlds)[:most]

    def sample(self, most: int = SAMPLE, least: int = LEAST) -> tuple[Worlds, Worlds]:
        """Worlds that are drawn as points: others, and picked.

        The first `most` worlds (weighted, as many that stand for an equal share of the weight), and
        further picked ones where fewer than `least` of them are among these.
        """
        weights, run = self.run.weights, self.run
        count = min(most, run.manifest.worlds)
        if weights is None:
            shown = np.arange(count)
        else:
            shown = np.unique(weighted_statistics.typical(weights, count))
        here = self.worlds[shown]
        picked = shown[here]
        if len(picked) < least:
            picked = np.union1d(picked, self.first(least))
        return shown[~here], picked


def boxed(found: Selection, sides: Sequence[tuple[str, float, float]]) -> WorldFilter:
    """What is picked once a box was drawn over axes; a side that holds all worlds says nothing.

    sides : path, and from where to where it was drawn
    Raises InputError where it lies beside every name of an axis, or the run holds none of a name.
    """
    manifest, told = found.run.manifest, []
    for path, one, other in sides:
        values = axis(manifest, path).values(found.run)
        if min(one, other) > values.min() or max(one, other) < values.max():
            told.append((path, one, other))
    kept = found.world_filter
    for path, *_ in sides:
        kept = kept.without(path)
    return kept.narrowed(box(manifest, told))


def selected_answers(found: Selection, base: Run | None = None) -> list[SelectedAnswer]:
    """Every standard answer over the picked worlds, over all, and in the same worlds of a base.

    base : over the same worlds, of which world i is world i of the run
    """
    rows = []
    for expression in standard(found.run.manifest):
        answer = expression.ask(found.run)
        rows.append(
            SelectedAnswer(
                answer.expression,
                answer.label,
                answer.unit,
                answer.is_share,
                estimate(answer, found.worlds),
                estimate(answer),
                None if base is None else _there(expression, base, found.worlds),
            )
        )
    return rows


def selection_contrasts(found: Selection, most: int) -> tuple[list[SelectionContrast], int]:
    """What was drawn most differently in the worlds picked and the others, and of how many draws.

    What the worlds were picked by is left out; nothing where all or none are picked.
    """
    if not found.are_two:
        return [], 0
    groups = OutcomeGroups(found.run, found.answer)
    drawn = [each for each in groups.draws() if each.path not in found.world_filter.paths]
    columns = {(path, option): values for path, option, _, _, values in groups.columns()}
    return [
        SelectionContrast(each, _interval(groups, columns[each.path, each.option], each.delta))
        for each in drawn[:most]
    ], len(drawn)


def _there(expression: Expression, base: Run, worlds: NDArray[np.bool_]) -> Estimate | None:
    if expression.outcome not in (measure.name for measure in base.manifest.measures):
        return None
    return estimate(expression.ask(base), worlds)


def _interval(groups: OutcomeGroups, values: Floats, delta: float) -> tuple[float, float]:
    """95 % interval of Cliff's delta, by the placements of each world among the other group.

    The variance is the sum of the squares of what each world adds (DeLong, DeLong &
    Clarke-Pearson 1988; Cliff 1993); worlds that share a joint draw add together.
    """
    answer = groups.answer
    influence = np.zeros(len(values))
    df = math.inf
    for mine, theirs, sign in (
        (groups.with_it, groups.without_it, 1),
        (groups.without_it, groups.with_it, -1),
    ):
        placed = sign * _placements(values[mine], values[theirs], _of(answer.weights, theirs))
        weights = _of(answer.weights, mine)
        own = np.ones(len(mine)) if weights is None else weights
        rows = None if answer.rows is None else answer.rows[mine]
        df = min(df, weighted_statistics.freedom_of(weights, rows))
        influence[mine] = own / own.sum() * (placed - delta)
    square = float((influence * influence).sum())
    if answer.rows is not None:
        square *= float(weighted_statistics.designs(influence[None], answer.rows)[0])
    room = weighted_statistics.level_score(LEVEL, df) * math.sqrt(square)
    return max(-1.0, delta - room), min(1.0, delta + room)


def _placements(mine: Floats, theirs: Floats, weights: Floats | None) -> Floats:
    """Share of the others that lie below each, less the share that lies above, (mine,)."""
    order = np.argsort(theirs, kind="stable")
    own = np.ones(len(theirs)) if weights is None else weights[order]
    sums = np.concatenate([[0.0], np.cumsum(own)]) / own.sum()
    below, upto = (
        sums[np.searchsorted(theirs[order], mine, side=side)] for side in ("left", "right")
    )
    found: Floats = below + upto - 1
    return found


def _of(weights: Floats | None, group: Sequence[int] | Worlds) -> Floats | None:
    return None if weights is None else weights[group]
