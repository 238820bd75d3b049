"""Ceded territory by quarter and settlement."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.analysis.ceded_territory import Cession, cession
from sim.figures.ceded_over_time import draw_over_time
from sim.figures.style import BASE, RUN
from tests.support.ceding_dispute import LADDER, make_ceding

TITLES = {"rock": "The rock", "reef": "The <reef>", "isle": "The isle"}
LEVEL = [[0, 0, 2, 0], [0, 1, 2, 3], [0, 1, 0, 3]]


@pytest.fixture(scope="module")
def found() -> Cession:
    return cession(make_ceding(LEVEL), LADDER)


def test_plotly_knows_every_property(found: Cession) -> None:
    base = cession(make_ceding(LEVEL), LADDER)
    go.Figure(draw_over_time(found, RUN, LADDER, TITLES, base, BASE, 1))
    go.Figure(draw_over_time(found, RUN, LADDER, TITLES))


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


def test_words_of_a_file_stay_words(found: Cession) -> None:
    drawn = json.dumps(
        draw_over_time(found, RUN, LADDER, TITLES),
        default=lambda array: np.asarray(array).tolist(),
    )
    assert "<reef>" not in drawn
    assert "&lt;reef&gt;" in drawn
