"""Claims that said what would come, each scored by itself: who was right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.analysis.scoring import Forecasts
from sim.inputs.claim_forecasts import Forecast, Told

Verdict = Literal["right", "wrong", "undecided", "in part"]
EVEN = 1 / 2  # who says so says nothing


@dataclass(frozen=True)
class ClaimScore:
    """One claim's score over the dates of which it speaks.

    brier : mean Brier score; low, high : the least and the largest that readers of its term give it
    verdict : whether what it called likelier is what happened
    beside : mean Brier score of other forecasters on those of its dates that a run can be asked
    same : its own on those; None where there are none, and then beside is empty
    """

    forecast: Forecast
    brier: float
    low: float
    high: float
    verdict: Verdict
    beside: Mapping[str, float]
    same: float | None


@dataclass(frozen=True)
class MeanScore:
    """The mean score of some claims, each counted once.

    low, high : the same if every reader took each term as suits the claim best, and worst
    """

    name: str
    claims: int
    brier: float
    low: float
    high: float
    right: int
    wrong: int


def scored(forecast: Forecast, others: Sequence[Forecasts]) -> ClaimScore:
    """A claim's score, and that of others on the same questions.

    others : forecasters that answer every question that a run can be asked
    """
    chance = forecast.chance
    ends = [_brier(p, forecast.told) for p in (chance.low, chance.high)]
    brier = _brier(chance.probability, forecast.told)
    asked = [told for told in forecast.told if told.question is not None]
    beside = {
        each.name: float(np.mean([each.brier[each.questions.index(told.id)] for told in asked]))
        for each in others
        if asked
    }
    return ClaimScore(
        forecast,
        brier,
        min(brier, *ends),
        max(brier, *ends),
        _verdict(forecast),
        beside,
        _brier(chance.probability, asked) if asked else None,
    )


def means(claims: Sequence[ClaimScore], name: Callable[[Forecast], str]) -> list[MeanScore]:
    """The mean scores of claims that share a name, in the order in which names first come."""
    groups: dict[str, list[ClaimScore]] = {}
    for each in claims:
        groups.setdefault(name(each.forecast), []).append(each)
    return [
        MeanScore(
            key,
            len(group),
            float(np.mean([each.brier for each in group])),
            float(np.mean([each.low for each in group])),
            float(np.mean([each.high for each in group])),
            sum(each.verdict == "right" for each in group),
            sum(each.verdict == "wrong" for each in group),
        )
        for key, group in groups.items()
    ]


def _brier(probability: float, told: Sequence[Told]) -> float:
    return float(np.mean([(probability - each.answer) ** 2 for each in told]))


def _verdict(forecast: Forecast) -> Verdict:
    if forecast.chance.probability == EVEN:
        return "undecided"
    called = forecast.chance.probability > EVEN
    hits = {told.answer == called for told in forecast.told}
    if len(hits) > 1:
        return "in part"
    return "right" if hits == {True} else "wrong"
