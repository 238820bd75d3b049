"""Partial signs: what the articles say of directions, held against single laws and interests.

`calibration/*/expectations.yaml` puts each such claim in terms of the model. All else is held: the
states and the draws are those of worlds of the baseline, and only the cause named is moved.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest
import yaml

from sim import scenario
from sim.axes import Array
from sim.choices.courting import courted
from sim.dispute import Dispute
from sim.evidence import Evidence
from sim.frame import Frame
from sim.locations import calibration_folder, seeds_folder
from sim.model import Worlds
from sim.setup import Setup
from sim.shapes import shift_odds
from sim.state import catalogue

CALIBRATION = "kurils"
WORLDS = 200
QUARTERS = (0, 6)  # states at the start, where nothing has moved yet, and when things are under way
STEP = np.exp(0.5)  # what a move multiplies the odds of a share by
AMOUNT = 1.25  # and an amount
COUNT = 2.0  # and adds to a count
NOTHING = 1e-12  # a smaller effect is rounding
RARELY = 0.05  # a reading is possible if it holds in more worlds than these
LITTLE = 0.1  # an effect that is less than this share of the quantity is hardly one

FILE = calibration_folder(CALIBRATION) / "expectations.yaml"
EXPECTATIONS: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))["expectations"]


class Moment(NamedTuple):
    """Worlds at one time of their run."""

    model: Worlds
    frame: Frame


@cache
def moments() -> tuple[Moment, ...]:
    """Worlds of the baseline at the start and some quarters on."""
    baseline = scenario.read("baseline", scenario.offer, worlds=WORLDS)
    setup = Setup(scenario.offer(CALIBRATION).dispute, baseline)
    found = []
    for quarters in QUARTERS:
        model = Worlds(setup, 0, WORLDS)
        for _ in range(quarters):
            model.step()
        found.append(Moment(model, model.frame))
    return tuple(found)


def dispute() -> Dispute:
    return moments()[0].model.setup.dispute


# Moving what is meant


def moved(frame: Frame, move: Mapping[str, Any]) -> Frame:
    """The same worlds after a move of states and parameters; the start stays what it was."""
    draws, state = dict(frame.draws), dict(frame.state)
    states = catalogue(dispute())
    steps = [(path, +1) for path in move.get("up", ())]
    steps += [(path, -1) for path in move.get("down", ())]
    for path, sign in steps:
        if path in states:
            put(state, states[path], step(take(state, states[path]), states[path], sign))
        else:
            draws[path] = step(draws[path], dispute().register[path], sign)
    for path, to in move.get("set", {}).items():
        if path in states:
            reached = list(dispute().ladder).index(to) if path == "level" else to
            put(state, states[path], np.maximum(take(state, states[path]), reached))
        else:
            draws[path] = np.full_like(draws[path], to)
    changed = Frame(draws, state)
    changed.anchors = frame.anchors
    return changed


def step(value: Array, about: Any, sign: int) -> Array:
    """A value one step up or down, inside its bounds."""
    if about.unit == "count":
        return np.maximum(0, value + sign * COUNT)
    if np.isfinite(about.high) and not about.unit.startswith("USD"):
        width = about.high - about.low
        share = (value - about.low) / width
        return np.asarray(about.low + width * shift_odds(share, STEP**sign))
    return value * AMOUNT**sign


def take(state: Mapping[str, Array], about: Any) -> Array:
    array = state[about.variable]
    return array if about.row is None else array[about.row]


def put(state: dict[str, Array], about: Any, value: Array) -> None:
    array = state[about.variable].copy()
    array[... if about.row is None else about.row] = value
    state[about.variable] = array


# What may rise or fall


def quantity(moment: Moment, frame: Frame, shows_in: Mapping[str, Any]) -> Array:
    """The quantity in which an effect shows, (world,); of a course, what it would add to it."""
    if "course" in shows_in:
        plain = {key: value for key, value in shows_in.items() if key != "course"}
        after = quantity(moment, moved(frame, shows_in["course"]), plain)
        return np.asarray(after - quantity(moment, frame, plain))
    if "law" in shows_in:
        return after_law(moment.model, frame, shows_in["law"], shows_in["state"])
    if "council" in shows_in:
        return in_council(moment.model, frame, shows_in["council"])
    return utility(moment.model.setup, frame, shows_in["actor"], shows_in.get("interest"))


def utility(setup: Setup, frame: Frame, actor: str, only: str | None) -> Array:
    """An actor's utility, or the part of it that stems from one interest."""
    laws = setup.attainments[actor]
    return np.asarray(
        sum(
            frame.draws[f"{actor}.salience.{interest}"] * frame.ask(law)
            for interest, law in laws.items()
            if only in (None, interest)
        )
    )


def after_law(model: Worlds, frame: Frame, law: str, path: str) -> Array:
    """A state after one quarter of one law, by the same draws whatever was moved."""
    wired = model.setup.laws[law]
    results = frame.ask(wired, **model.uniforms(wired))
    about = catalogue(dispute())[path]
    written = [reference.name for reference in wired.outputs]
    return take({about.variable: results[written.index(about.variable)]}, about)


def in_council(model: Worlds, frame: Frame, stage: str) -> Array:
    """Doubt of all members together, or the number of those that speak up or block."""
    laws, state, drawn = model.setup.council, frame.state, frame.draws
    agent = next(agent for agent in model.agents if agent.name == dispute().roles.council)
    doubt = frame.ask(
        laws["doubts"],
        member_lead=agent.lead,
        draw_shock=model.draws("council.shock", (agent.name,)),
        draw_slip=model.draws("council.slip", model.setup.ids["member"]),
    )
    charm, reach = (drawn[f"choices.council.{name}"] for name in ("charm", "reach"))
    most = int(dispute().register["choices.council.reach"].high)
    doubt = courted(doubt - agent.origin, state["member"], state["courting"], charm, reach, most)
    if stage == "doubt":
        return np.asarray((doubt * state["member"]).sum(axis=0))
    return np.asarray(frame.ask(laws[stage], doubt=doubt, veto_cost=agent.veto_cost))


def effect(expected: Mapping[str, Any]) -> tuple[Array, Array]:
    """What the move adds to the quantity, and the quantity without it, over all moments."""
    before, added = [], []
    for moment in moments():
        base = moved(moment.frame, expected.get("given", {}))
        without = quantity(moment, base, expected["shows_in"])
        with_it = quantity(moment, moved(base, expected["move"]), expected["shows_in"])
        before.append(without)
        added.append(with_it - without)
    return np.concatenate(added), np.concatenate(before)


# The file


@cache
def claims() -> Mapping[str, Any]:
    return Evidence.load(seeds_folder())


def test_every_direction_that_a_claim_states_is_put_in_terms_of_the_model() -> None:
    stated = {name for name, claim in claims().items() if claim.direction is not None}
    named = {
        name
        for expected in EXPECTATIONS.values()
        for name in (*expected["claims"], *expected.get("likewise", ()))
    }
    assert named == stated


@pytest.mark.parametrize("name", EXPECTATIONS)
def test_it_says_what_its_claims_say(name: str) -> None:
    expected = EXPECTATIONS[name]
    for claim in expected["claims"]:
        said = claims()[claim].direction
        for word in ("cause", "effect", "sign", "scope"):
            assert getattr(said, word) == expected[word], claim
    clusters = {claims()[claim].cluster for claim in expected["claims"]}
    for claim in expected.get("likewise", ()):
        assert claims()[claim].cluster in clusters
        assert claims()[claim].direction.sign == expected["sign"]


@pytest.mark.parametrize("name", EXPECTATIONS)
def test_it_is_tested_or_says_why_not(name: str) -> None:
    expected = EXPECTATIONS[name]
    tested = "shows_in" in expected and "move" in expected and expected["scope"] == "partial"
    assert tested + (expected["scope"] == "total") + ("not_modelled" in expected) == 1
    assert ("because" in expected) == tested


def test_little_is_left_out() -> None:
    fates = Counter(
        "not_modelled" if "not_modelled" in expected else "modelled"
        for expected in EXPECTATIONS.values()
        for _ in expected["claims"]
    )
    assert fates["not_modelled"] <= fates["modelled"] / 10


# The signs


def partial() -> list[Any]:
    """Expectations to test; one that is known to fail must go on failing, or be struck out."""
    return [
        pytest.param(
            name,
            marks=pytest.mark.xfail(
                "fails" in expected, reason=expected.get("fails", ""), raises=AssertionError
            ),
        )
        for name, expected in EXPECTATIONS.items()
        if "shows_in" in expected
    ]


@pytest.mark.parametrize("name", partial())
def test_partial_sign(name: str) -> None:
    expected = EXPECTATIONS[name]
    added, quantity_before = effect(expected)
    assert np.isfinite(added).all()
    sign = expected["sign"] * (-1) ** len(expected.get("lowers", ()))
    right, wrong = (np.mean(direction * added > NOTHING) for direction in (sign, -sign))
    if expected.get("either"):
        assert min(right, wrong) > RARELY, f"right in {right:.0%}, wrong in {wrong:.0%}"
        return
    assert wrong == 0, f"wrong in {wrong:.1%} of worlds"
    assert right >= expected.get("in", 0.8), f"right in {right:.1%} of worlds only"
    if expected.get("hardly"):
        slight = np.mean(np.abs(added) < LITTLE * np.abs(quantity_before))
        assert RARELY < slight < 1 - RARELY, f"slight in {slight:.0%} of worlds"
