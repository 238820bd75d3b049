"""Pictures of a record: reliability, scores, leads and numbers."""

from collections.abc import Iterator

import plotly.graph_objects as go
import pytest

from sim.analysis.scoring import Bin
from sim.figures.forecast_scores import ObservedNumber, Score, leads, numbers, scores
from sim.figures.reliability import missed, reliability, said
from sim.figures.style import INK, RUN, Figure
from tests.support.calibrated_past import retrodiction

FOUND = retrodiction()
BINS = [Bin(20, 0.2, 0.45, 0.05, 0.3), Bin(10, 0.6, 0.7, 0.3, 0.8)]
SCORES = [
    Score("the <model>", 8, 0.1, (0.05, 0.2), 0.05, 0.6, mine=True),
    Score("a class", 3, 0.2, (float("nan"), float("nan"))),
]


def every() -> Iterator[tuple[str, Figure]]:
    yield "reliability", reliability(BINS)
    yield "scores", scores(SCORES)
    yield "scores of few", scores(SCORES[1:])
    yield "leads", leads(list(FOUND.skills.values()))
    seen = [ObservedNumber(m.id, m.observed, met) for m, met in FOUND.measured]
    yield "numbers", numbers(seen, "crowns", 0.5)
    yield "numbers without a past", numbers(seen, "crowns", None)


FIGURES = dict(every())


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_knows_every_property(name: str) -> None:
    go.Figure(FIGURES[name])


def test_a_group_outside_its_bar_is_filled_and_counted() -> None:
    marks = FIGURES["reliability"]["data"][2]
    assert marks["marker"]["symbol"] == ["diamond", "diamond-open"]
    assert [each.strip() for each in marks["text"]] == ["20", "10"]
    assert (marks["x"], marks["y"]) == ([20, 60], [45, 70])
    assert [missed(each) for each in BINS] == [True, False]
    assert "said 20 %, happened 45 %" in said(BINS[0])


def test_a_share_stands_as_high_as_the_same_probability_stands_right() -> None:
    layout = FIGURES["reliability"]["layout"]
    assert layout["yaxis"]["scaleanchor"] == "x"
    assert layout["xaxis"]["range"] == layout["yaxis"]["range"]


def test_the_model_is_told_from_its_rivals() -> None:
    diamonds = FIGURES["scores"]["data"][-1]
    assert diamonds["marker"]["color"] == [RUN.colour, INK]
    assert FIGURES["scores"]["layout"]["yaxis"]["ticktext"] == [
        "the &lt;model&gt; (8)",
        "a class (3)",
    ]


def test_scores_apart_are_left_out_where_nobody_has_them() -> None:
    assert len(FIGURES["scores"]["data"]) == 4
    assert len(FIGURES["scores of few"]["data"]) == 2


def test_a_lead_that_may_be_luck_is_hollow() -> None:
    symbols = FIGURES["leads"]["data"][-1]["marker"]["symbol"]
    sure = [each.verdict in ("better", "worse") for each in FOUND.skills.values()]
    assert [symbol == "diamond" for symbol in symbols] == sure


def test_a_number_outside_nine_tenths_is_filled() -> None:
    assert FIGURES["numbers"]["data"][-1]["marker"]["symbol"] == ["circle-open", "circle"]
    assert FIGURES["numbers"]["layout"]["shapes"][0]["y0"] == 0.5
    assert FIGURES["numbers without a past"]["layout"]["shapes"] == []
