"""Naive forecasters, fixed before anything was scored, to stand beside the model.

None of them knows more than what had been counted by the end of the year before the forecast.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import expit, logit

from sim.analysis.reference_classes import ReferenceClass, jeffreys_all, refer
from sim.analysis.scoring import Forecasts
from sim.base.axes import Flags
from sim.base.quarters import Quarter
from sim.inputs.claim_forecasts import Forecast, Spoken, Told
from sim.inputs.forecast_questions import ForecastQuestion, PastChanges

JEFFREYS = 1 / 2  # pseudo-count of a rate without a scale
ARTICLES = "the articles"


def forecasts(
    name: str, questions: Sequence[ForecastQuestion], chances: Sequence[float]
) -> Forecasts:
    """The probabilities of one forecaster with the answers.

    chances : of yes, by question
    """
    return Forecasts(
        name,
        tuple(each.id for each in questions),
        tuple(each.cluster for each in questions),
        np.array(chances, dtype=np.float64),
        np.array([each.answer for each in questions], dtype=np.bool_),
    )


def naive(questions: Sequence[ForecastQuestion], start: Quarter) -> dict[str, Forecasts]:
    """What each rival says of every question.

    start : the first quarter of the forecast
    """
    ahead = [(each, exposure(each, start)) for each in questions]
    stays = {
        "nothing changes": [1.0 for _ in ahead],
        "one half": [1 / 2 for _ in ahead],
        "base rates": [jeffreys(each.record, quarters) for each, quarters in ahead],
        "constant hazard": [constant_hazard(each.record, quarters) for each, quarters in ahead],
    }
    return {
        name: forecasts(
            name, questions, [_yes(*pair) for pair in zip(questions, said, strict=True)]
        )
        for name, said in stays.items()
    }


def by_class(
    questions: Sequence[ForecastQuestion], classes: Mapping[str, ReferenceClass], start: Quarter
) -> tuple[Forecasts, Flags]:
    """What reference classes say, and of which questions they say anything."""
    spoken = np.array([bool(each.reference) for each in questions])
    some = [each for each in questions if each.reference]
    chances = [
        refer(each.reference, classes[each.reference], exposure(each, start)).probability
        for each in some
    ]
    return forecasts("reference classes", some, chances), spoken


def articles(spoken: Spoken, told: Sequence[Told]) -> Forecasts:
    """What claims say of some questions of which they speak, taken at their word and pooled."""
    return Forecasts(
        ARTICLES,
        tuple(each.id for each in told),
        tuple(each.cluster for each in told),
        np.array([pooled(spoken.of(each.id)) for each in told], dtype=np.float64),
        np.array([each.answer for each in told], dtype=np.bool_),
    )


def pooled(said: Sequence[Forecast]) -> float:
    """One probability of yes from several claims.

    logit p = mean over clusters of the mean over a cluster's claims of logit p; claims that repeat
    one another count once.
    """
    groups: dict[str, list[float]] = {}
    for each in said:
        groups.setdefault(each.claim.group, []).append(float(logit(each.chance.probability)))
    return float(expit(np.mean([np.mean(odds) for odds in groups.values()])))


def exposure(question: ForecastQuestion, start: Quarter) -> int:
    """Quarters in which the change can happen: from the start, or in the year asked about."""
    first = start if question.first == question.last else question.first
    return question.last - first + 1


def jeffreys(seen: PastChanges, quarters: int) -> float:
    """Probability that nothing changes within some quarters, under Jeffreys' prior.

    Trials: that all succeed (Beta(1/2, 1/2)). A rate: (n / (n + T))^(k + 1/2) with k events in n
    quarters, the prediction under the prior 1 / sqrt(rate).
    """
    if seen.trials is not None:
        kept = seen.trials - seen.events
        return jeffreys_all(kept, seen.trials, quarters // seen.every_quarters)
    past = float(seen.quarters or 1)
    return math.pow(past / (past + quarters), seen.events + JEFFREYS)


def constant_hazard(seen: PastChanges, quarters: int) -> float:
    """The same with the rate that was seen taken for true: exp(-rate T), or (1 - rate)^trials."""
    if seen.trials is not None:
        return math.pow(1 - seen.events / seen.trials, quarters // seen.every_quarters)
    return math.exp(-seen.events / float(seen.quarters or 1) * quarters)


def _yes(question: ForecastQuestion, stays: float) -> float:
    return stays if question.unchanged else 1 - stays
