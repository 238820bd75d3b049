"""How actors weigh, choose and act; what a council does at a renewal."""

from dataclasses import replace

import numpy as np
import pytest

from sim.base.axes import total
from sim.model.actors import Actor
from sim.model.batch_state import BatchState
from sim.model.compiled import CompiledModel
from sim.model.council import Council
from sim.model.utility import Utility
from sim.model.worlds import Worlds
from tests.support.arrays import near, same
from tests.support.cpu_hog import busy, dispute

WORLDS = 80


@pytest.fixture
def worlds() -> Worlds:
    """Worlds some quarters on, about to decide."""
    made = Worlds(CompiledModel(dispute(), replace(busy(), policies=())), 0, WORLDS)
    for _ in range(3):
        made.step()
    return made


def members(worlds: Worlds) -> list[Actor]:
    return list(worlds.agents)


def test_every_actor_is_there_and_one_is_a_council(worlds: Worlds) -> None:
    assert [agent.name for agent in members(worlds)] == list(dispute().actors)
    councils = [agent.name for agent in members(worlds) if isinstance(agent, Council)]
    assert councils == [dispute().roles.council]


def test_utility_is_the_sum_of_weighted_attainments(worlds: Worlds) -> None:
    batch = worlds.batch
    for actor, laws in worlds.compiled.attainments.items():
        terms = [
            batch.draws[f"{actor}.salience.{i}"] * batch.evaluate(law) for i, law in laws.items()
        ]
        near(worlds.compiled.interests[actor].utility(batch), total(terms))


def test_interests_that_changes_do_not_reach_do_not_change(worlds: Worlds) -> None:
    batch = worlds.batch
    for agent in members(worlds):
        for effects in agent.lever_effects:
            courses = effects.courses(batch)
            reached = agent.interests.worth(batch, courses)
            assert reached, f"{effects.lever.path} moves nothing that {agent.name} minds"
            for option in range(len(effects.lever.options)):
                changed = BatchState(batch.draws, dict(batch.state))
                changed.anchors = batch.anchors
                for key, course in courses.items():
                    changed.write(key, course[option])
                gain = _utility(agent.interests, changed) - _utility(agent.interests, batch)
                near(agent.gains(effects)[option], gain, within=1e-9)


def _utility(interests: Utility, batch: BatchState) -> np.ndarray:
    return interests.utility(batch)


def test_holding_gains_nothing_and_speaks_for_nothing(worlds: Worlds) -> None:
    for agent in members(worlds):
        for effects in agent.lever_effects:
            same(agent.gains(effects)[effects.lever.hold], np.zeros(WORLDS))
            same(agent.values(effects)[effects.lever.hold], np.zeros(WORLDS))
            assert np.isfinite(agent.values(effects)).all()


def test_terms_add_up_to_the_gains(worlds: Worlds) -> None:
    for agent in members(worlds):
        for effects in agent.lever_effects:
            near(total(agent.terms(effects).values()), agent.gains(effects))


def test_an_option_is_one_of_the_lever(worlds: Worlds) -> None:
    worlds.step()
    for lever in dispute().levers:
        assert set(worlds.chosen[lever.path]) <= set(range(len(lever.options)))
    moved = np.stack([worlds.chosen[lever.path] != lever.hold for lever in dispute().levers])
    assert moved.any(axis=1).sum() > len(dispute().levers) / 2


def test_tastes_persist_and_stay_standard_normal() -> None:
    many = Worlds(CompiledModel(dispute(), busy()), 0, 2000)
    before = np.concatenate([agent.taste for agent in members(many)])
    many.step()
    after = np.concatenate([agent.taste for agent in members(many)])
    assert abs(after.mean()) < 0.03
    assert abs(after.std() - 1) < 0.03
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.5


def test_what_was_not_chosen_is_not_done(worlds: Worlds) -> None:
    batch = worlds.batch
    before = dict(batch.state)
    agent = members(worlds)[0]
    effects = agent.lever_effects[0]
    option = np.full(WORLDS, effects.lever.hold)
    effects.act(batch, option)
    assert all(batch.state[name] is array for name, array in before.items())
    option[5] += 1
    effects.act(batch, option)
    ((variable, row),) = effects.courses(batch)
    changed = batch.row((variable, row)) != before[variable][... if row is None else row]
    assert np.flatnonzero(changed).tolist() == [5]


def test_a_deed_stops_at_the_floor(worlds: Worlds) -> None:
    batch, sender = worlds.batch, dispute().senders[0]
    agent = next(agent for agent in members(worlds) if agent.name == sender)
    effects = next(effects for effects in agent.lever_effects if effects.lever.name == "sanctions")
    ((variable, row),) = effects.courses(batch)
    before = batch.row((variable, row))
    batch.write(("floor", row), np.where(np.arange(WORLDS) < 40, before, 0))
    effects.act(batch, np.full(WORLDS, effects.lever.options.index("ease")))
    after = batch.row((variable, row))
    same(after[:40], before[:40])
    assert (after[40:] < before[40:]).all()


def test_a_course_below_a_floor_brings_nothing(worlds: Worlds) -> None:
    agent = next(
        a for a in members(worlds) if any(h.lever.name == "sanctions" for h in a.lever_effects)
    )
    effects = next(effects for effects in agent.lever_effects if effects.lever.name == "sanctions")
    ease = effects.lever.options.index("ease")
    ((variable, row),) = effects.courses(worlds.batch)
    assert (agent.gains(effects)[ease] != 0).all()
    worlds.batch.write(("floor", row), worlds.batch.row((variable, row)))
    same(agent.gains(effects)[ease], np.zeros(WORLDS))


def test_what_stands_at_zero_is_not_on_the_table(worlds: Worlds) -> None:
    sender = dispute().senders[0]
    path = f"{sender}.lever.sanctions"
    worlds.batch.write(("sanctions", 0), np.zeros(WORLDS))
    worlds.step()
    lever = next(lever for lever in dispute().levers if lever.path == path)
    same(worlds.chosen[path], np.full(WORLDS, lever.hold))


# The council


def test_the_council_votes_twice_a_year() -> None:
    """What it renews tires it; what has lapsed does not."""
    made = Worlds(CompiledModel(dispute(), busy()), 0, WORLDS)
    fatigue, in_force = [made.state["fatigue"]], []
    for _ in range(8):
        made.step()
        fatigue.append(made.state["fatigue"])
        in_force.append(made.state["in_force"])
    steps = np.diff(np.stack(fatigue), axis=0)
    same(steps[::2], np.zeros((4, WORLDS)))
    same(steps[1::2], np.stack(in_force)[1::2])
    assert 0 < steps[-1].mean() < 1


def test_the_start_is_a_rest_point_of_the_council() -> None:
    """Without shock and slip as many speak up as at the start, and nobody blocks."""
    made = Worlds(CompiledModel(dispute(), replace(busy(), overrides=())), 0, WORLDS)
    council = next(agent for agent in members(made) if isinstance(agent, Council))
    stages, batch = made.compiled.council, made.batch
    quiet = np.full((1 + len(dispute().members), WORLDS), 1 / 2)
    doubt = batch.evaluate(
        stages["doubts"], member_lead=council.lead, draw_shock=quiet[:1], draw_slip=quiet[1:]
    )
    doubt = doubt - council.origin
    voices = batch.evaluate(stages["voice"], doubt=doubt)
    assert np.mean(voices == batch.anchors["voices"]) > 0.95
    same(batch.evaluate(stages["veto"], doubt=doubt, veto_cost=council.veto_cost), np.zeros(WORLDS))
