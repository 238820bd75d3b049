"""One world told alone: it is the ensemble's world, and its story adds up."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim import scenario
from sim.dispute import PRIOR
from sim.engine import ensemble
from sim.model.compiled import CompiledModel
from sim.trace import Bargain, Due, OptionChoice, Shift, Story, Vote, tell
from tests.support.cpu_hog import busy, dispute

pytestmark = pytest.mark.slow

WORLDS = 40
offer = cache(scenario.offer)


def story(name: str, world: int) -> Story:
    asked = scenario.read(name, offer, worlds=WORLDS, draws=PRIOR)
    return tell(asked, offer(asked.calibration).dispute, world)


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [story("trump_lifts_sanctions", world) for world in range(0, WORLDS, 5)]


def test_the_world_is_that_of_the_ensemble(stories: list[Story]) -> None:
    first = stories[0]
    batch = ensemble.run(CompiledModel(first.dispute, first.scenario), 0, WORLDS)
    for told in stories:
        for name, values in batch.outcomes.items():
            np.testing.assert_array_equal(told.outcomes[name], values[told.world])
        for path, series in batch.quarters.items():
            np.testing.assert_array_equal(told.quarters[path], series[:, told.world], err_msg=path)


def test_terms_add_up_to_the_advantage(stories: list[Story]) -> None:
    choices = [r for told in stories for r in told.records if isinstance(r, OptionChoice)]
    assert choices
    for choice in choices:
        assert sum(choice.terms.values()) == pytest.approx(choice.advantage)
        assert choice.although == (choice.advantage < 0)
        assert ("although" in choice.text) == (choice.although and choice.policy is None)
        assert 0 <= choice.chance <= 1


def test_habit_and_chance_by_hand(stories: list[Story]) -> None:
    """Leaving what is costs the friction; the chance of one of two is 1 / (1 + exp(-advantage))."""
    checked = 0
    for told in stories:
        friction = told.draws["choices.logit.friction"]
        levers = {lever.path: lever for lever in told.dispute.levers}
        for choice in (r for r in told.records if isinstance(r, OptionChoice)):
            leaves, stays = choice.option != "hold", choice.instead == "hold"
            assert choice.terms["habit"] == friction * ((not stays) - leaves)
            if len(levers[choice.path].options) == 2:
                assert choice.chance == pytest.approx(1 / (1 + np.exp(-choice.advantage)))
                checked += 1
    assert checked


def test_only_changes_of_choice_are_told(stories: list[Story]) -> None:
    for told in stories:
        last: dict[tuple[str, str], str] = {}
        for record in told.records:
            if isinstance(record, OptionChoice):
                lever = (record.actor, record.lever)
                assert record.option != last.get(lever, "hold")
                last[lever] = record.option


def test_every_move_of_a_lever_begins_with_a_record(stories: list[Story]) -> None:
    for told in stories:
        titles = {lever.path: lever.title for lever in told.dispute.levers}
        for lever in told.dispute.levers:
            moved = np.flatnonzero(told.quarters[lever.path])
            if moved.size:
                first = told.scenario.start + int(moved[0])
                assert any(
                    isinstance(r, OptionChoice)
                    and r.lever == titles[lever.path]
                    and r.quarter == first
                    for r in told.records
                ), lever.path


def test_rounds_treaties_and_promises_are_told(stories: list[Story]) -> None:
    for told in stories:
        rounds = [r for r in told.records if isinstance(r, Bargain)]
        assert len(rounds) == told.quarters["rounds"][-1]
        broken = [r for r in told.records if isinstance(r, Due) and r.result == "breaks"]
        assert len(broken) == told.quarters["broken"][-1]
        if told.outcomes["peace_treaty"]:
            assert any(r.result == "signed" for r in rounds)


def test_terms_of_a_package_add_up_to_its_worth(stories: list[Story]) -> None:
    rounds = [r for told in stories for r in told.records if isinstance(r, Bargain)]
    for bargain in rounds:
        for terms, gain in zip(bargain.terms, bargain.gains, strict=True):
            assert sum(terms.values()) == pytest.approx(gain)


def test_a_lapse_is_told(stories: list[Story]) -> None:
    for told in stories:
        lapses = [r for r in told.records if isinstance(r, Vote) and r.result == "lapsed"]
        assert bool(lapses) == (not np.isnan(told.outcomes["eu_lapse_quarter"]))
        for vote in lapses:
            assert vote.vetoes >= 1


def test_an_event_of_the_scenario_bears_its_name(stories: list[Story]) -> None:
    told = [r.text for s in stories for r in s.records if isinstance(r, Shift)]
    assert any("executive_order" in text for text in told)


def test_the_text_tells_every_record(stories: list[Story]) -> None:
    for told in stories:
        for record in told.records:
            assert f"  {record.text}" in told.text.splitlines()
        assert told.text.startswith(told.scenario.title)


def test_a_promise_falls_due_when_it_was_said_to() -> None:
    told = story("trump_lifts_sanctions", 122)
    signed = next(r for r in told.records if isinstance(r, Bargain) and r.owed)
    for owed in signed.owed:
        first = next(r for r in told.records if isinstance(r, Due) and r.promise == owed.kind)
        assert first.quarter == owed.due
        assert first.owed == owed.amount


def test_what_is_owed_at_the_end_is_due_later() -> None:
    short = scenario.read("trump_lifts_sanctions", offer, worlds=WORLDS, draws=PRIOR)
    dispute = offer(short.calibration).dispute
    whole = tell(short, dispute, 122)
    signed = next(r for r in whole.records if isinstance(r, Bargain) and r.owed)
    cut = tell(replace(short, quarters=signed.quarter - short.start + 1), dispute, 122)
    assert cut.owed == signed.owed
    assert "Still owed: transfer of the ground" in cut.text


def test_a_policy_is_named_when_it_begins_to_bind() -> None:
    asked = busy()
    bound = asked.policies[0]
    batch = ensemble.run(CompiledModel(dispute(), asked), 0, 12)
    for world in range(12):
        told = tell(asked, dispute(), world)
        np.testing.assert_array_equal(
            told.outcomes["settlement"], batch.outcomes["settlement"][world]
        )
        named = [r for r in told.records if isinstance(r, OptionChoice) and r.policy]
        assert [(r.quarter, r.policy, r.option) for r in named] == [
            (bound.start, bound.id, bound.option)
        ]
        assert named[0].text.endswith("bound by the policy bound")


def test_every_package_on_the_frontier_is_told_with_its_fate(stories: list[Story]) -> None:
    rounds = [r for told in stories for r in told.records if isinstance(r, Bargain)]
    assert any(bargain.others for bargain in rounds)
    for bargain in rounds:
        points = [package.gains for package in bargain.others]
        for one in points:
            assert not any(
                other[0] >= one[0] and other[1] >= one[1] and other != one for other in points
            )
        assert all(package.fate and package.fate != "signed" for package in bargain.others)
