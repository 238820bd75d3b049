"""The controls of policies, events and observations on the what-if page, with their dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.detail_cards import named
from dashboards.pages.whatif_assumptions import act, said
from dashboards.pages.whatif_session import MEASURED, DraftBase
from sim.dispute import NamedPolicy
from sim.report.control_panel import capital
from sim.scenario.draft import Item, Section

_SIGNS = (">", ">=", "<", "<=", "==", MEASURED)
_STATES = {"changed": "changed here", "new": "added here", "gone": "taken away here"}


def policies(at: DraftBase, changed: Mapping[str, Any]) -> list[Component]:
    """The policies that stand, those that the dispute names, by actor, and any lever's options."""
    dispute = at.offer.dispute
    by_actor: dict[str, list[tuple[str, NamedPolicy]]] = {}
    for name, policy in dispute.policies.items():
        who = ", ".join(dict.fromkeys(dispute.title_of(b["actor"]) for b in policy.bind))
        by_actor.setdefault(who, []).append((name, policy))
    return [
        _note("A policy binds a lever while it lasts; before and after it the actor chooses."),
        *_listed(at, changed, "policies"),
        html.Div(
            [
                html.H2("Policies by name"),
                _dates(at, "use"),
                *(
                    html.Details(
                        [html.Summary(who), *(_named(at, *each) for each in known)],
                        className="by-actor",
                    )
                    for who, known in by_actor.items()
                ),
                said("add use"),
            ],
            className="adding",
        )
        if by_actor
        else None,
        _adding(
            "Bind any lever",
            "bind",
            [
                dmc.Select(
                    id=_form_field("bind"),
                    data=_options(at),
                    placeholder="choose what is done",
                    searchable=True,
                    clearable=True,
                    **{"aria-label": "Lever and option"},
                ),
                _dates(at, "bind"),
            ],
        ),
    ]


def _named(at: DraftBase, name: str, policy: NamedPolicy) -> Component:
    """A policy that the dispute names: what it does, who holds it, and how to have it."""
    does = "; ".join(title(at, "policies", bound) for bound in policy.bind)
    claims = [part for claim in policy.claims for part in (" ", named(claim))]
    return html.Div(
        [
            html.Div(
                [
                    html.Span(policy.title, className="name"),
                    _click("Add", "add", "use", name, f"Add the policy {policy.title}"),
                ],
                className="line",
            ),
            html.P([does, ". ", html.Span([policy.why, *claims], className="whence")]),
        ],
        className="offered",
    )


def _options(at: DraftBase) -> list[dict[str, Any]]:
    """What every lever can be bound to, by actor."""
    return [
        {
            "group": at.offer.dispute.title_of(actor),
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


def events(at: DraftBase, changed: Mapping[str, Any]) -> list[Component]:
    """The events that may come, and a new one."""
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
                _state("event-state", at.settable),
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


def observations(at: DraftBase, changed: Mapping[str, Any]) -> list[Component]:
    """What is seen, and something more."""
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
                _state("seen-state", at.recorded),
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


def _listed(at: DraftBase, changed: Mapping[str, Any], section: Section) -> list[Component]:
    items = at.items(changed, section)
    if not items:
        return [html.P("None yet.", className="none")]
    return [_item(at, section, item) for item in items]


def _item(at: DraftBase, section: Section, item: Item) -> Component:
    """One policy, event or observation, with its dates to change and a way to take it away."""
    gone = item.state == "gone"
    fields = [] if gone else _fields(at, section, item)
    buttons = [
        _click("Put it back" if gone else "As it was", "restore", item.id, section)
        if item.state in ("gone", "changed")
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
            said(f"{section} {item.id}"),
        ],
        className=f"knob entry {'tried' if item.state != 'kept' else ''} {'gone' if gone else ''}",
    )


def title(at: DraftBase, section: Section, entry: Mapping[str, Any]) -> str:
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


def _fields(at: DraftBase, section: Section, item: Item) -> list[Component]:
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
            html.H2(heading),
            *fields,
            html.Button("Add", id=act("click", "add", kind), type="button", className="quiet"),
            said(f"add {kind}"),
        ],
        className="adding",
    )


def _form_field(field: str) -> dict[str, str]:
    return {"type": "whatif-form", "field": field}


def _dates(at: DraftBase, prefix: str) -> Component:
    return html.Div(
        [
            _choice(f"{prefix}-from", "from", at.quarters, at.quarters[0]),
            _choice(f"{prefix}-to", "to", at.quarters, None),
        ],
        className="fields",
    )


def _state(field: str, known: Mapping[str, str]) -> Component:
    return dmc.Select(
        id=_form_field(field),
        data=[{"value": path, "label": label} for path, label in known.items()],
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


def _click(text: str, do: str, name: str, field: str, label: str = "") -> Component:
    return html.Button(
        text,
        id=act("click", do, name, field),
        type="button",
        className="reset",
        **{"aria-label": label or f"{text}: {name}"},
    )


def _note(text: str) -> Component:
    return html.P(text, className="note")
