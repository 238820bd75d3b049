"""Cards: from any number to its parameter, from there to its claims and to the article's paragraph.

Whatever a page shows with `named` opens a card at the side; a card leads on to others, and back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
import numpy as np
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboards import components
from dashboards.service import Service
from sim.base import number_text
from sim.base.errors import InputError, Problem, SimError
from sim.base.random_streams import Streams
from sim.dispute import PRIOR, Dispute
from sim.figures.captioned_figure import Picture
from sim.figures.prior_posterior import density
from sim.inputs.evidence import ActorView, Article, Claim, ClaimView, ParameterView, look_up
from sim.inputs.parameters import Parameter
from sim.inputs.priors import Prior
from sim.model.parameter_sampling import drawn
from sim.report import provenance
from sim.scenario import Override
from sim.trace.draw_percentiles import whose

SEED, DRAWS = 0, 4000  # of the curves: any seed would do
MOST_TRAIL = 40
WIDTH = 620  # pixels
_HEADINGS = {"median (90 %)": "prior's median (90 %)", "date": "speaks of"}


def named(name: str, said: object = None, *, code: bool = True) -> Component:
    """A name that opens its card: a parameter's path, a claim's id or an actor's.

    said : what is read in its place
    """
    shown = said if said is not None else html.Code(name) if code else name
    return html.Button(
        shown,
        type="button",
        className="named",
        title=f"What is known of {name}",
        **{"data-card": name},
    )


def holder() -> Component:
    """Where cards open, once in the frame of all pages."""
    return html.Div(
        [
            dcc.Store(id="card-asked"),
            dcc.Store(id="card-trail", data=[]),
            dmc.Drawer(
                html.Div(id="card-body", className="card"),
                id="card",
                title="What stands behind it",
                position="right",
                size=WIDTH,
                closeButtonProps={"aria-label": "Close the card"},
            ),
        ]
    )


def register(app: Dash, service: Service) -> None:
    """The callbacks of the cards."""

    @app.callback(
        Output("card", "opened"),
        Output("card-body", "children"),
        Output("card-trail", "data"),
        Input("card-asked", "data"),
        State("card-trail", "data"),
        State("card", "opened"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def open_card(
        asked: Mapping[str, Any] | None, trail: list[str], is_open: bool, view: Mapping[str, Any]
    ) -> Any:
        if not asked or not isinstance(asked.get("name"), str):
            return no_update, no_update, no_update
        before = trail if is_open else []
        after = before[:-1] if not asked["name"] else [*before, asked["name"]][-MOST_TRAIL:]
        if not after:
            return False, no_update, []
        return True, card(service, view, after[-1], back=len(after) > 1), after


def card(service: Service, view: Mapping[str, Any], name: str, *, back: bool = False) -> Component:
    """The card of whatever is called so; what is wrong is said in its place.

    back : whether one can go back from it
    """
    try:
        found = look_up(name, service.evidence, service.dispute(view).register)
        match found:
            case ClaimView():
                shown = claim_card(service, name, view)
            case ActorView():
                shown = _actor_card(found)
            case ParameterView():
                shown = parameter_card(service, view, name)
    except SimError as error:
        shown = components.alert(error)
    if not back:
        return shown
    return html.Div(
        [html.Button("← Back", type="button", className="quiet", **{"data-card": ""}), shown]
    )


def parameter_card(service: Service, view: Mapping[str, Any], path: str) -> Component:
    """What a parameter means, what is held of it before and after history, and on what it rests.

    Raises InputError where there is none of this name.
    """
    dispute = service.dispute(view)
    found = look_up(path, service.evidence, dispute.register)
    if not isinstance(found, ParameterView):
        raise InputError([Problem(f"{path} is no parameter")])
    parameter = found.parameter
    held, override = _Held(dispute, parameter), _override(service, view, path)
    known = [
        (_HEADINGS.get(name, name), text)
        for name, text in provenance.of_parameter(found)
        if name != "written in"
    ]
    place = 1 + max(i for i, (name, _) in enumerate(known) if name.startswith("prior"))
    return html.Div(
        [
            html.H3(number_text.capital(whose(dispute, path, parameter.meaning))),
            html.P(html.Code(path), className="path"),
            components.picture(held.picture(override), bar=False),
            fields(
                [
                    *known[:place],
                    ("in worlds", held.said),
                    ("this scenario", _said(override)),
                    *known[place:],
                    ("written in", _place(dispute, parameter)),
                ]
            ),
            _claims("Rests on", found.claims),
        ]
    )


def claim_card(service: Service, name: str, view: Mapping[str, Any] | None = None) -> Component:
    """A claim in our own sentence: who says it, in which article and paragraph, what rests on it.

    Raises InputError where there is none of this name.
    """
    found = look_up(name, service.evidence, service.dispute(view or {}).register)
    if not isinstance(found, ClaimView):
        raise InputError([Problem(f"{name} is no claim")])
    claim, article = found.claim, found.article
    voices = service.evidence.vocabulary.voices
    behind = [
        html.Li([named(each.path), " ", each.meaning, ", for a low value" if against else ""])
        for each, against in found.parameters
    ]
    return html.Div(
        [
            html.H3(claim.text),
            html.P([html.Code(claim.id), " in our own words, not the article's"], className="path"),
            fields(
                [
                    ("article", article.title),
                    ("outlet", article.outlet),
                    ("date", article.date),
                    ("paragraph", str(claim.paragraph or "its heading")),
                    ("author", article.author),
                    ("address", article.address),
                    ("who says it", f"{claim.voice}: {voices.get(claim.voice, '')}"),
                    *(
                        (_HEADINGS.get(name, name), text)
                        for name, text in provenance.of_claim(found)[1:]
                        if name != "kind"
                    ),
                ]
            ),
            _claims("Said again by", [(each, None, False) for each in found.repeats]),
            _claims("Contradicted by", [(each, None, False) for each in found.contradicts]),
            html.H4("Parameters that rest on it" if behind else "No parameter rests on it"),
            html.Ul(behind),
        ]
    )


def fields(pairs: Sequence[tuple[str, object]]) -> Component:
    """Headings with texts; those without a text are left out."""
    shown = [html.Div([html.Dt(name), html.Dd(text)]) for name, text in pairs if text]
    cells = [cell for row in shown for cell in row.children]
    return html.Dl(cells)


def _actor_card(found: ActorView) -> Component:
    return html.Div(
        [
            html.H3(number_text.capital(found.meaning)),
            html.P(html.Code(found.actor), className="path"),
            html.H4("Its parameters"),
            html.Ul([html.Li([named(each.path), " ", each.meaning]) for each in found.parameters]),
            _claims("Claims about it", [(each, None, False) for each in found.claims]),
        ]
    )


def _claims(title: str, found: Sequence[tuple[Claim, Article | None, bool]]) -> Component | None:
    """Claims in our own sentences, each with a way to its card."""
    if not found:
        return None
    rows = []
    for claim, article, against in found:
        where = claim.id if article is None else f"{claim.id}, {provenance.place(claim, article)}"
        said = f"{claim.voice}{'; read for a low value' if against else ''}"
        rows.append(
            html.Li(
                [
                    named(claim.id, claim.text),
                    html.Span(f"{where}; {said}", className="from"),
                ]
            )
        )
    return html.Div([html.H4(title), html.Ul(rows)])


class _Held:
    """What is held of a parameter: its draws before history and after.

    before, after : (draw,); after is None where history says nothing of it
    """

    def __init__(self, dispute: Dispute, parameter: Parameter) -> None:
        streams, path = Streams(SEED), parameter.path
        self.parameter = parameter
        self.before = drawn(dispute.drawing(PRIOR), streams, 0, DRAWS, (path,))[path]
        posterior = dispute.posterior
        is_held = posterior is not None and path in posterior.columns
        self.after = drawn(dispute, streams, 0, DRAWS, (path,))[path] if is_held else None

    @property
    def said(self) -> str:
        """What worlds are drawn with, in words."""
        draws, whence = self.before, "the prior"
        if self.after is not None:
            draws, whence = self.after, "what history leaves"
        if self.parameter.is_form:
            shares = (
                f"{option.replace('_', ' ')} {number_text.percent(float((draws == code).mean()))}"
                for code, option in enumerate(self.parameter.options)
            )
            return f"{', '.join(shares)} ({whence})"
        low, middle, high = np.quantile(draws, provenance.SHARES).tolist()
        return (
            f"{number_text.number(middle)} (90 %: {number_text.number_range(low, high)}; {whence})"
        )

    def picture(self, override: Override | None) -> Picture:
        """Where it lies before and after history, and where the scenario sets it."""
        parameter, after = self.parameter, self.after
        is_set = override is not None and override.op in ("value", "distribution")
        value = override.value if override is not None and is_set else None
        what = "Outline: the prior. History says nothing of it by itself."
        title, whence = "What is held of it", "the prior alone"
        if after is not None:
            what = "Outline: the prior. Filled: what history leaves of it."
            title, whence = "Before and after history", "joint draws that agree with history"
        mark = "" if value is None else " Diamond, or dashed: as this scenario sets it."
        return Picture(
            density(
                parameter,
                None if after is None else (after, np.ones(len(after))),
                value if isinstance(value, (int, float, Prior)) else None,
                prior=None if parameter.is_form else self.before,
            ),
            title,
            f"prior {provenance.spread(parameter)} {parameter.unit}; in worlds {self.said}",
            f"{what}{mark}",
            f"{DRAWS:,} draws, {whence}",
        )


def _override(service: Service, view: Mapping[str, Any], path: str) -> Override | None:
    """What the subject's scenario says of a parameter at its start; None for stored results."""
    wanted = service.asked(view)
    if wanted.subject not in service.scenarios:
        return None
    asked = service.question(wanted.subject, draft=wanted.draft, prior=wanted.prior).scenario
    return next((each for each in asked.in_force(asked.start) if each.path == path), None)


def _place(dispute: Dispute, parameter: Parameter) -> str:
    """File and line, as they stand below the folder of all disputes: nobody's own paths."""
    file, top = Path(parameter.mark.file), dispute.folder.parents[1]
    name = file.relative_to(top) if file.is_relative_to(top) else Path(file.name)
    return f"{name.as_posix()}:{parameter.mark.line}"


def _said(override: Override | None) -> str:
    """What a scenario says of a parameter, in words."""
    if override is None:
        return ""
    sign = {"add": "by ", "scale": "times "}.get(override.op, "")
    if isinstance(override.value, (int, float)):
        return (
            f"{'changes it ' if sign else 'sets it to '}{sign}{number_text.number(override.value)}"
        )
    return f"sets it to {override.written}"
