"""How a page is looked at: what its controls write into the address, and a slider of quarters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from sim.base.errors import SimError

FIRST = "Q1"  # what a year's first quarter ends with


def changed_view(at: Mapping[str, Any] | None, key: str, value: Any, default: Any) -> Any:
    """How the page is looked at with one thing changed; a default is left out.

    `no_update` where nothing has changed.
    """
    before = dict(at or {})
    new = {name: each for name, each in before.items() if name != key}
    if value != default:
        new[key] = value
    return no_update if new == before else new


def choice(app: Dash, control: str, key: str, options: Sequence[str]) -> None:
    """Let a control and the address agree on one of some options; the first goes unsaid."""

    @app.callback(Output(control, "value"), Input("stage", "data"), State("at", "data"))
    def stand(stage: Any, at: dict[str, Any] | None) -> Any:
        """At first alone: later, an answer on its way would take the control back."""
        return chosen(at, key, options)

    @app.callback(
        Output("at", "data", allow_duplicate=True),
        Input(control, "value"),
        State("at", "data"),
        prevent_initial_call=True,
    )
    def choose(value: str | None, at: dict[str, Any] | None) -> Any:
        return changed_view(at, key, value, options[0]) if value in options else no_update


def chosen(at: Mapping[str, Any] | None, key: str, options: Sequence[str]) -> str:
    """What is chosen; the first option where that is none of them."""
    value = str((at or {}).get(key))
    return value if value in options else options[0]


def slider(name: str) -> Component:
    """A slider of quarters, with the one that is chosen in words; `quarters` fills it."""
    return html.Div(
        [
            dcc.Store(id=f"{name}-quarters"),
            html.Div(["At the end of ", html.Strong(id=f"{name}-when")]),
            dmc.Slider(
                id=f"{name}-quarter",
                min=0,
                max=1,
                step=1,
                label=None,
                thumbLabel="Quarter",
                size="sm",
                mb="lg",
                mx="xs",  # its marks stick out
            ),
        ],
        style={"maxWidth": "46rem"},
    )


def quarters(app: Dash, name: str, key: str, calendar: Callable[[Any], Sequence[str]]) -> None:
    """Let a slider and the address agree on a quarter; the last one goes unsaid.

    calendar : the quarters of what a view asks for
    """

    @app.callback(
        Output(f"{name}-quarters", "data"),
        Output(f"{name}-when", "children"),
        Output(f"{name}-quarter", "max"),
        Output(f"{name}-quarter", "marks"),
        Output(f"{name}-quarter", "value"),
        Input("stage", "data"),
        State("at", "data"),  # as an input, an answer on its way would take the slider back
        State("view", "data"),
    )
    def stand(stage: Any, at: Any, view: Any) -> Any:
        if not stage:
            return (no_update,) * 5
        try:
            dates = list(calendar(view))
        except SimError:  # the body of the page says what is wrong
            return (no_update,) * 5
        place = place_of(at, key, dates)
        years = [(i, date) for i, date in enumerate(dates) if date.endswith(FIRST)]
        marks = [{"value": i, "label": date.removesuffix(FIRST)} for i, date in years]
        return dates, dates[place], len(dates) - 1, marks, place

    @app.callback(
        Output("at", "data", allow_duplicate=True),
        Output(f"{name}-when", "children", allow_duplicate=True),
        Input(f"{name}-quarter", "value"),
        State(f"{name}-quarters", "data"),
        State("at", "data"),
        prevent_initial_call=True,
    )
    def choose(place: int | None, dates: list[str] | None, at: Any) -> Any:
        if place is None or not dates or not 0 <= place < len(dates):
            return no_update, no_update
        return changed_view(at, key, dates[place], dates[-1]), dates[place]


def place_of(at: Mapping[str, Any] | None, key: str, dates: Sequence[str]) -> int:
    """Place of the quarter that is chosen; the last where that is none of them."""
    value = (at or {}).get(key)
    return dates.index(value) if value in dates else len(dates) - 1
