import math

from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.economy import economy
from tests.support.arrays import change, near, of, same

REST = {
    "output": of(0),
    "oil": of(50),
    "oil_anchor": of(50),
    "bite": of(0.3),
    "bite_anchor": of(0.3),
    "oil_response": of(0.1),
    "bite_response": of(0.05),
    "persistence": of(0.75),
}


def test_by_hand() -> None:
    # Oil doubled: 0.1 * ln 2 in the long run; bite up by 0.4: -0.05 * 0.4 = -0.02.
    # From a gap of -0.04: 0.75 * -0.04 + 0.25 * (0.1 ln 2 - 0.02).
    (gap,) = economy(**{**REST, "output": of(-0.04), "oil": of(100), "bite": of(0.7)})
    near(gap, -0.03 + 0.25 * (0.1 * math.log(2) - 0.02))


def test_the_start_is_a_rest_point() -> None:
    same(economy(**REST)[0], of(0))


def test_directions() -> None:
    assert change(economy, REST, oil=of(55)) > 0
    assert change(economy, REST, bite=of(0.35)) < 0


def test_relief_makes_good_what_the_bite_at_the_start_took() -> None:
    # 0.25 * 0.05 * 0.3
    near(economy(**{**REST, "bite": of(0)})[0], 0.00375)


@given(st.floats(-0.2, 0.2), st.floats(10, 200), st.floats(0, 2))
def test_zero_rates_change_nothing(gap: float, oil: float, bite: float) -> None:
    still = {"oil_response": of(0), "bite_response": of(0), "persistence": of(1)}
    (after,) = economy(**{**REST, **still, "output": of(gap), "oil": of(oil), "bite": of(bite)})
    same(after, of(gap))


@given(st.floats(-0.2, 0.2), st.floats(0, 1))
def test_a_gap_shrinks_when_nothing_feeds_it(gap: float, persistence: float) -> None:
    (after,) = economy(**{**REST, "output": of(gap), "persistence": of(persistence)})
    assert abs(after[0]) <= abs(gap)


def test_the_gap_stops_at_the_bounds_of_its_state() -> None:
    far = {**REST, "oil_response": of(100), "persistence": of(0)}
    same(economy(**{**far, "oil": of(100)})[0], of(1))
    same(economy(**{**far, "oil": of(1)})[0], of(-1))
