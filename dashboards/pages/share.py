"""Share: the address of what is shown, a report that opens anywhere, and the numbers themselves."""

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
    dcc,
    html,
    no_update,
)
from dash.development.base_component import Component
from flask import Response, request

from dashboards import components, url_state
from dashboards.pages.compare import surroundings
from dashboards.service import PageSubject, PageSubjects, Service
from sim import report
from sim.base.errors import SimError
from sim.report import ComparisonContext, Context
from sim.results import export
from sim.results.tables import DRAWS, NAMES, OUTCOMES, QUARTERS
from sim.scenario import yaml_writer
from sim.studies.comparison import ComparisonSubject

PLACE = "share"
TITLE = "Share"
SCENARIO = "scenario.yaml"
MEBI = 1024  # of the units in which the size of a file is told
UNITS = ("B", "kB", "MB", "GB")
MEANT = {
    OUTCOMES: "Outcomes: a row for each world",
    QUARTERS: "Quarters: a row for each world and quarter, with the recorded states",
    DRAWS: "Draws: a row for each world, with its parameters",
}
TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "yaml": "text/yaml"}


def layout(service: Service) -> Component:
    """The page's skeleton."""
    address = components.section(
        "The address",
        html.P(
            "What is shown, and how it is looked at, stands in the address. Whoever opens it on "
            "this server sees the same; it holds no results, so that they are worked out again "
            "where they are not there."
        ),
        html.Div(
            [
                dmc.Select(
                    id="share-page", label="Opens with", allowDeselect=False, w=160, data=[]
                ),
                dmc.TextInput(
                    id="share-address", label="Address", readOnly=True, className="address"
                ),
                dmc.CopyButton(
                    id="share-copy",
                    value="",
                    children="Copy",
                    copiedChildren="Copied",
                    variant="default",
                ),
            ],
            className="share-row",
        ),
    )
    written = components.section(
        "A report",
        html.P(
            "One page with all sentences, pictures and tables, that opens without this server and "
            "without a network (about 5 MB)."
        ),
        dmc.Button("Write the report", id="share-report", variant="default"),
        components.waiting(html.Div(id="share-said", role="status")),
        dcc.Download(id="share-download"),
    )
    return html.Div(
        [
            html.Div([address, written], className="blocks"),
            components.waiting(html.Div(id="share-body")),
        ]
    )


def body(service: Service, shown: PageSubjects, search: str, prefix: str = "/") -> Component:
    """The numbers of each run, and its scenario.

    search : what stands after the path of the address; prefix : of all paths
    """
    blocks = [
        _data(case, f"{prefix}share/{place}/", search) for place, case in enumerate(shown.cases)
    ]
    files = [
        _scenario(case, f"{prefix}share/{place}/", search) for place, case in enumerate(shown.cases)
    ]
    return html.Div(
        [
            components.section(
                "The numbers",
                html.P(
                    "Row i of outcomes and draws is world i, the same world in every run. Columns "
                    "are named by path; the manifest of a stored run says what each means."
                ),
                html.Div(blocks, className="blocks"),
            ),
            components.section(
                "The scenarios",
                html.P(
                    "Each as a file that stands alone and asks for the same worlds: sim run takes "
                    "it and gives the same numbers."
                ),
                html.Div(files, className="blocks"),
            ),
        ]
    )


def _data(case: PageSubject, prefix: str, search: str) -> Component:
    """The tables of a run, with their sizes and where each is had."""
    rows = []
    for name in NAMES:
        size = export.size(case.run, name)
        links = [
            html.Span(
                [
                    html.A(
                        form.upper() if form == "csv" else form.capitalize(),
                        href=f"{prefix}{name}.{form}{search}",
                        download="",
                    ),
                    html.Span(size_text(size.nbytes[form]), className="sub"),
                ]
            )
            for form in export.FORMS
        ]
        rows.append([MEANT[name], f"{size.rows:,}", str(size.columns), *links])
    return components.table(
        [case.name, "Rows", "Columns", "CSV", "Parquet"],
        rows,
        caption=_worlds(case),
        numbers=range(1, 5),
    )


def _worlds(case: PageSubject) -> str:
    """What there is of a run now."""
    worlds = f"{case.run.manifest.worlds:,} worlds, run {case.run.id}"
    return worlds if case.is_whole else f"Preview: the first {worlds}; the whole run is on its way"


def _scenario(case: PageSubject, prefix: str, search: str) -> Component:
    return html.Details(
        [
            html.Summary(case.name),
            html.A(
                "Save as YAML", href=f"{prefix}{SCENARIO}{search}", download="", className="save-as"
            ),
            html.Pre(scenario(case), tabIndex=0),
        ]
    )


def scenario(case: PageSubject) -> str:
    """A run's scenario as a file that extends nothing, with the worlds that are asked for."""
    asked = case.question
    return yaml_writer.alone(case.run.scenario if asked is None else asked.scenario.resolved())


def size_text(nbytes: int) -> str:
    """A size as people say it."""
    value, unit = float(nbytes), 0
    while value >= MEBI and unit < len(UNITS) - 1:
        value, unit = value / MEBI, unit + 1
    return f"about {value:.0f} {UNITS[unit]}" if value >= 10 else f"about {value:.1f} {UNITS[unit]}"


def page(service: Service, shown: PageSubjects) -> tuple[str, str]:
    """The report of what is shown: the name of its file, and its text."""
    subject, compared = shown.subject, service.comparison(shown)
    name = f"{subject.run.id}.html"
    if compared is None:
        return name, report.html(subject.run, None, _context(service, subject))
    first, *others = shown.cases
    around = ComparisonContext(
        _context(service, first),
        tuple(
            surroundings(service, case, pair)
            for case, pair in zip(others, compared.pairs, strict=True)
        ),
    )
    return name, report.compare_html(compared, around)


def _context(service: Service, case: PageSubject) -> Context:
    """What surrounds a run that stands beside nothing."""
    asked = ComparisonSubject(case.reference, question=case.question, results=case.run)
    found, dispute = asked.scenario(), asked.dispute()
    if found is None or dispute is None:
        return Context()
    return report.surround(found, dispute, service.evidence)


def register(app: Dash, service: Service) -> None:
    """The page's callbacks, and where its files are had."""
    _hand_out(app, service)
    _address()

    @app.callback(
        Output("share-body", "children"),
        Input("stage", "data"),
        State("view", "data"),
        State("at", "data"),
    )
    @components.guarded
    def draw(_: Any, view: Mapping[str, Any], at: Mapping[str, Any]) -> Component:
        search = url_state.search(view, at or {}, service.default)
        return body(service, service.shown(view), search, app.get_relative_path("/"))

    @app.callback(
        Output("share-download", "data"),
        Output("share-said", "children"),
        Input("share-report", "n_clicks"),
        State("view", "data"),
        running=[(Output("share-report", "disabled"), True, False)],
        prevent_initial_call=True,
    )
    def write(clicks: int | None, view: Mapping[str, Any]) -> Any:
        return written(service, clicks, view)


def written(service: Service, clicks: int | None, view: Mapping[str, Any]) -> tuple[Any, Any]:
    """The report as a download, and what is said beside the button."""
    if not clicks:
        return no_update, no_update
    try:
        shown = service.shown(view)
        name, text = page(service, shown)
    except SimError as error:
        return no_update, components.alert(error, "No report was written")
    part = "" if shown.is_whole else " It holds the preview; the whole run is on its way."
    said = f"{name}: {size_text(len(text.encode()))}, {shown.worlds:,} worlds.{part}"
    return {"content": text, "filename": name, "type": "text/html"}, components.note(said)


def _address() -> None:
    """The address as it would stand on each page."""
    clientside_callback(
        ClientsideFunction("share", "pages"),
        Output("share-page", "data"),
        Output("share-page", "value"),
        Input("stage", "data"),
        State({"type": "link", "path": ALL}, "id"),
        State({"type": "link", "path": ALL}, "children"),
        State("share-page", "value"),
    )
    clientside_callback(
        ClientsideFunction("share", "address"),
        Output("share-address", "value"),
        Output("share-copy", "value"),
        Input("share-page", "value"),
        Input("address-search", "data"),
    )


def _hand_out(app: Dash, service: Service) -> None:
    """Files at addresses of their own, so that they come in pieces however large they are."""

    @app.server.get(app.get_relative_path("/share/<int:place>/<name>"))
    def hand(place: int, name: str) -> Response:
        try:
            view, _ = url_state.read(request.query_string.decode(errors="replace"), service.default)
            cases = service.shown(view).cases
        except SimError as error:
            return _refused(str(error))
        return file(cases, place, name)


def file(cases: Sequence[PageSubject], place: int, name: str) -> Response:
    """A file of one of the runs; refused in words where there is none."""
    if place >= len(cases):
        return _refused(f"there are only {len(cases)} runs here")
    case = cases[place]
    what, _, form = name.partition(".")
    if name == SCENARIO:
        return _sent(scenario(case), f"{case.run.manifest.name}.yaml", form)
    known = next((each for each in export.FORMS if each == form), None)
    if what not in NAMES or known is None:
        return _refused(f"a run has no {name!r}")
    return _sent(export.pieces(case.run, what, known), f"{case.run.id}-{what}.{form}", form)


def _sent(content: Any, name: str, form: str) -> Response:
    head = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=TYPES[form], headers=head)


def _refused(said: str) -> Response:
    return Response(f"{said}\n", 404, mimetype="text/plain")
