"""Partial signs: what is said of directions, held against single laws and interests.

All else is held: the states and the draws are those of worlds of a scenario, and only the cause is
moved, at the start, where nothing has moved yet, and when things are under way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from sim.base.axes import Array, total
from sim.base.functional_forms import shift_odds
from sim.choices.courting import courted
from sim.dispute import PRIOR, Dispute
from sim.expectations import Expectation, ExpectedEffect, Partial, Perturbation
from sim.model.batch_state import BatchState
from sim.model.compiled import CompiledModel
from sim.model.worlds import Worlds
from sim.scenario import Scenario
from sim.state import StateInfo, catalogue

WORLDS = 200
QUARTERS = (0, 6)  # stepped before a moment is looked at
STEP = np.exp(0.5)  # what a move multiplies the odds of a share by
AMOUNT = 1.25  # and an amount
COUNT = 2.0  # and adds to a count
NOTHING = 1e-12  # a smaller effect is rounding
RARELY = 0.05  # a reading is possible if it holds in more worlds than these
LITTLE = 0.1  # an effect that is less than this share of the quantity is hardly one


class _Scale(Protocol):
    """What is known of a state or a parameter."""

    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def unit(self) -> str: ...


@dataclass(frozen=True, eq=False)
class Moment:
    """Worlds at one time of their run."""

    model: Worlds
    batch: BatchState


@dataclass(frozen=True)
class Partiality:
    """In how many worlds a partial sign is as expected.

    right, wrong : shares of worlds in which the effect has the sign, has the other
    slight : share of worlds in which it is small beside the quantity
    """

    expectation: Expectation
    right: float
    wrong: float
    slight: float

    @property
    def is_said_to_fail(self) -> bool:
        """Whether its entry says why the model has another sign."""
        return bool(_partial(self.expectation).fails)

    @property
    def holds(self) -> bool:
        """Whether it holds as strictly as its entry asks."""
        asked = _partial(self.expectation)
        if asked.either:
            return min(self.right, self.wrong) > RARELY
        clear = self.wrong == 0 and self.right >= asked.share
        return clear and (not asked.hardly or RARELY < self.slight < 1 - RARELY)


def signs(
    expectations: Sequence[Expectation],
    dispute: Dispute,
    scenario: Scenario,
    worlds: int = WORLDS,
) -> tuple[Partiality, ...]:
    """Every partial expectation over the first worlds of a scenario; the others are left out.

    What a scenario observes is left out too: a partial sign is of each world by itself.
    """
    asked = [each for each in expectations if each.partial is not None]
    if not asked:
        return ()
    looked_at = moments(dispute, scenario, worlds)
    found = tuple(examine(each, looked_at) for each in asked)
    for moment in looked_at:
        moment.model.close()
    return found


def moments(dispute: Dispute, scenario: Scenario, worlds: int = WORLDS) -> tuple[Moment, ...]:
    """Worlds of a scenario at the start and some quarters on, drawn from the priors.

    A sign is of the mechanism, whatever history says of its size.
    """
    return tuple(_moments(dispute, scenario, worlds))


def _moments(dispute: Dispute, scenario: Scenario, worlds: int) -> Iterator[Moment]:
    compiled = CompiledModel(dispute, replace(scenario, worlds=worlds, draws=PRIOR))
    for quarters in QUARTERS:
        model = Worlds(compiled, 0, worlds)
        for _ in range(min(quarters, scenario.quarters - 1)):
            model.step()
        yield Moment(model, model.batch)


def examine(expected: Expectation, looked_at: Sequence[Moment]) -> Partiality:
    """In how many worlds, over all moments, a partial sign is as expected."""
    added, before = effect(_partial(expected), looked_at)
    if not np.isfinite(added).all():
        return Partiality(expected, 0, 1, 0)
    right, wrong = (
        float(np.mean(way * added > NOTHING)) for way in (expected.direction, -expected.direction)
    )
    slight = float(np.mean(np.abs(added) < LITTLE * np.abs(before)))
    return Partiality(expected, right, wrong, slight)


def effect(partial: Partial, looked_at: Sequence[Moment]) -> tuple[Array, Array]:
    """What the move adds to the quantity, and the quantity without it, over all moments."""
    before, added = [], []
    for moment in looked_at:
        base = moved(moment, moment.batch, partial.given)
        without = quantity(moment, base, partial.shows_in)
        with_it = quantity(moment, moved(moment, base, partial.move), partial.shows_in)
        before.append(without)
        added.append(with_it - without)
    return np.concatenate(added), np.concatenate(before)


def _partial(expected: Expectation) -> Partial:
    if expected.partial is None:
        raise TypeError(f"{expected.id} is no partial expectation")
    return expected.partial


# Moving what is meant


def moved(moment: Moment, batch: BatchState, move: Perturbation) -> BatchState:
    """The same worlds after a move of states and parameters; the start stays what it was."""
    draws, state = dict(batch.draws), dict(batch.state)
    dispute = moment.model.compiled.dispute
    states = catalogue(dispute)
    for sign, paths in ((1, move.up), (-1, move.down)):
        for path in paths:
            if path in states:
                about = states[path]
                _put(state, about, step(_take(state, about), about, sign))
            else:
                draws[path] = step(draws[path], dispute.register[path], sign)
    for path, to in move.set:
        if path in states:
            _put(state, states[path], np.maximum(_take(state, states[path]), to))
        else:
            draws[path] = np.full_like(draws[path], to)
    changed = BatchState(draws, state)
    changed.anchors = batch.anchors
    return changed


def step(value: Array, about: _Scale, sign: int) -> Array:
    """A value one step up or down, inside its bounds."""
    if about.unit == "count":
        return np.asarray(np.maximum(0, value + sign * COUNT))
    if np.isfinite(about.high) and not about.unit.startswith("USD"):
        width = about.high - about.low
        share = (value - about.low) / width
        return np.asarray(about.low + width * shift_odds(share, STEP**sign))
    return np.asarray(value * AMOUNT**sign)


def _take(state: dict[str, Array], about: StateInfo) -> Array:
    array = state[about.variable]
    return array if about.row is None else array[about.row]


def _put(state: dict[str, Array], about: StateInfo, value: Array) -> None:
    array = state[about.variable].copy()
    array[... if about.row is None else about.row] = value
    state[about.variable] = array


# What may rise or fall


def quantity(moment: Moment, batch: BatchState, seen: ExpectedEffect) -> Array:
    """The quantity in which an effect shows, (world,); of a course, what it would add to it."""
    if seen.course is not None:
        plain = replace(seen, course=None)
        after = quantity(moment, moved(moment, batch, seen.course), plain)
        return np.asarray(after - quantity(moment, batch, plain))
    if seen.law:
        return after_law(moment.model, batch, seen.law, seen.state)
    if seen.council:
        return in_council(moment.model, batch, seen.council)
    return utility(moment.model.compiled, batch, seen.actor, seen.interest)


def utility(compiled: CompiledModel, batch: BatchState, actor: str, only: str) -> Array:
    """An actor's utility, or the part of it that stems from one interest."""
    return np.asarray(
        total(
            batch.draws[f"{actor}.salience.{interest}"] * batch.evaluate(law)
            for interest, law in compiled.attainments[actor].items()
            if only in ("", interest)
        )
    )


def after_law(model: Worlds, batch: BatchState, law: str, path: str) -> Array:
    """A state after one quarter of one law, by the same draws whatever was moved."""
    wired = model.compiled.laws[law]
    results = batch.evaluate(wired, **model.uniforms(wired))
    about = model.compiled.states[path]
    written = [reference.name for reference in wired.outputs]
    return _take({about.variable: results[written.index(about.variable)]}, about)


def in_council(model: Worlds, batch: BatchState, stage: str) -> Array:
    """Doubt of all members together, or the number of those that speak up or block."""
    laws, state, drawn = model.compiled.council, batch.state, batch.draws
    dispute = model.compiled.dispute
    agent = next(agent for agent in model.agents if agent.name == dispute.roles.council)
    doubt = batch.evaluate(
        laws["doubts"],
        member_lead=agent.lead,
        draw_shock=model.draws("council.shock", (agent.name,)),
        draw_slip=model.draws("council.slip", model.compiled.ids["member"]),
    )
    charm, reach = (drawn[f"choices.council.{name}"] for name in ("charm", "reach"))
    most = int(dispute.register["choices.council.reach"].high)
    doubt = courted(doubt - agent.origin, state["member"], state["courting"], charm, reach, most)
    if stage == "doubt":
        return np.asarray((doubt * state["member"]).sum(axis=0))
    return np.asarray(batch.evaluate(laws[stage], doubt=doubt, veto_cost=agent.veto_cost))
