"""The page of what tells worlds with an outcome from worlds without it."""

from __future__ import annotations

from sim.base import number_text
from sim.report.html import Html, Pictures, frame, items, join, table, tag, write
from sim.report.world_page import differences, glance, rests
from sim.trace import outcome_contrast
from sim.trace.outcome_contrast import Why

__all__ = ["page", "write"]

Section = tuple[str, str, Html]


def page(told: Why) -> str:
    """The answer as one page, with Plotly inside and nothing to fetch."""
    pictures = Pictures()
    parts: list[Section] = []
    if told.pair is not None:
        parts = [
            ("draws", "What was drawn differently", _draws(told)),
            (
                "splits",
                "When the recorded states part",
                items(list(outcome_contrast.parting(told))),
            ),
            ("pair", "Two typical worlds", _pair(told, pictures)),
            ("changes", "What differs from the base in what is written", _changes(told)),
        ]
    shown = [part for part in parts if part[2]]
    return frame(f"{told.label}: why", _head(told), shown, pictures, alone=True)


def _head(told: Why) -> Html:
    return tag(
        "header",
        tag("p", f"{told.title} · {told.name}", class_="kicker"),
        tag("h1", f"Why in some worlds, and not in others: {told.label}"),
        *(tag("p", line, class_="headline") for line in outcome_contrast.shares(told)),
    )


def _draws(told: Why) -> Html:
    lead = tag(
        "p", f"The most of {told.looked_at:,} that were looked at. {outcome_contrast.HOW_TO_READ}"
    )
    rows = [
        [
            join([f"{each.meaning} ", tag("code", each.path), rests(basis)], ""),
            *outcome_contrast.values(each),
            join(
                [
                    number_text.number(each.delta, 2),
                    tag("span", outcome_contrast.doubt(each).removeprefix("; "), class_="sub"),
                ],
                "",
            ),
        ]
        for each, basis in zip(told.draws, told.basis, strict=True)
    ]
    heads = ["What, and what it rests on", "With it", "Without it", "Delta"]
    return join([lead, table(heads, rows, "Means, and shares of options.", (1, 2, 3))])


def _pair(told: Why, pictures: Pictures) -> Html:
    assert told.pair is not None  # noqa: S101  asked for only where there are two
    drawn = []
    for story, which in zip(told.pair, ("with it", "without it"), strict=True):
        shown = glance(story)._replace(
            title=f"World {story.world:,}, {which}",
            caption="Each mark is something that happened; hover over it to read it.",
        )
        drawn.append(pictures.show(*shown))
    rows = [
        [str(quarter), items(here), items(there)]
        for quarter, here, there in outcome_contrast.side_by_side(told)
    ]
    heads = ["Quarter", "With it", "Without it"]
    caption = "What happened in both, besides choices and slow changes."
    lead = [tag("p", line) for line in outcome_contrast.beginnings(told)]
    return join([*lead, *drawn, table(heads, rows, caption)])


def _changes(told: Why) -> Html:
    return differences(told.differs) if told.differs else Html("")
