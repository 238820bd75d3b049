from dataclasses import replace

import pytest

from sim.analysis.opening import opening
from sim.base.errors import InputError, Mark
from sim.dispute import Named, load
from sim.engine.runs import read


def test_the_shipped_headline_can_be_answered() -> None:
    question = read("baseline")
    assert opening(question.dispute, question.manifest()) == question.dispute.headline != ""


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
        opening(wrong, question.manifest())
    assert str(refused.value).startswith("dispute.yaml:7:1: ")
    assert says in str(refused.value)


def test_a_dispute_may_open_with_nothing_in_particular() -> None:
    plain = replace(load("kurils"), headline="", named=())
    assert opening(plain, read("baseline").manifest()) == ""
