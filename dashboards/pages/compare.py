"""Compare: scenarios and stored runs beside a first one, the answer before all pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboards import components, detail_cards
from dashboards.layout import references
from dashboards.service import PageSubject, PageSubjects, Service
from dashboards.url_state import MOST_OTHERS
from dashboards.view_controls import changed_view
from sim.analysis import verdict_text
from sim.analysis.answers import AnswerSummary, headline, lines
from sim.analysis.comparison import Comparison, Pair
from sim.analysis.distributions import moves_any
from sim.analysis.paired_differences import CANNOT_TELL, Difference
from sim.base.errors import InputError
from sim.figures import (
    cumulative_incidence,
    dot_plots,
    exceedance,
    fan_charts,
    icon_arrays,
    level_transitions,
    paired_differences,
    subgroup_differences,
)
from sim.figures.captioned_figure import Picture, Runs
from sim.report import comparison_tables, run_context
from sim.report.comparison_tables import AnswerTable, Cell
from sim.report.input_changes import InputChange, listed, meanings_of
from sim.report.run_context import Citation, Context
from sim.results import Measure
from sim.studies.comparison import ComparisonSubject

PLACE = "compare"
TITLE = "Compare"
FOCUS, CURVES = "compare.focus", "compare.curves"
NOTHING = (
    "Choose something to compare with at the top of the page: then every picture has two sides."
)
PARTS = {
    "ends": "Where it ends",
    "difference": "What difference it makes",
    "when": "When",
    "paths": "On the way",
    "numbers": "How much",
    "figures": "Every answer",
    "changes": "What differs",
    "turns": "What the difference hangs on",
}
MOST_TURNING = 2  # answers whose parts are drawn, beside the one that goes first
ROOMY = 2  # runs whose icon arrays fit beside another picture


def layout(service: Service) -> Component:
    """The page's skeleton."""
    return html.Div(
        [
            html.Div(
                [
                    dmc.MultiSelect(
                        id="compare-others",
                        label=f"Further scenarios or runs, {MOST_OTHERS} at most",
                        data=references(service),
                        maxValues=MOST_OTHERS,
                        searchable=True,
                        clearable=True,
                        nothingFoundMessage="none of this name",
                        w=520,
                    ),
                    html.Div(
                        [
                            html.Div("Drawn over the first", className="label"),
                            dmc.SegmentedControl(
                                id="compare-focus",
                                data=[],
                                **{"aria-label": "Which run is drawn over the first"},
                            ),
                        ],
                        id="compare-focus-room",
                        hidden=True,
                    ),
                    dmc.Switch(
                        id="compare-curves",
                        label="Exceedance curves in place of dots",
                        checked=False,
                    ),
                ],
                className="pickers compare-controls",
            ),
            components.waiting(html.Div(id="compare-answers")),
            components.waiting(html.Div(id="compare-course")),
            components.waiting(html.Div(id="compare-lists")),
        ]
    )


@dataclass(frozen=True, eq=False)
class ComparisonView:
    """What the page shows of what is run.

    compared : all that is to be said of the differences; None without a base
    focus : place, among the runs but the first, of the one that is drawn over it
    curves : exceedance curves in place of dots
    """

    service: Service
    shown: PageSubjects
    compared: Comparison | None
    focus: int
    curves: bool

    @property
    def case(self) -> PageSubject:
        """The one in focus."""
        return self.shown.cases[self.focus + 1] if self.shown.base else self.shown.subject

    @property
    def pair(self) -> Pair | None:
        """The one in focus beside the first."""
        return self.compared.pairs[self.focus] if self.compared else None

    @cached_property
    def runs(self) -> Runs:
        """All runs with their looks, the first one first."""
        return [(case.run, case.look) for case in self.shown.cases]

    @cached_property
    def over(self) -> Runs:
        """The one in focus, then the first, then the others."""
        first = self.shown.base
        if first is None:
            return self.runs
        rest = [each for each in self.shown.cases if each not in (first, self.case)]
        return [(each.run, each.look) for each in (self.case, first, *rest)]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The outcomes of the first run."""
        return self.shown.cases[0].run.manifest.measures

    def of(self, kind: str) -> list[tuple[Measure, Runs]]:
        """The outcomes of one kind, each with the runs that have it."""
        return [
            (measure, [each for each in self.runs if _has(each[0].manifest.measures, measure.name)])
            for measure in self.measures
            if measure.kind == kind
        ]


def scene(
    service: Service,
    view: Mapping[str, Any],
    at: Mapping[str, Any] | None,
    *,
    compares: bool = True,
) -> ComparisonView:
    """What is looked at, from what a browser says of it; what makes no sense is the default.

    compares : whether the differences are wanted, which takes longest
    """
    looked = at or {}
    shown = service.shown(view)
    names = [case.reference for case in shown.cases[1:]]
    focus = names.index(looked[FOCUS]) if looked.get(FOCUS) in names else 0
    found = service.comparison(shown) if compares else None
    return ComparisonView(service, shown, found, focus, looked.get(CURVES) == 1)


def answers(seen: ComparisonView) -> Component:
    """The answer with its doubt, where it ends, and what difference it makes."""
    return html.Div([_said(seen), _contents(), _ends(seen), _difference(seen)])


def course(seen: ComparisonView) -> Component:
    """When things happen, what lies on the way, and how much it comes to."""
    return html.Div([_when(seen), _paths(seen), _numbers(seen)])


def lists(seen: ComparisonView) -> Component:
    """Every answer as numbers, all that differs in what is written, and what it hangs on."""
    return html.Div([_figures(seen), _changes(seen), _sign_reversals(seen)])


def _contents() -> Component:
    """The parts of the page; assets/compare.js goes to the one that is clicked."""
    links = [
        html.Button(title, type="button", className="named", **{"data-goto": _anchor(name)})
        for name, title in PARTS.items()
    ]
    return html.Nav(links, className="contents", **{"aria-label": "Parts of this page"})


def _part(name: str, *children: object, of: str = "") -> Component:
    """A part of the page under its heading."""
    return components.section(f"{PARTS[name]}{of}", *children, anchor=_anchor(name))


def _anchor(name: str) -> str:
    return f"compare-{name}"


def _said(seen: ComparisonView) -> Component:
    """The sentences that open: of each run beside the first, or of the only one."""
    if seen.compared is None:
        run = seen.shown.subject.run
        rows = lines(run)
        opening = next((line for line in rows if line.kind == "bool"), rows[0])
        return html.Div([components.headline(headline(opening)), components.note(NOTHING)])
    first, *others = seen.shown.cases
    blocks = [
        _block(
            pair.headline_answer(seen.compared.headline),
            pair,
            case,
            first,
            is_alone=len(others) == 1,
        )
        for pair, case in zip(seen.compared.pairs, others, strict=True)
    ]
    notes = [components.note(each) for each in seen.compared.notes]
    several = "blocks" if len(blocks) > 1 else ""
    return html.Div([html.Div(blocks, className=several), *notes])


def _block(
    opening: AnswerSummary, pair: Pair, case: PageSubject, first: PageSubject, *, is_alone: bool
) -> Component:
    """What can be said of one run: that it cannot be told goes before any number."""
    d = opening.difference
    doubt, moved = (verdict_text.doubt(d), _moved(d, case.name, first.name)) if d else ("", "")
    unsure = verdict_text.cannot_tell(each for each in pair.differences if each is not d)
    return html.Div(
        [
            "" if is_alone else html.H2(_named(case), className="bare"),
            html.P(html.Strong(doubt), className="headline") if doubt else "",
            components.headline(verdict_text.headline(opening, first.name)),
            html.P(moved),
            html.P(verdict_text.tally(pair.differences)),
            html.Div(
                [
                    html.P(
                        f"Of other answers, {verdict_text.LEAD[:1].lower()}{verdict_text.LEAD[1:]}"
                    ),
                    html.Ul([html.Li(each) for each in unsure]),
                ],
                className="unsure",
            )
            if unsure
            else "",
        ]
    )


def _moved(d: Difference, name: str, first: str) -> str:
    """The difference with its interval, and what the same worlds say in both."""
    amount = verdict_text.amount(d)
    same = verdict_text.together(d, name, first).removeprefix(f"{d.label}: ")
    return f"{amount[:1].upper()}{amount[1:]}. {same[:1].upper()}{same[1:]}"


def _named(case: PageSubject) -> Component:
    """A run's name in its colour, with its mark."""
    return html.Span(case.name, style={"borderBottom": f"3px solid {case.look.colour}"})


def _ends(seen: ComparisonView) -> Component:
    """Where worlds end: the ladder, and each yes or no with who changes."""
    ladders = [_picture(icon_arrays.levels(runs, measure)) for measure, runs in seen.of("level")]
    asked = [
        _picture(icon_arrays.yes_or_no(runs, measure, _differences(seen, measure.name, runs)))
        for measure, runs in seen.of("bool")
    ]
    arrays = components.side_by_side(*asked) if len(seen.runs) <= ROOMY else html.Div(asked)
    return _part("ends", *ladders, arrays)


def _differences(seen: ComparisonView, expression: str, runs: Runs) -> list[Difference | None]:
    """The difference of an answer in each of these runs but the first."""
    if seen.compared is None:
        return []
    kept = {run.id for run, _ in runs}
    return [
        next((d for d in pair.differences if d.expression == expression), None)
        for pair in seen.compared.pairs
        if pair.run.id in kept
    ]


def _difference(seen: ComparisonView) -> Component:
    """What difference the run in focus makes in the same worlds."""
    pair, compared = seen.pair, seen.compared
    if pair is None or compared is None:
        return html.Div()
    first, look = seen.runs[0][1], seen.case.look
    opening = pair.headline_answer(compared.headline)
    told = [
        line.difference
        for line in pair.lines
        if line.difference and (line is opening or line.kind in ("bool", "quarter"))
    ]
    same = comparison_tables.together(told, look.name, first.name)
    how = "in the same worlds" if pair.is_paired else "NOT PAIRED"
    shown = paired_differences.differences(
        pair.run, pair.differences, f"“{look.name}”, less “{first.name}”; {how}", look
    )
    moved = [
        level_transitions.moves(pair.run, pair.base, each, look, first)
        for each in pair.moves.values()
        if each.moved
    ]
    return _part(
        "difference",
        _table(same) if same else "",
        *(_picture(each) for each in (shown, *moved) if each is not None),
    )


def _when(seen: ComparisonView) -> Component:
    found = [
        _picture(cumulative_incidence.timing(runs, measure)) for measure, runs in seen.of("quarter")
    ]
    return _part("when", components.side_by_side(*found)) if found else html.Div()


def _paths(seen: ComparisonView) -> Component:
    run = seen.case.run
    main = [series for series in run.manifest.series if series.main]
    if not main:
        return html.Div()
    return _part(
        "paths",
        html.P(fan_charts.which_paths(run)),
        components.side_by_side(*(_picture(fan_charts.fan(seen.over, series)) for series in main)),
    )


def _numbers(seen: ComparisonView) -> Component:
    """Every number over worlds: side by side, and world by world."""
    found = []
    for measure, runs in seen.of("number"):
        draw = exceedance.exceedance if seen.curves else dot_plots.dots
        found.append(components.side_by_side(_picture(draw(runs, measure)), *_shift(seen, measure)))
    return _part("numbers", *found) if found else html.Div()


def _shift(seen: ComparisonView, measure: Measure) -> list[Component]:
    """How far a number moves in each world between the first run and the one in focus."""
    first, case = seen.shown.base, seen.case
    if first is None or not _has(case.run.manifest.measures, measure.name):
        return []
    if not moves_any(case.run, first.run, measure.name):
        return [components.note(f"{measure.label}: “{case.name}” changes it in no world.")]
    moved = dot_plots.moved(case.run, first.run, measure, case.look, first.name)
    return [_picture(moved)] if moved else []


def _figures(seen: ComparisonView) -> Component:
    """Every answer of the two runs, with all that is known of the difference."""
    if seen.pair is None:
        return html.Div()
    tables = [
        _table(each, {1: "that", 2: "this"}) for each in comparison_tables.tables(seen.pair.lines)
    ]
    return _part("figures", *tables, of=_against(seen))


def _table(found: AnswerTable, tones: Mapping[int, str] = MappingProxyType({})) -> Component:
    """A table of cells.

    tones : classes of the columns that have the colour of a run, by place
    """
    shown = components.table(
        found.heads,
        [[_cell(cell, tones.get(i, "")) for i, cell in enumerate(row)] for row in found.rows],
        caption=found.caption,
        numbers=range(1, len(found.heads)),
    )
    return html.Div(shown, className="compared")


def _cell(cell: Cell, tone: str) -> object:
    text = html.B(cell.text) if cell.is_warning else html.Span(cell.text, className=tone)
    return components.cell(text, cell.under)


def _changes(seen: ComparisonView) -> Component:
    """All that differs in what is written, where, and on what it rests."""
    pair = seen.pair
    if pair is None:
        return html.Div()
    around = surroundings(seen.service, seen.case, pair)
    found = listed(around, meanings_of(pair.run))
    why = str(pair.run.scenario.get("why") or "")
    return _part(
        "changes",
        html.P(why) if why else "",
        _claims(around.claims, "the scenario rests on"),
        html.P("All inputs that differ, and nothing else:")
        if found
        else html.P("Nothing differs in what is written."),
        html.Ul([_change(each) for each in found], className="changes"),
        of=_against(seen),
    )


def surroundings(service: Service, case: PageSubject, pair: Pair) -> Context:
    """What is known of a run besides its results; less where today's files no longer explain it."""
    asked = ComparisonSubject(case.reference, question=case.question, results=case.run)
    scenario, dispute = asked.scenario(), asked.dispute()
    if scenario is None or dispute is None:
        return Context(changes=pair.differs)
    try:
        return run_context.surround(scenario, dispute, service.evidence, pair.differs)
    except (InputError, KeyError):  # a claim that is no longer there
        return Context(changes=pair.differs)


def _change(change: InputChange) -> Component:
    name = detail_cards.named(change.parameter) if change.parameter else html.Code(change.path)
    before = [html.Span(change.base, className="that"), " → "] if change.base else []
    return html.Li(
        [
            name,
            " ",
            *before,
            html.Span(change.value, className="this"),
            f": {change.meaning}" if change.meaning else "",
            html.Span(change.place, className="sub"),
            _claims(change.claims, "it rests on"),
        ]
    )


def _claims(found: Sequence[Citation], what: str) -> Component:
    """Claims in our own sentences; each opens its card with article, date and paragraph."""
    if not found:
        return html.Span()
    entries = [
        html.Li(
            [
                detail_cards.named(claim.id, claim.sentence),
                html.Span(f"{claim.id}, {claim.article}, {claim.date}", className="sub"),
            ]
        )
        for claim in found
    ]
    count = "The claim" if len(found) == 1 else f"The {len(found)} claims"
    return html.Details([html.Summary(f"{count} that {what}"), html.Ul(entries)])


def _sign_reversals(seen: ComparisonView) -> Component:
    """The difference by option of each form, and in thirds of parameters if they were searched."""
    pair, compared = seen.pair, seen.compared
    if pair is None or compared is None:
        return html.Div()
    opening = pair.headline_answer(compared.headline).difference
    unsure = [d for d in pair.differences if d.verdict == CANNOT_TELL and d is not opening]
    chosen = [*([opening] if opening else []), *unsure[:MOST_TURNING]]
    found = [each for d in chosen for each in _split(pair, d, seen.case, is_first=d is opening)]
    if not found:
        return html.Div()
    waits = [] if chosen[0].is_searched else [components.note(verdict_text.UNSEARCHED)]
    if opening and opening.is_searched and not opening.by_parameter:
        waits.append(components.note(f"{opening.label}: {verdict_text.UNMOVED}"))
    shown = components.side_by_side(*(_picture(each) for each in found))
    return _part("turns", *waits, shown)


def _split(pair: Pair, d: Difference, case: PageSubject, *, is_first: bool) -> Iterable[Picture]:
    forms = [split for split in d.by_form if any(part.is_known for part in split.subgroups)]
    if forms:
        which = "by the form that was drawn"
        yield subgroup_differences.splits(pair.run, pair.base, d, forms, which, case.look)
    if d.by_parameter and (is_first or any(split.reverses_sign for split in d.by_parameter)):
        which = verdict_text.BY_PARAMETER
        yield subgroup_differences.splits(pair.run, pair.base, d, d.by_parameter, which, case.look)


def _against(seen: ComparisonView) -> str:
    return f": “{seen.case.name}” beside “{seen.shown.cases[0].name}”"


def _picture(picture: Picture) -> Component:
    return components.picture(picture)


def _has(measures: Iterable[Measure], name: str) -> bool:
    return any(measure.name == name for measure in measures)


def register(app: Dash, service: Service) -> None:
    """The page's callbacks."""
    _draw(app, service)
    _choose(app, service)


def _draw(app: Dash, service: Service) -> None:
    """What is drawn, in three places, so that what is quick does not wait."""
    inputs = (Input("stage", "data"), Input("at", "data"), State("view", "data"))

    @app.callback(Output("compare-answers", "children"), *inputs)
    @components.guarded
    def answer(_: Any, at: Mapping[str, Any], view: Mapping[str, Any]) -> Component:
        return answers(scene(service, view, at))

    @app.callback(Output("compare-course", "children"), *inputs)
    @components.guarded
    def follow(_: Any, at: Mapping[str, Any], view: Mapping[str, Any]) -> Component:
        return course(scene(service, view, at, compares=False))

    @app.callback(Output("compare-lists", "children"), *inputs)
    @components.guarded
    def number(_: Any, at: Mapping[str, Any], view: Mapping[str, Any]) -> Component:
        return lists(scene(service, view, at))


def _choose(app: Dash, service: Service) -> None:
    """What is compared, and how it is looked at."""

    @app.callback(
        Output("compare-others", "data"),
        Output("compare-others", "value"),
        Output("compare-focus", "data"),
        Output("compare-focus", "value"),
        Output("compare-focus-room", "hidden"),
        Output("compare-curves", "checked"),
        Input("stage", "data"),
        State("view", "data"),
        State("at", "data"),
        State("compare-others", "value"),
    )
    def stand(stage: Any, view: Any, at: Any, chosen: list[str] | None) -> Any:
        """How the controls stand, from what is shown."""
        if not stage or not view:
            return (no_update,) * 6
        both = (view["subject"], view["base"])
        offered = further(references(service), both)
        return offered, *standing(stage, view, at or {}, chosen)

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input("compare-others", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def choose(others: list[str] | None, view: Mapping[str, Any] | None) -> Any:
        """Other runs beside the two."""
        return with_comparisons(others, view)

    @app.callback(
        Output("at", "data", allow_duplicate=True),
        Input("compare-focus", "value"),
        State("compare-focus", "data"),
        State("at", "data"),
        prevent_initial_call=True,
    )
    def draw_over(focus: str | None, offered: list[dict[str, str]] | None, at: Any) -> Any:
        """Which run is drawn over the first."""
        first = offered[0]["value"] if offered else None
        return changed_view(at, FOCUS, focus or first, first)

    @app.callback(
        Output("at", "data", allow_duplicate=True),
        Input("compare-curves", "checked"),
        State("at", "data"),
        prevent_initial_call=True,
    )
    def bend(curves: bool | None, at: Any) -> Any:
        """Curves in place of dots."""
        return changed_view(at, CURVES, int(bool(curves)), 0)


def further(offered: Sequence[Mapping[str, Any]], both: Sequence[str]) -> list[dict[str, Any]]:
    """What can be chosen besides the two that are shown already, in groups."""
    return [
        {**group, "items": [each for each in group["items"] if each["value"] not in both]}
        for group in offered
    ]


def standing(
    stage: Mapping[str, Any],
    view: Mapping[str, Any],
    at: Mapping[str, Any],
    chosen: list[str] | None,
) -> tuple[Any, ...]:
    """Values of the controls: further runs, what can be in focus, what is, and the switch."""
    others = list(view["others"])
    offered = [{"value": case["reference"], "label": case["name"]} for case in stage["cases"][1:]]
    names = [each["value"] for each in offered]
    focus = at.get(FOCUS) if at.get(FOCUS) in names else (names[0] if names else None)
    return (
        no_update if others == (chosen or []) else others,
        offered,
        focus,
        len(offered) < 2,
        at.get(CURVES) == 1,
    )


def with_comparisons(others: list[str] | None, view: Mapping[str, Any] | None) -> Any:
    """The view with these runs beside subject and base; those two are not there twice."""
    if not view:
        return no_update
    both = (view["subject"], view["base"])
    wanted = [each for each in others or [] if each not in both][:MOST_OTHERS]
    return no_update if wanted == view["others"] else {**view, "others": wanted}
