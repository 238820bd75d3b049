"""What-if: controls at the left, what they do at the right, and all that was tried.

From a control to its picture it is one way to the server and back: the callback that changes the
draft gives the new view and the pictures of its first worlds together. The frame then runs the
whole of it, and the pictures are drawn again when it is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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

from dashboards import components, static_markup
from dashboards.pages import (
    whatif_assumptions,
    whatif_files,
    whatif_interventions,
    whatif_prefetch,
    whatif_session,
)
from dashboards.pages.whatif_assumptions import act
from dashboards.pages.whatif_prefetch import DraftPreviews
from dashboards.pages.whatif_results import (
    attribution_elements,
    differs,
    draw,
    fan,
    see,
    sentence,
    series_of,
)
from dashboards.pages.whatif_session import DraftBase
from dashboards.service import PageSubjects, Service
from sim.base.errors import InputError, SimError
from sim.engine import job_queue
from sim.report.control_panel import ControlPanel
from sim.studies import attribution

PLACE = "whatif"
TITLE = "What-if"
TABS = {
    "assumptions": "Assumptions",
    "policies": "Policies",
    "events": "Events",
    "observations": "Observations",
}
ENTRIES = {
    "policies": whatif_interventions.policies,
    "events": whatif_interventions.events,
    "observations": whatif_interventions.observations,
}
DEFAULTS = {"tab": "assumptions", "open": "", "find": "", "series": ""}


def layout(service: Service) -> Component:
    """The page's skeleton."""
    return html.Div(
        [
            dcc.Store(id="whatif-action"),
            dcc.Store(id="whatif-done", data=0),
            dcc.Store(id="whatif-next"),
            dcc.Store(id="whatif-mine"),
            dcc.Store(id="whatif-drawn"),
            dcc.Store(id="whatif-log", storage_type="session"),
            dcc.Download(id="whatif-download"),
            html.Div([_toolbar(), _tabs(), html.Div(id="whatif-controls")], className="moves"),
            html.Div(
                [
                    html.Div(id="whatif-said", **{"aria-live": "polite"}),
                    html.Div(id="whatif-differs"),
                    html.Div(
                        [
                            html.Button(
                                "Tell apart what assumptions and what deeds did",
                                id="whatif-tell",
                                type="button",
                                className="quiet",
                            ),
                            components.waiting(html.Div(id="whatif-apart")),
                        ],
                        className="apart",
                    ),
                    html.Div(id="whatif-pictures"),
                    dmc.Select(
                        id="whatif-series",
                        label="Over time",
                        data=[],
                        allowDeselect=False,
                        searchable=True,
                        w=360,
                    ),
                    html.Div(id="whatif-fan"),
                ],
                className="effects",
            ),
        ],
        className="whatif",
    )


def _toolbar() -> Component:
    """What is done with all of it: back and forth, keep, take along, bring in."""
    return html.Div(
        [
            html.Div(
                [
                    _tool("Undo", "undo"),
                    _tool("Redo", "redo"),
                    _tool("Reset all", "clear"),
                    html.Button("Export", id="whatif-export", type="button", className="quiet"),
                    dcc.Upload(
                        html.Button("Import", type="button", className="quiet"),
                        id="whatif-upload",
                        max_size=whatif_files.LARGEST,
                        multiple=False,
                        className="upload",
                    ),
                ],
                className="tools",
            ),
            html.Div(id="whatif-problems", role="alert"),
            html.Details(
                [html.Summary("Tried so far"), html.Div(id="whatif-tried")],
                className="tried-list",
            ),
        ]
    )


def _tool(text: str, do: str) -> Component:
    return html.Button(text, id=act("click", do, ""), type="button", className="quiet")


def _tabs() -> Component:
    return html.Div(
        [
            dmc.SegmentedControl(
                id="whatif-tab",
                data=[{"value": key, "label": label} for key, label in TABS.items()],
                value=DEFAULTS["tab"],
                fullWidth=True,
                size="sm",
                **{"aria-label": "What to move"},
            ),
            dmc.TextInput(
                id="whatif-find",
                placeholder="Search assumptions: oil, precision, doubt …",
                debounce=300,
                size="sm",
                **{"aria-label": "Search assumptions"},
            ),
        ],
        className="choose",
    )


def history_elements(log: Mapping[str, Any], state: Mapping[str, Any]) -> list[Component]:
    """What was tried, the newest first, each to go back to; and a field to name the present one."""
    rows = [
        html.Li(
            [
                html.Button(
                    each.get("name", ""),
                    id=act("click", "recall", str(i)),
                    type="button",
                    className="named",
                    **{"aria-current": "true"} if each.get("state") == state else {},
                ),
                html.Span(each.get("said", ""), className="whence"),
            ]
        )
        for i, each in enumerate(log["tried"])
    ]
    here = next((each for each in log["tried"] if each.get("state") == state), None)
    naming = html.Div(
        [
            dmc.TextInput(
                id={"type": "whatif-form", "field": "name"},
                placeholder="a name for what stands now",
                value="",
                size="xs",
                **{"aria-label": "Name for what stands now"},
            ),
            html.Button("Keep", id=act("click", "keep", ""), type="button", className="quiet"),
        ],
        className="naming",
    )
    return [naming if here else None, html.Ol(rows) if rows else components.note("Nothing yet.")]


# What is done.


def register(app: Dash, service: Service) -> None:
    """The page's callbacks."""
    panels: dict[str, ControlPanel] = {}
    answers = whatif_prefetch.DraftPreviews(service)
    whatif_prefetch.listen(app, service, panels, answers)
    _looked(app)
    clientside_callback(
        ClientsideFunction("whatif", "act"),
        Output("whatif-action", "data"),
        *(Input(_every(kind), prop) for kind, prop in _PROPS),
        State("whatif-done", "data"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("whatif", "answered"),
        Output("whatif-next", "data"),
        Input("whatif-done", "data"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("whatif", "ways"),
        *(Output(act("click", do, ""), "aria-disabled") for do in ("undo", "redo", "clear")),
        Input("whatif-log", "data"),
        Input("view", "data"),
    )
    _moved(app, service, panels, answers)
    _drawn(app, service, panels)
    _attribution_callbacks(app, service)
    _filed(app, service)


_PROPS = (("value", "value"), ("check", "checked"), ("click", "n_clicks"))


def _every(kind: str) -> dict[str, Any]:
    return {"type": f"whatif-{kind}", "do": ALL, "name": ALL, "field": ALL}


def _looked(app: Dash) -> None:
    """How the page is looked at goes into the address, where it is not the default."""

    @app.callback(
        Output("at", "data", allow_duplicate=True),
        Input("whatif-tab", "value"),
        Input("whatif-find", "value"),
        Input({"type": "whatif-open", "name": ALL}, "value"),
        Input("whatif-series", "value"),
        State({"type": "whatif-open", "name": ALL}, "id"),
        State("whatif-series", "data"),
        State("at", "data"),
        prevent_initial_call=True,
    )
    def look(
        tab: str | None,
        text: str | None,
        opened: Sequence[str | None],
        series: str | None,
        folds: Sequence[Mapping[str, str]],
        offered: Sequence[Mapping[str, str]] | None,
        at: dict[str, Any] | None,
    ) -> Any:
        before = at or {}
        first = offered[0]["value"] if offered else None
        now = {
            "tab": None if tab == DEFAULTS["tab"] else tab,
            "find": text,
            "open": whatif_assumptions.opened(next(iter(opened), None), folds),
            "series": None if series == first else series,
        }
        asked = {str(each).removeprefix("whatif-") for each in _triggered()}
        after = dict(before)
        for key in asked & now.keys():
            after.pop(f"whatif.{key}", None)
            after |= {f"whatif.{key}": now[key]} if now[key] else {}
        return no_update if after == before else after


def _triggered() -> list[str]:
    """Which controls have told of a change; of one that is known by more than a name, its type."""
    ids = ctx.triggered_prop_ids.values()
    return [each["type"] if isinstance(each, dict) else str(each) for each in ids]


def _moved(
    app: Dash, service: Service, panels: dict[str, ControlPanel], answers: DraftPreviews
) -> None:
    """From what was moved to the pictures of its first worlds, at once."""

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Output("whatif-log", "data"),
        Output("whatif-mine", "data"),
        Output("whatif-drawn", "data"),
        Output("whatif-said", "children"),
        Output("whatif-pictures", static_markup.DATA),
        Output("whatif-fan", static_markup.DATA),
        Output("whatif-differs", "children"),
        Output("whatif-tried", "children"),
        Output("whatif-problems", "children"),
        Output("whatif-done", "data"),
        Input("whatif-action", "data"),
        Input("whatif-upload", "contents"),
        State("whatif-upload", "filename"),
        State("view", "data"),
        State("at", "data"),
        State("whatif-log", "data"),
        State({"type": "whatif-form", "field": ALL}, "value"),
        State({"type": "whatif-form", "field": ALL}, "id"),
        State("tab", "data"),
        prevent_initial_call=True,
    )
    def move(
        action: Mapping[str, Any] | None,
        contents: str | None,
        file: str | None,
        view: dict[str, Any],
        at: Mapping[str, Any] | None,
        log: Mapping[str, Any] | None,
        values: Sequence[Any],
        ids: Sequence[Mapping[str, str]],
        tab: str,
    ) -> Any:
        form = {each["field"]: value for each, value in zip(ids, values, strict=True)}
        steps = whatif_session.steps_of(action)
        if ctx.triggered_id == "whatif-upload":
            steps = [{"do": "import", "name": file or "upload.yaml", "value": contents}]
        done = max((int(each.get("n") or 0) for each in steps), default=0)
        try:
            found, wrong = whatif_session.walk(service, panels, view, steps, form, log)
            for each, error in zip(steps, wrong, strict=True):
                _tell(each, _words(error) if error else None)
            above = [e for s, e in zip(steps, wrong, strict=True) if e and _place(s) is None]
            said = [components.alert(error, "This cannot be taken over") for error in above] or None
            if found is None:
                return *(no_update,) * 9, said, done
            with service.turn(f"{tab} moved") as is_last:
                if not is_last:
                    raise PreventUpdate
                answer = answers.of(found.view)
        except SimError as error:
            for each in steps:
                _tell(each, _words(error))
            is_above = all(_place(each) is None for each in steps)
            return *(no_update,) * 9, components.alert(error) if is_above else no_update, done
        state = whatif_session.state_of(found.view)
        log = whatif_session.noted(found.log, state, found.name, answer.seen.said)
        return (
            found.view,
            log,
            found.view if found.stays else None,
            _key(answer.shown, at),
            answer.sentence,
            static_markup.static_json(answer.pictures),
            static_markup.static_json(fan(answer.shown, _at(at, "series"))),
            differs(_ground(service, found.view, panels), answer.shown, found.view["draft"]),
            history_elements(log, state),
            said,
            done,
        )


def _drawn(app: Dash, service: Service, panels: dict[str, ControlPanel]) -> None:
    """What is drawn when the page comes, when it is looked at otherwise, and when all is there."""

    @app.callback(
        Output("whatif-said", "children", allow_duplicate=True),
        Output("whatif-pictures", static_markup.DATA, allow_duplicate=True),
        Output("whatif-fan", static_markup.DATA, allow_duplicate=True),
        Output("whatif-differs", "children", allow_duplicate=True),
        Output("whatif-tried", "children", allow_duplicate=True),
        Output("whatif-drawn", "data", allow_duplicate=True),
        Output("whatif-series", "data"),
        Output("whatif-series", "value"),
        Input("stage", "data"),
        Input("at", "data"),
        State("view", "data"),
        State("whatif-drawn", "data"),
        State("whatif-log", "data"),
        prevent_initial_call="initial_duplicate",
    )
    def show(
        stage: Mapping[str, Any] | None,
        at: Mapping[str, Any] | None,
        view: dict[str, Any],
        drawn: Any,
        log: Mapping[str, Any] | None,
    ) -> Any:
        if not stage:
            return (no_update,) * 8
        try:
            shown = service.shown(view)
            if drawn == _key(shown, at):
                return (no_update,) * 8
            ground = _ground(service, view, panels)
            series = series_of(shown)
            chosen = _at(at, "series") or next((each.path for each in series), "")
            offered = [{"value": each.path, "label": each.label} for each in series]
            series_drawn = static_markup.static_json(fan(shown, chosen))
            only_fan = isinstance(drawn, list) and drawn[:2] == _key(shown, at)[:2]
            if only_fan:
                none = no_update
                return none, none, series_drawn, none, none, _key(shown, at), none, none
            seen = see(shown, _headline(service, view))
            return (
                sentence(seen),
                static_markup.static_json(draw(seen)),
                series_drawn,
                differs(ground, shown, view["draft"]),
                history_elements(whatif_session.remembered(log), whatif_session.state_of(view)),
                _key(shown, at),
                offered,
                chosen,
            )
        except SimError as error:
            return components.alert(error), *(no_update,) * 7

    @app.callback(
        Output("whatif-controls", "children"),
        Output("whatif-tab", "value"),
        Output("whatif-find", "value"),
        Output("whatif-find", "style"),
        Input("view", "data"),
        Input("at", "data"),
        State("whatif-mine", "data"),
    )
    def control(view: dict[str, Any] | None, at: Mapping[str, Any] | None, mine: Any) -> Any:
        if not view or (view == mine and ctx.triggered_id == "view"):
            return (no_update,) * 4
        tab, text = _at(at, "tab"), _at(at, "find")
        tab = tab if tab in TABS else DEFAULTS["tab"]
        style = {} if tab == DEFAULTS["tab"] else {"display": "none"}
        try:
            ground = _ground(service, view, panels)
            if ground is None:
                said = "A stored run cannot be changed: choose the scenario that it is a run of."
                return components.note(said), tab, text, style
            changed = view.get("draft") or {}
            if tab == DEFAULTS["tab"]:
                content = whatif_assumptions.assumptions(ground, changed, _at(at, "open"), text)
            else:
                content = ENTRIES[tab](ground, changed)
        except SimError as error:
            return components.alert(error), tab, text, style
        return content, tab, text, style


def _attribution_callbacks(app: Dash, service: Service) -> None:
    """Which of all changes from the base did it, where somebody asks."""

    @app.callback(
        Output("whatif-apart", "children"),
        Input("whatif-tell", "n_clicks"),
        Input("whatif-drawn", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def tell(clicks: int | None, drawn: Any, view: dict[str, Any]) -> Any:
        if ctx.triggered_id != "whatif-tell" or not clicks:
            return None  # it was of other changes
        try:
            shown = service.shown(view, preview=True)
            base, subject = shown.base, shown.subject
            if base is None or base.question is None or subject.question is None:
                return components.note(
                    "There is nothing to compare it with: choose a scenario above."
                )
            asked, ground = subject.question, base.question
            name = f"apart {job_queue.key(asked)} {job_queue.key(ground)}"
            found = service.study(name, attribution.told_apart, asked, ground)
            return attribution_elements(
                found, see(shown, _headline(service, view)).opening.expression
            )
        except SimError as error:
            return components.alert(error)


def _filed(app: Dash, service: Service) -> None:
    """Files that leave the page."""

    @app.callback(
        Output("whatif-download", "data"),
        Output("whatif-problems", "children", allow_duplicate=True),
        Input("whatif-export", "n_clicks"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def send(clicks: int | None, view: dict[str, Any]) -> Any:
        if not clicks:
            return no_update, no_update
        try:
            return {
                "content": whatif_files.export(service, view),
                "filename": f"{whatif_files.NAME}.yaml",
            }, None
        except SimError as error:
            return no_update, components.alert(error)


def _ground(
    service: Service, view: Mapping[str, Any], panels: dict[str, ControlPanel]
) -> DraftBase | None:
    """What the draft of a view is laid over; None for a stored run."""
    subject = service.asked(view).subject
    return whatif_session.ground(service, subject, panels) if subject in service.scenarios else None


def _headline(service: Service, view: Mapping[str, Any]) -> str:
    return service.dispute(view).headline


def _at(at: Mapping[str, Any] | None, key: str) -> str:
    """How the page is looked at, or its default."""
    return str((at or {}).get(f"whatif.{key}") or DEFAULTS[key])


def _key(shown: PageSubjects, at: Mapping[str, Any] | None) -> list[str]:
    """What tells that pictures are up to date."""
    runs = " ".join(case.run.manifest.hash for case in shown.cases)
    return [runs, str(shown.worlds), _at(at, "series")]


def _place(action: Mapping[str, Any]) -> str | None:
    """Beside which control it is said what is wrong with an action; None for above them all."""
    do, name, field = action.get("do"), str(action.get("name")), str(action.get("field") or "")
    if do in ("set", "law"):
        return name
    if do in ("edit", "remove", "restore") and not field.endswith(":list"):
        return f"{field.partition(':')[0]} {name}"
    return f"add {name}" if do == "add" else None


def _tell(action: Mapping[str, Any], said: object) -> None:
    """Say beside a control what is wrong with it, or that nothing is any longer."""
    place = _place(action)
    if place is not None:
        set_props({"type": "whatif-said", "name": place}, {"children": said})


def _words(error: SimError) -> list[Component]:
    """What is wrong, short enough to stand beside a control."""
    if not isinstance(error, InputError):
        return [html.P(str(error))]
    return [html.P("; ".join(problem.words)) for problem in error.problems]
