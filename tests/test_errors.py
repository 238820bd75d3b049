import pickle

import pytest

from sim.errors import InputError, Mark, Problem, Problems, SimError, suggest


def test_a_problem_says_where_what_what_is_allowed_and_the_cure() -> None:
    problem = Problem("unknown key 'quater'", "allowed: quarters", "did you mean 'quarters'?")
    assert str(problem) == "unknown key 'quater'; allowed: quarters; did you mean 'quarters'?"
    placed = Problem("no bounds", mark=Mark("a.yaml", 3, 5))
    assert str(placed) == "a.yaml:3:5: no bounds"


def test_all_problems_are_reported_in_the_order_of_the_file_and_once() -> None:
    late = Problem("late", mark=Mark("a.yaml", 10, 1))
    early = Problem("early", mark=Mark("a.yaml", 9, 7))
    unplaced = Problem("unplaced")
    error = InputError([late, early, unplaced, late])
    assert str(error).splitlines() == ["unplaced", "a.yaml:9:7: early", "a.yaml:10:1: late"]


def test_exit_statuses() -> None:
    assert SimError("broken").status == 1
    assert InputError([]).status == 2
    assert issubclass(InputError, SimError)


def test_an_error_survives_the_way_back_from_a_worker() -> None:
    error = InputError([Problem("late", mark=Mark("a.yaml", 10, 1))])
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 — our own bytes
    assert again.problems == error.problems
    assert str(again) == str(error)


def test_problems_are_gathered_and_raised_together() -> None:
    problems = Problems()
    problems.raise_any()  # none, so nothing happens
    problems.add("first")
    with problems.gather():
        raise InputError([Problem("second")])
    with pytest.raises(InputError, match="first\nsecond"):
        problems.raise_any()


def test_other_errors_are_not_gathered() -> None:
    problems = Problems()
    with pytest.raises(ZeroDivisionError), problems.gather():
        raise ZeroDivisionError


def test_suggestions() -> None:
    assert suggest("sanctons", ["sanctions", "investment"]) == "did you mean 'sanctions'?"
    assert suggest("xyz", ["sanctions"]) == ""
    assert suggest(2107, [2017, 2018]) == "did you mean '2017'?"
