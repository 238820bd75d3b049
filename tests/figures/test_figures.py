from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.analysis.cumulative_incidence import curve
from sim.analysis.distributions import exceedance as above_of
from sim.analysis.expressions import Expression
from sim.analysis.level_transitions import moves as moves_of
from sim.analysis.paired_differences import differences as paired
from sim.analysis.quantile_bands import fan as fan_of
from sim.analysis.structural_uncertainty import by_form
from sim.figures.cumulative_incidence import curves
from sim.figures.dot_plots import Dots, draw_dots
from sim.figures.exceedance import draw_exceedance
from sim.figures.fan_charts import draw_fan
from sim.figures.icon_arrays import BinaryShare, LevelShares, icons, pairs
from sim.figures.level_transitions import draw_moves
from sim.figures.paired_differences import draw_differences
from sim.figures.structural_uncertainty import draw_forms
from sim.figures.style import (
    BASE,
    BLUE,
    CONFIG,
    GREEN,
    INK,
    OTHERS,
    RUN,
    VERMILION,
    Figure,
    named_rows,
    text,
)
from sim.figures.subgroup_differences import draw_splits
from tests.support.synthetic import make_run

RUNS = make_run(shift=0.1), make_run()
RANGE = (0.1, 0.2)


def every() -> Iterator[tuple[str, Figure]]:
    run, base = RUNS
    series = run.manifest.series[0]
    answer = Expression("treaty").ask(run)
    shares = [
        LevelShares(RUN, [0.5, 0.3, 0.2], [RANGE] * 3),
        LevelShares(BASE, [0.6, 0.3, 0.1], [RANGE] * 3),
    ]
    values = np.linspace(0, 1, 50)
    yield "icons", icons(["none", "first", "second"], shares)
    yield "fan", draw_fan(fan_of(run, series), RUN, fan_of(base, series), BASE)
    yield "fan alone", draw_fan(fan_of(base, series), BASE)
    yield (
        "curves",
        curves([(curve(run, "lapse_quarter"), RUN), (curve(base, "lapse_quarter"), BASE)]),
    )
    yield "dots", draw_dots("Flow", "USD bn", [Dots(RUN, values, 0.1, 0.5, 0.9)])
    yield "dots of one value", draw_dots("Flow", "", [Dots(RUN, np.ones(50), 1, 1, 1)])
    yield (
        "dots around zero",
        draw_dots("Flow", "", [Dots(RUN, values, 0, 0.5, 1)], around_zero=True),
    )
    yield "pairs", pairs([BinaryShare(BASE, 0.6, RANGE), BinaryShare(RUN, 0.7, RANGE, 0.2, 0.1)])
    yield "pairs of strangers", pairs([BinaryShare(BASE, 0.6, RANGE), BinaryShare(RUN, 0.7, RANGE)])
    above = [(above_of(each, "flow"), look) for each, look in zip(RUNS, (RUN, BASE), strict=True)]
    yield "exceedance", draw_exceedance("Flow", "USD bn", above)
    further = [(fan_of(run, series), OTHERS[0])]
    yield "fan with others", draw_fan(fan_of(run, series), RUN, fan_of(base, series), BASE, further)
    yield "differences", draw_differences(paired(run, base))
    treaty = next(d for d in paired(run, base) if d.expression == "treaty")
    yield "splits", draw_splits(treaty.by_form, treaty)
    yield "splits by parameter", draw_splits(treaty.by_parameter, treaty)
    yield "moves", draw_moves(moves_of(run, base, run.measure("settlement")), BASE)
    yield "differences of strangers", draw_differences(paired(run, base, is_paired=False))
    yield "forms", draw_forms(by_form(run, answer), 0.2, RUN, unit="", is_share=True)


FIGURES = dict(every())


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_knows_every_property(name: str) -> None:
    go.Figure(FIGURES[name])


ARRAYS = ("icons", "pairs", "pairs of strangers")


@pytest.mark.parametrize("name", [n for n in FIGURES if n not in ARRAYS])
def test_every_axis_that_is_seen_is_named(name: str) -> None:
    layout = FIGURES[name]["layout"]
    assert layout["xaxis"]["title"]["text"]
    y = layout["yaxis"]
    assert y.get("visible") is False or "ticktext" in y or y["title"]["text"]


def test_runs_are_told_apart_without_colour() -> None:
    assert RUN.dash != BASE.dash
    assert RUN.symbol != BASE.symbol
    assert RUN.colour != BASE.colour


@pytest.mark.parametrize("colour", [BLUE, VERMILION, GREEN])
def test_colours_stand_out_from_white(colour: str) -> None:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4

    parts = [linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5)]
    luminance = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    assert 1.05 / (luminance + 0.05) >= 3


def test_nothing_is_sent_to_a_cloud() -> None:
    assert CONFIG["showSendToCloud"] is False


def test_words_of_a_file_are_no_tags() -> None:
    assert text("<a href='x'>A & B</a>") == "&lt;a href='x'&gt;A &amp; B&lt;/a&gt;"


def marks(figure: Figure, colour: str) -> list[dict[str, Any]]:
    return [t for t in figure["data"] if t.get("marker", {}).get("color") == colour]


def test_named_rows_stand_from_the_top_with_room_at_either_end() -> None:
    made = named_rows(["first", "a < b", "last"], 0.5)
    assert dict(zip(made["ticktext"], made["tickvals"], strict=True)) == {
        "first": 2,
        "a &lt; b": 1,
        "last": 0,
    }
    assert made["range"] == [-0.5, 2.5]


def test_every_array_has_a_hundred_icons_and_counts_add_up() -> None:
    third = 1 / 3
    figure = icons(["a", "b", "c"], [LevelShares(RUN, [third] * 3, [RANGE] * 3)])
    (filled,) = marks(figure, RUN.colour)
    (empty,) = marks(figure, "white")
    assert len(filled["x"]) == 100
    assert len(filled["x"]) + len(empty["x"]) == 300


def test_a_share_too_small_for_an_icon_is_still_said() -> None:
    figure = icons(["many", "few"], [LevelShares(RUN, [0.998, 0.002], [RANGE] * 2)])
    (filled,) = marks(figure, RUN.colour)
    assert len(filled["x"]) == 100
    assert "0.2" in figure["layout"]["annotations"][1]["text"]


def test_sample_paths_are_one_trace() -> None:
    assert len(FIGURES["fan"]["data"]) == 9
    paths = FIGURES["fan"]["data"][4]
    assert np.isnan(paths["y"]).sum() == 10


def test_the_base_is_in_the_picture() -> None:
    names = {trace.get("name") for trace in FIGURES["fan"]["data"]}
    assert {"baseline", "this scenario"} <= names


def test_an_end_is_shown_as_survival() -> None:
    steps = [t for t in FIGURES["curves"]["data"] if t.get("name") == "this scenario"]
    assert steps[0]["y"][0] == 1
    assert np.all(np.diff(steps[0]["y"]) <= 0)
    assert steps[0]["line"]["shape"] == "hv"


def test_every_dot_is_there_once() -> None:
    (trace,) = FIGURES["dots"]["data"]
    places = set(zip(trace["x"].tolist(), trace["y"].tolist(), strict=True))
    assert len(places) == 50


def test_differences_hold_probabilities_only() -> None:
    labels = FIGURES["differences"]["layout"]["yaxis"]["ticktext"]
    assert "Investment" not in labels
    assert "Treaty" in labels


def test_the_ends_of_a_form_are_named() -> None:
    points = FIGURES["forms"]["data"][1]
    assert [name.strip() for name in points["text"]] == ["plain", "steep"]
    assert points["textposition"] == ["middle left", "middle right"]


def test_every_move_stands_in_its_square() -> None:
    found = moves_of(*RUNS, RUNS[0].measure("settlement"))
    notes = FIGURES["moves"]["layout"]["annotations"]
    assert len(notes) == 9
    stay = next(each for each in notes if (each["x"], each["y"]) == (0, 0))
    assert stay["text"] == f"{100 * found.shares[0, 0]:.0f} stay"
    (heat,) = FIGURES["moves"]["data"]
    assert heat["z"][1][1] is None  # worlds that stay take no colour
    assert heat["z"][0][1] == pytest.approx(100 * found.shares[0, 1])


def test_parts_stand_under_the_path_of_their_form() -> None:
    figure = FIGURES["splits"]
    places = dict(zip(figure["layout"]["yaxis"]["ticktext"], figure["data"][1]["y"], strict=True))
    head = next(a for a in figure["layout"]["annotations"] if "laws.curve" in a["text"])
    assert head["y"] > places["plain"] > places["steep"]


def test_worlds_that_are_not_shared_are_not_counted_as_moved() -> None:
    notes = [a["text"] for a in FIGURES["differences of strangers"]["layout"]["annotations"]]
    assert not any("up" in note for note in notes)


def test_who_changes_adds_up_to_the_arrays_above() -> None:
    def sizes(first: float, other: float, up: float, down: float) -> list[int]:
        traces = pairs([BinaryShare(BASE, first, RANGE), BinaryShare(RUN, other, RANGE, up, down)])[
            "data"
        ]
        _, reached, _, here, both, only_here, only_there, neither, *_ = traces
        assert both["marker"]["color"] == INK
        return [len(each["x"]) for each in (reached, here, both, only_here, only_there, neither)]

    assert sizes(0.6, 0.7, 0.2, 0.1) == [60, 70, 50, 20, 10, 20]
    # 9.4, 11.2 and so in both 7.8: each is rounded, and the parts are what is left.
    assert sizes(0.094, 0.112, 0.034, 0.016) == [9, 11, 8, 3, 1, 88]
    assert sizes(0, 0, 0, 0) == [0, 0, 0, 0, 0, 100]
    assert sizes(1, 1, 0, 0) == [100, 100, 100, 0, 0, 0]


def test_strangers_have_no_array_of_who_changes() -> None:
    assert len(FIGURES["pairs of strangers"]["data"]) == 4


def test_what_was_not_moved_stands_over_zero() -> None:
    values = np.array([-0.3] + [0.0] * 40 + [0.9] * 9)
    (trace,) = draw_dots("Flow", "", [Dots(RUN, values, 0, 0, 0.9)], around_zero=True)["data"]
    assert trace["x"][1] == pytest.approx(0)
    far = draw_dots("Flow", "", [Dots(RUN, values + 1, 1, 1, 2)], around_zero=True)
    left, right = far["layout"]["xaxis"]["range"]
    assert left < 0 < right


def test_dots_stay_large_enough_to_be_seen() -> None:
    (trace,) = FIGURES["dots of one value"]["data"]
    assert trace["marker"]["size"] >= 5
    assert FIGURES["dots of one value"]["layout"]["height"] > 50 * 6


def test_of_further_runs_only_the_median_is_drawn() -> None:
    more = FIGURES["fan with others"]["data"]
    assert len(more) == len(FIGURES["fan"]["data"]) + 1
    assert OTHERS[0].dash in {trace["line"].get("dash") for trace in more}


def test_long_names_of_rows_take_several_lines_where_they_may() -> None:
    names = ["one <two> three", "four"]
    assert named_rows(names)["ticktext"] == ["one &lt;two&gt; three", "four"]
    assert named_rows(names, letters=9)["ticktext"] == ["one &lt;two&gt;<br>three", "four"]
