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
from sim.base import number_text
from sim.base.errors import InputError
from sim.figures.prior_posterior import sparkline, uri
from sim.model.parameter_sampling import SALIENCE
from sim.report.control_panel import Control, ControlGroup, ControlSwitch, capital
from sim.scenario import Override, overrides

CLOSED = "none"  # no group is open
FORMS = "forms"  # key of the group of forms and laws
MOST_FOUND = 40  # controls that a search shows; more would be slow, and nobody reads them
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

    def __call__(self, control: Control) -> str:
        key = (id(control), control.path)
        if key not in self._made:
            posterior = (
                (control.drawn, np.ones(len(control.drawn))) if control.is_informed else None
            )
            prior = control.prior if SALIENCE in control.path else None
            ends = None if control.parameter.is_form else (control.low, control.high)
            self._made[key] = uri(sparkline(control.parameter, posterior, prior=prior, ends=ends))
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
        touched = sum(control.path in sets for control in group.controls)
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
            [
                html.H3(section.title) if section.title else None,
                *_controls(at, changed, section.controls),
            ]
        )
        for section in group.sections
    ]


def _found(at: DraftBase, changed: Mapping[str, Any], text: str) -> list[Component]:
    """What a search finds, under its headings."""
    shown: list[Component] = []
    switches = at.panel.find_switches(text)
    if switches:
        shown.append(html.Section([html.H2("Laws on or off"), *_laws(at, changed, switches)]))
    room, left = MOST_FOUND, 0
    for group in at.panel.search(text):
        for section in group.sections:
            here = section.controls[:room]
            room -= len(here)
            left += len(section.controls) - len(here)
            if here:
                title = f"{group.title}: {section.title}" if section.title else group.title
                shown.append(html.Section([html.H2(title), *_controls(at, changed, here)]))
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
                *_controls(at, changed, at.panel.forms),
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


def _controls(
    at: DraftBase, changed: Mapping[str, Any], controls: Iterable[Control]
) -> list[Component]:
    return [
        (_form if control.parameter.is_form else _slider)(at, changed, control)
        for control in controls
    ]


def _slider(at: DraftBase, changed: Mapping[str, Any], control: Control) -> Component:
    """A number: what is drawn behind a slider, a field that takes the files' notation, claims."""
    raw = at.raw(changed, control.path)
    override = _override(at, control.path, raw)
    place = control.place(override)
    low, high = control.ends(place)
    drawn = control.after
    span = number_text.number_range(drawn.low, drawn.high)
    usual = "always " + number_text.number(drawn.middle) if control.is_certain else f"drawn {span}"
    label = f"{control.group}, {control.title}"
    return _control(
        at,
        changed,
        control,
        raw,
        dmc.TextInput(
            id=act("value", "set", control.path, "text"),
            value="" if raw is None else overrides.spelt(raw),
            placeholder=usual,
            debounce=True,
            size="xs",
            w=150,
            **{"aria-label": f"{label}: a number, 5 to 20, +0.1 or *0.5"},
        ),
        html.Div(
            dmc.Slider(
                id=act("value", "set", control.path, "slider"),
                min=low,
                max=high,
                step=control.step,
                value=_round(place),
                thumbLabel=f"{label}, {control.parameter.unit}",
                size=4,
                thumbSize=16,
                updatemode="mouseup",
            ),
            className="drawn",
            **{"data-step": str(control.step)},
            style={"backgroundImage": f'url("{_small(control)}")'}
            if (low, high) == (control.low, control.high)
            else {},
        ),
        html.Div(
            [
                html.Span(number_text.number(low)),
                html.Span(f"{control.parameter.unit}"),
                html.Span(number_text.number(high)),
            ],
            className="scale",
        ),
    )


def _form(at: DraftBase, changed: Mapping[str, Any], control: Control) -> Component:
    """A form: its options with their weights."""
    raw = at.raw(changed, control.path)
    weights = [
        {"value": name, "label": f"{capital(name)} – {number_text.percent(after)} of worlds"}
        for name, (_, after) in control.shares.items()
    ]
    before = ", ".join(
        f"{name.replace('_', ' ')} {number_text.percent(share)}"
        for name, (share, _) in control.shares.items()
    )
    return _control(
        at,
        changed,
        control,
        raw,
        None,
        dmc.Select(
            id=act("value", "set", control.path, "option"),
            data=[{"value": "", "label": "As drawn, each world its own"}, *weights],
            value=raw if isinstance(raw, str) else "",
            allowDeselect=False,
            size="sm",
            **{"aria-label": f"{control.group}, {control.title}"},
        ),
        html.Div(html.Span(f"prior: {before}"), className="scale"),
    )


def _control(
    at: DraftBase,
    changed: Mapping[str, Any],
    control: Control,
    raw: Any,
    field: object,
    *fields: object,
) -> Component:
    """The frame of a control: title, field, what it stands on, and the way back."""
    is_tried = control.path in (changed.get("set") or {})
    inherited = (at.document.get("set") or {}).get(control.path)
    claims = len(control.parameter.claims)
    basis = f"{claims} claim{'s' if claims > 1 else ''}" if claims else "its basis"
    state = "tried" if is_tried else "given" if raw is not None else ""
    whence = f"set by the scenario: {overrides.spelt(inherited)}" if inherited is not None else ""
    return html.Div(
        [
            html.Div([html.Span(control.title, className="name"), field], className="line"),
            *fields,
            html.Div(
                [
                    named(control.path, basis),
                    html.Code(control.path),
                    html.Span(whence, className="whence"),
                    html.Button(
                        "Reset",
                        id=act("click", "drop", control.path, "set"),
                        type="button",
                        className="reset",
                        title="As it was in the scenario",
                        **{"aria-label": f"Reset {control.title}"},
                    ),
                ],
                className="basis",
            ),
            said(control.path),
        ],
        id={"type": "whatif-knob", "name": control.path},
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
