import pickle
from collections.abc import Iterator

import pytest

from sim.base.errors import (
    LINE,
    SUGGESTIONS,
    InputError,
    Mark,
    Problem,
    Problems,
    SimError,
    quoted,
    suggest,
)


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
    assert str(suggest("sanctons", ["sanctions", "investment"])) == "did you mean 'sanctions'?"
    assert str(suggest("xyz", ["sanctions"])) == ""
    assert str(suggest("xyz", ["sanctions"], "remove it")) == "remove it"
    assert str(suggest(2107, [2017, 2018])) == "did you mean '2017'?"


class _Counted(list[str]):
    """Names that count how often they are looked through."""

    looks = 0

    def __iter__(self) -> Iterator[str]:
        self.looks += 1
        return super().__iter__()


def test_only_the_first_problems_of_an_error_have_their_suggestions_looked_up() -> None:
    names = _Counted(["sanctions"])
    problems = Problems()
    for line in range(500, 0, -1):
        with problems.gather():
            word = f"sanctio{line}"
            raise InputError(
                [Problem(word, cure=suggest(word, names), mark=Mark("a.yaml", line, 1))]
            )
    assert names.looks == 0
    with pytest.raises(InputError) as error:
        problems.raise_any()
    lines = str(error.value).splitlines()
    assert names.looks == SUGGESTIONS
    assert ["did you mean" in line for line in lines] == [i < SUGGESTIONS for i in range(500)]


def test_a_problem_quotes_at_most_a_line_of_the_input() -> None:
    problem = Problem(f"{'9' * 100_000!r} is not a prior", cure="a\nb")
    assert len(problem.what) <= LINE
    assert problem.what.startswith("'999")
    assert problem.what.endswith("999' is not a prior")
    assert problem.cure == "a b"
    assert len(quoted(["x" * 100_000])) <= LINE
    assert "digits" in quoted(10**5000)
