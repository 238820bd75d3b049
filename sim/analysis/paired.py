"""Differences between two runs, world by world.

World i has the same draws in both runs, but for what the scenario changes, so that a difference is
a mean of differences, with a far smaller error than the difference of two means.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from sim.analysis import forms
from sim.analysis.expressions import Answer, Expression, standard
from sim.errors import InputError, Problem
from sim.results import Run

LEVEL = 0.95
# Added to each of the four cells of a paired two-by-two table.
AGRESTI_MIN = 0.5


@dataclass(frozen=True)
class Difference:
    """How one answer differs between a run and its base.

    ci95 : of the difference, Monte-Carlo error only
    forms : range of the difference over the options of uncertain forms
    changed, up, down : shares of worlds in which the outcome differs, is higher, is lower
    reduction : variance of the difference without pairing over that with it; None if both are 0
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


def differences(
    run: Run, base: Run, expressions: Sequence[Expression] | None = None
) -> list[Difference]:
    """Paired differences of the answers that both runs can give.

    Raises InputError where the runs do not hold the same worlds.
    """
    check_paired(run, base)
    if expressions is None:
        expressions = [e for e in standard(run.manifest) if e in standard(base.manifest)]
    return [_difference(run, base, expression) for expression in expressions]


def check_paired(run: Run, base: Run) -> None:
    """Raises InputError where world i of one run is not world i of the other."""
    cure = "run both with the same --worlds and --seed"
    problems = [
        Problem(f"the runs cannot be paired: {name} {mine} and {theirs}", cure=cure)
        for name, mine, theirs in (
            ("worlds", run.manifest.worlds, base.manifest.worlds),
            ("seeds", run.manifest.seed, base.manifest.seed),
        )
        if mine != theirs
    ]
    if problems:
        raise InputError(problems)


def _difference(run: Run, base: Run, expression: Expression) -> Difference:
    mine, theirs = expression.ask(run), expression.ask(base)
    moved = mine.values - theirs.values
    difference = Answer(mine.expression, mine.label, mine.unit, is_share=False, values=moved)
    return Difference(
        expression=mine.expression,
        label=mine.label,
        unit=mine.unit,
        is_share=mine.is_share,
        base=float(theirs.values.mean()),
        value=float(mine.values.mean()),
        difference=float(moved.mean()),
        ci95=_interval(mine, theirs),
        forms=forms.span(base, difference),
        changed=float((moved != 0).mean()),
        up=float((moved > 0).mean()),
        down=float((moved < 0).mean()),
        reduction=_reduction(mine, theirs),
    )


def _interval(mine: Answer, theirs: Answer) -> tuple[float, float]:
    """95 % interval of a paired difference.

    Shares by Agresti & Min (2005): half a world is added to each of the four cells, so that an
    interval is not empty where no world changed. Numbers by the normal interval of the mean.
    """
    moved = mine.values - theirs.values
    n = len(moved)
    z = float(ndtri((1 + LEVEL) / 2))
    if mine.is_share:
        up, down = float((moved > 0).sum() + AGRESTI_MIN), float((moved < 0).sum() + AGRESTI_MIN)
        n_all = n + 2 * 2 * AGRESTI_MIN
        centre = (up - down) / n_all
        error = math.sqrt(up + down - (up - down) ** 2 / n_all) / n_all
    else:
        centre = float(moved.mean())
        error = float(moved.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
    return centre - z * error, centre + z * error


def _reduction(mine: Answer, theirs: Answer) -> float | None:
    """How many times fewer worlds the paired difference needs for the same error."""
    paired = float(np.var(mine.values - theirs.values))
    unpaired = float(np.var(mine.values) + np.var(theirs.values))
    return unpaired / paired if paired else None
