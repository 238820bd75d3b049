"""What the actors' files say of a quarter: who may hand over, who has left, who leads with what."""

from __future__ import annotations

import numpy as np

from sim.base.axes import Array
from sim.dispute import TRAITS, Dispute
from sim.model.batch_state import BatchState
from sim.state import VARIABLES


class Calendar:
    """The arguments of laws that are called `calendar_NAME`, for the worlds of a frame."""

    def __init__(self, dispute: Dispute, batch: BatchState) -> None:
        self._dispute, self._frame = dispute, batch
        self._chances = np.zeros((len(dispute.actors), batch.worlds))
        for row, actor in zip(self._chances, dispute.actors, strict=True):
            if f"{actor}.handover.hazard" in dispute.register:
                row[:] = batch.draws[f"{actor}.handover.hazard"]
        self._last = np.array([[max(0.0, len(dispute.leaders[a]) - 1.0)] for a in dispute.actors])
        self._exits = self._all_exits()
        self._by_leader = {trait: self._table(trait) for trait in TRAITS}
        self._leads: Array | None = None  # who led when traits were last asked for

    def read(self, name: str, quarter: int) -> Array:
        """What a law asks of a quarter.

        now         calendar quarter, (1, 1)
        exit        calendar quarter from which a member has no vote, (member, world)
        handover    chance that each actor's leader changes, (actor, world)
        last_leader index of the last leader that an actor's file declares, (actor, 1)
        or a trait of whoever leads each actor, (actor, world)

        quarter : absolute index
        """
        match name:
            case "now":
                return np.array([[float(quarter)]])
            case "exit":
                return self._exits
            case "handover":
                return self._handover(quarter)
            case "last_leader":
                return self._last
            case _:
                return self._trait(name)

    def _handover(self, quarter: int) -> Array:
        dated = [each for each in self._dispute.handovers if each.at.index == quarter]
        if not dated:
            return self._chances
        chances = self._chances.copy()
        for handover in dated:
            row = self._dispute.actors.index(handover.actor)
            chances[row] = self._frame.draws[handover.chance]
        return chances

    def _all_exits(self) -> Array:
        exits = np.full((len(self._dispute.members), self._frame.worlds), np.inf)
        for row, member in zip(exits, self._dispute.members, strict=True):
            if member.leaves_from is not None:
                after = f"{self._dispute.roles.council}.member.{member.id}.leaves"
                row[:] = member.leaves_from.index + np.rint(self._frame.draws[after])
        return exits

    def _trait(self, trait: str) -> Array:
        leads = self._frame.state["leader"]
        if leads is not self._leads:  # all traits of a quarter are those of the same leaders
            self._leads = leads
            self._places = leads.astype(np.intp) * leads.size + np.arange(leads.size).reshape(
                leads.shape
            )
        return self._by_leader[trait].take(self._places)

    def _table(self, trait: str) -> Array:
        """A trait of each leader, (leader, actor, world); the usual where a file is silent."""
        most = max(1, *(len(leaders) for leaders in self._dispute.leaders.values()))
        shape = (most, len(self._dispute.actors), self._frame.worlds)
        table = np.full(shape, VARIABLES[trait].start)
        for column, actor in enumerate(self._dispute.actors):
            for place, leader in enumerate(self._dispute.leaders[actor]):
                path = f"{actor}.leader.{leader}.{trait}"
                if path in self._dispute.register:
                    table[place, column] = self._frame.draws[path]
        return table
