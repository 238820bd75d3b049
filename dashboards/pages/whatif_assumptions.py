"""The controls of assumptions on the what-if page: what is drawn, and which laws hold.

Every control says by its id what it does; assets/whatif.js makes one action of what was moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboards.detail_cards import named
from dashboards.pages.whatif_session import DraftBase
from sim.base import number_text as words
from sim.base.errors import InputError
from sim.figures.prior_posterior import sparkline, uri
from sim.model.parameter_sampling import SALIENCE
from sim.report.control_panel import Control, ControlGroup, ControlSwitch, capital
from sim.scenario import Override, overrides

CLOSED = "none"  # no group is open
FORMS = "forms"  # key of the group of forms and laws
MOST_FOUND = 40  # knobs that a search shows; more would be slow, and nobody reads them
DIGITS = 4


def act(kind: str, do: str, name: str, field: str = "") -> dict[str, str]:
    """The id of a control, which is what it does.

    kind : value, check or click: by which property it tells of it
    """
    return {"type": f"whatif-{kind}", "do": do, "name": name, "field": field}


class SparklineCache:
    """Small drawings of what is drawn, made once each."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, str], str] = {}

    def __call__(self, knob: Control) -> str:
        key = (id(knob), knob.path)
        if key not in self._made:
            posterior = (knob.drawn, np.ones(len(knob.drawn))) if knob.is_informed else None
            prior = knob.prior if SALIENCE in knob.path else None
            ends = None if knob.parameter.is_form else (knob.low, knob.high)
            self._made[key] = uri(sparkline(knob.parameter, posterior, prior=prior, ends=ends))
        return self._made[key]


_small = SparklineCache()


# Assumptions.


def assumptions(
    at: DraftBase, changed: Mapping[str, Any], opened: str, text: str
) -> list[Component]:
    """All that can be supposed, by actor.

    opened : the group whose controls are shown, CLOSED for none of them; else the first
    text : what is searched for
    """
    if text.strip():
        return _found(at, changed, text)
    first = next((group.key for group in at.panel.groups), CLOSED)
    opened = opened or first
    sets = changed.get("set") or {}
    items = []
    for group in at.panel.groups:
        touched = sum(knob.path in sets for knob in group.knobs)
        items.append(
            _fold(group.key, group.title, touched, _group(at, changed, group, opened == group.key))
        )
    general = next((i for i, g in enumerate(at.panel.groups) if g.key not in at.offer.actors), 0)
    touched = len(changed.get("mechanisms") or {}) + sum(k.path in sets for k in at.panel.forms)
    inside = _forms(at, changed, at.panel.switches) if opened == FORMS else []
    items.insert(general, _fold(FORMS, "Forms, and laws on or off", touched, inside))
    return [
        dmc.Accordion(
            items,
            id={"type": "whatif-open", "name": first},
            value=None if opened == CLOSED else opened,
            order=2,  # of its headings, beneath the page's
            chevronPosition="left",
            variant="default",
            transitionDuration=0,
        )
    ]


def opened(value: str | None, folds: Sequence[Mapping[str, str]]) -> str | None:
    """Which group is open, as the address says it; None for the first, which is open by itself."""
    first = folds[0]["name"] if folds else None
    return None if value == first else value or CLOSED


def _fold(key: str, title: str, touched: int, inside: Sequence[object]) -> Component:
    mark = html.Span(f"{touched} changed", className="touched") if touched else None
    return dmc.AccordionItem(
        [
            dmc.AccordionControl(html.Span([title, mark], className="fold")),
            dmc.AccordionPanel(list(inside)),
        ],
        value=key,
    )


def _group(
    at: DraftBase, changed: Mapping[str, Any], group: ControlGroup, is_open: bool
) -> list[Component]:
    """The controls of a group; none while it is closed, for hundreds at once are slow."""
    if not is_open:
        return []
    return [
        html.Section(
            [html.H3(part.title) if part.title else None, *_knobs(at, changed, part.knobs)]
        )
        for part in group.parts
    ]


def _found(at: DraftBase, changed: Mapping[str, Any], text: str) -> list[Component]:
    """What a search finds, under its headings."""
    shown: list[Component] = []
    switches = at.panel.find_switches(text)
    if switches:
        shown.append(html.Section([html.H2("Laws on or off"), *_laws(at, changed, switches)]))
    room, left = MOST_FOUND, 0
    for group in at.panel.search(text):
        for part in group.parts:
            here = part.knobs[:room]
            room -= len(here)
            left += len(part.knobs) - len(here)
            if here:
                title = f"{group.title}: {part.title}" if part.title else group.title
                shown.append(html.Section([html.H2(title), *_knobs(at, changed, here)]))
    if left:
        shown.append(html.P(f"{left} more: narrow the search.", className="note"))
    return shown or [html.P("Nothing of this name can be moved.", className="note")]


def _forms(
    at: DraftBase, changed: Mapping[str, Any], switches: Iterable[ControlSwitch]
) -> list[Component]:
    return [
        html.Section(
            [
                html.H3("Uncertain forms"),
                html.P(
                    "Where evidence does not choose between forms, each world draws one.",
                    className="note",
                ),
                *_knobs(at, changed, at.panel.forms),
            ]
        ),
        html.Section([html.H3("Laws on or off"), *_laws(at, changed, switches)]),
    ]


def _laws(
    at: DraftBase, changed: Mapping[str, Any], switches: Iterable[ControlSwitch]
) -> list[Component]:
    return [
        html.Div(
            [
                dmc.Switch(
                    id=act("check", "law", each.name),
                    checked=not at.is_off(changed, each.name),
                    label=[each.title, " ", html.Code(each.name)],
                    size="sm",
                ),
                said(each.name),
            ],
            className="law",
        )
        for each in switches
    ]


def _knobs(at: DraftBase, changed: Mapping[str, Any], knobs: Iterable[Control]) -> list[Component]:
    return [(_form if knob.parameter.is_form else _slider)(at, changed, knob) for knob in knobs]


def _slider(at: DraftBase, changed: Mapping[str, Any], knob: Control) -> Component:
    """A number: what is drawn behind a slider, a field that takes the files' notation, claims."""
    raw = at.raw(changed, knob.path)
    override = _override(at, knob.path, raw)
    place = knob.place(override)
    low, high = knob.ends(place)
    drawn = knob.after
    span = words.number_range(drawn.low, drawn.high)
    usual = "always " + words.number(drawn.middle) if knob.is_certain else f"drawn {span}"
    label = f"{knob.group}, {knob.title}"
    return _knob(
        at,
        changed,
        knob,
        raw,
        dmc.TextInput(
            id=act("value", "set", knob.path, "text"),
            value="" if raw is None else overrides.spelt(raw),
            placeholder=usual,
            debounce=True,
            size="xs",
            w=150,
            **{"aria-label": f"{label}: a number, 5 to 20, +0.1 or *0.5"},
        ),
        html.Div(
            dmc.Slider(
                id=act("value", "set", knob.path, "slider"),
                min=low,
                max=high,
                step=knob.step,
                value=_round(place),
                thumbLabel=f"{label}, {knob.parameter.unit}",
                size=4,
                thumbSize=16,
                updatemode="mouseup",
            ),
            className="drawn",
            **{"data-step": str(knob.step)},
            style={"backgroundImage": f'url("{_small(knob)}")'}
            if (low, high) == (knob.low, knob.high)
            else {},
        ),
        html.Div(
            [
                html.Span(words.number(low)),
                html.Span(f"{knob.parameter.unit}"),
                html.Span(words.number(high)),
            ],
            className="scale",
        ),
    )


def _form(at: DraftBase, changed: Mapping[str, Any], knob: Control) -> Component:
    """A form: its options with their weights."""
    raw = at.raw(changed, knob.path)
    weights = [
        {"value": name, "label": f"{capital(name)} – {words.percent(after)} of worlds"}
        for name, (_, after) in knob.shares.items()
    ]
    before = ", ".join(
        f"{name.replace('_', ' ')} {words.percent(share)}"
        for name, (share, _) in knob.shares.items()
    )
    return _knob(
        at,
        changed,
        knob,
        raw,
        None,
        dmc.Select(
            id=act("value", "set", knob.path, "option"),
            data=[{"value": "", "label": "As drawn, each world its own"}, *weights],
            value=raw if isinstance(raw, str) else "",
            allowDeselect=False,
            size="sm",
            **{"aria-label": f"{knob.group}, {knob.title}"},
        ),
        html.Div(html.Span(f"prior: {before}"), className="scale"),
    )


def _knob(
    at: DraftBase,
    changed: Mapping[str, Any],
    knob: Control,
    raw: Any,
    field: object,
    *control: object,
) -> Component:
    """The frame of a control: title, field, what it stands on, and the way back."""
    is_tried = knob.path in (changed.get("set") or {})
    inherited = (at.document.get("set") or {}).get(knob.path)
    claims = len(knob.parameter.claims)
    basis = f"{claims} claim{'s' if claims > 1 else ''}" if claims else "its basis"
    state = "tried" if is_tried else "given" if raw is not None else ""
    whence = f"set by the scenario: {overrides.spelt(inherited)}" if inherited is not None else ""
    return html.Div(
        [
            html.Div([html.Span(knob.title, className="name"), field], className="line"),
            *control,
            html.Div(
                [
                    named(knob.path, basis),
                    html.Code(knob.path),
                    html.Span(whence, className="whence"),
                    html.Button(
                        "Reset",
                        id=act("click", "drop", knob.path, "set"),
                        type="button",
                        className="reset",
                        title="As it was in the scenario",
                        **{"aria-label": f"Reset {knob.title}"},
                    ),
                ],
                className="basis",
            ),
            said(knob.path),
        ],
        id={"type": "whatif-knob", "name": knob.path},
        className=f"knob {state}".strip(),
    )


def _override(at: DraftBase, path: str, raw: Any) -> Override | None:
    """What is set, as the model takes it; None for what is drawn or cannot be read."""
    if raw is None:
        return None
    try:
        return overrides.override(path, raw, at.offer)
    except InputError:
        return None


def said(name: str) -> Component:
    """Where it is said what is wrong with something."""
    return html.Div(id={"type": "whatif-said", "name": name}, className="amiss", role="alert")


def _round(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
