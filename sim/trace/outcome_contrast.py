"""Why some worlds come to an outcome and others do not: the groups, and a typical pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.analysis.discovery import (
    TOLD,
    InputSeparation,
    OutcomeGroups,
    StateSeparation,
    WorldSeparation,
)
from sim.analysis.estimates import Estimate, estimate
from sim.analysis.expressions import Expression
from sim.base import number_text as words
from sim.base.quarters import Quarter
from sim.engine import runs
from sim.engine.ensemble import Progress
from sim.scenario import ScenarioDifference
from sim.trace import (
    decisive_claims as claims,
)
from sim.trace import (
    draw_percentiles as standing,
)
from sim.trace import (
    explain_world as asking,
)
from sim.trace.decisive_claims import Basis
from sim.trace.explain_world import Case
from sim.trace.story import Story
from sim.trace.story_text import reasons
from sim.trace.trace_events import OptionChoice, Record, Shift, Vote

HOW_TO_READ = (
    "Delta: the chance that a world with it has the higher value than a world without it, less the "
    "chance of the lower (Cliff 1993). From −1 to 1; beyond 0.33 it is no longer small."
)
WORLDS = 4000  # enough for an outcome of one world in a hundred, in seconds
MOST_SERIES = 8


@dataclass(frozen=True)
class Why:
    """What tells worlds with an outcome from worlds without it.

    label : the question, as people say it; share : of worlds that have the outcome
    worlds : that were run; drawn_from : posterior or prior
    draws : what was drawn most differently, the most first
    looked_at : how many draws were compared; basis : what each of `draws` rests on
    splits : by which recorded states the groups part, the first first
    pair : a typical world with the outcome and one without it; None where all or none have it
    apart : by which recorded states the two part; differs : from the base of the scenario
    """

    title: str
    name: str
    start: Quarter
    expression: str
    label: str
    worlds: int
    drawn_from: str
    observed: bool
    share: Estimate
    draws: tuple[InputSeparation, ...] = ()
    looked_at: int = 0
    basis: tuple[Basis, ...] = ()
    splits: tuple[StateSeparation, ...] = ()
    pair: tuple[Story, Story] | None = None
    apart: tuple[WorldSeparation, ...] = ()
    differs: tuple[ScenarioDifference, ...] = ()

    @property
    def text(self) -> str:
        """The answer as plain text."""
        return "\n".join(lines(self))


def why(
    reference: str | Path,
    expression: str,
    *,
    set: Mapping[str, Any] | None = None,  # noqa: A002  the word of the scenario files
    observe: Sequence[str | Mapping[str, Any]] = (),
    worlds: int | None = None,
    seed: int | None = None,
    prior: bool = False,
) -> Why:
    """What tells the worlds of a scenario with an outcome from those without it.

    reference : a path, the name of a packaged scenario, or a results folder
    expression : such as `settlement >= two_islands` or `not peace_treaty`
    set, observe, worlds, seed, prior : as of `sim.run`
    Raises InputError with every problem of the scenario, or of the expression.
    """
    found = asking.case(
        reference, changes=set or {}, observe=observe, worlds=worlds, seed=seed, prior=prior
    )
    return of_case(bounded(found, worlds), expression)


def bounded(found: Case, worlds: int | None) -> Case:
    """The case with no more worlds than are needed, unless their number was asked for."""
    asked = found.question.scenario
    if found.run is not None or worlds is not None or asked.worlds <= WORLDS:
        return found
    return replace(found, question=replace(found.question, scenario=replace(asked, worlds=WORLDS)))


def of_case(
    found: Case, expression: str, *, workers: int = 1, progress: Progress | None = None
) -> Why:
    """What tells the worlds of a case with an outcome from those without it.

    Raises InputError, before anything runs, where the expression cannot be asked or asks how much.
    """
    question, asked = found.question, Expression.parse(expression)
    asked.check_whether(question.manifest() if found.run is None else found.run.manifest)
    run = found.run or runs.answer(question, workers=workers, progress=progress)
    answer = asked.ask(run)
    groups = OutcomeGroups(run, answer)
    scenario = question.scenario
    result = Why(
        title=scenario.title,
        name=scenario.name,
        start=scenario.start,
        expression=str(asked),
        label=answer.label,
        worlds=run.manifest.worlds,
        drawn_from=run.manifest.draws,
        observed=answer.weights is not None,
        share=estimate(answer),
        differs=tuple(question.differences()),
    )
    if not groups.are_two:
        return result
    drawn = groups.draws()
    pair = groups.pair(drawn)
    one, other = (asking.tell(scenario, question.dispute, world) for world in pair)
    told = tuple(
        replace(each, meaning=standing.whose(question.dispute, each.path, each.meaning))
        for each in drawn[:TOLD]
    )
    return replace(
        result,
        draws=told,
        looked_at=len(drawn),
        basis=tuple(_basis(found, one, each.path) for each in told),
        splits=tuple(groups.splits()),
        pair=(one, other),
        apart=tuple(groups.separations(*pair)),
    )


def _basis(found: Case, story: Story, path: str) -> Basis:
    parameter = found.question.dispute.register[path]
    return claims.basis(parameter, story.draws[path], None, found.evidence)


def lines(told: Why, *, rows: bool = True) -> Iterator[str]:
    """The answer, line by line; a line's leading blanks say how deep it stands.

    rows : with what happened in the two worlds, for who has no table for it
    """
    yield f"{told.label}: why in some worlds and not in others ({told.title}, {told.name})"
    yield ""
    yield from (f"  {line}" for line in shares(told))
    if told.pair is None:
        return
    yield ""
    yield f"What was drawn differently, the most of {told.looked_at:,} looked at"
    yield f"  {HOW_TO_READ}"
    yield from (f"  {text}" for text in drawn_differently(told))
    yield ""
    yield "When the recorded states part"
    yield from (f"  {text}" for text in parting(told))
    yield ""
    yield "A typical world with it, and the typical world without it that is most like it"
    yield from (f"  {text}" for text in beginnings(told))
    for quarter, here, there in side_by_side(told) if rows else ():
        yield f"{quarter}"
        yield from (f"  with: {text}" for text in here)
        yield from (f"  without: {text}" for text in there)


def shares(told: Why) -> Iterator[str]:
    """How many worlds have it, and what follows where that is all or none."""
    share = words.percent(told.share.value)
    seen = ", weighted by what is observed" if told.observed else ""
    drawn = words.drawn(told.drawn_from)
    yield f"{share} of {told.worlds:,} worlds, {drawn}{seen}, have it."
    if told.pair is None:
        nobody = told.share.value == 0
        yield (
            f"{'No' if nobody else 'Every'} world has it, so that there is nothing to compare. "
            f"Ask with more worlds (--worlds), or for {'less' if nobody else 'more'} than "
            f"'{told.expression}'."
        )


def drawn_differently(told: Why) -> Iterator[str]:
    """The draws that tell the groups apart, each with its claims; a claim is written out once."""
    if not any(each.clear for each in told.draws):
        yield "None differs by more than chance would; the chances of the quarters decide."
    known: set[str] = set()
    for each, basis in zip(told.draws, told.basis, strict=True):
        yield f"{compared(each)}; delta {words.number(each.delta, 2)}{doubt(each)}"
        if each.clear:
            yield from (f"  {reason}" for reason in reasons(basis, known))
            known |= {claim.id for claim in basis.claims}


def doubt(each: InputSeparation) -> str:
    """A word where chance alone would do."""
    return "" if each.clear else "; no more than chance"


def compared(each: InputSeparation) -> str:
    """A draw in both groups."""
    name, (here, there) = (
        f"{each.meaning[:1].upper()}{each.meaning[1:]} ({each.path})",
        values(each),
    )
    if each.option:
        return f"{name}: {here} with it, {there} without"
    return f"{name}: mean {here} with it, {there} without"


def values(each: InputSeparation) -> tuple[str, str]:
    """Mean of a parameter, or share of an option, in both groups."""
    pair = (each.mean_with, each.mean_without)
    if not each.option:
        here, there = (words.number(mean) for mean in pair)
        return here, there
    option = each.option.replace("_", " ")
    here, there = (f"{option} in {words.percent(share)}" for share in pair)
    return here, there


def parting(told: Why) -> Iterator[str]:
    """By which recorded states, and when, the groups part."""
    if not told.splits:
        yield "The groups never part by more than a little in any state that is recorded."
    for split in told.splits[:MOST_SERIES]:
        here, there = words.number(split.mean_with), words.number(split.mean_without)
        yield (
            f"{told.start + split.quarter}  {split.series.label}: mean {here} with it, {there} "
            f"without; delta {words.number(split.delta, 2)}"
        )


def beginnings(told: Why) -> Iterator[str]:
    """The two worlds, and by what they first part."""
    assert told.pair is not None  # noqa: S101  asked for only where there are two
    one, other = told.pair
    yield f"World {one.world} with it, world {other.world} without it."
    if not told.apart:
        yield "They are never further apart than the middle half of all worlds."
        return
    first = told.apart[0].quarter
    there = [each for each in told.apart if each.quarter == first]
    said = "; ".join(
        f"{each.series.label} {words.number(each.one)} against {words.number(each.other)}"
        for each in there
    )
    when = told.start + first
    yield f"They are first further apart than the middle half of all worlds in {when}: {said}"


def side_by_side(told: Why) -> list[tuple[Quarter, list[str], list[str]]]:
    """What happened in the two worlds besides choices and slow drifts: quarter, with, without."""
    if told.pair is None:
        return []
    here, there = ({q: _brief(r) for q, r in story.by_quarter.items()} for story in told.pair)
    rows = (
        (quarter, here.get(quarter, []), there.get(quarter, [])) for quarter in {**here, **there}
    )
    return sorted((row for row in rows if row[1] or row[2]), key=lambda row: row[0])


def _brief(records: Sequence[Record]) -> list[str]:
    return [record.brief for record in records if _matters(record)]


def _matters(record: Record) -> bool:
    if isinstance(record, Vote):
        return record.result in claims.OF_A_VOTE
    if isinstance(record, OptionChoice):
        return record.policy is not None
    return record.shock if isinstance(record, Shift) else True
