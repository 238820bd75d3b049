"""Events strike when and where they should; policies bind while they last."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.base.axes import Array
from sim.scenario import Event, Policy
from tests.support.arrays import same
from tests.support.cpu_hog import QUARTERS, busy, dispute, when, whole

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


def bound(option: str, first: int = 0, last: int | None = None, **more: Any) -> Policy:
    """Washington's sanctions, bound to an option."""
    end = None if last is None else START + last
    return Policy(f"{option}.{first}", "us", "sanctions", option, START + first, end, **more)


def moves(*policies: Policy, events: tuple[Event, ...] = ()) -> Array:
    """What Washington did with its sanctions, counted from holding, (quarter, world)."""
    return run(events, policies)["us.lever.sanctions"]


@pytest.mark.parametrize("lever", dispute().levers, ids=lambda lever: lever.path)
def test_a_policy_binds_its_lever_while_it_lasts(lever: Any) -> None:
    option = lever.options[-1]
    policy = Policy("line", lever.actor, lever.name, option, START + 1, START + 3)
    found = run(policies=(policy,))[lever.path]
    wanted = len(lever.options) - 1 - lever.hold
    for quarter in (1, 2, 3):
        # A lever that is open only before votes is open in Q2 and Q4.
        open_now = not lever.votes_only or (START + quarter).quarter in (2, 4)
        assert (found[quarter] == (wanted if open_now else 0)).all()
    for free in (0, slice(4, None)):
        assert not (found[free] == wanted).all()


def test_a_deed_that_is_bound_is_done_on_the_table_or_not() -> None:
    """Odds of the severity times exp(-step) a quarter, whether or not it was to be revised."""
    asked = replace(busy(WORLDS), events=(), policies=(bound("ease", last=1),))
    found = whole(replace(asked, mechanisms_off=("legislature", "promises")))
    start, step = found.draws["us.sanctions.start"], found.draws["us.lever.sanctions.step"]
    assert (found.draws["us.lever.sanctions.revision"] < 0.5).any()
    for quarter in (0, 1):
        odds = start / (1 - start) * np.exp(-step * (quarter + 1))
        by_hand = odds / (1 + odds)
        np.testing.assert_allclose(found.quarters["us.sanctions"][quarter], by_hand, rtol=1e-12)


def test_a_bound_actor_stays_above_a_floor() -> None:
    """A floor of a half from the first quarter on: whoever stands below may not be lowered."""
    floor = shock(start=START, end=START, do=(("us.sanctions.floor", 0.5),))
    found = run((floor,), (bound("ease"),))
    severity, before = found["us.sanctions"], whole(busy(WORLDS)).draws["us.sanctions.start"]
    assert (found["us.lever.sanctions"] == -1).all()  # it tries all the same
    assert (severity >= np.minimum(before, 0.5) - 1e-12).all()


def test_a_policy_without_an_end_lasts() -> None:
    policy = Policy("line", "us", "pressure", "press", START + 1)
    assert (run(policies=(policy,))["us.lever.pressure"][1:] == 1).all()


def test_unless_ends_a_policy_for_good() -> None:
    policy = Policy("line", "us", "pressure", "press", START, unless=when("oil > 60"))
    found = run(policies=(policy,))
    high = found["oil"] > 60
    held = found["us.lever.pressure"] == 1
    for quarter in range(1, QUARTERS):
        kept = ~high[:quarter].any(axis=0)
        assert held[quarter][kept].all()
        if (~kept).sum() > 50:
            assert not held[quarter][~kept].all()
    assert high.any(axis=0).mean() > 0.2


def test_a_policy_that_ends_leaves_the_choice_free() -> None:
    """From the quarter of its end on, the actor does what it would do without: the same worlds.

    The option that is bound is what it does anyway, so that nothing else differs."""
    free = moves()
    held = moves(bound("hold", unless=when(f"quarter >= {START + 4}")))
    assert (held[:4] == 0).all()
    calm = (free[:4] == 0).all(axis=0)
    assert calm.sum() > 50
    same(held[:, calm], free[:, calm])


def test_conditions_know_the_quarter_that_begins_and_the_end_of_the_last() -> None:
    """Economy first; stop if by the fourth quarter oil has not come to 50."""
    until = when(f"quarter >= {START + 3} and oil < 50")
    found = run(policies=(bound("tighten", unless=until),))
    low = found["oil"] < 50
    for quarter in range(QUARTERS):
        # In quarter 3 the end of quarter 2 is asked for, and so on; what has ended does not begin.
        ended = low[2:quarter].any(axis=0)
        assert (found["us.lever.sanctions"][quarter][~ended] == 1).all()
        if quarter > 3 and ended.sum() > 50:
            assert not (found["us.lever.sanctions"][quarter][ended] == 1).all()
    assert 0.1 < low[2:].any(axis=0).mean() < 0.9


def test_conditions_are_read_before_the_shocks_of_the_quarter() -> None:
    cheap = shock(start=START + 2, end=START + 2, do=(("oil", 10.0),))
    found = moves(bound("tighten", unless=when("oil < 11")), events=(cheap,))
    assert (found[2] == 1).all()
    assert not (found[3] == 1).all()


def test_when_begins_a_policy_that_then_stays() -> None:
    policy = bound("tighten", 1, 7, when=when("oil > 60"))
    found = run(policies=(policy,))
    high, held = found["oil"] > 60, found["us.lever.sanctions"] == 1
    assert 0.1 < high[0:7].any(axis=0).mean() < 0.9
    for quarter in range(1, 8):
        begun = high[:quarter].any(axis=0)
        assert held[quarter][begun].all()
        if (~begun).sum() > 50:
            assert not held[quarter][~begun].all()
    assert not held[8].all()


def test_unless_means_nothing_before_the_policy_has_begun() -> None:
    late = bound("tighten", when=when(f"quarter >= {START + 3}"), unless=when("oil < 1000"))
    assert not (moves(late)[3] == 1).all()  # it ends as it begins
    never = bound("tighten", when=when(f"quarter >= {START + 3}"), unless=when("oil > 1000"))
    assert (moves(never)[3:] == 1).all()
    gone = bound("tighten", 4, unless=when(f"quarter < {START + 4}"))
    assert (moves(gone)[4:] == 1).all()


def test_one_policy_follows_another() -> None:
    found = moves(bound("ease", last=3), bound("tighten", 4))
    assert (found[:4] == -1).all()
    assert (found[4:] == 1).all()


def test_where_a_policy_begins_on_a_condition_it_takes_over() -> None:
    second = bound("tighten", 2, 5, when=when("oil > 60"))
    found = run(policies=(bound("ease"), second))
    for quarter in range(QUARTERS):
        begun = (found["oil"][1:quarter] > 60).any(axis=0) & (2 <= quarter <= 5)
        same(found["us.lever.sanctions"][quarter], np.where(begun, 1.0, -1.0))
