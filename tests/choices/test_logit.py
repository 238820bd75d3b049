import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.axes import Array
from sim.base.random_streams import normal
from sim.choices.logit import attraction, choose, precision
from tests.support.arrays import near, of, same

CELLS = 20_000
EVEN = (np.arange(CELLS) + 0.5) / CELLS  # midpoints: counting over them is exact to one cell
VALUES = st.lists(st.floats(-5, 5), min_size=2, max_size=4)


def shares(values: list[float], sharp: float) -> Array:
    """How often each option is taken over all tastes."""
    one = np.ones(CELLS)
    taken = choose([sharp * value * one for value in values], normal(EVEN))
    return np.bincount(taken, minlength=len(values)) / CELLS


def test_precision_by_hand() -> None:
    # three of four: ln(0.75 / 0.25) = ln 3; a coin: nothing
    near(precision(of(0.75, 0.5)), of(math.log(3), 0))


def test_attraction_by_hand() -> None:
    # 1.1 * 0.06 / 0.03 - 0.5 = 1.7; as a retreat 0.7 * 2 less
    given = (of(0.06), of(0.03), of(1.1), of(0.5), of(0.7), of(2.0))
    near(attraction(*given, retreat=False), 1.7)
    near(attraction(*given, retreat=True), 0.3)


def test_friction_does_not_shrink_with_precision() -> None:
    blind, keen = (
        attraction(of(0), of(1), of(sharp), of(2.3), of(0), of(1), retreat=False)
        for sharp in (0, 4)
    )
    same(blind, keen)


def test_only_a_retreat_has_an_audience() -> None:
    cheap, dear = (
        attraction(of(1), of(1), of(1), of(0), of(a), of(1), retreat=False) for a in (0, 4)
    )
    same(cheap, dear)


def test_probabilities_by_counting() -> None:
    # precision ln 3 and values 0, 1, 2: weights 1, 3, 9 of 13
    near(shares([0, 1, 2], math.log(3)), of(1, 3, 9) / 13, within=2 / CELLS)


def test_the_better_of_two_one_scale_apart_is_taken_with_its_chance() -> None:
    near(shares([0, 1], float(precision(of(0.8))[0])), of(0.2, 0.8), within=2 / CELLS)


def test_a_coin_when_nothing_is_seen() -> None:
    near(shares([0, 5], 0), of(0.5, 0.5), within=2 / CELLS)


def test_an_option_that_is_out_of_reach_is_never_taken() -> None:
    same(shares([0, -math.inf, 0], 1)[1], 0)
    near(shares([1e6, 0, 0], 1), of(1, 0, 0))


@given(VALUES, st.floats(0, 5), st.floats(-50, 50))
def test_only_differences_count(values: list[float], sharp: float, shift: float) -> None:
    moved = shares([value + shift for value in values], sharp)
    near(moved, shares(values, sharp), within=2 / CELLS)


@given(VALUES, st.floats(0.1, 5), st.lists(st.floats(-3, 3), min_size=2, max_size=2))
def test_options_move_in_order_with_tastes(
    values: list[float], sharp: float, tastes: list[float]
) -> None:
    low, high = choose([np.full(2, sharp * value) for value in values], np.array(sorted(tastes)))
    assert low <= high


@given(VALUES, st.floats(0.1, 5), st.floats(0, 3))
def test_a_better_last_option_never_moves_a_world_down(
    values: list[float], sharp: float, better: float
) -> None:
    one = np.ones(100)
    leaning = normal((np.arange(100) + 0.5) / 100)
    base = choose([sharp * value * one for value in values], leaning)
    raised = [*values[:-1], values[-1] + better]
    assert (choose([sharp * value * one for value in raised], leaning) >= base).all()


@pytest.mark.parametrize("leaning", [-8.0, 8.0])
def test_far_leanings_stay_among_the_options(leaning: float) -> None:
    taken = choose([of(0), of(0), of(0)], of(leaning))
    same(taken, [0 if leaning < 0 else 2])
