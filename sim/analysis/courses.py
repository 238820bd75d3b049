"""Questions about a recorded state over the whole run, such as `mean of war` or `sum of meetings`.

Outcomes look at the horizon; what an actor did on the way, or how things stood in between, is told
by the table of quarters. A question of either kind is asked of a run in the same way.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.expressions import Answer, Asking, Expression
from sim.base.errors import InputError, Problem, suggest
from sim.results import Manifest, Run, Series

# (quarter, world) -> (world,)
_OVER: Mapping[str, Callable[[NDArray[np.float64]], Any]] = {
    "mean": lambda series: series.mean(axis=0),
    "sum": lambda series: series.sum(axis=0),
    "last": lambda series: series[-1],
}
_FORM = re.compile(rf"(?P<over>{'|'.join(_OVER)}) of (?P<path>[a-z]\w*(\.\w+)*)")
_SAID = {"mean": "mean over the run", "sum": "sum over the run", "last": "in the last quarter"}


@dataclass(frozen=True)
class Course:
    """What becomes of one recorded state over the quarters of a run.

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
        values = np.asarray(_OVER[self.over](run.series(self.path)), dtype=np.float64)
        label = f"{series.label}: {_SAID[self.over]}"
        return Answer(str(self), label, series.unit, False, values, run.weights, run.rows)


def question(text: str) -> Asking:
    """The question that a text asks: about an outcome, or about a course.

    Raises InputError where it asks none.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        try:
            return Expression.parse(text)
        except InputError as error:
            over = ", ".join(f"{word} of PATH" for word in _OVER)
            raise InputError(
                Problem(each.what, f"{each.allowed}; or {over}", each.cure, each.mark)
                for each in error.problems
            ) from None
    return Course(match["over"], match["path"])
