"""What-if: controls at the left, what they do at the right, and all that was tried.

From a control to its picture it is one way to the server and back: the callback that changes the
draft gives the new view and the pictures of its first worlds together. The frame then runs the
whole of it, and the pictures are drawn again when it is there.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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

from dashboards import controls, parts, trying
from dashboards.controls import act
from dashboards.service import Service, Shown
from dashboards.trying import Ground
from sim import documents, runs
from sim.analysis import paired, reading, verdicts
from sim.analysis.estimates import estimate
from sim.analysis.expressions import Expression
from sim.analysis.paired import Difference
from sim.analysis.reading import Line
from sim.dispute import PRIOR
from sim.errors import InputError, Problem, SimError
from sim.figures.picture import Picture
from sim.knobs import Panel
from sim.report import pictures
from sim.scenario import differences, draft, overrides

TITLE = "What-if"
LARGEST_UPLOAD = 200_000  # bytes; the longest scenario that is shipped is a fiftieth of this
DEFAULTS = {"tab": "assumptions", "open": "", "find": "", "series": ""}
NAME = "what_if"
LONGEST_NAME = 80  # of what was tried


def layout(service: Service) -> Component:
    """The page's skeleton."""
    return html.Div(
        [
            dcc.Store(id="whatif-action"),
            dcc.Store(id="whatif-mine"),
            dcc.Store(id="whatif-drawn"),
            dcc.Store(id="whatif-log", storage_type="session"),
            dcc.Download(id="whatif-download"),
            html.Div([_toolbar(), _tabs(), html.Div(id="whatif-controls")], className="moves"),
            html.Div(
                [
                    html.Div(id="whatif-said", **{"aria-live": "polite"}),
                    html.Div(id="whatif-differs"),
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
                        max_size=LARGEST_UPLOAD,
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
                data=[{"value": key, "label": label} for key, label in controls.TABS],
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


# What is seen.


@dataclass(frozen=True, eq=False)
class Seen:
    """What the pictures say: the opening answer, the differences, and what else differs."""

    shown: Shown
    opening: Line
    found: Sequence[Difference]

    @property
    def said(self) -> str:
        """What came of it, for the list of what was tried."""
        d = self.opening.difference
        if d is None:
            return self.opening.value
        value = reading.words.in_100(d.value) if d.is_share else self.opening.value
        return f"{value} ({verdicts.size(d, d.difference)})"


def see(shown: Shown, headline: str) -> Seen:
    """The answers of what is shown, without the search over parameters.

    headline : the expression that goes first, where the run can answer it
    """
    run, base = shown.subject.run, shown.base
    if base is None:
        lines = reading.lines(run)
        return Seen(shown, _first(lines, headline), ())
    kinds = ("level", "bool")
    both = [e for e in paired.shared(run, base.run) if run.measure(e.outcome).kind in kinds]
    found = paired.differences(run, base.run, both, parameters=False)
    by_name = {d.expression: d for d in found}
    chosen = headline if headline in by_name else next(iter(by_name), "")
    wanted = [Expression.parse(chosen)] if chosen else None
    line = reading.lines(run, expressions=wanted)[0]
    if chosen:
        before = estimate(Expression.parse(chosen).ask(base.run))
        line = replace(line, base=before, difference=by_name[chosen])
    return Seen(shown, line, found)


def _first(lines: Sequence[Line], headline: str) -> Line:
    return next((line for line in lines if line.expression == headline), lines[0])


def sentence(seen: Seen) -> list[Component]:
    """The sentence that goes first, and what cannot be told."""
    base = seen.shown.base
    name = base.name if base else ""
    d = seen.opening.difference
    return [
        parts.headline(verdicts.headline(seen.opening, name)),
        parts.note(verdicts.amount(d)) if d else html.Span(),
    ]


def draw(seen: Seen) -> list[Component]:
    """The pictures that stand on the page in any case."""
    shown, run = seen.shown, seen.shown.subject.run
    runs = shown.runs
    first = []
    if seen.found:
        title = f"“{shown.subject.name}” less “{shown.base.name if shown.base else ''}”"
        moved = pictures.differences(run, seen.found, f"{title}, in the same worlds")
        first = [moved] if moved is not None else []
    measures = run.manifest.measures
    first += [pictures.levels(runs, m) for m in measures if m.kind == "level"]
    when = [_picture(pictures.timing(runs, m)) for m in measures if m.kind == "quarter"]
    return [*map(_picture, first), parts.side_by_side(*when)]


def _picture(shown: Picture) -> Component:
    return parts.picture(shown)


def fan(shown: Shown, path: str) -> Component | None:
    """The chosen series over time; the first main one where none is chosen."""
    series = _series(shown)
    chosen = next((each for each in series if each.path == path), next(iter(series), None))
    return None if chosen is None else _picture(pictures.fan(shown.runs, chosen))


def _series(shown: Shown) -> list[Any]:
    """What can be drawn over time: what the dispute puts first, then the rest."""
    every = shown.subject.run.manifest.series
    return sorted(every, key=lambda each: not each.main)


def differs(at: Ground | None, seen: Shown, changed: Mapping[str, Any]) -> Component:
    """Everything that differs: what was changed here, each with a way back, and from the base."""
    return html.Div(
        [
            html.Details(
                [
                    html.Summary(_count(at, changed)),
                    html.Ul(_changed(at, changed), className="changed"),
                ],
                open=bool(changed),
            ),
            _from_base(seen),
        ],
        className="differs",
    )


def _count(at: Ground | None, changed: Mapping[str, Any]) -> str:
    several = sum(len(part) for part in changed.values())
    if not several:
        return "Nothing is changed in the scenario"
    name = at.question.scenario.title if at else "the scenario"
    return f"{several} change{'s' if several > 1 else ''} in “{name}”"


def _changed(at: Ground | None, changed: Mapping[str, Any]) -> list[Component]:
    """The changes of a draft, each with a button that takes it back."""
    if at is None:
        return []
    rows = []
    for section in ("set", "mechanisms"):
        for name, raw in (changed.get(section) or {}).items():
            knob = at.panel.knobs.get(name)
            label = f"{knob.group}, {knob.title}" if knob else f"law {name}"
            value = "as drawn" if raw is None else overrides.spelt(raw)
            rows.append(_row(label, name, value, act("click", "drop", name, f"{section}:list")))
    for part in trying.SECTIONS:
        for item in at.items(changed, part):
            if item.state != "kept":
                label = controls.title(at, part, item.entry)
                back = "remove" if item.state == "new" else "restore"
                said = {"new": "added", "gone": "taken away"}.get(item.state, "changed")
                target = act("click", back, item.id, f"{part}:list")
                rows.append(_row(label, item.id, said, target))
    return rows


def _row(label: str, name: str, value: str, target: Mapping[str, str]) -> Component:
    return html.Li(
        [
            html.Span(label),
            html.Code(name),
            html.Strong(value),
            html.Button(
                "Reset",
                id=dict(target),
                type="button",
                className="reset",
                **{"aria-label": f"Reset {name}"},
            ),
        ]
    )


def _from_base(shown: Shown) -> Component | None:
    """All that differs from what it is compared with, whoever wrote it."""
    base, subject = shown.base, shown.subject
    if base is None or base.question is None or subject.question is None:
        return None
    found = differences(subject.question.scenario, base.question.scenario)
    if not found:
        return None
    rows = [[html.Code(d.path), _plain(d.base), _plain(d.value)] for d in found]
    return html.Details(
        [
            html.Summary(f"{len(found)} things differ from “{base.name}”"),
            parts.table(["What", base.name, subject.name], rows),
        ]
    )


def _plain(value: Any) -> str:
    return "–" if value is None else overrides.spelt(value)


def tried(log: Mapping[str, Any], state: Mapping[str, Any]) -> list[Component]:
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
    return [naming if here else None, html.Ol(rows) if rows else parts.note("Nothing yet.")]


# Files.


def export(service: Service, view: Mapping[str, Any]) -> str:
    """The scenario that is on the page, as a file that `sim run` takes.

    Raises InputError with what is wrong with it.
    """
    wanted = service.asked(view)
    asked = service.question(
        wanted.subject, draft=wanted.draft, worlds=wanted.worlds, prior=wanted.prior
    ).scenario
    plain = service.question(wanted.subject).scenario
    run = {"worlds": asked.worlds} if asked.worlds != plain.worlds else {}
    drawn = {"draws": asked.draws} if asked.draws != plain.draws else {}
    return service.text(wanted.subject, {**run, **drawn, **wanted.draft}, name=NAME)


def imported(service: Service, view: Mapping[str, Any], contents: str, file: str) -> Any:
    """The view that a scenario's file asks for, and the title of the file.

    Raises InputError with every fault of the file, and where it cannot be laid over a scenario.
    """
    text = _decoded(contents)
    runs.compose(text, file=file, offers=service.offers)
    found = draft.laid(documents.parse(text, file))
    new = {
        **view,
        "subject": found.reference,
        "draft": found.changes,
        "worlds": None if found.worlds is None else min(found.worlds, service.most_worlds),
        "prior": found.draws == PRIOR,
    }
    return service.asked(new).view(), found.title


def _decoded(contents: str) -> str:
    """The text of an upload; InputError where it is none."""
    try:
        raw = base64.b64decode(contents.partition(",")[2], validate=True)
        if len(raw) > LARGEST_UPLOAD:
            raise InputError([Problem("the file is too large", f"{LARGEST_UPLOAD:,} bytes")])
        return raw.decode("utf-8-sig")
    except (binascii.Error, UnicodeDecodeError):
        raise InputError([Problem("the file is not UTF-8 text", cure="save it as UTF-8")]) from None


# What is done.


def register(app: Dash, service: Service) -> None:
    """The page's callbacks."""
    panels: dict[str, Panel] = {}
    for control, prop, key in (
        ("whatif-tab", "value", "tab"),
        ("whatif-find", "value", "find"),
        ("whatif-open", "value", "open"),
        ("whatif-series", "value", "series"),
    ):
        parts.remember(app, control, prop, f"whatif.{key}")
    clientside_callback(
        ClientsideFunction("whatif", "act"),
        Output("whatif-action", "data"),
        *(Input(_every(kind), prop) for kind, prop in _PROPS),
        prevent_initial_call=True,
    )
    _moved(app, service, panels)
    _drawn(app, service, panels)
    _filed(app, service)


_PROPS = (("value", "value"), ("check", "checked"), ("click", "n_clicks"))


def _every(kind: str) -> dict[str, Any]:
    return {"type": f"whatif-{kind}", "do": ALL, "name": ALL, "field": ALL}


def _moved(app: Dash, service: Service, panels: dict[str, Panel]) -> None:
    """From what was moved to the pictures of its first worlds, at once."""

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Output("whatif-log", "data"),
        Output("whatif-mine", "data"),
        Output("whatif-drawn", "data"),
        Output("whatif-said", "children"),
        Output("whatif-pictures", "children"),
        Output("whatif-fan", "children"),
        Output("whatif-differs", "children"),
        Output("whatif-tried", "children"),
        Output("whatif-problems", "children"),
        Input("whatif-action", "data"),
        Input("whatif-upload", "contents"),
        State("whatif-upload", "filename"),
        State("view", "data"),
        State("at", "data"),
        State("whatif-log", "data"),
        State({"type": "whatif-form", "field": ALL}, "value"),
        State({"type": "whatif-form", "field": ALL}, "id"),
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
    ) -> Any:
        form = {each["field"]: value for each, value in zip(ids, values, strict=True)}
        if ctx.triggered_id == "whatif-upload":
            action = {"do": "import", "name": file or "the file", "value": contents}
        try:
            found = moved(service, panels, view, action or {}, form, log)
            if found is None:
                return (no_update,) * 10
            seen = see(service.shown(found.view, preview=True), _headline(service, found.view))
        except SimError as error:
            _tell(action or {}, _words(error))
            said = parts.alert(error) if _place(action or {}) is None else no_update
            return (*(no_update,) * 9, said)
        _tell(action or {}, None)
        name, state = found.name, _state(found.view)
        log = trying.noted(found.log, state, name, seen.said)
        ground = _ground(service, found.view, panels)
        return (
            found.view,
            log,
            found.view if found.stays else None,
            _key(seen.shown, at),
            sentence(seen),
            draw(seen),
            fan(seen.shown, _at(at, "series")),
            differs(ground, seen.shown, found.view["draft"]),
            tried(log, state),
            None,
        )


@dataclass(frozen=True)
class Moved:
    """What an action leads to.

    name : what it is called; stays : whether the controls show it already
    """

    view: dict[str, Any]
    log: dict[str, list[Any]]
    name: str
    stays: bool = False


def moved(
    service: Service,
    panels: dict[str, Panel],
    view: dict[str, Any],
    action: Mapping[str, Any],
    form: Mapping[str, Any],
    log: Mapping[str, Any] | None,
) -> Moved | None:
    """What an action leads to; None where it changes nothing.

    Raises InputError with what is wrong.
    """
    before, now = trying.remembered(log), _state(view)
    do = action.get("do")
    if do in ("undo", "redo"):
        found = trying.back(before, now, forward=do == "redo")
        if found is None:
            return None
        state, after = found
        return Moved(service.asked({**view, **state}).view(), after, "")
    if do == "recall":
        place = int(str(action.get("name"))) if str(action.get("name")).isdecimal() else -1
        if not 0 <= place < len(before["tried"]):
            return None
        state = before["tried"][place].get("state")
        new = service.asked({**view, **(state if isinstance(state, dict) else {})}).view()
        return None if new == view else Moved(new, trying.stepped(before, now), "")
    if do == "keep":
        name = str(form.get("name") or "").strip()[:LONGEST_NAME]
        return Moved(view, trying.renamed(before, now, name), name, True) if name else None
    if do == "import":
        new, name = imported(service, view, str(action.get("value")), str(action.get("name")))
        return Moved(new, trying.stepped(before, now), name)
    ground = trying.ground(service, service.asked(view).subject, panels)
    changed = trying.act(ground, view.get("draft") or {}, action, form)
    if changed == (view.get("draft") or {}):
        return None
    stays = do in ("set", "law") and action.get("value") != ""
    new = {**view, "draft": changed}
    return Moved(new, trying.stepped(before, now), trying.called(ground, action), stays)


def _drawn(app: Dash, service: Service, panels: dict[str, Panel]) -> None:
    """What is drawn when the page comes, when it is looked at otherwise, and when all is there."""

    @app.callback(
        Output("whatif-said", "children", allow_duplicate=True),
        Output("whatif-pictures", "children", allow_duplicate=True),
        Output("whatif-fan", "children", allow_duplicate=True),
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
            series = _series(shown)
            chosen = _at(at, "series") or next((each.path for each in series), "")
            offered = [{"value": each.path, "label": each.label} for each in series]
            only_fan = isinstance(drawn, list) and drawn[:2] == _key(shown, at)[:2]
            later = (fan(shown, chosen),)
            if only_fan:
                return (
                    *(no_update,) * 1,
                    no_update,
                    *later,
                    *(no_update,) * 2,
                    _key(shown, at),
                    *(no_update,) * 2,
                )
            seen = see(shown, _headline(service, view))
            return (
                sentence(seen),
                draw(seen),
                *later,
                differs(ground, shown, view["draft"]),
                tried(trying.remembered(log), _state(view)),
                _key(shown, at),
                offered,
                chosen,
            )
        except SimError as error:
            return parts.alert(error), *(no_update,) * 7

    @app.callback(
        Output("whatif-controls", "children"),
        Output("whatif-tab", "value"),
        Output("whatif-find", "value"),
        Input("view", "data"),
        Input("at", "data"),
        State("whatif-mine", "data"),
    )
    def control(view: dict[str, Any] | None, at: Mapping[str, Any] | None, mine: Any) -> Any:
        if not view or (view == mine and ctx.triggered_id == "view"):
            return (no_update,) * 3
        tab, text = _at(at, "tab"), _at(at, "find")
        try:
            ground = _ground(service, view, panels)
            if ground is None:
                said = "A stored run cannot be changed: choose the scenario that it is a run of."
                return parts.note(said), tab, text
            content = controls.body(ground, view.get("draft") or {}, tab, _at(at, "open"), text)
        except SimError as error:
            return parts.alert(error), no_update, no_update
        return content, tab, text


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
            return {"content": export(service, view), "filename": f"{NAME}.yaml"}, None
        except SimError as error:
            return no_update, parts.alert(error)


def _ground(service: Service, view: Mapping[str, Any], panels: dict[str, Panel]) -> Ground | None:
    """What the draft of a view is laid over; None for a stored run."""
    subject = service.asked(view).subject
    return trying.ground(service, subject, panels) if subject in service.scenarios else None


def _headline(service: Service, view: Mapping[str, Any]) -> str:
    return service.dispute(view).headline


def _state(view: Mapping[str, Any]) -> dict[str, Any]:
    """What of a view can be gone back to."""
    return {"subject": view.get("subject"), "draft": view.get("draft") or {}}


def _at(at: Mapping[str, Any] | None, key: str) -> str:
    """How the page is looked at, or its default."""
    return str((at or {}).get(f"whatif.{key}") or DEFAULTS[key])


def _key(shown: Shown, at: Mapping[str, Any] | None) -> list[str]:
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
    said = ((p.what, p.allowed, p.cure) for p in error.problems)
    return [html.P("; ".join(part for part in each if part)) for each in said]
