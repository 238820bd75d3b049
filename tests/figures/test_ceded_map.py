"""The map of the disputed territory."""

import json
import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.analysis.ceded_territory import Cession, cession
from sim.dispute import load
from sim.dispute.geography import DisputeMap, find, read_map
from sim.figures.ceded_map import draw_island_map, top_of
from sim.figures.settlement_marks import HUE, shade
from sim.figures.style import Figure
from tests.dispute.test_geography import MAP, OUTLINES, write
from tests.support.ceding_dispute import LADDER, make_ceding

TITLES = {"rock": "The rock", "reef": "The <reef>", "isle": "The isle"}
LEVEL = [[0, 0, 2, 0], [0, 1, 2, 3], [0, 1, 0, 3]]


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> DisputeMap:
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


def strings(figure: Figure) -> str:
    return json.dumps(figure, default=lambda array: np.asarray(array).tolist())


def shapes(figure: Figure, name: str) -> dict[str, Any]:
    return next(t for t in figure["data"] if t.get("name") == name)


def test_plotly_knows_every_property(atlas: DisputeMap, found: Cession) -> None:
    go.Figure(draw_island_map(atlas, found, 1, 0.5, "rock"))


def test_a_map_fetches_nothing(atlas: DisputeMap, found: Cession) -> None:
    figure = draw_island_map(atlas, found, 0, 0.5)
    assert {trace["type"] for trace in figure["data"]} == {"scatter"}
    assert not {"geo", "map", "images"} & set(figure["layout"])


def test_degrees_are_as_long_as_they_are_in_the_middle(atlas: DisputeMap, found: Cession) -> None:
    layout = draw_island_map(atlas, found, 0, 0.5)["layout"]
    assert layout["yaxis"]["scaleanchor"] == "x"
    assert layout["yaxis"]["scaleratio"] == pytest.approx(1 / math.cos(math.radians(51)))
    assert layout["xaxis"]["range"] == [10, 14]
    assert layout["xaxis"]["ticktext"] == ["10°E", "11°E", "12°E", "13°E", "14°E"]
    assert layout["yaxis"]["ticktext"] == ["50°N", "51°N", "52°N"]


def test_islands_are_shaded_by_the_share_in_which_they_are_ceded(
    atlas: DisputeMap, found: Cession
) -> None:
    colours = [
        shapes(draw_island_map(atlas, found, place, 0.5), "The rock")["fillcolor"]
        for place in range(3)
    ]
    assert colours == [shade(0.5), shade(1), shade(0.5)]
    assert colours[1] == HUE[-1]


def test_a_group_of_islets_is_marked_by_dots(atlas: DisputeMap, found: Cession) -> None:
    trace = shapes(draw_island_map(atlas, found, 1, 0.5), "The &lt;reef&gt;")
    assert trace["mode"] == "markers"
    assert (trace["x"], trace["y"]) == ([13], [51.5])
    assert trace["marker"]["color"] == shade(1)


def test_a_number_stands_beside_every_island(atlas: DisputeMap, found: Cession) -> None:
    notes = draw_island_map(atlas, found, 1, 0.5, "isle")["layout"]["annotations"]
    said = {note["text"].split("</b>")[0].replace("<u>", ""): note["text"] for note in notes}
    assert list(said) == ["<b>The rock", "<b>The &lt;reef&gt;", "<b>The isle"]
    assert all("of 100" in text and "over forms" in text for text in said.values())
    assert ">50</b>" in said["<b>The rock"]
    assert ">25</b>" in said["<b>The isle"]
    assert [text for text in said.values() if "<u>" in text] == [said["<b>The isle"]]


def test_what_is_clicked_says_which_island_it_is(atlas: DisputeMap, found: Cession) -> None:
    data = draw_island_map(atlas, found, 0, 0.5)["data"]
    clickable = [trace for trace in data if "customdata" in trace]
    assert [set(trace["customdata"]) for trace in clickable] == [{"rock"}, {"reef"}, {"isle"}]
    assert all(len(trace["customdata"]) == len(trace["x"]) for trace in clickable)


def test_the_chosen_island_has_the_heavier_coast(atlas: DisputeMap, found: Cession) -> None:
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


def test_words_of_a_file_stay_words(atlas: DisputeMap, found: Cession) -> None:
    drawn = strings(draw_island_map(atlas, found, 0, 0.5))
    assert "<reef>" not in drawn
    assert "&lt;reef&gt;" in drawn


def test_the_shipped_map_is_small() -> None:
    dispute = load("kurils")
    shown = find(dispute)
    assert shown is not None
    level = [[0, len(dispute.ladder) - 1]]
    run = make_ceding(level, ladder=tuple(dispute.ladder))
    figure = draw_island_map(shown, cession(run, dispute.ladder), 0, 1)
    assert len(strings(figure)) < 40_000  # two of them are sent for every quarter
