"""Conditions: what they mean, over many worlds at once, and how they refuse."""

import copy
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.errors import InputError, Mark
from sim.base.quarters import Quarter
from sim.scenario import Condition

STATES = {"war", "oil", "us.sanctions", "us.sanctions.floor"}
WORLDS = {
    "war": np.array([0.0, 0.3, 0.6, 0.9]),
    "oil": np.array([30.0, 50.0, 70.0, 110.0]),
    "us.sanctions": np.array([0.3, 0.05, 0.3, 0.05]),
    "us.sanctions.floor": np.array([0.0, 0.3, 0.3, 0.0]),
}


NOW = Quarter(2018, 2)


def holds(text: str) -> list[bool]:
    return Condition.parse(text, states=STATES).evaluate(WORLDS.__getitem__, NOW.index).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("war > 0.3", [False, False, True, True]),
        ("war >= .3", [False, True, True, True]),
        ("war < 3e-1", [True, False, False, False]),
        ("0.3 >= war", [True, True, False, False]),
        ("war == 0.3", [False, True, False, False]),
        ("war!=0.3", [True, False, True, True]),
        ("oil > -1", [True, True, True, True]),
        ("us.sanctions < us.sanctions.floor", [False, True, False, False]),
        ("not war > 0.3", [True, True, False, False]),
        ("not not war > 0.3", [False, False, True, True]),
        ("war > 0.5 and oil > 100", [False, False, False, True]),
        ("war > 0.5 or oil < 40", [True, False, True, True]),
        # and binds before or: w or (x and y), not (w or x) and y
        ("oil < 40 or war > 0.5 and oil > 100", [True, False, False, True]),
        ("(oil < 40 or war > 0.5) and oil > 100", [False, False, False, True]),
        # not binds before and: (not w) and x
        ("not war > 0.5 and oil > 40", [False, True, False, False]),
        ("not (war > 0.5 and oil > 100)", [True, True, True, False]),
        ("  (war>0.5)  ", [False, False, True, True]),
        # the quarter in which it is asked, 2018Q2, beside the states
        ("quarter >= 2018Q2 and war > 0.5", [False, False, True, True]),
        ("war > 0.5 and quarter > 2018Q2", [False, False, False, False]),
        ("2018Q1 < quarter and war > 0.5", [False, False, True, True]),
        ("quarter == 2018Q2 and not war > 0.5", [True, True, False, False]),
        ("quarter != 2018Q2 or war > 0.8", [False, False, False, True]),
    ],
)
def test_meaning(text: str, expected: list[bool]) -> None:
    assert holds(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "piece"),
    [
        ("", 1, "it is empty"),
        ("   ", 1, "it is empty"),
        ("war", 4, "a comparison is expected after 'war', not the end"),
        ("war > ", 7, "a state or a number is expected, not the end"),
        ("war 0.5", 5, "a comparison is expected after 'war', not '0.5'"),
        ("war = 0.5", 5, "'=' has no meaning here"),
        ("war > 0.5 &", 11, "write and"),
        ("war > 0.5 oil > 1", 11, "'oil' comes too late; and, or"),
        ("war > 0.5 and", 14, "a state or a number is expected"),
        ("and war > 0.5", 1, "not 'and'"),
        ("(war > 0.5", 1, "this parenthesis is never closed"),
        ("war > 0.5)", 10, "')' comes too late"),
        ("0 < war < 1", 9, "a comparison cannot be chained"),
        ("1 < 2", 1, "it compares two numbers"),
        ("wars > 1", 1, "did you mean 'war'?"),
        ("war > 0.5 or us.sanction > 1", 14, "did you mean 'us.sanctions'?"),
        ("quarter > 5", 1, "quarters are compared with quarters only"),
        ("war > 0.5 and oil > 2018Q1", 15, "quarters are compared with quarters only"),
        ("quarter < quarter", 1, "quarters are compared with quarters only"),
        ("2018Q1 < 2018Q2", 1, "quarters are compared with quarters only"),
        ("quarter > 2018Q5", 11, "'2' has no meaning here"),
        ("quarter > 2018Q12", 11, "'2' has no meaning here"),
        ("oil > 5x", 7, "'5' has no meaning here"),
        ("oil > 1.2.3", 7, "'1' has no meaning here"),
        ("war.__class__ > 1", 1, "there is no state 'war.__class__'"),
        ("war > 0.5; import os", 10, "';' has no meaning here"),
        ("(" * 60 + "war > 1" + ")" * 60, 52, "it is nested too deeply"),
        ("not " * 60 + "war > 1", 205, "it is nested too deeply"),
        ("war > 1 or " * 1000 + "war > 1", 1, "it is too long"),
    ],
)
def test_refusal(text: str, column: int, piece: str) -> None:
    mark = Mark("file.yaml", 3, 7)
    with pytest.raises(InputError) as error:
        Condition.parse(text, mark, states=STATES)
    (problem,) = error.value.problems
    assert problem.mark == mark
    assert f"column {column}: " in problem.what
    assert piece in str(problem)


def test_the_column_counts_what_stands_before_the_text() -> None:
    with pytest.raises(InputError, match="column 15: "):
        Condition.parse("war > ", offset=8, states=STATES)


def test_a_number_beyond_the_bounds_of_a_state_is_refused() -> None:
    @dataclass(frozen=True)
    class Bounds:
        low: float = 0
        high: float = 1

    assert Condition.parse("war >= 1", states={"war": Bounds()})
    with pytest.raises(InputError, match=r"50 is beyond the bounds of war; 0 to 1"):
        Condition.parse("50 < war", states={"war": Bounds()})


def test_paths_are_sorted_and_stand_once() -> None:
    text = "not us.sanctions.floor > war or (war > 0.5 and oil < 40)"
    assert Condition.parse(text, states=STATES).paths == ("oil", "us.sanctions.floor", "war")


def test_a_condition_travels_to_a_worker() -> None:
    condition = Condition.parse(" war > 0.5 and not oil < 40 ", states=STATES)
    assert copy.deepcopy(condition) == condition
    assert str(condition) == "war > 0.5 and not oil < 40"


# A tree of comparisons written out with all its parentheses means what NumPy says of the tree.
comparisons = st.sampled_from(
    [
        ("war > 0.5", WORLDS["war"] > 0.5),
        ("oil <= 50", WORLDS["oil"] <= 50),
        (
            "us.sanctions < us.sanctions.floor",
            WORLDS["us.sanctions"] < WORLDS["us.sanctions.floor"],
        ),
    ]
)
trees = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        inner.map(lambda one: (f"not ({one[0]})", ~one[1])),
        st.tuples(inner, inner).map(
            lambda two: (f"({two[0][0]}) and ({two[1][0]})", two[0][1] & two[1][1])
        ),
        st.tuples(inner, inner).map(
            lambda two: (f"({two[0][0]}) or ({two[1][0]})", two[0][1] | two[1][1])
        ),
    ),
    max_leaves=8,
)


@given(trees)
def test_any_tree_means_what_it_says(tree: tuple[str, np.ndarray]) -> None:
    text, expected = tree
    assert holds(text) == expected.tolist()


@given(st.text(alphabet="war oil()<>=!&|.019andornot\t\n'\"", max_size=40))
def test_any_text_is_a_condition_or_an_input_error(text: str) -> None:
    with suppress(InputError):
        assert len(holds(text)) == len(WORLDS["war"])


def test_a_condition_on_the_quarter_alone_is_one_truth() -> None:
    condition = Condition.parse("quarter >= 2018Q2", states=STATES)
    assert condition.paths == ()
    assert [bool(condition.evaluate(WORLDS.__getitem__, (NOW - 1 + k).index)) for k in (0, 1)] == [
        False,
        True,
    ]


def test_a_row_of_quarters_is_asked_at_once() -> None:
    """As an observation asks: states as (quarter, world) and the quarters as (quarter, 1)."""
    war = np.array([[0.1, 0.6], [0.6, 0.6]])
    quarters = np.array([[NOW.index], [(NOW + 1).index]])
    condition = Condition.parse("quarter > 2018Q2 and war > 0.5", states=STATES)
    found = condition.evaluate({"war": war}.__getitem__, quarters)
    assert found.tolist() == [[False, False], [True, True]]


def test_a_quarter_outside_the_run_is_refused() -> None:
    run = (Quarter(2017, 1), Quarter(2018, 4))
    assert Condition.parse("quarter > 2018Q4", states=STATES, run=run)
    with pytest.raises(InputError, match=r"2019Q1 lies outside the run; from 2017Q1 to 2018Q4"):
        Condition.parse("war > 0.5 or quarter > 2019Q1", states=STATES, run=run)


def test_a_state_that_is_not_recorded_is_told_from_one_that_does_not_exist() -> None:
    with pytest.raises(InputError, match="'candour' is not recorded"):
        Condition.parse("candour > 1", states=STATES, hidden={"candour"})
