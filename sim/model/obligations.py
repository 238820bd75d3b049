"""What was signed falls due: keep, delay or break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import CLAIMANT, HOLDER, Array
from sim.base.random_streams import normal
from sim.choices import deeds, logit, promises
from sim.model.batch_state import Frame
from sim.state import VARIABLES
from sim.wiring import Key

if TYPE_CHECKING:
    from sim.model.worlds import Worlds


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

    def __init__(self, model: Worlds) -> None:
        self._model = model
        self.settled: dict[str, Settled] = {}
        dispute = model.setup.dispute
        roles = dispute.roles
        debtors = (roles.holder, roles.investor, roles.claimant)
        self._debtors = dict(zip(dispute.promises, debtors, strict=True))
        self._severity = ("sanctions", VARIABLES["sanctions"].row(dispute, roles.claimant))

    def fall_due(self) -> None:
        """Count down, and settle what is due this quarter, one kind after the other."""
        frame = self._model.frame
        self.settled = {}
        frame.state["frozen"] = np.maximum(0, frame.state["frozen"] - 1)
        for row, kind in enumerate(self._debtors):
            waiting = frame.row(("due", row))
            if not waiting.any():
                continue
            due = np.flatnonzero((waiting == 1) & (frame.row(("owed", row)) > 0))
            frame.write(("due", row), np.maximum(0, waiting - 1))
            if due.size:
                part = frame.take(due)
                leaning = normal(part.cut(self._model.draw("promises.taste", kind)))
                owed = part.row(("owed", row))
                values, option = self._decide(part, kind, row, leaning)
                self._settle(part, kind, row, option)
                part.give_back()
                self.settled[kind] = Settled(due, option, values, owed)

    def _decide(
        self, frame: Frame, kind: str, row: int, leaning: Array
    ) -> tuple[tuple[Array, ...], NDArray[np.intp]]:
        """What speaks for each option where a promise is due, and the option taken."""
        draws = frame.draws
        values = promises.values(
            self._worth(frame, kind, row),
            draws["choices.promises.scale"],
            logit.precision(draws["choices.logit.better_choice"]),
            draws["choices.promises.faith"],
            draws["choices.promises.procrastination"],
        )
        return values, logit.choose(values, leaning)

    def _settle(self, frame: Frame, kind: str, row: int, option: NDArray[np.intp]) -> None:
        """Keep, delay or break a promise that is due in all worlds of a frame."""
        state, draws = frame.state, frame.draws
        kept, broken = option == promises.KEEP, option == promises.BREAK
        postponed = np.ceil(draws["choices.promises.postponement"])
        frame.write(("due", row), np.where(option == promises.DELAY, postponed, 0))
        delivered = np.where(kept, state["owed"][row], 0)
        if kind == "money":
            state["pledges"] = state["pledges"] + delivered
        if kind == "relief":
            frame.write(self._severity, self._relieved(frame, delivered))
        ground = self._model.setup.dispute.promises.index("transfer")
        undone = broken & ((row == ground) | (state["owed"][ground] > 0))
        frame.write(("owed", row), np.where(kept | broken, 0, state["owed"][row]))
        # A broken exchange: the rung falls back, the treaty lapses, nothing more is owed.
        state["level"] = np.where(undone, state["fallback"], state["level"])
        for name in ("treaty", "title", "guarantee", "owed", "due"):
            state[name] = np.where(undone, 0, state[name])
        state["broken"] = state["broken"] + broken
        frost = np.ceil(draws["choices.bargaining.frost"])
        state["frozen"] = np.where(broken, frost, state["frozen"])
        creditor = ("trust", CLAIMANT if kind == "transfer" else HOLDER)
        trust = promises.trust_after(
            frame.row(creditor),
            kept.astype(np.float64),
            broken.astype(np.float64),
            draws["choices.promises.gratitude"],
            draws["choices.promises.grudge"],
        )
        frame.write(creditor, trust)

    def _relieved(self, frame: Frame, share: Array) -> Array:
        """Severity of the debtor's sanctions once a share is lifted, as far as a floor lets it."""
        severity, floor = frame.row(self._severity), frame.row(("floor", self._severity[1]))
        return deeds.above_floor(severity * (1 - share), severity, floor)

    def _worth(self, frame: Frame, kind: str, row: int) -> Array:
        """The debtor's utility with the promise carried out less that without it, (world,)."""
        state = frame.state
        owed = state["owed"][row]
        pairs: dict[Key, tuple[Array, Array]]
        if kind == "transfer":  # what the debtor goes back to, against what stands
            back = dict.fromkeys(("treaty", "title", "guarantee"), np.zeros_like(owed))
            back["level"] = state["fallback"]
            pairs = {(name, None): (before, state[name]) for name, before in back.items()}
        elif kind == "money":
            pairs = {("pledges", None): (state["pledges"], state["pledges"] + owed)}
        else:
            pairs = {self._severity: (frame.row(self._severity), self._relieved(frame, owed))}
        changes = {key: np.array(pair) for key, pair in pairs.items()}
        worth = self._model.setup.interests[self._debtors[kind]].stake(frame, changes)
        return np.asarray(worth[1] - worth[0])
