"""Runs that are asked for to be compared: read or run, and set beside the first of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from sim import scenario
from sim.analysis import (
    pairing_checks,
    reference_classes,
    verdict_text,
)
from sim.analysis.comparison import Comparison, alike, comparison
from sim.analysis.conditioning_summary import observed
from sim.analysis.expressions import headline_expression
from sim.analysis.paired_differences import shared
from sim.base import number_text
from sim.base.errors import InputError, Problem, Problems
from sim.dispute import Dispute
from sim.engine import runs
from sim.engine.ensemble import Progress
from sim.engine.runs import Question
from sim.results import Manifest, Run, reusable
from sim.scenario import Scenario, ScenarioDifference

Observe = Sequence[str | Mapping[str, Any]]
Changes = Sequence[str] | Mapping[str, Any]
Reference = str | Path | Run


@dataclass(frozen=True, eq=False)
class ComparisonSubject:
    """One of the things to compare: a scenario that is still to be run, or results.

    said : how it was named
    """

    said: str
    question: Question | None = None
    results: Run | None = None

    @cached_property
    def manifest(self) -> Manifest:
        """What its results say of themselves, or will say."""
        if self.results is not None:
            return self.results.manifest
        assert self.question is not None  # noqa: S101  one of the two is there
        return self.question.manifest()

    def scenario(self) -> Scenario | None:
        """The scenario; None where today's calibration can no longer read that of the results."""
        if self.question is not None:
            return self.question.scenario
        with suppress(InputError):
            return scenario.from_resolved(self.manifest.scenario, _offer)
        return None

    def dispute(self) -> Dispute | None:
        """The dispute as its files are today; None where there is none of this name."""
        if self.question is not None:
            return self.question.dispute
        with suppress(InputError):
            return _offer(self.manifest.calibration.name).dispute
        return None

    def answer(
        self, folder: Path | None = None, workers: int = 1, progress: Progress | None = None
    ) -> Run:
        """Its run. Written to a folder of its own name inside `folder`, if there is one."""
        if self.results is not None:
            return self.results
        assert self.question is not None  # noqa: S101  one of the two is there
        out = None if folder is None else folder / self.manifest.id
        return runs.answer(self.question, out=out, workers=workers, progress=progress)


def read(
    references: Sequence[Reference],
    *,
    changes: Changes = (),
    observe: Observe = (),
    worlds: int | None = None,
    seed: int | None = None,
    prior: bool = False,
    unpaired: bool = False,
) -> tuple[ComparisonSubject, ...]:
    """What the references mean, checked before anything runs.

    references : scenario files, names of scenarios, results folders, runs; the first is the one
        that the others are compared with
    changes, observe, worlds, seed, prior : as of `runs.read`, for all scenarios
    Raises InputError with everything that is wrong with any of them, and every reason why they
    cannot be paired, unless that is not asked for.
    """
    problems = Problems()
    if len(references) < 2:
        problems.add(
            f"there is nothing to compare {'with' if references else ''}".strip(),
            cure="give two or more scenarios or results folders; "
            "`sim run` shows a scenario beside its base",
        )
    given = {
        "--set": bool(changes),
        "--observe": bool(observe),
        "--worlds": worlds is not None,
        "--seed": seed is not None,
        "--prior": prior,
    }
    options = [name for name, is_given in given.items() if is_given]
    asked = []
    for reference in references:
        with problems.gather():
            found = reference if isinstance(reference, Run) else runs.stored(reference)
            if found is None:
                question = runs.read(
                    str(reference),
                    changes=changes,
                    observe=observe,
                    worlds=worlds,
                    seed=seed,
                    prior=prior,
                )
                asked.append(ComparisonSubject(str(reference), question=question))
                continue
            asked.append(ComparisonSubject(_name(reference), results=found))
            if options:
                what = f"{_name(reference)} holds results"
                problems.add(
                    f"{what}, which {' and '.join(options)} cannot change",
                    cure="give the scenario in its place, or leave the option out",
                )
    problems.raise_any()
    problems.extend(_refusals(asked, unpaired=unpaired))
    problems.raise_any()
    return tuple(asked)


def judge(
    asked: Sequence[ComparisonSubject],
    answers: Sequence[Run],
    *,
    unpaired: bool = False,
    parameters: bool = True,
) -> Comparison:
    """The runs beside the first one, over the worlds that all of them hold.

    parameters : look whether differences turn with a parameter; a preview does without, for nearly
        all of the time goes there
    """
    first = asked[0]
    manifests = [each.manifest for each in asked]
    why = list(_unlike(manifests))
    sizes = [run.manifest.worlds for run in answers]
    held = list(answers) if unpaired else pairing_checks.common(answers)
    notes = []
    if unpaired:
        what = "Compared as independent samples, not world by world"
        notes.append(f"{what}: {'; '.join(p.what for p in why)}." if why else f"{what}, as asked.")
    elif len(set(sizes)) > 1:
        notes.append(
            f"Compared in the first {min(sizes):,} worlds, which all of them hold: the first "
            "worlds of a larger run are those of a smaller one."
        )
    if not parameters:
        notes.append(verdict_text.UNSEARCHED)
    notes += [run.notice for run in answers if run.notice]
    notes += _drawn(held)
    notes += _seen(held)
    for run in answers[1:]:
        if not shared(run, answers[0]):
            what = f"{run.id} and {answers[0].id} have no outcome in common"
            raise InputError([Problem(what, cure="compare scenarios of one dispute")])
    dispute = first.dispute()
    return comparison(
        held,
        is_paired=not unpaired,
        differs=[differs(each, first) for each in asked[1:]],
        headline=_headline(dispute, first.manifest),
        references=_references(dispute, first.manifest),
        notes=notes,
        parameters=parameters,
    )


def compare(
    *references: Reference,
    set: Mapping[str, Any] | None = None,  # noqa: A002  the word of the scenario files
    observe: Observe = (),
    worlds: int | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    workers: int = 1,
    prior: bool = False,
    unpaired: bool = False,
) -> Comparison:
    """Compare scenarios, results folders or runs with the first of them, world by world.

    `compare("baseline", "economy_first").table` is a data frame, a row per answer.

    references : scenario files, names of packaged scenarios, results folders, `Run` objects
    set, observe, worlds, seed, prior : for all scenarios; refused where results are given
    out : folder that takes a results folder for each scenario; without it nothing is written
    unpaired : as independent samples, where the runs do not hold the same worlds
    Raises InputError with every problem, and every reason why worlds cannot be paired.
    """
    asked = read(
        references,
        changes=set or {},
        observe=observe,
        worlds=worlds,
        seed=seed,
        prior=prior,
        unpaired=unpaired,
    )
    folder = None if out is None else Path(out)
    if folder is not None:
        check_places(asked, folder)
    return judge(asked, [each.answer(folder, workers) for each in asked], unpaired=unpaired)


def check_places(asked: Sequence[ComparisonSubject], folder: Path) -> None:
    """InputError, before anything runs, where a result could not be written inside `folder`."""
    problems = Problems()
    for each in asked:
        if each.question is not None:
            with problems.gather():
                reusable(folder / each.manifest.id, each.manifest)
    problems.raise_any()


def differs(asked: ComparisonSubject, base: ComparisonSubject) -> list[ScenarioDifference]:
    """What differs in what is written; results of the past are taken by their manifest."""
    here, there = asked.scenario(), base.scenario()
    if here is not None and there is not None:
        found = scenario.differences(here, there)
        return [each if each.file != RESOLVED else each._replace(file="", line=0) for each in found]
    mine, theirs = (dict(_leaves(each.manifest.scenario)) for each in (asked, base))
    paths = [*mine, *(path for path in theirs if path not in mine)]
    return [
        ScenarioDifference(".".join(path), theirs.get(path), mine.get(path), "", 0)
        for path in paths
        if path[0] not in _HEADING and mine.get(path) != theirs.get(path)
    ]


_HEADING = ("scenario", "title", "why", "claims", "base")
RESOLVED = "resolved scenario"  # the place that things have which were read from a manifest
_BY_PATH = ("set", "mechanisms")
_offer: Callable[[str], scenario.Offer] = cache(scenario.offer)


def _leaves(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """A resolved scenario by key, what has an id under it."""
    for key, value in data.items():
        if key in _BY_PATH and isinstance(value, Mapping):
            yield from (((key, path), each) for path, each in value.items())
        elif isinstance(value, list) and all(isinstance(e, Mapping) and "id" in e for e in value):
            yield from (((key, str(each["id"])), each) for each in value)
        else:
            yield (key,), value


def _name(reference: Reference) -> str:
    return reference.id if isinstance(reference, Run) else str(reference)


def _refusals(asked: Sequence[ComparisonSubject], *, unpaired: bool) -> Iterator[Problem]:
    """Why the things asked for cannot be compared."""
    manifests = [each.manifest for each in asked]
    seen: dict[str, str] = {}
    for each, manifest in zip(asked, manifests, strict=True):
        if manifest.hash in seen:
            yield Problem(
                f"{seen[manifest.hash]} and {each.said} are one and the same run, {manifest.id}",
                cure="name another scenario, or write a file that changes something in it",
            )
        seen.setdefault(manifest.hash, each.said)
    if not unpaired:
        yield from _unlike(manifests)


def _unlike(manifests: Sequence[Manifest]) -> Iterator[Problem]:
    """Why worlds cannot be paired with those of the first."""
    for manifest in manifests[1:]:
        yield from pairing_checks.reasons(manifest, manifests[0])


def _drawn(held: Sequence[Run]) -> Iterator[str]:
    """What each run drew its parameters from, where they did not all draw from the same."""
    if len({run.manifest.draws for run in held}) > 1:
        said = "; ".join(f"{run.title}, {number_text.drawn(run.manifest.draws)}" for run in held)
        yield f"World i meets the same chances in all runs, but with other parameters: {said}."


def _seen(held: Sequence[Run]) -> Iterator[str]:
    """What is observed in which run, and what that means for the difference."""
    found = [(run, observed(run)) for run in held]
    for run, seen in found:
        if seen is not None:
            what = "; ".join(each.text for each in seen.seen)
            yield f"{run.title} observes {what}: {seen.said}."
    if any(not alike(run, held[0]) for run in held[1:]):
        yield (
            "The runs weigh their worlds differently: a difference is one of weighted means, and "
            "no world can be said to move."
        )


def _headline(dispute: Dispute | None, manifest: Manifest) -> str:
    """The expression with which the dispute opens, if this run can answer it."""
    if dispute is not None:
        with suppress(InputError):
            return headline_expression(dispute, manifest)
    return ""


def _references(
    dispute: Dispute | None, manifest: Manifest
) -> list[reference_classes.ReferenceForecast]:
    if dispute is None:
        return []
    return list(
        reference_classes.references(reference_classes.load(dispute.folder), manifest.quarters)
    )
