"""A timeline shows every record once, where and when it happened."""

from dataclasses import replace
from itertools import chain

import pytest

from sim.figures.style import ALONE, BASE, RUN
from sim.figures.world_timeline import MARKS, lane_of, lanes_of, mark_of, paths, timeline
from sim.trace import Shift, Story, explain


@pytest.fixture(scope="module")
def told() -> Story:
    return explain("trump_lifts_sanctions", world=122)


def test_every_record_is_one_mark_in_its_quarter_and_lane(told: Story) -> None:
    figure = timeline(told)
    axis = figure["layout"]["yaxis"]
    lanes = dict(zip(axis["ticktext"], axis["tickvals"], strict=True))
    assert list(lanes) == lanes_of(told)
    shown = [
        (trace["name"], round(x), y)
        for trace in figure["data"]
        for x, y in zip(trace["x"], trace["y"], strict=True)
    ]
    wanted = [
        (mark_of(r).name, r.quarter - told.scenario.start, lanes[lane_of(told, r)])
        for r in told.records
    ]
    assert sorted(shown) == sorted(wanted)


def test_no_two_marks_stand_in_one_place(told: Story) -> None:
    points = [
        point
        for trace in timeline(told)["data"]
        for point in zip(trace["x"], trace["y"], strict=True)
    ]
    assert len(set(points)) == len(points)


def test_every_mark_tells_its_sentence(told: Story) -> None:
    hovers = list(chain.from_iterable(trace["customdata"] for trace in timeline(told)["data"]))
    joined = " ".join(hovers).replace("<br>", " ")
    for record in told.records:
        assert record.text.replace("&", "&amp;") in joined


def test_marks_differ_by_shape_and_not_only_by_colour() -> None:
    shapes = [mark.symbol for mark in MARKS]
    assert len(set(shapes)) == len(shapes)


def test_words_of_a_file_stay_words(told: Story) -> None:
    evil = Shift(told.scenario.start, (), "oil", "<a href=x>", "event", 1.0, 2.0)
    figure = timeline(replace(told, records=(evil,)))
    assert "<a" not in figure["data"][0]["customdata"][0]


def test_where_it_parts_from_the_base_a_line_stands(told: Story) -> None:
    assert [s["x0"] for s in timeline(told)["layout"]["shapes"] if s["type"] == "line"] == [0.5]
    alone = timeline(replace(told, parting=None))
    assert not [s for s in alone["layout"]["shapes"] if s["type"] == "line"]


def test_a_panel_for_each_series_with_the_base_beside_it(told: Story) -> None:
    figure = paths(told, RUN, BASE)
    series = told.dispute.series
    assert len(figure["data"]) == 2 * len(series)
    assert len(figure["layout"]["annotations"]) == len(series)
    mine = [trace for trace in figure["data"] if trace["name"] == RUN.name]
    for trace, path in zip(mine, series, strict=True):
        assert list(trace["y"]) == list(told.quarters[path])
    alone = paths(replace(told, parting=None), ALONE, BASE)
    assert len(alone["data"]) == len(series)


def test_panels_do_not_overlap(told: Story) -> None:
    layout = paths(told, RUN, BASE)["layout"]
    boxes = [
        (*layout[f"xaxis{n}"]["domain"], *layout[f"yaxis{n}"]["domain"])
        for n in ("", *(str(i) for i in range(2, len(told.dispute.series) + 1)))
    ]
    for box in boxes:
        assert 0 <= box[0] < box[1] <= 1
        assert 0 <= box[2] < box[3] <= 1
    for i, (left, right, low, high) in enumerate(boxes):
        for other_left, other_right, other_low, other_high in boxes[:i]:
            apart_x = right <= other_left or other_right <= left
            assert apart_x or high <= other_low or other_high <= low
