"""Questions asked of every world, such as `settlement >= second` or `not treaty`.

The mean over worlds of what an expression gives is its answer: a probability where it asks whether
something is so, else the mean of a number. Errors, ranges over forms and paired differences are
the same for all of them. A statistic of a recorded state over the run, such as `mean of war` or
`sum of meetings`, is asked in the same way.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.base.errors import Cure, InputError, Problem, suggest
from sim.dispute import Dispute
from sim.results import Manifest, Measure, Run, Series

_FORM = re.compile(r"(?P<no>not )?(?P<outcome>[a-z]\w*)( (?P<relation>[<>=]=?) (?P<value>\S+))?")
RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_SAID = {"=": "", ">=": "at least ", "<=": "at most ", ">": "above ", "<": "below "}
_ALLOWED = "NAME, not NAME, or NAME with one of = >= <= > < and a level or number"


@dataclass(frozen=True, eq=False)
class Answer:
    """What every world says to one expression; the mean over worlds answers it.

    values : (world,), 1 and 0 where a probability is asked for
    weights : (world,), how much each world counts; None where all count alike
    rows : (world,), the joint draw that it shares with others; None where each has its own
    """

    expression: str
    label: str
    unit: str
    is_share: bool
    values: NDArray[np.float64]
    weights: NDArray[np.float64] | None = None
    rows: NDArray[np.int32] | None = None


class Asking(Protocol):
    """A question that can be put to every world of a run."""

    def check(self, manifest: Manifest) -> object:
        """Raises InputError where a run cannot answer."""

    def ask(self, run: Run) -> Answer:
        """What every world of a run says."""


@dataclass(frozen=True)
class Expression:
    """A question about one outcome: whether it is so, or how much it is."""

    outcome: str
    relation: str = ""
    value: str = ""
    negated: bool = False

    @classmethod
    def parse(cls, text: str) -> "Expression":
        """The expression that `text` writes. Raises InputError where it writes none."""
        match = _FORM.fullmatch(text.strip())
        if match is None or (match["no"] and match["relation"]):
            raise InputError([Problem(f"{text!r} is no expression", allowed=_ALLOWED)])
        relation, value = match["relation"] or "", match["value"] or ""
        return cls(match["outcome"], relation.replace("==", "="), value, bool(match["no"]))

    def __str__(self) -> str:
        if self.relation:
            return f"{self.outcome} {self.relation} {self.value}"
        return f"not {self.outcome}" if self.negated else self.outcome

    def check(self, manifest: Manifest) -> Measure:
        """The outcome that is asked about. Raises InputError where a run cannot answer."""
        names = [measure.name for measure in manifest.measures]
        if self.outcome not in names:
            cure = suggest(self.outcome, names)
            raise _refusal(f"{self.outcome} is no outcome", ", ".join(names), cure)
        measure = manifest.measures[names.index(self.outcome)]
        if measure.kind == "level":
            if self.value not in measure.levels:
                what = f"{self} names no level of {self.outcome}"
                levels = ", ".join(measure.levels)
                raise _refusal(what, levels, suggest(self.value, measure.levels))
        elif measure.kind == "number":
            if self.negated or (self.relation and not _is_number(self.value)):
                raise _refusal(f"{self} compares {self.outcome} with no number", "a number", "")
        elif self.relation:
            raise _refusal(f"{self} compares {self.outcome}", f"{self.outcome} or not", "")
        return measure

    def fits(self, manifest: Manifest) -> bool:
        """Whether a run can answer; `check` says why not."""
        try:
            self.check(manifest)
        except InputError:
            return False
        return True

    def check_whether(self, manifest: Manifest) -> Measure:
        """The same of a question that has to be one of yes or no."""
        measure = self.check(manifest)
        if measure.kind == "number" and not self.relation:
            what = f"{self} asks how much, and not whether"
            raise _refusal(what, "", f"compare it with a number, as in '{self} > 1'")
        return measure

    def ask(self, run: Run) -> Answer:
        """What every world of a run says."""
        measure = self.check(run.manifest)
        column = run.outcomes[self.outcome]
        if measure.kind == "level":
            codes = column.cat.codes.to_numpy()
            values = RELATIONS[self.relation](codes, measure.levels.index(self.value))
        elif measure.kind == "number":
            values = column.to_numpy()
            if self.relation:
                values = RELATIONS[self.relation](values, float(self.value))
        else:
            values = column.to_numpy() if measure.kind == "bool" else column.notna().to_numpy()
            values = ~values if self.negated else values
        share = measure.kind != "number" or bool(self.relation)
        unit = "" if share else measure.unit
        return Answer(
            str(self), self.label(measure), unit, share, _floats(values), run.weights, run.rows
        )

    def label(self, measure: Measure) -> str:
        """The expression as people say it."""
        if self.relation:
            value = measure.level_label(self.value) if measure.levels else self.value
            said = _SAID[self.relation]
            return f"{measure.label}: {said}{inside(value) if said else value}"
        return f"{measure.label}: no" if self.negated else measure.label


def standard(manifest: Manifest) -> list[Expression]:
    """What is asked of every run: each rung reached, each event, the mean of each number."""
    return [
        expression
        for measure in manifest.measures
        for expression in (
            [Expression(measure.name, ">=", level) for level in measure.levels[1:]]
            or [Expression(measure.name)]
        )
    ]


def ask(run: Run, expressions: Sequence[Expression] | None = None) -> list[Answer]:
    """The answers of a run; to the standard expressions where none are given."""
    wanted = standard(run.manifest) if expressions is None else expressions
    return [expression.ask(run) for expression in wanted]


def inside(title: str) -> str:
    """A title inside a sentence: its first letter small, but for a name in capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _refusal(what: str, allowed: str, cure: Cure) -> InputError:
    return InputError([Problem(what, allowed=allowed, cure=cure)])


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _floats(values: NDArray[Any]) -> NDArray[np.float64]:
    return values.astype(np.float64)


# (quarter, world) -> (world,)
_STATISTICS: Mapping[str, Callable[[NDArray[np.float64]], Any]] = {
    "mean": lambda series: series.mean(axis=0),
    "sum": lambda series: series.sum(axis=0),
    "last": lambda series: series[-1],
}


_TRAJECTORY = re.compile(rf"(?P<over>{'|'.join(_STATISTICS)}) of (?P<path>[a-z]\w*(\.\w+)*)")


_STATISTIC_LABELS = {
    "mean": "mean over the run",
    "sum": "sum over the run",
    "last": "in the last quarter",
}


@dataclass(frozen=True)
class TrajectoryStatistic:
    """A statistic of one recorded state over the quarters of a run.

    over : mean, sum or last
    """

    over: str
    path: str

    def __str__(self) -> str:
        return f"{self.over} of {self.path}"

    def check(self, manifest: Manifest) -> Series:
        """The series that is asked about. Raises InputError where a run does not record it."""
        known = {series.path: series for series in manifest.series}
        if self.path not in known:
            cure = suggest(self.path, known)
            raise InputError([Problem(f"{self.path} is not recorded", cure=cure)])
        return known[self.path]

    def ask(self, run: Run) -> Answer:
        """What every world of a run says."""
        series = self.check(run.manifest)
        values = np.asarray(_STATISTICS[self.over](run.series(self.path)), dtype=np.float64)
        label = f"{series.label}: {_STATISTIC_LABELS[self.over]}"
        return Answer(str(self), label, series.unit, False, values, run.weights, run.rows)


def parse_question(text: str) -> Asking:
    """The question that a text asks: about an outcome, or a statistic of a trajectory.

    Raises InputError where it asks none.
    """
    match = _TRAJECTORY.fullmatch(text.strip())
    if match is None:
        try:
            return Expression.parse(text)
        except InputError as error:
            over = ", ".join(f"{word} of PATH" for word in _STATISTICS)
            raise InputError(
                Problem(each.what, f"{each.allowed}; or {over}", each.cure, each.mark)
                for each in error.problems
            ) from None
    return TrajectoryStatistic(match["over"], match["path"])


def headline_expression(dispute: Dispute, manifest: Manifest) -> str:
    """The expression that a dispute's file puts first; empty where it names none.

    Raises InputError, at its place in the file, where no run could answer it.
    """
    for each in dispute.named:
        if each.use == "headline":
            try:
                Expression.parse(each.name).check(manifest)
            except InputError as error:
                raise InputError(
                    replace(problem, mark=each.mark) for problem in error.found
                ) from None
    return dispute.headline
