"""How actors weigh, choose and act; what a council does at a renewal."""

from dataclasses import replace

import numpy as np
import pytest

from sim.base.axes import total
from sim.model.actors import Actor, Council, Interests
from sim.model.batch_state import Frame
from sim.model.compiled import Setup
from sim.model.worlds import Worlds
from tests.support.arrays import near, same
from tests.support.cpu_hog import busy, dispute

WORLDS = 80


@pytest.fixture
def worlds() -> Worlds:
    """Worlds some quarters on, about to decide."""
    made = Worlds(Setup(dispute(), replace(busy(), policies=())), 0, WORLDS)
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
    frame = worlds.frame
    for actor, laws in worlds.setup.attainments.items():
        terms = [frame.draws[f"{actor}.salience.{i}"] * frame.ask(law) for i, law in laws.items()]
        near(worlds.setup.interests[actor].utility(frame), total(terms))


def test_interests_that_changes_do_not_reach_do_not_change(worlds: Worlds) -> None:
    frame = worlds.frame
    for agent in members(worlds):
        for hand in agent.hands:
            courses = hand.courses(frame)
            reached = agent.interests.worth(frame, courses)
            assert reached, f"{hand.lever.path} moves nothing that {agent.name} minds"
            for option in range(len(hand.lever.options)):
                changed = Frame(frame.draws, dict(frame.state))
                changed.anchors = frame.anchors
                for key, course in courses.items():
                    changed.write(key, course[option])
                gain = _utility(agent.interests, changed) - _utility(agent.interests, frame)
                near(agent.gains(hand)[option], gain, within=1e-9)


def _utility(interests: Interests, frame: Frame) -> np.ndarray:
    return interests.utility(frame)


def test_holding_gains_nothing_and_speaks_for_nothing(worlds: Worlds) -> None:
    for agent in members(worlds):
        for hand in agent.hands:
            same(agent.gains(hand)[hand.lever.hold], np.zeros(WORLDS))
            same(agent.values(hand)[hand.lever.hold], np.zeros(WORLDS))
            assert np.isfinite(agent.values(hand)).all()


def test_terms_add_up_to_the_gains(worlds: Worlds) -> None:
    for agent in members(worlds):
        for hand in agent.hands:
            near(total(agent.terms(hand).values()), agent.gains(hand))


def test_an_option_is_one_of_the_lever(worlds: Worlds) -> None:
    worlds.step()
    for lever in dispute().levers:
        assert set(worlds.chosen[lever.path]) <= set(range(len(lever.options)))
    moved = np.stack([worlds.chosen[lever.path] != lever.hold for lever in dispute().levers])
    assert moved.any(axis=1).sum() > len(dispute().levers) / 2


def test_tastes_persist_and_stay_standard_normal() -> None:
    many = Worlds(Setup(dispute(), busy()), 0, 2000)
    before = np.concatenate([agent.taste for agent in members(many)])
    many.step()
    after = np.concatenate([agent.taste for agent in members(many)])
    assert abs(after.mean()) < 0.03
    assert abs(after.std() - 1) < 0.03
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.5


def test_what_was_not_chosen_is_not_done(worlds: Worlds) -> None:
    frame = worlds.frame
    before = dict(frame.state)
    agent = members(worlds)[0]
    hand = agent.hands[0]
    option = np.full(WORLDS, hand.lever.hold)
    hand.act(frame, option)
    assert all(frame.state[name] is array for name, array in before.items())
    option[5] += 1
    hand.act(frame, option)
    ((variable, row),) = hand.courses(frame)
    changed = frame.row((variable, row)) != before[variable][... if row is None else row]
    assert np.flatnonzero(changed).tolist() == [5]


def test_a_deed_stops_at_the_floor(worlds: Worlds) -> None:
    frame, sender = worlds.frame, dispute().senders[0]
    agent = next(agent for agent in members(worlds) if agent.name == sender)
    hand = next(hand for hand in agent.hands if hand.lever.name == "sanctions")
    ((variable, row),) = hand.courses(frame)
    before = frame.row((variable, row))
    frame.write(("floor", row), np.where(np.arange(WORLDS) < 40, before, 0))
    hand.act(frame, np.full(WORLDS, hand.lever.options.index("ease")))
    after = frame.row((variable, row))
    same(after[:40], before[:40])
    assert (after[40:] < before[40:]).all()


def test_a_course_below_a_floor_brings_nothing(worlds: Worlds) -> None:
    agent = next(a for a in members(worlds) if any(h.lever.name == "sanctions" for h in a.hands))
    hand = next(hand for hand in agent.hands if hand.lever.name == "sanctions")
    ease = hand.lever.options.index("ease")
    ((variable, row),) = hand.courses(worlds.frame)
    assert (agent.gains(hand)[ease] != 0).all()
    worlds.frame.write(("floor", row), worlds.frame.row((variable, row)))
    same(agent.gains(hand)[ease], np.zeros(WORLDS))


def test_what_stands_at_zero_is_not_on_the_table(worlds: Worlds) -> None:
    sender = dispute().senders[0]
    path = f"{sender}.lever.sanctions"
    worlds.frame.write(("sanctions", 0), np.zeros(WORLDS))
    worlds.step()
    lever = next(lever for lever in dispute().levers if lever.path == path)
    same(worlds.chosen[path], np.full(WORLDS, lever.hold))


# The council


def test_the_council_votes_twice_a_year() -> None:
    """What it renews tires it; what has lapsed does not."""
    made = Worlds(Setup(dispute(), busy()), 0, WORLDS)
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
    made = Worlds(Setup(dispute(), replace(busy(), overrides=())), 0, WORLDS)
    council = next(agent for agent in members(made) if isinstance(agent, Council))
    stages, frame = made.setup.council, made.frame
    quiet = np.full((1 + len(dispute().members), WORLDS), 1 / 2)
    doubt = frame.ask(
        stages["doubts"], member_lead=council.lead, draw_shock=quiet[:1], draw_slip=quiet[1:]
    )
    doubt = doubt - council.origin
    voices = frame.ask(stages["voice"], doubt=doubt)
    assert np.mean(voices == frame.anchors["voices"]) > 0.95
    same(frame.ask(stages["veto"], doubt=doubt, veto_cost=council.veto_cost), np.zeros(WORLDS))
