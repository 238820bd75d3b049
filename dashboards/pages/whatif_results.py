"""What follows from what was moved: the sentence, the pictures, and all that differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards import components
from dashboards.pages import whatif_interventions, whatif_session
from dashboards.pages.whatif_assumptions import act
from dashboards.pages.whatif_session import DraftBase
from dashboards.service import PageSubjects
from sim.analysis import answers, verdict_text
from sim.analysis.answers import AnswerSummary
from sim.analysis.attribution import TITLES, Attribution
from sim.analysis.estimates import estimate
from sim.analysis.expressions import Expression
from sim.analysis.paired_differences import Difference, differences, shared
from sim.base import number_text
from sim.figures import (
    contribution_bars,
    cumulative_incidence,
    fan_charts,
    icon_arrays,
    paired_differences,
)
from sim.figures.captioned_figure import Picture
from sim.report.control_panel import capital
from sim.results import Series
from sim.scenario import diff, overrides

LESS = 0.75  # of the height of a picture that was made for a page's whole width
SMALL = 12  # letters in it, in pixels
UNSEARCHED = "Whether a direction turns with a parameter is not looked at here: see "


@dataclass(frozen=True, eq=False)
class DraftResults:
    """What the pictures say: the opening answer, the differences, and what else differs."""

    shown: PageSubjects
    opening: AnswerSummary
    found: Sequence[Difference]

    @property
    def said(self) -> str:
        """What came of it, for the list of what was tried."""
        d = self.opening.difference
        if d is None:
            return self.opening.value
        value = number_text.in_100(d.value) if d.is_share else self.opening.value
        return f"{value} ({verdict_text.size(d, d.difference)})"


def see(shown: PageSubjects, headline: str) -> DraftResults:
    """The answers of what is shown, without the search over parameters.

    headline : the expression that goes first, where the run can answer it
    """
    run, base = shown.subject.run, shown.base
    if base is None:
        lines = answers.lines(run)
        return DraftResults(shown, _first(lines, headline), ())
    kinds = ("level", "bool")
    both = [e for e in shared(run, base.run) if run.measure(e.outcome).kind in kinds]
    found = differences(run, base.run, both, parameters=False)
    by_name = {d.expression: d for d in found}
    chosen = headline if headline in by_name else next(iter(by_name), "")
    wanted = [Expression.parse(chosen)] if chosen else None
    line = answers.lines(run, expressions=wanted)[0]
    if chosen:
        before = estimate(Expression.parse(chosen).ask(base.run))
        line = replace(line, base=before, difference=by_name[chosen])
    return DraftResults(shown, line, found)


def _first(lines: Sequence[AnswerSummary], headline: str) -> AnswerSummary:
    return next((line for line in lines if line.expression == headline), lines[0])


def sentence(seen: DraftResults) -> list[Component]:
    """The sentence that goes first, and how sure the difference is."""
    base, d = seen.shown.base, seen.opening.difference
    said: list[Component] = [
        components.headline(verdict_text.headline(seen.opening, base.name if base else ""))
    ]
    if d is not None:
        compare = html.Span([UNSEARCHED, html.Strong("Compare"), "."], className="whence")
        said.append(components.note([f"{capital(verdict_text.amount(d))}. ", compare]))
    return said


def draw(seen: DraftResults) -> list[Component]:
    """The pictures that stand on the page in any case."""
    shown, run = seen.shown, seen.shown.subject.run
    runs = shown.runs
    first = []
    if seen.found:
        title = f"“{shown.subject.name}” less “{shown.base.name if shown.base else ''}”"
        moved = paired_differences.differences(run, seen.found, f"{title}, in the same worlds")
        first = [moved] if moved is not None else []
    measures = run.manifest.measures
    first += [_smaller(icon_arrays.levels(runs, m)) for m in measures if m.kind == "level"]
    when = [_picture(cumulative_incidence.timing(runs, m)) for m in measures if m.kind == "quarter"]
    return [*map(_picture, first), components.side_by_side(*when)]


def _smaller(shown: Picture) -> Picture:
    """A picture of arrays for half of the page's width: lower, with smaller words and icons."""
    figure, layout = shown.figure, shown.figure["layout"]
    notes = [{**each, "font": {**each["font"], "size": SMALL}} for each in layout["annotations"]]
    less = {"height": round(layout["height"] * LESS), "annotations": notes}
    traces = [
        {**trace, "marker": {**trace["marker"], "size": round(trace["marker"]["size"] * LESS)}}
        for trace in figure["data"]
    ]
    return shown._replace(figure={**figure, "data": traces, "layout": {**layout, **less}})


def _picture(shown: Picture) -> Component:
    return components.picture(shown)


def fan(shown: PageSubjects, path: str) -> Component | None:
    """The chosen series over time; the first main one where none is chosen."""
    series = series_of(shown)
    chosen = next((each for each in series if each.path == path), next(iter(series), None))
    return None if chosen is None else _picture(fan_charts.fan(shown.runs, chosen))


def series_of(shown: PageSubjects) -> list[Series]:
    """What can be drawn over time: what the dispute puts first, then the rest."""
    every = shown.subject.run.manifest.series
    return sorted(every, key=lambda each: not each.main)


def differs(at: DraftBase | None, seen: PageSubjects, changed: Mapping[str, Any]) -> Component:
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


def _count(at: DraftBase | None, changed: Mapping[str, Any]) -> str:
    several = sum(len(part) for part in changed.values())
    if not several:
        return "Nothing is changed in the scenario"
    name = at.question.scenario.title if at else "the scenario"
    return f"{several} change{'s' if several > 1 else ''} in “{name}”"


def _changed(at: DraftBase | None, changed: Mapping[str, Any]) -> list[Component]:
    """The changes of a draft, each with a button that takes it back."""
    if at is None:
        return []
    rows = []
    for section in ("set", "mechanisms"):
        for name, raw in (changed.get(section) or {}).items():
            control = at.panel.controls.get(name)
            label = f"{control.group}, {control.title}" if control else f"law {name}"
            value = "as drawn" if raw is None else overrides.spelt(raw)
            rows.append(_row(label, name, value, act("click", "drop", name, f"{section}:list")))
    for part in whatif_session.SECTIONS:
        for item in at.items(changed, part):
            if item.state != "kept":
                label = whatif_interventions.title(at, part, item.entry)
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


def _from_base(shown: PageSubjects) -> Component | None:
    """All that differs from what it is compared with, whoever wrote it."""
    base, subject = shown.base, shown.subject
    if base is None or base.question is None or subject.question is None:
        return None
    found = diff.differences(subject.question.scenario, base.question.scenario)
    if not found:
        return None
    rows = [[html.Code(d.path), _plain(d.base), _plain(d.value)] for d in found]
    return html.Details(
        [
            html.Summary(f"{len(found)} things differ from “{base.name}”"),
            components.table(["What", base.name, subject.name], rows),
        ]
    )


def _plain(value: Any) -> str:
    return "–" if value is None else overrides.spelt(value)


def attribution_elements(found: Attribution, expression: str) -> list[Component]:
    """What of the answer that goes first is due to what is assumed, and what to what is done."""
    outcomes = [each for each in found.outcomes if each.expression == expression]
    shown: list[Component] = [html.P(note, className="note") for note in found.notes]
    for outcome in outcomes:
        said = "; ".join(
            f"{TITLES[kind]}: {outcome.said(part.value)} (95 %: {outcome.cell(*part.ci95)})"
            for kind, part in outcome.kinds.items()
        )
        shown.append(html.P(f"{said}; all together {outcome.said(outcome.total.value)}."))
        shown.append(_picture(contribution_bars.contributions(found, outcome)))
    return shown if outcomes else [components.note("Nothing of it can be told apart.")]
