"""The actors as Mesa agents: which levers and interests they have, and how they decide.

An actor holds no state of its own and no view of it: each time it looks into the batch it lives in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.axes import Array, Flags, total
from sim.choices import council, course, courting, deeds, logit, revision, tastes
from sim.dispute import Dispute, Lever
from sim.errors import InputError, Problem
from sim.frame import Bound, Changes, Frame
from sim.state import VARIABLES
from sim.wiring import Wired, Wiring

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
    """An actor's utility over one frame of worlds: U = sum of salience * attainment."""

    def __init__(self, actor: str, wired: Attainments, frame: Frame) -> None:
        self._bound = {interest: Bound(law, frame) for interest, law in wired.items()}
        self._salience = {i: frame.draws[f"{actor}.salience.{i}"] for i in wired}
        self._present: dict[str, Array] = {}

    def forget(self) -> None:
        """Drop what was computed on a state that has changed since."""
        self._present = {}

    def present(self, interest: str) -> Array:
        """Attainment of an interest in the present state, (world,)."""
        if interest not in self._present:
            self._present[interest] = self._bound[interest]()
        return self._present[interest]

    def utility(self) -> Array:
        """Utility of the present state, (world,)."""
        return total(weight * self.present(i) for i, weight in self._salience.items())

    def terms(self, changes: Changes) -> dict[str, Array]:
        """What each interest would gain by changes, times its salience: interest -> (..., world)."""
        return {
            interest: self._salience[interest] * (law(changes) - self.present(interest))
            for interest, law in self._bound.items()
            if law.touched_by(changes)
        }

    def gain(self, changes: Changes) -> Array:
        """Utility of a changed state less that of the present one, (..., world)."""
        terms = self.terms(changes)
        return total(terms.values()) if terms else np.zeros(1)


class Hand:
    """A lever in the hand of its actor, with all that does not change during the run."""

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
        # For each state it moves: one factor an option, for the deed and for the course.
        self.targets: dict[tuple[str, int | None], tuple[list[Array], list[Array]]] = {}
        for moved in dict.fromkeys(name for moves in lever.moves for name in moves):
            info = setup.states[moved]
            signs = [moves.get(moved, 0.0) for moves in lever.moves]
            self.targets[info.variable, info.row] = (
                [deeds.factor(step, sign) for sign in signs],
                [deeds.factor(step * weight, sign) for sign in signs],
            )
        self.others = [i for i in range(len(lever.options)) if i != lever.hold]
        self._courses = {
            key: np.stack([courses[i] for i in self.others])
            for key, (_, courses) in self.targets.items()
        }
        self.taste = tastes.first(model.draw("taste.first", path, at=0))

    def course(self, model: Worlds) -> dict[tuple[str, int | None], Array]:
        """The state that each option but holding would bring about: key -> (option, world)."""
        return {
            key: deeds.apply(model.row(key), factors, VARIABLES[key[0]].high == 1)
            for key, factors in self._courses.items()
        }

    def movable(self, model: Worlds) -> Flags:
        """Whether there is anything left to move: what stands at zero does not, (world,)."""
        return np.logical_or.reduce([model.row(key) > 0 for key in self.targets])

    def deed(self, option: Array, key: tuple[str, int | None]) -> Array:
        """Factor by which the options taken move one state this quarter, (world,)."""
        factors, _ = self.targets[key]
        taken = np.ones_like(factors[0])
        for index in self.others:
            taken = np.where(option == index, factors[index], taken)
        return taken


class Actor(mesa.Agent):  # type: ignore[misc]
    """A state, or a union of states, that decides by its interests."""

    def __init__(self, model: Worlds, name: str, levers: Sequence[Lever]) -> None:
        super().__init__(model)
        self.name = name
        self.interests = Interests(name, model.setup.attainments[name], model.frame)
        self.hands = [Hand(lever, model) for lever in levers]

    def decide(self) -> None:
        """Choose an option on each lever, all on the same last state."""
        self.interests.forget()
        for hand in self.hands:
            self._use(hand)

    def _use(self, hand: Hand) -> None:
        model, lever = self.model, hand.lever
        draws = model.frame.draws
        path = lever.path
        drawn = model.draw("taste", path)
        hand.taste = tastes.following(hand.taste, draws["choices.tastes.persistence"], drawn)
        if lever.votes_only and not model.votes:
            free = np.zeros(model.frame.worlds, dtype=bool)
        else:
            free = hand.movable(model) & revision.on_the_table(
                model.draw("revision", path),
                hand.revision,
                [model.change(watched) for watched in lever.watches],
                draws["choices.revision.jump"],
            )
        chosen = np.full(model.frame.worlds, lever.hold)
        if free.any():
            option = logit.choose(self.values(hand), hand.taste)
            chosen = np.where(free, option, chosen)
        model.chosen[path] = model.bind(lever, chosen)

    def values(self, hand: Hand) -> list[Array]:
        """What speaks for each option of a lever against holding, log odds."""
        model, lever = self.model, hand.lever
        draws = model.frame.draws
        gains = self.interests.gain(hand.course(model))
        gains = np.broadcast_to(gains, (len(hand.others), model.frame.worlds))
        row = VARIABLES["resolve"].row(model.setup.dispute, self.name)
        values = [np.zeros(model.frame.worlds)] * len(lever.options)
        for place, index in enumerate(hand.others):
            values[index] = logit.attraction(
                gains[place],
                hand.scale,
                logit.precision(draws["choices.logit.better_choice"]),
                draws["choices.logit.friction"],
                draws["choices.logit.audience"],
                model.state["resolve"][row],
                lever.retreats[index],
            )
        return values


class Council(Actor):
    """An actor whose sanctions need the consent of all its members at each renewal.

    doubt : of each member at the last renewal, (member, world)
    """

    doubt: Array

    def __init__(self, model: Worlds, name: str, levers: Sequence[Lever]) -> None:
        super().__init__(model, name, levers)
        self._doubts = Bound(model.setup.council["doubts"], model.frame)
        self._lead = np.array([[float(m.leads)] for m in model.setup.dispute.members])
        self._voices, self._vetoes, self._renewal = (
            Bound(model.setup.council[stage], model.frame) for stage in ("voice", "veto", "renew")
        )
        even = np.full((1 + len(self._lead), model.frame.worlds), 1 / 2)  # no shock, no slip
        draws = model.frame.draws
        self._origin, self._veto_cost = council.anchors(
            self._doubts(
                draws={"shock": even[:1], "slip": even[1:]}, given={"member_lead": self._lead}
            ),
            model.state["member"],
            model.state["voices"],
            draws["choices.council.voice_cost"],
            draws["choices.council.veto_margin"],
        )

    def vote(self) -> None:
        """Renew, soften, let lapse or restore; only in quarters with a renewal."""
        model = self.model
        shock, slip = model.draw("council.shock", self.name), model.member_draws("council.slip")
        if not model.votes:
            return
        state = model.state
        row = VARIABLES["sanctions"].row(model.setup.dispute, self.name)
        doubt = self._doubts(
            draws={"shock": shock[None], "slip": slip}, given={"member_lead": self._lead}
        )
        doubt = doubt - self._origin
        if "courting" not in model.setup.off:
            draws, most = model.frame.draws, model.setup.dispute.register["choices.council.reach"]
            doubt = courting.courted(
                doubt,
                state["member"],
                state["courting"],
                draws["choices.council.charm"],
                draws["choices.council.reach"],
                int(most.high),
            )
        self.doubt = doubt
        state["voices"] = self._voices(given={"doubt": doubt})
        state["vetoes"] = self._vetoes(given={"doubt": doubt, "veto_cost": self._veto_cost})
        seats = np.count_nonzero(state["member"] > 0, axis=0).astype(np.float64)
        highest = np.where(state["member"] > 0, doubt, -np.inf).max(axis=0)
        severity, in_force = self._renewal(given={"seats": seats, "highest_doubt": highest})
        model.write(("sanctions", row), severity)
        state["in_force"] = in_force
        state["fatigue"] = state["fatigue"] + 1


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
