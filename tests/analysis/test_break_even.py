"""Break-even values, their intervals, and what chance can make."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.analysis.break_even import BreakEven, ZeroCrossing, break_even, passings, resampled
from sim.base.random_streams import Streams

X = np.arange(5.0)
VALUES = st.floats(-100, 100).map(lambda v: 0.0 if abs(v) < 1e-3 else v)
CURVES = st.integers(2, 12).flatmap(lambda size: arrays(np.float64, size, elements=VALUES))


def test_a_line_between_two_points_passes_where_it_would_by_hand() -> None:
    # From (1, 3) to (2, -1): three quarters of the way down at zero.
    assert passings(X, np.array([5.0, 3, -1, -2, -4])) == [ZeroCrossing(1.75, 1, 2, rises=False)]


def test_a_point_at_zero_is_the_passing() -> None:
    assert passings(X, np.array([-2.0, -1, 0, 1, 2])) == [ZeroCrossing(2.0, 1, 3, rises=True)]


def test_a_stretch_at_zero_passes_in_its_middle() -> None:
    assert passings(X, np.array([1.0, 0, 0, 0, -1])) == [ZeroCrossing(2.0, 0, 4, rises=False)]


def test_touching_zero_is_no_passing() -> None:
    assert passings(X, np.array([1.0, 0, 1, 2, 0])) == []
    assert passings(X, np.zeros(5)) == []


@given(CURVES)
def test_there_is_a_passing_for_each_change_of_sign_and_between_its_points(y: np.ndarray) -> None:
    x = np.linspace(-1, 3, len(y))
    signs = np.sign(y)[y != 0]
    found = passings(x, y)
    assert len(found) == int((signs[1:] != signs[:-1]).sum())
    for each in found:
        assert x[each.left] <= each.at <= x[each.right]
        assert y[each.right] > 0 if each.rises else y[each.right] < 0
    assert all(one.rises != other.rises for one, other in pairwise(found))


@given(CURVES, st.floats(0.1, 50), st.floats(-50, 50))
def test_where_it_passes_follows_the_scale_of_the_axis_and_not_that_of_the_answer(
    y: np.ndarray, factor: float, shift: float
) -> None:
    x = np.linspace(0, 1, len(y))
    first = [each.at for each in passings(x, y)]
    assert [each.at for each in passings(x * factor + shift, y)] == pytest.approx(
        [at * factor + shift for at in first]
    )
    assert [each.at for each in passings(x, y * factor)] == pytest.approx(first)


@given(CURVES)
def test_an_answer_that_goes_through_zero_on_a_straight_line_is_found_there(y: np.ndarray) -> None:
    at = 0.123
    x = np.linspace(-1, 1, len(y) + 1)
    (found,) = passings(x, (x - at) * 7)
    assert found.at == pytest.approx(at)


def curves(values: np.ndarray, rows: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The mean curve of worlds, (point, world), and that of resampled worlds."""
    streams = Streams(11)
    worlds = values.shape[1]

    def uniforms(resample: int) -> np.ndarray:
        return streams.uniform("resample", str(resample), 0, 0, worlds)

    def curve(counts: np.ndarray) -> np.ndarray:
        return counts @ values.T / counts.sum(axis=1, keepdims=True)

    return values.mean(axis=1), resampled(curve, uniforms, rows)


def noisy(y: np.ndarray, error: float, seed: int, worlds: int = 400) -> np.ndarray:
    """Worlds whose mean is `y` but for chance: the same shift of a world at all points."""
    drawn = np.random.default_rng(seed).normal(size=(1, worlds))
    return y[:, None] + error * drawn


@pytest.mark.slow
def test_the_interval_covers_the_true_value_as_often_as_it_says() -> None:
    y = X - 2.2
    found = [break_even(X, *curves(noisy(y, 5.0, seed))) for seed in range(60)]
    covered = [
        (each.crossings[0].low or -np.inf) <= 2.2 <= (each.crossings[0].high or np.inf)
        for each in found
    ]
    assert all(len(each.crossings) == 1 for each in found)
    assert 52 <= sum(covered) <= 60  # of 60, 57 are meant


def test_a_steep_crossing_is_clear_and_its_interval_short() -> None:
    (found,) = break_even(X, *curves(noisy(X - 2.2, 1.0, 1))).crossings
    assert found.is_clear
    assert found.share == 1
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.low < 0.5
    assert found.between == (2.0, 3.0)


@pytest.mark.slow
def test_chance_around_zero_makes_no_clear_crossing() -> None:
    clear = 0
    crossed = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        values = rng.normal(size=(6, 300))  # nothing but chance, at each point anew
        found = break_even(np.arange(6.0), *curves(values))
        crossed += bool(found.crossings)
        clear += any(each.is_clear for each in found.crossings)
    assert crossed > 20
    assert clear <= 2


def test_an_interval_that_reaches_beyond_the_range_has_no_end_there() -> None:
    (found,) = break_even(X, *curves(noisy(X - 3.9, 20.0, 3))).crossings
    assert found.high is None
    assert not found.is_clear


def test_points_that_are_not_known_are_left_out() -> None:
    values = noisy(X - 2.2, 1.0, 1)
    y, resamples = curves(values)
    whole = break_even(X, y, resamples)
    y[0], resamples[:, 0] = np.nan, np.nan
    found = break_even(X, y, resamples)
    assert found.crossings == whole.crossings
    assert found.signs == (0, *whole.signs[1:])
    assert break_even(X, np.full(5, np.nan), resamples) == BreakEven((), (0,) * 5)


def test_even_ratios_are_straight_lines_over_the_logarithm() -> None:
    x = np.array([1.0, 100.0])
    y = np.array([-1.0, 1.0])
    (found,) = break_even(x, y, np.tile(y, (50, 1)), log=True).crossings
    assert found.at == pytest.approx(10)
    assert (found.low, found.high) == pytest.approx((10, 10))


def test_what_only_rounding_keeps_from_zero_is_zero() -> None:
    y = np.array([1.0, 1e-17, -1e-17, 1.0])
    assert break_even(np.arange(4.0), y, np.tile(y, (20, 1))).crossings == ()


def test_resampling_in_pieces_is_resampling_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    values = noisy(X, 3.0, 5, worlds=50)
    whole = curves(values)[1]
    monkeypatch.setattr("sim.analysis.break_even._MOST", 50 * 7)
    assert np.allclose(curves(values)[1], whole)


def test_worlds_that_share_a_draw_are_drawn_together() -> None:
    rows = np.random.default_rng(1).integers(0, 40, 200).astype(np.int32)
    drawn = []

    def keep(counts: np.ndarray) -> np.ndarray:
        drawn.append(counts)
        return counts[:, :1]

    resampled(keep, lambda i: np.random.default_rng(i).random(200), rows)
    (counts,) = drawn
    for row in np.unique(rows):
        assert (np.ptp(counts[:, rows == row], axis=1) == 0).all()
    firsts = [int(np.flatnonzero(rows == row)[0]) for row in np.unique(rows)]
    assert (counts[:, firsts].sum(axis=1) == len(firsts)).all()  # as many draws as there are


def test_a_draw_for_each_world_is_no_sharing() -> None:
    values = noisy(X, 3.0, 5, worlds=50)
    own = np.arange(50, dtype=np.int32)
    np.testing.assert_allclose(curves(values)[1], curves(values, own)[1])


@pytest.mark.slow
def test_the_interval_of_a_crossing_covers_where_worlds_share_draws() -> None:
    y, tries = X - 2.2, 80
    covered = {True: 0, False: 0}
    for seed in range(tries):
        rng = np.random.default_rng(seed)
        rows = rng.integers(0, 40, 200).astype(np.int32)
        values = y[:, None] + 2 * rng.normal(size=40)[rows] + rng.normal(size=200)
        for held in (True, False):
            found = break_even(X, *curves(values, rows if held else None))
            (crossing,) = found.crossings
            low, high = crossing.low or -np.inf, crossing.high or np.inf
            covered[held] += low <= 2.2 <= high
    assert covered[True] >= 0.87 * tries  # 95 % are meant, with 40 draws a little less
    assert covered[False] <= 0.75 * tries
