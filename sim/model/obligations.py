"""What was signed falls due: keep, delay or break."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import CLAIMANT, HOLDER, Array
from sim.base.random_streams import normal
from sim.choices import deeds, logit, promises
from sim.model.batch_state import BatchState
from sim.model.context import ModelContext
from sim.state import VARIABLES
from sim.wiring import Key


@dataclass(frozen=True)
class Settled:
    """What was done where a promise fell due, for who explains a world.

    worlds : where, indices; the other arrays are over these
    option : BREAK, DELAY or KEEP
    values : what spoke for breaking, delaying, keeping, log odds
    owed : what was owed
    """

    worlds: NDArray[np.intp]
    option: NDArray[np.intp]
    values: tuple[Array, ...]
    owed: Array


class Obligations:
    """The promises of holder, investor and claimant.

    settled : kind of promise -> what was done with it in the quarter that was stepped last
    """

    def __init__(self, model: ModelContext) -> None:
        self._model = model
        self.settled: dict[str, Settled] = {}
        dispute = model.compiled.dispute
        roles = dispute.roles
        debtors = (roles.holder, roles.investor, roles.claimant)
        self._debtors = dict(zip(dispute.promises, debtors, strict=True))
        self._severity = ("sanctions", VARIABLES["sanctions"].row(dispute, roles.claimant))

    def fall_due(self) -> None:
        """Count down, and settle what is due this quarter, one kind after the other."""
        batch = self._model.batch
        self.settled = {}
        batch.state["frozen"] = np.maximum(0, batch.state["frozen"] - 1)
        for row, kind in enumerate(self._debtors):
            waiting = batch.row(("due", row))
            if not waiting.any():
                continue
            due = np.flatnonzero((waiting == 1) & (batch.row(("owed", row)) > 0))
            batch.write(("due", row), np.maximum(0, waiting - 1))
            if due.size:
                part = batch.take(due)
                leaning = normal(part.select(self._model.draw("promises.taste", kind)))
                owed = part.row(("owed", row))
                values, option = self._decide(part, kind, row, leaning)
                self._settle(part, kind, row, option)
                part.write_back()
                self.settled[kind] = Settled(due, option, values, owed)

    def _decide(
        self, batch: BatchState, kind: str, row: int, leaning: Array
    ) -> tuple[tuple[Array, ...], NDArray[np.intp]]:
        """What speaks for each option where a promise is due, and the option taken."""
        draws = batch.draws
        values = promises.values(
            self._worth(batch, kind, row),
            draws["choices.promises.scale"],
            logit.precision(draws["choices.logit.better_choice"]),
            draws["choices.promises.faith"],
            draws["choices.promises.procrastination"],
        )
        return values, logit.choose(values, leaning)

    def _settle(self, batch: BatchState, kind: str, row: int, option: NDArray[np.intp]) -> None:
        """Keep, delay or break a promise that is due in all worlds of a frame."""
        state, draws = batch.state, batch.draws
        kept, broken = option == promises.KEEP, option == promises.BREAK
        postponed = np.ceil(draws["choices.promises.postponement"])
        batch.write(("due", row), np.where(option == promises.DELAY, postponed, 0))
        delivered = np.where(kept, state["owed"][row], 0)
        if kind == "money":
            state["pledges"] = state["pledges"] + delivered
        if kind == "relief":
            batch.write(self._severity, self._relieved(batch, delivered))
        ground = self._model.compiled.dispute.promises.index("transfer")
        undone = broken & ((row == ground) | (state["owed"][ground] > 0))
        batch.write(("owed", row), np.where(kept | broken, 0, state["owed"][row]))
        # A broken exchange: the rung falls back, the treaty lapses, nothing more is owed.
        state["level"] = np.where(undone, state["fallback"], state["level"])
        for name in ("treaty", "title", "guarantee", "owed", "due"):
            state[name] = np.where(undone, 0, state[name])
        state["broken"] = state["broken"] + broken
        frost = np.ceil(draws["choices.bargaining.frost"])
        state["frozen"] = np.where(broken, frost, state["frozen"])
        creditor = ("trust", CLAIMANT if kind == "transfer" else HOLDER)
        trust = promises.trust_after(
            batch.row(creditor),
            kept.astype(np.float64),
            broken.astype(np.float64),
            draws["choices.promises.gratitude"],
            draws["choices.promises.grudge"],
        )
        batch.write(creditor, trust)

    def _relieved(self, batch: BatchState, share: Array) -> Array:
        """Severity of the debtor's sanctions once a share is lifted, as far as a floor lets it."""
        severity, floor = batch.row(self._severity), batch.row(("floor", self._severity[1]))
        return deeds.above_floor(severity * (1 - share), severity, floor)

    def _worth(self, batch: BatchState, kind: str, row: int) -> Array:
        """The debtor's utility with the promise carried out less that without it, (world,)."""
        state = batch.state
        owed = state["owed"][row]
        pairs: dict[Key, tuple[Array, Array]]
        if kind == "transfer":  # what the debtor goes back to, against what stands
            back = dict.fromkeys(("treaty", "title", "guarantee"), np.zeros_like(owed))
            back["level"] = state["fallback"]
            pairs = {(name, None): (before, state[name]) for name, before in back.items()}
        elif kind == "money":
            pairs = {("pledges", None): (state["pledges"], state["pledges"] + owed)}
        else:
            pairs = {self._severity: (batch.row(self._severity), self._relieved(batch, owed))}
        changes = {key: np.array(pair) for key, pair in pairs.items()}
        worth = self._model.compiled.interests[self._debtors[kind]].stake(batch, changes)
        return np.asarray(worth[1] - worth[0])
