from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.expressions import (
    Expression,
    TrajectoryStatistic,
    ask,
    headline_expression,
    parse_question,
)
from sim.base.errors import InputError, Mark
from sim.dispute import Named, load
from sim.engine.runs import read
from tests.support.synthetic import make_run


@pytest.mark.parametrize(
    ("text", "by_hand"),
    [
        ("settlement = first", lambda o: o["settlement"] == "first"),
        ("settlement >= first", lambda o: o["settlement"] != "none"),
        ("settlement < second", lambda o: o["settlement"] != "second"),
        ("treaty", lambda o: o["treaty"]),
        ("not treaty", lambda o: ~o["treaty"]),
        ("lapse_quarter", lambda o: o["lapse_quarter"].notna()),
        ("flow > 0.25", lambda o: o["flow"] > 0.25),
        ("flow", lambda o: o["flow"]),
    ],
)
def test_every_world_is_asked(text, by_hand) -> None:
    run = make_run(200)
    answer = Expression.parse(text).ask(run)
    assert answer.expression == text
    assert np.array_equal(answer.values, by_hand(run.outcomes).astype(float))


def test_the_standard_questions() -> None:
    answers = ask(make_run(50))
    assert [a.expression for a in answers] == [
        "settlement >= first",
        "settlement >= second",
        "treaty",
        "lapse_quarter",
        "flow",
    ]
    assert [a.label for a in answers][:3] == [
        "settlement: at least first",
        "settlement: at least second",
        "Treaty",
    ]
    assert [a.is_share for a in answers] == [True, True, True, True, False]
    assert answers[-1].unit == "USD bn"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("treatty", "did you mean 'treaty'"),
        ("settlement >= frist", "did you mean 'first'"),
        ("settlement", "names no level"),
        ("treaty > 1", "compares treaty"),
        ("flow > much", "with no number"),
        ("flow > nan", "with no number"),
        ("not flow", "with no number"),
        ("treaty or not", "is no expression"),
        ("not treaty > 1", "is no expression"),
        ("__import__('os')", "is no expression"),
    ],
)
def test_what_cannot_be_asked(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        Expression.parse(text).ask(make_run(5))


def test_whether_a_run_can_answer_is_told_without_a_fault() -> None:
    manifest = make_run(5).manifest
    assert Expression.parse("settlement >= first").fits(manifest)
    assert not Expression.parse("settlement >= frist").fits(manifest)


@pytest.mark.parametrize("over", ["mean", "sum", "last"])
def test_a_course_over_the_quarters(over: str) -> None:
    run = make_run(worlds=50)
    series = run.series("oil")
    by_hand = {"mean": series.sum(axis=0) / 8, "sum": series.sum(axis=0), "last": series[7]}
    answer = TrajectoryStatistic(over, "oil").ask(run)
    assert np.allclose(answer.values, by_hand[over])
    assert answer.values.shape == (50,)
    assert not answer.is_share
    assert answer.unit == "$ a barrel"


def test_the_label_says_what_is_done() -> None:
    run = make_run(worlds=5)
    assert TrajectoryStatistic("mean", "oil").ask(run).label == "Oil: mean over the run"


def test_a_text_asks_about_a_course_or_an_outcome() -> None:
    assert parse_question("mean of sender.sanctions") == TrajectoryStatistic(
        "mean", "sender.sanctions"
    )
    assert parse_question("settlement >= first") == Expression("settlement", ">=", "first")
    assert str(parse_question("sum of oil")) == "sum of oil"


@pytest.mark.parametrize("text", ["most of oil", "mean oil", "mean of", "settlement >>> first", ""])
def test_what_asks_nothing_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="mean of PATH"):
        parse_question(text)


def test_a_state_that_is_not_recorded_is_refused() -> None:
    with pytest.raises(InputError, match=r"oyl is not recorded; did you mean 'oil'\?"):
        TrajectoryStatistic("mean", "oyl").check(make_run(worlds=5).manifest)


def test_the_shipped_headline_can_be_answered() -> None:
    question = read("baseline")
    assert (
        headline_expression(question.dispute, question.manifest())
        == question.dispute.headline
        != ""
    )


@pytest.mark.parametrize(
    ("headline", "says"),
    [
        ("settlement >= two_island", "did you mean 'two_islands'?"),
        ("peace_traety", "did you mean 'peace_treaty'?"),
        ("is there peace?", "is no expression"),
        ("us_sanctions > much", "a number"),
    ],
)
def test_a_headline_that_no_run_answers_is_told_at_its_place(headline: str, says: str) -> None:
    question = read("baseline")
    mark = Mark("dispute.yaml", 7, 1)
    wrong = replace(load("kurils"), headline=headline, named=(Named("headline", headline, mark),))
    with pytest.raises(InputError) as refused:
        headline_expression(wrong, question.manifest())
    assert str(refused.value).startswith("dispute.yaml:7:1: ")
    assert says in str(refused.value)


def test_a_dispute_may_open_with_nothing_in_particular() -> None:
    plain = replace(load("kurils"), headline="", named=())
    assert headline_expression(plain, read("baseline").manifest()) == ""
