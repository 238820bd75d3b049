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

from sim.base.axes import MEMBER, Array, Flags, count, total
from sim.base.errors import InputError, Problem
from sim.choices import council, course, courting, logit, revision, tastes
from sim.dispute import Dispute, Lever
from sim.model.batch_state import Changes, Frame
from sim.model.lever_effects import Hand, Thought, runs
from sim.state import VARIABLES
from sim.wiring import Key, Wired, Wiring

if TYPE_CHECKING:
    from sim.model.worlds import Worlds

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
        return total(
            frame.draws[salience] * frame.ask(law) for salience, law in self._terms.values()
        )

    def reached(self, keys: tuple[Key, ...]) -> tuple[str, ...]:
        """The interests whose attainment reads some of these states."""
        found = self._reached.get(keys)
        if found is None:
            found = self._reached[keys] = tuple(
                interest
                for interest, (_, law) in self._terms.items()
                if any(law.reads(key) for key in keys)
            )
        return found

    def term(self, frame: Frame, changes: Changes, interest: str) -> Array:
        """Salience * attainment of one interest, (..., world)."""
        salience, law = self._terms[interest]
        term: Array = frame.draws[salience] * frame.ask(law, changes)
        return term

    def attained(self, frame: Frame, changes: Changes) -> dict[str, Array]:
        """Attainment of each interest that changes reach: interest -> (..., world)."""
        return {i: frame.ask(self._terms[i][1], changes) for i in self.reached(tuple(changes))}

    def weighed(self, frame: Frame, attained: Mapping[str, Array]) -> dict[str, Array]:
        """Salience * attainment of each of some interests: interest -> (..., world)."""
        return {i: frame.draws[self._terms[i][0]] * each for i, each in attained.items()}

    def worth(self, frame: Frame, changes: Changes) -> dict[str, Array]:
        """Salience * attainment of each interest that changes reach: interest -> (..., world)."""
        return {i: self.term(frame, changes, i) for i in self.reached(tuple(changes))}

    def stake(self, frame: Frame, changes: Changes) -> Array:
        """Utility as far as changes reach it, (..., world)."""
        worth = self.worth(frame, changes)
        return total(worth.values()) if worth else np.zeros_like(next(iter(changes.values())))


class Actor(mesa.Agent):  # type: ignore[misc]
    """A state, or a union of states, that decides by its interests.

    scale, revision : of each lever, (lever, world)
    taste : standing leaning among the options of each lever, (lever, world); low to the first
    """

    def __init__(self, model: Worlds, name: str, levers: Sequence[Lever]) -> None:
        super().__init__(model)
        self.name = name
        self.interests = model.setup.interests[name]
        self._resolve: Key = ("resolve", VARIABLES["resolve"].row(model.setup.dispute, name))
        self._levers = levers
        self._paths = tuple(lever.path for lever in levers)
        self.prepare()
        self.taste = tastes.first(model.draws("taste.first", self._paths, at=0))
        self._runs = {
            interest: runs(
                [interest in self.interests.reached(hand.keys) for hand in self.hands],
                model.frame.worlds,
            )
            for interest in model.setup.attainments[name]
        }
        # Options of all levers side by side, by how far they lie from holding.
        self._back = max((lever.hold for lever in levers), default=0)
        ahead = max((len(lever.options) - lever.hold for lever in levers), default=1)
        self._retreats = np.zeros((self._back + ahead, len(levers)))
        self._absent = np.full((self._back + ahead, len(levers)), -np.inf)
        for hand in self.hands:
            self._retreats[self._span(hand), hand.row] = hand.lever.retreats
            self._absent[self._span(hand), hand.row] = 0

    def prepare(self) -> None:
        """Take from the parameters what deciding and acting need of them."""
        model = self.model
        self.scale, self.revision = self._of_levers("scale"), self._of_levers("revision")
        weights = course.weight(
            self._of_levers("persistence"),
            model.frame.draws["choices.course.horizon"],
            model.frame.draws["choices.course.discount"],
            int(model.setup.dispute.register["choices.course.horizon"].high),
        )
        self.hands = [
            Hand(lever, row, model.setup.states, model.frame.draws, weights[row])
            for row, lever in enumerate(self._levers)
        ]
        self._precision = logit.precision(model.frame.draws["choices.logit.better_choice"])

    def decide(self) -> None:
        """Choose an option on each lever, all on the same last state."""
        model, frame = self.model, self.model.frame
        drawn = model.draws("taste", self._paths)
        self.taste = tastes.following(self.taste, frame.draws["choices.tastes.persistence"], drawn)
        free = self._on_the_table()
        gains = self._gains(np.logical_or.reduce(free, axis=1))
        places = np.flatnonzero(free)
        values = self._weigh(gains.reshape(len(gains), -1).take(places, axis=1), places)
        moves = np.zeros(free.shape, dtype=np.intp)
        moves.put(places, logit.choose(values, self.taste.take(places)) - self._back)
        for hand, move in zip(self.hands, moves, strict=True):
            model.chosen[hand.lever.path] = model.bind(hand.lever, hand.lever.hold + move)

    def act(self) -> None:
        """Do what was chosen."""
        for hand in self.hands:
            hand.act(self.model.frame, self.model.chosen[hand.lever.path])

    def gains(self, hand: Hand) -> Array:
        """Utility of the course on each option less that of holding, (option, world)."""
        return self._gains(np.arange(len(self.hands)) == hand.row)[self._span(hand), hand.row]

    def terms(self, hand: Hand) -> dict[str, Array]:
        """The same by interest: interest -> (option, world)."""
        worth = self.interests.worth(self.model.frame, hand.courses(self.model.frame))
        return {interest: term - term[hand.lever.hold] for interest, term in worth.items()}

    def values(self, hand: Hand) -> Array:
        """What speaks for each option of a lever against holding, log odds, (option, world)."""
        worlds = self.model.frame.worlds
        gains = np.zeros((len(self._retreats), worlds))
        gains[self._span(hand)] = self.gains(hand)
        return self._weigh(gains, hand.row * worlds + np.arange(worlds))[self._span(hand)]

    def _gains(self, wanted: Flags) -> Array:
        """Utility of the course on each option less that of holding, (option, lever, world).

        wanted : (lever,), those to think of; of others it may say nothing
        """
        thought = Thought(self.model.frame, self.hands, self._back, len(self._retreats))
        utility = np.zeros((*self._retreats.shape, self.model.frame.worlds))
        for interest, reaching in self._runs.items():
            for first, last in reaching:
                if wanted[first:last].any():
                    changes = thought.of(first, last)
                    term = self.interests.term(self.model.frame, changes, interest)
                    utility[:, first:last] += term
        return np.asarray(utility - utility[self._back])

    def _weigh(self, gains: Array, places: NDArray[np.intp]) -> Array:
        """What speaks for each option, log odds, (option, place); -inf where a lever has none.

        gains : (option, place)
        places : among (lever, world)
        """
        lever, world = np.divmod(places, self.model.frame.worlds)
        draws = self.model.frame.draws
        values = logit.attraction(
            gains,
            self.scale.take(places),
            self._precision.take(world),
            draws["choices.logit.friction"].take(world),
            draws["choices.logit.audience"].take(world),
            self.model.frame.row(self._resolve).take(world),
            self._retreats.take(lever, axis=1),
        )
        values += self._absent.take(lever, axis=1)
        values[self._back] = gains[self._back]
        return values

    def _of_levers(self, parameter: str) -> Array:
        """A parameter that each lever has, (lever, world)."""
        frame = self.model.frame
        rows = [frame.draws[f"{path}.{parameter}"] for path in self._paths]
        return np.stack(rows) if rows else np.empty((0, frame.worlds))

    def _span(self, hand: Hand) -> slice:
        """Where the options of a lever stand among those of all levers."""
        return hand.span(self._back)

    def _on_the_table(self) -> Flags:
        """Which levers can be moved in which worlds, (lever, world)."""
        model = self.model
        drawn = model.draws("revision", self._paths)
        jumped = np.zeros(drawn.shape, dtype=bool)
        for hand in self.hands:
            for path in hand.lever.watches:
                jumped[hand.row] |= model.jumped(path)
        free = revision.on_the_table(drawn, self.revision, [jumped])
        for hand in self.hands:
            if hand.lever.votes_only and not model.votes:
                free[hand.row] = False
            else:
                free[hand.row] &= hand.movable(model.frame)
        return free


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
        if "courting" not in model.off:
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
            seats=count(sits),
            highest_doubt=np.where(sits, doubt, -np.inf).max(axis=0),
        )
        frame.write(self._severity, severity)
        state["in_force"] = in_force
        state["fatigue"] = state["fatigue"] + in_force  # what has lapsed tires nobody

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
