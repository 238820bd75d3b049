"""The page of one world's story: what it came to, its timeline, its states, and what was told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.base import number_text
from sim.base.paths import nearby
from sim.figures.captioned_figure import Picture
from sim.figures.style import ALONE, BASE, RUN
from sim.figures.world_timeline import paths, timeline
from sim.report.html import Html, Pictures, frame, header, items, join, table, tag, write
from sim.scenario import ScenarioDifference
from sim.trace import story_text
from sim.trace.decisive_claims import Basis, Cited, Ground
from sim.trace.story import Story

__all__ = ["page", "write"]

Section = tuple[str, str, Html]


def page(story: Story) -> str:
    """The story of a world as one page, with Plotly inside and nothing to fetch."""
    pictures = Pictures()
    parts: list[Section] = [
        ("timeline", "What happened, at a glance", pictures.show(*glance(story))),
        ("paths", "The states", pictures.show(*states(story))),
        ("particular", "What is particular about this world", _particular(story)),
        ("story", "What happened, quarter by quarter", _records(story)),
        ("claims", "What stands behind the terms that decided", _grounds(story)),
        ("standing", "Where it stands at the end", items(list(story_text.standing(story)))),
        ("changes", "What differs from the base in what is written", _changes(story)),
    ]
    shown = [part for part in parts if part[2]]
    alone = story.parting is None
    return frame(story_text.heading(story), _head(story), shown, pictures, alone=alone)


def _head(story: Story) -> Html:
    asked = story.scenario
    base = story.parting.base.title if story.parting else "none; this scenario is a base itself"
    facts = [
        ("World", f"{story.world:,}"),
        ("Quarters", f"{asked.start} to {asked.end}"),
        ("Seed", str(asked.seed)),
        ("Base", base),
    ]
    return header(
        (story.dispute.title, asked.name),
        f"{asked.title}: world {story.world:,}",
        (
            *(tag("p", note, class_="why") for note in story.notes),
            table(*endings(story)),
        ),
        facts,
    )


def glance(story: Story) -> Picture:
    """What happened over time, a lane for each actor."""
    return Picture(
        timeline(story),
        story_text.heading(story),
        "; ".join(f"{quarter}: {len(told)} records" for quarter, told in story.by_quarter.items()),
        "Each mark is something told below; hover over it to read it. A choice is marked by "
        "whether the terms spoke for it or, with a strong leaning, against it.",
        f"world {story.world:,} run again alone, seed {story.scenario.seed}",
    )


def states(story: Story) -> Picture:
    """The states over time, beside those of the same world of the base."""
    titles = [story_text.series_title(story.dispute, path) for path in story.dispute.series]
    both = story.parting is not None
    return Picture(
        paths(story, RUN if both else ALONE, BASE),
        "At the end of each quarter",
        f"Lines of {', '.join(titles)}",
        "This world"
        + (", and the same world of the base: same draws, but for what differs." if both else "."),
        f"world {story.world:,} run again alone",
    )


def endings(story: Story) -> tuple[list[str], list[list[str]], str]:
    """Outcomes beside those of the same world of the base: heads, rows and a caption."""
    here = story_text.ending(story)
    heads, rows = ["At the end", "This world"], [[name, value] for name, value in here]
    caption = "How this world ends."
    if story.parting is not None:
        heads.append(f"The same world of {story.parting.base.name}")
        there = {title: value for title, _, value in story_text.differing(story, story.parting)}
        rows = [[name, value, there.get(name, "the same")] for name, value in here]
        at = story.parting.at
        caption += f" It parts from the base in {at}." if at else " It runs as in the base."
    return heads, rows, caption


def _particular(story: Story) -> Html:
    lead = tag(
        "p",
        "The uncertain forms that it drew, and its most unusual draws among the parameters behind "
        "what decided, placed among the first thousand worlds of the scenario.",
    )
    places = [place.text for place in (*story.forms, *story.outstanding)]
    return join([lead, items(places)]) if places else Html("")


def _records(story: Story) -> Html:
    parts: list[Any] = [tag("p", story_text.HOW_TO_READ)]
    for quarter, records in story.by_quarter.items():
        told = [
            join([record.text, items(story_text.alternatives(record), class_="weak")], "")
            for record in records
        ]
        parts += [tag("h3", str(quarter)), items(told)]
    if not story.records:
        parts.append(tag("p", story_text.NOTHING))
    return join(parts)


def _grounds(story: Story) -> Html:
    return join(_ground(ground) for ground in story.grounds)


def _ground(ground: Ground) -> Html:
    shown = [join([story_text.resting(basis), rests(basis)], "") for basis in ground.parameters]
    return join([tag("h3", story_text.title_of(ground)), items(shown)])


def rests(basis: Basis) -> Html:
    """The claims that are quoted, or what stands in their place."""
    if not basis.claims:
        return items(story_text.reasons(basis), class_="claims")
    rest = basis.all_claims - len(basis.claims)
    more = [tag("span", f"and {rest} more claims", class_="from")] if rest else []
    return items([*(_claim(claim) for claim in basis.claims), *more], class_="claims")


def _claim(claim: Cited) -> Html:
    against = ", read for a low value" if claim.against else ""
    where = f"{claim.id}, {claim.article}, {claim.date}{against}"
    return join([claim.sentence, tag("span", where, class_="from")], " ")


def _changes(story: Story) -> Html:
    if story.parting is None:
        return Html("")
    if not story.parting.differs:
        return tag("p", f"Nothing differs from {story.parting.base.title}.")
    return differences(story.parting.differs)


def differences(found: Sequence[ScenarioDifference]) -> Html:
    """All that differs from the base, and where it was written."""
    rows = [
        [tag("code", each.path), _said(each.base), _said(each.value), _place(each)]
        for each in found
    ]
    return table(["What", "Base", "Here", "Written in"], rows, "All that differs, and where.")


def _said(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(each)}" for key, each in value.items())
    return number_text.number(value) if isinstance(value, float) else str(value)


def _place(found: ScenarioDifference) -> str:
    return f"{nearby(found.file)}, line {found.line}" if found.line else found.file
