"""Weights of worlds: 0 and 1 select, equal ones change nothing, and only their ratios count."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.analysis import weighted_statistics
from sim.analysis.estimates import estimate
from sim.analysis.expressions import Answer

Floats = NDArray[np.float64]
SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
METHODS: tuple[weighted_statistics.Method, ...] = ("linear", "lower", "inverted_cdf")
numbers = st.floats(-1e3, 1e3, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def samples(draw: st.DrawFn, least: int = 2) -> tuple[Floats, Floats]:
    """Values, and weights of which at least two are above 0."""
    size = draw(st.integers(least, 40))
    values = draw(st.lists(numbers, min_size=size, max_size=size))
    weight = st.one_of(st.just(0.0), st.floats(0.01, 1).map(lambda x: round(x, 3)))
    weights = draw(st.lists(weight, min_size=size, max_size=size))
    weights[0] = weights[1] = 1.0
    return np.array(values), np.array(weights)


def answer(values: Floats, weights: Floats | None, *, is_share: bool) -> Answer:
    return Answer("", "", "", is_share=is_share, values=values, weights=weights)


def numbers_of(values: Floats, weights: Floats | None) -> list[float]:
    """Everything that is said of a number over worlds."""
    found = dataclasses.astuple(estimate(answer(values, weights, is_share=False)))
    by_method = [
        weighted_statistics.quantiles(values, SHARES, weights, method) for method in METHODS
    ]
    return [*found, *np.concatenate(by_method).tolist()]


def shares_of(holds: NDArray[np.bool_], weights: Floats | None) -> list[float]:
    found = estimate(answer(holds.astype(float), weights, is_share=True))
    return list(dataclasses.astuple(found))


@given(samples())
def test_weights_of_0_and_1_select(sample: tuple[Floats, Floats]) -> None:
    values, weights = sample
    chosen = weights > 0
    ones = chosen.astype(float)
    assert numbers_of(values, ones) == pytest.approx(numbers_of(values[chosen], None))
    holds = values > np.median(values)
    assert shares_of(holds, ones) == pytest.approx(shares_of(holds[chosen], None))


@given(samples())
def test_a_scale_common_to_all_weights_changes_nothing(sample: tuple[Floats, Floats]) -> None:
    values, weights = sample
    for scale in (2.0**-600, 2.0**-20, 0.7, 3.0):
        assert numbers_of(values, weights * scale) == pytest.approx(numbers_of(values, weights))
        holds = values > np.median(values)
        assert shares_of(holds, weights * scale) == pytest.approx(shares_of(holds, weights))


@given(samples(), st.sampled_from([1.0, 0.3, 1e-9]))
def test_equal_weights_are_none(sample: tuple[Floats, Floats], weight: float) -> None:
    values, _ = sample
    equal = np.full(len(values), weight)
    assert numbers_of(values, equal) == pytest.approx(numbers_of(values, None))
    holds = values > np.median(values)
    assert shares_of(holds, equal) == pytest.approx(shares_of(holds, None))


@given(samples())
def test_quantiles_are_turned_round_with_the_values(sample: tuple[Floats, Floats]) -> None:
    """No end of a ranking is favoured, and quantiles rise with the share, inside the values."""
    values, weights = sample
    values = values + np.arange(len(values)) * 1e-4  # a tie is broken by the order of the worlds
    up = weighted_statistics.quantiles(values, SHARES, weights)
    down = weighted_statistics.quantiles(-values, [1 - share for share in SHARES], weights)
    np.testing.assert_allclose(up, -down, rtol=1e-9, atol=1e-6)
    assert (np.diff(up) >= -1e-9).all()
    counting = values[weights > 0]
    assert counting.min() <= up[0] <= up[-1] <= counting.max()


@given(samples())
def test_a_world_that_counts_twice_is_two_worlds_to_a_ranking(
    sample: tuple[Floats, Floats],
) -> None:
    """By the first value at which the share of the weight is reached, and in the mean."""
    values, weights = sample
    counts = np.ceil(weights * 3).astype(int)
    repeated = np.repeat(values, counts)
    given_ = weighted_statistics.quantiles(values, SHARES, counts.astype(float), "inverted_cdf")
    wanted = weighted_statistics.quantiles(repeated, SHARES, None, "inverted_cdf")
    assert given_.tolist() == wanted.tolist()
    assert weighted_statistics.mean(values, counts.astype(float)) == pytest.approx(repeated.mean())


@given(samples())
def test_the_effective_sample_is_at_most_those_that_count(sample: tuple[Floats, Floats]) -> None:
    _, weights = sample
    assert 1 <= weighted_statistics.effective(weights) <= (weights > 0).sum() + 1e-9


def test_no_world_at_all_has_no_number() -> None:
    nothing = np.zeros(3)
    values = np.array([1.0, 2, 3])
    assert weighted_statistics.effective(nothing) == weighted_statistics.effective(np.empty(0)) == 0
    assert np.isnan(weighted_statistics.mean(values, nothing))
    assert np.isnan(weighted_statistics.quantiles(values, SHARES, nothing)).all()
    assert np.isnan(weighted_statistics.quantiles(np.empty(0), SHARES, None)).all()
    assert estimate(answer(values, nothing, is_share=True)).worlds == 0


def test_the_error_is_that_of_a_ratio() -> None:
    """Against the scatter of many samples: worlds that agree better also lie higher here."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(4000, 300))
    weights = np.exp(-(((x - 0.5) / 0.8) ** 2) / 2)
    means = [weighted_statistics.mean(*each) for each in zip(x, weights, strict=True)]
    errors = [weighted_statistics.standard_error(*each) for each in zip(x, weights, strict=True)]
    assert np.mean(errors) == pytest.approx(np.std(means), rel=0.06)
    holds = x > 1
    shares = [
        weighted_statistics.mean(h.astype(float), w) for h, w in zip(holds, weights, strict=True)
    ]
    said = [shares_of(h, w)[1] for h, w in zip(holds, weights, strict=True)]
    assert np.mean(said) == pytest.approx(np.std(shares), rel=0.06)


def test_a_share_of_less_than_a_world_is_not_sure() -> None:
    """One world that hardly counts says next to nothing of how rare a thing is."""
    weights = np.full(200, 1.0)
    weights[0] = 1e-6
    holds = np.zeros(200, dtype=bool)
    rare = shares_of(holds | (np.arange(200) == 0), weights)
    never = shares_of(holds, weights)
    assert rare[1] == pytest.approx(never[1], rel=1e-3)
    assert never[1] > 0.003


def test_typical_worlds_stand_for_equal_shares_of_the_weight() -> None:
    assert weighted_statistics.typical(np.ones(100), 10).tolist() == list(range(4, 100, 10))
    weights = np.zeros(100)
    weights[[7, 30, 31]] = (2, 1, 1)
    assert weighted_statistics.typical(weights, 4).tolist() == [7, 7, 30, 31]


# Joint draws that worlds share


def shared_by(worlds: int, size: int = 2) -> NDArray[np.int32]:
    """The joint draw of each of some worlds, so many to a draw, in no order."""
    rows = np.arange(worlds, dtype=np.int32) // size
    return np.random.default_rng(2).permutation(rows)


def test_two_worlds_that_say_the_same_are_one() -> None:
    rows = shared_by(60)
    values = np.random.default_rng(1).random(30)[rows]
    assert weighted_statistics.design(values, None, rows) == pytest.approx(2)
    assert weighted_statistics.design(values, np.ones(60), rows) == pytest.approx(2)


def test_the_design_by_hand() -> None:
    # Off the mean of 3: -2, 0, -1, 3; the pairs come to -2 and 2: (4 + 4) / (4 + 0 + 1 + 9).
    values, rows = np.array([1.0, 3, 2, 6]), np.array([0, 0, 1, 1], dtype=np.int32)
    assert weighted_statistics.designs((values - 3)[None], rows)[0] == 1  # never below one
    # The first and the third share a draw: -3 and 3: (9 + 9) / 14.
    crossed = np.array([4, 9, 4, 9], dtype=np.int32)
    assert weighted_statistics.designs((values - 3)[None], crossed)[0] == pytest.approx(18 / 14)
    # With weights 1, 1, 1, 3 the mean is 4: -3, -1, -2, 6; crossed -5 and 5.
    weights = np.array([1.0, 1, 1, 3])
    assert weighted_statistics.design(values, weights, crossed) == pytest.approx((25 + 25) / 50)


def test_independent_worlds_have_no_design() -> None:
    values = np.random.default_rng(3).random(20_000)
    assert weighted_statistics.design(values, None, shared_by(20_000)) == pytest.approx(1, abs=0.03)
    own = np.arange(20_000, dtype=np.int32)
    assert weighted_statistics.design(values, None, own) == pytest.approx(1)


def test_nothing_shared_is_no_number_changed() -> None:
    rng = np.random.default_rng(4)
    values, weights = rng.random(500), rng.random(500)
    own = np.arange(500, dtype=np.int32)
    for held in (None, weights):
        for is_share, asked in ((False, values), (True, (values < 0.3).astype(float))):
            alone = answer(asked, held, is_share=is_share)
            assert estimate(dataclasses.replace(alone, rows=own)).mcse == pytest.approx(
                estimate(alone).mcse
            )
            assert weighted_statistics.design(asked, held, None) == 1.0


@pytest.mark.parametrize("is_share", [True, False])
def test_the_error_of_a_mean_covers_the_truth_where_worlds_share_draws(is_share: bool) -> None:
    """Rows are drawn, worlds are drawn of them: without the design intervals miss too often."""
    rng, tries, draws, worlds = np.random.default_rng(5), 600, 60, 300
    with_it = without = 0
    for _ in range(tries):
        drawn = rng.normal(size=draws)  # what a joint draw leans to; the mean over all is zero
        rows = rng.integers(0, draws, worlds).astype(np.int32)
        values = drawn[rows] + rng.normal(size=worlds)
        if is_share:
            values = (values > 0).astype(float)
        truth = 0.5 if is_share else 0.0
        asked = answer(values, None, is_share=is_share)
        for rows_told in (rows, None):
            found = estimate(dataclasses.replace(asked, rows=rows_told))
            inside = abs(found.value - truth) <= 1.96 * found.mcse
            if rows_told is None:
                without += inside
            else:
                with_it += inside
    assert 0.92 <= with_it / tries <= 0.97
    assert without / tries < 0.85


def test_degrees_of_freedom_by_hand() -> None:
    alike = np.ones((1, 21))
    assert weighted_statistics.trials(alike) == pytest.approx([21])
    assert weighted_statistics.freedom(alike) == pytest.approx([20])
    # Squares 9 + 1 + 1 = 11, their squares 81 + 1 + 1 = 83: 121 / 83 - 1 is less than one.
    assert weighted_statistics.freedom(np.array([[3.0, 1.0, 1.0]])) == pytest.approx([1])
    assert weighted_statistics.trials(np.array([[3.0, 1.0, 1.0]])) == pytest.approx([25 / 11])
    assert weighted_statistics.freedom(np.array([[2.0, 1, 1, 1, 1]])) == pytest.approx(
        [64 / 20 - 1]
    )


def test_degrees_of_freedom_are_of_joint_draws() -> None:
    weights = np.array([1.0, 1, 2, 2, 2])
    assert weighted_statistics.freedom_of(None, None) == math.inf
    assert weighted_statistics.freedom_of(np.ones(5), None) == math.inf
    rows = np.array([0, 0, 1, 2, 3], dtype=np.int32)
    assert weighted_statistics.freedom_of(weights, rows) == pytest.approx(
        3
    )  # four draws that count alike


def test_few_degrees_of_freedom_widen_the_interval() -> None:
    assert weighted_statistics.level_score(0.95) == pytest.approx(1.959964)
    assert weighted_statistics.level_score(0.95, 10) == pytest.approx(2.228139)
    assert weighted_statistics.tail(np.array([1.812461]), np.array([10.0])) == pytest.approx([0.95])
