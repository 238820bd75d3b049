"""Ties between actors: what stands in a run, worked out again by hand."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim import scenario
from sim.analysis.alignment import MeanDifference, Relations, StateTrajectory, relations
from sim.base.errors import InputError
from sim.dispute import PRIOR, Dispute, read_folder
from sim.engine import runs
from sim.engine.runs import Question
from sim.results import Run
from sim.scenario import Offer
from tests.support.cpu_hog import dispute, offer
from tests.test_generality import SCENARIO, build

WORLDS = 150


@cache
def run(name: str = "trump_lifts_sanctions", *, observed: bool = False) -> Run:
    seen = ["2017Q4: war = 0.3 +- 0.3"] if observed else []
    read = scenario.read(name, lambda _: offer(), worlds=WORLDS, draws=PRIOR, observe=seen)
    return runs.answer(Question(read, dispute()))


@cache
def beside() -> Relations:
    return relations(run(), dispute(), run("baseline"))


def by_path(found: Relations) -> dict[str, StateTrajectory]:
    return {course.series.path: course for course in found.courses}


def test_every_pair_is_there_in_the_order_of_the_dispute() -> None:
    assert [tie.name for tie in beside().ties] == list(dispute().pairs)
    assert list(beside().actors) == list(dispute().actors)
    for tie in beside().ties:
        assert tie.between == dispute().pairs[tie.name]
        assert tie.title == tie.alignment.title == dispute().pair_titles[tie.name]


def test_trust_and_alliance_stand_with_their_pair() -> None:
    roles = dispute().roles
    for tie in beside().ties:
        wanted = []
        if set(tie.between) == {roles.holder, roles.claimant}:
            wanted = [f"{roles.holder}.trust", f"{roles.claimant}.trust"]
        elif set(tie.between) == {roles.patron, roles.claimant}:
            wanted = ["alliance"]
        assert [course.series.path for course in tie.others] == wanted


@pytest.mark.parametrize("observed", [False, True])
def test_risen_and_fallen_since_the_start_by_hand(observed: bool) -> None:
    mine = run(observed=observed)
    weights = np.ones(WORLDS) if mine.weights is None else mine.weights
    for path, course in by_path(relations(mine, dispute())).items():
        start = mine.draws[f"{path}.start"].to_numpy()
        values = mine.series(path)
        for share, flags in ((course.risen, values > start), (course.fallen, values < start)):
            np.testing.assert_allclose(share, (flags * weights).sum(axis=1) / weights.sum())
        assert start.min() <= course.start <= start.max()
        assert (course.fan.bands["low90"] <= course.fan.bands["middle"]).all()


def test_the_difference_is_the_mean_over_the_same_worlds() -> None:
    for path, course in by_path(beside()).items():
        assert course.moved is not None
        moved = run().series(path) - run("baseline").series(path)
        np.testing.assert_allclose(course.moved.difference, moved.mean(axis=1), atol=1e-11)
        error = moved.std(axis=1, ddof=1) / np.sqrt(WORLDS)
        np.testing.assert_allclose(
            course.moved.high - course.moved.low, 2 * 1.959964 * error, rtol=1e-5, atol=1e-9
        )
        assert (course.moved.forms_low <= course.moved.difference).all()
        assert (course.moved.forms_high >= course.moved.difference).all()


def test_a_run_does_not_differ_from_itself() -> None:
    for course in relations(run(), dispute(), run()).courses:
        assert course.moved is not None
        for column in (course.moved.difference, course.moved.low, course.moved.forms_high):
            assert not column.any()
        assert course.moved.sign(0) == 0


def test_a_sign_needs_worlds_and_forms_on_one_side() -> None:
    def moved(low: float, high: float, form: float) -> MeanDifference:
        middle = (low + high) / 2
        ends = (min(middle, form), max(middle, form))
        return MeanDifference(*(np.array([x]) for x in (middle, low, high, *ends)))

    assert moved(0.1, 0.3, 0.05).sign(0) == 1
    assert moved(-0.3, -0.1, -0.4).sign(0) == -1
    assert moved(-0.1, 0.3, 0.2).sign(0) == 0  # the worlds leave it open
    assert moved(0.1, 0.3, -0.05).sign(0) == 0  # a form turns it


def test_worlds_weigh_as_in_the_run() -> None:
    """An observation moves the median of what it is about."""
    plain, weighted = (relations(run(observed=o), dispute()) for o in (False, True))
    moved = [
        not np.array_equal(a.fan.bands["middle"], b.fan.bands["middle"])
        for a, b in zip(plain.courses, weighted.courses, strict=True)
    ]
    assert any(moved)


def test_other_worlds_are_not_paired() -> None:
    few = scenario.read("baseline", lambda _: offer(), worlds=20, draws=PRIOR)
    other = runs.answer(Question(few, dispute()))
    with pytest.raises(InputError, match="cannot be paired"):
        relations(run(), dispute(), other)


def test_a_quarter_that_is_not_there_is_the_last() -> None:
    assert beside().place("2017Q2") == 1
    assert beside().place("1999Q1") == beside().place(None) == len(beside().quarters) - 1


# Another dispute


@pytest.fixture(scope="module")
def straits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Dispute]:
    """The invented dispute, with trust between its two pairs and an alliance without a pair."""
    folder = tmp_path_factory.mktemp("straits")
    invented = read_folder(build(folder / "straits"))
    file = Path(folder / "straits.yaml")
    file.write_text(SCENARIO.partition("observe:")[0], encoding="utf-8")
    read = scenario.read(file, lambda _: Offer(invented))
    return runs.answer(Question(read, invented)), invented


def test_another_dispute_needs_no_python(straits: tuple[Run, Dispute]) -> None:
    found = relations(*straits)
    assert [tie.title for tie in found.ties] == ["Aldor and Brenn", "Aldor and Dastan"]
    neighbours, eastern = found.ties
    assert [each.title for each in neighbours.others] == [
        "Aldor: trust in Brenn",
        "Brenn: trust in Aldor",
    ]
    assert eastern.others == ()
