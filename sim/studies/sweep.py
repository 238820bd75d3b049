"""Sweeps: a scenario at many values of one or two things, with the same worlds at every point.

Each point is the scenario with these values in place of whatever it says of them itself. Beside it
stands its base with the same values, so that a difference is what the scenario does if they hold;
without a base, the scenario as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis import grouped_comparison
from sim.analysis.break_even import Floats, break_even, resampled
from sim.analysis.distributions import density
from sim.analysis.expressions import Answer, Expression, headline_expression, standard
from sim.analysis.weighted_statistics import effective
from sim.base.errors import InputError, Mark, Problem, Problems
from sim.base.random_streams import Streams
from sim.dispute import Dispute
from sim.engine import ensemble, runs, scenario_batching
from sim.engine.conditioning import ENOUGH
from sim.engine.ensemble import CHUNK, Batch
from sim.engine.runs import Question
from sim.model import parameter_sampling
from sim.results import Manifest, Run
from sim.scenario import Offer, Scenario, ScenarioDifference
from sim.studies.sweep_axes import MARK, Value, Varied, Vary, read
from sim.studies.sweep_results import (
    BreakEvenLine,
    Sweep,
    SweepAxis,
    SweepBaseline,
    SweepPlan,
    Topic,
    find,
    save,
)

WORLDS = 1000  # of each point, where none are asked for
MOST_POINTS = 10_000
MOST_WORLDS = 10_000_000  # of all points and their bases together: some twenty minutes of two cores
LEAST_DRAWS = 2000  # that show where the prior lies
PLACES = 101  # at which its density is drawn
# Worlds side by side: more than in a batch of one run, since their draws and recorded states are
# let go at once; see benchmarks/speed.py.
TILE = 2 * CHUNK
_TILES = 2  # batches in a task, which share their draws
_TASKS = 4  # for each worker, so that none waits long for another

Progress = Callable[[int], None]  # told the number of points done so far
Point = tuple[Value, ...]


@dataclass(frozen=True)
class SweepDesign:
    """A sweep that can be run: checked, with all that is asked of it.

    varied : one or two things
    expressions : what is asked of every point; the chosen ones, with their break-even, come first
    target : threshold of the answers themselves, in place of no difference
    alone : whether the base is left out
    """

    question: Question
    varied: tuple[Varied, ...]
    chosen: tuple[Expression, ...]
    target: float | None = None
    alone: bool = False

    @property
    def base(self) -> Scenario | None:
        """What stands beside each point; None where that is the scenario as it stands."""
        return None if self.alone else self.question.base

    @property
    def differences(self) -> list[ScenarioDifference]:
        """What differs from the base, but for what the sweep holds at one value in both."""
        if self.base is None:
            return []
        swept = {each.path for each in self.varied} | {f"set.{each.path}" for each in self.varied}
        return [each for each in self.question.differences() if each.path not in swept]

    @cached_property
    def points(self) -> list[Point]:
        """All combinations of values, those of the last thing varied fastest."""
        return list(product(*(each.values for each in self.varied)))

    @cached_property
    def expressions(self) -> tuple[Expression, ...]:
        """The chosen expressions, then the standard ones."""
        return tuple(dict.fromkeys((*self.chosen, *standard(self.manifest))))

    @cached_property
    def manifest(self) -> Manifest:
        """That of a point's run as far as a sweep looks into it: outcomes, and forms drawn."""
        return self.question.manifest().model_copy(update={"series": (), "quantities": ()})

    def scenario(self, point: Point) -> Scenario:
        """The scenario with the values of a point."""
        return _at(self.question.scenario, self.varied, point)

    def thin(self, found: Sweep) -> int:
        """Points at which what is observed leaves too few worlds."""
        if not self.manifest.is_observed:
            return 0
        effective = found.column(str(self.chosen[0]), "effective")
        return int((effective < ENOUGH).sum())

    def beside(self, point: Point) -> tuple[Scenario, Point]:
        """What stands beside a point, and the values by which it goes."""
        base = self.base
        if base is None:
            return self.question.scenario, ()
        here = [(v, x) for v, x in zip(self.varied, point, strict=True) if v.applies(base)]
        values = tuple(x for _, x in here)
        return _at(base, [v for v, _ in here], values), values


def design(
    question: Question,
    vary: Vary,
    *,
    outcomes: Sequence[str] = (),
    target: float | None = None,
    alone: bool = False,
) -> SweepDesign:
    """A sweep of a question. Raises InputError with everything that is wrong with it.

    vary : as in `sim.studies.sweep_axes`
    outcomes : expressions whose break-even is sought; by default the one that the dispute opens by
    """
    problems = Problems()
    offer = Offer(question.dispute)
    varied: tuple[Varied, ...] = ()
    with problems.gather():
        varied = read(vary, question.scenario, offer)
    manifest = question.manifest()
    words = outcomes or (
        headline_expression(question.dispute, manifest) or str(standard(manifest)[0]),
    )
    chosen = []
    for text in words:
        with problems.gather():
            chosen.append(_expression(text, manifest))
    problems.raise_any()
    found = SweepDesign(question, varied, tuple(dict.fromkeys(chosen)), target, alone)
    if question.unpaired and not alone:
        cure = "--alone leaves the base out"
        raise InputError(replace(each, cure=cure) for each in question.unpaired)
    _check(found)
    return found


def sweep(
    reference: str | Path,
    vary: Vary,
    *,
    outcomes: Sequence[str] = (),
    set: Mapping[str, Any] | None = None,  # noqa: A002  the word of the scenario files
    observe: Sequence[str | Mapping[str, Any]] = (),
    worlds: int = WORLDS,
    seed: int | None = None,
    target: float | None = None,
    alone: bool = False,
    prior: bool = False,
    out: str | Path | None = None,
    workers: int = 1,
) -> Sweep:
    """Run a scenario at many values of one or two things, with the same worlds at every point.

    reference : a path, or the name of a packaged scenario
    vary : `PATH=LOW:HIGH:STEPS` texts, or by path such a range, or the values themselves
    outcomes : expressions whose break-even is sought; by default the one that the dispute opens by
    set : overrides by path, with the values that a scenario file takes
    observe : further observations, as texts or as entries of a scenario file
    worlds, seed : of each point; the seed by default that of the file
    target : threshold of the answers themselves, in place of no difference
    alone : leave the base out
    prior : draw from the priors, as if nothing had been calibrated
    out : folder to write; without it nothing is written
    Raises InputError with every problem of the scenario and of what is asked of it.
    """
    question = runs.read(
        reference, changes=set or {}, observe=observe, worlds=worlds, seed=seed, prior=prior
    )
    asked = design(question, vary, outcomes=outcomes, target=target, alone=alone)
    return answer(asked, out=None if out is None else Path(out), workers=workers)


def answer(
    asked: SweepDesign,
    *,
    out: Path | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Sweep:
    """The sweep that a design asks for; written to `out`, or only held if there is none.

    An identical sweep that stands in `out` already is read instead of being computed again.
    """
    draft = plan(asked)
    if out is not None and (found := find(out, draft)) is not None:
        return found
    done = _collect(asked, draft, workers, progress)
    return done if out is None else save(done, out)


def plan(asked: SweepDesign) -> SweepPlan:
    """What a sweep will say of itself; its break-even values are not known yet."""
    question, scenario, base = asked.question, asked.question.scenario, asked.base
    ground = None if base is None else question.ground()
    shown = scenario if base is None else base
    return SweepPlan.identified(
        name=scenario.name,
        title=scenario.title,
        worlds=scenario.worlds,
        seed=scenario.seed,
        start=str(scenario.start),
        quarters=scenario.quarters,
        run=question.manifest().hash,
        draws=question.draws,
        beside=SweepBaseline(
            kind="itself" if base is None else "base",
            name=shown.name,
            title=shown.title,
            run=(ground or question).manifest().hash,
        ),
        axes=tuple(_axes(asked)),
        topics=tuple(_topic(expression, asked.manifest) for expression in asked.expressions),
        chosen=tuple(str(expression) for expression in asked.chosen),
        target=asked.target,
    )


def _collect(
    asked: SweepDesign, draft: SweepPlan, workers: int, progress: Progress | None
) -> Sweep:
    """Run all points, and look at each as soon as it and what stands beside it are there."""
    rows: list[dict[str, Any]] = []
    kept: list[tuple[list[Answer], list[Answer]]] = []
    known = False
    worlds: dict[tuple[Any, ...], grouped_comparison.Flags] = {}
    for number, (point, run, beside) in enumerate(_runs(asked, workers)):
        mine = [expression.ask(run) for expression in asked.expressions]
        theirs = [expression.ask(beside) for expression in asked.expressions]
        place = dict(zip((each.path for each in asked.varied), point, strict=True))
        forms = _forms(asked, point)
        if forms not in worlds:  # few sweeps change the forms that were drawn
            worlds[forms] = grouped_comparison.groups(run, beside)
        found = grouped_comparison.compared(mine, theirs, worlds[forms])
        rows += [
            {"point": number, **place, "expression": one.expression, **row}
            for one, row in zip(mine, found, strict=True)
        ]
        known = known or _is_known(mine[0], theirs[0])
        kept.append((mine[: len(asked.chosen)], theirs[: len(asked.chosen)]))
        if progress is not None:
            progress(number + 1)
    if not known:
        what = f"what is observed leaves fewer than {ENOUGH} worlds at every point"
        cure = "observe less, or less exactly, or ask for more --worlds"
        raise InputError([Problem(what, cure=cure)])
    broken = {
        str(expression): _break_even(asked, [(mine[i], theirs[i]) for mine, theirs in kept])
        for i, expression in enumerate(asked.chosen)
    }
    return Sweep(draft.model_copy(update={"break_even": broken}), pd.DataFrame(rows))


def _forms(asked: SweepDesign, point: Point) -> tuple[Any, ...]:
    """What is known of the forms that a point and what stands beside it draw."""
    register = asked.question.dispute.register
    scenarios = asked.scenario(point), asked.beside(point)[0]
    return tuple(
        (each.path, each.op, str(each.written), each.since)
        for scenario in scenarios
        for each in scenario.overrides
        if register[each.path].is_form
    )


# Running the points


def _runs(asked: SweepDesign, workers: int) -> Iterator[tuple[Point, Run, Run]]:
    """Each point with its run and that of what stands beside it."""
    todo: list[Scenario] = []
    places: dict[tuple[str, Point], int] = {}
    wanted: list[tuple[Point, int, int]] = []

    def place(kind: str, values: Point, scenario: Scenario) -> int:
        if (kind, values) not in places:
            places[kind, values] = len(todo)
            todo.append(scenario)
        return places[kind, values]

    # A tile of points, then what stands beside them: each a batch of its own.
    tile = max(1, TILE // asked.question.scenario.worlds)
    for first in range(0, len(asked.points), tile):
        some = asked.points[first : first + tile]
        numbers = [place("point", point, asked.scenario(point)) for point in some]
        others = [(values, scenario) for scenario, values in map(asked.beside, some)]
        wanted += zip(some, numbers, [place("beside", *each) for each in others], strict=True)

    done = _simulated(asked, todo, workers)
    held: dict[int, Run] = {}
    last = {number: i for i, (_, mine, theirs) in enumerate(wanted) for number in (mine, theirs)}
    for i, (point, mine, theirs) in enumerate(wanted):
        while not {mine, theirs} <= held.keys():
            number, run = next(done)
            held[number] = run
        yield point, held[mine], held[theirs]
        for number in (mine, theirs):
            if last[number] == i:
                held.pop(number, None)


def _simulated(
    asked: SweepDesign, todo: Sequence[Scenario], workers: int
) -> Iterator[tuple[int, Run]]:
    """The run of each scenario, with its number, in order."""
    dispute, worlds = asked.question.dispute, asked.question.scenario.worlds
    tile = max(1, TILE // worlds)
    share = math.ceil(len(todo) / (workers * _TASKS * tile))
    size = tile * min(share, _TILES)
    tasks = [(dispute, todo[first : first + size]) for first in range(0, len(todo), size)]
    numbers = iter(range(len(todo)))
    for block in ensemble.each(_block, tasks, workers):
        for batches in block:
            number = next(numbers)
            scenario = todo[number].resolved()
            manifest = asked.manifest.model_copy(update={"scenario": scenario})
            yield number, Run.collect(batches, manifest)


def _block(dispute: Dispute, scenarios: Sequence[Scenario]) -> list[list[Batch]]:
    """The batches of some scenarios, without what a sweep does not look at."""
    drawn = [path for path, parameter in dispute.register.items() if parameter.is_form]
    return [
        [
            replace(batch, quarters={}, draws={path: batch.draws[path] for path in drawn})
            for batch in batches
        ]
        for batches in scenario_batching.run(dispute, scenarios, TILE)
    ]


def _at(scenario: Scenario, varied: Sequence[Varied], point: Point) -> Scenario:
    for each, value in zip(varied, point, strict=True):
        scenario = each.put(scenario, value)
    return scenario


# Break-even


def _break_even(
    asked: SweepDesign, pairs: Sequence[tuple[Answer, Answer]]
) -> tuple[BreakEvenLine, ...]:
    """Where an answer passes its threshold along the first number, at each value of the other."""
    numbers = [i for i, each in enumerate(asked.varied) if not each.is_form]
    along = numbers[0] if numbers else 0
    grid = np.arange(len(pairs)).reshape([len(each.values) for each in asked.varied])
    lines = np.moveaxis(grid, along, -1).reshape(-1, grid.shape[along])
    fixed: tuple[Value | None, ...] = (None,)
    if len(asked.varied) > 1:
        fixed = asked.varied[1 - along].values
    y, curves = _curves(asked, pairs)
    y = np.where([_is_known(mine, theirs) for mine, theirs in pairs], y, np.nan)
    axis = asked.varied[along]
    found = []
    for value, here in zip(fixed, lines, strict=True):
        each = break_even(axis.numbers, y[here], curves[:, here], log=axis.log)
        # Between the options of a form there is nothing to pass.
        crossings = () if axis.is_form else each.crossings
        found.append(BreakEvenLine.of(axis.path, value, replace(each, crossings=crossings)))
    return tuple(found)


def _is_known(*answers: Answer) -> bool:
    """Whether what is observed leaves enough worlds at a point."""
    left = [effective(answer.weights) for answer in answers if answer.weights is not None]
    return min(left, default=ENOUGH) >= ENOUGH


def _curves(asked: SweepDesign, pairs: Sequence[tuple[Answer, Answer]]) -> tuple[Floats, Floats]:
    """An answer less its threshold, (point,), and in resampled worlds, (resample, point)."""
    scenario = asked.question.scenario
    streams = Streams(scenario.seed)
    mine = _table([one for one, _ in pairs])
    theirs = None if asked.target is not None else _table([other for _, other in pairs])

    def curve(counts: Floats) -> Floats:
        found = _means(counts, mine)
        return found - (asked.target or 0.0 if theirs is None else _means(counts, theirs))

    def uniforms(resample: int) -> Floats:
        return streams.uniform("sweep.resample", str(resample), 0, 0, scenario.worlds)

    found = resampled(curve, uniforms, pairs[0][0].rows)
    return curve(np.ones((1, scenario.worlds)))[0], found


def _table(answers: Sequence[Answer]) -> tuple[Floats, Floats | None]:
    """Values of some answers, (point, world), and the weights of their worlds."""
    values = np.stack([answer.values for answer in answers])
    weights = [answer.weights for answer in answers if answer.weights is not None]
    return values, np.stack(weights) if weights else None


def _means(counts: Floats, table: tuple[Floats, Floats | None]) -> Floats:
    """Means over worlds that count so often, (resample, point)."""
    values, weights = table
    if weights is None:
        return np.asarray(counts @ values.T / counts.sum(axis=1, keepdims=True))
    with np.errstate(invalid="ignore"):
        found: Floats = counts @ (weights * values).T / (counts @ weights.T)
    return found


# What a sweep says of itself


def _axes(asked: SweepDesign) -> Iterator[SweepAxis]:
    """Each thing that is varied, with where the calibration draws it."""
    scenario, dispute = asked.question.scenario, asked.question.dispute
    worlds = max(scenario.worlds, LEAST_DRAWS)
    paths = [each.path for each in asked.varied if each.path in dispute.register]
    drawn = (
        parameter_sampling.drawn(dispute, Streams(scenario.seed), 0, worlds, paths) if paths else {}
    )
    for each in asked.varied:
        places: Floats = np.asarray(each.numbers)
        found: Floats | None = None
        column = drawn.get(each.path)
        if column is not None and each.is_form:
            options = dispute.register[each.path].options
            codes = [options.index(str(value)) for value in each.values]
            found = np.array([float(np.mean(column == code)) for code in codes])
        elif column is not None:
            space = np.geomspace if each.log else np.linspace
            places = space(places[0], places[-1], PLACES)
            found = density(column, places, log=each.log)
        yield SweepAxis(
            path=each.path,
            values=each.values,
            unit=each.unit,
            meaning=each.meaning,
            log=each.log,
            stands=each.stands,
            prior_x=() if found is None else tuple(places.tolist()),
            prior_y=() if found is None else tuple(found.tolist()),
        )


def _topic(expression: Expression, manifest: Manifest) -> Topic:
    measure = expression.check(manifest)
    share = measure.kind != "number" or bool(expression.relation)
    return Topic(
        expression=str(expression),
        label=expression.label(measure),
        unit="" if share else measure.unit,
        is_share=share,
    )


# What is asked, checked


def _expression(text: str, manifest: Manifest) -> Expression:
    try:
        found = Expression.parse(text)
        found.check(manifest)
    except InputError as error:
        mark = Mark("--outcome", 1, 1)
        raise InputError(replace(each, mark=mark) for each in error.problems) from None
    return found


def _check(asked: SweepDesign) -> None:
    """InputError where there is too much to run, or the values cannot stand beside the rest."""
    scenario = asked.question.scenario
    problems = Problems()
    points = math.prod(len(each.values) for each in asked.varied)
    worlds = points * scenario.worlds * (2 if asked.base is not None else 1)
    if points > MOST_POINTS or worlds > MOST_WORLDS:
        problems.add(
            f"{points:,} points of {scenario.worlds:,} worlds come to {worlds:,} worlds, "
            "bases included",
            allowed=f"{MOST_POINTS:,} points and {MOST_WORLDS:,} worlds",
            cure="take fewer steps, or fewer --worlds",
            mark=MARK,
        )
        problems.raise_any()
    if asked.target is not None:
        for topic in (_topic(expression, asked.manifest) for expression in asked.chosen):
            if not math.isfinite(asked.target) or (topic.is_share and not 0 <= asked.target <= 1):
                what = f"{asked.target:g} is no value of {topic.expression}"
                allowed = "a share from 0 to 1" if topic.is_share else "a number"
                problems.add(what, allowed=allowed, mark=Mark("--target", 1, 1))
    problems.raise_any()
    asked.question.check()
    # A corner breaks a bound if any point does: all that depends on the values is monotone.
    corners = list(product(*((each.values[0], each.values[-1]) for each in asked.varied)))
    streams = Streams(scenario.seed)
    paths = [override.path for override in asked.scenario(corners[0]).overrides]
    dispute, few = asked.question.dispute, min(scenario.worlds, WORLDS)
    drawn = parameter_sampling.drawn(dispute, streams, 0, few, paths)
    for each in [asked.scenario(point) for point in corners]:
        with problems.gather():
            parameter_sampling.change(drawn, dispute, each.in_force(each.start), streams, 0)
    problems.raise_any()
