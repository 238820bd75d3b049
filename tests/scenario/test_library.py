"""The library of scenarios and named policies: each moves what it is about, binds what it says."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from sim import scenario
from sim.base.quarters import Quarter
from sim.engine import runs
from sim.engine.runs import Question
from sim.results import Run
from sim.scenario import Policy, Scenario

pytestmark = pytest.mark.slow

BASE, WORLDS = "baseline", 60
OFFER = scenario.offer("kurils")

# What a scenario is about, as a state at the end of the run or a mean over it, and which way it
# moves it. Whether that changes anything else is what the scenario asks; this is what it supposes.
ABOUT = {
    "abe_leaves_early": ("japan.leader", 1),
    "abe_leaves_in_2018": ("japan.leader", 1),
    "china_presses_japan": ("china.threat", 1),
    "congress_codifies_sanctions": ("us.sanctions.floor", 1),
    "economy_first": ("linkage", -1),
    "economy_first_on_trial": ("linkage", -1),
    "eu_unity_breaks": ("in_force", -1),
    "investment_climate_reform": ("climate", 1),
    "islands_first": ("linkage", 1),
    "lure_and_pressure": ("posture", 1),
    "north_korean_crisis": ("north_korea.threat", 1),
    "oil_boom": ("oil", 1),
    "oil_collapse": ("oil", -1),
    "parallel": ("pledges", 1),
    "russia_and_china_draw_closer": ("russia_china.alignment", 1),
    "nationalist_backlash": ("russia.approval", -1),
    "trump_lifts_sanctions": ("us.sanctions", -1),
    "two_islands_of_1956": ("demand", -1),
    "us_doubts_its_alliance": ("alliance", -1),
    "war_escalates": ("war", 1),
}
# About how members are coded, or what is seen and not imposed: nothing that moves a state.
MOVES_NOTHING = {"members_by_scorecards", "seen_by_2018"}


@cache
def answered(name: str) -> Run:
    asked = scenario.read(name, {"kurils": OFFER}.__getitem__, worlds=WORLDS)
    return runs.answer(Question(asked, OFFER.dispute))


def moved(name: str, path: str) -> NDArray[np.float64]:
    """How far a state lies from the base's, world by world, on average over the run."""
    found: NDArray[np.float64] = answered(name).series(path) - answered(BASE).series(path)
    return found.mean(axis=0)


def test_every_scenario_says_what_it_is_about() -> None:
    named = {name for name in scenario.names() if not name.startswith(BASE)}
    assert ABOUT.keys() | MOVES_NOTHING == named


@pytest.mark.parametrize("name", ABOUT)
def test_it_moves_what_it_is_about(name: str) -> None:
    path, way = ABOUT[name]
    assert way * moved(name, path).mean() > 0


def asking(policy: str) -> Scenario:
    """The base with one of the dispute's policies from the first quarter to the last."""
    base = scenario.read(BASE, {"kurils": OFFER}.__getitem__, worlds=WORLDS)
    bindings = tuple(
        Policy(f"{i}", b["actor"], b["lever"], b["option"], base.start)
        for i, b in enumerate(OFFER.policies[policy].bind)
    )
    return Scenario(**{**base.__dict__, "policies": bindings})


@pytest.mark.parametrize("policy", OFFER.policies)
def test_a_named_policy_binds_its_levers(policy: str) -> None:
    asked = asking(policy)
    run = runs.answer(Question(asked, OFFER.dispute))
    for binding in asked.policies:
        lever = next(
            each
            for each in OFFER.dispute.levers
            if (each.actor, each.name) == (binding.actor, binding.lever)
        )
        taken = run.series(lever.path)
        if lever.votes_only:
            votes = [Quarter.parse(each).quarter in OFFER.dispute.renewals for each in run.calendar]
            taken = taken[votes]
        assert (taken == lever.options.index(binding.option) - lever.hold).all()


def test_a_policy_on_trial_ends_where_no_ground_is_agreed() -> None:
    run = answered("economy_first_on_trial")
    loosened = run.series("japan.lever.linkage") == -1
    term = run.calendar.index("2018Q4")
    assert loosened[:term].all()
    # From then on it lasts in a quarter where ground has been agreed at the end of each before it.
    agreed = run.series("level")[term - 1 : -1] >= 2
    lasts = np.logical_and.accumulate(agreed, axis=0)
    assert lasts.any()
    assert loosened[term:][lasts].all()
    assert not loosened[term:][~lasts].all()


def test_a_branch_shares_its_past() -> None:
    run, base = answered("abe_leaves_in_2018"), answered(BASE)
    at = run.calendar.index("2018Q3")
    leads, before = run.series("japan.leader"), base.series("japan.leader")
    assert (leads[:at] == before[:at]).all()
    assert (before[at - 1] == 0).any()
    assert (leads[at:] > 0).all()


def test_nothing_is_bound_or_supposed_in_the_base() -> None:
    base = scenario.read(BASE, {"kurils": OFFER}.__getitem__)
    assert (base.policies, base.events, base.overrides, base.mechanisms_off) == ((), (), (), ())
