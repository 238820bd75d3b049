import math

from hypothesis import given
from hypothesis import strategies as st

from sim.choices.ratification import margin, passes
from tests.support.arrays import near, of, same


def test_by_hand() -> None:
    # a loss of 0.15 against a leeway of 0.2 leaves 0.05, one edge: 1 / (1 + exp(-1))
    inside = margin(of(-0.15), of(0.2))
    near(inside, 0.05)
    near(passes(inside, of(0.05)), 1 / (1 + math.exp(-1)))


def test_on_the_edge_it_is_a_coin() -> None:
    same(passes(margin(of(-0.2), of(0.2)), of(0.05)), of(0.5))


def test_what_costs_nothing_at_home_passes_all_but_surely() -> None:
    assert passes(margin(of(0), of(1)), of(0.05)) > 0.999999


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0.01, 0.5))
def test_a_better_standing_passes_rather(one: float, other: float, edge: float) -> None:
    low, high = passes(margin(of(*sorted((one, other))), of(0.2, 0.2)), of(edge, edge))
    assert 0 <= low <= high <= 1
