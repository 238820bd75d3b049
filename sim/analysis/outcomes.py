"""The outcomes of a run: estimates with their Monte-Carlo error, and the object of `--json`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis import forms
from sim.analysis.estimates import Estimate, estimate
from sim.analysis.expressions import Answer, Expression
from sim.results import Measure, Run

SCHEMA = 1
QUANTILES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}


@dataclass(frozen=True)
class Timing:
    """When something happens that need not happen within the run.

    ever : share of worlds in which it happens
    among : mean and quantiles of the quarter, among those worlds
    of_all : quantiles over all worlds; None where that share is not reached within the run
    """

    ever: Estimate
    mean: Estimate | None
    among: dict[str, float | None]
    of_all: dict[str, float | None]


def quantiles(
    values: NDArray[np.float64], method: Literal["linear", "inverted_cdf"] = "linear"
) -> dict[str, float | None]:
    """The 5, 50 and 95 % quantiles of a number over worlds.

    method : inverted_cdf where only values that occurred make sense, as with quarters
    """
    if not len(values):
        return dict.fromkeys(QUANTILES)
    found = np.quantile(values, list(QUANTILES.values()), method=method)
    return dict(zip(QUANTILES, found.tolist(), strict=True))


def timing(run: Run, outcome: str) -> Timing:
    """When an outcome that is a quarter happens; worlds where it does not are censored at the end.

    Quantiles over all worlds are those of the step curve of the share in which it has happened by
    each quarter (Kaplan & Meier 1958, with all censoring at the horizon).
    """
    counts = run.outcomes[outcome].to_numpy()
    happened = counts[~np.isnan(counts)]
    ordered = np.sort(np.where(np.isnan(counts), np.inf, counts))
    last = len(ordered) - 1
    of_all = {
        name: _finite(float(ordered[min(math.ceil(share * len(ordered)) - 1, last)]))
        for name, share in QUANTILES.items()
    }
    return Timing(
        ever=estimate(Expression(outcome).ask(run)),
        mean=estimate(_number(happened)) if len(happened) else None,
        among=quantiles(happened, method="inverted_cdf"),
        of_all=of_all,
    )


def summary(run: Run) -> dict[str, Any]:
    """The object that `sim run --json` prints; without infinities, null for what is not known."""
    return {
        "schema": SCHEMA,
        "scenario": run.manifest.name,
        "worlds": run.manifest.worlds,
        "seed": run.manifest.seed,
        "run": run.id,
        "folder": None if run.folder is None else str(run.folder),
        "outcomes": {measure.name: _summary(run, measure) for measure in run.manifest.measures},
    }


def _summary(run: Run, measure: Measure) -> dict[str, Any]:
    if measure.kind == "level":
        return {
            "probabilities": _each(run, measure, "=", measure.levels),
            "at_least": _each(run, measure, ">=", measure.levels[1:]),
        }
    if measure.kind == "bool":
        yes = Expression(measure.name)
        return {
            "probabilities": {
                "true": _share(run, yes),
                "false": _share(run, Expression(measure.name, negated=True)),
            }
        }
    if measure.kind == "quarter":
        when = timing(run, measure.name)
        mean, mcse = (None, None) if when.mean is None else (when.mean.value, when.mean.mcse)
        return {
            "ever": _share(run, Expression(measure.name)),
            "mean": mean,
            "mcse": _finite(mcse),
            **when.among,
            "of_all": when.of_all,
        }
    answer = Expression(measure.name).ask(run)
    found = estimate(answer)
    return {
        "mean": found.value,
        "mcse": _finite(found.mcse),
        **quantiles(answer.values),
        "forms": list(forms.span(run, answer)),
    }


def _each(run: Run, measure: Measure, relation: str, levels: Sequence[str]) -> dict[str, Any]:
    return {level: _share(run, Expression(measure.name, relation, level)) for level in levels}


def _share(run: Run, expression: Expression) -> dict[str, Any]:
    """A probability with its Monte-Carlo error and its range over uncertain forms."""
    answer = expression.ask(run)
    found = estimate(answer)
    return {
        "p": found.value,
        "mcse": _finite(found.mcse),
        "forms": list(forms.span(run, answer)),
    }


def _number(values: NDArray[np.float64]) -> Answer:
    return Answer("", "", "", is_share=False, values=values)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
