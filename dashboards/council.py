"""Council: who of its members is likely to block, who stands alone, and who tips whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboards import looks, parts
from dashboards.service import Case, Service, Shown
from sim.analysis.tallies import ALONE, BLOCK, VOICE, Tallies, differences, is_of
from sim.errors import InputError, Problem
from sim.report import council as pictures
from sim.runs import Question
from sim.studies import compare
from sim.studies.council import WORLDS, tallies
from sim.studies.desk import key, of_worlds

TITLE = "Council"
DEED = "council.deed"
DEEDS = {BLOCK: "Blocks", VOICE: "Voices doubt", ALONE: "Blocks alone"}
NONE = (
    "The files of this dispute name no council, so that nobody votes on sanctions and there is "
    "nothing to show here."
)


def layout(service: Service) -> Component:
    """The page's skeleton."""
    return html.Div(
        [
            parts.waiting(html.Div(id="council-head")),
            dmc.SegmentedControl(
                id="council-deed",
                data=[{"value": deed, "label": label} for deed, label in DEEDS.items()],
                **{"aria-label": "What members do"},
            ),
            parts.waiting(html.Div(id="council-renewals")),
            parts.waiting(html.Div(id="council-tips")),
        ]
    )


@dataclass(frozen=True)
class Seen:
    """What was seen of the members in the subject, and in its base if there is one."""

    case: Case
    found: Tallies
    base: tuple[Case, Tallies] | None = None


def seen(service: Service, shown: Shown) -> Seen | None:
    """The same worlds run again, with an eye on the members; None without a council.

    Raises InputError where stored results can no longer be run again as they were.
    """
    found = _tallies(service, shown.subject)
    if found is None:
        return None
    base = shown.base
    before = None if base is None else _tallies(service, base)
    return Seen(shown.subject, found, None if base is None or before is None else (base, before))


def _tallies(service: Service, case: Case) -> Tallies | None:
    question = case.question or _restored(case)
    # What is observed may leave too few of the first worlds where it leaves enough of all.
    worlds = case.run.manifest.worlds if case.run.manifest.is_observed else WORLDS
    few = of_worlds(question, min(worlds, case.run.manifest.worlds))
    found: Tallies | None = service.study(f"council {key(few)}", tallies, few)
    if found is not None and case.question is None and not is_of(found.votes, case.run):
        raise _refusal(case, "its worlds do not come out as they were")
    return found


def _restored(case: Case) -> Question:
    """The question of stored results, as far as today's files can ask it."""
    asked = compare.Asked(case.reference, results=case.run)
    scenario, dispute = asked.scenario(), asked.dispute()
    if scenario is None or dispute is None:
        raise _refusal(case, "today's files can no longer ask its question")
    return Question(scenario, dispute)


def _refusal(case: Case, why: str) -> InputError:
    what = f"{case.name} holds how many members block, not who, and {why}"
    return InputError([Problem(what, cure="choose the scenario that it is a run of")])


def head(found: Seen | None) -> list[Component]:
    """The page in words."""
    if found is None:
        return [parts.headline(NONE)]
    before = (None, "") if found.base is None else (found.base[1], found.base[0].name)
    first, *others = pictures.headline(found.found, found.case.run, *before)
    return [parts.headline(first), *(html.P(each) for each in others)]


def renewals(service: Service, found: Seen | None, deed: str) -> list[Component]:
    """Members by renewals, and what differs from the base."""
    if found is None or not found.found.votes.renewals:
        return []
    case, shares = found.case, found.found
    drawn = [parts.picture(pictures.renewals(shares, deed, case.run, case.look), bar=False)]
    if found.base is not None:
        base, before = found.base
        moved = service.study(
            f"council {deed} {case.run.id} {base.run.id} {shares.votes.worlds}",
            differences,
            *(shares.votes, before.votes, case.run, base.run),
            *(deed, pictures.MOST_DIFFERENCES),
        )
        apart = pictures.differences(moved, deed, case.run, base.run, case.look)
        drawn.append(
            parts.note(f"In no world does any member differ from {base.name} in this.")
            if apart is None
            else parts.picture(apart, bar=False)
        )
    return [parts.section("At each renewal", parts.side_by_side(*drawn), _table(found))]


def _table(found: Seen) -> Component:
    """Every member with all that is shown of it, on demand."""
    cases = [(found.case.name, found.found)]
    if found.base is not None:
        cases.append((found.base[0].name, found.base[1]))
    rows = pictures.rows([each for _, each in cases])
    heads = ["Member", *(f"{head}: {name}" for name, _ in cases for head in pictures.HEADS)]
    return html.Details(
        [
            html.Summary("All members in numbers"),
            parts.table(
                heads,
                rows,
                caption="Of 100 worlds, at some renewal, with Monte-Carlo errors.",
                numbers=range(1, len(heads)),
            ),
        ]
    )


def tips(found: Seen | None, deed: str) -> list[Component]:
    """Who tips whom; whoever blocks alone follows nobody, so that blocking stands in for it."""
    if found is None or not found.found.votes.renewals:
        return []
    followed = VOICE if deed == VOICE else BLOCK
    case, shares = found.case, found.found
    drawn = pictures.tips(shares, followed, case.run, case.look)
    if drawn is None:
        return [parts.section("Who tips whom", parts.note("In no world does anybody tip another."))]
    said = html.Ul([html.Li(each) for each in pictures.strongest(shares, followed)])
    return [parts.section("Who tips whom", said, parts.picture(drawn, bar=False))]


def register(app: Dash, service: Service) -> None:
    """The page's callbacks."""
    looks.choice(app, "council-deed", DEED, list(DEEDS))

    def see(view: Any) -> Seen | None:
        return seen(service, service.shown(view))

    @app.callback(Output("council-head", "children"), Input("stage", "data"), State("view", "data"))
    @parts.guarded
    def draw_head(stage: Any, view: Any) -> Any:
        return head(see(view))

    @app.callback(
        Output("council-renewals", "children"),
        Input("stage", "data"),
        Input("at", "data"),
        State("view", "data"),
    )
    @parts.guarded
    def draw_renewals(stage: Any, at: Any, view: Any) -> Any:
        return renewals(service, see(view), looks.chosen(at, DEED, list(DEEDS)))

    @app.callback(
        Output("council-tips", "children"),
        Input("stage", "data"),
        Input("at", "data"),
        State("view", "data"),
    )
    @parts.guarded
    def draw_tips(stage: Any, at: Any, view: Any) -> Any:
        return tips(see(view), looks.chosen(at, DEED, list(DEEDS)))
