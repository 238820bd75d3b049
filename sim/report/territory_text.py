"""The ground in question and the bargaining for it: each figure with heading, words and source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.analysis import (
    ceded_territory,
    paired_differences,
    structural_uncertainty,
    verdict_text,
    win_sets,
)
from sim.analysis.answers import AnswerSummary
from sim.analysis.ceded_territory import Cession, Parcel
from sim.analysis.estimates import Estimate, estimate
from sim.analysis.expressions import Answer
from sim.analysis.win_sets import Bargaining, WinSets
from sim.base import number_text
from sim.dispute import Dispute
from sim.dispute.geography import DisputeMap, plain
from sim.figures.captioned_figure import Runs
from sim.figures.ceded_map import Titles, listed
from sim.results import Run

HUNDRED = 100


def titles(dispute: Dispute, atlas: DisputeMap | None) -> dict[str, str]:
    """What a reader sees for each island of the ladder: its title on the map, else its id."""
    islands = [
        island for group in ceded_territory.parcels(dispute.ladder).values() for island in group
    ]
    return {each: plain(each) if atlas is None else atlas.title_of(each) for each in islands}


def lines(
    runs: Runs,
    dispute: Dispute,
    named: Titles,
    place: int,
    *,
    is_compared: bool = False,
    parameters: bool = True,
) -> list[AnswerSummary]:
    """A line for each parcel: in how many worlds it is ceded at the end of a quarter.

    runs : the run, then its base if there is one
    place : of the quarter, 0 for the first
    is_compared : with the difference from the base, which takes longer than all else
    parameters : with the parameters with which it turns, which takes longest
    """
    run, base = runs[0][0], runs[1][0] if len(runs) > 1 else None
    mine, theirs = (
        [] if each is None else _answers(each, dispute, named, place) for each in (run, base)
    )
    moved: Sequence[paired_differences.Difference | None] = [None] * len(mine)
    if base is not None and is_compared:
        moved = paired_differences.compare(run, base, mine, theirs, parameters=parameters)
    before: Sequence[Estimate | None] = [estimate(x) for x in theirs] or [None] * len(mine)
    return [
        AnswerSummary(
            expression=answer.expression,
            kind="level",
            label=answer.label,
            unit="",
            is_share=True,
            found=estimate(answer),
            forms=structural_uncertainty.span(run, answer),
            quantiles={},
            base=then,
            difference=difference,
            outside=(),
        )
        for answer, then, difference in zip(mine, before, moved, strict=True)
    ]


def sentences(
    runs: Runs,
    dispute: Dispute,
    named: Titles,
    place: int,
    islands: Sequence[str],
    *,
    parameters: bool = True,
) -> list[str]:
    """What difference the run makes to parcels, with all its doubt; nothing without a base.

    islands : those whose parcels are meant
    parameters : as of `lines`
    """
    if len(runs) == 1:
        return []
    found = lines(runs, dispute, named, place, is_compared=True, parameters=parameters)
    groups = list(ceded_territory.parcels(dispute.ladder).values())
    return [
        _sentence(line)
        for line, group in zip(found, groups, strict=True)
        if set(group) & set(islands)
    ]


def _sentence(line: AnswerSummary) -> str:
    """The difference with all its doubt, and what turns it where the model cannot tell."""
    said = verdict_text.sentence(line)
    if line.difference is None or line.difference.verdict != paired_differences.CANNOT_TELL:
        return said
    return f"{said} It is {'; '.join(verdict_text.sign_reversal_texts(line.difference))}."


def _answers(run: Run, dispute: Dispute, named: Titles, place: int) -> list[Answer]:
    answers = ceded_territory.answers(run, dispute.ladder, place)
    groups = ceded_territory.parcels(dispute.ladder).values()
    return [
        replace(answer, label=f"{listed(group, named)} ceded by {run.calendar[place]}")
        for answer, group in zip(answers, groups, strict=True)
    ]


def settlements(
    found: Sequence[Cession], dispute: Dispute, place: int, parcel: Parcel
) -> list[tuple[str, list[str]]]:
    """By which settlement a parcel is ceded: name, and worlds of 100 in each run; at last by any.

    found : of each run
    """
    rows = []
    for row, rung in enumerate(parcel.rungs):
        shares = [each.of(parcel.islands[0]).by_rung[row][place] for each in found]
        rows.append((dispute.ladder[rung].title, [number_text.per_100(float(x)) for x in shares]))
    totals = [_total(each.of(parcel.islands[0]), place) for each in found]
    if len(rows) == 1:
        return [(rows[0][0], totals)]
    return [*rows, ("any settlement", totals)]


def _total(parcel: Parcel, place: int) -> str:
    """A share with its Monte-Carlo error and its range over forms."""
    error = number_text.number(float(parcel.mcse[place]) * HUNDRED, 2)
    over = number_text.percent_range(float(parcel.low[place]), float(parcel.high[place]))
    return f"{number_text.per_100(float(parcel.share[place]))} ± {error}, {over} over forms"


def standing(found: Sequence[Bargaining], dispute: Dispute, place: int) -> list[list[str]]:
    """A row for each place on the way to a settlement: of 100 worlds in each run, over forms.

    found : of each run; places that none has any world at are left out
    """
    stages = [win_sets.stages(each, dispute.ladder, place) for each in found]
    rows = []
    for same in zip(*stages, strict=True):
        if not any(stage.found.value > 0 for stage in same):
            continue
        cells = [
            cell
            for stage in same
            for cell in (
                number_text.per_100(stage.found.value),
                number_text.percent_range(stage.low, stage.high),
            )
        ]
        rows.append([same[0].title, *cells])
    return rows


def ends(run: Run, dispute: Dispute, found: WinSets) -> list[list[str]]:
    """A row for each settlement at the end: of the worlds with a round, and what they found."""
    return [
        [
            dispute.ladder[ending.rung].title,
            number_text.per_100(ending.share),
            *(number_text.percent(x) for x in (ending.holder, ending.claimant, ending.zone)),
        ]
        for ending in win_sets.endings(run, dispute.ladder, found)
    ]
