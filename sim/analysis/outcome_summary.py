"""The outcomes of a run: estimates with their Monte-Carlo error, and the object of `--json`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis import structural_uncertainty, weighted_statistics
from sim.analysis.conditioning_summary import observed
from sim.analysis.estimates import Estimate, estimate
from sim.analysis.expressions import Answer, Expression
from sim.analysis.weighted_statistics import Method, Weights
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
    values: NDArray[np.float64], weights: Weights = None, method: Method = "linear"
) -> dict[str, float | None]:
    """The 5, 50 and 95 % quantiles of a number over worlds; None where no world counts.

    method : inverted_cdf where only values that occurred make sense, as with quarters
    """
    found = weighted_statistics.quantiles(values, list(QUANTILES.values()), weights, method)
    return {name: _known(value) for name, value in zip(QUANTILES, found.tolist(), strict=True)}


def timing(run: Run, outcome: str) -> Timing:
    """When an outcome that is a quarter happens; worlds where it does not are censored at the end.

    Quantiles over all worlds are those of the step curve of the share in which it has happened by
    each quarter (Kaplan & Meier 1958, with all censoring at the horizon).
    """
    counts, weights = run.outcomes[outcome].to_numpy(), run.weights
    happened = ~np.isnan(counts)
    among, whose = counts[happened], weighted_statistics.chosen(weights, happened)
    rows = None if run.rows is None else run.rows[happened]
    mean = estimate(Answer("", "", "", is_share=False, values=among, weights=whose, rows=rows))
    of_all = quantiles(np.where(happened, counts, np.inf), weights, "inverted_cdf")
    return Timing(
        ever=estimate(Expression(outcome).ask(run)),
        mean=mean if mean.worlds else None,
        among=quantiles(among, whose, "inverted_cdf"),
        of_all={name: _finite(value) for name, value in of_all.items()},
    )


def summary(run: Run) -> dict[str, Any]:
    """The object that `sim run --json` prints; without infinities, null for what is not known."""
    seen = observed(run)
    return {
        "schema": SCHEMA,
        "scenario": run.manifest.name,
        "worlds": run.manifest.worlds,
        "seed": run.manifest.seed,
        "draws": run.manifest.draws,
        "run": run.id,
        "folder": None if run.folder is None else str(run.folder),
        **({} if seen is None else {"observed": seen.summary()}),
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
        **quantiles(answer.values, answer.weights),
        "forms": _range(run, answer),
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
        "forms": _range(run, answer),
    }


def _range(run: Run, answer: Answer) -> list[float] | None:
    """The answer's range over uncertain forms; None where too few worlds are left to tell."""
    low, high = structural_uncertainty.span(run, answer)
    return None if math.isnan(low) else [low, high]


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
