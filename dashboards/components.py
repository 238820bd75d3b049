"""Components that pages share, and what every callback of a page is wrapped in."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from plotly.io.json import to_json_plotly  # type: ignore[import-untyped]

from dashboards.static_markup import static_component, within
from sim.base.errors import InputError, Problem, SimError
from sim.figures.captioned_figure import Picture
from sim.figures.style import CONFIG

log = logging.getLogger(__name__)

# The buttons beneath a picture do what the bar's camera would, in both formats.
_BAR = {**CONFIG, "modeBarButtonsToRemove": [*CONFIG["modeBarButtonsToRemove"], "toImage"]}


def section(title: str, *children: object, anchor: str = "") -> Component:
    """A part of a page under its heading."""
    named = {"id": anchor} if anchor else {}
    return html.Section([html.H2(title), *children], className="part", **named)


def headline(text: object) -> Component:
    """The sentence that goes first."""
    return html.P(text, className="headline")


def run_button(name: str) -> Component:
    """The button that cancels or resumes a run.

    It is a component of the layout, beside the progress text and not within it: a timer redraws
    that text, and a click is lost when its button is replaced between press and release.
    """
    return html.Button(id=name, type="button", className="quiet", hidden=True)


def button_state(label: str | None) -> tuple[Any, bool]:
    """Values of `children` and `hidden` of a run button; no label hides it."""
    return no_update if label is None else label, label is None


def note(text: object) -> Component:
    """What a reader must know, in small."""
    return html.P(text, className="note")


def picture(
    shown: Picture, name: str | dict[str, str] | None = None, *, bar: bool = True, **graph: Any
) -> Component:
    """A figure with its heading, caption, data source, and buttons that save it.

    name : id of the graph, only where callbacks ask for it, for it is drawn at once then
    graph : further properties of such a graph
    """
    height = f"{shown.figure['layout']['height']}px"
    config = {**_BAR, "displayModeBar": "hover" if bar else False}
    drawn: Component
    if name is None:  # assets/pictures.js draws it when it is about to be seen
        drawn = html.Div(
            className="drawing",
            role="img",
            style={"height": height},
            **{
                "aria-label": shown.said,
                "data-figure": to_json_plotly(shown.figure),
                "data-config": json.dumps(config),
            },
        )
    else:
        drawn = html.Div(
            dcc.Graph(
                id=name, figure=shown.figure, config=config, style={"height": height}, **graph
            ),
            role="img",
            **{"aria-label": shown.said},
        )
    return static_component(
        html.Figure(
            [
                html.H3(shown.title),
                drawn,
                html.Figcaption(
                    [
                        shown.caption,
                        " ",
                        html.Span(f"Data: {shown.source}.", className="source"),
                        html.Span(
                            [_save("png", shown.title), _save("svg", shown.title)], className="save"
                        ),
                    ]
                ),
            ],
            className="picture",
        )
    )


def figures(shown: object) -> list[str]:
    """The figures that the browser draws later, of all pictures in something, as it gets them."""
    found = (getattr(each, "data-figure", None) for each in within(shown))
    return [figure for figure in found if figure is not None]


def _save(form: str, title: str) -> Component:
    """A button that assets/pictures.js listens to."""
    return html.Button(
        form.upper(),
        type="button",
        **{
            "data-save": form,
            "data-name": title,
            "aria-label": f"Save the picture {title} as {form.upper()}",
        },
    )


def side_by_side(*children: object) -> Component:
    """Pictures beside one another where there is room."""
    return html.Div(list(children), className="beside")


def table(
    heads: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    caption: object = "",
    numbers: Iterable[int] = (),
) -> Component:
    """A table whose first column names its rows.

    numbers : places of the columns that hold numbers
    """
    right = set(numbers)

    def kind(place: int) -> str:
        return "number" if place in right else ""

    head = html.Tr([html.Th(x, scope="col", className=kind(i)) for i, x in enumerate(heads)])
    body = [
        html.Tr(
            [
                html.Th(row[0], scope="row"),
                *(html.Td(x, className=kind(i)) for i, x in enumerate(row[1:], start=1)),
            ]
        )
        for row in rows
    ]
    parts = [html.Caption(caption)] if caption else []
    whole = html.Table([*parts, html.Thead(head), html.Tbody(body)])
    return static_component(html.Div(whole, className="scroll", tabIndex=0))


def cell(text: object, under: object = "") -> object:
    """What stands in a cell of a table, with what is said below it in small."""
    return html.Span([text, html.Span(under, className="sub")]) if under else text


def alert(error: BaseException | Iterable[Problem], title: str = "") -> Component:
    """What is wrong, in words, each problem with its cure."""
    if isinstance(error, InputError):
        problems: list[object] = [_said(problem) for problem in error.problems]
    elif isinstance(error, BaseException):
        problems = [str(error)]
    else:
        problems = [_said(problem) for problem in error]
    said = html.Ul([html.Li(each) for each in problems]) if len(problems) > 1 else problems
    return html.Div(
        [html.Strong(title or "This cannot be shown"), html.Div(said)], className="wrong"
    )


def _said(problem: Problem) -> str:
    """A problem without the place, which means nothing where no file was written."""
    place = f"line {problem.mark.line}: " if problem.mark and problem.mark.line > 1 else ""
    return place + "; ".join(problem.words)


def waiting(child: Component) -> Component:
    """Something that may take a while, with a sign that it is on its way."""
    return dcc.Loading(
        child, delay_show=400, overlay_style={"visibility": "visible", "opacity": 0.5}, type="dot"
    )


def guarded(work: Callable[..., Any]) -> Callable[..., Any]:
    """A callback that draws into one place: what goes wrong is said there, in words.

    Nothing is drawn before there is anything to show.
    """

    @wraps(work)
    def told(stage: Any, *others: Any) -> Any:
        if not stage:
            return no_update
        try:
            return work(stage, *others)
        except PreventUpdate:
            raise
        except SimError as error:
            return alert(error)
        except Exception:
            log.exception("a page could not be drawn")
            return alert([Problem("something went wrong here; the server's log says what")])

    return told


def remember(app: Dash, control: str, prop: str, key: str) -> None:
    """Let a control write how a page is looked at, so that it stands in the address."""

    @app.callback(
        Output("at", "data", allow_duplicate=True),
        Input(control, prop),
        State("at", "data"),
        prevent_initial_call=True,
    )
    def write(value: Any, at: dict[str, Any] | None) -> Any:
        before = at or {}
        if before.get(key) == value or (value is None and key not in before):
            return no_update
        kept = {name: each for name, each in before.items() if name != key}
        return kept if value is None else {**kept, key: value}
