"""The actors as Mesa agents: which levers and interests they have, and how they decide.

An actor holds no state of its own and no view of it: each time it looks into the batch it lives in.
"""

from __future__ import annotations

from collections.abc import Sequence

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.base.axes import Array, Flags
from sim.choices import course, logit, revision, tastes
from sim.dispute import Lever
from sim.model.context import ModelContext
from sim.model.lever_effects import CourseEvaluation, LeverEffects, runs
from sim.state import VARIABLES
from sim.wiring import Key


class Actor(mesa.Agent):  # type: ignore[misc]
    """A state, or a union of states, that decides by its interests.

    scale, revision : of each lever, (lever, world)
    taste : standing leaning among the options of each lever, (lever, world); low to the first
    """

    def __init__(self, model: ModelContext, name: str, levers: Sequence[Lever]) -> None:
        super().__init__(model)
        self.name = name
        self.interests = model.compiled.interests[name]
        self._resolve: Key = ("resolve", VARIABLES["resolve"].row(model.compiled.dispute, name))
        self._levers = levers
        self._paths = tuple(lever.path for lever in levers)
        self.prepare()
        self.taste = tastes.first(model.draws("taste.first", self._paths, at=0))
        self._runs = {
            interest: runs(
                [
                    interest in self.interests.reached(effects.keys)
                    for effects in self.lever_effects
                ],
                model.batch.worlds,
            )
            for interest in model.compiled.attainments[name]
        }
        # Options of all levers side by side, by how far they lie from holding.
        self._back = max((lever.hold for lever in levers), default=0)
        ahead = max((len(lever.options) - lever.hold for lever in levers), default=1)
        self._retreats = np.zeros((self._back + ahead, len(levers)))
        self._absent = np.full((self._back + ahead, len(levers)), -np.inf)
        for effects in self.lever_effects:
            self._retreats[self._span(effects), effects.row] = effects.lever.retreats
            self._absent[self._span(effects), effects.row] = 0

    def prepare(self) -> None:
        """Take from the parameters what deciding and acting need of them."""
        model = self.model
        self.scale, self.revision = self._of_levers("scale"), self._of_levers("revision")
        weights = course.weight(
            self._of_levers("persistence"),
            model.batch.draws["choices.course.horizon"],
            model.batch.draws["choices.course.discount"],
            int(model.compiled.dispute.register["choices.course.horizon"].high),
        )
        self.lever_effects = [
            LeverEffects(lever, row, model.compiled.states, model.batch.draws, weights[row])
            for row, lever in enumerate(self._levers)
        ]
        self._precision = logit.precision(model.batch.draws["choices.logit.better_choice"])

    def decide(self) -> None:
        """Choose an option on each lever, all on the same last state."""
        model, batch = self.model, self.model.batch
        drawn = model.draws("taste", self._paths)
        self.taste = tastes.following(self.taste, batch.draws["choices.tastes.persistence"], drawn)
        free = self._on_the_table()
        gains = self._gains(np.logical_or.reduce(free, axis=1))
        places = np.flatnonzero(free)
        values = self._weigh(gains.reshape(len(gains), -1).take(places, axis=1), places)
        moves = np.zeros(free.shape, dtype=np.intp)
        moves.put(places, logit.choose(values, self.taste.take(places)) - self._back)
        for effects, move in zip(self.lever_effects, moves, strict=True):
            model.chosen[effects.lever.path] = effects.lever.hold + move

    def act(self) -> None:
        """Do what was chosen."""
        for effects in self.lever_effects:
            effects.act(self.model.batch, self.model.chosen[effects.lever.path])

    def gains(self, effects: LeverEffects) -> Array:
        """Utility of the course on each option less that of holding, (option, world)."""
        return self._gains(np.arange(len(self.lever_effects)) == effects.row)[
            self._span(effects), effects.row
        ]

    def terms(self, effects: LeverEffects) -> dict[str, Array]:
        """The same by interest: interest -> (option, world)."""
        worth = self.interests.worth(self.model.batch, effects.courses(self.model.batch))
        return {interest: term - term[effects.lever.hold] for interest, term in worth.items()}

    def values(self, effects: LeverEffects) -> Array:
        """What speaks for each option of a lever against holding, log odds, (option, world)."""
        worlds = self.model.batch.worlds
        gains = np.zeros((len(self._retreats), worlds))
        gains[self._span(effects)] = self.gains(effects)
        return self._weigh(gains, effects.row * worlds + np.arange(worlds))[self._span(effects)]

    def _gains(self, wanted: Flags) -> Array:
        """Utility of the course on each option less that of holding, (option, lever, world).

        wanted : (lever,), those to think of; of others it may say nothing
        """
        evaluation = CourseEvaluation(
            self.model.batch, self.lever_effects, self._back, len(self._retreats)
        )
        utility = np.zeros((*self._retreats.shape, self.model.batch.worlds))
        for interest, reaching in self._runs.items():
            for first, last in reaching:
                if wanted[first:last].any():
                    changes = evaluation.of(first, last)
                    term = self.interests.term(self.model.batch, changes, interest)
                    utility[:, first:last] += term
        return np.asarray(utility - utility[self._back])

    def _weigh(self, gains: Array, places: NDArray[np.intp]) -> Array:
        """What speaks for each option, log odds, (option, place); -inf where a lever has none.

        gains : (option, place)
        places : among (lever, world)
        """
        lever, world = np.divmod(places, self.model.batch.worlds)
        draws = self.model.batch.draws
        values = logit.attraction(
            gains,
            self.scale.take(places),
            self._precision.take(world),
            draws["choices.logit.friction"].take(world),
            draws["choices.logit.audience"].take(world),
            self.model.batch.row(self._resolve).take(world),
            self._retreats.take(lever, axis=1),
        )
        values += self._absent.take(lever, axis=1)
        values[self._back] = gains[self._back]
        return values

    def _of_levers(self, parameter: str) -> Array:
        """A parameter that each lever has, (lever, world)."""
        batch = self.model.batch
        rows = [batch.draws[f"{path}.{parameter}"] for path in self._paths]
        return np.stack(rows) if rows else np.empty((0, batch.worlds))

    def _span(self, effects: LeverEffects) -> slice:
        """Where the options of a lever stand among those of all levers."""
        return effects.span(self._back)

    def _on_the_table(self) -> Flags:
        """Which levers can be moved in which worlds, (lever, world)."""
        model = self.model
        drawn = model.draws("revision", self._paths)
        jumped = np.zeros(drawn.shape, dtype=bool)
        for effects in self.lever_effects:
            for path in effects.lever.watches:
                jumped[effects.row] |= model.jumps[path]
        free = revision.on_the_table(drawn, self.revision, [jumped])
        for effects in self.lever_effects:
            if effects.lever.votes_only and not model.votes:
                free[effects.row] = False
            else:
                free[effects.row] &= effects.movable(model.batch)
        return free
