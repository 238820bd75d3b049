"""Runs beside a first one: every answer in each, what differs in it, and how sure that is."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis import outcome_summary
from sim.analysis.answers import AnswerSummary, lines
from sim.analysis.estimates import estimate
from sim.analysis.expressions import Expression
from sim.analysis.level_transitions import LevelTransitions, moves
from sim.analysis.paired_differences import Difference, compare, shared, total
from sim.analysis.reference_classes import ReferenceForecast
from sim.analysis.sign_reversals import SubgroupSplit
from sim.base.paths import nearby
from sim.results import Run
from sim.scenario import ScenarioDifference


@dataclass(frozen=True, eq=False)
class Pair:
    """One run beside the first.

    lines : its answers, each with the first run's and the difference
    totals : levels and quarters as one number, by outcome: how far they moved
    moves : from which level to which worlds went, by outcome; none where worlds are not paired
    differs : what differs in what is written, and where
    """

    run: Run
    base: Run
    is_paired: bool
    lines: tuple[AnswerSummary, ...]
    totals: Mapping[str, Difference]
    moves: Mapping[str, LevelTransitions]
    differs: tuple[ScenarioDifference, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The differences of the answers that both runs give."""
        return tuple(line.difference for line in self.lines if line.difference is not None)

    def headline_answer(self, headline: str) -> AnswerSummary:
        """The answer that goes first: as declared, else whether the first event comes."""
        found = [line for line in self.lines if line.difference is not None]
        declared = [line for line in found if line.expression == headline]
        return next(iter([*declared, *(line for line in found if line.kind == "bool"), *found]))


@dataclass(frozen=True, eq=False)
class Comparison:
    """Runs compared with a first one.

    headline : the expression that goes first
    notes : what a reader must know of how they were compared
    """

    base: Run
    base_lines: tuple[AnswerSummary, ...]
    pairs: tuple[Pair, ...]
    headline: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_paired(self) -> bool:
        """Whether world i is the same world in all runs."""
        return all(pair.is_paired for pair in self.pairs)

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs, the first one first."""
        return (self.base, *(pair.run for pair in self.pairs))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each run is called: its title, where that tells it from the others."""
        titles = [run.title for run in self.runs]
        return tuple(
            title if titles.count(title) == 1 else f"{title} ({run.id})"
            for title, run in zip(titles, self.runs, strict=True)
        )

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each run but the first and each answer: both values and the difference."""
        rows = [
            {"run": pair.run.id, "expression": d.expression, "label": d.label, "unit": d.unit}
            | {"base": d.base, "value": d.value}
            | {key: value for key, value in _record(d).items() if _is_plain(value)}
            | {"low": d.ci95[0], "high": d.ci95[1]}
            for pair in self.pairs
            for d in pair.differences
        ]
        return pd.DataFrame(rows).set_index(["run", "expression"])

    def summary(self) -> dict[str, Any]:
        """The object that `sim compare --json` prints: the second run beside the first."""
        second, *others = (_summary(pair) for pair in self.pairs)
        return {
            **second,
            "paired": self.is_paired,
            "notes": list(self.notes),
            "base": outcome_summary.summary(self.base),
            "others": others,
        }


def comparison(
    runs: Sequence[Run],
    *,
    is_paired: bool = True,
    differs: Sequence[Sequence[ScenarioDifference]] = (),
    headline: str = "",
    references: Sequence[ReferenceForecast] = (),
    notes: Sequence[str] = (),
    parameters: bool = True,
) -> Comparison:
    """The runs beside the first of them.

    is_paired : world by world; else as independent samples
    differs : what differs from the first in what is written, for each of the others
    parameters : look whether differences turn with a parameter; nearly all of the time goes there
    Raises InputError where runs should be paired and do not hold the same worlds.
    """
    base, *others = runs
    written = [*differs, *([()] * (len(others) - len(differs)))]
    return Comparison(
        base=base,
        base_lines=tuple(lines(base, references=references)),
        pairs=tuple(
            pair(
                run,
                base,
                is_paired=is_paired,
                differs=each,
                references=references,
                parameters=parameters,
            )
            for run, each in zip(others, written, strict=True)
        ),
        headline=headline,
        notes=tuple(notes),
    )


def pair(
    run: Run,
    base: Run,
    *,
    is_paired: bool = True,
    differs: Sequence[ScenarioDifference] = (),
    references: Sequence[ReferenceForecast] = (),
    parameters: bool = True,
) -> Pair:
    """One run beside another. Raises InputError where they should be paired and are not.

    parameters : look whether its differences turn with a parameter
    """
    both = shared(run, base)
    of_both = {e.outcome for e in both}
    counted = [
        measure
        for measure in run.manifest.measures
        if measure.kind in ("level", "quarter") and measure.name in of_both
    ]
    # All at once, for the worlds are split by hundreds of parameters.
    mine = [*(e.ask(run) for e in both), *(total(run, measure) for measure in counted)]
    theirs = [e.ask(base) for e in both]
    values = {answer.expression: estimate(answer) for answer in theirs}
    theirs += [total(base, base.measure(measure.name)) for measure in counted]
    each = compare(run, base, mine, theirs, is_paired=is_paired, parameters=parameters)
    found = {d.expression: d for d in each[: len(both)]}
    totals = each[len(both) :]
    is_moved = is_paired and alike(run, base)
    return Pair(
        run=run,
        base=base,
        is_paired=is_paired,
        lines=tuple(
            replace(line, base=values.get(line.expression), difference=found.get(line.expression))
            for line in lines(run, references=references)
        ),
        totals={measure.name: d for measure, d in zip(counted, totals, strict=True)},
        moves={
            measure.name: moves(run, base, measure)
            for measure in counted
            if measure.kind == "level" and is_moved
        },
        differs=tuple(differs),
    )


def written(differs: Iterable[ScenarioDifference]) -> list[dict[str, Any]]:
    """What differs in what is written, for `--json`: each with the place, as seen from here."""
    return [
        {
            "path": each.path,
            "base": each.base,
            "value": each.value,
            "file": nearby(each.file) if each.file else None,
            "line": each.line or None,
        }
        for each in differs
    ]


def alike(run: Run, base: Run) -> bool:
    """Whether the worlds of both runs count alike."""
    mine, theirs = run.weights, base.weights
    if mine is None or theirs is None:
        return mine is theirs
    return np.array_equal(mine / mine.max(), theirs / theirs.max())


def _summary(pair: Pair) -> dict[str, Any]:
    """The object of a run with the differences from the first in each of its outcomes."""
    said = outcome_summary.summary(pair.run)
    found = {d.expression: d for d in pair.differences}
    for measure in pair.run.manifest.measures:
        outcome = said["outcomes"][measure.name]
        whole = pair.totals.get(measure.name) or found.get(measure.name)
        if whole is not None:
            outcome |= _record(whole)
        if measure.kind == "quarter" and measure.name in found:
            outcome["ever"] |= _record(found[measure.name])
        for level in measure.levels[1:]:
            each = found.get(str(Expression(measure.name, ">=", level)))
            if each is not None:
                outcome["at_least"][level] |= _record(each)
        if measure.name in pair.moves:
            outcome["moves"] = [
                {"from": one, "to": other, "share": share}
                for one, other, share in pair.moves[measure.name].moved
            ]
    return said | {"differs": written(pair.differs)}


def _record(d: Difference) -> dict[str, Any]:
    signs = d.signs
    return {
        "verdict": d.verdict,
        "difference": d.difference,
        "ci95": [_known(end) for end in d.ci95],
        "changed": _known(d.changed),
        "up": _known(d.up),
        "down": _known(d.down),
        "difference_forms": [_known(end) for end in d.forms],
        "options": {"positive": signs[1], "negative": signs[-1], "cannot_tell": signs[0]},
        "flips": [_split(split) for split in d.sign_reversals],
        "variance_reduction": d.reduction,
        "detectable": _known(d.detectable),
    }


def _split(split: SubgroupSplit) -> dict[str, Any]:
    return {
        "path": split.path,
        "kind": "form" if split.is_form else "parameter",
        "p": split.p,
        "parts": [
            {
                "name": part.name,
                "worlds": part.worlds,
                "difference": part.difference,
                "ci95": [_known(end) for end in part.ci95],
            }
            for part in split.subgroups
            if part.worlds > 0
        ],
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, (str, float))
