"""The record of a model as plain data: what is committed, printed and drawn."""

from typing import Any

from sim.analysis.scoring import Forecasts
from sim.studies.articles import articles, known
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
