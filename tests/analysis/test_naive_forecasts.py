"""Rivals worked by hand."""

import math

import numpy as np
import pytest

from sim.analysis import naive_forecasts
from sim.analysis.reference_classes import Rate, ReferenceClass
from sim.base.quarters import Quarter
from sim.inputs.claim_forecasts import Spoken
from sim.inputs.forecast_questions import ForecastQuestion, PastChanges
from sim.scenario import Condition
from tests.analysis.test_claim_scores import forecast, told

START = Quarter(2017, 1)
TRIALS = PastChanges(events=0, trials=4, every_quarters=2, of="renewals")
RATE = PastChanges(events=2, quarters=10, of="offensives")


def question(
    first: Quarter, last: Quarter, *, unchanged: bool, record: PastChanges = RATE
) -> ForecastQuestion:
    that = Condition.parse("war > 0", states=("war",))
    return ForecastQuestion(
        "q", "q", "?", that, first, last, True, "c", unchanged, record, ("x",), "claims"
    )


def test_jeffreys_on_trials_by_hand() -> None:
    """Four of four: the next succeeds with 4.5/5, the one after with 5.5/6."""
    assert naive_forecasts.jeffreys(TRIALS, 2) == pytest.approx(0.9)
    assert naive_forecasts.jeffreys(TRIALS, 4) == pytest.approx(0.9 * 5.5 / 6)


def test_jeffreys_on_a_rate_by_hand() -> None:
    """Two events in ten quarters, none in the next ten: (1/2)^2.5."""
    assert naive_forecasts.jeffreys(RATE, 10) == pytest.approx(0.5**2.5)


def test_constant_hazard_by_hand() -> None:
    assert naive_forecasts.constant_hazard(RATE, 5) == pytest.approx(math.exp(-1))
    once = PastChanges(events=1, trials=4, every_quarters=2, of="renewals")
    assert naive_forecasts.constant_hazard(once, 4) == pytest.approx(0.75**2)


def test_what_was_never_seen_is_impossible_to_a_constant_hazard_only() -> None:
    never = PastChanges(events=0, quarters=20, of="liftings")
    assert naive_forecasts.constant_hazard(never, 20) == 1
    assert naive_forecasts.jeffreys(never, 20) == pytest.approx(0.5**0.5)


def test_exposure_is_from_the_start_or_in_the_year() -> None:
    end, year = Quarter(2018, 4), Quarter(2018, 1)
    assert naive_forecasts.exposure(question(end, end, unchanged=True), START) == 8
    assert naive_forecasts.exposure(question(year, end, unchanged=True), START) == 4


def test_rivals_speak_of_yes() -> None:
    """Where no change means no, the chance of yes is that of a change."""
    end = Quarter(2018, 4)
    asked = [question(end, end, unchanged=True), question(end, end, unchanged=False)]
    said = {name: list(f.probability) for name, f in naive_forecasts.naive(asked, START).items()}
    stays = (10 / 18) ** 2.5
    assert said["nothing changes"] == [1, 0]
    assert said["one half"] == [0.5, 0.5]
    assert said["base rates"] == pytest.approx([stays, 1 - stays])
    stays = math.exp(-1.6)
    assert said["constant hazard"] == pytest.approx([stays, 1 - stays])


def test_a_reference_class_speaks_of_its_own_questions() -> None:
    """13 of 100 a year: within two years 1 - 0.87^2."""
    about = ReferenceClass(
        title="Claims", beside=["x"], rate=Rate(events=13, years=100),
        source="", vintage="", weakness="", weight="weak",
    )  # fmt: skip
    end = Quarter(2018, 4)
    asked = [question(end, end, unchanged=False)]
    found, spoken = naive_forecasts.by_class(asked, {"claims": about}, START)
    assert list(found.probability) == pytest.approx([1 - 0.87**2])
    assert np.array_equal(spoken, [True])


def test_claims_are_pooled_by_cluster_on_the_scale_of_log_odds() -> None:
    """Two claims of one cluster at 0.8 and 0.5 have mean log odds ln(4)/2 = ln 2; with one of 0.2
    outside it, -ln 4: the mean is -ln(2)/2, and 1 / (1 + sqrt 2) = 0.4142."""
    said = [forecast(0.8, cluster="one"), forecast(0.5, cluster="one"), forecast(0.2)]
    assert naive_forecasts.pooled(said[:2]) == pytest.approx(2 / 3)
    assert naive_forecasts.pooled(said) == pytest.approx(1 / (1 + math.sqrt(2)))


def test_what_a_cluster_repeats_counts_once() -> None:
    once = [forecast(0.9, cluster="one"), forecast(0.2)]
    again = [*once, forecast(0.9, cluster="one"), forecast(0.9, cluster="one")]
    assert naive_forecasts.pooled(again) == pytest.approx(naive_forecasts.pooled(once))
    apart = [*once, forecast(0.9), forecast(0.9)]
    assert naive_forecasts.pooled(apart) > naive_forecasts.pooled(once)


def test_the_articles_speak_of_their_own_questions() -> None:
    first, second = told("a", answer=True), told("b", answer=False)
    spoken = Spoken((forecast(0.8, first, second), forecast(0.2, second)), ())
    found = naive_forecasts.articles(spoken, spoken.told)
    assert (found.name, found.questions) == (naive_forecasts.ARTICLES, ("a", "b"))
    assert list(found.probability) == pytest.approx([0.8, 0.5])
    assert list(found.brier) == pytest.approx([0.04, 0.25])
