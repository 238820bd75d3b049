"""Which change did it: the difference between two scenarios, by the changes between them.

Scenarios with only some of the changes are run over the same worlds, each once: all 2^n of them
where changes are few, those on the way of some drawn orders where they are many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from os import cpu_count
from typing import Any

import numpy as np

from sim.analysis import shapley
from sim.analysis.attribution import Attribution
from sim.analysis.coalition_values import CoalitionValues
from sim.analysis.expressions import Answer, Expression, ask, standard
from sim.analysis.shapley import Coalition, CoalitionDesign, Floats
from sim.base.axes import Array, total
from sim.base.errors import InputError, Problem, Problems
from sim.base.quarters import Quarter
from sim.base.random_streams import Streams
from sim.dispute import Dispute
from sim.engine import conditioning, ensemble, runs, scenario_batching
from sim.engine.ensemble import CHUNK, Progress
from sim.engine.runs import Question
from sim.model import parameter_sampling
from sim.results import Manifest, Run
from sim.scenario import Scenario
from sim.scenario.separable_changes import (
    STAR,
    SeparableChange,
    blend,
    changes,
    joined,
    with_families,
)
from sim.studies.comparison import ComparisonSubject, Observe, Reference, read

WORLDS = 1000  # 64 runs of so many take less than half a minute
FEW = 6  # changes of which all coalitions are run: 64 runs
PAIRS = 16  # of orders drawn where there are more
MANY = 16  # runs that are worth the start of a second process


@dataclass(frozen=True)
class AttributionPlan:
    """The runs that tell two scenarios' changes apart. Made by `plan`.

    scenario, base : over the same worlds, the first of those that were asked for
    """

    scenario: Scenario
    base: Scenario
    dispute: Dispute
    changes: tuple[SeparableChange, ...]
    design: CoalitionDesign

    @property
    def size(self) -> int:
        """Number of runs."""
        return len(self.design.coalitions)

    def scenario_of(self, coalition: Coalition) -> Scenario:
        """The base with some of the changes."""
        chosen = [change for i, change in enumerate(self.changes) if coalition >> i & 1]
        return blend(self.scenario, self.base, chosen)


def attribute(
    scenario: Reference,
    base: Reference,
    *,
    set: Mapping[str, Any] | None = None,  # noqa: A002  the word of the scenario files
    observe: Observe = (),
    worlds: int = WORLDS,
    seed: int | None = None,
    apart: bool = False,
    prior: bool = False,
    workers: int | None = None,
) -> Attribution:
    """Which of the changes from `base` to `scenario` did it: `attribute(…).moved`.

    scenario, base : scenario files, names of packaged scenarios, results folders, `Run` objects
    set, observe, seed, prior : for both scenarios; refused where results are given
    worlds : the first so many
    apart : whether families of parameters are kept apart where there are many changes
    Raises InputError as a comparison does, and where the two do not differ.
    """
    asked = read((base, scenario), changes=set or {}, observe=observe, seed=seed, prior=prior)
    (planned,) = plans(asked, worlds=worlds, apart=apart)
    return answer(planned, workers=workers)


def plans(
    asked: Sequence[ComparisonSubject], *, worlds: int = WORLDS, apart: bool = False
) -> tuple[AttributionPlan, ...]:
    """What has to be run to tell the changes of each of the others from the first apart.

    Raises InputError for what cannot be run again as it was.
    """
    problems = Problems()
    questions = [_question(each, problems) for each in asked]
    problems.raise_any()
    ground, *others = (each for each in questions if each is not None)
    found = []
    for each in others:
        with problems.gather():
            found.append(plan(each, ground, worlds=worlds, apart=apart))
    problems.raise_any()
    return tuple(found)


def _question(asked: ComparisonSubject, problems: Problems) -> Question | None:
    """What was asked for the results, if it would still be answered alike."""
    scenario, dispute = asked.scenario(), asked.dispute()
    if scenario is not None and dispute is not None:
        question = Question(scenario, dispute)
        if asked.question is not None or question.manifest().hash == asked.manifest.hash:
            return question
    problems.add(
        f"{asked.said} comes from another version of the model or of its files: what its changes "
        "do one by one cannot be run beside it",
        cure="run its scenario again, or give the scenario in its place",
    )
    return None


def plan(
    asked: Question,
    ground: Question,
    *,
    worlds: int = WORLDS,
    pairs: int = PAIRS,
    apart: bool = False,
) -> AttributionPlan:
    """What has to be run to tell which of the changes from `ground` to `asked` did it.

    worlds : the first so many
    pairs : of orders drawn where there are more than a few changes
    apart : whether families of parameters are kept apart
    Raises InputError where the two are not run alike, or do not differ.
    """
    few = min(worlds, asked.scenario.worlds, ground.scenario.worlds)
    scenario, base = (replace(each.scenario, worlds=few) for each in (asked, ground))
    found = changes(scenario, base)
    if not found:
        what = f"{scenario.name} does not differ from {base.name}: there is nothing to attribute"
        raise InputError([Problem(what, cure="compare it with another scenario")])
    found = _with_saliences_whole(found, scenario, base, asked.dispute)
    if not apart:
        found = with_families(found, FEW)
    players = len(found)
    if players <= FEW:
        return AttributionPlan(scenario, base, asked.dispute, tuple(found), shapley.exact(players))
    streams = Streams(scenario.seed)

    def uniforms(pair: int) -> Floats:
        return streams.uniform("attribution.order", str(pair), 0, 0, players)

    design = shapley.sampled(players, pairs, uniforms)
    return AttributionPlan(scenario, base, asked.dispute, tuple(found), design)


def told_apart(asked: Question, ground: Question) -> Attribution:
    """Which of the changes from `ground` to `asked` did it, all in this process.

    Raises InputError as `plan` does.
    """
    return answer(plan(asked, ground), workers=1)


def answer(
    planned: AttributionPlan,
    *,
    expressions: Sequence[Expression] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """The differences of all answers, by change.

    expressions : what is asked; the standard questions, where none are given
    workers : processes; two where there are many runs, if it is not said
    progress : told the number of runs done
    """
    ground = Question(planned.base, planned.dispute)
    wanted = standard(ground.manifest()) if expressions is None else list(expressions)
    for expression in wanted:
        expression.check(ground.manifest())
    first, *others = planned.design.coalitions  # the first is the base itself
    with _explained(planned):
        base = runs.answer(ground)
    ledger = CoalitionValues(planned.design, base)
    ledger.enter(first, ask(base, wanted))
    if workers is None:
        workers = min(2, cpu_count() or 1) if len(others) > MANY else 1
    blocks = _blocks(planned, others)
    lean = ground.manifest().model_copy(update={"series": (), "quantities": (), "forms": ()})
    tasks = [
        (planned.dispute, lean, [planned.scenario_of(coalition) for coalition in block], wanted)
        for block in blocks
    ]
    done = 1
    with _explained(planned):
        for block, answers in zip(blocks, ensemble.each(_ask, tasks, workers), strict=True):
            for coalition, each in zip(block, answers, strict=True):
                ledger.enter(coalition, each)
            done += len(block)
            if progress is not None:
                progress(done)
    return Attribution(
        planned.scenario.name,
        planned.base.name,
        planned.base.worlds,
        planned.size,
        len(planned.design.orders),
        planned.changes,
        ledger.divide(planned.changes),
    )


@contextmanager
def _explained(planned: AttributionPlan) -> Iterator[None]:
    """Say of an InputError inside that it is about a run with some of the changes only."""
    try:
        yield
    except InputError as error:
        what = (
            f"{planned.scenario.name} and {planned.base.name} cannot be told apart change by "
            f"change over {planned.base.worlds:,} worlds"
        )
        cure = "--attribute-worlds asks more worlds of each run"
        raise InputError([Problem(what, cure=cure), *error.problems]) from None


def _blocks(planned: AttributionPlan, coalitions: Sequence[Coalition]) -> list[list[Coalition]]:
    """The coalitions in blocks to be stepped side by side, as far as they differ in parameters."""
    alike: dict[tuple[Scenario, tuple[Quarter, ...]], list[Coalition]] = {}
    for coalition in coalitions:
        scenario = planned.scenario_of(coalition)
        bare = replace(scenario, overrides=())
        alike.setdefault((bare, scenario.turns), []).append(coalition)
    size = max(1, CHUNK // planned.base.worlds)
    return [
        group[first : first + size]
        for group in alike.values()
        for first in range(0, len(group), size)
    ]


def _ask(
    dispute: Dispute,
    manifest: Manifest,
    scenarios: Sequence[Scenario],
    expressions: Sequence[Expression],
) -> list[list[Answer]]:
    """The answers of some runs, the only thing of them that is kept.

    manifest : with the outcomes and nothing else
    """
    found = []
    for scenario, batches in zip(scenarios, scenario_batching.run(dispute, scenarios), strict=True):
        seen = conditioning.watched(batches, scenario)
        bare = (replace(batch, quarters={}, draws={}) for batch in seen)
        own = manifest.model_copy(update={"scenario": scenario.resolved()})
        found.append(ask(Run.collect(bare, own), expressions))
    return found


def _with_saliences_whole(
    found: Sequence[SeparableChange], scenario: Scenario, base: Scenario, dispute: Dispute
) -> list[SeparableChange]:
    """The changes with those of an actor's saliences joined that could come to more than one.

    What is set of an actor's saliences must leave something to the others in every world, also if
    only some of the changes are made.
    """
    streams = Streams(base.seed)
    drawn = parameter_sampling.drawn(dispute, streams, 0, base.worlds)
    left = list(found)
    for quarter in sorted({base.start, *scenario.turns, *base.turns}):
        tables = []
        for each in (scenario, base):
            given = each.in_force(quarter)
            after = parameter_sampling.change(drawn, dispute, given, streams, 0)
            tables.append({override.path: after[override.path] for override in given})
        for actor in dispute.actors:
            left = _with_own_whole(left, f"{actor}{parameter_sampling.SALIENCE}", tables)
    return left


def _with_own_whole(
    found: Sequence[SeparableChange], own: str, tables: Sequence[Mapping[str, Array]]
) -> list[SeparableChange]:
    """The changes with those of one actor joined if they could come to more than one.

    own : how the paths of the actor's saliences begin
    tables : what is set with all changes, and without: path -> (world,)
    """
    given = {path for table in tables for path in table if path.startswith(own)}
    changed = [change for change in found if given.intersection(change.content)]
    if len(changed) < 2:
        return list(found)
    groups = [given.intersection(change.content) for change in changed]
    groups.append(given.difference(*groups))
    # The most that each change can take up, whether it is made or not.
    most = total(np.maximum(*(_sum(table, group) for table in tables)) for group in groups)
    if (most <= 1).all():
        return list(found)
    why = "some without the others leave less than nothing to the actor's other saliences"
    return joined(found, changed, f"{own}{STAR}", why)


def _sum(table: Mapping[str, Array], paths: Iterable[str]) -> Array:
    """What these parameters come to where they are set, (world,)."""
    nothing = np.zeros_like(next(iter(table.values()), np.zeros(1)))
    return total([nothing, *(table[path] for path in sorted(paths) if path in table)])
