"""The record of a model as plain data: what is committed, printed and drawn."""

import math
from typing import Any

from sim.analysis import claim_scores, naive_forecasts
from sim.analysis.claim_scores import ClaimScore, MeanScore
from sim.analysis.scoring import Forecasts
from sim.inputs.claim_forecasts import Forecast
from sim.studies.hindcast import Retrodiction

SCHEMA = 1


def record(found: Retrodiction) -> dict[str, Any]:
    """The whole record: questions with every forecast, scores, skill, numbers; the `--json`."""
    manifest = found.run.manifest
    forecasters = {found.model.name: found.model, **found.others, **found.partial}
    return {
        "schema": SCHEMA,
        "scenario": manifest.name,
        "worlds": manifest.worlds,
        "seed": manifest.seed,
        "run": found.run.id,
        "versions": {name: manifest.versions[name] for name in ("sim", "code")},
        "calibration": manifest.calibration.model_dump(),
        "questions": [
            {
                "id": question.id,
                "ask": question.ask,
                "cluster": question.cluster,
                "answer": question.answer,
                "unchanged": question.unchanged,
                "forecasts": {
                    name: float(each.probability[each.questions.index(question.id)])
                    for name, each in forecasters.items()
                    if question.id in each.questions
                },
            }
            for question in found.asked.binary
        ],
        "scores": {name: scores(found, each) for name, each in forecasters.items()},
        "skill": {
            name: {
                "questions": each.questions,
                "clusters": each.clusters,
                "difference": each.difference,
                "ci95": [known(end) for end in each.ci95],
                "detectable": known(each.detectable),
                "verdict": each.verdict,
            }
            for name, each in found.skills.items()
        },
        "reliability": [
            {
                "questions": each.questions,
                "forecast": each.forecast,
                "happened": each.happened,
                "consistent": [each.low, each.high],
            }
            for each in found.reliability
        ],
        "measured": [
            {
                "id": measured.id,
                "title": measured.title,
                "unit": measured.unit,
                "observed": measured.observed,
                "before": measured.before,
                "median": met.median,
                "central50": list(met.central50),
                "central90": list(met.central90),
                "inside50": met.inside50,
                "inside90": met.inside90,
                "crps": met.crps,
            }
            for measured, met in found.measured
        ],
        "articles": articles(found),
        "not_expressible": {
            name: each.model_dump() for name, each in found.asked.not_expressible.items()
        },
    }


def scores(found: Retrodiction, forecasts: Forecasts) -> dict[str, Any]:
    """Mean scores of one forecaster; apart for what changed and what did not, if it spoke of all.

    The log score is None where something that was called impossible happened.
    """
    log = float(forecasts.log.mean())
    found_scores: dict[str, Any] = {
        "questions": len(forecasts.questions),
        "brier": float(forecasts.brier.mean()),
        "ci95": list(found.interval(forecasts)),
        "log": log if log < float("inf") else None,
    }
    if len(forecasts.questions) == len(found.turned):
        for name, here in (("brier_unchanged", ~found.turned), ("brier_turned", found.turned)):
            if here.any():
                found_scores[name] = float(forecasts.of(here).brier.mean())
    return found_scores


def claims(found: Retrodiction) -> list[ClaimScore]:
    """Every forecast of a claim with its score and that of others on the same questions."""
    if found.spoken is None:
        return []
    return [claim_scores.scored(each, found.beside[1:]) for each in found.spoken.forecasts]


def by_article(scored: list[ClaimScore]) -> list[MeanScore]:
    """Mean scores of the articles, in their order."""
    return claim_scores.means(scored, lambda forecast: forecast.article.id)


def by_voice(scored: list[ClaimScore]) -> list[MeanScore]:
    """Mean scores by who speaks: the author, an expert, somebody reported, a plain fact."""
    return claim_scores.means(scored, lambda forecast: forecast.claim.voice)


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
                    naive_forecasts.ARTICLES: naive_forecasts.pooled(found.spoken.of(told.id)),
                    **{
                        name: float(each.probability[each.questions.index(told.id)])
                        for name, each in asked.items()
                        if told.question is not None and name != naive_forecasts.ARTICLES
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


def _claim(each: ClaimScore) -> dict[str, Any]:
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


def _mean(each: MeanScore) -> dict[str, Any]:
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
