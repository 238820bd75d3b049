"""Which change did it: real scenarios with few worlds, and changes that cannot stand alone."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from sim.analysis.attribution import Attribution
from sim.analysis.expressions import Expression
from sim.analysis.paired_differences import differences
from sim.base.errors import InputError
from sim.engine import runs
from sim.engine.runs import Question
from sim.scenario import Event
from sim.studies.attribution import FEW, AttributionPlan, answer, attribute, plan, plans
from sim.studies.comparison import ComparisonSubject
from tests.support.cpu_hog import when

pytestmark = pytest.mark.slow

WORLDS = 120
QUARTERS = 6  # enough for the events, and quick
LIFTED = "trump_lifts_sanctions"
SEVERITY = "us_sanctions"
LOW = "us.sanctions < 0.05"


def questions(reference: str = LIFTED, **options: object) -> tuple[Question, Question]:
    asked = runs.read(reference, worlds=WORLDS, **options)  # type: ignore[arg-type]
    ground = asked.ground()
    assert ground is not None
    return shortened(asked), shortened(ground)


def shortened(question: Question) -> Question:
    return Question(replace(question.scenario, quarters=QUARTERS), question.dispute)


@cache
def lifted() -> tuple[AttributionPlan, Attribution]:
    done: list[int] = []
    planned = plan(*questions())
    found = answer(planned, progress=done.append)
    assert done == sorted(done)
    assert done[-1] == planned.size
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
        c: float(
            runs.answer(Question(planned.scenario_of(c), planned.dispute)).outcomes[SEVERITY].mean()
        )
        for c in range(2**3)
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
        "laws.meetings.rate": {"scale": 0.5},
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
    assert "some without the others" in both.why
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


def test_too_few_worlds_that_agree_are_refused_with_the_cure() -> None:
    asked, ground = questions(observe=["2017Q3: us.sanctions < 0.1"])
    with pytest.raises(InputError, match=r"change by change(.|\n)*--attribute-worlds"):
        answer(plan(asked, ground), workers=1)


def test_names_and_results_are_taken_alike() -> None:
    found = attribute(LIFTED, "baseline", worlds=20)
    assert found.changes == lifted()[1].changes
    assert (found.scenario, found.base, found.worlds) == (LIFTED, "baseline", 20)
    assert found.moved == tuple(each for each in found.outcomes if each.is_moved)
    results = [runs.answer(runs.read(name, worlds=20)) for name in (LIFTED, "baseline")]
    assert attribute(*results) == found


def test_results_of_another_version_are_refused() -> None:
    asked, ground = (runs.answer(each) for each in questions())
    old = asked.manifest.model_copy(update={"versions": {**asked.manifest.versions, "code": "x"}})
    old = old.model_copy(update={"hash": old.identity()})
    asked.manifest = ground.manifest = old
    with pytest.raises(InputError, match="another version of the model"):
        plans([ComparisonSubject("old", results=asked), ComparisonSubject("base", results=ground)])


def test_the_object_is_plain_and_has_every_answer() -> None:
    found = lifted()[1]
    said = json.loads(json.dumps(found.summary(), allow_nan=False))
    assert (said["method"], said["runs"], said["worlds"]) == ("exact", 8, WORLDS)
    assert [change["name"] for change in said["changes"]] == [c.name for c in found.changes]
    severity = said["outcomes"][SEVERITY]
    parts = severity["changes"].values()
    total = severity["total"]["contribution"]
    assert sum(part["contribution"] for part in parts) == pytest.approx(total)
    kinds = severity["kinds"]
    assert sum(part["contribution"] for part in kinds.values()) == pytest.approx(total)
    assert {"alone", "last", "ci95", "mcse", "orders_se", "forms"} <= set(next(iter(parts)))


def test_one_world_has_no_error_to_tell() -> None:
    found = answer(plan(*questions(), worlds=1), workers=1)
    assert found.summary()["outcomes"][SEVERITY]["total"]["mcse"] is None


def test_notes_say_what_was_joined_and_how_it_was_found() -> None:
    assert "all 8 combinations" in " ".join(lifted()[1].notes)
