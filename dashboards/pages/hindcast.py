"""Record: what the model said of questions answered since, and what history taught."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboards import components, detail_cards
from dashboards.service import AbandonedError, Service
from sim.analysis.prior_posterior import ParameterUpdate
from sim.base import number_text
from sim.base.errors import InputError, Problem, SimError
from sim.dispute import Dispute
from sim.engine.job_queue import Progress
from sim.figures.captioned_figure import Picture
from sim.inputs.forecast_questions import FILE as QUESTIONS
from sim.report.hindcast_content import LIMITS, HindcastContent, Sheet
from sim.report.provenance import spread
from sim.studies import hindcast
from sim.studies.calibration import posterior_updates
from sim.studies.hindcast import HindcastRequest, Retrodiction
from sim.trace.draw_percentiles import whose

PLACE = "record"
TITLE = "Record"

At = Mapping[str, Any]
PULSE = 500  # milliseconds between two looks at how far the runs are
WORLDS = (1_000, 2_000, 5_000, 10_000)
KEPT = 6  # records
LISTED = 20  # parameters of a list that are shown at once
NO_QUESTIONS = (
    f"The files of this dispute ask nothing of the past ({QUESTIONS} beside dispute.yaml), so that "
    "there is no record to judge it by."
)
NO_SCENARIO = (
    "This dispute features no scenario (featured in dispute.yaml) of which the past could be "
    "asked, so that there is no record to judge it by."
)
WAITS = "record"  # added to a tab's name, so that it waits for these runs apart from others


@dataclass(frozen=True, eq=False)
class HindcastProgress:
    """How far a record is.

    found : once it is there
    """

    asked: HindcastRequest
    progress: tuple[Progress, ...] = ()
    found: Retrodiction | None = None

    @property
    def share(self) -> float:
        """Of all worlds, those that have been run."""
        return sum(each.done for each in self.progress) / max(1, self.asked.worlds)


class HindcastCache:
    """Records and what was learnt, each found out once whoever asks."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._asked: dict[tuple[str, int], HindcastRequest] = {}
        self._found: dict[tuple[str, ...], Retrodiction] = {}
        self._learnt: dict[str, list[ParameterUpdate]] = {}
        self._lock = Lock()

    def nothing(self, view: At) -> str:
        """Why nothing of the past can be asked, where the dispute has none of it; else empty."""
        offer = self.service.offer(view)
        if not (offer.folder / QUESTIONS).is_file():
            return NO_QUESTIONS
        return "" if self._first(offer.dispute) else NO_SCENARIO

    def _first(self, dispute: Dispute) -> str | None:
        """The scenario with which a dispute begins."""
        return next((name for name in dispute.featured if name in self.service.scenarios), None)

    def asked(self, view: At, worlds: int) -> HindcastRequest:
        """The questions of the subject's dispute, put to the scenario with which it begins.

        Raises InputError where the dispute has no questions, or no scenario to ask.
        """
        offer = self.service.offer(view)
        first = self._first(offer.dispute)
        if first is None:
            raise InputError([Problem(NO_SCENARIO)])
        question = self.service.question(first, worlds=worlds)
        key = (question.manifest().hash, worlds)
        with self._lock:
            if key not in self._asked:
                self._asked[key] = hindcast.ask_of(question.scenario, offer)
                _bound(self._asked)
            return self._asked[key]

    def stand(self, view: At, worlds: int, who: str) -> HindcastProgress:
        """How far the record is; its runs are begun for whoever waits."""
        asked = self.asked(view, worlds)
        told = {
            kind: self.service.queue.whole(question, f"{who} {WAITS}")
            for kind, question in asked.runs.items()
        }
        for each in told.values():
            if each.error:
                raise each.error
        progress = tuple(told.values())
        ran = {kind: each.run for kind, each in told.items() if each.run is not None}
        if len(ran) < len(told):
            return HindcastProgress(asked, progress)
        key = tuple(run.id for run in ran.values())
        with self._lock:
            if key not in self._found:
                self._found[key] = hindcast.judge(asked, ran)
                _bound(self._found)
            return HindcastProgress(asked, progress, self._found[key])

    def leave(self, who: str) -> None:
        """Wait no longer."""
        self.service.queue.leave(f"{who} {WAITS}")

    def parameter_updates(self, dispute: Dispute) -> list[ParameterUpdate]:
        """What history taught of each parameter."""
        key = dispute.posterior.record.table if dispute.posterior is not None else dispute.name
        with self._lock:
            if key not in self._learnt:
                self._learnt[key] = posterior_updates(dispute)
            return self._learnt[key]


def layout(service: Service) -> Component:
    """The page's skeleton."""
    choices = [
        {"value": str(n), "label": f"{n:,} worlds"} for n in WORLDS if n <= service.most_worlds
    ]
    return html.Div(
        [
            dcc.Store(id="record-there"),
            dcc.Store(id="record-halted", data=False),
            dcc.Interval(id="record-pulse", interval=PULSE, disabled=False),
            html.Div(
                [
                    html.Div(
                        dmc.Select(
                            id="record-worlds",
                            label="Asked of",
                            data=choices,
                            allowDeselect=False,
                            w=160,
                        ),
                        id="record-asked",
                    ),
                    html.Div(id="record-progress", role="status"),
                    components.run_button("record-halt"),
                ],
                className="row",
            ),
            components.waiting(html.Div(id="record-body")),
            components.section(
                "What history taught of each parameter",
                html.Div(
                    [
                        html.Div(
                            [
                                components.waiting(html.Div(id="record-taught")),
                                dmc.TextInput(
                                    id="record-search",
                                    label="Search by name, meaning or unit",
                                    debounce=300,
                                    w=360,
                                ),
                                components.waiting(html.Div(id="record-list")),
                            ]
                        ),
                        html.Div(
                            [
                                dmc.Select(
                                    id="record-parameter",
                                    label="One parameter before and after",
                                    searchable=True,
                                    allowDeselect=False,
                                    nothingFoundMessage="no parameter of this name",
                                ),
                                components.waiting(html.Div(id="record-card", className="card")),
                            ]
                        ),
                    ],
                    className="taught",
                ),
            ),
        ],
        className="record",
    )


def register(app: Dash, service: Service) -> None:
    """The page's callbacks."""
    records = HindcastCache(service)
    _judge(app, records)
    _teach(app, records)


def _judge(app: Dash, records: HindcastCache) -> None:
    """The record: run when it is asked for, told when it is there."""

    @app.callback(
        Output("record-there", "data"),
        Output("record-progress", "children"),
        Output("record-halt", "children"),
        Output("record-halt", "hidden"),
        Output("record-pulse", "disabled"),
        Output("record-worlds", "value"),
        Output("record-asked", "hidden"),
        Input("record-pulse", "n_intervals"),
        Input("at", "data"),
        Input("record-halted", "data"),
        State("view", "data"),
        State("tab", "data"),
        State("record-there", "data"),
    )
    def follow(_: Any, at: At | None, halted: bool, view: At, tab: str, there: Any) -> Any:
        if not view:
            return (no_update,) * 4 + (False, no_update, no_update)
        worlds = chosen(at)
        try:
            nothing = records.nothing(view)
        except SimError as error:
            return (
                no_update,
                components.alert(error),
                *components.button_state(None),
                True,
                str(worlds),
                True,
            )
        if nothing:
            said = components.headline(nothing)
            return no_update, said, *components.button_state(None), True, str(worlds), True
        told = followed(records, at, halted, view, tab, there)
        return *told, False

    @app.callback(
        Output("record-body", "children"),
        Input("record-there", "data"),
        State("view", "data"),
        State("tab", "data"),
    )
    @components.guarded
    def draw(there: At, view: At, tab: str) -> Component:
        standing = records.stand(view, chosen({"record.worlds": there["worlds"]}), tab)
        if standing.found is None:
            return components.note("It is being run again.")
        return judged(HindcastContent(standing.found))

    @app.callback(
        Output("record-halted", "data"),
        Input("record-halt", "n_clicks"),
        State("record-halted", "data"),
        prevent_initial_call=True,
    )
    def halt(clicks: int | None, halted: bool) -> Any:
        return not halted if clicks else no_update

    @app.callback(
        Output("at", "data", allow_duplicate=True),
        Output("record-halted", "data", allow_duplicate=True),
        Input("record-worlds", "value"),
        State("at", "data"),
        prevent_initial_call=True,
    )
    def choose(value: str | None, at: At | None) -> Any:
        before = dict(at or {})
        if not value or chosen(before) == int(value):
            return no_update, no_update
        rest = {key: each for key, each in before.items() if key != "record.worlds"}
        after = rest if int(value) == WORLDS[0] else {**rest, "record.worlds": int(value)}
        return after, False


def _teach(app: Dash, records: HindcastCache) -> None:
    """What history taught: from the joint draws that were kept, at once."""
    service = records.service

    @app.callback(
        Output("record-taught", "children"),
        Output("record-parameter", "data"),
        Output("record-parameter", "value"),
        Output("record-search", "value"),
        Input("stage", "data"),
        State("at", "data"),
        State("view", "data"),
        State("record-search", "value"),
    )
    def teach(stage: Any, at: At | None, view: At, searched: str | None) -> Any:
        if not stage:
            return (no_update,) * 4
        try:
            dispute = service.dispute(view)
            found = records.parameter_updates(dispute)
        except SimError as error:
            return components.alert(error), no_update, no_update, no_update
        register = dispute.register
        data = [{"value": path, "label": f"{_titled(dispute, path)} ({path})"} for path in register]
        wanted = str((at or {}).get("record.parameter", ""))
        value = wanted if wanted in register else first(dispute, found)
        search = (at or {}).get("record.search", searched)
        return taught(dispute, found), data, value, str(search or "")

    @app.callback(
        Output("record-list", "children"),
        Input("stage", "data"),
        Input("record-search", "value"),
        State("view", "data"),
    )
    @components.guarded
    def listed(stage: Any, search: str | None, view: At) -> Component:
        dispute = service.dispute(view)
        return parameter_update_table(dispute, records.parameter_updates(dispute), search or "")

    @app.callback(
        Output("record-card", "children"),
        Input("stage", "data"),
        Input("record-parameter", "value"),
        State("view", "data"),
    )
    @components.guarded
    def show(stage: Any, path: str | None, view: At) -> Any:
        return detail_cards.parameter_card(service, view, path) if path else None

    @app.callback(
        Output("at", "data", allow_duplicate=True),
        Input("record-parameter", "value"),
        Input("record-search", "value"),
        State("at", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def remember(path: str | None, search: str | None, at: At | None, view: At) -> Any:
        if not path or not view:
            return no_update
        dispute = service.dispute(view)
        new = {
            "record.parameter": ""
            if first(dispute, records.parameter_updates(dispute)) == path
            else path,
            "record.search": search or "",
        }
        rest = {key: each for key, each in (at or {}).items() if key not in new}
        after = {**rest, **{key: each for key, each in new.items() if each}}
        return no_update if after == (at or {}) else after


def followed(
    records: HindcastCache, at: At | None, halted: bool, view: At, tab: str, there: Any
) -> tuple[Any, ...]:
    """Result, progress, label and visibility of the button, whether to stop the timer, worlds."""
    worlds = chosen(at)
    none = components.button_state(None)
    if halted:
        records.leave(tab)
        return no_update, "Cancelled.", *components.button_state("Run it"), True, str(worlds)
    try:
        standing = records.stand(view, worlds, tab)
    except AbandonedError:
        return (no_update,) * 4 + (False, str(worlds))
    except SimError as error:
        return no_update, components.alert(error), *none, True, str(worlds)
    if standing.found is None:
        said = progress(standing)
        return no_update, said, *components.button_state("Cancel"), False, str(worlds)
    new = {"worlds": worlds, "run": standing.found.run.id}
    return no_update if new == there else new, None, *none, True, str(worlds)


def first(dispute: Dispute, found: list[ParameterUpdate]) -> str | None:
    """The parameter that is shown where the address says nothing."""
    return found[0].path if found else next(iter(dispute.register), None)


def chosen(at: At | None) -> int:
    """Of how many worlds the questions are asked: one of those that are offered."""
    wanted = (at or {}).get("record.worlds")
    return wanted if wanted in WORLDS else WORLDS[0]


def progress(standing: HindcastProgress) -> Component:
    """Progress of the runs of the past in words and as a bar."""
    worlds = standing.asked.worlds
    done = sum(each.done for each in standing.progress)
    return html.Span(
        [
            f"{worlds:,} worlds of the past are run: {number_text.percent(standing.share)} ",
            html.Progress(value=str(done), max=str(worlds), **{"aria-label": "worlds of the past"}),
        ]
    )


def judged(found: HindcastContent) -> Component:
    """The record from its sentence and its failures to what it cannot say."""
    facts = ", ".join(f"{name.lower()} {value}" for name, value in found.facts)
    outside = found.unexpected_numbers
    return html.Div(
        [
            components.headline(" ".join(found.sentences)),
            components.note(f"A retrodiction of {found.found.run.title!r}: {facts}."),
            components.section(
                "Where it was most wrong",
                _sheet(found.failures),
                _folded(
                    f"{len(outside)} numbers outside nine tenths of the worlds",
                    html.Ul([html.Li(each) for each in outside]),
                )
                if outside
                else None,
            ),
            components.section(
                "Scores beside naive rivals",
                components.note(found.turned),
                html.Div(
                    [
                        components.picture(found.score_picture),
                        components.picture(found.lead_picture),
                    ],
                    className="broad",
                ),
                _folded("The scores as numbers", _sheet(found.score_table)),
                _folded("The leads as numbers", _sheet(found.lead_table)),
            ),
            components.section(
                "Whether its probabilities can be believed",
                html.P(found.believed),
                components.side_by_side(
                    components.picture(found.reliability_picture), _sheet(found.reliability_table)
                ),
            ),
            _numbers(found),
            _articles(found),
            components.section(
                "Every question and every forecast",
                *(_folded(title, _sheet(each)) for title, each in found.questions),
                _folded("What could not be asked", _sheet(found.unasked))
                if found.unasked.rows
                else None,
            ),
            components.section("What this cannot say", html.Ul([html.Li(each) for each in LIMITS])),
        ]
    )


def _numbers(found: HindcastContent) -> Component | None:
    if not found.found.measured:
        return None
    return components.section(
        "Numbers against what was observed",
        components.note(found.met),
        html.Div([components.picture(each) for each in _numbered(found)], className="many"),
        _folded("All numbers", _sheet(found.number_table)),
    )


def _numbered(found: HindcastContent) -> Iterator[Picture]:
    """The pictures of numbers; their captions are the states that were asked."""
    for each in found.number_pictures:
        yield each._replace(caption=f"The state asked: {each.caption}.")


def _articles(found: HindcastContent) -> Component | None:
    """What the articles' claims forecast, each with the way to its card."""
    if not found.claims:
        return None
    return components.section(
        "The articles' own forecasts",
        html.Div(components.picture(found.claim_picture), className="broad half"),
        _folded(f"All {len(found.claims)} claims", _sheet(found.claim_table)),
    )


def taught(dispute: Dispute, found: list[ParameterUpdate]) -> Component:
    """How much history says, in a sentence, and from what that is known."""
    if dispute.posterior is None:
        return components.note(
            "This dispute has no joint draws: all parameters come from their priors."
        )
    about = dispute.posterior.record
    informed = sum(each.informed for each in found)
    return html.Div(
        [
            html.P(
                f"History says something of {informed} of {len(dispute.register)} parameters by "
                "themselves; of the others, nothing that can be told from chance. It constrains "
                "combinations more than single ones: runs use whole joint draws."
            ),
            components.note(
                [
                    f"Judged by the {about.rows:,} joint draws that were kept of {about.worlds:,} "
                    f"worlds of the past, worth {about.effective:,.0f} after weighting; ",
                    html.Code("sim calibrate"),
                    ", which judges by all of these, may call a few more informed.",
                ]
            ),
        ]
    )


def parameter_update_table(
    dispute: Dispute, found: list[ParameterUpdate], search: str
) -> Component:
    """Parameters before and after, the one that moved most first, narrowed by a search.

    A dispute that history has taught nothing has them before alone.
    """
    wanted = search.lower().split()
    told = {each.path: each for each in found}
    rows = []
    for path in [*told, *(path for path in dispute.register if path not in told)]:
        parameter = dispute.register[path]
        said = f"{path} {_titled(dispute, path)} {parameter.unit}".lower()
        if all(word in said for word in wanted):
            rows.append(_parameter_updates(dispute, path, told.get(path)))
    if not rows:
        return components.note("No parameter is called so.")
    rest = len(rows) - LISTED
    more = f" {rest:,} more: search for them." if rest > 0 else ""
    if dispute.posterior is None:
        caption = f"Median of the prior, and nine tenths of it.{more}"
        return components.table(["Parameter", "Prior"], rows[:LISTED], caption=caption)
    caption = (
        "Mean ± standard deviation. Distance: largest gap of the two distribution functions; bold "
        f"where it is beyond chance.{more}"
    )
    heads = ["Parameter", "Prior", "Posterior", "Distance"]
    return components.table(heads, rows[:LISTED], caption=caption, numbers=(1, 2, 3))


def _parameter_updates(dispute: Dispute, path: str, each: ParameterUpdate | None) -> list[Any]:
    parameter = dispute.register[path]
    name = [_titled(dispute, path), html.Span(detail_cards.named(path), className="sub")]
    if dispute.posterior is None:
        return [name, spread(parameter)]
    if each is None:
        return [name, "", "not held", "–"]
    distance: Any = f"{each.distance:.2f}"
    distance = html.B(distance) if each.informed else distance
    if parameter.is_form:
        return [name, "a form", "see its card", distance]
    (mean, around), (now, left) = each.prior, each.posterior
    return [
        name,
        f"{number_text.number(mean)} ± {number_text.number(around, 2)}",
        f"{number_text.number(now)} ± {number_text.number(left, 2)}",
        distance,
    ]


def _titled(dispute: Dispute, path: str) -> str:
    return number_text.capital(whose(dispute, path, dispute.register[path].meaning))


def _folded(summary: str, content: Component) -> Component:
    return html.Details([html.Summary(summary), content])


def _bound(kept: dict[Any, Any]) -> None:
    """Let the oldest go."""
    while len(kept) > KEPT:
        kept.pop(next(iter(kept)))


def _sheet(found: Sheet) -> Component:
    """A table of cells, with what stands under each."""
    rows = [[components.cell(each.text, each.under) for each in row] for row in found.rows]
    return components.table(found.heads, rows, caption=found.caption, numbers=found.numbers)
