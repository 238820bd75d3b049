"""Differences between two runs, world by world.

World i has the same draws in both runs, but for what the scenario changes, so that a difference is
a mean of differences, with a far smaller error than the difference of two means. Runs whose worlds
are not the same are compared as independent samples where that is asked for.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.analysis import sign_reversals
from sim.analysis.contrasts import Contrast, Floats, Sample, moves
from sim.analysis.expressions import Answer, Expression, standard
from sim.analysis.pairing_checks import check_paired
from sim.analysis.sign_reversals import LEVEL, RunPair, SubgroupDifference, SubgroupSplit, interval
from sim.analysis.weighted_statistics import mean
from sim.results import Measure, Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.analysis.expressions import Asking

__all__ = [
    "CANNOT_TELL",
    "DETECTABLE",
    "LEVEL",
    "TOO_FEW",
    "Difference",
    "compare",
    "differences",
    "in_groups",
    "shared",
]

Verdict = Literal[
    "cannot tell", "higher", "lower", "no difference found", "equal", "too few worlds to tell"
]
CANNOT_TELL: Verdict = "cannot tell"
TOO_FEW: Verdict = "too few worlds to tell"
# Standard errors of the least difference that four of five such comparisons find: 1.96 + 0.84
# (Bloom 1995).
DETECTABLE = 2.8


@dataclass(frozen=True)
class Difference:
    """How one answer differs between a run and its base.

    ci95 : of the difference, Monte-Carlo error only
    forms : range of the difference over the options of uncertain forms; NaN where too few worlds
        drew each
    changed, up, down : shares of worlds in which the outcome differs, is higher, is lower; NaN
        where the two runs do not share their worlds, or weigh them differently
    reduction : variance of the difference without pairing over that with it: how many times the
        worlds would be needed without it; None if no world changed, or if nothing was paired
    detectable : the least difference that four of five such comparisons would find
    by_form : the difference by option of each form that varies
    by_parameter : in the outer thirds of the parameters with which it turns or moves beyond chance
    df : effective degrees of freedom of the interval; infinite where no world is weighted
    is_few : whether weights leave too few effective joint draws, or events, for a verdict
    is_searched : whether the worlds were split by parameters at all; if not, its verdict is one for
        now, for nobody has looked whether it turns with one
    """

    expression: str
    label: str
    unit: str
    is_share: bool
    base: float
    value: float
    difference: float
    ci95: tuple[float, float]
    forms: tuple[float, float]
    changed: float
    up: float
    down: float
    reduction: float | None
    detectable: float
    by_form: tuple[SubgroupSplit, ...] = ()
    by_parameter: tuple[SubgroupSplit, ...] = ()
    df: float = math.inf
    is_few: bool = False
    is_searched: bool = True

    @property
    def sign_reversals(self) -> tuple[SubgroupSplit, ...]:
        """The forms, then the parameters, with which the difference changes its sign."""
        return tuple(split for split in (*self.by_form, *self.by_parameter) if split.reverses_sign)

    @property
    def signs(self) -> dict[int, int]:
        """Of the options of all forms that enough worlds drew: how many say 1, -1, and 0."""
        found = [part.sign for _, part in self.options]
        return {sign: found.count(sign) for sign in (1, -1, 0)}

    @property
    def options(self) -> tuple[tuple[SubgroupSplit, SubgroupDifference], ...]:
        """The options of all forms that enough worlds drew, each with its form."""
        return tuple((s, part) for s in self.by_form for part in s.subgroups if part.is_known)

    @property
    def verdict(self) -> Verdict:
        """What can be said of it in a word; that the model cannot tell goes before all else."""
        low, high = self.ci95
        if self.sign_reversals or (self.signs[1] and self.signs[-1]):
            return CANNOT_TELL
        if self.changed == 0:
            return "equal"
        if self.is_few:
            return TOO_FEW
        if low > 0:
            return "higher"
        return "lower" if high < 0 else "no difference found"  # also where one world says nothing


def differences(
    run: Run,
    base: Run,
    expressions: "Sequence[Asking] | None" = None,
    *,
    is_paired: bool = True,
    parameters: bool = True,
) -> list[Difference]:
    """Differences of the answers that both runs can give, in the order of the run's.

    is_paired : world by world; else as two samples that have nothing to do with one another
    parameters : split the worlds by parameters too; nearly all of the time goes there
    Raises InputError where the runs should be paired and do not hold the same worlds.
    """
    wanted = shared(run, base) if expressions is None else expressions
    mine, theirs = ([e.ask(each) for e in wanted] for each in (run, base))
    return compare(run, base, mine, theirs, is_paired=is_paired, parameters=parameters)


def shared(
    run: Run, base: Run, expressions: Sequence[Expression] | None = None
) -> list[Expression]:
    """Those of the expressions, or of the standard ones, that both runs can answer alike."""
    wanted = standard(run.manifest) if expressions is None else expressions
    return [e for e in wanted if e.fits(run.manifest) and e.fits(base.manifest)]


def compare(
    run: Run,
    base: Run,
    mine: Sequence[Answer],
    theirs: Sequence[Answer],
    *,
    is_paired: bool = True,
    parameters: bool = True,
) -> list[Difference]:
    """Differences of answers, one by one.

    mine, theirs : answers of the run and of the base to the same questions
    parameters : split the worlds by parameters too; by forms they always are
    """
    if is_paired:
        check_paired(run, base)
    if not mine:
        return []
    worlds = RunPair(run, base, is_paired)
    one, other = _sample(mine, run), _sample(theirs, base)
    overall = worlds.contrast(one, other, worlds.everything)
    forms = sign_reversals.by_form(worlds, one, other)
    thirds = sign_reversals.by_parameter(worlds, one, other) if parameters else None
    return [
        _difference(
            mine[i], i, overall, one, other, worlds, forms[i], thirds[i] if thirds else None
        )
        for i in range(len(mine))
    ]


def in_groups(
    run: Run,
    base: Run,
    groups: "Mapping[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]]",
    path: str,
    meaning: str,
    *,
    is_paired: bool = True,
) -> dict[str, SubgroupSplit]:
    """The differences of the answers that both runs give, in groups of worlds, by expression.

    groups : name -> its worlds, (world,), in each of the two runs
    path, meaning : what the groups are called together
    """
    wanted = shared(run, base)
    mine, theirs = [e.ask(run) for e in wanted], [e.ask(base) for e in wanted]
    worlds = RunPair(run, base, is_paired)
    found = sign_reversals.by_group(
        worlds, _sample(mine, run), _sample(theirs, base), groups, path, meaning
    )
    return {answer.expression: split for answer, split in zip(mine, found, strict=True)}


def total(run: Run, measure: Measure) -> Answer:
    """A level or a quarter as one number, so that a difference says how far it moved.

    A level is its place on the ladder. A quarter is the time before it, from the start, at most to
    the horizon: its mean is the restricted mean time (Royston & Parmar 2013), which also counts the
    worlds in which it never comes.
    """
    column = run.outcomes[measure.name]
    if measure.kind == "level":
        values, unit = column.cat.codes.to_numpy(), "rungs"
    else:
        unit = "quarters before it"
        values = np.minimum(column.fillna(np.inf).to_numpy() - 1, run.manifest.quarters)
    return Answer(
        measure.name, measure.label, unit, False, values.astype(float), run.weights, run.rows
    )


def _sample(answers: Sequence[Answer], run: Run) -> Sample:
    values = np.stack([answer.values for answer in answers])
    shares = np.array([answer.is_share for answer in answers])
    weights = run.weights
    alike = np.ones(run.manifest.worlds)
    return Sample(values, shares, alike if weights is None else weights / weights.max(), run.rows)


def _difference(
    answer: Answer,
    i: int,
    overall: Contrast,
    mine: Sample,
    theirs: Sample,
    worlds: RunPair,
    by_form: tuple[SubgroupSplit, ...],
    by_parameter: tuple[SubgroupSplit, ...] | None,
) -> Difference:
    difference = float(overall.difference[0, i])
    error = float(overall.error[0, i])
    known = [p.difference for split in by_form for p in split.subgroups if p.is_known]
    changed = up = down = math.nan
    reduction = None
    if worlds.is_paired and np.array_equal(mine.weights, theirs.weights):
        moved = moves(mine, theirs)[i]
        up, down = (mean(way.astype(float), mine.weights) for way in (moved > 0, moved < 0))
        changed = up + down
        reduction = _reduction(mine.values[i], theirs.values[i], moved, mine.weights)
    return Difference(
        expression=answer.expression,
        label=answer.label,
        unit=answer.unit,
        is_share=answer.is_share,
        base=mean(theirs.values[i], theirs.weights),
        value=mean(mine.values[i], mine.weights),
        difference=difference,
        ci95=interval(float(overall.centre[0, i]), error, float(overall.df[0])),
        forms=_span(difference, known, is_varied=bool(by_form)),
        changed=changed,
        up=up,
        down=down,
        reduction=reduction,
        detectable=DETECTABLE * error,
        by_form=by_form,
        by_parameter=by_parameter or (),
        df=float(overall.df[0]),
        is_few=bool(overall.few[0, i]),
        is_searched=by_parameter is not None,
    )


def _span(overall: float, known: list[float], *, is_varied: bool) -> tuple[float, float]:
    """From the lowest to the highest; NaN where forms vary and too few worlds drew any option."""
    if is_varied and not known:
        return math.nan, math.nan
    return min([overall, *known]), max([overall, *known])


def _reduction(mine: Floats, theirs: Floats, moved: Floats, weights: Floats) -> float | None:
    """How many times fewer worlds the paired difference needs for the same error."""
    paired = _variance(moved, weights)
    unpaired = _variance(mine, weights) + _variance(theirs, weights)
    return unpaired / paired if paired else None


def _variance(values: Floats, weights: Floats) -> float:
    return mean((values - mean(values, weights)) ** 2, weights)
