"""Which change did it: real scenarios with few worlds, and changes that cannot stand alone."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim import runs
from sim.analysis.expressions import Expression
from sim.analysis.paired import differences
from sim.errors import InputError
from sim.runs import Question
from sim.scenario import Event
from sim.studies.attribution import FEW, Attribution, Plan, answer, attribute, plan, plans
from tests.busy import when

WORLDS = 120
LIFTED = "trump_lifts_sanctions"
SEVERITY = "us_sanctions"
LOW = "us.sanctions < 0.05"


def questions(reference: str = LIFTED, **options: object) -> tuple[Question, Question]:
    asked = runs.read(reference, worlds=WORLDS, **options)  # type: ignore[arg-type]
    ground = asked.ground()
    assert ground is not None
    return asked, ground


@cache
def lifted() -> tuple[Plan, Attribution]:
    done: list[int] = []
    planned = plan(*questions())
    found = answer(planned, progress=done.append)
    assert done == list(range(2, planned.size + 1))
    return planned, found


def test_three_changes_are_eight_runs() -> None:
    planned, found = lifted()
    assert [(each.kind, each.name) for each in found.changes] == [
        ("assumption", "us.salience.punishment"),
        ("event", "executive_order"),
        ("event", "congress_codifies"),
    ]
    assert planned.size == found.runs == 8
    assert found.is_exact
    assert (found.scenario, found.base, found.worlds) == (LIFTED, "baseline", WORLDS)


def test_the_whole_is_the_paired_difference() -> None:
    _, found = lifted()
    asked, ground = questions()
    wanted = differences(runs.answer(asked), runs.answer(ground))
    assert [each.expression for each in found.outcomes] == [each.expression for each in wanted]
    for each, other in zip(found.outcomes, wanted, strict=True):
        assert each.total.value == pytest.approx(other.difference, abs=1e-12)
        shares = sum(part.share.value for part in each.contributions)
        assert shares == pytest.approx(each.total.value, abs=1e-12)


def test_severity_by_hand() -> None:
    """Shapley values of three changes, written out over the eight runs."""
    planned, found = lifted()
    mean = {
        c: float(runs.answer(planned.question(c)).outcomes[SEVERITY].mean()) for c in range(2**3)
    }
    order = (
        2 * (mean[0b010] - mean[0])
        + (mean[0b011] - mean[0b001])
        + (mean[0b110] - mean[0b100])
        + 2 * (mean[0b111] - mean[0b101])
    ) / 6
    severity = next(each for each in found.outcomes if each.expression == SEVERITY)
    _, executive, _ = severity.contributions
    assert executive.share.value == pytest.approx(order, abs=1e-12)
    assert executive.alone.value == pytest.approx(mean[0b010] - mean[0], abs=1e-12)
    assert executive.last.value == pytest.approx(mean[0b111] - mean[0b101], abs=1e-12)
    assert executive.share.value < -0.1
    assert severity.is_moved


def test_assumptions_are_kept_apart_from_events() -> None:
    _, found = lifted()
    severity = next(each for each in found.outcomes if each.expression == SEVERITY)
    assumption, order, codified = severity.contributions
    assert severity.kinds["assumption"].value == pytest.approx(assumption.share.value)
    assert severity.kinds["event"].value == pytest.approx(order.share.value + codified.share.value)


def test_an_event_that_waits_for_another_gets_nothing_alone() -> None:
    asked, ground = questions()
    start = asked.scenario.start
    first = Event("first", start, start, 1.0, (("us.sanctions", 0.0),))
    second = Event("second", start + 1, start + 1, 1.0, (("us.sanctions", 1.0),), when(LOW))
    changed = replace(asked.scenario, overrides=(), events=(first, second), quarters=2)
    calm = replace(ground.scenario, quarters=2)
    planned = plan(replace(asked, scenario=changed), replace(ground, scenario=calm), worlds=30)
    (severity,) = answer(planned, expressions=[Expression.parse(SEVERITY)]).outcomes
    _, waits = severity.contributions
    assert waits.alone.value == 0
    assert waits.last.value > 0.5
    assert waits.share.value == pytest.approx(waits.last.value / 2)


def test_only_what_is_asked_is_answered() -> None:
    planned, _ = lifted()
    found = answer(planned, expressions=[Expression.parse("us_sanctions < 0.2")])
    assert [each.expression for each in found.outcomes] == ["us_sanctions < 0.2"]
    assert found.outcomes[0].is_share
    with pytest.raises(InputError, match="no outcome"):
        answer(planned, expressions=[Expression.parse("tea")])


def test_the_first_worlds_of_those_asked_for() -> None:
    asked, ground = questions()
    assert plan(asked, ground, worlds=50).base.worlds == 50
    assert plan(asked, ground).base.worlds == WORLDS


def test_a_family_of_parameters_is_one_change() -> None:
    asked, ground = questions("members_by_scorecards")
    (family,) = plan(asked, ground).changes
    assert family.name == "eu.member.*.stance"
    assert len(family.pieces) == 28
    apart = plan(asked, ground, apart=True, pairs=2)
    assert len(apart.changes) == 28
    assert len(apart.design.orders) == 4


def many() -> tuple[Question, Question]:
    """Seven changes without a family."""
    changes = {
        "us.salience.punishment": {"scale": 0.4},
        "oil.start": {"scale": 1.3},
        "laws.war.decay": {"scale": 0.5},
        "laws.meetings.rate": {"scale": 2},
        "choices.bargaining.opening": {"scale": 0.5},
    }
    return questions(changes=changes)


def test_many_changes_are_made_in_some_orders() -> None:
    planned = plan(*many(), worlds=20, pairs=2)
    assert len(planned.changes) == FEW + 1
    found = answer(planned, workers=1)
    assert (found.orders, found.runs) == (4, planned.size)
    assert not found.is_exact
    spreads = []
    for each in found.outcomes:
        shares = sum(part.share.value for part in each.contributions)
        assert shares == pytest.approx(each.total.value, abs=1e-12)
        assert each.total.spread == each.contributions[0].alone.spread == 0
        spreads += [part.share.spread for part in each.contributions]
    assert max(spreads) > 0
    again = plan(*many(), worlds=20, pairs=2)
    assert again.design.orders == planned.design.orders


def test_workers_change_nothing() -> None:
    planned, found = lifted()
    assert answer(planned, workers=2) == found


SALIENCES = {"us.salience.punishment": 0.7, "us.salience.alliance": 0.2}


def test_saliences_that_could_come_to_more_than_one_go_together(
    write: Callable[[str], str],
) -> None:
    base = write("set: {us.salience.punishment: 0.1, us.salience.alliance: 0.8}")
    ground = runs.read(base, worlds=WORLDS)
    asked = runs.read(base, worlds=WORLDS, changes=SALIENCES)
    (both,) = plan(asked, ground).changes
    assert both.name == "us.salience.*"
    assert "one without the other" in both.why
    answer(plan(asked, ground, worlds=5))
    smaller = runs.read(base, worlds=WORLDS, changes={**SALIENCES, "us.salience.punishment": 0.15})
    assert len(plan(smaller, ground).changes) == 2


@pytest.fixture
def write(tmp_path: object) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "made.yaml"  # type: ignore[operator]
        path.write_text(
            f"scenario: made\ntitle: Made\nwhy: A test.\nextends: baseline\n{text}\n",
            encoding="utf-8",
        )
        return str(path)

    return write


def test_scenarios_that_do_not_differ_are_refused() -> None:
    _, ground = questions()
    with pytest.raises(InputError, match="does not differ from baseline"):
        plan(ground, ground)


def test_scenarios_that_are_not_run_alike_are_refused() -> None:
    asked, ground = questions()
    other = replace(ground, scenario=replace(ground.scenario, quarters=3, seed=1))
    with pytest.raises(InputError, match=r"differ in quarters(.|\n)*differ in seed"):
        plan(asked, other)


def test_what_cannot_be_run_says_with_which_changes() -> None:
    asked, ground = questions(observe=["2017Q3: us.sanctions < 0.1"])
    planned = plan(asked, ground)
    with pytest.raises(InputError) as error:
        answer(planned, workers=1)
    assert "with some of the changes only (" in str(error.value)
    assert np.any(["worlds" in problem.what for problem in error.value.problems])
