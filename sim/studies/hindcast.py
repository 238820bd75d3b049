"""What the model says of questions that have been answered since, beside naive rivals.

It stands where the dispute's scenarios stand and runs until the last question has been resolved.
Nothing is imposed of what came later, and nothing is tuned on the questions: who built the model
knew the answers, so this is called a retrodiction (docs/validation.md lists what that may have
coloured).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from sim import scenario
from sim.analysis import (
    naive_forecasts,
    question_probabilities,
    reference_classes,
    scoring,
)
from sim.analysis.reference_classes import ReferenceClass
from sim.analysis.scoring import Bin, Forecasts, NumberScore, Skill
from sim.base.errors import InputError, Problem
from sim.base.quarters import Quarter
from sim.base.random_streams import Streams
from sim.dispute import POSTERIOR, PRIOR
from sim.engine import runs
from sim.engine.ensemble import Progress
from sim.engine.runs import Question
from sim.inputs import claim_forecasts as forecasts
from sim.inputs import forecast_questions as questions
from sim.inputs import history
from sim.inputs.claim_forecasts import Spoken
from sim.inputs.forecast_questions import Measured, Questions
from sim.results import Run
from sim.scenario import Offer, Scenario

MODEL, UNCONDITIONED = "the model", "the prior without history"


@dataclass(frozen=True)
class Retrodiction:
    """The record of the model on one dispute.

    run : the ensemble that was asked; seed of the resampling is that of the run
    asked : the questions and the numbers that were observed
    model : its forecasts; others : those of the rivals that answer every question
    classes : of reference classes, on the questions of which they speak
    measured : how its distributions met what was observed
    spoken : what claims forecast; None where the dispute does not say
    beside : the claims' forecasts, the model's and the rivals' on all questions of which claims
        speak and that a run can be asked; the first is that of the claims
    """

    run: Run
    asked: Questions
    model: Forecasts
    others: Mapping[str, Forecasts]
    partial: Mapping[str, Forecasts]
    measured: tuple[tuple[Measured, NumberScore], ...]
    spoken: Spoken | None = None
    beside: tuple[Forecasts, ...] = ()

    @property
    def sampled(self) -> str:
        """Of how many worlds the scores are, and that others would score differently."""
        manifest = self.run.manifest
        return (
            f"Scores are of {manifest.worlds:,} worlds with seed {manifest.seed}: other numbers of "
            "worlds, or seeds, give slightly different scores of the same record; the 95 % "
            "intervals, over clusters of questions, do not include that."
        )

    @property
    def streams(self) -> Streams:
        """The draws of every resampling."""
        return Streams(self.run.manifest.seed)

    @cached_property
    def skills(self) -> dict[str, Skill]:
        """The model against each rival, on the questions that both answer."""
        found = {}
        for name, rival in {**self.others, **self.partial}.items():
            here = np.array([question in rival.questions for question in self.model.questions])
            found[name] = scoring.skill(self.model.of(here), rival, self.streams)
        return found

    @cached_property
    def leads(self) -> tuple[Skill, ...]:
        """The claims' forecasts against everybody else's, on the questions that both answer."""
        if not self.beside:
            return ()
        claims, *others = self.beside
        return tuple(scoring.skill(claims, each, self.streams) for each in others)

    @cached_property
    def turned(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Questions of which "nothing changes" was the wrong answer."""
        return np.array([question.turned for question in self.asked.binary])

    @cached_property
    def reliability(self) -> list[Bin]:
        """How often what was called likely came true."""
        return scoring.reliability(self.model, self.streams)

    def interval(self, forecasts: Forecasts) -> tuple[float, float]:
        """95 % interval of a mean Brier score, over clusters."""
        draws = scoring.resampled(
            forecasts.brier, forecasts.clusters, self.streams, f"brier {forecasts.name}"
        )
        low, high = np.quantile(draws, (0.025, 0.975)).tolist()
        return low, high


@dataclass(frozen=True)
class HindcastRequest:
    """A scenario carried to the last question: with the posterior and, beside it, without.

    runs : by what parameters are drawn from
    spoken : what the dispute's claims forecast; None where it does not say
    """

    runs: Mapping[str, Question]
    questions: Questions
    classes: Mapping[str, ReferenceClass]
    spoken: Spoken | None = None

    @property
    def title(self) -> str:
        """The dispute's."""
        return self.runs[POSTERIOR].dispute.title

    @property
    def worlds(self) -> int:
        """Worlds to step, all runs together."""
        return sum(question.scenario.worlds for question in self.runs.values())


def ask(
    reference: str = "baseline",
    *,
    worlds: int | None = None,
    seed: int | None = None,
    articles: bool = False,
) -> HindcastRequest:
    """What is to be run so that every question of a dispute can be answered.

    reference : the scenario that stands for what was expected; only its horizon is moved
    articles : whether what claims forecast is needed
    Raises InputError with what is wrong with the scenario (which may observe nothing: all worlds
    count alike here), the questions or the record.
    """
    asked = runs.read(reference, worlds=worlds, seed=seed).scenario
    return ask_of(asked, scenario.offer(asked.calibration), articles=articles)


def ask_of(asked: Scenario, offer: Offer, *, articles: bool = False) -> HindcastRequest:
    """The same of a scenario that has been read.

    offer : of its dispute
    """
    if asked.observations:
        raise InputError(
            Problem(
                f"{asked.name} observes {seen.id}; a retrodiction knows nothing of what came later",
                "a scenario that observes nothing",
                "ask the scenario without `observe:`",
                seen.mark,
            )
            for seen in asked.observations
        )
    folder = offer.folder
    classes = reference_classes.load(folder)
    known = {**offer.recorded, **offer.register}
    happened = history.load(folder)
    found = questions.load(folder, happened, known, classes)
    spoken = forecasts.load(folder, offer.claims, found, happened, known)
    if articles:
        spoken = forecasts.needed(spoken, folder)
    long = replace(asked, quarters=found.last - asked.start + 1)
    kinds = [POSTERIOR, PRIOR] if offer.dispute.posterior is not None else [POSTERIOR]
    return HindcastRequest(
        {kind: Question(replace(long, draws=kind), offer.dispute) for kind in kinds},
        found,
        classes,
        spoken,
    )


def hindcast(
    asked: HindcastRequest, *, workers: int = 1, progress: Progress | None = None
) -> Retrodiction:
    """The record of a scenario's model on the questions of its dispute."""
    ran: dict[str, Run] = {}
    for kind, question in asked.runs.items():
        before = sum(run.manifest.worlds for run in ran.values())
        ran[kind] = runs.answer(question, workers=workers, progress=_after(before, progress))
    return judge(asked, ran)


def judge(asked: HindcastRequest, ran: Mapping[str, Run]) -> Retrodiction:
    """The record of runs that have been made.

    ran : of each question, by what parameters are drawn from
    """
    binary, measured = asked.questions.binary, asked.questions.measured
    said = {
        kind: [question_probabilities.probability(run, q) for q in binary]
        for kind, run in ran.items()
    }
    run = ran[POSTERIOR]
    start = asked.runs[POSTERIOR].scenario.start
    others = naive_forecasts.naive(binary, start)
    if PRIOR in ran:
        others[UNCONDITIONED] = naive_forecasts.forecasts(UNCONDITIONED, binary, said[PRIOR])
    by_class, _ = naive_forecasts.by_class(binary, asked.classes, start)
    partial = {by_class.name: by_class} if by_class.questions else {}
    if asked.spoken is not None:
        spoken = {each.id: each for each in asked.spoken.told}
        told = [spoken[question.id] for question in binary if question.id in spoken]
        if told:
            partial[naive_forecasts.ARTICLES] = naive_forecasts.articles(asked.spoken, told)
    return Retrodiction(
        run,
        asked.questions,
        naive_forecasts.forecasts(MODEL, binary, said[POSTERIOR]),
        others,
        partial,
        tuple(
            (each, scoring.distribution(question_probabilities.values(run, each), each.observed))
            for each in measured
        ),
        asked.spoken,
        _beside(asked.spoken, ran, start) if asked.spoken is not None else (),
    )


def _beside(spoken: Spoken, ran: Mapping[str, Run], start: Quarter) -> tuple[Forecasts, ...]:
    """Claims, model and rivals on the questions of which claims speak and that runs can answer."""
    told = [each for each in spoken.told if each.question is not None]
    if not told:
        return ()
    said = {
        kind: [question_probabilities.probability(run, question) for question in spoken.questions]
        for kind, run in ran.items()
    }
    names = {POSTERIOR: MODEL, PRIOR: UNCONDITIONED}
    return (
        naive_forecasts.articles(spoken, told),
        *(naive_forecasts.forecasts(names[kind], spoken.questions, said[kind]) for kind in ran),
        *naive_forecasts.naive(spoken.questions, start).values(),
    )


def _after(before: int, progress: Progress | None) -> Progress | None:
    """Progress that goes on from what other runs have done."""
    return None if progress is None else lambda done: progress(before + done)
