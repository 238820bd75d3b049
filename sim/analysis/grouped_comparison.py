"""All answers of one run beside those of another at once: what a study of many runs looks at.

The same numbers as `estimates`, `forms` and `paired` give one by one; sums over the worlds of all
options of all forms are two matrix products.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.contrasts import Floats, Sample, moves, paired
from sim.analysis.estimates import estimate
from sim.analysis.expressions import Answer
from sim.analysis.sign_reversals import interval
from sim.analysis.structural_uncertainty import ENOUGH_WORLDS
from sim.analysis.weighted_statistics import mean
from sim.results import Run

Flags = NDArray[np.bool_]


def groups(run: Run, base: Run) -> Flags:
    """All worlds, then the worlds of each option of each form that varies, (group, world).

    Where the base holds a form fixed, the run's own draws of it are taken.
    """
    found = [np.ones(run.manifest.worlds, dtype=bool)]
    for form in run.manifest.forms:
        mine, theirs = (each.draws[form.path].cat.codes.to_numpy() for each in (run, base))
        column = mine if (theirs == theirs[0]).all() else theirs
        options = np.unique(column)
        if len(options) > 1:
            found += [column == option for option in options]
    return np.stack(found)


def compared(
    mine: Sequence[Answer], theirs: Sequence[Answer], worlds: Flags
) -> Iterator[Mapping[str, Any]]:
    """Each answer with its errors, its difference from the base, and both over the forms.

    mine, theirs : answers of the run and of its base to the same questions
    worlds : from `groups`
    """
    here, there = _sample(mine), _sample(theirs)
    with np.errstate(invalid="ignore", divide="ignore"):  # no world may count
        means, known = _means(here, worlds)
        contrast = paired(here, there, worlds)
    is_known = contrast.worlds >= ENOUGH_WORLDS
    moved = (moves(here, there) != 0).astype(np.float64)
    alike = np.array_equal(here.weights, there.weights)
    for i, answer in enumerate(mine):
        found = estimate(answer)
        spread = [found.value, *means[1:][known[1:], i]]  # the first group is all worlds
        difference = float(contrast.difference[0, i])
        moving = [difference, *contrast.difference[is_known, i]]
        low, high = interval(
            float(contrast.centre[0, i]), float(contrast.error[0, i]), float(contrast.df[0])
        )
        yield {
            "value": found.value,
            "mcse": found.mcse,
            "forms_low": float(min(spread)),
            "forms_high": float(max(spread)),
            "base": mean(theirs[i].values, theirs[i].weights),
            "difference": difference,
            "ci95_low": low,
            "ci95_high": high,
            "difference_forms_low": float(min(moving)),
            "difference_forms_high": float(max(moving)),
            "changed": mean(moved[i], here.weights) if alike else np.nan,
            "effective": found.effective,
        }


def _sample(answers: Sequence[Answer]) -> Sample:
    values = np.stack([answer.values for answer in answers])
    weights = answers[0].weights
    if weights is None:
        weights = np.ones(values.shape[1])
    shares = np.array([answer.is_share for answer in answers])
    return Sample(values, shares, weights, answers[0].rows)


def _means(sample: Sample, worlds: Flags) -> tuple[Floats, Flags]:
    """Means by group, (group, answer), and whether enough worlds are in each group."""
    weights = worlds * sample.weights
    whole = weights.sum(axis=1)
    effective = whole**2 / (weights * sample.weights).sum(axis=1)
    return weights @ sample.values.T / whole[:, None], effective >= ENOUGH_WORLDS
