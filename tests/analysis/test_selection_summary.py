"""The worlds that are picked stand beside all others, in every table of a run."""

import numpy as np
import pytest

from sim.analysis.discovery import delta
from sim.analysis.quantile_bands import fan
from sim.analysis.selection_summary import Selection, boxed, selected_answers, selection_contrasts
from sim.analysis.world_filters import WorldFilter
from sim.results import Run
from tests.support.synthetic import make_observed, make_run

SALIENCE = "sender.salience.punishment"


@pytest.fixture(scope="module")
def run() -> Run:
    return make_run(1200)


@pytest.fixture(scope="module")
def settled(run: Run) -> Selection:
    return Selection(run, WorldFilter.parse("settlement >= first"))


def test_worlds_are_counted(run: Run, settled: Selection) -> None:
    count = int((run.outcomes["settlement"] >= "first").sum())
    assert (settled.count, settled.of) == (count, 1200)
    assert settled.share.value == pytest.approx(count / 1200)
    assert list(settled.first(2)) == list(np.flatnonzero(settled.worlds)[:2])


def test_what_picks_is_so_in_all_that_are_picked(run: Run, settled: Selection) -> None:
    rows = {row.expression: row for row in selected_answers(settled)}
    assert rows["settlement >= first"].selected.value == 1
    assert rows["settlement >= first"].whole.value == pytest.approx(settled.share.value)
    flow = run.outcomes["flow"].to_numpy()
    assert rows["flow"].selected.value == pytest.approx(flow[settled.worlds].mean())
    assert rows["flow"].there is None


def test_the_same_worlds_stand_beside_in_the_base() -> None:
    shifted, base = make_run(900, shift=0.2), make_run(900)
    found = Selection(shifted, WorldFilter.parse("settlement >= first"))
    rows = {row.expression: row for row in selected_answers(found, base)}
    there = (base.outcomes["settlement"] >= "first").to_numpy()[found.worlds].mean()
    assert rows["settlement >= first"].there is not None
    assert rows["settlement >= first"].there.value == pytest.approx(there)
    assert there < 1


def test_points_are_the_first_worlds_and_enough_of_the_picked(run: Run) -> None:
    rare = Selection(run, WorldFilter.parse("flow > 0.97"))
    others, picked = rare.sample(most=100, least=20)
    assert len(picked) == 20
    assert set(picked) <= set(np.flatnonzero(rare.worlds))
    assert others.max() < 100
    assert not set(others) & set(np.flatnonzero(rare.worlds))
    many = Selection(run, WorldFilter.parse("flow > 0.1"))
    others, picked = many.sample(most=100, least=20)
    assert sorted([*others, *picked]) == list(range(100))


def test_a_box_replaces_what_its_axes_said_and_a_side_around_all_says_nothing(run: Run) -> None:
    line = f"{SALIENCE} from 0.5 to 0.6 and flow by {SALIENCE} inside 0,0 1,0 1,1"
    found = Selection(run, WorldFilter.parse(line))
    drawn = boxed(found, [(SALIENCE, -1, 2), ("settlement", 0.6, 2.2)])
    assert str(drawn) == "settlement >= first"
    kept = f"{SALIENCE} from 0.5 to 0.6 and flow from 0.2 to 0.4"  # the outline goes with its axis
    assert str(boxed(found, [("flow", 0.2, 0.4), ("settlement", -1, 9)])) == kept


def test_what_was_planted_sets_them_apart(settled: Selection) -> None:
    marked, looked_at = selection_contrasts(settled, 2)
    # the settlement's score gains 0.2 under the steep form; two options and one number were drawn
    assert looked_at == 3
    assert {each.drawn.path for each in marked} == {"laws.curve"}
    assert all(each.drawn.clear for each in marked)


def test_what_was_picked_by_is_no_finding(run: Run) -> None:
    marked, looked_at = selection_contrasts(
        Selection(run, WorldFilter.parse("laws.curve = steep")), 5
    )
    assert [each.drawn.path for each in marked] == [SALIENCE]
    assert looked_at == 1
    assert not marked[0].drawn.clear


def test_all_or_none_are_set_apart_by_nothing(run: Run) -> None:
    for line in ("", "flow > 99"):
        assert selection_contrasts(Selection(run, WorldFilter.parse(line)), 5) == ([], 0)


def test_an_interval_covers_as_often_as_it_says() -> None:
    """P(x > y) - P(x < y) is 0.5 where x is a half larger on a unit: 1 - 2 (1 - 0.5)² / 2 - …"""
    from types import SimpleNamespace

    from sim.analysis.discovery import OutcomeGroups
    from sim.analysis.selection_summary import _interval

    shift = 0.5
    true = 1 - (1 - shift) ** 2  # 2 P(x > y) - 1, with P(x > y) = 1 - (1 - s)² / 2
    inside = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        with_it = np.zeros(200, dtype=bool)
        with_it[:60] = True
        values = random.random(200) + shift * with_it
        answer = SimpleNamespace(values=with_it.astype(float), weights=None, rows=None)
        groups = OutcomeGroups(None, answer)  # type: ignore[arg-type]
        found = delta(values[:60], values[60:])
        low, high = _interval(groups, values, found)
        assert low <= found <= high
        inside += low <= true <= high
    assert 180 <= inside <= 199  # binomial(200, 0.95) lies outside in one case of a thousand


def test_worlds_that_count_for_nothing_are_not_picked() -> None:
    run = make_observed([{"id": "dear", "at": "2017Q4", "that": "oil > 15"}], worlds=600)
    assert run.weights is not None
    found = Selection(run, WorldFilter.parse("settlement >= first"))
    assert (run.weights[found.worlds] > 0).all()
    assert found.of == (run.weights > 0).sum() < 600
    others, picked = found.sample(most=200, least=10)
    assert (run.weights[np.concatenate([others, picked])] > 0).all()


def test_a_fan_of_the_picked_is_theirs(run: Run) -> None:
    high = Selection(run, WorldFilter.parse("flow > 0.5"))
    oil = run.manifest.series[1]
    whole, picked = fan(run, oil), fan(run, oil, 5, high.worlds)
    # oil is the drift of the quarter times the size that is the flow: those picked lie higher
    assert (picked.bands["low90"] > whole.bands["low50"]).all()
    np.testing.assert_array_equal(picked.paths, run.series("oil")[:, high.first(5)].T)
