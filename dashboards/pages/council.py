"""Council: who of its members is likely to block, who stands alone, and who tips whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboards import components, view_controls
from dashboards.service import PageSubject, Service
from sim.analysis.council_votes import ALONE, BLOCK, VOICE, Tallies, differences, is_of
from sim.analysis.paired_differences import Difference
from sim.analysis.pairing_checks import first
from sim.base.errors import InputError, Problem, SimError
from sim.base.single_flight_cache import SingleFlightCache
from sim.engine.job_queue import PREVIEW
from sim.engine.runs import Question
from sim.figures import council_heatmaps
from sim.report import council_text
from sim.results import Manifest, Run
from sim.studies import comparison
from sim.studies.council_votes import tallies

PLACE = "council"
TITLE = "Council"
DEED = "council.deed"
KEPT = 32  # cases and comparisons that are remembered, a few megabytes each
DEEDS = {BLOCK: "Blocks", VOICE: "Voices doubt", ALONE: "Blocks alone"}
NONE = (
    "The files of this dispute name no council, so that nobody votes on sanctions and there is "
    "nothing to show here."
)


def layout(service: Service) -> Component:
    """The page's skeleton."""
    return html.Div(
        [
            components.waiting(html.Div(id="council-head")),
            html.Div(
                components.section(
                    "Member by member",
                    dmc.SegmentedControl(
                        id="council-deed",
                        data=[{"value": deed, "label": label} for deed, label in DEEDS.items()],
                        **{"aria-label": "What members do"},
                    ),
                    components.side_by_side(
                        components.waiting(html.Div(id="council-renewals")),
                        components.waiting(html.Div(id="council-differences")),
                    ),
                    html.Div(id="council-table"),
                ),
                id="council-members",
            ),
            components.waiting(html.Div(id="council-tips")),
        ]
    )


@dataclass(frozen=True)
class CouncilSubject:
    """One case with its members looked at.

    run : of the worlds in which they were
    """

    case: PageSubject
    run: Run
    found: Tallies


@dataclass(frozen=True)
class CouncilView:
    """The subject, and its base if there is one."""

    subject: CouncilSubject
    base: CouncilSubject | None = None

    @property
    def votes(self) -> bool:
        """Whether there is any renewal to show."""
        return bool(self.subject.found.votes.renewals)


class CouncilPage:
    """What was looked at, remembered by what was asked."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._tallies: SingleFlightCache[tuple[Run, Tallies | None]] = SingleFlightCache(KEPT)
        self._differences: SingleFlightCache[list[Difference]] = SingleFlightCache(KEPT)

    def see(self, view: Any) -> CouncilView | None:
        """The same worlds run again, with an eye on the members; None without a council.

        Raises InputError where stored results can no longer be run again as they were.
        """
        shown = self._service.shown(view)
        subject = self._look(shown.subject)
        if subject is None:
            return None
        return CouncilView(subject, None if shown.base is None else self._look(shown.base))

    def _look(self, case: PageSubject) -> CouncilSubject | None:
        manifest = case.run.manifest
        # What is observed may leave too few of the first worlds where it leaves enough of all.
        worlds = manifest.worlds if manifest.is_observed else min(PREVIEW, manifest.worlds)
        name = _name(manifest, worlds)
        run, found = self._tallies.get(name, lambda: self._asked(name, case, worlds))
        return None if found is None else CouncilSubject(case, run, found)

    def _asked(self, name: str, case: PageSubject, worlds: int) -> tuple[Run, Tallies | None]:
        question = case.question or _restored(case)
        found: Tallies | None = self._service.study(f"council {name}", tallies, question, worlds)
        if worlds == case.run.manifest.worlds:
            run = case.run
        elif case.question is None:
            run = first(case.run, worlds)
        else:  # a whole run would be read as a whole
            run = self._service.queue.preview(question)
        if found is not None and not is_of(found.votes, run):
            raise _refusal(case, "its worlds do not come out as they were")
        return run, found

    def differences(self, found: CouncilView, deed: str) -> list[Difference]:
        """The members that differ most from the base's; none without a base."""
        mine, base = found.subject, found.base
        if base is None:
            return []
        worlds = min(mine.found.votes.worlds, base.found.votes.worlds)
        names = [_name(each.run.manifest, worlds) for each in (mine, base)]
        name = " ".join(["council", deed, *names])
        votes = (mine.found.votes, base.found.votes)

        def asked() -> list[Difference]:
            runs = (mine.run, base.run)
            most = council_heatmaps.MOST_DIFFERENCES
            moved: list[Difference] = self._service.study(
                name, differences, *votes, *runs, deed, most
            )
            return moved

        return self._differences.get(name, asked)


def _name(manifest: Manifest, worlds: int) -> str:
    """The same for a preview and for the whole run whose first worlds it holds."""
    scenario = {**manifest.scenario, "worlds": worlds}
    return manifest.model_copy(update={"worlds": worlds, "scenario": scenario}).identity()


def _restored(case: PageSubject) -> Question:
    """The question of stored results, as far as today's files can ask it."""
    asked = comparison.ComparisonSubject(case.reference, results=case.run)
    scenario, dispute = asked.scenario(), asked.dispute()
    if scenario is None or dispute is None:
        raise _refusal(case, "today's files can no longer ask its question")
    return Question(scenario, dispute)


def _refusal(case: PageSubject, why: str) -> InputError:
    what = f"{case.name} holds how many members block, not who, and {why}"
    return InputError([Problem(what, cure="choose the scenario that it is a run of")])


def is_any(found: CouncilView | None) -> bool:
    """Whether there is a council, and any renewal at which it votes."""
    return found is not None and found.votes


def head(found: CouncilView | None) -> list[Component]:
    """The page in words."""
    if found is None:
        return [components.headline(NONE)]
    subject, base = found.subject, found.base
    beside = (base.found, base.case.name) if base else ()
    opening, *others = council_text.headline(subject.found, subject.run, *beside)
    few, worlds = subject.found.votes.worlds, subject.case.run.manifest.worlds
    of_those = f"Members are looked at in the first {few:,} of {worlds:,} worlds."
    notes = [components.note(of_those)] if few < worlds else []
    return [components.headline(opening), *(html.P(each) for each in others), *notes]


def renewals(found: CouncilView | None, deed: str) -> list[Component]:
    """Members by renewals."""
    if found is None or not found.votes:
        return []
    subject = found.subject
    drawn = council_heatmaps.renewals(subject.found, deed, subject.run, subject.case.look)
    return [components.picture(drawn, bar=False)]


def member_differences(
    found: CouncilView | None, deed: str, moved: Sequence[Difference]
) -> list[Component]:
    """The members that do so more, or less, than in the base; nothing without one."""
    if found is None or not found.votes or found.base is None:
        return []
    subject, base = found.subject, found.base
    drawn = council_heatmaps.differences(moved, deed, subject.run, base.run, subject.case.look)
    if drawn is None:
        none = f"In no world does any member differ in this from {base.case.name}."
        return [components.note(none)]
    return [components.picture(drawn, bar=False)]


def table(found: CouncilView | None) -> list[Component]:
    """Every member with all that is shown of it, on demand."""
    if found is None or not found.votes:
        return []
    looked = [found.subject, *([found.base] if found.base else [])]
    heads: list[object] = ["Member", *council_text.HEADS]
    caption = council_text.TABLE
    if found.base is not None:
        in_base = html.Span("in the base", className="sub")
        heads += [html.Span([head, in_base]) for head in council_text.HEADS]
        caption = f"{caption} The base: {found.base.case.name}."
    rows = council_text.rows([each.found for each in looked])
    shown = components.table(heads, rows, caption=caption, numbers=range(1, len(heads)))
    return [html.Details([html.Summary("All members in numbers"), shown])]


def tips(found: CouncilView | None, deed: str) -> list[Component]:
    """Who tips whom; whoever blocks alone follows nobody, so that blocking stands in for it."""
    if found is None or not found.votes:
        return []
    followed = VOICE if deed == VOICE else BLOCK
    subject = found.subject
    drawn = council_heatmaps.tips(subject.found, followed, subject.run, subject.case.look)
    if drawn is None:
        return [
            components.section(
                "Who tips whom", components.note("In no world does anybody tip another.")
            )
        ]
    said = html.Ul([html.Li(each) for each in council_heatmaps.strongest(subject.found, followed)])
    return [components.section("Who tips whom", said, components.picture(drawn, bar=False))]


def register(app: Dash, service: Service) -> None:
    """The page's callbacks."""
    view_controls.choice(app, "council-deed", DEED, list(DEEDS))
    page = CouncilPage(service)

    @app.callback(
        Output("council-members", "hidden"), Input("stage", "data"), State("view", "data")
    )
    def hide(stage: Any, view: Any) -> Any:
        """A choice of what members do means nothing where there are none."""
        if not stage:
            return no_update
        try:
            return not is_any(page.see(view))
        except SimError:  # the head of the page says what is wrong
            return True

    for name, whole in (("head", head), ("table", table)):
        _draw(app, name, page, whole)

    def differences_of(found: CouncilView | None, deed: str) -> list[Component]:
        return member_differences(found, deed, page.differences(found, deed) if found else [])

    for name, part in (("renewals", renewals), ("differences", differences_of), ("tips", tips)):
        _draw_deed(app, name, page, part)


def _draw(
    app: Dash, name: str, page: CouncilPage, draw: Callable[[CouncilView | None], Any]
) -> None:
    """Draw what does not go with the deed into its place."""

    @app.callback(
        Output(f"council-{name}", "children"), Input("stage", "data"), State("view", "data")
    )
    @components.guarded
    def drawn(stage: Any, view: Any) -> Any:
        return draw(page.see(view))


def _draw_deed(
    app: Dash, name: str, page: CouncilPage, draw: Callable[[CouncilView | None, str], Any]
) -> None:
    """Draw what goes with the deed into its place."""

    @app.callback(
        Output(f"council-{name}", "children"),
        Input("stage", "data"),
        Input("at", "data"),
        State("view", "data"),
    )
    @components.guarded
    def drawn(stage: Any, at: Any, view: Any) -> Any:
        return draw(page.see(view), view_controls.chosen(at, DEED, list(DEEDS)))
