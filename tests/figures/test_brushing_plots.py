"""Linked pictures of worlds that are picked."""

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.analysis.selection_summary import Selection, selection_contrasts
from sim.analysis.world_filters import WorldFilter
from sim.figures import linked_brushing
from sim.figures.brushing_plots import OTHERS, PICKED
from sim.figures.style import Figure
from tests.support.synthetic import make_run

RUN = make_run(800)
LINE = "settlement >= first and flow from 0.2 to 0.9"
FOUND = Selection(RUN, WorldFilter.parse(LINE))
NONE = Selection(RUN, WorldFilter.parse("flow > 99"))


def every() -> dict[str, Figure]:
    drawn = linked_brushing.drawn(FOUND, *selection_contrasts(FOUND, 5))
    oil = RUN.manifest.series[1]
    return {
        "plane": linked_brushing.plane(FOUND, "flow", "settlement").figure,
        "plane of names": linked_brushing.plane(FOUND, "laws.curve", "lapse_quarter").figure,
        "plane of none": linked_brushing.plane(NONE, "flow", "treaty").figure,
        "outcomes": linked_brushing.outcomes(FOUND).figure,
        "outcomes of none": linked_brushing.outcomes(NONE).figure,
        "path": linked_brushing.path(FOUND, oil).figure,
        "path of none": linked_brushing.path(NONE, oil).figure,
        "drawn": drawn.figure,
    }


FIGURES = every()


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_knows_every_property(name: str) -> None:
    go.Figure(FIGURES[name])


def test_the_index_of_a_world_goes_with_its_point() -> None:
    others, picked = FIGURES["plane"]["data"]
    assert FOUND.worlds[picked["customdata"]].all()
    assert not FOUND.worlds[others["customdata"]].any()
    flow = RUN.outcomes["flow"].to_numpy()
    np.testing.assert_array_equal(picked["x"], flow[picked["customdata"]])


def test_the_picked_are_told_by_their_shape_too() -> None:
    assert OTHERS.symbol != PICKED.symbol
    for name in ("plane", "outcomes"):
        traces = FIGURES[name]["data"][:2]
        assert [trace["marker"]["symbol"] for trace in traces] == [OTHERS.symbol, PICKED.symbol]


def test_worlds_of_one_name_stay_near_it_and_each_in_its_place() -> None:
    picked = FIGURES["plane"]["data"][1]
    codes = RUN.outcomes["settlement"].cat.codes.to_numpy()[picked["customdata"]]
    assert (np.abs(picked["y"] - codes) < 0.5).all()
    assert np.ptp(picked["y"] - codes) > 0.3
    again = linked_brushing.plane(
        Selection(RUN, WorldFilter.parse("flow > 0.5")), "flow", "settlement"
    ).figure
    here = dict(zip(picked["customdata"], picked["y"], strict=True))
    there = dict(zip(again["data"][1]["customdata"], again["data"][1]["y"], strict=True))
    assert here.keys() & there.keys()
    assert all(here[world] == there[world] for world in here.keys() & there.keys())


def test_what_was_brushed_is_drawn() -> None:
    (shape,) = FIGURES["plane"]["layout"]["shapes"]
    assert shape["path"].startswith("M0.2,")
    assert " L0.9," in shape["path"]
    drawn = Selection(RUN, WorldFilter.parse("flow by settlement inside 0,0 1,0 1,2"))
    (shape,) = linked_brushing.plane(drawn, "flow", "settlement").figure["layout"]["shapes"]
    assert shape["path"] == "M0.0,0.0 L1.0,0.0 L1.0,2.0 Z"
    assert not linked_brushing.plane(drawn, "settlement", "flow").figure["layout"]["shapes"]


def test_each_outcome_has_a_strip_with_both_kinds_of_worlds() -> None:
    figure = FIGURES["outcomes"]
    assert len(figure["data"]) == 2 * len(RUN.manifest.measures)
    axes = {trace["xaxis"] for trace in figure["data"]}
    assert len(axes) == len(RUN.manifest.measures)
    assert sum(trace["showlegend"] for trace in figure["data"]) == 2


def test_a_draw_that_may_be_chance_is_hollow() -> None:
    marks = FIGURES["drawn"]["data"][1]
    paths = marks["customdata"]
    symbols = dict(zip(paths, marks["marker"]["symbol"], strict=False))
    assert symbols["laws.curve"] == "diamond"
    assert symbols["sender.salience.punishment"] == "diamond-open"


def test_pictures_say_in_words_what_they_show() -> None:
    shown = linked_brushing.plane(FOUND, "flow", "settlement")
    assert linked_brushing.count(FOUND) in shown.said
    assert linked_brushing.count(FOUND).startswith(f"{FOUND.count:,} of 800 worlds picked (")
    assert "none: 0 % picked" in linked_brushing.outcomes(FOUND).said
    assert linked_brushing.path(NONE, RUN.manifest.series[0]).said == "no world is picked"


def test_words_from_a_file_are_text() -> None:
    measure = RUN.manifest.measures[3].model_copy(update={"title": "<b>flow"})
    manifest = RUN.manifest.model_copy(update={"measures": (measure,)})
    run = type(RUN)(manifest, {n: RUN.table(n) for n in ("outcomes", "draws", "quarters")})
    figure = linked_brushing.outcomes(Selection(run, WorldFilter.parse("flow > 0.5"))).figure
    assert "&lt;b&gt;flow" in figure["layout"]["annotations"][0]["text"]
