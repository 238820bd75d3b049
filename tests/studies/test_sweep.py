"""Sweeps of the model: points equal single runs, and differences are paired with the base."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim import scenario
from sim.analysis.expressions import Expression
from sim.analysis.paired_differences import differences
from sim.base.errors import InputError
from sim.dispute import read_folder
from sim.engine import ensemble, runs
from sim.engine.runs import Question
from sim.results import Run
from sim.scenario import Event, Offer, Scenario
from sim.studies import sweep
from sim.studies.sweep_results import Sweep
from tests.support import cpu_hog as busy
from tests.test_generality import SCENARIO, build

pytestmark = pytest.mark.slow

OPENING = "choices.bargaining.opening"
FORM = "interests.wedge.form"
ANSWER = "settlement >= two_islands"
WORLDS = 60


def question(*, base: bool = True, worlds: int = WORLDS, **changes: Any) -> Question:
    """The busy scenario, with or without its base: the same without its event."""
    written = tuple(replace(each, mark=None) for each in busy.busy(worlds).overrides)
    asked = replace(busy.busy(worlds), overrides=written, **changes)
    ground = replace(asked, name="ground", events=(), policies=())
    return Question(asked, busy.dispute(), ground if base else None)


def single(asked: Scenario) -> Run:
    """A run of its own."""
    return runs.answer(Question(asked, busy.dispute()))


def answered(asked: Question, vary: Any, **how: Any) -> Sweep:
    return sweep.answer(sweep.design(asked, vary, outcomes=[ANSWER], **how))


@pytest.fixture(scope="module")
def along() -> Sweep:
    """The busy scenario along one number."""
    return answered(question(), [f"{OPENING}=0.2,0.5,0.9"])


def test_each_point_equals_a_run_of_its_own_less_that_of_its_base(along: Sweep) -> None:
    design = sweep.design(question(), [f"{OPENING}=0.2,0.5,0.9"], outcomes=[ANSWER])
    assert design.base is not None
    for i, point in enumerate(design.points):
        run = single(design.scenario(point))
        base = single(design.beside(point)[0])
        for expression in design.expressions:
            (wanted,) = differences(run, base, [expression])
            text = str(expression)
            assert along.column(text, "value")[i] == pytest.approx(wanted.value)
            assert along.column(text, "base")[i] == pytest.approx(wanted.base)
            assert along.column(text, "difference")[i] == pytest.approx(wanted.difference)
            assert along.column(text, "ci95_low")[i] == pytest.approx(wanted.ci95[0])
            assert along.column(text, "changed")[i] == pytest.approx(wanted.changed)


def test_the_base_has_the_same_value_and_the_question_its_own_worlds(along: Sweep) -> None:
    assert along.plan.beside.kind == "base"
    assert along.plan.worlds == WORLDS
    bases = along.column("settlement >= joint_activities", "base")
    assert len(set(bases)) > 1  # the base moves with what is varied


def test_without_a_base_it_is_compared_with_itself_as_it_stands() -> None:
    as_it_stands = single(question().scenario)
    p = float(Expression.parse(ANSWER).ask(as_it_stands).values.mean())
    for asked, how in ((question(base=False), {}), (question(), {"alone": True})):
        found = answered(asked, {OPENING: [0.2, 0.8]}, **how)
        assert found.plan.beside.kind == "itself"
        assert found.column(ANSWER, "base").tolist() == [p, p]
        # The busy scenario sets 0.8 itself.
        assert found.column(ANSWER, "difference")[1] == 0
        assert found.plan.axes[0].stands == 0.8


def test_two_things_are_varied_in_all_combinations() -> None:
    both = answered(question(worlds=30), {OPENING: [0.2, 0.9], FORM: ["weakest", "additive"]})
    design = sweep.design(question(worlds=30), {OPENING: [0.2, 0.9], FORM: ["weakest", "additive"]})
    assert both.column(ANSWER, "value").shape == (2, 2)
    for (i, j), point in zip(np.ndindex(2, 2), design.points, strict=True):
        run = single(design.scenario(point))
        values = Expression.parse(ANSWER).ask(run).values
        assert both.column(ANSWER, "value")[i, j] == pytest.approx(values.mean())
    assert [line.at for line in both.break_even[ANSWER]] == ["weakest", "additive"]
    assert {line.along for line in both.break_even[ANSWER]} == {OPENING}


def test_neither_workers_nor_chunks_change_a_number(
    along: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = sweep.answer(
        sweep.design(question(), [f"{OPENING}=0.2,0.5,0.9"], outcomes=[ANSWER]), workers=2
    )
    assert again.table.equals(along.table)
    assert again.plan == along.plan
    monkeypatch.setattr("sim.studies.sweep.TILE", 7)
    small = answered(question(), [f"{OPENING}=0.2,0.5,0.9"])
    assert small.table.equals(along.table)


def test_a_number_of_an_event_is_varied_and_the_base_without_it_stays() -> None:
    found = answered(question(), {"events.lifted.probability": [0.0, 1.0]})
    severity = found.column("us_sanctions", "difference")
    assert severity[1] < severity[0]
    bases = found.column("us_sanctions", "base")
    assert bases[0] == bases[1]
    assert found.plan.axes[0].prior_x == ()


def test_a_value_that_changes_nothing_is_a_point_like_any_other() -> None:
    """A form drawn by all of so few worlds, and the probability that stands already."""
    found = answered(question(worlds=1), {FORM: list(busy.dispute().register[FORM].options)})
    assert found.column(ANSWER, "value").shape == (5,)
    same = answered(question(base=False, worlds=20), {"events.lifted.probability": [0.5, 0.9]})
    assert same.column(ANSWER, "difference")[0] == 0


def test_break_even_at_a_target_is_that_of_the_answer() -> None:
    vary = {OPENING: [0.01, 0.3, 0.9]}
    values = answered(question(), vary).column(ANSWER, "value")
    assert values[0] < values[2]
    target = float((values[0] + values[2]) / 2)
    found = answered(question(), vary, target=target)
    (line,) = found.break_even[ANSWER]
    (crossing,) = line.crossings
    left, right = (vary[OPENING].index(x) for x in crossing.between)
    part = (target - values[left]) / (values[right] - values[left])
    at = crossing.between[0] + part * (crossing.between[1] - crossing.between[0])
    assert crossing.at == pytest.approx(at)
    assert crossing.rises


def test_observed_worlds_are_weighed_and_too_few_refused() -> None:
    def observed(seen: str) -> Question:
        asked = scenario.read("baseline", lambda _: busy.offer(), observe=[seen], worlds=200)
        return Question(replace(asked, quarters=4), busy.dispute())

    found = answered(observed("2017Q2: oil > 40"), {OPENING: [0.2, 0.8]})
    effective = found.column(ANSWER, "effective")
    assert ((effective >= 50) & (effective < 200)).all()
    thin = observed("2017Q2: oil > 54")
    design = sweep.design(thin, {OPENING: [0.2, 0.8], "oil.start": [45, 60]}, outcomes=[ANSWER])
    there = sweep.answer(design)
    effective = there.column(ANSWER, "effective")
    assert 0 < design.thin(there) == (effective < 50).sum() < 4
    assert design.thin(found) == 0
    with pytest.raises(InputError, match="fewer than 50 worlds at every point"):
        answered(observed("2017Q2: oil > 120"), {OPENING: [0.2, 0.8]})


def test_progress_counts_points() -> None:
    told: list[int] = []
    design = sweep.design(question(worlds=5), {OPENING: [0.2, 0.5, 0.9]}, outcomes=[ANSWER])
    sweep.answer(design, progress=told.append)
    assert told == [1, 2, 3]


@pytest.mark.parametrize(
    ("vary", "how", "said"),
    [
        ({OPENING: "0.1:0.9:1001", "laws.meetings.rate": "0.1:2:11"}, {}, "11,011 points"),
        ({OPENING: "0.1:0.9:501"}, {"worlds": 10_000}, "10,020,000 worlds"),
        ({OPENING: [0.1, 0.2]}, {"outcomes": ["settlement"]}, "names no level"),
        ({OPENING: [0.1, 0.2]}, {"outcomes": ["setlement >= none"]}, "did you mean 'settlement'"),
        ({OPENING: [0.1, 0.2]}, {"target": 15.0}, "a share from 0 to 1"),
        ({"us.salience.punishment": [0.1, 1.0], "us.salience.alliance": [0.1, 0.5]}, {}, "more"),
    ],
)
def test_what_cannot_be_run_is_told_before_anything_runs(
    vary: Any, how: dict[str, Any], said: str
) -> None:
    asked = question(worlds=how.pop("worlds", WORLDS))
    with pytest.raises(InputError, match=said):
        sweep.design(asked, vary, **{"outcomes": [ANSWER], **how})


def test_several_outcomes_each_have_a_break_even() -> None:
    outcomes = ["peace_treaty", "us_sanctions < 0.2", "us_sanctions"]
    design = sweep.design(question(worlds=10), {OPENING: [0.2, 0.9]}, outcomes=outcomes)
    assert list(sweep.answer(design).break_even) == outcomes


def test_the_dispute_says_what_is_asked_first() -> None:
    design = sweep.design(question(worlds=10), {OPENING: [0.2, 0.9]})
    assert [str(expression) for expression in design.chosen] == [busy.dispute().headline]


def test_the_function_reads_runs_and_writes(tmp_path: Path) -> None:
    how: Any = {"outcomes": [ANSWER], "worlds": 8, "out": tmp_path / "sweep"}
    first = sim.sweep("trump_lifts_sanctions", {OPENING: "0.2:0.8:2"}, **how)
    assert first.plan.beside.name == "baseline"
    assert first.folder == tmp_path / "sweep"
    assert sim.sweep("trump_lifts_sanctions", {OPENING: "0.2:0.8:2"}, **how).plan == first.plan


def test_a_broken_run_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(ensemble, "each", broken)
    design = sweep.design(question(worlds=5), {OPENING: [0.2, 0.5]}, outcomes=[ANSWER])
    with pytest.raises(KeyboardInterrupt):
        sweep.answer(design, out=tmp_path / "sweep")
    assert list(tmp_path.iterdir()) == []


def test_another_dispute_is_swept_by_the_same_code(tmp_path: Path) -> None:
    dispute = read_folder(build(tmp_path / "straits"))
    (tmp_path / "straits.yaml").write_text(SCENARIO, encoding="utf-8")
    asked = scenario.read(tmp_path / "straits.yaml", lambda _: Offer(dispute))
    asked = replace(asked, observations=())
    swept = Question(asked, dispute, replace(asked, name="calm", events=()))
    vary = {"brenn.salience.territory": "0.1:0.6:3", "events.shock.do.oil": "20:60:2"}
    found = sweep.answer(sweep.design(swept, vary))
    assert found.plan.shape == (3, 2)
    assert list(found.break_even) == ["settlement >= shared_use"]


def test_events_of_other_scenarios_are_no_numbers_of_this_one() -> None:
    quarter = busy.busy().start
    other = Event("other", quarter, quarter, 1.0, (("oil", 30.0),))
    assert question(events=(other,)).scenario.events == (other,)
    with pytest.raises(InputError, match="no event 'lifted'"):
        sweep.design(question(events=(other,)), {"events.lifted.probability": [0.1, 0.2]})
