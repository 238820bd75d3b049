"""Questions about a state over the whole run."""

import numpy as np
import pytest

from sim.analysis.courses import Course, question
from sim.analysis.expressions import Expression
from sim.base.errors import InputError
from tests.support.synthetic import make_run


@pytest.mark.parametrize("over", ["mean", "sum", "last"])
def test_a_course_over_the_quarters(over: str) -> None:
    run = make_run(worlds=50)
    series = run.series("oil")
    by_hand = {"mean": series.sum(axis=0) / 8, "sum": series.sum(axis=0), "last": series[7]}
    answer = Course(over, "oil").ask(run)
    assert np.allclose(answer.values, by_hand[over])
    assert answer.values.shape == (50,)
    assert not answer.is_share
    assert answer.unit == "$ a barrel"


def test_the_label_says_what_is_done() -> None:
    run = make_run(worlds=5)
    assert Course("mean", "oil").ask(run).label == "Oil: mean over the run"


def test_a_text_asks_about_a_course_or_an_outcome() -> None:
    assert question("mean of sender.sanctions") == Course("mean", "sender.sanctions")
    assert question("settlement >= first") == Expression("settlement", ">=", "first")
    assert str(question("sum of oil")) == "sum of oil"


@pytest.mark.parametrize("text", ["most of oil", "mean oil", "mean of", "settlement >>> first", ""])
def test_what_asks_nothing_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="mean of PATH"):
        question(text)


def test_a_state_that_is_not_recorded_is_refused() -> None:
    with pytest.raises(InputError, match=r"oyl is not recorded; did you mean 'oil'\?"):
        Course("mean", "oyl").check(make_run(worlds=5).manifest)
