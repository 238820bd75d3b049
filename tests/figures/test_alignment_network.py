"""A network whose lines say what the numbers say, and small fans side by side."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.analysis.alignment import Relations, StateTrajectory
from sim.figures.alignment_network import (
    COLUMNS,
    THICKEST,
    THINNEST,
    WAYS,
    draw_courses,
    draw_network,
    marked,
    way,
)
from sim.figures.style import BASE, RUN, Figure
from tests.analysis.test_alignment import beside, dispute, relations, run

LAST = 19


def lines(figure: Figure) -> list[dict[str, object]]:
    return [trace for trace in figure["data"] if trace["mode"] == "lines"]


def turned(course: StateTrajectory, *, risen: float, fallen: float) -> StateTrajectory:
    quarters = len(course.risen)
    return replace(course, risen=np.full(quarters, risen), fallen=np.full(quarters, fallen))


def test_plotly_knows_every_property() -> None:
    go.Figure(draw_network(beside(), LAST, RUN))
    go.Figure(draw_courses(beside(), RUN, relations(run("baseline"), dispute()), BASE))


def test_both_runs_have_the_same_layout() -> None:
    """Same places of actors and numbers, so that only what differs looks different."""
    other = draw_network(relations(run("baseline"), dispute()), 3, BASE)["layout"]["annotations"]
    for mine, theirs in zip(
        draw_network(beside(), LAST, RUN)["layout"]["annotations"], other, strict=True
    ):
        assert (mine["x"], mine["y"]) == (theirs["x"], theirs["y"])


def test_lines_are_as_wide_as_what_they_say() -> None:
    found = lines(draw_network(beside(), LAST, RUN))
    bands = [tie.alignment.fan.bands for tie in beside().ties]
    for name, drawn in (("high90", found[::2]), ("middle", found[1::2])):
        wanted = sorted(max(THINNEST, THICKEST * float(band[name][LAST])) for band in bands)
        assert sorted(line["line"]["width"] for line in drawn) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("risen", "fallen", "sign"), [(0.8, 0.2, 1), (0.2, 0.8, -1), (0.5, 0.5, 0)]
)
def test_a_rise_a_fall_and_neither_look_different(risen: float, fallen: float, sign: int) -> None:
    found = beside()
    tie = replace(
        found.ties[0], alignment=turned(found.ties[0].alignment, risen=risen, fallen=fallen)
    )
    figure = draw_network(Relations(found.actors, found.quarters, (tie,)), LAST, RUN)
    assert way(tie.alignment, LAST) == sign
    dash, strength, arrow = WAYS[sign]
    inner = lines(figure)[1]["line"]
    assert (inner["dash"], inner["color"]) == (dash, RUN.shade(strength))
    assert arrow in figure["layout"]["annotations"][0]["text"]
    assert len(set(WAYS.values())) == len(WAYS)


def test_numbers_stand_apart_from_one_another() -> None:
    found = draw_network(beside(), LAST, RUN)["layout"]["annotations"]
    spots = [(each["x"], each["y"]) for each in found[: len(beside().ties)]]
    for (x, y), (u, v) in combinations(spots, 2):
        assert abs(x - u) > 0.3 or abs(y - v) > 0.18


def test_every_actor_is_named_once_even_without_a_tie() -> None:
    found = beside()
    figure = draw_network(
        Relations({**found.actors, "alone": "Alone"}, found.quarters, found.ties), 0, RUN
    )
    names = [each["text"] for each in figure["layout"]["annotations"][len(found.ties) :]]
    assert len(names) == len(found.actors) + 1
    assert "<b>Alone</b>" in names


def test_a_fan_for_all_that_is_followed() -> None:
    figure = draw_courses(beside(), RUN)
    heads = [each["text"] for each in figure["layout"]["annotations"]]
    assert heads == [f"<b>{course.title}</b>" for course in beside().courses]
    assert len({trace["xaxis"] for trace in figure["data"]}) == len(heads)
    left = figure["layout"]["xaxis"]["domain"], figure["layout"][f"xaxis{COLUMNS + 1}"]["domain"]
    assert left[0][0] < left[1][0] + 0.05
    named = [trace for trace in figure["data"] if trace["showlegend"]]
    assert [trace["name"] for trace in named] == [RUN.name]


def test_a_quarter_is_marked_in_every_fan() -> None:
    figure = draw_courses(beside(), RUN)
    figure["layout"]["shapes"] = marked(7, len(beside().courses))
    go.Figure(figure)
    shapes = figure["layout"]["shapes"]
    assert {shape["xref"] for shape in shapes} == {trace["xaxis"] for trace in figure["data"]}
    assert {shape["x0"] for shape in shapes} == {7}
