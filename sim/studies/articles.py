"""What the articles forecast and what came of it, as plain data: what is printed and committed."""

import math
from typing import Any

from sim.analysis import claim_scores as scoring
from sim.analysis import naive_forecasts as rivals
from sim.analysis.claim_scores import Mean, Scored
from sim.inputs.claim_forecasts import Forecast
from sim.studies.hindcast import Retrodiction


def claims(found: Retrodiction) -> list[Scored]:
    """Every forecast of a claim with its score and that of others on the same questions."""
    if found.spoken is None:
        return []
    return [scoring.scored(each, found.beside[1:]) for each in found.spoken.forecasts]


def by_article(scored: list[Scored]) -> list[Mean]:
    """Mean scores of the articles, in their order."""
    return scoring.means(scored, lambda forecast: forecast.article.id)


def by_voice(scored: list[Scored]) -> list[Mean]:
    """Mean scores by who speaks: the author, an expert, somebody reported, a plain fact."""
    return scoring.means(scored, lambda forecast: forecast.claim.voice)


def source(forecast: Forecast) -> str:
    """The article of a claim, as people name it."""
    return f"{forecast.article.outlet.partition(',')[0]}, {forecast.article.date[:4]}"


def articles(found: Retrodiction) -> dict[str, Any] | None:
    """The record of the articles; None where the dispute does not say what its claims forecast."""
    if found.spoken is None:
        return None
    scored = claims(found)
    asked = {each.name: each for each in found.beside}
    return {
        "claims": [_claim(each) for each in scored],
        "by_article": [_mean(each) for each in by_article(scored)],
        "by_voice": [_mean(each) for each in by_voice(scored)],
        "questions": [
            {
                "id": told.id,
                "ask": told.ask,
                "cluster": told.cluster,
                "answer": told.answer,
                "claims": [each.claim.id for each in found.spoken.of(told.id)],
                "forecasts": {
                    rivals.ARTICLES: rivals.pooled(found.spoken.of(told.id)),
                    **{
                        name: float(each.probability[each.questions.index(told.id)])
                        for name, each in asked.items()
                        if told.question is not None and name != rivals.ARTICLES
                    },
                },
            }
            for told in found.spoken.told
        ],
        "scores": {
            name: {
                "questions": len(each.questions),
                "brier": float(each.brier.mean()),
                "ci95": list(found.interval(each)),
            }
            for name, each in asked.items()
        },
        "lead": {
            each.rival: {
                "questions": each.questions,
                "clusters": each.clusters,
                "difference": each.difference,
                "ci95": [known(end) for end in each.ci95],
                "detectable": known(each.detectable),
                "verdict": each.verdict,
            }
            for each in found.leads
        },
        "not_scorable": [
            {"claim": claim.id, "text": claim.text, "because": why}
            for claim, why in found.spoken.not_scorable
        ],
    }


def _claim(each: Scored) -> dict[str, Any]:
    forecast = each.forecast
    return {
        "claim": forecast.claim.id,
        "article": forecast.article.id,
        "source": source(forecast),
        "who": forecast.claim.voice,
        "date": forecast.article.date,
        "text": forecast.claim.text,
        "credence": forecast.claim.credence,
        "asked": [told.id for told in forecast.told],
        "says": forecast.says,
        "probability": forecast.chance.probability,
        "happened": [told.answer for told in forecast.told],
        "verdict": each.verdict,
        "brier": each.brier,
        "readers": [each.low, each.high],
        "brier_asked_of_the_model": each.same,
        "others": dict(each.beside),
        "note": forecast.note,
    }


def _mean(each: Mean) -> dict[str, Any]:
    return {
        "name": each.name,
        "claims": each.claims,
        "right": each.right,
        "wrong": each.wrong,
        "brier": each.brier,
        "readers": [each.low, each.high],
    }


def known(value: float) -> float | None:
    """A number, or None where a single cluster leaves it open."""
    return None if math.isnan(value) else value
