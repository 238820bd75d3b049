"""What coalitions of changes are worth, entered one by one and then divided among the changes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.analysis import weighted_statistics
from sim.analysis.attribution import Contribution, ContributionEstimate, OutcomeAttribution
from sim.analysis.expressions import Answer
from sim.analysis.shapley import (
    ALONE,
    EMPTY,
    LAST,
    ROWS,
    VALUE,
    WHOLE,
    Coalition,
    CoalitionDesign,
    Floats,
)
from sim.analysis.structural_uncertainty import ENOUGH_WORLDS
from sim.results import Run
from sim.scenario.separable_changes import KINDS, SeparableChange

ROUNDING = 1e-12  # sums over coalitions that should cancel leave less than this


class CoalitionValues:
    """What coalitions are worth, entered one by one and then divided among the changes.

    Kept are means, and for each world the sums that the errors need: memory does not grow with the
    number of coalitions.

    base : the run without any change; its draws say which form a world has
    """

    def __init__(self, design: CoalitionDesign, base: Run) -> None:
        self._design = design
        self._groups = _groups(base)
        self._worth: dict[Coalition, Floats] = {}
        self._df = math.inf  # effective degrees of freedom, the fewest of any run
        self._known = np.full(len(self._groups), np.inf)  # effective worlds, the fewest of any run
        self._answers: Sequence[Answer] = ()
        self._sums = np.zeros((ROWS, design.players, 0, base.manifest.worlds))

    def enter(self, coalition: Coalition, answers: Sequence[Answer]) -> None:
        """Note what a coalition answers to each of the questions, the same for all coalitions."""
        values = np.stack([answer.values for answer in answers])
        weights = answers[0].weights
        self._df = min(self._df, weighted_statistics.freedom_of(weights, answers[0].rows))
        if weights is None:
            weights = np.ones(values.shape[1])
        totals = self._groups @ weights
        squares = self._groups @ weights**2
        with np.errstate(invalid="ignore", divide="ignore"):
            self._worth[coalition] = (self._groups * weights @ values.T) / totals[:, None]
            self._known = np.fmin(self._known, np.nan_to_num(totals**2 / squares))
        # To first order a world moves a weighted mean by w (x - mean) / Σ w.
        mean = self._worth[coalition][0][:, None]
        worlds = mean + weights * (values - mean) * (len(weights) / weights.sum())
        if not self._answers:
            self._answers = answers
            self._sums = np.zeros((*self._sums.shape[:2], *worlds.shape))
        rows = self._design.weights(coalition)
        for row, player in np.argwhere(rows):
            self._sums[row, player] += rows[row, player] * worlds

    def divide(self, changes: Sequence[SeparableChange]) -> tuple[OutcomeAttribution, ...]:
        """The differences of all answers by change, once every coalition has been entered."""
        design = self._design
        each = (np.multiply.outer(design.weights(c), self._worth[c]) for c in design.coalitions)
        means = sum(each, start=np.zeros(()))  # (row, player, group, answer)
        gains = design.gains({c: self._worth[c][0] for c in design.coalitions})
        return tuple(
            self._attributed(i, answer, changes, means[..., i], gains[..., i])
            for i, answer in enumerate(self._answers)
        )

    def _attributed(
        self,
        i: int,
        answer: Answer,
        changes: Sequence[SeparableChange],
        means: Floats,
        gains: Floats,
    ) -> OutcomeAttribution:
        worlds = self._sums[:, :, i]

        def part(row: int, *players: int) -> ContributionEstimate:
            """What all of these players are put down to, by one row of the design."""
            by_group = _rounded(means[row, players].sum(axis=0))
            value, *known = [by_group[0], *by_group[self._known >= ENOUGH_WORLDS]]
            mcse = self._mcse(worlds[row, players].sum(axis=0), is_share=answer.is_share)
            drawn = row == VALUE and len(gains) > 1
            spread = _standard_error(gains[:, players].sum(axis=1)) if drawn else 0.0
            forms = float(min([value, *known])), float(max([value, *known]))
            return ContributionEstimate(float(value), mcse, spread, forms, self._df)

        by_kind = {
            kind: [player for player, change in enumerate(changes) if change.kind == kind]
            for kind in KINDS
        }
        return OutcomeAttribution(
            expression=answer.expression,
            label=answer.label,
            unit=answer.unit,
            is_share=answer.is_share,
            base=float(self._worth[EMPTY][0, i]),
            value=float(self._worth[self._design.everyone][0, i]),
            total=part(WHOLE, 0),
            contributions=tuple(
                Contribution(change, part(VALUE, p), part(ALONE, p), part(LAST, p))
                for p, change in enumerate(changes)
            ),
            kinds={kind: part(VALUE, *players) for kind, players in by_kind.items() if players},
        )

    def _mcse(self, worlds: Floats, *, is_share: bool) -> float:
        """Standard error of a part over worlds, (world,).

        To that of a share a world more and a world less are added, half of each, as in the interval
        of a paired difference (Agresti & Min 2005): where no world moved, it could have been one.
        Worlds that share a joint draw are no independent trials (`weighting.design`).
        """
        moved = _rounded(worlds)
        shared = weighted_statistics.design(moved, None, self._answers[0].rows)
        error = math.sqrt(shared) * _standard_error(moved)
        return math.hypot(error, 1 / (float(self._known[0]) + 2)) if is_share else error


def _groups(base: Run) -> Floats:
    """All worlds, then those of each option of the forms that vary, (group, world) of 0 and 1."""
    found = [np.ones(base.manifest.worlds)]
    for form in base.manifest.forms:
        column = base.draws[form.path]
        drawn = [these for option in form.options if (these := (column == option).to_numpy()).any()]
        found += [these.astype(np.float64) for these in drawn if len(drawn) > 1]
    return np.stack(found)


def _standard_error(values: Floats) -> float:
    """Of a mean: s / sqrt(n), with n - 1 in s; NaN for one value."""
    return float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def _rounded(values: Floats) -> Floats:
    """Values with what is only rounding set to nothing."""
    return np.where(np.abs(values) <= ROUNDING, 0, values)
