"""The controls of the what-if page: assumptions, and apart from them policies, events and sights.

Every control says by its id what it does; assets/whatif.js makes one action of what was moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboards.cards import named
from dashboards.trying import MEASURED, Ground
from sim.analysis import words
from sim.draws import SALIENCE
from sim.errors import InputError
from sim.figures.density import sparkline, uri
from sim.knobs import Group, Knob, Switch, capital
from sim.scenario import Override, overrides
from sim.scenario.draft import Item, Section

TABS = (
    ("assumptions", "Assumptions"),
    ("policies", "Policies"),
    ("events", "Events"),
    ("observations", "Observations"),
)
FORMS = "forms"  # key of the group of forms and laws
MOST_FOUND = 40  # knobs that a search shows; more would be slow, and nobody reads them
DIGITS = 4
_SIGNS = (">", ">=", "<", "<=", "==", MEASURED)
_STATES = {"changed": "changed here", "new": "added here", "gone": "taken away here"}


def act(kind: str, do: str, name: str, field: str = "") -> dict[str, str]:
    """The id of a control, which is what it does.

    kind : value, check or click: by which property it tells of it
    """
    return {"type": f"whatif-{kind}", "do": do, "name": name, "field": field}


def body(
    at: Ground, changed: Mapping[str, Any], tab: str, opened: str, text: str
) -> list[Component]:
    """What stands under a tab.

    opened : the group whose controls are shown; text : what is searched for
    """
    if tab == "policies":
        return _policies(at, changed)
    if tab == "events":
        return _events(at, changed)
    if tab == "observations":
        return _observations(at, changed)
    return _assumptions(at, changed, opened, text)


class Small:
    """Small drawings of what is drawn, made once each."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, str], str] = {}

    def __call__(self, knob: Knob) -> str:
        key = (id(knob), knob.path)
        if key not in self._made:
            posterior = (knob.drawn, np.ones(len(knob.drawn))) if knob.is_informed else None
            prior = knob.prior if SALIENCE in knob.path else None
            ends = None if knob.parameter.is_form else (knob.low, knob.high)
            self._made[key] = uri(sparkline(knob.parameter, posterior, prior=prior, ends=ends))
        return self._made[key]


_small = Small()


# Assumptions.


def _assumptions(at: Ground, changed: Mapping[str, Any], opened: str, text: str) -> list[Component]:
    if text.strip():
        return _found(at, changed, text)
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
            id="whatif-open",
            value=opened or None,
            chevronPosition="left",
            variant="default",
            transitionDuration=0,
        )
    ]


def _fold(key: str, title: str, touched: int, inside: Sequence[object]) -> Component:
    mark = html.Span(f"{touched} changed", className="touched") if touched else None
    return dmc.AccordionItem(
        [
            dmc.AccordionControl(html.Span([title, mark], className="fold")),
            dmc.AccordionPanel(list(inside)),
        ],
        value=key,
    )


def _group(at: Ground, changed: Mapping[str, Any], group: Group, is_open: bool) -> list[Component]:
    """The controls of a group; none while it is closed, for hundreds at once are slow."""
    if not is_open:
        return []
    return [
        html.Section(
            [html.H4(part.title) if part.title else None, *_knobs(at, changed, part.knobs)]
        )
        for part in group.parts
    ]


def _found(at: Ground, changed: Mapping[str, Any], text: str) -> list[Component]:
    """What a search finds, under its headings."""
    shown: list[Component] = []
    switches = at.panel.find_switches(text)
    if switches:
        shown.append(html.Section([html.H4("Laws on or off"), *_laws(at, changed, switches)]))
    room, left = MOST_FOUND, 0
    for group in at.panel.search(text):
        for part in group.parts:
            here = part.knobs[:room]
            room -= len(here)
            left += len(part.knobs) - len(here)
            if here:
                title = f"{group.title}: {part.title}" if part.title else group.title
                shown.append(html.Section([html.H4(title), *_knobs(at, changed, here)]))
    if left:
        shown.append(html.P(f"{left} more: narrow the search.", className="note"))
    return shown or [html.P("Nothing of this name can be moved.", className="note")]


def _forms(at: Ground, changed: Mapping[str, Any], switches: Iterable[Switch]) -> list[Component]:
    return [
        html.Section(
            [
                html.H4("Uncertain forms"),
                html.P(
                    "Where evidence does not choose between forms, each world draws one.",
                    className="note",
                ),
                *_knobs(at, changed, at.panel.forms),
            ]
        ),
        html.Section([html.H4("Laws on or off"), *_laws(at, changed, switches)]),
    ]


def _laws(at: Ground, changed: Mapping[str, Any], switches: Iterable[Switch]) -> list[Component]:
    return [
        html.Div(
            [
                dmc.Switch(
                    id=act("check", "law", each.name),
                    checked=not at.is_off(changed, each.name),
                    label=[each.title, " ", html.Code(each.name)],
                    size="sm",
                ),
                _said(each.name),
            ],
            className="law",
        )
        for each in switches
    ]


def _knobs(at: Ground, changed: Mapping[str, Any], knobs: Iterable[Knob]) -> list[Component]:
    return [(_form if knob.parameter.is_form else _slider)(at, changed, knob) for knob in knobs]


def _slider(at: Ground, changed: Mapping[str, Any], knob: Knob) -> Component:
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


def _form(at: Ground, changed: Mapping[str, Any], knob: Knob) -> Component:
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
    at: Ground, changed: Mapping[str, Any], knob: Knob, raw: Any, field: object, *control: object
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
            _said(knob.path),
        ],
        id={"type": "whatif-knob", "name": knob.path},
        className=f"knob {state}".strip(),
    )


def _override(at: Ground, path: str, raw: Any) -> Override | None:
    """What is set, as the model takes it; None for what is drawn or cannot be read."""
    if raw is None:
        return None
    try:
        return overrides.override(path, raw, at.offer)
    except InputError:
        return None


# Policies, events and observations.


def _policies(at: Ground, changed: Mapping[str, Any]) -> list[Component]:
    dispute = at.offer.dispute
    by_actor: dict[str, list[dict[str, str]]] = {}
    for name, policy in dispute.policies.items():
        who = ", ".join(dict.fromkeys(dispute.title_of(b["actor"]) for b in policy.bind))
        by_actor.setdefault(who, []).append({"value": name, "label": policy.title})
    binds = [
        {
            "group": dispute.title_of(actor),
            "items": [
                {
                    "value": f"{actor}/{lever.name}/{option}",
                    "label": f"{lever.title}: {title or option}",
                }
                for lever in levers
                for option, title in zip(lever.options, lever.option_titles, strict=True)
            ],
        }
        for actor, levers in at.panel.levers.items()
    ]
    return [
        _note("A policy binds a lever while it lasts; after it, and before it, the actor chooses."),
        *_listed(at, changed, "policies"),
        _adding(
            "A policy by name",
            "use",
            [
                dmc.Select(
                    id=_form_field("use"),
                    data=[{"group": who, "items": items} for who, items in by_actor.items()],
                    placeholder="choose",
                    searchable=True,
                    clearable=True,
                    **{"aria-label": "Policy"},
                ),
                _dates(at, "use"),
            ],
        ),
        _adding(
            "Bind any lever",
            "bind",
            [
                dmc.Select(
                    id=_form_field("bind"),
                    data=binds,
                    placeholder="choose what is done",
                    searchable=True,
                    clearable=True,
                    **{"aria-label": "Lever and option"},
                ),
                _dates(at, "bind"),
            ],
        ),
    ]


def _events(at: Ground, changed: Mapping[str, Any]) -> list[Component]:
    return [
        _note(
            "An event writes a state once, before decisions; actors may move it later. Its chance "
            "is one draw in each world."
        ),
        *_listed(at, changed, "events"),
        _adding(
            "A new event",
            "event",
            [
                _state("event-state", list(at.settable)),
                html.Div(
                    [
                        _number("event-value", "becomes"),
                        _choice("event-at", "in", at.quarters, at.quarters[0]),
                        _number("event-probability", "with the chance", min=0, max=1, step=0.05),
                    ],
                    className="fields",
                ),
                _text("event-when", "only when (on the quarter before)", "war > 0.5"),
            ],
        ),
    ]


def _observations(at: Ground, changed: Mapping[str, Any]) -> list[Component]:
    spans = [
        {"value": "at", "label": "at the end of"},
        {"value": "by", "label": "some time up to"},
        {"value": "through", "label": "all the time up to"},
    ]
    signs = [
        {"value": sign, "label": "measured as" if sign == MEASURED else sign} for sign in _SIGNS
    ]
    return [
        _note(
            "What is seen changes no world; it says which worlds count, and how much. Few worlds "
            "may be left."
        ),
        *_listed(at, changed, "observe"),
        _adding(
            "Something seen",
            "observation",
            [
                html.Div(
                    [
                        _choice("seen-span", "when", spans, "at"),
                        _choice("seen-quarter", "quarter", at.quarters, at.quarters[0]),
                    ],
                    className="fields",
                ),
                _state("seen-state", list(at.offer.recorded)),
                html.Div(
                    [
                        _choice("seen-sign", "is", signs, ">"),
                        _number("seen-value", "value"),
                        _number("seen-within", "± error, if measured", min=0),
                    ],
                    className="fields",
                ),
            ],
        ),
    ]


def _listed(at: Ground, changed: Mapping[str, Any], section: Section) -> list[Component]:
    items = at.items(changed, section)
    if not items:
        return [html.P("None yet.", className="none")]
    return [_item(at, section, item) for item in items]


def _item(at: Ground, section: Section, item: Item) -> Component:
    """One policy, event or observation, with its dates to change and a way to take it away."""
    gone = item.state == "gone"
    fields = [] if gone else _fields(at, section, item)
    back = item.state in ("gone", "changed")
    buttons = [
        _click("As it was" if not gone else "Put it back", "restore", item.id, section)
        if back
        else None,
        None if gone else _click("Remove", "remove", item.id, section),
    ]
    state = _STATES.get(item.state)
    return html.Div(
        [
            html.Div(
                [
                    html.Span(title(at, section, item.entry), className="name"),
                    html.Span(state, className="touched") if state else None,
                ],
                className="line",
            ),
            html.Div(fields, className="fields") if fields else None,
            html.Div([html.Code(item.id), *buttons], className="basis"),
            _said(f"{section} {item.id}"),
        ],
        className=f"knob entry {'tried' if item.state != 'kept' else ''} {'gone' if gone else ''}",
    )


def title(at: Ground, section: Section, entry: Mapping[str, Any]) -> str:
    """What a policy, an event or an observation is, in words."""
    dispute = at.offer.dispute
    if section == "policies" and "use" in entry:
        policy = dispute.policies.get(entry["use"])
        return policy.title if policy else str(entry["use"])
    if section == "policies":
        actor, lever, option = (str(entry.get(key, "")) for key in ("actor", "lever", "option"))
        for each in dispute.levers:
            if (each.actor, each.name) == (actor, lever) and option in each.options:
                said = each.option_titles[each.options.index(option)] or option
                return f"{dispute.title_of(actor)}: {each.title}, {said}"
        return f"{actor}: {lever}, {option}"
    if section == "events":
        does = ", ".join(f"{path} to {value}" for path, value in (entry.get("do") or {}).items())
        return f"{capital(str(entry.get('id', '')))}: {does}"
    if "near" in entry:
        ((state, value),) = entry["near"].items()
        return f"{state} is measured as {value} ± {entry.get('within', '')}"
    return str(entry.get("that", ""))


def _fields(at: Ground, section: Section, item: Item) -> list[Component]:
    """What of an entry can be changed in place."""
    entry, name = item.entry, item.id

    def when(key: str, label: str) -> Component:
        return _edit_choice(section, name, key, label, at.quarters, entry.get(key))

    if section == "policies":
        return [when("from", "from"), when("to", "to")]
    if section == "observe":
        span = next((key for key in ("at", "by", "through") if key in entry), "at")
        return [when(span, {"at": "at the end of", "by": "up to"}.get(span, "all the time up to"))]
    dates = [when("at", "in")] if "at" in entry else [when("from", "from"), when("to", "to")]
    likely = _edit_number(
        section, name, "probability", "chance", entry.get("probability", 1), min=0, max=1, step=0.05
    )
    writes = [
        _edit_number(section, name, f"do:{state}", state, value)
        for state, value in (entry.get("do") or {}).items()
    ]
    return [*dates, likely, *writes]


def _edit_choice(
    section: str, name: str, key: str, label: str, data: Sequence[str], value: Any
) -> Component:
    return dmc.Select(
        id=act("value", "edit", name, f"{section}:{key}"),
        label=label,
        data=list(data),
        value=value,
        placeholder="–",
        clearable=key in ("from", "to"),
        allowDeselect=False,
        searchable=True,
        size="xs",
        w=112,
    )


def _edit_number(
    section: str, name: str, key: str, label: str, value: Any, **more: Any
) -> Component:
    return dmc.NumberInput(
        id=act("value", "edit", name, f"{section}:{key}"),
        label=label,
        value=value,
        debounce=True,
        size="xs",
        w=112,
        **more,
    )


# What the forms for something new are put together from.


def _adding(heading: str, kind: str, fields: Sequence[Component | None]) -> Component:
    return html.Div(
        [
            html.H4(heading),
            *fields,
            html.Button("Add", id=act("click", "add", kind), type="button", className="quiet"),
            _said(f"add {kind}"),
        ],
        className="adding",
    )


def _form_field(field: str) -> dict[str, str]:
    return {"type": "whatif-form", "field": field}


def _dates(at: Ground, prefix: str) -> Component:
    return html.Div(
        [
            _choice(f"{prefix}-from", "from", at.quarters, at.quarters[0]),
            _choice(f"{prefix}-to", "to", at.quarters, None),
        ],
        className="fields",
    )


def _state(field: str, known: Sequence[str]) -> Component:
    return dmc.Select(
        id=_form_field(field),
        data=list(known),
        placeholder="choose a state",
        searchable=True,
        clearable=True,
        **{"aria-label": "State"},
    )


def _choice(field: str, label: str, data: Sequence[Any], value: str | None) -> Component:
    return dmc.Select(
        id=_form_field(field),
        label=label,
        data=list(data),
        value=value,
        placeholder="the end" if value is None else "",
        clearable=value is None,
        allowDeselect=False,
        size="xs",
        w=138,
    )


def _number(field: str, label: str, **more: Any) -> Component:
    return dmc.NumberInput(id=_form_field(field), label=label, size="xs", w=138, **more)


def _text(field: str, label: str, example: str) -> Component:
    return dmc.TextInput(id=_form_field(field), label=label, placeholder=example, size="xs")


def _click(text: str, do: str, name: str, field: str) -> Component:
    return html.Button(
        text,
        id=act("click", do, name, field),
        type="button",
        className="reset",
        **{"aria-label": f"{text}: {name}"},
    )


def _note(text: str) -> Component:
    return html.P(text, className="note")


def _said(name: str) -> Component:
    """Where it is said what is wrong with something."""
    return html.Div(id={"type": "whatif-said", "name": name}, className="wrong", role="alert")


def _round(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
