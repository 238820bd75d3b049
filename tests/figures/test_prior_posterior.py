"""A parameter's curves: what is an outline, what is filled, and where a value stands."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pytest

from sim.base.errors import Mark
from sim.figures.prior_posterior import HIGH, WIDE, density, reach, sparkline, uri
from sim.figures.style import RUN, Figure
from sim.inputs.parameters import Parameter
from sim.inputs.priors import Choice, Point, Prior, parse

LEFT = (np.linspace(0.1, 0.3, 50), np.ones(50))


def parameter(prior: Prior, options: tuple[str, ...] = ()) -> Parameter:
    high = float(len(options) - 1) if options else 1.0
    place = Mark("toy.yaml", 1, 1)
    return Parameter(
        "toy.way", "a way", "share <b>", 0, high, prior, (), "", "", "", place, options
    )


WIDE_ONE = parameter(parse({"uniform": [0.0, 1.0]}, 0, 1))
CERTAIN = parameter(Point(0.25))
FORM = parameter(Choice(("plain", "steep"), (0.75, 0.25)), ("plain", "steep"))
CODES = (np.array([0.0, 1.0, 1.0]), np.array([1.0, 1.0, 2.0]))


def every() -> Iterator[tuple[str, Figure]]:
    yield "prior alone", density(WIDE_ONE)
    yield "all", density(WIDE_ONE, LEFT, 0.5)
    yield "a distribution", density(WIDE_ONE, LEFT, parse("0.4 to 0.6", 0, 1))
    yield "one value", density(CERTAIN)
    yield "a form", density(FORM, CODES)


FIGURES = dict(every())


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_knows_every_property(name: str) -> None:
    go.Figure(FIGURES[name])


def test_the_prior_is_an_outline_and_what_history_leaves_is_filled() -> None:
    after, before, mark = FIGURES["all"]["data"]
    assert (before["fill"], after["fill"]) == ("none", "tozeroy")
    assert after["y"].max() > 3 * before["y"].max()  # a fifth of the width, five times as high
    assert (mark["x"], mark["marker"]["symbol"]) == ([0.5, 0.5], RUN.symbol)


def test_a_distribution_that_is_set_has_its_own_dashed_curve() -> None:
    given = FIGURES["a distribution"]["data"][-1]
    assert given["line"]["dash"] == RUN.dash
    assert given["x"][given["y"].argmax()] == pytest.approx(0.49, abs=0.03)  # √(0.4 × 0.6)


def test_a_certain_value_is_a_line_and_no_curve() -> None:
    (only,) = FIGURES["one value"]["data"]
    assert only["x"] == [0.25, 0.25]


def test_a_form_shows_the_share_of_each_option() -> None:
    shares = {bar["name"]: bar["x"].tolist() for bar in FIGURES["a form"]["data"]}
    assert shares == {"prior": [25, 75], "posterior": [75, 25]}  # the last option first


def test_it_reaches_as_far_as_anything_is_worth_showing() -> None:
    low, high = reach(WIDE_ONE)
    assert 0 <= low < 0.01
    assert 0.99 < high <= 1
    assert reach(parameter(parse({"normal": {"mean": 0.5, "sd": 0.01}}, 0, 1)), value=0.9)[1] == 0.9
    assert reach(CERTAIN) == (0, 1)


def test_draws_in_place_of_the_prior_are_what_is_drawn() -> None:
    shares = np.linspace(0.7, 0.9, 400)
    assert reach(WIDE_ONE, prior=shares)[0] > 0.69
    assert density(WIDE_ONE, prior=shares)["data"][0]["x"][0] > 0.69


@pytest.mark.parametrize("which", [WIDE_ONE, CERTAIN, FORM])
def test_a_small_one_is_a_drawing_of_its_own(which: Parameter) -> None:
    drawn = sparkline(which, value=None if which.is_form else 0.5)
    root = ElementTree.fromstring(drawn)  # noqa: S314  our own text
    assert root.get("viewBox") == f"0 0 {WIDE} {HIGH}"
    assert "<" not in uri(drawn)
    assert "\n" not in drawn


def test_a_small_one_stays_inside_its_edges() -> None:
    drawn = sparkline(WIDE_ONE, LEFT, 0.5, ends=(0, 1))
    numbers = [float(text) for text in re.findall(r"[\d.]+(?=,)|(?<=,)[\d.]+", drawn)]
    assert numbers
    assert min(numbers) >= 0
    assert max(numbers) <= WIDE
    assert f'x1="{WIDE / 2:.1f}"' in drawn  # the value, half-way
