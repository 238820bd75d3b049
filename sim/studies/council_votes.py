"""Who of a council's members doubts, blocks, and tips whom: worlds run again with an eye on them.

A run records how many members voice doubt and how many block, not who. The same worlds are stepped
again, and every member is looked at after each renewal; no number of the run is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.council_votes import Counts, Tallies, Votes
from sim.base.axes import Array, Flags
from sim.engine import conditioning, ensemble
from sim.engine.ensemble import Batch
from sim.engine.runs import Question
from sim.model.compiled import CompiledModel
from sim.model.council import Council
from sim.model.worlds import Worlds
from sim.schedule import Step
from sim.wiring import Key

WORLDS = 1000  # as many as a preview's
CHUNK = 1000  # worlds looked at together: a picture of all pairs of members is held for each
VOICES: Key = ("voices", None)

# Doubts that members act on, (member, world) -> how many voice it and how many block, (world,).
Vote = Callable[[Array], tuple[Array, Array]]


@dataclass(frozen=True, eq=False)
class Renewal:
    """One renewal in some worlds.

    stake : (world,), whether measures were in force
    voiced, blocked : (member, world)
    voices, vetoes : (member, member, world), whether the second would not have voiced, not have
        blocked, had the first kept silent
    lapses : (member, world), whether others blocked and none would have, had it kept silent
    """

    name: str
    stake: Flags
    voiced: Flags
    blocked: Flags
    voices: Flags
    vetoes: Flags
    lapses: Flags


class Voting(Worlds):
    """Worlds in which each renewal is looked at.

    seen : what is told of each; worlds that are done let go of all that they hold themselves
    """

    def __init__(
        self, compiled: CompiledModel, start: int, stop: int, seen: Callable[[Renewal], None]
    ) -> None:
        super().__init__(compiled, start, stop)
        self._seen = seen

    def take(self, step: Step) -> None:
        """One step of the quarter, with a look at the members before and after they vote."""
        if step.name != "council" or not self.votes:
            super().take(step)
            return
        company, stake = self.state["voices"].copy(), self.state["in_force"] > 0
        super().take(step)
        council = next(agent for agent in self.agents if isinstance(agent, Council))
        stages, cost = self.compiled.council, council.veto_cost

        def vote(doubt: Array) -> tuple[Array, Array]:
            voices = self.batch.evaluate(stages["voice"], {VOICES: company}, doubt=doubt)
            found = self.batch.evaluate(
                stages["veto"], {VOICES: voices}, doubt=doubt, veto_cost=cost
            )
            return voices, found

        doubt = np.where(self.state["member"] > 0, council.doubt, -np.inf)
        self._seen(renewal(str(self.date), doubt, stake, vote))


def renewal(name: str, doubt: Array, stake: Flags, vote: Vote) -> Renewal:
    """Who voices doubt and who blocks, and who would not have without each that voices.

    The bars are the same for all members: those beyond them are those with the most doubt. Who
    keeps silent neither voices nor blocks, and is heard by nobody at this renewal.

    doubt : (member, world), -inf for who has no vote
    stake : (world,), whether there is anything to renew
    """
    places = _places(doubt)
    voiced, blocked = ((places < number) & stake for number in vote(doubt))
    voices, vetoes = (np.zeros((len(doubt), *doubt.shape), dtype=bool) for _ in range(2))
    lapses = np.zeros_like(voiced)
    for member in np.flatnonzero(voiced.any(axis=1)):
        left = doubt.copy()
        left[member] = -np.inf
        moved_up = places - (places > places[member])
        still_voicing, still_blocking = (moved_up < number for number in vote(left))
        others = np.arange(len(doubt))[:, None] != member
        voices[member] = voiced & ~still_voicing & others & voiced[member]
        vetoes[member] = blocked & ~still_blocking & others & voiced[member]
        has_blocked, would_block = (
            (blocking & others).any(axis=0) for blocking in (blocked, still_blocking)
        )
        lapses[member] = has_blocked & ~would_block & voiced[member]
    return Renewal(name, stake, voiced, blocked, voices, vetoes, lapses)


def _places(doubt: Array) -> NDArray[np.intp]:
    """How many members doubt more than each in its world, (member, world)."""
    order = np.argsort(-doubt, axis=0, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(len(doubt))[:, None], axis=0)
    return places


def votes(question: Question, worlds: int = WORLDS) -> Votes | None:
    """How members stood at each renewal in the first worlds of a scenario; None without a council.

    worlds : how many; all where the scenario has fewer
    Raises InputError where what is observed leaves too few of them.
    """
    if question.dispute.roles.council is None:
        return None
    asked = replace(question.scenario, worlds=min(worlds, question.scenario.worlds))
    compiled = CompiledModel(question.dispute, asked)
    parts: list[Votes] = []

    def batches() -> Iterator[Batch]:
        for start in range(0, asked.worlds, CHUNK):
            seen: list[Renewal] = []
            stop = min(start + CHUNK, asked.worlds)
            batch = ensemble.step(Voting(compiled, start, stop, seen.append))
            parts.append(_votes(compiled, batch, seen))
            yield batch

    for _ in conditioning.watched(batches(), asked):
        pass  # what is observed can be judged only when all worlds are done
    return _joined(parts)


def tallies(question: Question, worlds: int = WORLDS) -> Tallies | None:
    """The shares of what was seen, all worked out: what takes a while is done by who is asked."""
    found = votes(question, worlds)
    return None if found is None else Tallies(found).whole()


def _votes(compiled: CompiledModel, batch: Batch, seen: Sequence[Renewal]) -> Votes:
    """The renewals of one batch."""
    members = compiled.dispute.members
    size, worlds = len(members), batch.stop - batch.start

    def each(arrays: Sequence[Flags], *shape: int) -> Flags:
        return np.stack(arrays) if arrays else np.zeros((0, *shape), dtype=bool)

    def counted(arrays: Iterable[Flags], *shape: int) -> Counts:
        found = np.zeros(shape, dtype=np.uint8)
        for array in arrays:
            found += array
        return found

    return Votes(
        members=tuple(member.id for member in members),
        titles=tuple(member.title for member in members),
        renewals=tuple(one.name for one in seen),
        stake=each([one.stake for one in seen], worlds),
        voiced=each([one.voiced for one in seen], size, worlds),
        blocked=each([one.blocked for one in seen], size, worlds),
        voices=counted((one.voices for one in seen), size, size, worlds),
        vetoes=counted((one.vetoes for one in seen), size, size, worlds),
        lapses=counted((one.lapses for one in seen), size, worlds),
        weights=batch.weights,
        rows=None if batch.rows is None else batch.rows.astype(np.int32),
    )


def _joined(parts: Sequence[Votes]) -> Votes:
    """Batches as one; the world is the last axis of every array."""
    columns: dict[str, Any] = {
        column: np.concatenate([getattr(part, column) for part in parts], axis=-1)
        for column in Votes.COLUMNS
        if getattr(parts[0], column) is not None
    }
    return replace(parts[0], **columns)
