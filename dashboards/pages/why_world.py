"""One world's story on a page: its end, what happened at a glance and in words, and the claims."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards import components, detail_cards
from dashboards.service import PageSubject, Service
from sim.report.world_page import endings, glance, states
from sim.trace import explain_world, story_text
from sim.trace.decisive_claims import Basis, Cited, Ground
from sim.trace.draw_percentiles import Place
from sim.trace.story import Story

KEPT = 12  # stories, some 100 kB each


class StoryCache:
    """The stories that were told last, each told once even where several ask."""

    def __init__(self) -> None:
        self._told: OrderedDict[tuple[str, int], Story] = OrderedDict()
        self._lock = Lock()

    def tell(self, service: Service, case: PageSubject, world: int) -> Story:
        """The story of one world of what a page shows.

        Raises InputError where there is no such world, or stored results are of another code.
        """
        key = (case.run.id, world)
        with self._lock:
            if key in self._told:
                self._told.move_to_end(key)
                return self._told[key]
        story = explain_world.of_case(_case(service, case), world)
        with self._lock:
            self._told[key] = story
            while len(self._told) > KEPT:
                self._told.popitem(last=False)
        return story


def _case(service: Service, case: PageSubject) -> explain_world.Case:
    """What is asked about: a question, or the stored results where that is all there is."""
    if case.question is not None:
        return explain_world.Case(case.question, service.evidence)
    assert case.run.folder is not None  # noqa: S101  stored results stand in a folder
    return explain_world.case(case.run.folder)


def story_elements(story: Story) -> Component:
    """The story from its end to the claims behind what decided."""
    heads, rows, caption = endings(story)
    return html.Div(
        [
            *(components.note(note) for note in story.notes),
            components.table(heads, rows, caption=caption),
            components.picture(glance(story)),
            _folded(
                "The states, quarter by quarter", components.picture(states(story)), is_open=True
            ),
            _particular((*story.forms, *story.outstanding)),
            _records(story),
            _grounds(story.grounds),
            html.H3("Where it stands at the end"),
            _list(story_text.standing(story)),
        ],
        className="story",
    )


def _particular(places: Iterable[Place]) -> Component | None:
    """What this world drew that others did not, each with the way to its card."""
    shown = [
        html.Li([f"{place.text.partition(' (')[0]} ", detail_cards.named(place.path), _rest(place)])
        for place in places
    ]
    if not shown:
        return None
    lead = (
        "The uncertain forms that it drew, and its most unusual draws among the parameters behind "
        "what decided, placed among the first thousand worlds of the scenario."
    )
    return html.Div(
        [html.H3("What is particular about this world"), components.note(lead), html.Ul(shown)]
    )


def _rest(place: Place) -> str:
    return place.text.partition(f"({place.path})")[2]


def _records(story: Story) -> Component:
    """What happened, a fold for each quarter."""
    shown: list[Any] = [
        html.H3("What happened, quarter by quarter"),
        components.note(story_text.HOW_TO_READ),
    ]
    for quarter, records in story.by_quarter.items():
        lines = []
        for record in records:
            lines += [f"• {record.text}", *(f"    – {x}" for x in story_text.alternatives(record))]
        many = f"{len(records)} records" if len(records) > 1 else "1 record"
        shown.append(_folded(f"{quarter}: {many}", html.P("\n".join(lines), className="lines")))
    if not story.records:
        shown.append(components.note(story_text.NOTHING))
    return html.Div(shown)


def _grounds(grounds: Iterable[Ground]) -> Component | None:
    """The terms that decided, and what each rests on."""
    shown: list[Any] = []
    for ground in grounds:
        rows = [html.Li(_basis(basis)) for basis in ground.parameters]
        shown += [html.H4(story_text.title_of(ground)), html.Ul(rows)]
    if not shown:
        return None
    return html.Div([html.H3("What stands behind the terms that decided"), *shown])


def _basis(basis: Basis) -> list[Any]:
    """A parameter with its value in this world, and the claims that are quoted for it."""
    said, _, rest = story_text.resting(basis).partition(f"({basis.path})")
    rests: list[Any] = [html.Li(_claim(claim)) for claim in basis.claims]
    more = basis.all_claims - len(basis.claims)
    if more and basis.claims:
        rests.append(html.Li(detail_cards.named(basis.path, f"and {more} more", code=False)))
    if not basis.claims:
        rests = [html.Li(reason) for reason in story_text.reasons(basis)]
    return [said, detail_cards.named(basis.path), rest, html.Ul(rests, className="claims")]


def _claim(claim: Cited) -> list[Any]:
    against = ", read for a low value" if claim.against else ""
    return [
        detail_cards.named(claim.id, claim.sentence),
        html.Span(f" {claim.id}, {claim.article}, {claim.date}{against}", className="from"),
    ]


def _folded(summary: str, content: Component, *, is_open: bool = False) -> Component:
    return html.Details([html.Summary(summary), content], open=is_open)


def _list(lines: Iterable[str]) -> Component | None:
    shown = [html.Li(line) for line in lines]
    return html.Ul(shown) if shown else None
