"""Which change did it: the difference between two scenarios, by the changes between them.

Scenarios with only some of the changes are run over the same worlds, each once: all 2^n of them
where changes are few, those on the way of some drawn orders where they are many.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from os import cpu_count
from typing import Any

import numpy as np

from sim import draws, ensemble, runs
from sim.analysis import shapley
from sim.analysis.attribution import Attributed, Ledger, Part
from sim.analysis.expressions import Answer, Expression, ask, standard
from sim.analysis.shapley import EMPTY, Coalition, Design, Floats
from sim.axes import Array, total
from sim.dispute import Dispute
from sim.ensemble import Progress
from sim.errors import InputError, Problem, Problems
from sim.runs import Question
from sim.scenario import Scenario
from sim.scenario.changes import STAR, Change, blend, changes, joined, with_families
from sim.streams import Streams
from sim.studies.compare import Asked, Observe, Reference, read

WORLDS = 1000  # 64 runs of so many take less than half a minute
FEW = 6  # changes of which all coalitions are run: 64 runs
PAIRS = 16  # of orders drawn where there are more
MANY = 16  # runs that are worth the start of a second process


@dataclass(frozen=True)
class Plan:
    """The runs that tell two scenarios' changes apart. Made by `plan`.

    scenario, base : over the same worlds, the first of those that were asked for
    """

    scenario: Scenario
    base: Scenario
    dispute: Dispute
    changes: tuple[Change, ...]
    design: Design

    @property
    def size(self) -> int:
        """Number of runs."""
        return len(self.design.coalitions)

    def question(self, coalition: Coalition) -> Question:
        """What is asked of the base with some of the changes."""
        return Question(blend(self.scenario, self.base, self.chosen(coalition)), self.dispute)

    def chosen(self, coalition: Coalition) -> list[Change]:
        """The changes of a coalition."""
        return [each for i, each in enumerate(self.changes) if coalition >> i & 1]

    @contextmanager
    def explaining(self, coalition: Coalition) -> Iterator[None]:
        """Add to an InputError with which of the changes it came about."""
        try:
            yield
        except InputError as error:
            names = ", ".join(change.name for change in self.chosen(coalition)) or "none"
            what = f"with some of the changes only ({names}) {self.base.name} cannot be run"
            cure = "ask more worlds, or leave a change out"
            raise InputError([Problem(what, cure=cure), *error.problems]) from None


@dataclass(frozen=True)
class Attribution:
    """How the difference between two scenarios comes from the changes between them.

    worlds : the first so many
    runs : coalitions of changes that were run
    orders : in which changes were made one by one; 0 where all coalitions were run
    outcomes : one for each question, in order
    """

    scenario: str
    base: str
    worlds: int
    runs: int
    orders: int
    changes: tuple[Change, ...]
    outcomes: tuple[Attributed, ...]

    @property
    def is_exact(self) -> bool:
        """Whether all coalitions were run."""
        return not self.orders

    @property
    def moved(self) -> tuple[Attributed, ...]:
        """The answers that moved, or to which a change contributes beyond what is not exact."""
        return tuple(each for each in self.outcomes if each.is_moved)

    @property
    def notes(self) -> list[str]:
        """What a reader must know of how it was found, in sentences."""
        how = (
            f"all {self.runs:,} combinations of the changes were run"
            if self.is_exact
            else f"{self.orders:,} orders of the changes were drawn, {self.runs:,} runs; the "
            "intervals hold that error too"
        )
        said = [f"The first {self.worlds:,} worlds; {how}."]
        said += [
            f"{change.name} is one change of {len(change.pieces)} pieces: {change.why}."
            for change in self.changes
            if change.why
        ]
        return said

    def summary(self) -> dict[str, Any]:
        """The object that `--json` holds under `attribution`; null for what is not known."""
        return {
            "worlds": self.worlds,
            "runs": self.runs,
            "method": "exact" if self.is_exact else "sampled",
            "orders": self.orders,
            "changes": [
                {"name": c.name, "kind": c.kind, "parts": list(c.content), "why": c.why or None}
                for c in self.changes
            ],
            "outcomes": {each.expression: _summary(each) for each in self.outcomes},
        }


def _summary(found: Attributed) -> dict[str, Any]:
    return {
        "base": found.base,
        "value": found.value,
        "total": _part(found.total),
        "kinds": {kind: _part(part) for kind, part in found.kinds.items()},
        "changes": {
            each.change.name: {
                **_part(each.share),
                "alone": _part(each.alone),
                "last": _part(each.last),
            }
            for each in found.contributions
        },
    }


def _part(part: Part) -> dict[str, Any]:
    low, high = part.ci95
    return {
        "contribution": part.value,
        "mcse": _known(part.mcse),
        "orders_se": _known(part.spread),
        "ci95": [_known(low), _known(high)],
        "forms": list(part.forms),
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def attribute(
    scenario: Reference,
    base: Reference,
    *,
    set: Mapping[str, Any] | None = None,  # noqa: A002  the word of the scenario files
    observe: Observe = (),
    worlds: int = WORLDS,
    seed: int | None = None,
    apart: bool = False,
    workers: int | None = None,
) -> Attribution:
    """Which of the changes from `base` to `scenario` did it: `attribute(…).moved`.

    scenario, base : scenario files, names of packaged scenarios, results folders, `Run` objects
    set, observe, seed : for both scenarios; refused where results are given
    worlds : the first so many
    apart : whether families of parameters are kept apart where there are many changes
    Raises InputError as a comparison does, and where the two do not differ.
    """
    asked = read((base, scenario), changes=set or {}, observe=observe, seed=seed)
    (planned,) = plans(asked, worlds=worlds, apart=apart)
    return answer(planned, workers=workers)


def plans(asked: Sequence[Asked], *, worlds: int = WORLDS, apart: bool = False) -> tuple[Plan, ...]:
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


def _question(asked: Asked, problems: Problems) -> Question | None:
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
) -> Plan:
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
        return Plan(scenario, base, asked.dispute, tuple(found), shapley.exact(players))
    streams = Streams(scenario.seed)

    def uniforms(pair: int) -> Floats:
        return streams.uniform("attribution.order", str(pair), 0, 0, players)

    design = shapley.sampled(players, pairs, uniforms)
    return Plan(scenario, base, asked.dispute, tuple(found), design)


def answer(
    planned: Plan,
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
    ground = planned.question(EMPTY)
    wanted = standard(ground.manifest()) if expressions is None else list(expressions)
    for expression in wanted:
        expression.check(ground.manifest())
    first, *others = planned.design.coalitions  # the first is the base itself
    with planned.explaining(first):
        base = runs.answer(ground)
    ledger = Ledger(planned.design, base)
    ledger.enter(first, ask(base, wanted))
    if workers is None:
        workers = min(2, cpu_count() or 1) if len(others) > MANY else 1
    tasks = [(planned.question(coalition), wanted) for coalition in others]
    answers = ensemble.each(_ask, tasks, workers)
    for done, coalition in enumerate(others, 1):
        with planned.explaining(coalition):
            ledger.enter(coalition, next(answers))
        if progress is not None:
            progress(1 + done)
    return Attribution(
        planned.scenario.name,
        planned.base.name,
        planned.base.worlds,
        planned.size,
        len(planned.design.orders),
        planned.changes,
        ledger.divide(planned.changes),
    )


def _ask(question: Question, expressions: Sequence[Expression]) -> list[Answer]:
    """The answers of one run, the only thing of it that is kept."""
    return ask(runs.answer(question), expressions)


def _with_saliences_whole(
    found: Sequence[Change], scenario: Scenario, base: Scenario, dispute: Dispute
) -> list[Change]:
    """The changes with those of an actor's saliences joined that could come to more than one.

    What is set of an actor's saliences must leave something to the others in every world, also if
    only some of the changes are made.
    """
    streams = Streams(base.seed)
    drawn = draws.drawn(dispute, streams, 0, base.worlds)
    tables = []
    for each in (scenario, base):
        after = draws.change(drawn, dispute, each.in_force(each.start), streams, 0)
        tables.append({path: after[path] for path in {each.path for each in each.overrides}})
    left = list(found)
    for actor in dispute.actors:
        own = f"{actor}{draws.SALIENCE}"
        given = {path for table in tables for path in table if path.startswith(own)}
        changed = [change for change in left if given.intersection(change.content)]
        if len(changed) < 2:
            continue
        groups = [given.intersection(change.content) for change in changed]
        groups.append(given.difference(*groups))
        # The most that each change can take up, whether it is made or not.
        most = total(np.maximum(*(_sum(table, group) for table in tables)) for group in groups)
        if (most > 1).any():
            why = "one without the other leaves less than nothing to the actor's other saliences"
            left = joined(left, changed, f"{own}{STAR}", why)
    return left


def _sum(table: Mapping[str, Array], paths: Iterable[str]) -> Array:
    """What these parameters come to where they are set, (world,)."""
    nothing = np.zeros_like(next(iter(table.values()), np.zeros(1)))
    return total([nothing, *(table[path] for path in sorted(paths) if path in table)])
