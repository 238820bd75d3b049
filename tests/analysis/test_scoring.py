"""Scores worked by hand, and that luck is called luck."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis import scoring
from sim.analysis.scoring import Forecasts
from sim.base.random_streams import Streams
from tests.support.arrays import near, same

SEED = Streams(7)


def forecasts(
    probability: list[float], happened: list[bool], clusters: list[str] | None = None
) -> Forecasts:
    names = tuple(f"q{i}" for i in range(len(probability)))
    return Forecasts(
        "mine", names, tuple(clusters or names), np.array(probability), np.array(happened)
    )


def test_brier_and_log_by_hand() -> None:
    """(0.8 - 1)^2 = 0.04, (0.3 - 0)^2 = 0.09; -ln 0.8 = 0.2231, -ln 0.7 = 0.3567."""
    found = forecasts([0.8, 0.3], [True, False])
    near(found.brier, [0.04, 0.09])
    near(found.log, [-math.log(0.8), -math.log(0.7)])
    assert found.expected_brier == pytest.approx((0.16 + 0.21) / 2)


def test_what_was_called_impossible_and_happened_costs_without_bound() -> None:
    assert forecasts([0.0], [True]).log[0] == math.inf
    assert forecasts([1.0], [True]).log[0] == 0


def test_a_perfect_forecaster_scores_what_theory_says() -> None:
    """Answers drawn from the forecasts: the mean Brier score tends to the mean of p (1 - p)."""
    p = SEED.uniform("p", "", 0, 0, 20_000)
    happened = SEED.uniform("y", "", 0, 0, 20_000) < p
    found = forecasts(p.tolist(), happened.tolist())
    error = found.brier.std() / math.sqrt(len(p))
    assert abs(found.brier.mean() - found.expected_brier) < 3 * error
    assert found.expected_brier == pytest.approx(1 / 6, abs=0.01)  # p uniform


def test_skill_is_the_rival_less_the_forecaster() -> None:
    mine = forecasts([0.9] * 8, [True] * 8)
    half = Forecasts("half", mine.questions, mine.clusters, np.full(8, 0.5), mine.happened)
    found = scoring.skill(mine, half, SEED)
    assert found.difference == pytest.approx(0.25 - 0.01)
    assert found.ci95 == pytest.approx((0.24, 0.24))
    assert found.verdict == "better"
    assert scoring.skill(half, mine, SEED).verdict == "worse"


def test_one_shock_is_one_trial() -> None:
    """Ten renewals by one council: ten questions would look sure, one cluster does not."""
    mine = forecasts([0.9] * 10, [True] * 10, ["council"] * 10)
    half = Forecasts("half", mine.questions, mine.clusters, np.full(10, 0.5), mine.happened)
    found = scoring.skill(mine, half, SEED)
    assert found.clusters == 1
    assert math.isnan(found.ci95[0])
    assert found.verdict == "cannot be told from luck"


@pytest.mark.parametrize(("clusters", "verdict"), [(5, "cannot be told from luck"), (6, "better")])
def test_few_clusters_that_agree_may_do_so_by_luck(clusters: int, verdict: str) -> None:
    """Five coins fall on one side once in 16, six once in 32."""
    mine = forecasts([0.9] * clusters, [True] * clusters)
    half = Forecasts("half", mine.questions, mine.clusters, np.full(clusters, 0.5), mine.happened)
    found = scoring.skill(mine, half, SEED)
    assert found.ci95[0] > 0
    assert found.verdict == verdict


@pytest.mark.slow
def test_equal_skill_is_called_luck() -> None:
    """A forecaster and one who is as often better as worse; false alarms stay near 5 %."""
    wrong, runs, n = 0, 200, 40
    for run in range(runs):
        streams = Streams(run)
        p, q, y = (streams.uniform(name, "", 0, 0, n) for name in ("p", "q", "y"))
        happened = (y < 0.5).tolist()
        mine, theirs = forecasts(p.tolist(), happened), forecasts(q.tolist(), happened)
        wrong += scoring.skill(mine, theirs, streams).verdict != "cannot be told from luck"
    assert 0.01 < wrong / runs < 0.12


def test_detectable_is_what_power_says() -> None:
    """With independent differences of spread s over n clusters: (1.96 + 0.84) s / sqrt(n)."""
    n = 400
    p = SEED.uniform("p", "", 0, 0, n)
    mine = forecasts(p.tolist(), (SEED.uniform("y", "", 0, 0, n) < p).tolist())
    half = Forecasts("half", mine.questions, mine.clusters, np.full(n, 0.5), mine.happened)
    spread = (half.brier - mine.brier).std() / math.sqrt(n)
    found = scoring.skill(mine, half, SEED)
    assert found.detectable == pytest.approx(2.8 * spread, rel=0.05)


def test_different_questions_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="different questions"):
        scoring.skill(forecasts([0.5], [True]), forecasts([0.5, 0.5], [True, True]), SEED)


def test_reliability_by_hand() -> None:
    found = scoring.reliability(
        forecasts([0.05, 0.05, 0.8, 0.8], [False, False, True, False]), SEED
    )
    assert [each.questions for each in found] == [2, 2]
    assert [each.forecast for each in found] == pytest.approx([0.05, 0.8])
    assert [each.happened for each in found] == [0, 0.5]
    assert all(each.low <= each.high for each in found)


def test_crps_of_three_worlds_by_hand() -> None:
    """0, 1, 2 against 1: E|X - y| = 2/3 less half of E|X - X'| = 8/9 gives 2/9."""
    found = scoring.distribution(np.array([0.0, 1.0, 2.0]), 1)
    assert found.crps == pytest.approx(2 / 9)
    assert found.inside50
    assert not scoring.distribution(np.array([0.0, 1.0, 2.0]), 3).inside90


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_smoothed_is_inside(yes: int, more: int) -> None:
    worlds = yes + more
    (p,) = scoring.smoothed(np.array([float(yes)]), worlds)
    assert 0 < p < 1
    assert abs(p - yes / worlds) <= 1 / (2 * worlds)


def test_resampling_is_the_same_at_every_call() -> None:
    values = np.array([1.0, 2.0, 3.0])
    same(
        scoring.resampled(values, ["a", "b", "b"], SEED, "x", 50),
        scoring.resampled(values, ["a", "b", "b"], SEED, "x", 50),
    )
