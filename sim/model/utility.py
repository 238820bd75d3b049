"""To be described."""

from collections.abc import Mapping
from importlib import import_module

import numpy as np

from sim.base.axes import Array, total
from sim.base.errors import InputError, Problem
from sim.dispute import Dispute
from sim.model.batch_state import BatchState, Changes
from sim.wiring import Key, Wired, Wiring

Attainments = Mapping[str, Wired]  # interest -> attainment


def attainments(dispute: Dispute, wiring: Wiring) -> dict[str, Attainments]:
    """Each actor's interests with the attainment of the role that speaks for it."""
    found: dict[str, Attainments] = {}
    for actor in dispute.actors:
        own: dict[str, Wired] = {}
        for interest in interest_names(dispute, actor):
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


def interest_names(dispute: Dispute, actor: str) -> tuple[str, ...]:
    """Interests of an actor: those for which its file gives a salience."""
    prefix = f"{actor}.salience."
    return tuple(p.removeprefix(prefix) for p in dispute.register if p.startswith(prefix))


class Utility:
    """An actor's utility, U = sum of salience * attainment, in the worlds of any frame."""

    def __init__(self, actor: str, attainments: Attainments) -> None:
        self._terms = {i: (f"{actor}.salience.{i}", law) for i, law in attainments.items()}
        self._reached: dict[tuple[Key, ...], tuple[str, ...]] = {}

    def utility(self, batch: BatchState) -> Array:
        """Utility of the present state, (world,)."""
        return total(
            batch.draws[salience] * batch.evaluate(law) for salience, law in self._terms.values()
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

    def term(self, batch: BatchState, changes: Changes, interest: str) -> Array:
        """Salience * attainment of one interest, (..., world)."""
        salience, law = self._terms[interest]
        term: Array = batch.draws[salience] * batch.evaluate(law, changes)
        return term

    def attained(self, batch: BatchState, changes: Changes) -> dict[str, Array]:
        """Attainment of each interest that changes reach: interest -> (..., world)."""
        return {i: batch.evaluate(self._terms[i][1], changes) for i in self.reached(tuple(changes))}

    def weighed(self, batch: BatchState, attained: Mapping[str, Array]) -> dict[str, Array]:
        """Salience * attainment of each of some interests: interest -> (..., world)."""
        return {i: batch.draws[self._terms[i][0]] * each for i, each in attained.items()}

    def worth(self, batch: BatchState, changes: Changes) -> dict[str, Array]:
        """Salience * attainment of each interest that changes reach: interest -> (..., world)."""
        return {i: self.term(batch, changes, i) for i in self.reached(tuple(changes))}

    def stake(self, batch: BatchState, changes: Changes) -> Array:
        """Utility as far as changes reach it, (..., world)."""
        worth = self.worth(batch, changes)
        return total(worth.values()) if worth else np.zeros_like(next(iter(changes.values())))
