"""The ground in question and the bargaining for it: each figure with heading, words and source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sim.analysis import (
    ceded_territory as cession,
)
from sim.analysis import (
    paired_differences as paired,
)
from sim.analysis import (
    structural_uncertainty as forms,
)
from sim.analysis import (
    verdict_text as verdicts,
)
from sim.analysis import (
    win_sets as winsets,
)
from sim.analysis.answers import Line
from sim.analysis.ceded_territory import Cession, Parcel
from sim.analysis.estimates import Estimate, estimate
from sim.analysis.expressions import Answer
from sim.analysis.win_sets import Bargaining, WinSets
from sim.base import number_text as words
from sim.dispute import Dispute
from sim.dispute.geography import Atlas, plain
from sim.figures import ceded_map as figures
from sim.figures.captioned_figure import Picture, Runs, of_all, source
from sim.figures.style import Look
from sim.results import Run

COUNTED = (
    "Ceded: by an agreement that has been ratified and not been broken; the handover itself falls "
    "due some quarters later."
)

HUNDRED = 100
Titles = Mapping[str, str]


def titles(dispute: Dispute, atlas: Atlas | None) -> dict[str, str]:
    """What a reader sees for each island of the ladder: its title on the map, else its id."""
    islands = [island for group in cession.parcels(dispute.ladder).values() for island in group]
    return {each: plain(each) if atlas is None else atlas.title_of(each) for each in islands}


def lines(
    runs: Runs,
    dispute: Dispute,
    named: Titles,
    place: int,
    *,
    is_compared: bool = False,
    parameters: bool = True,
) -> list[Line]:
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
    moved: Sequence[paired.Difference | None] = [None] * len(mine)
    if base is not None and is_compared:
        moved = paired.compare(run, base, mine, theirs, parameters=parameters)
    before: Sequence[Estimate | None] = [estimate(x) for x in theirs] or [None] * len(mine)
    return [
        Line(
            expression=answer.expression,
            kind="level",
            label=answer.label,
            unit="",
            is_share=True,
            found=estimate(answer),
            forms=forms.span(run, answer),
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
    groups = list(cession.parcels(dispute.ladder).values())
    return [
        _sentence(line)
        for line, group in zip(found, groups, strict=True)
        if set(group) & set(islands)
    ]


def _sentence(line: Line) -> str:
    """The difference with all its doubt, and what turns it where the model cannot tell."""
    said = verdicts.sentence(line)
    if line.difference is None or line.difference.verdict != paired.CANNOT_TELL:
        return said
    return f"{said} It is {'; '.join(verdicts.turns(line.difference))}."


def _answers(run: Run, dispute: Dispute, named: Titles, place: int) -> list[Answer]:
    answers = cession.answers(run, dispute.ladder, place)
    groups = cession.parcels(dispute.ladder).values()
    return [
        replace(answer, label=f"{listed(group, named)} ceded by {run.calendar[place]}")
        for answer, group in zip(answers, groups, strict=True)
    ]


def listed(islands: Sequence[str], named: Titles) -> str:
    """Islands by name, in a row."""
    shown = [named[island] for island in islands]
    return " and ".join([*([", ".join(shown[:-1])] if shown[:-1] else []), *shown[-1:]])


def settlements(
    found: Sequence[Cession], dispute: Dispute, place: int, parcel: Parcel
) -> list[tuple[str, list[str]]]:
    """By which settlement a parcel is ceded: name, and worlds of 100 in each run; at last by any.

    found : of each run
    """
    rows = []
    for row, rung in enumerate(parcel.rungs):
        shares = [each.of(parcel.islands[0]).by_rung[row][place] for each in found]
        rows.append((dispute.ladder[rung].title, [words.per_100(float(x)) for x in shares]))
    totals = [_total(each.of(parcel.islands[0]), place) for each in found]
    if len(rows) == 1:
        return [(rows[0][0], totals)]
    return [*rows, ("any settlement", totals)]


def _total(parcel: Parcel, place: int) -> str:
    """A share with its Monte-Carlo error and its range over forms."""
    error = words.number(float(parcel.mcse[place]) * HUNDRED, 2)
    over = words.percent_range(float(parcel.low[place]), float(parcel.high[place]))
    return f"{words.per_100(float(parcel.share[place]))} ± {error}, {over} over forms"


def island_map(
    run: Run,
    look: Look,
    atlas: Atlas,
    found: Cession,
    place: int,
    *,
    top: float,
    chosen: str = "",
) -> Picture:
    """The islands on a map, shaded by how likely they are ceded.

    top : share at which the hue is darkest, the same on all maps beside one another
    """
    said = "; ".join(
        f"{island.title}: {_share(found.of(island.id), place)}" for island in atlas.islands
    )
    return Picture(
        figures.island_map(atlas, found, place, top, chosen),
        f"By {found.quarters[place]}: {look.name}",
        said,
        f"Of 100 worlds, and the range over uncertain forms. {COUNTED}",
        f"{source(run, 'level in quarters')}; {atlas.source}",
    )


def _share(parcel: Parcel, place: int) -> str:
    over = words.percent_range(float(parcel.low[place]), float(parcel.high[place]))
    return f"{words.in_100(float(parcel.share[place]))}, {over} over forms"


def over_time(
    runs: Runs, found: Sequence[Cession], dispute: Dispute, named: Titles, place: int
) -> Picture:
    """By which settlement ground is ceded, quarter by quarter.

    found : of each run
    """
    base, base_look = (found[1], runs[1][1]) if len(runs) > 1 else (None, None)
    said = "; ".join(
        f"{listed(parcel.islands, named)}: {_share(parcel, place)}" for parcel in found[0].parcels
    )
    beside = "" if base is None else f" Solid line: the same in {runs[1][1].name}."
    return Picture(
        figures.over_time(found[0], runs[0][1], dispute.ladder, named, base, base_look, place),
        "Ceded, by settlement",
        said,
        f"Areas add up to all worlds in which it is ceded, the outlined total. Dotted: how "
        f"far the total moves with uncertain forms.{beside} {COUNTED}",
        of_all(runs, "level in quarters"),
    )


def win_sets(runs: Runs, found: WinSets, dispute: Dispute) -> Picture:
    """Where worlds fall between the two win-sets."""
    roles, ladder = dispute.roles, dispute.ladder
    sides = (dispute.title_of(roles.holder), dispute.title_of(roles.claimant))
    run = runs[0][0]
    held = estimate(Answer("", "", "", True, found.last.held.astype(float), run.weights, run.rows))
    most = "no round has been held in any world"
    if found.density.any():
        row, column = divmod(int(found.density.argmax()), len(found.columns))
        most = (
            f"most, {words.in_100(float(found.density[row, column]))}, where {sides[0]} could "
            f"ratify {words.percent(float(found.columns.low[column]))} of the packages and "
            f"{sides[1]} {words.percent(float(found.rows.low[row]))}"
        )
    beside = "" if found.base is None else f", beside it in grey those of {runs[1][1].name}"
    return Picture(
        figures.win_sets(found, ladder, sides, winsets.reach(dispute)),
        f"Win-sets at the last round by {found.quarter}, and how the worlds end",
        f"{words.in_100(held.value)} have held a round; {most}",
        f"A win-set is what a side could get ratified at home. In each cell: of 100 worlds, how "
        f"many fall there{beside}. Each mark is one of the first {winsets.SAMPLE} worlds, spread "
        "out within its cell; its shape tells the settlement in force at the end. Dashed frame: "
        "the two shares add up to no more than one, so that the win-sets need not meet; elsewhere "
        "some package is in both, though both need not like it better than no deal.",
        of_all(runs, "rounds, win-sets and level in quarters"),
    )


def standing(found: Sequence[Bargaining], dispute: Dispute, place: int) -> list[list[str]]:
    """A row for each place on the way to a settlement: of 100 worlds in each run, over forms.

    found : of each run; places that none has any world at are left out
    """
    stages = [winsets.stages(each, dispute.ladder, place) for each in found]
    rows = []
    for same in zip(*stages, strict=True):
        if not any(stage.found.value > 0 for stage in same):
            continue
        cells = [
            cell
            for stage in same
            for cell in (
                words.per_100(stage.found.value),
                words.percent_range(stage.low, stage.high),
            )
        ]
        rows.append([same[0].title, *cells])
    return rows


def ends(run: Run, dispute: Dispute, found: WinSets) -> list[list[str]]:
    """A row for each settlement at the end: of the worlds with a round, and what they found."""
    return [
        [
            dispute.ladder[ending.rung].title,
            words.per_100(ending.share),
            *(words.percent(x) for x in (ending.holder, ending.claimant, ending.zone)),
        ]
        for ending in winsets.endings(run, dispute.ladder, found)
    ]
