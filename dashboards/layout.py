"""What stands around every page: where to go, what is run, how far it is, and what is wrong."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any
from uuid import uuid4

import dash_mantine_components as dmc
from dash import (
    ALL,
    ClientsideFunction,
    Dash,
    Input,
    Output,
    State,
    clientside_callback,
    ctx,
    dcc,
    html,
    no_update,
    set_props,
)
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboards import components, detail_cards, url_state
from dashboards.service import AbandonedError, Service
from sim.base import number_text
from sim.base.errors import InputError, Problem, SimError
from sim.engine.job_queue import Progress

log = logging.getLogger(__name__)

PULSE = 400  # milliseconds between two looks at how far a run is
HELD = 3_600_000  # and while one is under way: a second would take the place of its answer
DRAWN = (
    {"value": "posterior", "label": "what history left"},
    {"value": "prior", "label": "the priors alone"},
)
UNTAUGHT = (
    {"value": "posterior", "label": "the priors alone"},
)  # where no history was learnt from
CHOICES = (1_000, 2_000, 5_000, 10_000)


def path(page: ModuleType) -> str:
    """The page's place in the address: the first page has the root."""
    return f"/{page.PLACE}"


def layout(service: Service, pages: Sequence[ModuleType]) -> Component:
    """The frame; a new one for every visit, so that no two share what they do."""
    links = [
        dcc.Link(page.TITLE, href=path(page), id={"type": "link", "path": path(page)})
        for page in pages
    ]
    return dmc.MantineProvider(
        [
            dcc.Location(id="address", refresh=False),
            dcc.Store(id="view"),
            dcc.Store(id="at"),
            dcc.Store(id="address-search"),
            dcc.Store(id="stage"),
            dcc.Store(id="halted", data=False),
            dcc.Store(id="tab", data=uuid4().hex),
            dcc.Interval(id="pulse", interval=PULSE, disabled=True),
            html.A("Skip to the page", href="#page", className="skip"),
            html.Header(
                [
                    html.Div(
                        [html.Strong("sim"), html.Span(id="dispute", className="dispute")],
                        className="brand",
                    ),
                    html.Nav(links, **{"aria-label": "Pages"}),
                ],
                className="top",
            ),
            html.Div(
                [
                    _pickers(service),
                    html.Div(
                        [
                            html.Div(id="edited"),
                            html.Div(
                                [
                                    html.Div(id="progress", role="status"),
                                    components.run_button("halt"),
                                ],
                                className="run-progress",
                            ),
                        ],
                        className="status",
                    ),
                ],
                className="bar",
            ),
            html.Div(id="misaddressed", role="alert", className="said"),
            html.Div(id="problems", role="alert", className="said"),
            html.Main([html.H1(id="page-title"), html.Div(id="page-body")], id="page", tabIndex=-1),
            detail_cards.holder(),
        ],
        forceColorScheme="light",
        theme={
            "primaryColor": "blue",
            "fontFamily": "inherit",
            "headings": {"fontFamily": "inherit"},
        },
    )


def _pickers(service: Service) -> Component:
    """What is run: the subject, what it stands beside, how many worlds, drawn from what."""
    offered = references(service)
    return html.Div(
        [
            dmc.Select(
                id="pick-subject",
                label="Scenario",
                data=offered,
                searchable=True,
                allowDeselect=False,
                nothingFoundMessage="none of this name",
                w={"base": 320, "xl": 380},
            ),
            dmc.Select(
                id="pick-base",
                label="Compared with",
                data=[{"value": "", "label": "nothing"}, *offered],
                searchable=True,
                allowDeselect=False,
                w={"base": 270, "xl": 380},
            ),
            dmc.Select(
                id="pick-worlds",
                label="Worlds",
                data=[{"value": "", "label": "the file's"}]
                + [
                    {"value": str(n), "label": f"{n:,}"}
                    for n in CHOICES
                    if n <= service.most_worlds
                ],
                allowDeselect=False,
                w=115,
            ),
            dmc.Select(
                id="pick-draws",
                label="Parameters from",
                data=list(DRAWN),
                allowDeselect=False,
                w=175,
            ),
        ],
        className="pickers",
    )


def references(service: Service) -> list[dict[str, Any]]:
    """What can be chosen, in groups."""
    stored = [
        {
            "value": name,
            "label": f"{manifest.scenario.get('title') or manifest.name} ({name}, "
            f"{manifest.worlds:,} worlds)",
        }
        for name, manifest in service.stored().items()
    ]
    known = [{"value": name, "label": title} for name, title in service.scenarios.items()]
    groups = [{"group": "Scenarios", "items": known}]
    return [*groups, {"group": "Stored runs", "items": stored}] if stored else groups


def register(app: Dash, service: Service, pages: Sequence[ModuleType]) -> None:
    """The callbacks of the frame."""
    _go(app, service, pages)
    _answer(app, service)
    _choose(app, service)


def _go(app: Dash, service: Service, pages: Sequence[ModuleType]) -> None:
    """From an address to a page, and from what is shown to the address."""
    by_path = {path(page): page for page in pages}
    first = path(pages[0])

    @app.callback(
        Output("page-body", "children"),
        Output("page-title", "children"),
        Output("view", "data"),
        Output("at", "data"),
        Output("misaddressed", "children"),
        Output({"type": "link", "path": ALL}, "className"),
        Input("address", "pathname"),
        Input("address", "search"),
        State({"type": "link", "path": ALL}, "id"),
    )
    def arrive(pathname: str | None, search: str | None, links: list[dict[str, str]]) -> Any:
        """What an address means; one that means nothing shows the default and says so."""
        named = (pathname or "").rstrip("/")
        place = named if named in by_path else first
        said: Any = None
        try:
            view, at = url_state.read(search or "", service.default)
        except InputError as error:
            view, at = service.default.view(), {}
            said = components.alert(error, "This address cannot be read; the default is shown")
        if named not in (place, ""):
            said = components.alert(
                [Problem("there is no such page; the first is shown", cure="choose one above")],
                "Nothing stands here",
            )
        marks = ["here" if link["path"] == place else "" for link in links]
        page = by_path[place]
        return page.layout(service), page.TITLE, view, at, said, marks

    @app.callback(
        Output("address-search", "data"),
        Input("view", "data"),
        Input("at", "data"),
        prevent_initial_call=True,
    )
    def write(view: url_state.View | None, at: url_state.At | None) -> Any:
        """What stands after the path of the address now."""
        try:
            return url_state.search(view or {}, at or {}, service.default)
        except InputError:
            return no_update

    clientside_callback(
        ClientsideFunction("shell", "name"),
        Input("page-title", "children"),
    )

    clientside_callback(
        ClientsideFunction("sim", "remember"),
        Output({"type": "link", "path": ALL}, "href"),
        Input("address-search", "data"),
        State({"type": "link", "path": ALL}, "id"),
        prevent_initial_call=True,
    )


def _answer(app: Dash, service: Service) -> None:
    """Previews at once, whole runs behind them."""

    @app.callback(
        Output("stage", "data"),
        Output("problems", "children", allow_duplicate=True),
        Output("halted", "data"),
        Output("dispute", "children"),
        Output("edited", "children"),
        Output("pick-subject", "value"),
        Output("pick-base", "value"),
        Output("pick-worlds", "value"),
        Output("pick-draws", "value"),
        Output("pick-draws", "data"),
        Output("pick-worlds", "disabled"),
        Input("view", "data"),
        State("stage", "data"),
        State("tab", "data"),
        prevent_initial_call=True,
    )
    def answer(view: url_state.View, stage: Any, tab: str) -> Any:
        """The preview of what is asked for, at once; whole runs begin behind it."""
        chosen: tuple[Any, ...] = (no_update,) * 8
        try:
            wanted, dispute = service.asked(view), service.dispute(view)
            is_taught = dispute.posterior is not None
            chosen = (
                dispute.title,
                edited(wanted),
                wanted.subject,
                wanted.base,
                "" if wanted.worlds is None else str(wanted.worlds),
                "prior" if wanted.prior and is_taught else "posterior",
                list(DRAWN if is_taught else UNTAUGHT),
                False,
            )
            with service.turn(tab) as is_last:
                if not is_last:
                    raise PreventUpdate
                shown = service.shown(view)
            service.queue.leave(tab)
            new = staged(shown, view)
        except SimError as error:
            return no_update, components.alert(error), True, *chosen
        same = stage and stage["key"] == new["key"] and stage["whole"] == new["whole"]
        return no_update if same else new, None if ctx.triggered_id else no_update, False, *chosen

    @app.callback(
        Output("stage", "data", allow_duplicate=True),
        Output("progress", "children"),
        Output("halt", "children"),
        Output("halt", "hidden"),
        Output("pulse", "disabled"),
        Input("pulse", "n_intervals"),
        Input("stage", "data"),
        Input("halted", "data"),
        State("view", "data"),
        State("tab", "data"),
        prevent_initial_call=True,
        running=[(Output("pulse", "interval"), HELD, PULSE)],
    )
    def follow(_: int, stage: Any, halted: bool, view: url_state.View, tab: str) -> Any:
        """How far the whole runs are; the page is told when they are there."""
        none = components.button_state(None)
        if not stage or not view:
            return no_update, None, *none, True
        if stage["whole"]:
            return no_update, progress_element(stage, ()), *none, True
        if halted:
            service.queue.leave(tab)
            said = progress_element(stage, (), is_halted=True)
            return no_update, said, *components.button_state("Run it all"), True
        try:
            found = service.begin(view, tab)
        except SimError as error:
            return no_update, components.note(str(error)), *none, True
        failed = [each.error for each in found if each.error]
        if failed:
            again = all(isinstance(error, AbandonedError) for error in failed)
            return (
                no_update,
                progress_element(stage, found, errors=() if again else failed),
                *none,
                not again,
            )
        if not all(each.run for each in found):
            return (
                no_update,
                progress_element(stage, found),
                *components.button_state("Cancel"),
                False,
            )
        try:
            new = staged(service.shown(view), view)
        except SimError as error:
            return no_update, components.note(str(error)), *none, True
        return new, progress_element(new, ()), *none, True


def _choose(app: Dash, service: Service) -> None:
    """What a visitor chooses at the top of every page."""

    @app.callback(
        Output("halted", "data", allow_duplicate=True),
        Input("halt", "n_clicks"),
        State("halted", "data"),
        prevent_initial_call=True,
    )
    def halt(clicks: int | None, halted: bool) -> Any:
        """Cancel the whole runs, or go on with them."""
        return not halted if clicks else no_update

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input("pick-subject", "value"),
        Input("pick-base", "value"),
        Input("pick-worlds", "value"),
        Input("pick-draws", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def pick(subject: str, base: str, worlds: str, draws: str, view: url_state.View | None) -> Any:
        """Another scenario, another base, another number of worlds; a draft goes with its own."""
        if not view or not subject:
            return no_update
        new = {
            **view,
            "subject": subject,
            "base": base or "",
            "worlds": int(worlds) if worlds else None,
            "prior": draws == "prior",
        }
        if subject != view["subject"]:
            new["draft"] = {}
        new["others"] = [each for each in view["others"] if each not in (subject, base)]
        return no_update if new == view else new


def failed(error: Exception) -> None:
    """Say that a callback has failed, above the page, which goes on as it was."""
    if not isinstance(error, SimError):
        log.error("a callback failed", exc_info=error)
        error = InputError([Problem("something went wrong here; the server's log says what")])
    set_props("problems", {"children": components.alert(error)})


def staged(shown: Any, view: url_state.View) -> dict[str, Any]:
    """Which results stand behind a page, as the browser keeps it."""
    return {
        "key": " ".join(case.run.manifest.hash for case in shown.cases),
        "whole": shown.is_whole,
        "worlds": shown.worlds,
        "cases": [
            {"reference": case.reference, "name": case.name, "whole": case.is_whole}
            for case in shown.cases
        ],
        "view": view,
    }


def edited(wanted: url_state.PageState) -> str:
    """How much of the subject is changed, so that nobody takes a what-if for the scenario."""
    count = sum(len(part) for part in wanted.draft.values())
    return f"with {count} {'change' if count == 1 else 'changes'}" if count else ""


def progress_element(
    stage: Mapping[str, Any],
    found: Sequence[Progress],
    *,
    is_halted: bool = False,
    errors: Sequence[Exception] = (),
) -> Component:
    """Progress of the whole runs in words and as a bar."""
    if stage["whole"]:
        return html.Span(f"{stage['worlds']:,} worlds", className="done")
    preview = html.Span(f"Preview: the first {stage['worlds']:,} worlds; ")
    if errors:
        return html.Span([preview, " ".join(str(error) for error in errors)])
    if is_halted:
        return html.Span([preview, "the whole run is cancelled"])
    worlds = sum(each.worlds for each in found) or 1
    done = sum(each.done for each in found)
    whole = html.Span(
        [
            f"whole run: {number_text.percent(done / worlds)} ",
            html.Progress(value=str(done), max=str(worlds), **{"aria-label": "the whole run"}),
        ]
    )
    return html.Span([preview, whole], className="under-way")
