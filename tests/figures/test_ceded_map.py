"""The map, the quarters and the win-sets as they are drawn."""

import json
import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.analysis.ceded_territory import Cession, cession
from sim.analysis.win_sets import WinSets, bargaining, win_sets
from sim.dispute import load
from sim.dispute.geography import Atlas, find, read_map
from sim.figures.ceded_map import draw_island_map, top_of
from sim.figures.ceded_over_time import draw_over_time
from sim.figures.settlement_marks import HUE, marks, shade
from sim.figures.style import BASE, RUN, Figure
from sim.figures.win_set_plane import draw_win_sets
from tests.analysis.test_win_sets import ROLES
from tests.dispute.test_geography import MAP, OUTLINES, write
from tests.support.ceding_dispute import LADDER, make_ceding

TITLES = {"rock": "The rock", "reef": "The <reef>", "isle": "The isle"}
SIDES = ("Aldor", "Brenn")
REACH = {"nothing": 0.1, "shared": 0.2, "near": 0.6, "whole": 1.0}
LEVEL = [[0, 0, 2, 0], [0, 1, 2, 3], [0, 1, 0, 3]]


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    shown = (
        MAP.replace("near:", "rock:")
        .replace("The near one", "The rock")
        .replace("far:", "reef:")
        .replace("The far ones", "The <reef>")
    )
    isle = "  isle: {title: The isle, label: {at: [12, 50.5]}, dots: [[12, 50.6]]}\naround:"
    folder = tmp_path_factory.mktemp("map")
    file = write(folder, shown.replace("around:", isle), OUTLINES.replace("near:", "rock:"))
    return read_map(file, TITLES)


@pytest.fixture(scope="module")
def found() -> Cession:
    return cession(make_ceding(LEVEL), LADDER)


@pytest.fixture(scope="module")
def fallen() -> WinSets:
    rng = np.random.default_rng(2)
    worlds = 500
    run = make_ceding(
        rng.integers(0, 3, (2, worlds)),
        rounds=rng.integers(0, 2, (2, worlds)),
        holder=rng.choice([0.2, 0.6, 1], worlds),
        claimant=rng.choice([0.3, 0.9], worlds),
    )
    found = bargaining(run, LADDER, ROLES)
    return win_sets(found, 1, found)


def strings(figure: Figure) -> str:
    return json.dumps(figure, default=lambda array: np.asarray(array).tolist())


def shapes(figure: Figure, name: str) -> dict[str, Any]:
    return next(t for t in figure["data"] if t.get("name") == name)


def test_plotly_knows_every_property(atlas: Atlas, found: Cession, fallen: WinSets) -> None:
    base = cession(make_ceding(LEVEL), LADDER)
    go.Figure(draw_island_map(atlas, found, 1, 0.5, "rock"))
    go.Figure(draw_over_time(found, RUN, LADDER, TITLES, base, BASE, 1))
    go.Figure(draw_over_time(found, RUN, LADDER, TITLES))
    go.Figure(draw_win_sets(fallen, LADDER, SIDES, REACH))


def test_a_map_fetches_nothing(atlas: Atlas, found: Cession) -> None:
    figure = draw_island_map(atlas, found, 0, 0.5)
    assert {trace["type"] for trace in figure["data"]} == {"scatter"}
    assert not {"geo", "map", "images"} & set(figure["layout"])


def test_degrees_are_as_long_as_they_are_in_the_middle(atlas: Atlas, found: Cession) -> None:
    layout = draw_island_map(atlas, found, 0, 0.5)["layout"]
    assert layout["yaxis"]["scaleanchor"] == "x"
    assert layout["yaxis"]["scaleratio"] == pytest.approx(1 / math.cos(math.radians(51)))
    assert layout["xaxis"]["range"] == [10, 14]
    assert layout["xaxis"]["ticktext"] == ["10°E", "11°E", "12°E", "13°E", "14°E"]
    assert layout["yaxis"]["ticktext"] == ["50°N", "51°N", "52°N"]


def test_islands_are_shaded_by_the_share_in_which_they_are_ceded(
    atlas: Atlas, found: Cession
) -> None:
    colours = [
        shapes(draw_island_map(atlas, found, place, 0.5), "The rock")["fillcolor"]
        for place in range(3)
    ]
    assert colours == [shade(0.5), shade(1), shade(0.5)]
    assert colours[1] == HUE[-1]


def test_a_group_of_islets_is_marked_by_dots(atlas: Atlas, found: Cession) -> None:
    trace = shapes(draw_island_map(atlas, found, 1, 0.5), "The &lt;reef&gt;")
    assert trace["mode"] == "markers"
    assert (trace["x"], trace["y"]) == ([13], [51.5])
    assert trace["marker"]["color"] == shade(1)


def test_a_number_stands_beside_every_island(atlas: Atlas, found: Cession) -> None:
    notes = draw_island_map(atlas, found, 1, 0.5, "isle")["layout"]["annotations"]
    said = {note["text"].split("</b>")[0].replace("<u>", ""): note["text"] for note in notes}
    assert list(said) == ["<b>The rock", "<b>The &lt;reef&gt;", "<b>The isle"]
    assert all("of 100" in text and "over forms" in text for text in said.values())
    assert ">50</b>" in said["<b>The rock"]
    assert ">25</b>" in said["<b>The isle"]
    assert [text for text in said.values() if "<u>" in text] == [said["<b>The isle"]]


def test_what_is_clicked_says_which_island_it_is(atlas: Atlas, found: Cession) -> None:
    data = draw_island_map(atlas, found, 0, 0.5)["data"]
    clickable = [trace for trace in data if "customdata" in trace]
    assert [set(trace["customdata"]) for trace in clickable] == [{"rock"}, {"reef"}, {"isle"}]
    assert all(len(trace["customdata"]) == len(trace["x"]) for trace in clickable)


def test_the_chosen_island_has_the_heavier_coast(atlas: Atlas, found: Cession) -> None:
    plain, chosen = (
        shapes(draw_island_map(atlas, found, 0, 0.5, island), "The rock")["line"]["width"]
        for island in ("", "rock")
    )
    assert chosen > plain


def test_the_scale_is_the_least_that_holds_all_runs() -> None:
    def top(share: float) -> float:
        level = np.zeros((1, 100))
        level[0, : round(share * 100)] = 2
        return top_of([cession(make_ceding(level), LADDER)])

    assert [top(share) for share in (0, 0.02, 0.03, 0.3, 1)] == [0.01, 0.02, 0.05, 0.5, 1]
    assert top_of([]) == 0.01


def test_the_hue_grows_darker() -> None:
    light = [sum(int(shade(i / 20)[k : k + 2], 16) for k in (1, 3, 5)) for i in range(21)]
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == 21
    assert shade(2) == shade(1)


def test_settlements_differ_by_shape_and_not_only_by_colour() -> None:
    looks = marks(LADDER)
    assert len({mark.symbol for mark in looks.values()}) == len(LADDER)
    ceding = [looks[name].pattern for name, rung in LADDER.items() if rung.islands]
    assert len(set(ceding)) == len(ceding)
    assert len({mark.colour for mark in looks.values()}) == len(LADDER)


def test_areas_add_up_to_the_total(found: Cession) -> None:
    figure = draw_over_time(found, RUN, LADDER, TITLES, place=1)
    layers = [t for t in figure["data"] if t.get("stackgroup") == "rock"]
    (total,) = (t for t in figure["data"] if t.get("name") == RUN.name and t["yaxis"] == "y")
    assert sum(t["y"] for t in layers) == pytest.approx(total["y"])
    assert total["y"].tolist() == [25, 50, 25]
    assert total["line"]["dash"] == RUN.dash
    heads = [note["text"] for note in figure["layout"]["annotations"]]
    assert heads[0] == "<b>The rock, The &lt;reef&gt;</b>: 50 of 100 in 2017Q2"
    assert figure["layout"]["yaxis"]["range"] == figure["layout"]["yaxis2"]["range"]


def test_each_settlement_stands_once_in_the_legend(found: Cession) -> None:
    figure = draw_over_time(found, RUN, LADDER, TITLES, found, BASE)
    named = [t["name"] for t in figure["data"] if t.get("showlegend", True)]
    assert named == ["the near ones", "all of them", "range over forms", RUN.name, BASE.name]


def test_worlds_are_drawn_within_their_own_cell(fallen: WinSets) -> None:
    figure = draw_win_sets(fallen, LADDER, SIDES, REACH)
    points = [t for t in figure["data"] if t["type"] == "scatter"]
    assert [t["name"] for t in points] == [rung.title for rung in LADDER.values()]
    seen = []
    for place, trace in enumerate(points):
        for x, y, world in zip(trace["x"], trace["y"], trace["customdata"], strict=False):
            assert fallen.final[world] == place
            assert round(x) == fallen.columns.place(fallen.last.holder[[world]])[0]
            assert round(y) == fallen.rows.place(fallen.last.claimant[[world]])[0]
            seen.append(world)
    assert sorted(seen) == fallen.sample.tolist()
    assert points[-1]["x"] == [None]  # nothing ends there, and the legend still tells its shape


def test_a_cell_says_how_many_worlds_it_holds(fallen: WinSets) -> None:
    figure = draw_win_sets(fallen, LADDER, SIDES, REACH)
    notes = figure["layout"]["annotations"]
    assert len(notes) == (fallen.density > 0).sum()
    first = notes[0]
    row, column = round(first["y"] - 0.46), round(first["x"] + 0.48)
    number = first["text"].split("</b>")[0].removeprefix("<b>")
    assert float(number) == pytest.approx(fallen.density[row, column] * 100, abs=0.5)
    assert "base" in first["text"]


def test_a_dashed_frame_says_that_the_sets_need_not_meet(fallen: WinSets) -> None:
    frames = draw_win_sets(fallen, LADDER, SIDES, REACH)["layout"]["shapes"]
    cells = {(round(f["y0"] + 0.48), round(f["x0"] + 0.49)) for f in frames}
    assert cells == {(0, 0), (0, 1)}  # 0.3 with 0.2 and 0.3 with 0.6; 0.3 with 1 and 0.9 do meet


def test_the_steps_of_the_holder_are_named_by_what_they_reach(fallen: WinSets) -> None:
    layout = draw_win_sets(fallen, LADDER, SIDES, REACH)["layout"]
    assert layout["xaxis"]["ticktext"] == [
        "20 %<br>up to shared use",
        "60 %<br>up to the near<br>ones",
        "100 %<br>up to all of them",
    ]
    assert layout["yaxis"]["ticktext"] == ["30 %", "90 %"]
    assert "Aldor" in layout["xaxis"]["title"]["text"]
    assert "Brenn" in layout["yaxis"]["title"]["text"]


def test_before_any_round_there_is_an_empty_plane() -> None:
    run = make_ceding([[0, 0]], rounds=0)
    figure = draw_win_sets(win_sets(bargaining(run, LADDER, ROLES), 0), LADDER, SIDES, REACH)
    go.Figure(figure)
    assert figure["layout"]["annotations"] == []


def test_words_of_a_file_stay_words(atlas: Atlas, found: Cession) -> None:
    for figure in (
        draw_island_map(atlas, found, 0, 0.5),
        draw_over_time(found, RUN, LADDER, TITLES),
    ):
        assert "<reef>" not in strings(figure)
        assert "&lt;reef&gt;" in strings(figure)


def test_the_shipped_map_is_small() -> None:
    dispute = load("kurils")
    shown = find(dispute)
    assert shown is not None
    level = [[0, len(dispute.ladder) - 1]]
    run = make_ceding(level, ladder=tuple(dispute.ladder))
    figure = draw_island_map(shown, cession(run, dispute.ladder), 0, 1)
    assert len(strings(figure)) < 40_000  # two of them are sent for every quarter
