"""A story as plain text, line by line, for a reader who has not seen the code."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import number_text as words
from sim.dispute import Dispute, Outcome
from sim.state import catalogue
from sim.trace.decisive_claims import Basis, Cited, Ground
from sim.trace.trace_events import FEW, Bargain, Record

if TYPE_CHECKING:
    from sim.trace.story import Parting, Story

HOW_TO_READ = (
    "Terms of a choice are log odds against the best of the other options: +1 makes an option 2.7 "
    "times as likely beside it, +2 seven times. An actor takes the less likely one where its "
    "leaning, which lasts, is strong. What a package is worth is utility over no deal."
)
NOTHING = "Nothing is to be told."


def lines(story: Story, *, closely: bool = False) -> Iterator[str]:
    """The whole story; a line's leading blanks say how deep it stands.

    closely : tell all packages near the frontier, not the best few
    """
    yield heading(story)
    yield ""
    yield from _notes(story)
    yield "How it ends"
    yield from (f"  {name}: {value}" for name, value in ending(story))
    if story.parting is not None:
        yield ""
        yield from against(story, story.parting)
    if story.forms or story.outstanding:
        yield ""
        yield "What is particular about this world"
        yield from (f"  {place.text}" for place in (*story.forms, *story.outstanding))
    yield ""
    yield "What happens"
    yield f"  {HOW_TO_READ}"
    yield from happenings(story, closely=closely)
    if story.grounds:
        yield ""
        yield "What stands behind the terms that decided"
        yield from _grounds(story)
    yield ""
    yield "Where it stands at the end"
    yield from (f"  {text}" for text in standing(story))


def heading(story: Story) -> str:
    """What is told."""
    asked = story.scenario
    return f"{asked.title}, world {story.world} ({asked.name}, {asked.start} to {asked.end})"


def happenings(story: Story, *, closely: bool = False) -> Iterator[str]:
    """What happened, by quarter."""
    if not story.records:
        yield f"  {NOTHING}"
    for quarter, records in story.by_quarter.items():
        yield f"{quarter}"
        for record in records:
            yield f"  {record.text}"
            yield from (f"    {text}" for text in alternatives(record, closely=closely))


def alternatives(record: Record, *, closely: bool = False) -> list[str]:
    """Of a round, the best packages that were not taken, and why."""
    if not isinstance(record, Bargain):
        return []
    rest = len(record.others) - FEW
    more = [f"and {rest} more near the frontier"] if rest > 0 and not closely else []
    return record.alternatives(None if closely else FEW) + more


def ending(story: Story) -> list[tuple[str, str]]:
    """Title and value of each outcome."""
    return [
        (outcome.title, said(outcome, story.outcomes[outcome.name], story.dispute, story))
        for outcome in story.dispute.outcomes
    ]


def against(story: Story, parting: Parting) -> Iterator[str]:
    """How the world differs from the same world of the base."""
    base = parting.base
    yield f"Against the same world of {base.title} ({base.name})"
    if parting.at is None:
        yield "  It runs as there, to the last bit."
        return
    names = "; ".join(series_title(story.dispute, path) for path in parting.paths[:FEW])
    rest = len(parting.paths) - FEW
    more = f"; and {rest} more" if rest > 0 else ""
    yield f"  They part in {parting.at}: {names}{more}"
    changed = differing(story, parting)
    if not changed:
        yield "  All outcomes are the same."
    for title, here, there in changed:
        yield f"  {title}: {here}; in the base {there}"


def differing(story: Story, parting: Parting) -> list[tuple[str, str, str]]:
    """The outcomes that differ from the base: title, value here, value there."""
    found = []
    for outcome in story.dispute.outcomes:
        here, there = story.outcomes[outcome.name], parting.outcomes[outcome.name]
        if here == there or (here != here and there != there):  # a quarter that never comes
            continue
        values = [said(outcome, value, story.dispute, story) for value in (here, there)]
        found.append((outcome.title, values[0], values[1]))
    return found


def standing(story: Story) -> Iterator[str]:
    """Main series from the first quarter to the last, levers used, promises still to be kept."""
    for path in story.dispute.series:
        first, *_, last = story.quarters[path]
        title = series_title(story.dispute, path)
        yield f"{title}: {words.number(float(first))} → {words.number(float(last))}"
    titles = {lever.path: lever for lever in story.dispute.levers}
    for path, counts in story.moves.items():
        lever = titles[path]
        often = ", ".join(f"{name.replace('_', ' ')} {count}×" for name, count in counts.items())
        yield f"{story.dispute.title_of(lever.actor)}, {lever.title}: {often}"
    yield from (f"Still owed: {owed.text}" for owed in story.owed)


def said(outcome: Outcome, value: Any, dispute: Dispute, story: Story) -> str:
    """The value of an outcome as people say it."""
    if outcome.kind == "level":
        return dispute.ladder[outcome.levels[int(value)]].title
    if outcome.kind == "bool":
        return "yes" if value else "no"
    if outcome.kind == "quarter":
        return "never" if np.isnan(value) else str(story.scenario.start + (int(value) - 1))
    return f"{words.number(float(value))} {outcome.unit}".strip()


def series_title(dispute: Dispute, path: str) -> str:
    """What a reader sees for a recorded state or lever."""
    for lever in dispute.levers:
        if lever.path == path:
            return f"{dispute.title_of(lever.actor)}: {lever.title}"
    return catalogue(dispute)[path].title


def resting(basis: Basis) -> str:
    """A parameter with its value in this world, and where that lies among others."""
    place = basis.place
    if place is not None:
        return place.text
    return f"{basis.meaning} ({basis.path}): {words.number(basis.value)} in all worlds"


def reasons(basis: Basis, known: Collection[str] = ()) -> list[str]:
    """What a parameter rests on: the claims that are quoted, else its source or judgement.

    known : ids of claims that the reader has before him
    """
    found = [
        f"{claim.id}, as above{_against(claim)}" if claim.id in known else quoted(claim)
        for claim in basis.claims
    ]
    rest = basis.all_claims - len(basis.claims)
    if rest:
        found.append(f"and {rest} more; see sim evidence {basis.path}")
    if not basis.claims:
        found.append(f"source: {basis.source}" if basis.source else f"judgement: {basis.judgement}")
    return found


def quoted(claim: Cited) -> str:
    """A claim with where it stands."""
    return f"{claim.id}: {claim.sentence} ({claim.article}, {claim.date}{_against(claim)})"


def _against(claim: Cited) -> str:
    return "; read for a low value" if claim.against else ""


def title_of(ground: Ground) -> str:
    """A term in words."""
    share = f": {words.percent(ground.share)} of what interests said" if ground.share else ""
    meaning = f" ({ground.meaning})" if ground.meaning else ""
    return f"{ground.title}, {ground.term}{meaning}{share}"


def _notes(story: Story) -> Iterator[str]:
    if story.notes:
        yield from story.notes
        yield ""


def _grounds(story: Story) -> Iterator[str]:
    """Each term with its parameters and their claims; a claim is written out once."""
    quoted_already: set[str] = set()
    for ground in story.grounds:
        yield f"  {title_of(ground)}"
        for basis in ground.parameters:
            yield f"    {resting(basis)}"
            yield from (f"      {reason}" for reason in reasons(basis, quoted_already))
            quoted_already |= {claim.id for claim in basis.claims}
