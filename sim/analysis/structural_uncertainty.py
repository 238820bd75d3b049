"""How far an answer moves with the functional form, where evidence does not choose between forms.

A probability with its Monte-Carlo error alone, beside a form that moves it by ten points, would be
a falsehood: this range stands beside every answer.
"""

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis import weighted_statistics
from sim.analysis.estimates import Estimate, estimate
from sim.analysis.expressions import Answer
from sim.results import Run

# With fewer worlds, or so many that are worth fewer, the range over options would be Monte-Carlo
# error more than form.
ENOUGH_WORLDS = 100


@dataclass(frozen=True)
class ByForm:
    """An answer in the worlds of each option of one uncertain form.

    options : those that were drawn, in the order of the calibration
    """

    path: str
    meaning: str
    options: dict[str, Estimate]

    @property
    def known(self) -> list[float]:
        """Answers of the options that enough worlds have drawn."""
        return [found.value for found in self.options.values() if found.effective >= ENOUGH_WORLDS]

    @property
    def width(self) -> float:
        """How far the answer moves over the options of this form."""
        return max(self.known) - min(self.known) if self.known else 0


def by_form(run: Run, answer: Answer) -> list[ByForm]:
    """The answer by option of each form that varies, the form that moves it most first."""
    found = []
    for form in run.manifest.forms:
        column = run.draws[form.path]
        chosen = {option: (column == option).to_numpy() for option in form.options}
        found_by = {o: estimate(answer, these) for o, these in chosen.items() if these.any()}
        options = {o: each for o, each in found_by.items() if each.worlds}
        if len(options) > 1:
            found.append(ByForm(form.path, form.meaning, options))
    return sorted(found, key=lambda each: -each.width)


def span(run: Run, answer: Answer) -> tuple[float, float]:
    """Lowest and highest answer over the options of any one form, the others as they are drawn.

    NaN where an observation leaves too few worlds to tell any option from the others.
    """
    overall = weighted_statistics.mean(answer.values, answer.weights)
    known = [value for form in run.manifest.forms for value in _known(run, answer, form.path)]
    if answer.weights is not None and run.manifest.forms and not known:
        return math.nan, math.nan
    return min([overall, *known]), max([overall, *known])


def _known(run: Run, answer: Answer, path: str) -> list[float]:
    """Answers of the options of a form that enough worlds drew; none where only one was drawn."""
    codes = run.draws[path].cat.codes.to_numpy()
    found = []
    for code in np.unique(codes):
        chosen = codes == code
        values, weights = answer.values[chosen], weighted_statistics.chosen(answer.weights, chosen)
        if weights is None or (weights > 0).any():
            found.append(
                (
                    weighted_statistics.mean(values, weights),
                    weighted_statistics.size(values, weights),
                )
            )
    return [value for value, size in found if size >= ENOUGH_WORLDS] if len(found) > 1 else []
