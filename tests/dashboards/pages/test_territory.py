"""The page of islands, without a browser."""

import json
from dataclasses import replace
from typing import Any

import pytest
from dash.development.base_component import Component

from dashboards.pages import territory
from dashboards.pages.territory import EVERY, ISLAND, QUARTER, TerritoryView, scene
from dashboards.service import PageSubjects
from sim.dispute import Dispute, geography, load, read_folder
from sim.dispute.geography import DisputeMap
from sim.engine.runs import run as ask
from tests.support.ceding_dispute import make_ceding
from tests.support.page_surroundings import case, parts_of, shown, text_of
from tests.test_generality import build

WORLDS = 120


@pytest.fixture(scope="module")
def dispute() -> Dispute:
    return load("kurils")


@pytest.fixture(scope="module")
def chart(dispute: Dispute) -> DisputeMap | None:
    return geography.find(dispute)


@pytest.fixture(scope="module")
def both() -> PageSubjects:
    subject, base = (ask(name, worlds=WORLDS) for name in ("trump_lifts_sanctions", "baseline"))
    return shown(case(subject), case(base, name="baseline"))


@pytest.fixture(scope="module")
def straits(tmp_path_factory: pytest.TempPathFactory) -> Dispute:
    return read_folder(build(tmp_path_factory.mktemp("dispute") / "straits"))


def graphs(part: Any) -> dict[str, Component]:
    """Graphs by id."""
    return {each.id: each for each in parts_of(part) if type(each).__name__ == "Graph"}


def seen(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None, **at: str
) -> TerritoryView:
    return scene(both, dispute, chart, {f"islands.{key}": value for key, value in at.items()})


def test_every_id_begins_with_the_name_of_the_page() -> None:
    ids = [each.id for each in parts_of(territory.layout(None)) if getattr(each, "id", None)]
    assert len(set(ids)) == len(ids) >= 6
    assert all(name.startswith("islands-") for name in ids)


def test_what_can_be_changed_has_a_name() -> None:
    named = [
        getattr(each, "thumbLabel", None) or getattr(each, "aria-label", None)
        for each in parts_of(territory.layout(None))
        if type(each).__name__ in ("Slider", "SegmentedControl")
    ]
    assert named == ["Quarter", "Island"]


def test_a_visitor_sees_the_end_and_all_islands(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None
) -> None:
    for at in (None, {}, {QUARTER: "1066Q1", ISLAND: "atlantis"}, {QUARTER: 3, ISLAND: 0.5}):
        found = scene(both, dispute, chart, at)
        assert found.place == len(found.calendar) - 1
        assert found.island == EVERY


def test_the_address_says_quarter_and_island(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None
) -> None:
    island = dispute.ladder["two_islands"].islands[0]
    found = seen(both, dispute, chart, quarter="2018Q3", island=island)
    assert found.calendar[found.place] == "2018Q3"
    assert found.islands == [island]


def test_the_islands_that_can_be_chosen_are_those_of_the_ladder(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None
) -> None:
    offered = territory.choices(seen(both, dispute, chart))
    assert offered[0]["value"] == EVERY
    assert {each["value"] for each in offered[1:]} == set(geography.islands_of(dispute))
    assert all(each["label"][0].isupper() for each in offered)


def test_the_page_opens_in_words_and_shows_both_maps(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None
) -> None:
    drawn = territory.body(seen(both, dispute, chart))
    first = text_of(drawn[0])
    assert "ceded by 2021Q4" in first
    assert "of 100 worlds" in first
    assert "baseline:" in first
    assert "range over uncertain forms" in first
    assert list(graphs(drawn)) == ["islands-map-subject", "islands-map-base", "islands-time"]


def test_a_picture_is_told_to_those_who_do_not_see_it(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None
) -> None:
    view = seen(both, dispute, chart)
    told = [
        getattr(each, "aria-label", "")
        for each in parts_of([*territory.body(view), territory.bargaining(view)])
        if getattr(each, "role", None) == "img"
    ]
    assert len(told) == 4
    assert all("of 100 worlds" in each for each in told)


def test_a_chosen_island_stands_alone(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None
) -> None:
    island = dispute.ladder["four_islands"].islands[-1]
    every, alone = (
        territory.body(seen(both, dispute, chart, island=name)) for name in (EVERY, island)
    )
    axes = [
        [key for key in graphs(drawn)["islands-time"].figure["layout"] if key.startswith("xaxis")]
        for drawn in (every, alone)
    ]
    assert [len(each) for each in axes] == [2, 1]
    heads = [sum(getattr(e, "className", "") == "headline" for e in d) for d in (every, alone)]
    assert heads == [2, 1]


def test_an_earlier_quarter_shows_less(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None
) -> None:
    early = territory.body(seen(both, dispute, chart, quarter="2017Q1"))
    assert "ceded by 2017Q1" in text_of(early)
    assert "2021Q4" not in text_of(early[0])


def test_both_maps_have_one_scale(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None
) -> None:
    drawn = graphs(territory.body(seen(both, dispute, chart)))
    tops = [
        trace["marker"]["cmax"]
        for name in ("islands-map-subject", "islands-map-base")
        for trace in drawn[name].figure["data"]
        if "cmax" in trace.get("marker", {})
    ]
    assert len(tops) == 2
    assert tops[0] == tops[1]


def test_the_difference_is_said_world_by_world(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None
) -> None:
    said = text_of(territory.difference(seen(both, dispute, chart)))
    assert said.count("against") == 2
    assert said.count("95 %") == 2
    assert said.count("uncertain form") == 2


def test_the_bargaining_shows_where_worlds_fall(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None
) -> None:
    drawn = territory.bargaining(seen(both, dispute, chart))
    assert list(graphs(drawn)) == ["islands-winsets"]
    said = text_of(drawn)
    assert "no bargaining round held" in said
    assert "both prefer" in said


def test_without_a_base_the_page_stands_alone(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None
) -> None:
    alone = shown(case(both.subject.run))
    view = scene(alone, dispute, chart, {})
    drawn = territory.body(view)
    assert list(graphs(drawn)) == ["islands-map-subject", "islands-time"]
    assert territory.difference(view) is None
    assert "base" not in json.dumps(territory.bargaining(view).to_plotly_json(), default=str)


def test_a_dispute_without_a_map_is_told_in_text_of(straits: Dispute) -> None:
    ladder = tuple(straits.ladder)
    run = make_ceding([[0, 1, 2], [0, 2, 2]], ladder=ladder)
    view = scene(shown(case(run)), straits, geography.find(straits), {})
    drawn = territory.body(view)
    assert list(graphs(drawn)) == ["islands-time"]
    assert territory.NO_MAP in text_of(drawn)
    assert "Rock ceded by 2017Q2: 67 of 100 worlds" in text_of(drawn)
    assert graphs(territory.bargaining(view))


def test_a_ladder_that_cedes_nothing_is_told_in_text_of(straits: Dispute) -> None:
    ladder = {name: replace(rung, islands=()) for name, rung in straits.ladder.items()}
    run = make_ceding([[0, 1, 2]], ladder=tuple(ladder))
    view = scene(shown(case(run)), replace(straits, ladder=ladder), None, {})
    assert text_of(territory.body(view)) == territory.NO_GROUND
    assert territory.choices(view) == [{"value": EVERY, "label": "All"}]


@pytest.mark.parametrize(
    ("data", "island"),
    [
        ({"points": [{"customdata": "rock"}]}, "rock"),
        ({"points": [{"x": 1}]}, None),
        ({"points": []}, None),
        ({"points": [{"customdata": ["rock"]}]}, None),
        (None, None),
    ],
)
def test_a_click_says_which_island_it_meant(data: Any, island: str | None) -> None:
    assert territory.clicked(data) == island


def test_what_a_run_cedes_is_counted_once(
    both: PageSubjects, dispute: Dispute, chart: DisputeMap | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = seen(both, dispute, chart)
    first = [*view.ceded(), *view.bargained()]

    def never(*_: Any) -> None:
        raise AssertionError("counted again")

    monkeypatch.setattr(territory.ceded_territory, "cession", never)
    monkeypatch.setattr(territory.win_sets, "bargaining", never)
    later = scene(both, dispute, chart, {QUARTER: "2018Q1"}, view.cache)
    again = [*later.ceded(), *later.bargained()]
    assert [id(each) for each in again] == [id(each) for each in first]
