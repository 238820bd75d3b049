"""Levers in the hands of their actor, several thought of side by side."""

import numpy as np
import pytest

from sim.model.compiled import CompiledModel
from sim.model.lever_effects import SIDE_BY_SIDE_LIMIT, CourseEvaluation, runs
from sim.model.worlds import Worlds
from tests.support.arrays import same
from tests.support.cpu_hog import busy, dispute

WORLDS = 30


@pytest.fixture
def worlds() -> Worlds:
    made = Worlds(CompiledModel(dispute(), busy()), 0, WORLDS)
    for _ in range(3):
        made.step()
    return made


def test_runs_by_hand() -> None:
    flags = [True, True, False, True, False]
    assert runs(flags, 1) == [(0, 2), (3, 4)]
    assert runs(flags, SIDE_BY_SIDE_LIMIT + 1) == [(0, 1), (1, 2), (3, 4)]
    assert runs([False, False], 1) == runs([], 1) == []


def test_a_run_holds_every_lever_that_is_reached_and_no_other() -> None:
    for bits in range(2**5):
        flags = [bool(bits >> place & 1) for place in range(5)]
        for count in (1, SIDE_BY_SIDE_LIMIT + 1):
            held = [place for first, last in runs(flags, count) for place in range(first, last)]
            assert held == [place for place, flag in enumerate(flags) if flag]


def test_side_by_side_each_lever_moves_alone(worlds: Worlds) -> None:
    """The course of a lever stands in its own row; in the rows of others the state stays."""
    options, back = 3, 1
    for agent in worlds.agents:
        lever_effects = agent.lever_effects
        changes = CourseEvaluation(worlds.batch, lever_effects, back, options).of(
            0, len(lever_effects)
        )
        for key, change in changes.items():
            assert change.shape == (options, len(lever_effects), WORLDS)
            for effects in lever_effects:
                expected = np.tile(worlds.batch.row(key), (options, 1))
                if key in effects.keys:
                    expected[effects.span(back)] = effects.courses(worlds.batch)[key]
                same(change[:, effects.row], expected)


def test_what_is_weighed_is_the_same_side_by_side_and_alone(worlds: Worlds) -> None:
    for agent in worlds.agents:
        beside = [agent.gains(effects) for effects in agent.lever_effects]
        agent._runs = {
            interest: [(place, place + 1) for first, last in found for place in range(first, last)]
            for interest, found in agent._runs.items()
        }
        for effects, gains in zip(agent.lever_effects, beside, strict=True):
            same(agent.gains(effects), gains)


def test_deeds_of_all_worlds_at_once_leave_those_that_hold_as_they_were(worlds: Worlds) -> None:
    for agent in worlds.agents:
        for effects in agent.lever_effects:
            before = {key: worlds.batch.row(key) for key in effects.keys}
            option = np.full(WORLDS, effects.lever.hold)
            option[::2] = np.arange(option[::2].size) % len(effects.lever.options)
            effects.act(worlds.batch, option)
            for key, row in before.items():
                still = option == effects.lever.hold
                same(worlds.batch.row(key)[still], row[still])
