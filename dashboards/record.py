"""Record: to come."""

from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboards import parts
from dashboards.service import Service

TITLE = "Record"


def layout(service: Service) -> Component:
    """The page's skeleton."""
    return parts.waiting(html.Div(id="record-body"))


def register(app: Dash, service: Service) -> None:
    """The page's callbacks."""

    @app.callback(
        Output("record-body", "children"),
        Input("stage", "data"),
        Input("at", "data"),
        State("view", "data"),
    )
    @parts.guarded
    def draw(stage: dict[str, object], at: dict[str, object], view: dict[str, object]) -> Component:
        shown = service.shown(view)
        return parts.headline(f"{shown.subject.name}, {shown.worlds} worlds")
