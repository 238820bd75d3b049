"""What worlds say of dated questions and observed numbers, by hand on three worlds."""

import numpy as np
import pytest

from sim.analysis import question_probabilities
from sim.base.quarters import Quarter
from sim.inputs.forecast_questions import ForecastQuestion, Measured, PastChanges
from sim.results import Run
from sim.scenario import Condition
from tests.support.arrays import near, same
from tests.support.synthetic import FakeBatch, make_batch, make_manifest

OIL = np.array(
    [
        [40.0, 50.0, 60.0],  # 2017Q1
        [41.0, 50.0, 59.0],
        [42.0, 50.0, 58.0],
        [43.0, 50.0, 57.0],
        [44.0, 50.0, 56.0],
        [45.0, 50.0, 55.0],
        [46.0, 50.0, 54.0],
        [47.0, 50.0, 53.0],
    ]
)
SALIENCE = np.array([0.1, 0.5, 0.9])


def run(weights: list[float] | None = None) -> Run:
    batch = make_batch(0, 3)
    batch.quarters["oil"] = OIL
    batch.quarters["sender.sanctions"] = OIL / 100
    batch.draws["sender.salience.punishment"] = SALIENCE
    made = FakeBatch(0, 3, batch.outcomes, batch.quarters, batch.draws)
    return Run.collect([made], make_manifest(3))


def question(that: str, first: Quarter, last: Quarter) -> ForecastQuestion:
    states = ("oil", "sender.sanctions", "sender.salience.punishment")
    return ForecastQuestion(
        "q",
        "q",
        "?",
        Condition.parse(that, states=states),
        first,
        last,
        answer=True,
        cluster="c",
        unchanged=True,
        record=PastChanges(events=0, trials=1, of="x"),
        because=("x",),
        reference="",
    )


def test_it_is_asked_at_the_end_of_its_quarter() -> None:
    at = Quarter(2018, 1)
    same(question_probabilities.holds(run(), question("oil > 49", at, at)), [False, True, True])


def test_in_some_quarter_of_a_year() -> None:
    """Above 59.5 only in the first quarter of 2017, in the third world."""
    first = question("oil > 59.5", Quarter(2017, 1), Quarter(2017, 4))
    same(question_probabilities.holds(run(), first), [False, False, True])
    later = question("oil > 59.5", Quarter(2018, 1), Quarter(2018, 4))
    same(question_probabilities.holds(run(), later), [False, False, False])


def test_parameters_and_the_quarter_can_be_asked_for() -> None:
    at = Quarter(2018, 4)
    told = question("sender.sanctions > sender.salience.punishment and quarter >= 2018Q4", at, at)
    same(question_probabilities.holds(run(), told), [True, False, False])
    early = question("sender.sanctions > 0 and quarter >= 2019Q1", at, at)
    same(question_probabilities.holds(run(), early), [False, False, False])


def test_probabilities_are_smoothed() -> None:
    """Two of three worlds: 2.5 / 4; none: 0.5 / 4."""
    at = Quarter(2018, 1)
    assert question_probabilities.probability(run(), question("oil > 49", at, at)) == pytest.approx(
        0.625
    )
    assert question_probabilities.probability(run(), question("oil > 99", at, at)) == pytest.approx(
        0.125
    )


@pytest.mark.parametrize(
    ("how", "first", "expected"),
    [
        ("year_mean", Quarter(2018, 1), [45.5, 50, 54.5]),
        ("year_sum", Quarter(2018, 1), [182, 200, 218]),
        ("end", Quarter(2018, 4), [47, 50, 53]),
    ],
)
def test_numbers_of_a_year_or_of_its_end(how: str, first: Quarter, expected: list[float]) -> None:
    measured = Measured(
        "m", "m", "Oil", "USD", "oil", how, first, Quarter(2018, 4), 50, None,  # type: ignore[arg-type]
    )  # fmt: skip
    near(question_probabilities.values(run(), measured), expected)
