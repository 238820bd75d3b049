"""The actors as Mesa agents: which levers and interests they have, and how they decide.

An actor holds no state of its own and no view of it: each time it looks into the batch it lives in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.axes import MEMBER, Array, Flags, total
from sim.choices import council, course, courting, deeds, logit, revision, tastes
from sim.dispute import Dispute, Lever
from sim.errors import InputError, Problem
from sim.frame import Changes, Frame
from sim.state import VARIABLES
from sim.wiring import Key, Wired, Wiring

if TYPE_CHECKING:
    from sim.model import Worlds

Attainments = Mapping[str, Wired]  # interest -> attainment


def attainments(dispute: Dispute, wiring: Wiring) -> dict[str, Attainments]:
    """Each actor's interests with the attainment of the role that speaks for it."""
    found: dict[str, Attainments] = {}
    for actor in dispute.actors:
        own: dict[str, Wired] = {}
        for interest in interests(dispute, actor):
            module = import_module(f"sim.interests.{interest}")
            role = next((r for r in dispute.roles_of(actor) if hasattr(module, r)), None)
            if role is None:
                mark = dispute.register[f"{actor}.salience.{interest}"].mark
                what = f"no role of {actor} has an attainment for {interest}"
                raise InputError([Problem(what, cure="remove the salience", mark=mark)])
            own[interest] = wiring.wire(
                f"{interest}.{role}", getattr(module, role), f"interests.{interest}", actor
            )
        found[actor] = own
    return found


def interests(dispute: Dispute, actor: str) -> tuple[str, ...]:
    """Interests of an actor: those for which its file gives a salience."""
    prefix = f"{actor}.salience."
    return tuple(p.removeprefix(prefix) for p in dispute.register if p.startswith(prefix))


class Interests:
    """An actor's utility, U = sum of salience * attainment, in the worlds of any frame."""

    def __init__(self, actor: str, attainments: Attainments) -> None:
        self._terms = {i: (f"{actor}.salience.{i}", law) for i, law in attainments.items()}
        self._reached: dict[tuple[Key, ...], tuple[str, ...]] = {}

    def utility(self, frame: Frame) -> Array:
        """Utility of the present state, (world,)."""
        return total(self._term(frame, interest, {}) for interest in self._terms)

    def worth(self, frame: Frame, changes: Changes) -> dict[str, Array]:
        """Salience * attainment of each interest that changes reach: interest -> (..., world)."""
        keys = tuple(changes)
        if keys not in self._reached:
            self._reached[keys] = tuple(
                interest
                for interest, (_, law) in self._terms.items()
                if any(law.reads(key) for key in keys)
            )
        return {interest: self._term(frame, interest, changes) for interest in self._reached[keys]}

    def stake(self, frame: Frame, changes: Changes) -> Array:
        """Utility as far as changes reach it, (..., world)."""
        worth = self.worth(frame, changes)
        return total(worth.values()) if worth else np.zeros_like(next(iter(changes.values())))

    def _term(self, frame: Frame, interest: str, changes: Changes) -> Array:
        salience, law = self._terms[interest]
        weighted: Array = frame.draws[salience] * frame.ask(law, changes)
        return weighted


class Hand:
    """A lever in the hand of its actor, with all that does not change during the run.

    taste : standing leaning among the options, (world,); low leans to the first
    """

    def __init__(self, lever: Lever, model: Worlds) -> None:
        self.lever = lever
        draws, setup = model.frame.draws, model.setup
        path = lever.path
        self.scale, self.revision = draws[f"{path}.scale"], draws[f"{path}.revision"]
        step = draws[f"{path}.step"]
        weight = course.weight(
            draws[f"{path}.persistence"],
            draws["choices.course.horizon"],
            draws["choices.course.discount"],
            int(setup.dispute.register["choices.course.horizon"].high),
        )
        # For each state that the lever moves, by option: what a deed and a course multiply.
        self._deeds: dict[Key, Array] = {}
        self._courses: dict[Key, Array] = {}
        for moved in dict.fromkeys(name for moves in lever.moves for name in moves):
            info = setup.states[moved]
            signs = [moves.get(moved, 0.0) for moves in lever.moves]
            self._deeds[info.variable, info.row] = _factors(step, signs)
            self._courses[info.variable, info.row] = _factors(step * weight, signs)
        self.taste = tastes.first(model.draw("taste.first", path, at=0))

    def courses(self, frame: Frame) -> dict[Key, Array]:
        """The state that a course on each option would bring about: key -> (option, world)."""
        return {
            key: deeds.apply(frame.row(key), frame.cut(factors), _is_share(key))
            for key, factors in self._courses.items()
        }

    def movable(self, frame: Frame) -> Flags:
        """Whether there is anything left to move: what stands at zero does not, (world,)."""
        found = np.zeros(frame.worlds, dtype=bool)
        for key in self._deeds:
            found |= frame.row(key) > 0
        return found

    def act(self, frame: Frame, option: NDArray[np.intp]) -> None:
        """Do in the worlds of a frame what was chosen: one deed."""
        worlds = np.flatnonzero(option != self.lever.hold)
        if not worlds.size:
            return
        part = frame.take(worlds)
        for key, factors in self._deeds.items():
            before = part.row(key)
            after = deeds.apply(before, factors[option[worlds], worlds], _is_share(key))
            if key[0] == "sanctions":
                after = deeds.above_floor(after, before, part.row(("floor", key[1])))
            part.write(key, after)
        part.give_back()


def _factors(step: Array, signs: Sequence[float]) -> Array:
    return np.stack([deeds.factor(step, sign) for sign in signs])


def _is_share(key: Key) -> bool:
    return VARIABLES[key[0]].high == 1


class Actor(mesa.Agent):  # type: ignore[misc]
    """A state, or a union of states, that decides by its interests."""

    def __init__(self, model: Worlds, name: str, levers: Sequence[Lever]) -> None:
        super().__init__(model)
        self.name = name
        self.interests = model.setup.interests[name]
        self._resolve: Key = ("resolve", VARIABLES["resolve"].row(model.setup.dispute, name))
        self.hands = [Hand(lever, model) for lever in levers]

    def decide(self) -> None:
        """Choose an option on each lever, all on the same last state."""
        frame, draws = self.model.frame, self.model.frame.draws
        for hand in self.hands:
            lever = hand.lever
            hand.taste = tastes.following(
                hand.taste,
                draws["choices.tastes.persistence"],
                self.model.draw("taste", lever.path),
            )
            chosen = np.full(frame.worlds, lever.hold)
            free = np.flatnonzero(self._on_the_table(hand) & hand.movable(frame))
            if free.size:
                part = frame.take(free)
                chosen[free] = logit.choose(
                    self.values(hand, part, part.cut(self.gains(hand))),
                    part.cut(hand.taste),
                )
            self.model.chosen[lever.path] = self.model.bind(lever, chosen)

    def act(self) -> None:
        """Do what was chosen."""
        for hand in self.hands:
            hand.act(self.model.frame, self.model.chosen[hand.lever.path])

    def _on_the_table(self, hand: Hand) -> Flags:
        model, lever = self.model, hand.lever
        if lever.votes_only and not model.votes:
            return np.zeros(model.frame.worlds, dtype=bool)
        drawn = model.draw("revision", lever.path)
        jumps = [model.jumped(path) for path in lever.watches]
        return revision.on_the_table(drawn, hand.revision, jumps)

    def terms(self, hand: Hand) -> dict[str, Array]:
        """What each interest gains by each option over holding: interest -> (option, world)."""
        frame = self.model.frame
        worth = self.interests.worth(frame, hand.courses(frame))
        return {interest: term - term[hand.lever.hold] for interest, term in worth.items()}

    def gains(self, hand: Hand) -> Array:
        """Utility of the course on each option less that of holding, (option, world)."""
        frame = self.model.frame
        utility = self.interests.stake(frame, hand.courses(frame))
        return np.asarray(utility - utility[hand.lever.hold])

    def values(self, hand: Hand, frame: Frame, gains: Array) -> list[Array]:
        """What speaks for each option against holding, log odds, (world,) each.

        gains : (option, world), in the worlds of the frame
        """
        lever, draws = hand.lever, frame.draws
        precision = logit.precision(draws["choices.logit.better_choice"])
        scale, resolve = frame.cut(hand.scale), frame.row(self._resolve)
        return [
            gain
            if option == lever.hold
            else logit.attraction(
                gain,
                scale,
                precision,
                draws["choices.logit.friction"],
                draws["choices.logit.audience"],
                resolve,
                lever.retreats[option],
            )
            for option, gain in enumerate(gains)
        ]


class Council(Actor):
    """An actor whose sanctions need the consent of all its members at each renewal.

    doubt : of each member at the last renewal, (member, world)
    origin, veto_cost : zero of doubt and price of blocking that make the start a rest point
    """

    doubt: Array

    def __init__(self, model: Worlds, name: str, levers: Sequence[Lever]) -> None:
        super().__init__(model, name, levers)
        self._severity: Key = ("sanctions", VARIABLES["sanctions"].row(model.setup.dispute, name))
        self.lead = np.array([[float(m.leads)] for m in model.setup.dispute.members])
        even = np.full((1 + len(self.lead), model.frame.worlds), 1 / 2)  # no shock, no slip
        self.origin, self.veto_cost = council.anchors(
            self._doubts(even[:1], even[1:]),
            model.state["member"],
            model.state["voices"],
            model.frame.draws["choices.council.voice_cost"],
            model.frame.draws["choices.council.veto_margin"],
        )

    def vote(self) -> None:
        """Renew, soften, let lapse or restore; only in quarters with a renewal."""
        model = self.model
        if not model.votes:
            return
        frame, state, stages = model.frame, model.frame.state, model.setup.council
        slip = model.draws("council.slip", model.setup.ids[MEMBER])
        doubt = self._doubts(model.draws("council.shock", (self.name,)), slip) - self.origin
        if "courting" not in model.setup.off:
            most = model.setup.dispute.register["choices.council.reach"].high
            doubt = courting.courted(
                doubt,
                state["member"],
                state["courting"],
                frame.draws["choices.council.charm"],
                frame.draws["choices.council.reach"],
                int(most),
            )
        self.doubt = doubt
        state["voices"] = frame.ask(stages["voice"], doubt=doubt)
        state["vetoes"] = frame.ask(stages["veto"], doubt=doubt, veto_cost=self.veto_cost)
        sits = state["member"] > 0
        severity, in_force = frame.ask(
            stages["renew"],
            seats=np.count_nonzero(sits, axis=0).astype(np.float64),
            highest_doubt=np.where(sits, doubt, -np.inf).max(axis=0),
        )
        frame.write(self._severity, severity)
        state["in_force"] = in_force
        state["fatigue"] = state["fatigue"] + 1

    def _doubts(self, shock: Array, slip: Array) -> Array:
        doubts = self.model.setup.council["doubts"]
        drawn = {"draw_shock": shock, "draw_slip": slip}
        return np.asarray(self.model.frame.ask(doubts, member_lead=self.lead, **drawn))


def create(model: Worlds) -> list[Actor]:
    """All actors of the dispute, in its order."""
    dispute = model.setup.dispute
    made: list[Actor] = []
    for name in dispute.actors:
        kind: type[Actor] = Council if name == dispute.roles.council else Actor
        made.append(kind(model, name, [lever for lever in dispute.levers if lever.actor == name]))
    return made


def laws_of_the_council(wiring: Wiring) -> dict[str, Wired]:
    """The council's stages, wired to the council's own parameter file."""
    stages: dict[str, Callable[..., Any]] = {
        "doubts": council.doubts,
        "voice": council.voice,
        "veto": council.veto,
        "renew": council.renew,
    }
    given = ("member_lead", "doubt", "veto_cost", "seats", "highest_doubt")
    return {
        name: wiring.wire(f"council.{name}", stage, "choices.council", given=given)
        for name, stage in stages.items()
    }
