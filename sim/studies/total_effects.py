"""Total expectations: what a change does over the run, with everyone reacting, and what was said.

For each change two runs over the same worlds, with it and without; expectations that share a change
share its runs. The signs are reported and nothing is gated on them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim import scenario
from sim.analysis import paired_differences
from sim.analysis.expressions import Asking, parse_question
from sim.analysis.sign_probability import Sign
from sim.base.errors import InputError, Problem, Problems
from sim.base.yaml_documents import Document
from sim.engine import runs
from sim.engine.ensemble import Progress
from sim.engine.runs import Question
from sim.expectations import Expectation, Total
from sim.results import Manifest, Run
from sim.scenario import Offer, Scenario

WORLDS = 1000

Offers = Callable[[str], Offer]


@dataclass(frozen=True)
class Finding:
    """What the runs say to one total expectation.

    change : what is done, in a few words
    scenario, base : names of what was run with the change, and without
    spread : standard deviation of the outcome over worlds, without the change
    """

    expectation: Expectation
    change: str
    scenario: str
    base: str
    spread: float
    sign: Sign


@dataclass(frozen=True, eq=False)
class Trial:
    """One change: what is run with it and without it, and what is asked of both."""

    changed: Question
    ground: Question
    asked: tuple[tuple[Expectation, Asking], ...]


@dataclass(frozen=True)
class TotalEffectsDesign:
    """Checked expectations, by the change they share. Made by `design`."""

    trials: tuple[Trial, ...]

    @property
    def size(self) -> int:
        """Number of runs."""
        return len(self.trials) + len({_identity(trial.ground) for trial in self.trials})


def design(
    expectations: Iterable[Expectation],
    against: str | Path,
    offer: Offer,
    *,
    worlds: int | None = WORLDS,
    seed: int | None = None,
) -> TotalEffectsDesign:
    """The runs that total expectations ask for; those that are none are left out.

    against : the scenario that changes are laid over; where an expectation has none, it is this
        one against its base
    offer : what its dispute offers
    worlds, seed : in place of the scenario's
    Raises InputError, at their places, with everything that could not be run or answered.
    """
    asked = [each for each in expectations if each.total is not None]
    if not asked:
        return TotalEffectsDesign(())
    problems = Problems()
    ground = scenario.read(against, lambda _: offer, worlds=worlds, seed=seed)
    manifest = Question(ground, offer.dispute).manifest()
    groups: dict[str, tuple[Question, Question, list[tuple[Expectation, Asking]]]] = {}
    for each in asked:
        total = _total(each)
        with problems.gather():
            key = _key(total)
            if key not in groups:
                groups[key] = (*_pair(each, against, ground, offer), [])
            groups[key][2].append((each, _asked(total, manifest)))
    problems.raise_any()
    return TotalEffectsDesign(
        tuple(Trial(changed, base, tuple(a)) for changed, base, a in groups.values())
    )


def totals(
    plan: TotalEffectsDesign, *, workers: int = 1, progress: Progress | None = None
) -> tuple[Finding, ...]:
    """What the runs say to each expectation, in the order of the changes.

    progress : told the number of runs done; there are `plan.size`
    """
    grounds: dict[str, Run] = {}
    found: list[Finding] = []
    done = 0

    def run(asked: Question) -> Run:
        nonlocal done
        made = runs.answer(asked, workers=workers)
        done += 1
        if progress is not None:
            progress(done)
        return made

    for trial in plan.trials:
        key = _identity(trial.ground)
        if key not in grounds:
            grounds[key] = run(trial.ground)
        found += _found(trial, run(trial.changed), grounds[key])
    return tuple(found)


def _found(trial: Trial, changed: Run, ground: Run) -> list[Finding]:
    """All that is asked about one change, at once: splitting worlds by parameter is the cost."""
    mine = [asking.ask(changed) for _, asking in trial.asked]
    theirs = [asking.ask(ground) for _, asking in trial.asked]
    changed_one, base = trial.changed.scenario, trial.ground.scenario
    names = changed_one.title, changed_one.name, base.name
    return [
        Finding(
            expectation, *names, float(np.std(before.values)), Sign(found, expectation.direction)
        )
        for (expectation, _), before, found in zip(
            trial.asked,
            theirs,
            paired_differences.compare(changed, ground, mine, theirs),
            strict=True,
        )
    ]


def _total(each: Expectation) -> Total:
    if each.total is None:
        raise TypeError(f"{each.id} is no total expectation")
    return each.total


def _pair(
    each: Expectation, against: str | Path, ground: Scenario, offer: Offer
) -> tuple[Question, Question]:
    """What is run with the change and without.

    ground : the scenario that the words `against` name
    """
    total, dispute = _total(each), offer.dispute
    worlds, seed = ground.worlds, ground.seed
    if isinstance(total.change, Document):
        made = scenario.variant(against, total.change, lambda _: offer, worlds=worlds, seed=seed)
        # The heading would say that it is the base.
        changed = replace(made, name=each.id, title=total.title or made.title)
        asked = Question(changed, dispute, ground)
        _check_paired(asked, total)
        return asked, Question(ground, dispute)
    path: str | Path = against
    if total.change is not None:
        beside = Path(total.change_mark.file)
        path = scenario.locate("change", total.change, beside, total.change_mark)
    found = runs.read(path, offers=lambda _: offer, worlds=worlds, seed=seed)
    base = found.ground()
    _check_paired(found, total)
    if base is None:
        what = f"{found.scenario.name} extends no other scenario: there is nothing to set it beside"
        raise InputError([Problem(what, cure="write change:", mark=total.change_mark)])
    return found, base


def _check_paired(found: Question, total: Total) -> None:
    """InputError, at the place of the change, where its base does not hold the same worlds."""
    if found.unpaired:
        raise InputError(replace(each, mark=total.change_mark) for each in found.unpaired)


def _asked(total: Total, manifest: Manifest) -> Asking:
    """The question that stands for the effect. Raises InputError, at its place, for a wrong one."""
    try:
        asking = parse_question(total.outcome)
        asking.check(manifest)
    except InputError as error:
        raise InputError(
            replace(problem, mark=total.outcome_mark) for problem in error.problems
        ) from None
    return asking


def _key(total: Total) -> str:
    """The same for expectations that share a change."""
    if isinstance(total.change, Document):
        return json.dumps(total.change.data, sort_keys=True)
    return f"scenario {total.change}"


def _identity(asked: Question) -> str:
    return json.dumps(asked.scenario.resolved(), sort_keys=True)


def by_file(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings in the order in which their expectations stand in the file."""
    marks = {id(each): each.expectation.mark for each in findings}
    return tuple(sorted(findings, key=lambda each: (marks[id(each)].file, marks[id(each)].line)))
