"""Worlds in the plane of both win-sets."""

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.analysis.win_sets import WinSets, bargaining, win_sets
from sim.figures.win_set_plane import draw_win_sets
from tests.analysis.test_win_sets import ROLES
from tests.support.ceding_dispute import LADDER, make_ceding

SIDES = ("Aldor", "Brenn")
REACH = {"nothing": 0.1, "shared": 0.2, "near": 0.6, "whole": 1.0}


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


def test_plotly_knows_every_property(fallen: WinSets) -> None:
    go.Figure(draw_win_sets(fallen, LADDER, SIDES, REACH))


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
