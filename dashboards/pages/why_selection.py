"""What the page of reasons shows for the worlds that are picked, part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboards import components, detail_cards
from dashboards.service import PageSubject, PageSubjects, Service
from sim.analysis import pairing_checks
from sim.analysis.expressions import headline_expression, standard
from sim.analysis.selection_summary import (
    SelectedAnswer,
    Selection,
    boxed,
    selected_answers,
    selection_contrasts,
)
from sim.analysis.world_filters import WorldFilter, outline
from sim.analysis.world_variables import WorldVariable, axes, axis
from sim.base import number_text
from sim.base.errors import InputError
from sim.dispute import Dispute
from sim.engine.job_queue import PREVIEW
from sim.figures import linked_brushing
from sim.results import Run
from sim.trace.draw_percentiles import whose

LISTED = 12  # worlds that are named
SERIES = 2  # recorded states that are shown until others are chosen
MOST_SERIES = 6
KINDS = {"outcome": "Outcomes", "form": "Uncertain forms", "quantity": "Drawn numbers"}


@dataclass(frozen=True)
class DefaultSelection:
    """What is picked and looked at where an address says nothing."""

    pick: str
    x: str
    y: str
    series: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SelectionView:
    """The worlds of the subject that are picked, and over which axes one looks at them.

    base : the run beside it, over the same worlds
    """

    found: Selection
    x: str
    y: str
    series: tuple[str, ...]
    dispute: Dispute
    case: PageSubject
    base: PageSubject | None

    @property
    def run(self) -> Run:
        """The run whose worlds are picked."""
        return self.found.run


def start(dispute: Dispute, run: Run) -> DefaultSelection:
    """The question with which a report opens, over what was drawn most differently in its worlds.

    Of the first worlds, so that it stays the same when the whole run is there.
    """
    manifest = run.manifest
    asked = headline_expression(dispute, manifest) or str(
        next((each for each in standard(manifest) if each.relation), standard(manifest)[0])
    )
    found = Selection(pairing_checks.first(run, PREVIEW), WorldFilter.parse(asked))
    known = axes(manifest)
    (y,) = found.world_filter.paths
    try:
        marked, _ = selection_contrasts(found, 1)
    except InputError:  # the question asks how much, and picks nothing
        asked, marked = "", []
    x = marked[0].drawn.path if marked else next(path for path in known if path != y)
    main = [series.path for series in manifest.series if series.main]
    return DefaultSelection(asked, x, y, tuple(main[:SERIES]))


def look(
    service: Service, shown: PageSubjects, at: Mapping[str, Any], first: DefaultSelection
) -> SelectionView:
    """What is picked and looked at. Raises InputError where the run cannot tell."""
    case, view = shown.subject, {"subject": shown.asked.subject}
    manifest = case.run.manifest
    found = Selection(case.run, WorldFilter.parse(str(at.get("why.pick", first.pick))))
    found.world_filter.check(manifest)
    known = {series.path for series in manifest.series}
    wanted = str(at["why.series"]).split(",") if "why.series" in at else list(first.series)
    x, y = (str(at.get(f"why.{name}", getattr(first, name))) for name in ("x", "y"))
    for path in (x, y):
        axis(manifest, path)
    series = tuple(path for path in wanted if path in known)[:MOST_SERIES]
    return SelectionView(found, x, y, series, service.dispute(view), case, shown.base)


def brushed(looked: SelectionView, selected: Mapping[str, Any] | None) -> WorldFilter | None:
    """What is picked once something was brushed in the plane; None where nothing was.

    Raises InputError where what was drawn holds nothing.
    """
    if not selected:
        return None
    if selected.get("lassoPoints"):
        drawn = selected["lassoPoints"]
        corners = list(zip(drawn["x"], drawn["y"], strict=True))
        new = outline(looked.run.manifest, looked.x, looked.y, corners)
        kept = looked.found.world_filter
        for path in (looked.x, looked.y):
            kept = kept.without(path)
        return kept.narrowed(new)
    if selected.get("range"):
        ends = selected["range"]
        sides = [(path, *map(float, ends[key])) for path, key in ((looked.x, "x"), (looked.y, "y"))]
        return boxed(looked.found, sides)  # type: ignore[arg-type]
    return None


def brushed_strip(looked: SelectionView, selected: Mapping[str, Any] | None) -> WorldFilter | None:
    """The same of a strip of the outcomes: along its axis alone."""
    ends = {
        key: value for key, value in ((selected or {}).get("range") or {}).items() if key[0] == "x"
    }
    if not ends:
        return None
    outcomes = [each.path for each in axes(looked.run.manifest).values() if not each.is_drawn]
    sides = [
        (outcomes[int(key[1:] or 1) - 1], float(low), float(high))
        for key, (low, high) in ends.items()
    ]
    return boxed(looked.found, sides)


def choices(dispute: Dispute, run: Run) -> list[dict[str, Any]]:
    """What can stand on an axis, in groups; what is the same in all worlds is left out."""
    groups: dict[str, list[dict[str, str]]] = {kind: [] for kind in KINDS}
    for each in axes(run.manifest).values():
        if each.is_drawn and not np.ptp(each.values(run)):
            continue
        kind = each.kind if each.is_drawn else "outcome"
        said = f"{_titled(dispute, each)} ({each.path})" if each.is_drawn else each.label
        groups[kind].append({"value": each.path, "label": said})
    return [{"group": KINDS[kind], "items": items} for kind, items in groups.items() if items]


def states(run: Run) -> list[dict[str, str]]:
    """Recorded states that can be looked at over time."""
    return [
        {"value": series.path, "label": f"{series.label} ({series.path})"}
        for series in run.manifest.series
    ]


def head(looked: SelectionView) -> Component:
    """How many worlds are picked, and by what; each condition can be taken away."""
    found = looked.found
    rows = [
        html.Li(
            [
                html.Code(str(condition)),
                html.Button(
                    "×",
                    id={"type": "why-drop", "place": place},
                    type="button",
                    className="quiet",
                    title="Take it away",
                    **{"aria-label": f"Take away: {condition}"},
                ),
            ]
        )
        for place, condition in enumerate(found.world_filter.conditions)
    ]
    where = f" of “{looked.case.name}”"
    said = (
        f"{linked_brushing.count(found)}{where}."
        if found.world_filter.conditions
        else "No world is picked out."
    )
    none = components.note("No world meets all of this: take a condition away, or ask for less.")
    return html.Div(
        [
            components.headline(said),
            html.Ul(rows, className="picked") if rows else None,
            none if not found.count else None,
        ]
    )


def plane(looked: SelectionView, mode: str) -> Component:
    """The picture in which worlds are brushed."""
    shown = linked_brushing.plane(looked.found, looked.x, looked.y)
    shown.figure["layout"]["dragmode"] = mode
    behind = [
        detail_cards.named(path) for path in (looked.x, looked.y) if path in looked.dispute.register
    ]
    more = [html.P(["What stands behind: ", *_between(behind)], className="note")] if behind else []
    return html.Div([components.picture(shown, "why-graph"), *more])


def ends(looked: SelectionView) -> Component:
    """What the picked worlds come to: every outcome, in a table and as strips."""
    found, base = looked.found, looked.base
    rows = [_row(each) for each in selected_answers(found, base.run if base else None)]
    heads = ["Outcome", "Picked", "All worlds"]
    if base is not None:
        heads.append(f"The same worlds in “{base.name}”")
    else:
        rows = [row[:3] for row in rows]
    caption = "Probabilities and means. What worlds were picked by is so in all of them."
    return html.Div(
        [
            components.picture(linked_brushing.outcomes(found), "why-strips-graph"),
            components.table(heads, rows, caption=caption, numbers=range(1, len(heads))),
        ],
        className="broad",
    )


def paths(looked: SelectionView) -> Component:
    """Recorded states over time, the picked worlds before all."""
    known = {series.path: series for series in looked.run.manifest.series}
    return components.side_by_side(
        *(
            components.picture(linked_brushing.path(looked.found, known[path]))
            for path in looked.series
        )
    )


def differing(looked: SelectionView) -> Component:
    """What was drawn differently, and the way to each card."""
    marked, looked_at = selection_contrasts(looked.found, linked_brushing.MOST_APART)
    if not marked:
        return components.note("All worlds, or none, are picked: there is nothing to set apart.")
    shown = linked_brushing.drawn(looked.found, marked, looked_at)
    register = looked.dispute.register
    rows = [
        [
            html.Span(
                [
                    _titled(looked.dispute, axis(looked.run.manifest, each.drawn.path)),
                    html.Span(detail_cards.named(each.drawn.path), className="sub"),
                ]
            ),
            f"{number_text.signed(each.drawn.delta)} ({number_text.signed_range(*each.ci95)})",
            "" if each.drawn.clear else "no more than chance",
        ]
        for each in marked
        if each.drawn.path in register
    ]
    return html.Div(
        [
            components.picture(shown, "why-apart-graph"),
            components.table(["What was drawn", "Delta (95 %)", ""], rows, numbers=(1,)),
        ],
        className="broad",
    )


def worlds(looked: SelectionView, opened: int | None) -> Component:
    """The first of the picked worlds, each with the way to its story."""
    first = [int(world) for world in looked.found.first(LISTED)]
    if not first:
        return components.note("No world is picked. Any world can be opened by its number.")
    known = [each for each in axes(looked.run.manifest).values() if not each.is_drawn]
    columns = [(each, each.values(looked.run)) for each in known[:4]]
    rows = [
        [
            html.Button(
                f"World {world}: open its story",
                id={"type": "why-open", "world": world},
                type="button",
                className="named this" if world == opened else "named",
                **{"data-show": "why-told"},
            ),
            *(each.said(float(values[world])) for each, values in columns),
        ]
        for world in first
    ]
    rest = looked.found.count - len(first)
    more = f" {rest:,} more are not listed." if rest > 0 else ""
    caption = f"The first of the picked worlds, by number and not by what happens in them.{more}"
    return components.table(["World", *(each.label for each, _ in columns)], rows, caption=caption)


def ranges(looked: SelectionView) -> list[Component]:
    """Fields for a range of each axis, for those who do not drag."""
    return [
        html.Fieldset(
            [
                html.Legend(axis(looked.run.manifest, path).label),
                _field(looked, path, name, "low", "from"),
                _field(looked, path, name, "high", "to"),
            ],
            className="range",
        )
        for name, path in (("x", looked.x), ("y", looked.y))
    ]


def ranged(looked: SelectionView, wanted: Sequence[tuple[str, str, str]]) -> WorldFilter:
    """What is picked by ranges that were typed: axis, from, to; an end left open reaches all.

    Raises InputError where one of them is no value of its axis.
    """
    sides = []
    for path, low, high in wanted:
        along = axis(looked.run.manifest, path)
        values = along.values(looked.run)
        first = along.place(low) if low else float(values.min())
        last = along.place(high) if high else float(values.max())
        if low or high:
            sides.append((path, first, last))
    return boxed(looked.found, sides)


def _field(looked: SelectionView, path: str, name: str, end: str, label: str) -> Component:
    along = axis(looked.run.manifest, path)
    common = {"id": {"type": "why-end", "axis": name, "end": end}, "label": label, "w": 130}
    if along.keys:
        data = [
            {"value": key, "label": title}
            for key, title in zip(along.keys, along.titles, strict=True)
        ]
        return dmc.Select(data=data, clearable=True, searchable=True, **common)
    values = along.values(looked.run)
    edge = float(values.min() if end == "low" else values.max())
    return dmc.TextInput(
        placeholder=number_text.number(edge), inputProps={"inputMode": "decimal"}, **common
    )


def _row(each: SelectedAnswer) -> list[str]:
    def said(found: Any) -> str:
        if found is None or not found.worlds:
            return "–"
        return (
            number_text.percent(found.value) if each.is_share else number_text.number(found.value)
        )

    label = f"{each.label}, {each.unit}" if each.unit else each.label
    return [label, *(said(found) for found in (each.selected, each.whole, each.there))]


def _titled(dispute: Dispute, along: WorldVariable) -> str:
    return number_text.capital(whose(dispute, along.path, along.label))


def _between(shown: Sequence[Component]) -> list[Any]:
    found: list[Any] = []
    for each in shown:
        found += [", ", each] if found else [each]
    return found
