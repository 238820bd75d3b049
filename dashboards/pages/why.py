"""Why: worlds picked in one picture and seen in all others, one world's story, and the claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards import components
from dashboards.pages import why_selection, why_world
from dashboards.pages.why_selection import DefaultSelection, SelectionView
from dashboards.service import Service
from sim.analysis.world_filters import WorldFilter
from sim.base.errors import InputError, Problem, SimError
from sim.engine.job_queue import PREVIEW

PLACE = "why"
TITLE = "Why"

At = Mapping[str, Any]
MODES = [{"value": "select", "label": "a box"}, {"value": "lasso", "label": "an outline"}]
HINT = "OUTCOME >= VALUE, not OUTCOME, PARAMETER from LOW to HIGH; several joined by: and"


def layout(service: Service) -> Component:
    """The page's skeleton."""
    return html.Div(
        [
            dcc.Store(id="why-asked"),
            dcc.Store(id="why-opened"),
            components.waiting(html.Div(id="why-head")),
            components.section(
                "Pick worlds",
                html.Div(
                    [
                        html.Div(components.waiting(html.Div(id="why-plane")), className="canvas"),
                        html.Div(_controls(), className="controls"),
                    ],
                    className="brushing",
                ),
            ),
            components.section("What they come to", components.waiting(html.Div(id="why-ends"))),
            components.section(
                "What was drawn differently in them", components.waiting(html.Div(id="why-apart"))
            ),
            components.section(
                "On the way",
                dmc.MultiSelect(
                    id="why-series",
                    label="Recorded states",
                    maxValues=why_selection.MOST_SERIES,
                    searchable=True,
                    w=620,
                ),
                components.waiting(html.Div(id="why-paths")),
            ),
            components.section(
                "One world's story",
                components.waiting(html.Div(id="why-worlds")),
                html.Div(
                    [
                        dmc.NumberInput(
                            id="why-number", label="Any world by its number", min=0, w=200
                        ),
                        html.Div(
                            dmc.Button("Open its story", id="why-go", variant="default"),
                            **{"data-show": "why-told"},
                        ),
                    ],
                    className="row",
                ),
                html.Div(components.waiting(html.Div(id="why-story")), id="why-told"),
            ),
        ],
        className="why",
    )


_SMALL = {"variant": "default", "size": "xs"}


def _controls() -> list[Component]:
    """What stands on the axes, and every way to pick."""
    choose = {"searchable": True, "allowDeselect": False, "nothingFoundMessage": "nothing so named"}
    return [
        dmc.Select(id="why-y", label="Upright", **choose),
        dmc.Select(id="why-x", label="Across", **choose),
        dmc.SegmentedControl(
            id="why-mode", data=MODES, value="select", size="xs", **{"aria-label": "What is drawn"}
        ),
        components.note("Drag in the picture to pick worlds, or say which:"),
        dmc.TextInput(id="why-line", label="Worlds in which", description=HINT),
        html.Div(dmc.Button("Pick these", id="why-say", **_SMALL)),
        html.Div(id="why-wrong", role="alert"),
        html.Div(id="why-ranges"),
        html.Div(dmc.Button("Pick this range", id="why-within", **_SMALL)),
        html.Div(
            [
                dmc.Button("Pick none", id="why-clear", **_SMALL),
                dmc.Button("As at first", id="why-reset", **_SMALL),
            ],
            className="row",
        ),
    ]


class WhyPage:
    """What the callbacks share: the service, and what was found out about runs once."""

    def __init__(self, service: Service) -> None:
        self.service, self.stories = service, why_world.StoryCache()
        self._starts: dict[str, DefaultSelection] = {}

    def start(self, shown: Any) -> DefaultSelection:
        """What is picked where the address says nothing."""
        run = shown.subject.run
        key = f"{run.id} {min(run.manifest.worlds, PREVIEW)}"
        if key not in self._starts:
            dispute = self.service.dispute({"subject": shown.asked.subject})
            self._starts[key] = why_selection.start(dispute, run)
        return self._starts[key]

    def look(self, view: At, at: At) -> SelectionView:
        """What is picked. Raises InputError where this run cannot tell."""
        shown = self.service.shown(view)
        return why_selection.look(self.service, shown, at, self.start(shown))

    def usable(self, view: At, at: At) -> tuple[SelectionView, InputError | None]:
        """What is picked; what is at first, and what is wrong, where this run cannot tell."""
        try:
            return self.look(view, at), None
        except InputError as error:
            return self.look(view, _elsewhere(at)), error

    def asked(self, view: At, asked: At) -> SelectionView:
        """The same as the page has settled it."""
        return self.look(
            view,
            {
                "why.pick": asked["pick"],
                "why.x": asked["x"],
                "why.y": asked["y"],
                "why.series": ",".join(asked["series"]),
            },
        )

    def picked(self, view: At, at: At, pick: Callable[[SelectionView], WorldFilter | None]) -> Any:
        """The look of the page after something was picked; no_update where nothing was."""
        looked, _ = self.usable(view, at)
        new = pick(looked)
        if new is None:
            return no_update
        new.check(looked.run.manifest)
        return self.written(view, at, new)

    def written(self, view: At, at: At, new: WorldFilter) -> Any:
        """The look of the page with another pick; the one at first is not written."""
        first = self.start(self.service.shown(view)).pick
        rest = {key: value for key, value in at.items() if key != "why.pick"}
        after = rest if str(new) == first else {**rest, "why.pick": str(new)}
        return no_update if after == dict(at) else after


def register(app: Dash, service: Service) -> None:
    """The page's callbacks."""
    page = WhyPage(service)
    _settle(app, page)
    _draw(app, page)
    _pick(app, page)
    _choose(app, page)


def _settle(app: Dash, page: WhyPage) -> None:
    """From the address to the controls; what did not change is not drawn again."""

    @app.callback(
        Output("why-asked", "data"),
        Output("why-opened", "data"),
        Output("why-wrong", "children"),
        Output("why-line", "value"),
        Output("why-x", "value"),
        Output("why-y", "value"),
        Output("why-series", "value"),
        Output("why-x", "data"),
        Output("why-y", "data"),
        Output("why-series", "data"),
        Input("stage", "data"),
        Input("at", "data"),
        State("view", "data"),
        State("why-asked", "data"),
        State("why-opened", "data"),
    )
    def settle(stage: Any, at: At | None, view: At, before: Any, opened: Any) -> Any:
        unchanged = (no_update,) * 10
        if not stage:
            return unchanged
        try:
            looked, wrong = page.usable(view, at or {})
        except SimError as error:
            return (*unchanged[:2], components.alert(error), *unchanged[3:])
        asked = {
            "stage": [stage["key"], stage["whole"]],
            "pick": str(looked.found.world_filter),
            "x": looked.x,
            "y": looked.y,
            "series": list(looked.series),
        }
        world = (at or {}).get("why.world")
        told = {"stage": stage["key"], "world": world} if isinstance(world, int) else None
        return (
            no_update if asked == before else asked,
            no_update if told == opened else told,
            None if wrong is None else components.alert(wrong, "The address picks nothing"),
            asked["pick"],
            looked.x,
            looked.y,
            list(looked.series),
            *_offered(looked, None if before is None else before["stage"][0], stage["key"]),
        )


def _offered(looked: SelectionView, before: str | None, now: str) -> tuple[Any, Any, Any]:
    """What the controls offer: axes twice and states; what they have if nothing else is run."""
    if before == now:
        return no_update, no_update, no_update
    found = why_selection.choices(looked.dispute, looked.run)
    return found, found, why_selection.states(looked.run)


def _draw(app: Dash, page: WhyPage) -> None:
    """The pictures, each in its place."""

    def draws(place: str, draw: Callable[[SelectionView], Any], *more: State) -> None:
        @app.callback(
            Output(place, "children"), Input("why-asked", "data"), State("view", "data"), *more
        )
        @components.guarded
        def drawn(asked: At, view: At, *others: Any) -> Any:
            return draw(page.asked(view, asked), *others)

    draws("why-head", why_selection.head)
    draws("why-ends", why_selection.ends)
    draws("why-apart", why_selection.differing)
    draws("why-paths", why_selection.paths)
    draws("why-ranges", why_selection.ranges)

    @app.callback(
        Output("why-plane", "children"),
        Input("why-asked", "data"),
        Input("why-mode", "value"),
        State("view", "data"),
    )
    @components.guarded
    def plane(asked: At, mode: str, view: At) -> Component:
        allowed = [each["value"] for each in MODES]
        return why_selection.plane(page.asked(view, asked), mode if mode in allowed else allowed[0])

    @app.callback(
        Output("why-worlds", "children"),
        Input("why-asked", "data"),
        Input("why-opened", "data"),
        State("view", "data"),
    )
    @components.guarded
    def worlds(asked: At, opened: At | None, view: At) -> Component:
        return why_selection.worlds(page.asked(view, asked), (opened or {}).get("world"))

    @app.callback(
        Output("why-story", "children"), Input("why-opened", "data"), State("view", "data")
    )
    def tell(opened: At | None, view: At) -> Any:
        if not opened:
            return None
        return told(opened, view)

    @components.guarded
    def told(opened: At, view: At) -> Component:
        case = page.service.shown(view).subject
        world = opened["world"]
        if not 0 <= world < case.run.manifest.worlds:
            most = f"0 to {case.run.manifest.worlds - 1:,}"
            raise InputError([Problem(f"there is no world {world}", most)])
        found = page.stories.tell(page.service, case, world)
        return html.Div(
            [html.H3(f"World {world} of “{case.name}”"), why_world.story_elements(found)]
        )


def _pick(app: Dash, page: WhyPage) -> None:
    """From what is brushed, typed or pressed to the address."""
    at_state, view_state = State("at", "data"), State("view", "data")
    line = State("why-line", "value")

    def picks(inputs: list[Any], pick: Callable[..., WorldFilter | None], *states: State) -> None:
        @app.callback(
            Output("at", "data", allow_duplicate=True),
            Output("why-wrong", "children", allow_duplicate=True),
            *inputs,
            *states,
            at_state,
            view_state,
            prevent_initial_call=True,
        )
        def picked(*given: Any) -> Any:
            *said, at, view = given
            try:
                return page.picked(view, at or {}, lambda looked: pick(looked, *said)), None
            except SimError as error:
                return no_update, components.alert(error, "This picks nothing")

    picks([Input("why-graph", "selectedData")], why_selection.brushed)
    picks([Input("why-strips-graph", "selectedData")], why_selection.brushed_strip)
    picks([Input("why-line", "n_submit"), Input("why-say", "n_clicks")], _said, line)
    picks([Input("why-clear", "n_clicks")], lambda _, clicks: WorldFilter() if clicks else None)
    picks([Input({"type": "why-drop", "place": ALL}, "n_clicks")], _dropped)
    picks(
        [Input("why-within", "n_clicks")],
        _within,
        State({"type": "why-end", "axis": ALL, "end": ALL}, "value"),
        State({"type": "why-end", "axis": ALL, "end": ALL}, "id"),
    )


def _choose(app: Dash, page: WhyPage) -> None:
    """From what is chosen to be looked at to the address."""
    at_state, view_state = State("at", "data"), State("view", "data")

    @app.callback(
        Output("at", "data", allow_duplicate=True),
        Input("why-reset", "n_clicks"),
        at_state,
        prevent_initial_call=True,
    )
    def reset(clicks: int | None, at: At | None) -> Any:
        if not clicks:
            return no_update
        return _elsewhere(at or {})

    def chooses(name: str, said: Callable[[Any], str]) -> None:
        """Let a control say what is looked at; what is so at first is not written."""

        @app.callback(
            Output("at", "data", allow_duplicate=True),
            Input(f"why-{name}", "value"),
            at_state,
            view_state,
            prevent_initial_call=True,
        )
        def choose(value: Any, at: At | None, view: At) -> Any:
            if not value or not view:  # a control that is not filled yet, or has nothing chosen
                return no_update
            first = getattr(page.start(page.service.shown(view)), name)
            rest = {key: each for key, each in (at or {}).items() if key != f"why.{name}"}
            same = said(value) == said(first)
            after = rest if same else {**rest, f"why.{name}": said(value)}
            return no_update if after == (at or {}) else after

    chooses("x", str)
    chooses("y", str)
    chooses("series", ",".join)

    @app.callback(
        Output("at", "data", allow_duplicate=True),
        Input({"type": "why-open", "world": ALL}, "n_clicks"),
        Input("why-go", "n_clicks"),
        State("why-number", "value"),
        at_state,
        prevent_initial_call=True,
    )
    def open_world(listed: list[int | None], go: int | None, number: Any, at: At | None) -> Any:
        pressed = ctx.triggered_id
        if not ctx.triggered or not ctx.triggered[0]["value"]:
            return no_update
        world = number if pressed == "why-go" else pressed["world"]
        if not isinstance(world, int) or (at or {}).get("why.world") == world:
            return no_update
        return {**(at or {}), "why.world": world}

    @app.callback(
        Output("card-asked", "data", allow_duplicate=True),
        Input("why-apart-graph", "clickData"),
        prevent_initial_call=True,
    )
    def open_card(clicked: At | None) -> Any:
        points = (clicked or {}).get("points") or []
        return {"name": points[0]["customdata"]} if points else no_update


def _said(
    _: SelectionView, entered: int | None, pressed: int | None, line: str | None
) -> WorldFilter | None:
    """What was typed."""
    return WorldFilter.parse(line or "") if entered or pressed else None


def _dropped(looked: SelectionView, clicks: list[int | None]) -> WorldFilter | None:
    """Without the condition whose button was pressed."""
    if not any(clicks) or not isinstance(ctx.triggered_id, dict):
        return None
    place = ctx.triggered_id["place"]
    conditions = looked.found.world_filter.conditions
    return WorldFilter((*conditions[:place], *conditions[place + 1 :]))


def _within(
    looked: SelectionView, clicks: int | None, values: list[Any], names: list[Mapping[str, str]]
) -> WorldFilter | None:
    """The ranges that were typed."""
    if not clicks:
        return None
    given = {
        (name["axis"], name["end"]): str(value or "").strip()
        for name, value in zip(names, values, strict=True)
    }
    return why_selection.ranged(
        looked,
        [
            (path, given.get((name, "low"), ""), given.get((name, "high"), ""))
            for name, path in (("x", looked.x), ("y", looked.y))
        ],
    )


def _elsewhere(at: At) -> dict[str, Any]:
    """How other pages are looked at."""
    return {key: value for key, value in at.items() if not key.startswith("why.")}
