import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.random_streams import cumulative_normal
from sim.mechanisms.oil import Path, oil
from tests.support.arrays import near, of, rows

ONE_UP = float(cumulative_normal(of(1))[0])


def after(price: float, path: int, draw: float = 0.5, **changes: float) -> float:
    numbers = {"volatility": 0.2, "reversion": 0.1, "norm": 80.0, **changes}
    (new,) = oil(
        of(price),
        of(path),
        *(of(numbers[n]) for n in ("volatility", "reversion", "norm")),
        rows(draw),
    )
    return float(new[0])


def test_walk_by_hand() -> None:
    # one standard deviation up: 50 * exp(0.2 - 0.2^2 / 2) = 50 * exp(0.18)
    near(after(50, Path.walk, ONE_UP), 50 * math.exp(0.18), within=1e-9)


def test_reversion_by_hand() -> None:
    # from 40 a tenth of the way to 80 on the log: ln p' = ln 40 + 0.1 ln 2, less 0.02
    near(after(40, Path.reverting), 40 * 2**0.1 * math.exp(-0.02), within=1e-9)


def test_the_walk_is_a_fair_game() -> None:
    # the mean over all draws, by quadrature
    draws = (np.arange(20_000) + 0.5) / 20_000
    one = np.ones_like(draws)
    (new,) = oil(50 * one, Path.walk * one, 0.2 * one, 0.1 * one, 80 * one, draws[None])
    assert new.mean() == pytest.approx(50, rel=1e-3)


@pytest.mark.parametrize("path", list(Path))
def test_without_volatility_and_reversion_the_price_stays(path: int) -> None:
    assert after(50, path, 0.9, volatility=0, reversion=0) == 50


@given(st.floats(10, 300), st.floats(15, 150))
def test_reversion_is_towards_the_norm_and_not_beyond(price: float, norm: float) -> None:
    new = after(price, Path.reverting, volatility=0, reversion=0.5, norm=norm)
    assert min(price, norm) * (1 - 1e-12) <= new <= max(price, norm) * (1 + 1e-12)


@given(st.floats(1, 300), st.floats(2**-53, 1 - 2**-53), st.sampled_from(list(Path)))
def test_the_price_stays_positive(price: float, draw: float, path: int) -> None:
    assert 0 < after(price, path, draw) < math.inf


@pytest.mark.filterwarnings("error")
def test_the_price_stops_at_the_bounds_of_its_state() -> None:
    one = np.ones(3)
    draws = np.array([[0.999, 0.001, 0.5]])
    for start, volatility in ((4000.0, 3.0), (0.001, 3.0), (50.0, 1e3)):
        (new,) = oil(start * one, Path.walk * one, volatility * one, 0 * one, 80 * one, draws)
        assert (new >= 2**-10).all()
        assert (new <= 2**12).all()
