"""Islands: what ground is ceded by when, on a map, and the bargaining for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboards import components, view_controls
from dashboards.service import PageSubjects, Service
from sim.analysis import ceded_territory, win_sets
from sim.analysis.answers import headline
from sim.analysis.ceded_territory import Cession
from sim.analysis.win_sets import Bargaining
from sim.base import number_text
from sim.base.errors import SimError
from sim.base.single_flight_cache import SingleFlightCache
from sim.dispute import Dispute, geography
from sim.dispute.geography import DisputeMap
from sim.figures import ceded_map, ceded_over_time, win_set_plane
from sim.figures.captioned_figure import Runs
from sim.figures.ceded_map import top_of
from sim.report import territory_text
from sim.results import Run

PLACE = "islands"
TITLE = "Islands"
EVERY = "all"  # in place of an island
KEPT = 6  # runs of which it is remembered what they cede and what was bargained
SIDES = ("subject", "base")  # of which there are maps
QUARTER, ISLAND = "islands.quarter", "islands.island"
NO_MAP = (
    "The files of this dispute hold no map (map.yaml beside dispute.yaml), so that its islands are "
    "shown over time only."
)
NO_GROUND = "No settlement of this dispute cedes any ground."


def layout(service: Service) -> Component:
    """The page's skeleton."""
    return html.Div(
        [
            html.Div(
                [
                    html.Div(view_controls.slider("islands"), className="when"),
                    dmc.SegmentedControl(id="islands-island", data=[], **{"aria-label": "Island"}),
                ],
                className="choices",
            ),
            components.waiting(html.Div(id="islands-body")),
            components.waiting(html.Div(id="islands-difference")),
            components.waiting(html.Div(id="islands-bargaining")),
        ],
        className="islands",
    )


@dataclass(frozen=True)
class TerritoryCache:
    """What was counted in the last few runs that were looked at."""

    ceded: SingleFlightCache[Cession] = field(default_factory=lambda: SingleFlightCache(KEPT))
    bargained: SingleFlightCache[Bargaining] = field(
        default_factory=lambda: SingleFlightCache(KEPT)
    )


@dataclass(frozen=True)
class TerritoryView:
    """What the page shows of what is run.

    place : of the quarter; island : the one that is chosen, EVERY for all
    """

    shown: PageSubjects
    dispute: Dispute
    atlas: DisputeMap | None
    place: int
    island: str
    cache: TerritoryCache

    @property
    def runs(self) -> Runs:
        """The subject, then its base if there is one."""
        return self.shown.runs

    @property
    def calendar(self) -> tuple[str, ...]:
        """The quarters of the run."""
        return self.shown.subject.run.calendar

    @property
    def named(self) -> dict[str, str]:
        """What each island is called."""
        return territory_text.titles(self.dispute, self.atlas)

    @property
    def islands(self) -> list[str]:
        """Those that are meant."""
        return [self.island] if self.island != EVERY else list(self.named)

    def ceded(self) -> list[Cession]:
        """What is ceded in each run, the same whatever quarter or island is looked at."""
        ladder = self.dispute.ladder
        return [
            self._kept(self.cache.ceded, ceded_territory.cession, run, ladder) for run in self._both
        ]

    def bargained(self) -> list[Bargaining]:
        """What each run has recorded of the bargaining."""
        ladder, roles = self.dispute.ladder, self.dispute.roles
        cache = self.cache.bargained
        return [self._kept(cache, win_sets.bargaining, run, ladder, roles) for run in self._both]

    @property
    def _both(self) -> list[Run]:
        return [run for run, _ in self.runs]

    @staticmethod
    def _kept(
        cache: SingleFlightCache[Any], work: Callable[..., Any], run: Run, *others: Any
    ) -> Any:
        return cache.get(f"{run.id} {run.manifest.worlds}", lambda: work(run, *others))


def scene(
    shown: PageSubjects,
    dispute: Dispute,
    found: DisputeMap | None,
    at: Mapping[str, Any] | None,
    cache: TerritoryCache | None = None,
) -> TerritoryView:
    """What is looked at, from what a browser says of it; what makes no sense is the default.

    cache : where what was counted before is kept
    """
    known = territory_text.titles(dispute, found)
    island = view_controls.chosen(at, ISLAND, [EVERY, *known])
    place = view_controls.place_of(at, QUARTER, shown.subject.run.calendar)
    return TerritoryView(shown, dispute, found, place, island, cache or TerritoryCache())


def choices(seen: TerritoryView) -> list[dict[str, str]]:
    """The islands that can be chosen."""
    named = [{"value": island, "label": title} for island, title in seen.named.items()]
    return [{"value": EVERY, "label": "All"}, *named]


def body(seen: TerritoryView) -> list[Component]:
    """The headline, the maps, and the quarters."""
    if not seen.named:
        return [components.headline(NO_GROUND)]
    found = seen.ceded()
    base = seen.shown.base
    drawn: list[Component] = [
        components.headline(number_text.capital(headline(line, f"{base.name}:" if base else "")))
        for line, parcel in zip(
            territory_text.lines(seen.runs, seen.dispute, seen.named, seen.place),
            found[0].parcels,
            strict=True,
        )
        if set(parcel.islands) & set(seen.islands)
    ]
    drawn.append(_maps(seen, found))
    chosen = [each.of_islands(seen.islands) for each in found]
    over_time = ceded_over_time.over_time(seen.runs, chosen, seen.dispute, seen.named, seen.place)
    drawn.append(components.section("Over time", components.picture(over_time, "islands-time")))
    return [*drawn, _by_settlement(seen, chosen)]


def _maps(seen: TerritoryView, found: Sequence[Cession]) -> Component:
    """A map for each run; a dispute without one is told of in words."""
    if seen.atlas is None:
        return components.note(NO_MAP)
    top = top_of(found)
    maps = components.side_by_side(
        *(
            components.picture(
                ceded_map.island_map(
                    run,
                    look,
                    seen.atlas,
                    each,
                    seen.place,
                    top=top,
                    chosen="" if seen.island == EVERY else seen.island,
                ),
                f"islands-map-{side}",
                bar=False,
                responsive=True,  # its height goes with its width, as assets/islands.css has it
            )
            for side, (run, look), each in zip(SIDES, seen.runs, found, strict=False)
        )
    )
    return components.section("On the map", maps)


def _by_settlement(seen: TerritoryView, found: Sequence[Cession]) -> Component:
    """How many worlds cede which islands by which settlement."""
    rows = [
        [f"{ceded_map.listed(parcel.islands, seen.named)}: {settlement}", *shares]
        for parcel in found[0].parcels
        for settlement, shares in territory_text.settlements(
            found, seen.dispute, seen.place, parcel
        )
    ]
    names = [look.name for _, look in seen.runs]
    return components.table(
        ["Ceded by which settlement", *names],
        rows,
        caption=(
            f"Of 100 worlds, at the end of {seen.calendar[seen.place]}; ± the Monte-Carlo standard "
            "error."
        ),
        numbers=range(1, len(names) + 1),
    )


def difference(seen: TerritoryView) -> Component | None:
    """What difference the subject makes, world by world; nothing without a base."""
    found = territory_text.sentences(
        seen.runs,
        seen.dispute,
        seen.named,
        seen.place,
        seen.islands,
        parameters=seen.shown.is_whole,
    )
    if not found:
        return None
    said = html.Ul([html.Li(number_text.capital(each)) for each in found])
    return components.section(f"What difference it makes by {seen.calendar[seen.place]}", said)


def bargaining(seen: TerritoryView) -> Component:
    """The win-sets, and where worlds stand on the way to a settlement."""
    roles = seen.dispute.roles
    held = seen.bargained()
    found = win_sets.win_sets(held[0], seen.place, *held[1:])
    names = [look.name for _, look in seen.runs]
    heads = [x for name in names for x in (name, "over forms")]
    sides = [seen.dispute.title_of(each) for each in (roles.holder, roles.claimant)]
    return components.section(
        "The two win-sets",
        components.picture(
            win_set_plane.win_sets(seen.runs, found, seen.dispute), "islands-winsets"
        ),
        html.Div(
            [
                components.table(
                    [f"At the end of {seen.calendar[seen.place]}", *heads],
                    territory_text.standing(held, seen.dispute, seen.place),
                    caption="Where worlds stand on the way to a settlement, of 100.",
                    numbers=range(1, len(heads) + 1),
                ),
                components.table(
                    ["Settlement in force at the end", "of 100", *sides, "both prefer"],
                    territory_text.ends(seen.runs[0][0], seen.dispute, found),
                    caption=(
                        f"{names[0]}: of the worlds that have held a round, how many end so, and "
                        "the median share of the packages that each side could ratify, and that "
                        "both prefer to no deal."
                    ),
                    numbers=range(1, 5),
                ),
            ],
            className="broad",
        ),
    )


def clicked(data: Mapping[str, Any] | None) -> str | None:
    """The island that was clicked on a map; None where there was none."""
    points = (data or {}).get("points") or [{}]
    island = points[0].get("customdata")
    return island if isinstance(island, str) else None


def register(app: Dash, service: Service) -> None:
    """The page's callbacks."""

    @cache
    def map_of(name: str) -> DisputeMap | None:
        return geography.find(service.offers(name).dispute)

    counted = TerritoryCache()

    def see(view: Any, at: Any) -> TerritoryView:
        dispute = service.dispute(view)
        return scene(service.shown(view), dispute, map_of(dispute.name), at, counted)

    view_controls.quarters(
        app, "islands", QUARTER, lambda view: service.shown(view).subject.run.calendar
    )

    @app.callback(
        Output("islands-body", "children"),
        Input("stage", "data"),
        Input("at", "data"),
        State("view", "data"),
    )
    @components.guarded
    def draw(stage: Any, at: Any, view: Any) -> Any:
        return body(see(view, at))

    for name, draw_later in (("difference", difference), ("bargaining", bargaining)):
        _below(app, f"islands-{name}", draw_later, see)

    @app.callback(
        Output("islands-island", "data"),
        Output("islands-island", "value"),
        Input("stage", "data"),
        State("at", "data"),
        State("view", "data"),
    )
    def offer(stage: Any, at: Any, view: Any) -> Any:
        if not stage:
            return no_update, no_update
        try:
            seen = see(view, at)
        except SimError:  # the body of the page says what is wrong
            return no_update, no_update
        return choices(seen), seen.island

    @app.callback(
        Output("at", "data", allow_duplicate=True),
        Input("islands-island", "value"),
        State("at", "data"),
        prevent_initial_call=True,
    )
    def select(island: str | None, at: Any) -> Any:
        return (
            no_update if island is None else view_controls.changed_view(at, ISLAND, island, EVERY)
        )

    for side in SIDES:

        @app.callback(
            Output("islands-island", "value", allow_duplicate=True),
            Input(f"islands-map-{side}", "clickData"),
            prevent_initial_call=True,
        )
        def click(data: Any) -> Any:
            return clicked(data) or no_update


def _below(
    app: Dash,
    name: str,
    draw: Callable[[TerritoryView], Component | None],
    see: Callable[[Any, Any], TerritoryView],
) -> None:
    """A part of the page below its body, which has said what is wrong if anything is."""

    @app.callback(
        Output(name, "children"),
        Input("stage", "data"),
        Input("at", "data"),
        State("view", "data"),
    )
    def drawn(stage: Any, at: Any, view: Any) -> Any:
        if not stage:
            return no_update
        try:
            return draw(see(view, at))
        except SimError:
            return None
