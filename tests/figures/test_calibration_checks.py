"""Pictures of what was learnt: what stands where, and in which look."""

from collections.abc import Iterator

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.analysis.predictive_checks import Check, gaussian
from sim.analysis.prior_posterior import TargetInformation
from sim.figures.calibration_checks import check, densities, options, worths
from sim.figures.style import BASE, BLUE, RUN, VERMILION, Figure

PRIOR, POSTERIOR = np.linspace(0, 1, 200), np.linspace(0.4, 0.6, 200)
CHECK = Check("toll", gaussian(0, 2), gaussian(1, 2), gaussian(1.5, 0.5), gaussian(2, 1))


def every() -> Iterator[tuple[str, Figure]]:
    yield (
        "worths",
        worths(
            [
                TargetInformation("a_<b>", 0.2, 0.6, 0.3, 0.1),
                TargetInformation("c", 0.9, 0.8, 0.9, 0.0),
            ]
        ),
    )
    yield "densities", densities(PRIOR, POSTERIOR, "crowns <a ship>")
    yield "densities of one value", densities(PRIOR, np.ones(50), "")
    yield "options", options(["plain", "very_steep"], np.array([0.5, 0.5]), np.array([0.1, 0.9]))
    yield "check", check(CHECK, "crowns")
    yield (
        "no target",
        check(Check("x", *[gaussian(0, 1)], None, gaussian(0, 1), gaussian(0, 1)), ""),
    )


FIGURES = dict(every())


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_knows_every_property(name: str) -> None:
    go.Figure(FIGURES[name])


def test_names_are_no_tags() -> None:
    assert FIGURES["worths"]["layout"]["yaxis"]["ticktext"][0] == "a &lt;b&gt;"
    assert "&lt;a ship&gt;" in FIGURES["densities"]["layout"]["xaxis"]["title"]["text"]


def test_prior_and_posterior_differ_in_colour_and_in_dash_or_fill() -> None:
    before, after = FIGURES["densities"]["data"]
    assert (before["line"]["color"], after["line"]["color"]) == (BLUE, VERMILION)
    assert before["line"]["dash"] != after["line"]["dash"]
    assert (before["fill"], after["fill"]) == ("tozeroy", "none")
    bars = {bar["name"]: bar["marker"]["color"] for bar in FIGURES["options"]["data"]}
    assert bars == {"prior": "white", "posterior": RUN.colour}


def test_the_narrower_curve_is_the_higher() -> None:
    before, after = FIGURES["densities"]["data"]
    assert after["y"].max() > 3 * before["y"].max()


def test_shares_of_options_stand_beside_their_names() -> None:
    after = next(b for b in FIGURES["options"]["data"] if b["name"] == "posterior")
    assert dict(zip(after["y"], after["x"], strict=True)) == {"plain": 10, "very steep": 90}


def test_a_check_has_a_row_for_each_and_a_line_where_it_was_seen() -> None:
    layout = FIGURES["check"]["layout"]
    rows = dict(zip(layout["yaxis"]["ticktext"], layout["yaxis"]["tickvals"], strict=True))
    marks = {t["y"][0]: t["x"][0] for t in FIGURES["check"]["data"] if t["mode"] == "markers"}
    assert [marks[rows[name]] for name in ("prior", "by the others", "posterior", "seen")] == [
        0,
        1,
        1.5,
        2,
    ]
    assert layout["shapes"][0]["x0"] == 2
    assert len(FIGURES["no target"]["layout"]["yaxis"]["ticktext"]) == 3


def test_both_ends_of_every_interval_are_in_view() -> None:
    figure = FIGURES["check"]
    low, high = figure["layout"]["xaxis"]["range"]
    assert all(low < x < high for trace in figure["data"] for x in trace["x"])
    assert BASE.colour != RUN.colour
