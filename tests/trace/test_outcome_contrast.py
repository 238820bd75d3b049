"""Why some worlds come to an outcome: groups, a pair, and what to do where there is none."""

from pathlib import Path

import pytest

import sim
from sim.base.errors import InputError
from sim.trace import explain_world as asking
from sim.trace.outcome_contrast import WORLDS, Why, bounded, lines, side_by_side, why

pytestmark = pytest.mark.slow

FEW = 150


@pytest.fixture(scope="module")
def found() -> Why:
    return why("baseline", "peace_treaty", worlds=FEW)


def test_it_tells_a_world_of_either_kind(found: Why) -> None:
    assert found.pair is not None
    one, other = found.pair
    assert one.outcomes["peace_treaty"]
    assert not other.outcomes["peace_treaty"]


def test_the_share_is_that_of_the_run(found: Why) -> None:
    run = sim.run("baseline", worlds=FEW)
    assert found.share.value == pytest.approx(run.outcomes["peace_treaty"].mean())
    assert f"of {FEW} worlds, drawn from the posterior, have it." in found.text


def test_what_was_drawn_differently_has_its_claims(found: Why) -> None:
    assert len(found.draws) == len(found.basis)
    for each, basis in zip(found.draws, found.basis, strict=True):
        assert each.path == basis.path
        assert basis.claims or basis.judgement or basis.source
    sizes = [abs(each.delta) for each in found.draws]
    assert sizes == sorted(sizes, reverse=True)
    assert found.looked_at > len(found.draws)


def test_two_stories_stand_side_by_side(found: Why) -> None:
    rows = side_by_side(found)
    quarters = [quarter for quarter, _, _ in rows]
    assert quarters == sorted(set(quarters))
    assert found.pair is not None
    for row, story in enumerate(found.pair, start=1):
        rounds = [record for record in story.records if record.kind == "bargain"]
        told = [text for each in rows for text in each[row] if text.startswith("round")]
        assert told == [each.brief for each in rounds]


@pytest.mark.parametrize(
    ("expression", "says"),
    [("settlement >= four_islands", "No world has it"), ("settlement >= none", "Every world")],
)
def test_where_all_or_none_have_it_the_answer_says_so(expression: str, says: str) -> None:
    found = why("baseline", expression, worlds=12, set={"laws.meetings.rate": 0})
    assert found.pair is None
    assert says in found.text
    assert "--worlds" in found.text
    assert len(list(lines(found))) == 4


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("us_sanctions", "compare it with a number, as in 'us_sanctions > 1'"),
        ("setlement >= none", "did you mean 'settlement'"),
        ("settlement >= two_islnds", "did you mean 'two_islands'"),
        ("treaty or war", "is no expression"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_runs(
    expression: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.engine.runs.answer", None)
    with pytest.raises(InputError, match=says):
        why("baseline", expression, worlds=12)


def test_a_results_folder_is_asked_as_it_stands(tmp_path: Path, found: Why) -> None:
    sim.run("baseline", worlds=FEW, out=tmp_path / "run")
    again = why(tmp_path / "run", "peace_treaty")
    assert [story.world for story in again.pair or ()] == [s.world for s in found.pair or ()]
    assert again.draws == found.draws


def test_worlds_are_bounded_unless_asked_for() -> None:
    case = asking.case("baseline")
    assert case.question.scenario.worlds > WORLDS
    assert bounded(case, None).question.scenario.worlds == WORLDS
    assert bounded(case, 9999).question.scenario.worlds == case.question.scenario.worlds


def test_worlds_count_by_how_well_they_agree_with_what_is_observed() -> None:
    seen = ["2017Q2: oil > 45"]
    weighted = why("baseline", "peace_treaty", worlds=FEW, observe=seen)
    run = sim.run("baseline", worlds=FEW)
    oil = run.series("oil")[1]
    assert weighted.share.value == pytest.approx(run.outcomes["peace_treaty"][oil > 45].mean())
    assert "weighted by what is observed" in weighted.text
    assert weighted.pair is not None
    for story in weighted.pair:
        assert story.quarters["oil"][1] > 45
