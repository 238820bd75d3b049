"""Events strike when and where they should; policies bind while they last."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.axes import Array
from sim.scenario import Event, Policy
from tests.arrays import same
from tests.busy import QUARTERS, busy, dispute, when, whole

WORLDS = 400
START = busy().start


def run(events: tuple[Event, ...] = (), policies: tuple[Policy, ...] = ()) -> dict[str, Array]:
    """Quarters of worlds with these interventions alone."""
    asked = replace(busy(WORLDS), events=events, policies=policies)
    return dict(whole(asked).quarters)


def shock(**changes: Any) -> Event:
    # A floor: nothing else writes it while no legislature acts.
    given = {"id": "shock", "start": START + 2, "end": START + 2, "probability": 1.0}
    return Event(**{**given, "do": (("japan.sanctions.floor", 0.01),), **changes})


def struck(events: tuple[Event, ...]) -> Array:
    """Quarter in which each world was struck, -1 for never."""
    floor = run(events)["japan.sanctions.floor"] == 0.01
    return np.where(floor.any(axis=0), floor.argmax(axis=0), -1)


def test_a_sure_event_strikes_all_worlds_in_its_quarter() -> None:
    same(struck((shock(),)), np.full(WORLDS, 2))


def test_a_likely_event_strikes_its_share_once_and_for_all() -> None:
    found = struck((shock(probability=0.3, end=START + 6),))
    assert set(found) == {-1, 2}
    assert abs(np.mean(found == 2) - 0.3) < 0.08


def test_an_event_that_repeats_is_drawn_every_quarter() -> None:
    found = struck((shock(probability=0.3, end=START + 6, repeat=True),))
    assert set(found) == {-1, 2, 3, 4, 5, 6}


def test_a_condition_is_read_before_any_event_of_the_quarter() -> None:
    first = shock(id="first", do=(("oil", 20.0),))
    second = shock(id="second", when=when("oil < 21"))
    calm = run()["oil"][1]
    same(struck((first, second)), np.where(calm < 21, 2, -1))
    later = replace(second, end=START + 5)
    assert (struck((first, later)) <= 5).all()
    assert (struck((first, later)) == 3).mean() > 0.3


def test_an_event_that_courts_reaches_the_vote_and_lasts_for_one() -> None:
    vote = 3  # the fourth quarter of the year
    courts = shock(start=START + vote, end=START + vote, do=(("courting", 1.0),))
    found, calm = run((courts,)), run()
    assert (found["courting"][vote] >= calm["courting"][vote]).all()
    assert found["voices"][vote].sum() > calm["voices"][vote].sum()
    same(found["courting"][vote + 1] < 1, np.full(WORLDS, fill_value=True))


@pytest.mark.parametrize("lever", dispute().levers, ids=lambda lever: lever.path)
def test_a_policy_binds_its_lever_while_it_lasts(lever: Any) -> None:
    option = lever.options[-1]
    policy = Policy("line", lever.actor, lever.name, option, START + 1, START + 3)
    moves = run(policies=(policy,))[lever.path]
    bound = len(lever.options) - 1 - lever.hold
    assert (moves[1:4] == bound).all()
    assert not (moves[0] == bound).all()
    assert not (moves[4:] == bound).all()


def test_a_policy_without_an_end_lasts() -> None:
    policy = Policy("line", "us", "pressure", "press", START + 1)
    assert (run(policies=(policy,))["us.lever.pressure"][1:] == 1).all()


def test_unless_ends_a_policy_for_good() -> None:
    policy = Policy("line", "us", "pressure", "press", START, unless=when("oil > 60"))
    found = run(policies=(policy,))
    high = found["oil"] > 60
    bound = found["us.lever.pressure"] == 1
    for quarter in range(1, QUARTERS):
        kept = ~high[:quarter].any(axis=0)
        assert bound[quarter][kept].all()
        if (~kept).sum() > 50:
            assert not bound[quarter][~kept].all()
    assert high.any(axis=0).mean() > 0.2
