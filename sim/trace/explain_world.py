"""From a scenario or a results folder to the story of one of its worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim import scenario
from sim.base import number_text as words
from sim.base.errors import InputError, Problem, Problems, SimError, suggest
from sim.base.quarters import Quarter
from sim.dispute import Dispute
from sim.engine import conditioning as observing
from sim.engine import ensemble, runs
from sim.engine.runs import Question
from sim.inputs.evidence import Evidence
from sim.model.compiled import CompiledModel
from sim.model.outcome_measures import measure
from sim.results import Run
from sim.results.manifest import content_hash, versions
from sim.scenario import Scenario
from sim.scenario.observations import spelt
from sim.trace import decisive_claims as claims
from sim.trace import draw_percentiles as standing
from sim.trace.recorder import RecordedWorlds
from sim.trace.story import Story, parting

# A world has its draws whatever the number of worlds; a number beyond this is a slip of the hand.
LAST = 10**9
MOST_OUTSTANDING = 5  # unusual draws


@dataclass(frozen=True)
class Case:
    """What is asked about: a scenario, the claims it can rest on, and its results if they stand."""

    question: Question
    evidence: Evidence
    run: Run | None = None

    @property
    def worlds(self) -> int:
        """Worlds that can be told."""
        return LAST if self.run is None else self.run.manifest.worlds


def case(
    reference: str | Path,
    *,
    changes: Sequence[str] | Mapping[str, Any] = (),
    observe: Sequence[str | Mapping[str, Any]] = (),
    worlds: int | None = None,
    seed: int | None = None,
    prior: bool = False,
) -> Case:
    """What a reference names: a scenario's file, a packaged scenario, or a results folder.

    changes, observe, worlds, seed, prior : as of `runs.read`; a results folder takes none
    Raises InputError with every problem of the files and of the changes.
    """
    offer = cache(scenario.offer)
    run = runs.stored(reference)
    if run is None:
        question = runs.read(
            reference,
            changes=changes,
            observe=observe,
            worlds=worlds,
            seed=seed,
            offers=offer,
            prior=prior,
        )
        return Case(question, offer(question.dispute.name).claims)
    if changes or observe or worlds is not None or seed is not None or prior:
        what = f"{reference} holds results, which nothing can change any more"
        raise InputError([Problem(what, cure="name the scenario instead of the folder")])
    asked = scenario.from_resolved(run.scenario, offer)
    found = offer(asked.calibration)
    return Case(Question(asked, found.dispute), found.claims, run)


def tell(
    asked: Scenario,
    dispute: Dispute,
    world: int,
    *,
    evidence: Evidence | None = None,
    closely: Quarter | None = None,
    actor: str | None = None,
) -> Story:
    """The story of one world of a scenario.

    world : its index, as in the table of outcomes; it may lie beyond the scenario's worlds
    evidence : the claims to which the terms that decided are led back; without it none are
    closely : a quarter that alone is told, with the choices to go on as before
    actor : tell its records alone
    """
    compiled = CompiledModel(dispute, asked)
    watched = RecordedWorlds(compiled, world, closely)
    for _ in range(asked.quarters):
        watched.step()
    outcomes = measure(dispute, watched.recorded)
    records, owed = tuple(watched.records), watched.owed(asked.end)
    drawn = {path: float(column[0]) for path, column in watched.batch.draws.items()}
    quarters = {path: series[:, 0].copy() for path, series in watched.recorded.items()}
    watched.close()
    placed = standing.places(compiled, drawn)
    story = Story(
        asked,
        dispute,
        world,
        records,
        {name: value[0] for name, value in outcomes.items()},
        quarters,
        drawn,
        owed=owed,
        forms=tuple(place for place in placed.values() if place.option),
    ).only(closely, actor)
    if evidence is None:
        return story
    grounds = claims.grounds(compiled, story.records, drawn, placed, evidence)
    weights = claims.weights(compiled, story.records)
    outstanding = standing.outstanding(placed, weights, MOST_OUTSTANDING)
    return replace(story, grounds=grounds, outstanding=outstanding)


def explain(
    reference: str | Path,
    *,
    world: int,
    quarter: str | Quarter | None = None,
    actor: str | None = None,
    set: Mapping[str, Any] | None = None,  # noqa: A002  the word of the scenario files
    observe: Sequence[str | Mapping[str, Any]] = (),
    seed: int | None = None,
    prior: bool = False,
) -> Story:
    """Re-run one world of a scenario alone and tell its story: `explain(…).text`, `.records`.

    reference : a path, the name of a packaged scenario, or a results folder
    world : its index, as in the table of outcomes
    quarter : tell this one alone, closely; actor : tell its records alone
    set, observe, seed, prior : as of `sim.run`
    Raises InputError with every problem of the scenario and of what is asked for.
    """
    found = case(reference, changes=set or {}, observe=observe, seed=seed, prior=prior)
    at = str(quarter) if quarter is not None else None
    return of_case(found, world, at, actor)


def of_case(found: Case, world: int, quarter: str | None = None, actor: str | None = None) -> Story:
    """The story of one world of a case, beside the same world of the base.

    Raises InputError where there is no such world, quarter or actor; SimError where a re-run by
    the same code and files does not give what stands in the results folder.
    """
    closely = _check(found, world, quarter, actor)
    question = found.question
    asked, dispute = question.scenario, question.dispute
    story = tell(asked, dispute, world, evidence=found.evidence, closely=closely, actor=actor)
    notes = [f"Its parameters are {words.drawn(question.draws)}."]
    if asked.branched is not None:
        past = f"Up to {asked.branched - 1} it is the same world of {asked.base}"
        notes.append(f"{past}, of which this is a branch.")
    story = replace(story, notes=(*notes, *_seen(story)))
    base = question.base
    if question.unpaired:
        story = replace(story, notes=(*story.notes, question.notice()))
    if base is not None:
        batch = ensemble.run(CompiledModel(dispute, base), world, world + 1)
        story = replace(
            story,
            parting=parting(
                story,
                base,
                {name: value[0] for name, value in batch.outcomes.items()},
                {path: series[:, 0] for path, series in batch.quarters.items()},
                tuple(question.differences()),
            ),
        )
    if found.run is not None:
        story = replace(story, notes=(*story.notes, *_beside(found.run, story)))
    return story


def _check(found: Case, world: int, quarter: str | None, actor: str | None) -> Quarter | None:
    """The quarter that is asked for; InputError with all that is wrong."""
    asked, dispute = found.question.scenario, found.question.dispute
    problems = Problems()
    if not 0 <= world < found.worlds:
        problems.add(
            f"there is no world {world}",
            allowed=f"0 to {found.worlds - 1:,}",
            cure=f"worlds count from 0; {asked.name} runs {asked.worlds:,}",
        )
    if actor is not None and actor not in dispute.actors:
        known = f"actors: {', '.join(dispute.actors)}"
        problems.add(
            f"there is no actor {actor!r}", allowed=known, cure=suggest(actor, dispute.actors)
        )
    at: Quarter | None = None
    if quarter is not None:
        try:
            at = Quarter.parse(quarter)
        except ValueError as error:
            problems.add(str(error))
        else:
            if not asked.start <= at <= asked.end:
                within = f"{asked.start} to {asked.end}"
                problems.add(f"{at} lies outside the run", allowed=within)
    problems.raise_any()
    return at


def _seen(story: Story) -> Iterator[str]:
    """How well the world agrees with each thing that the scenario observes."""
    recorded = {path: series[:, None] for path, series in story.quarters.items()}
    for seen in story.scenario.observations:
        agrees = float(observing.agreement(seen, recorded, story.scenario.start)[0])
        verdict = "it agrees" if agrees == 1 else f"it counts for {words.percent(agrees)} by it"
        if agrees == 0:
            verdict = "it does not agree, and counts for nothing"
        yield f"Observed, {spelt(seen.resolved())}: {verdict}."


def _beside(run: Run, story: Story) -> Iterator[str]:
    """Whether the world is the one that stands in the results, and what has changed since."""
    if run.notice:
        yield run.notice
    manifest = run.manifest
    changed = []
    if manifest.versions["code"] != versions()["code"]:
        changed.append("the code")
    if manifest.calibration.hash != content_hash(story.dispute.folder):
        changed.append("the calibration")
    apart = differing(run, story)
    since = f"{' and '.join(changed)} changed since the run" if changed else ""
    if not apart:
        also = f", though {since}" if since else ""
        yield f"It ends as in the results {run.id}{also}."
        return
    if not changed:
        what = f"world {story.world} of {run.id} ends otherwise when it is run again"
        raise SimError(f"{what}: {', '.join(apart)}")
    yield f"It does not end as in the results {run.id}, for {since}: {', '.join(apart)} differ."


def differing(run: Run, story: Story) -> list[str]:
    """Outcomes in which a story differs from the row of its world in the results."""
    row = run.outcomes.loc[story.world]
    found = []
    for measured in run.manifest.measures:
        stored, told = row[measured.name], story.outcomes.get(measured.name)
        if measured.kind == "level":
            told = measured.levels[int(told)] if told is not None else None
        same = stored == told or (measured.kind == "quarter" and _never(stored) and _never(told))
        if not same:
            found.append(measured.name)
    return found


def _never(value: Any) -> bool:
    return value is not None and bool(np.isnan(value))
