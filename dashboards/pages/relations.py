"""Relations: how close the actors are to one another, quarter by quarter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import Dash, Input, Output, Patch, State, html, no_update
from dash.development.base_component import Component

from dashboards import components, view_controls
from dashboards.service import PageSubject, Service
from sim.analysis.alignment import Relations, relations
from sim.base.single_flight_cache import SingleFlightCache
from sim.engine.job_queue import PREVIEW
from sim.figures import alignment_network
from sim.figures.alignment_network import marked
from sim.report import alignment_text
from sim.results import Run

PLACE = "relations"
TITLE = "Relations"
QUARTER = "relations.quarter"
KEPT = 32  # runs whose ties are remembered, a few kilobytes each


def layout(service: Service) -> Component:
    """The page's skeleton."""
    return html.Div(
        [
            html.Div(id="relations-head"),
            view_controls.slider("relations"),
            components.waiting(html.Div(id="relations-networks")),
            components.waiting(html.Div(id="relations-courses")),
            html.Div(id="relations-table"),
        ]
    )


@dataclass(frozen=True)
class RelationsView:
    """The ties of the subject, beside its base if there is one."""

    case: PageSubject
    found: Relations
    base: tuple[PageSubject, Relations] | None = None


def seen(service: Service, kept: SingleFlightCache[Relations], view: Any) -> RelationsView:
    """The ties of what a view asks for.

    kept : where they stand by what was asked; for those of a preview no other process is asked
    """
    shown, dispute = service.shown(view), service.dispute(view)
    subject, base = shown.subject, shown.base

    def made(run: Run, before: Run | None = None) -> Relations:
        name = f"relations {run.id} {before.id if before else ''} {shown.worlds}"

        def asked() -> Relations:
            if shown.worlds <= PREVIEW:
                return relations(run, dispute, before)
            found: Relations = service.study(name, relations, run, dispute, before)
            return found

        return kept.get(name, asked)

    if base is None:
        return RelationsView(subject, made(subject.run))
    return RelationsView(subject, made(subject.run, base.run), (base, made(base.run)))


def head(found: RelationsView, place: int) -> list[Component]:
    """The quarter in words."""
    beside = () if found.base is None else (found.base[0].name,)
    first, *others = alignment_text.headline(found.found, place, *beside)
    return [components.headline(first), *(html.P(each) for each in others)]


def networks(found: RelationsView, place: int) -> list[Component]:
    """The network of the subject, and that of the base beside it."""
    if not found.found.ties:
        return []
    cases = [(found.case, found.found)]
    if found.base is not None:
        cases.append(found.base)
    drawn = components.side_by_side(
        *(
            components.picture(
                alignment_network.network(each, place, case.run, case.look), bar=False
            )
            for case, each in cases
        )
    )
    return [components.section("Who is close to whom", drawn)]


def courses(found: RelationsView, place: int) -> list[Component]:
    """A small fan for all that is followed, with the quarter marked."""
    if not found.found.ties:
        return []
    base = None
    if found.base is not None:
        case, before = found.base
        base = before, case.run, case.look
    drawn = alignment_network.courses(found.found, found.case.run, found.case.look, base)
    drawn.figure["layout"]["shapes"] = marked(place, len(found.found.courses))
    return [
        components.section(
            "Over the quarters", components.picture(drawn, "relations-fans", bar=False)
        )
    ]


def table(found: RelationsView, place: int) -> list[Component]:
    """All numbers of the quarter, on demand."""
    if not found.found.ties:
        return []
    heads = [*alignment_text.HEADS, *(() if found.base is None else alignment_text.HEADS_BESIDE)]
    date = found.found.quarters[place]
    rows = alignment_text.rows(found.found, place)
    shown = components.table(
        heads,
        rows,
        caption=f"{found.case.name}, at the end of {date}; differences are means over worlds.",
        numbers=range(1, len(heads)),
    )
    return [html.Details([html.Summary("All numbers of this quarter"), shown])]


def register(app: Dash, service: Service) -> None:
    """The page's callbacks."""
    kept: SingleFlightCache[Relations] = SingleFlightCache(KEPT)

    def see(view: Any) -> RelationsView:
        return seen(service, kept, view)

    view_controls.quarters(
        app, "relations", QUARTER, lambda view: service.shown(view).subject.run.calendar
    )

    def place(at: Any, found: RelationsView) -> int:
        return view_controls.place_of(at, QUARTER, found.found.quarters)

    for name, draw in (("head", head), ("networks", networks), ("table", table)):
        _draw(app, name, draw, see, place)

    @app.callback(
        Output("relations-courses", "children"),
        Input("stage", "data"),
        State("at", "data"),
        State("view", "data"),
    )
    @components.guarded
    def draw_courses(stage: Any, at: Any, view: Any) -> Any:
        found = see(view)
        return courses(found, place(at, found))

    @app.callback(
        Output("relations-fans", "figure"),
        Input("at", "data"),
        State("view", "data"),
        State("stage", "data"),
        prevent_initial_call=True,
    )
    def mark(at: Any, view: Any, stage: Any) -> Any:
        """The chosen quarter in the fans, which stay as they are."""
        if not stage:
            return no_update
        found = see(view)
        patch = Patch()
        patch["layout"]["shapes"] = marked(place(at, found), len(found.found.courses))
        return patch


def _draw(app: Dash, name: str, draw: Any, see: Any, place: Any) -> None:
    """Draw a part of the page that goes with the quarter."""

    @app.callback(
        Output(f"relations-{name}", "children"),
        Input("stage", "data"),
        Input("at", "data"),
        State("view", "data"),
    )
    @components.guarded
    def drawn(stage: Any, at: Any, view: Any) -> Any:
        found = see(view)
        return draw(found, place(at, found))
