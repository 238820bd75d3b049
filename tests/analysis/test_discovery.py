"""Groups of worlds are told apart by what was planted in them, and by nothing else."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from sim.analysis.discovery import OutcomeGroups, delta
from sim.analysis.expressions import Expression
from sim.results import Run
from tests.support.synthetic import make_batch, make_manifest, make_observed, make_run


@pytest.fixture(scope="module")
def run() -> Run:
    return make_run(1200)


@pytest.fixture(scope="module")
def groups(run: Run) -> OutcomeGroups:
    return OutcomeGroups(run, Expression.parse("settlement >= first").ask(run))


def test_delta_by_hand() -> None:
    # 1 against 2, 2, 0: − − +; 2: = = +; 3: + + +; in all (1 − 2) + 1 + 3 = 3 of 9 pairs
    one, other = np.array([1.0, 2, 3]), np.array([2.0, 2, 0])
    assert delta(one, other) == pytest.approx(3 / 9)
    assert delta(other, one) == pytest.approx(-3 / 9)


def test_delta_is_one_where_all_lie_above_and_none_where_all_are_equal() -> None:
    assert delta(np.array([5.0, 6]), np.array([1.0, 2, 3])) == 1
    assert delta(np.ones(4), np.ones(3)) == 0


def test_a_world_that_counts_twice_is_two_worlds() -> None:
    one, other = np.array([1.0, 4]), np.array([2.0, 3, 5])
    weighted = delta(one, other, np.array([2.0, 1]), np.array([1.0, 0, 1]))
    assert weighted == pytest.approx(delta(np.array([1.0, 1, 4]), np.array([2.0, 5])))


def test_what_was_planted_tells_the_groups_apart(groups: OutcomeGroups) -> None:
    first, *rest = groups.draws()
    # the settlement's score gains 0.2 under the steep form, and nothing else that is drawn counts
    assert (first.path, first.clear) == ("laws.curve", True)
    assert {each.option for each in [first, *rest]} == {"plain", "steep", ""}
    assert not any(each.clear for each in rest if each.path == "sender.salience.punishment")


def test_the_mean_of_an_option_is_its_share(groups: OutcomeGroups) -> None:
    steep = next(each for each in groups.draws() if each.option == "steep")
    drawn = (groups.run.draws["laws.curve"] == "steep").to_numpy()
    assert steep.mean_with == pytest.approx(drawn[groups.with_it].mean())
    assert steep.delta == pytest.approx(steep.mean_with - steep.mean_without)


def test_chance_allows_for_how_many_are_looked_at(groups: OutcomeGroups) -> None:
    assert groups.chance(1) < groups.chance(10) < groups.chance(1000)


def test_noise_is_not_clear() -> None:
    """Of a hundred questions that nothing answers, five at most may seem to be answered."""
    seem = 0
    for seed in range(100):
        random = np.random.default_rng(seed)
        happened = (random.random(300) < 0.4).astype(float)
        answer = SimpleNamespace(values=happened, weights=None, rows=None)
        found = OutcomeGroups(None, answer)  # type: ignore[arg-type]
        seem += abs(found.delta(random.random(300))) > found.chance(1)
    assert seem <= 12  # binomial(100, 0.05) lies above in one case of a thousand


def test_noise_of_draws_that_worlds_share_is_not_clear() -> None:
    """The outcome leans with the joint draw, and so does every parameter in it, by chance."""
    seem = {True: 0, False: 0}
    for seed in range(100):
        random = np.random.default_rng(seed)
        rows = random.integers(0, 40, 400).astype(np.int32)
        happened = (random.normal(size=40)[rows] + random.normal(size=400) > 0).astype(float)
        parameter = random.random(40)[rows]
        for held in (True, False):
            told = rows if held else None
            answer = SimpleNamespace(values=happened, weights=None, rows=told)
            found = OutcomeGroups(None, answer)  # type: ignore[arg-type]
            seem[held] += abs(found.delta(parameter)) > found.chance(1)
    assert seem[True] <= 12
    assert seem[False] > 20


def test_a_state_that_parts_late_is_told_in_its_quarter(run: Run) -> None:
    answer = Expression.parse("flow > 0.5").ask(run)
    splits = OutcomeGroups(run, answer).splits()
    # oil is the drift of the quarter times the size that is the flow: apart from the first on
    assert [(split.series.path, split.quarter) for split in splits] == [("oil", 0)]
    assert splits[0].delta == 1
    assert splits[0].mean_with > splits[0].mean_without


def test_the_typical_world_is_the_medoid(run: Run) -> None:
    groups = OutcomeGroups(run, Expression.parse("flow > 0.5").ask(run))
    drawn = groups.draws()
    one, other = groups.pair(drawn)
    assert one in groups.with_it
    assert other in groups.without_it
    sizes = {(each.path, each.option): abs(each.delta) for each in drawn}
    salience = run.draws["sender.salience.punishment"].rank().to_numpy() / 1199
    columns = [(salience, sizes["sender.salience.punishment", ""])]
    for option in ("plain", "steep"):
        column = (run.draws["laws.curve"] == option).to_numpy(dtype=float)
        columns.append((column, sizes["laws.curve", option]))
    assert not any(each.clear for each in drawn)  # so that all of them count

    def far(world: int, group: np.ndarray) -> float:
        return sum(s * np.abs(c[group] - c[world]).sum() for c, s in columns)

    spread = [far(world, groups.with_it) for world in groups.with_it]
    assert far(one, groups.with_it) == pytest.approx(min(spread))


def test_the_other_world_is_typical_and_of_those_the_nearest() -> None:
    """Ranks of the one draw that counts: with 4, 5, 6; without 0, 1, 2, 3 and 7."""
    manifest = make_manifest(8, forms=())
    batch = make_batch(0, 8)
    batch.draws = {"sender.salience.punishment": np.array([4, 5, 6, 0, 1, 2, 3, 7]) / 10}
    batch.outcomes["flow"] = np.array([1.0, 1, 1, 0, 0, 0, 0, 0])
    run = Run.collect([batch], manifest)
    groups = OutcomeGroups(run, Expression.parse("flow > 0.5").ask(run))
    # The middle of 4, 5, 6 is 5 (world 1). Sums of distances of the others: 0: 1 + 2 + 3 + 7 = 13,
    # 1: 1 + 1 + 2 + 6 = 10, 2: 2 + 1 + 1 + 5 = 9, 3: 3 + 2 + 1 + 4 = 10, 7: 22. The half nearest to
    # their own middle: 1, 2 and 3.
    assert groups.pair(groups.draws()) == (1, 6)  # 3 is nearer to 5 than 1 and 2; 7 is no middle


def test_two_worlds_part_when_they_are_further_apart_than_half_of_all(
    groups: OutcomeGroups,
) -> None:
    values = groups.run.series("oil")
    high, low = int(values[0].argmax()), int(values[0].argmin())
    found = groups.separations(high, low)
    assert ("oil", 0) in [(each.series.path, each.quarter) for each in found]
    assert groups.separations(high, high) == []


def test_worlds_that_do_not_count_are_in_neither_group() -> None:
    run = make_observed([{"id": "dear", "at": "2017Q4", "that": "oil > 15"}], worlds=600)
    groups = OutcomeGroups(run, Expression.parse("settlement >= first").ask(run))
    assert run.weights is not None
    for world in itertools.chain(groups.with_it, groups.without_it):
        assert run.weights[world] > 0
    assert len(groups.with_it) + len(groups.without_it) == (run.weights > 0).sum() < 600
    assert groups.pair(groups.draws())[0] in groups.with_it


def test_all_or_none_are_no_two_groups(run: Run) -> None:
    assert not OutcomeGroups(run, Expression.parse("flow > 99").ask(run)).are_two
    assert not OutcomeGroups(run, Expression.parse("flow > -99").ask(run)).are_two
