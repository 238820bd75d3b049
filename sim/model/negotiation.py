"""Bargaining rounds between holder and claimant: what is offered, agreed, ratified and signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import CLAIMANT, HOLDER, Array, Flags, count
from sim.base.functional_forms import shift_odds
from sim.choices import bargaining, deeds, ratification
from sim.choices.packages import SEQUENCES, Packages, packages, summed
from sim.model.batch_state import BatchState, BatchSubset, Changes
from sim.model.context import ModelContext
from sim.state import VARIABLES

# Worlds that bargain together, so that tables of all packages do not grow with the batch.
BLOCK = 1024
HOME = "home"  # the interest that win-sets are made of


@dataclass(frozen=True)
class Stake:
    """What a side has at stake in the packages.

    sure, at_risk : grids (settlement, treaty, guarantee, money, relief, world) that add up to what
        packages are worth over continuation: whatever the other side does, and what it delivers
    delivered : share of what is at risk that the side counts on, (world,) by sequence
    margin : grid, how far packages are inside its win-set
    terms : interest -> grid, its part of what packages are worth if all is delivered
    """

    sure: Array
    at_risk: Array
    delivered: list[Array]
    margin: Array
    terms: Mapping[str, Array]

    def gains(self, table: Packages) -> Array:
        """Utility of each package over continuation, (package, world)."""
        gains = table.of(self.at_risk)
        for rows, share in zip(table.by_sequence, self.delivered, strict=True):
            gains[rows] *= share
        gains += table.of(self.sure)
        return gains


@dataclass(frozen=True)
class Offers:
    """What the packages are worth, (package, world) each, by side.

    gains : utility over continuation
    inside : whether inside the win-set
    stakes : what this follows from
    """

    gains: tuple[Array, Array]
    inside: tuple[Flags, Flags]
    stakes: tuple[Stake, Stake]

    @classmethod
    def of(cls, table: Packages, holder: Stake, claimant: Stake) -> Offers:
        """What both sides have at stake, by package."""
        return cls(
            (holder.gains(table), claimant.gains(table)),
            (table.of(holder.margin > 0), table.of(claimant.margin > 0)),
            (holder, claimant),
        )


@dataclass(frozen=True)
class Round:
    """What a round was made of in some worlds, for who explains a world.

    worlds : their indices; the other arrays are over these
    admissible : (package, world), changes something and can be carried at home by both
    errors : (world,) each, what each side's gain is mistaken by
    agreed, signed : (world,), index of the package, or NO_DEAL; between them lies ratification
    """

    worlds: NDArray[np.intp]
    offers: Offers
    admissible: Flags
    errors: tuple[Array, Array]
    agreed: NDArray[np.intp]
    signed: NDArray[np.intp]


class Negotiation:
    """The table at which holder and claimant meet.

    round : the round that was held last in this quarter, None if there was none
    """

    def __init__(self, model: ModelContext) -> None:
        self._model = model
        self.round: Round | None = None
        dispute = model.compiled.dispute
        self.packages = packages(dispute)
        self._parties = (dispute.roles.holder, dispute.roles.claimant)
        self._severity = ("sanctions", VARIABLES["sanctions"].row(dispute, self._parties[CLAIMANT]))
        self._warmth = ("alignment", dispute.pair_row(*self._parties))
        self._utility: Array | None = None

    def hold(self) -> None:
        """Rounds of this quarter: agree or not, ratify or not, and write what is agreed."""
        model, state, draws = self._model, self._model.state, self._model.batch.draws
        held = bargaining.round_held(
            state["meetings"],
            state["fresh"],
            state["treaty"],
            state["owed"],
            state["frozen"],
            draws["choices.bargaining.opening"],
            draws["choices.bargaining.routine"],
            model.draw("bargaining.round", ""),
        )
        state["rounds"] = state["rounds"] + held
        state["fresh"] = np.where(held, 0.0, state["fresh"])
        self.round = None
        worlds = np.flatnonzero(held)
        if not worlds.size:
            return
        errors = model.draws("bargaining.error", self._parties)
        votes = model.draws("ratification.vote", self._parties)
        for first in range(0, worlds.size, BLOCK):
            some = worlds[first : first + BLOCK]
            self.round = self._meet(some, model.batch.take(some), errors[:, some], votes[:, some])

    def _meet(
        self, worlds: NDArray[np.intp], batch: BatchSubset, errors: Array, votes: Array
    ) -> Round:
        """A round in some worlds.

        frame : of these worlds
        errors, votes : (party, world), uniforms
        """
        draws = batch.draws
        offers = Offers.of(self.packages, *self.stakes(batch))
        admissible = self._admissible(batch, offers)
        holder, claimant = (
            bargaining.misjudgement(
                draws["choices.bargaining.error"], draws["choices.bargaining.delay"], draw
            )
            for draw in errors
        )
        agreed = deal = bargaining.agree(
            *offers.gains, admissible, holder, claimant, draws["choices.bargaining.power"]
        )
        if "ratification" not in self._model.off:
            for stake, vote in zip(offers.stakes, votes, strict=True):
                margin = self.packages.at(stake.margin, deal)
                chance = ratification.passes(margin, draws["choices.ratification.edge"])
                deal = np.where(vote < chance, deal, bargaining.NO_DEAL)
        self._note(batch, offers)
        batch.write_back()
        signed = deal != bargaining.NO_DEAL
        if signed.any():
            self._sign(worlds[signed], deal[signed])
        return Round(worlds, offers, admissible, (holder, claimant), agreed, deal)

    def stakes(self, batch: BatchState) -> tuple[Stake, Stake]:
        """What each side has at stake in the worlds of a frame."""
        changes = self._changes(batch)
        # The risk of being second: the holder might not be given money and relief for the ground;
        # the claimant, for money and relief, neither ground nor the treaty that falls with it.
        everywhere = np.ones_like(self.packages.cedes)
        holder = self._stake(HOLDER, batch, changes, np.s_[:, :, :, :1, :1], everywhere)
        return holder, self._stake(CLAIMANT, batch, changes, np.s_[:1, :1, :1], self.packages.cedes)

    def _stake(
        self, side: int, batch: BatchState, changes: Changes, alone: Any, risky: Flags
    ) -> Stake:
        """What one side has at stake.

        alone : the part of the grid on which the other side delivers nothing
        risky : rungs on which the other side has something to deliver, (rung,)
        """
        state, draws = batch.state, batch.draws
        party, delay = self._parties[side], draws["choices.bargaining.delay"]
        interests = self._model.compiled.interests[party]
        attained = interests.attained(batch, changes)
        worth = interests.weighed(batch, attained)
        terms = {name: term - term[:1, :1, :1, :1, :1] for name, term in worth.items()}
        waits = bargaining.waiting(
            state["drift"][side],
            state["drift"][1 - side],
            draws["choices.bargaining.patience"],
            delay,
        )
        nothing = np.zeros((1, 1, 1, 1, 1, batch.worlds))
        sure, at_risk = [nothing - waits], [nothing]
        for term in terms.values():
            if term.shape == term[alone].shape:
                sure.append(term)
                continue
            if risky.all():
                sure.append(term[alone])
                at_risk.append(term - term[alone])
                continue
            by_rung = np.broadcast_to(term, (risky.size, *term.shape[1:]))
            kept, hoped = by_rung.copy(), by_rung - term[alone]
            kept[risky], hoped[~risky] = term[alone], 0
            sure.append(kept)
            at_risk.append(hoped)
        believed = bargaining.delivered(
            state["trust"][side], draws["choices.bargaining.doubt"], delay
        )
        # Not weighted: what cannot be carried at home does not hang on how much a leader minds.
        home = attained.get(HOME, nothing)
        return Stake(
            summed(sure),
            summed(at_risk),
            [1 - risk * (1 - believed) for risk in self._risks(side)],
            ratification.margin(
                home - home[:1, :1, :1, :1, :1], draws["choices.ratification.leeway"]
            ),
            terms,
        )

    def _risks(self, side: int) -> list[float]:
        """How far each sequence makes a side deliver before the other: 0, 1/2 or 1."""
        last = len(SEQUENCES) - 1
        return [(i if side == HOLDER else last - i) / last for i in range(len(SEQUENCES))]

    def _changes(self, batch: BatchState) -> Changes:
        """The state that each part of a package brings about, each part on an axis of its own."""
        state, draws, dispute = batch.state, batch.draws, self._model.compiled.dispute
        along, (rungs, treaties, guarantees, _, _) = self.packages.along, self.packages.shape
        warmer = np.exp(draws["laws.alignment.thaw"] * draws["choices.course.horizon"])
        warmth = batch.row(self._warmth)
        severity, floor = batch.row(self._severity), batch.row(("floor", self._severity[1]))
        money = self._sizes(batch, "money", dispute.money)
        relief = self._sizes(batch, "relief", dispute.relief)
        none = np.zeros(batch.worlds)
        return {
            ("level", None): along(0, [np.maximum(state["level"], r) for r in range(rungs)]),
            ("treaty", None): along(
                1, [np.maximum(state["treaty"], k > 0) for k in range(treaties)]
            ),
            ("title", None): along(1, [none + (k > 1) for k in range(treaties)]),
            self._warmth: along(
                1, [shift_odds(warmth, warmer) if k else warmth for k in range(treaties)]
            ),
            ("guarantee", None): along(
                2, [np.maximum(state["guarantee"], g) for g in range(guarantees)]
            ),
            ("pledges", None): along(
                3, [state["pledges"] + state["linkage"] * amount for amount in money]
            ),
            self._severity: along(
                4, [deeds.above_floor(severity * (1 - share), severity, floor) for share in relief]
            ),
        }

    def _sizes(self, batch: BatchState, group: str, options: tuple[str, ...]) -> list[Array]:
        """How large the options of a part are, (world,) each; the first is none."""
        sizes = [batch.draws[f"packages.{group}.{name}"] for name in options[1:]]
        return [np.zeros(batch.worlds), *sizes]

    def _admissible(self, batch: BatchState, offers: Offers) -> Flags:
        """Packages that change something and that both can carry at home, (package, world)."""
        table, level = self.packages, batch.state["level"]
        rungs, treaties = (np.arange(size, dtype=np.float64) for size in table.shape[:2])
        rung, treaty = rungs[:, None, None, None, None, None], treaties[:, None, None, None, None]
        new = table.of((rung > level) | ((rung == level) & (treaty > 0)))
        if "ratification" not in self._model.off:
            new &= offers.inside[HOLDER] & offers.inside[CLAIMANT]
        return new

    def _note(self, batch: BatchState, offers: Offers) -> None:
        """Keep the win-sets and the zone of agreement that the round found."""
        for side, inside in enumerate(offers.inside):
            batch.write(("winset", side), self._share(inside))
        holder, claimant = (gain > bargaining.POSITIVE for gain in offers.gains)
        batch.state["zone"] = self._share(holder & claimant)

    def _share(self, flags: Flags) -> Array:
        """Share of all packages, (world,)."""
        return count(flags) / self.packages.count

    def terms(self, offers: Offers, side: int, package: int) -> dict[str, Array]:
        """What each interest of a side gains by a package if all is delivered: (world,) each."""
        terms = offers.stakes[side].terms
        return {interest: self.packages.of(term)[package] for interest, term in terms.items()}

    def _sign(self, worlds: NDArray[np.intp], deal: NDArray[np.intp]) -> None:
        """Write a ratified package: what holds at once, and what falls due later."""
        batch = self._model.batch.take(worlds)
        state, parts = batch.state, self.packages
        state["fallback"] = state["level"]
        state["level"] = np.maximum(state["level"], parts.settlement[deal])
        treaty = parts.treaty[deal]
        state["treaty"] = np.maximum(state["treaty"], treaty > 0)
        state["title"] = np.maximum(state["title"], treaty > 1)
        state["guarantee"] = np.maximum(state["guarantee"], parts.guarantee[deal])
        if "promises" not in self._model.off:
            self._owe(batch, deal)
        batch.write_back()

    def _owe(self, batch: BatchState, deal: NDArray[np.intp]) -> None:
        """What a package obliges either side to, and by when."""
        dispute, parts = self._model.compiled.dispute, self.packages
        state, draws = batch.state, batch.draws
        here = np.arange(batch.worlds)
        money = np.array(self._sizes(batch, "money", dispute.money))[parts.money[deal], here]
        relief = np.array(self._sizes(batch, "relief", dispute.relief))[parts.relief[deal], here]
        lag, sequence = draws["choices.promises.lag"], parts.sequence[deal]
        ground_due = lag * np.where(sequence == SEQUENCES.index("claimant_first"), 2, 1)
        rest_due = lag * np.where(sequence == SEQUENCES.index("holder_first"), 2, 1)
        for kind, owed, due in (
            ("transfer", parts.territorial[deal].astype(np.float64), ground_due),
            ("money", money * state["linkage"], rest_due),
            ("relief", relief, rest_due),
        ):
            row = dispute.promises.index(kind)
            batch.write(("owed", row), owed)
            batch.write(("due", row), np.where(owed > 0, np.ceil(due), 0))

    def prepare(self) -> None:
        """Weigh the present by other parameters, so that their change does not read as a trend."""
        if self._utility is not None:
            self._utility = self._present()

    def _present(self) -> Array:
        """Utility of the present state to each side, (party, world)."""
        model = self._model
        return np.array([model.compiled.interests[p].utility(model.batch) for p in self._parties])

    def remember(self) -> None:
        """What is new for the next round, and which way time works for each side."""
        model, state, draws = self._model, self._model.state, self._model.batch.draws
        fresh = state["fresh"] > 0
        for path in model.compiled.dispute.agenda:
            fresh = fresh | (
                np.abs(model.change(path, model.opened)) > draws["choices.revision.jump"]
            )
        state["fresh"] = np.where(fresh, 1.0, 0.0)
        now = self._present()
        change = now - self._utility if self._utility is not None else np.zeros_like(now)
        # A deal made or undone is no trend: time works on what happens without one.
        dealt = np.zeros(model.batch.worlds, dtype=bool)
        for part in ("level", "treaty", "title"):
            dealt |= state[part] != model.opened[part]
        change = np.where(dealt, 0, change)
        self._utility = now
        state["drift"] = bargaining.following_drift(
            state["drift"], change, draws["choices.bargaining.shift_memory"]
        )
