"""One bargaining round between holder and claimant, and the promises that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.actors import Interests
from sim.axes import CLAIMANT, HOLDER, Array, Flags
from sim.choices import bargaining, logit, promises, ratification
from sim.choices.packages import SEQUENCES, TREATIES, packages
from sim.frame import Frame, Key
from sim.shapes import shift_odds
from sim.state import VARIABLES
from sim.streams import normal

if TYPE_CHECKING:
    from sim.model import Worlds

Grid = tuple[int, ...]


@dataclass(frozen=True)
class Offers:
    """What the packages are worth, (package, world), over continuation.

    gains : utility of holder and of claimant
    margins : how far inside their win-sets
    terms : interest -> its part of the gain if all is delivered, over the parts of a package
    """

    gains: tuple[Array, Array]
    margins: tuple[Array, Array]
    terms: tuple[Mapping[str, Array], Mapping[str, Array]]


@dataclass(frozen=True)
class Round:
    """What the rounds of a quarter were made of, for who explains a world.

    worlds : indices of the worlds with a round; the other arrays are over these
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

    round : the rounds of the quarter that was stepped last, None if there were none
    """

    def __init__(self, model: Worlds) -> None:
        self._model = model
        self.round: Round | None = None
        dispute = model.setup.dispute
        self.packages = packages(dispute)
        self._shape: Grid = (
            len(dispute.ladder),
            len(TREATIES),
            2,
            len(dispute.money),
            len(dispute.relief),
        )
        self._parties = (dispute.roles.holder, dispute.roles.claimant)
        self._row = VARIABLES["sanctions"].row(dispute, dispute.roles.claimant)
        self._warmth = dispute.pair_row(*self._parties)
        place = (
            self.packages.settlement,
            self.packages.treaty,
            self.packages.guarantee,
            self.packages.money,
            self.packages.relief,
        )
        self._flat = np.ravel_multi_index(place, self._shape)
        first = np.zeros_like(place[0])
        self._no_ground = np.ravel_multi_index((first, *place[1:]), self._shape)
        self._no_money = np.ravel_multi_index((*place[:3], first, first), self._shape)
        half = self.packages.sequence[:, None] / 2  # 0, 1/2, 1: who comes second carries the risk
        self._claimant_risk, self._holder_risk = 1 - half, half

    def hold(self) -> None:
        """Rounds of this quarter: agree or not, ratify or not, and write what is agreed."""
        model, state, draws = self._model, self._model.state, self._model.frame.draws
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
        errors = [model.draw("bargaining.error", party) for party in self._parties]
        votes = [model.draw("ratification.vote", party) for party in self._parties]
        state["rounds"] = state["rounds"] + held
        state["fresh"] = np.where(held, 0.0, state["fresh"])
        worlds = np.flatnonzero(held)
        self.round = None
        if not worlds.size:
            return
        frame = model.frame.take(worlds)
        offers = self.offers(frame)
        admissible = self._admissible(frame, offers)
        error, delay = draws["choices.bargaining.error"], draws["choices.bargaining.delay"]
        mistaken = [bargaining.misjudgement(error, delay, draw)[worlds] for draw in errors]
        agreed = deal = bargaining.agree(
            offers.gains[HOLDER],
            offers.gains[CLAIMANT],
            admissible,
            mistaken[HOLDER],
            mistaken[CLAIMANT],
            frame.draws["choices.bargaining.power"],
        )
        self._remember(worlds, offers)
        if "ratification" not in model.setup.off:
            deal = self._ratified(frame, offers, deal, [vote[worlds] for vote in votes])
        self.round = Round(
            worlds, offers, admissible, (mistaken[HOLDER], mistaken[CLAIMANT]), agreed, deal
        )
        signed = deal != bargaining.NO_DEAL
        if signed.any():
            self._sign(worlds[signed], deal[signed])

    def offers(self, frame: Frame) -> Offers:
        """Every package as each side sees it, in the worlds of a frame."""
        changes = self._changes(frame)
        state, draws, attainments = frame.state, frame.draws, self._model.setup.attainments
        delay = draws["choices.bargaining.delay"]
        gains, margins, parts = [], [], []
        for side, (party, spared, risk) in enumerate(
            (
                (self._parties[HOLDER], self._no_money, self._holder_risk),
                (self._parties[CLAIMANT], self._no_ground, self._claimant_risk),
            )
        ):
            terms = Interests(party, attainments[party], frame).terms(changes)
            parts.append(terms)
            full = self._on_grid(list(terms.values()), frame.worlds)
            believed = bargaining.delivered(
                state["trust"][side], draws["choices.bargaining.doubt"], delay
            )
            shortfall = risk * (1 - believed)
            worth = full[self._flat] - shortfall * (full[self._flat] - full[spared])
            waits = bargaining.waiting(
                state["drift"][side],
                state["drift"][1 - side],
                draws["choices.bargaining.patience"],
                delay,
            )
            gains.append(worth - waits)
            standing = self._on_grid([terms["home"]] if "home" in terms else [], frame.worlds)
            weight = frame.draws.get(f"{party}.salience.home", np.ones(frame.worlds))
            margins.append(
                ratification.margin(
                    standing[self._flat] / np.where(weight > 0, weight, 1),
                    draws["choices.ratification.leeway"],
                )
            )
        return Offers((gains[0], gains[1]), (margins[0], margins[1]), (parts[0], parts[1]))

    def terms(self, offers: Offers, side: int, package: int) -> dict[str, Array]:
        """What each interest of a side gains by a package if all is delivered: (world,) each."""
        place = np.unravel_index(self._flat[package], self._shape)
        worlds = offers.gains[side].shape[-1]
        return {
            interest: np.broadcast_to(term, (*self._shape, worlds))[place]
            for interest, term in offers.terms[side].items()
        }

    def _changes(self, frame: Frame) -> dict[Key, Array]:
        """The state that each part of a package brings about, each part on an axis of its own."""
        state, draws = frame.state, frame.draws
        dispute = self._model.setup.dispute

        def along(axis: int, rows: list[Array]) -> Array:
            shape = [1] * len(self._shape)
            shape[axis] = len(rows)
            return np.stack(rows).reshape(*shape, frame.worlds)

        def size(group: str, options: tuple[str, ...]) -> list[Array]:
            zero = np.zeros(frame.worlds)
            return [zero, *(draws[f"packages.{group}.{name}"] for name in options[1:])]

        rungs, treaties, guarantees, _, _ = (range(n) for n in self._shape)
        level, treaty = state["level"], state["treaty"]
        signed = [np.maximum(treaty, float(kind > 0)) for kind in treaties]
        warmer = np.exp(draws["laws.alignment.thaw"] * draws["choices.course.horizon"])
        warmth = state["alignment"][self._warmth]
        held_back = state["linkage"]
        severity = state["sanctions"][self._row]
        return {
            ("level", None): along(0, [np.maximum(level, rung) for rung in rungs]),
            ("treaty", None): along(1, signed),
            ("title", None): along(
                1, [np.full(frame.worlds, float(kind > 1)) for kind in treaties]
            ),
            ("alignment", self._warmth): along(
                1, [shift_odds(warmth, warmer) if kind > 0 else warmth for kind in treaties]
            ),
            ("guarantee", None): along(
                2, [np.maximum(state["guarantee"], float(given)) for given in guarantees]
            ),
            ("pledges", None): along(
                3,
                [state["pledges"] + held_back * amount for amount in size("money", dispute.money)],
            ),
            ("sanctions", self._row): along(
                4, [severity * (1 - share) for share in size("relief", dispute.relief)]
            ),
        }

    def _on_grid(self, terms: list[Array], worlds: int) -> Array:
        """Sum of terms over all combinations of parts, (combination, world)."""
        grid = np.zeros((*self._shape, worlds))
        for term in terms:
            grid += term
        return grid.reshape(-1, worlds)

    def _admissible(self, frame: Frame, offers: Offers) -> Flags:
        """Packages that change something and that both can carry at home, (package, world)."""
        state, parts = frame.state, self.packages
        settlement, treaty = parts.settlement[:, None], parts.treaty[:, None]
        new = (settlement >= state["level"]) & ((settlement > state["level"]) | (treaty > 0))
        if "ratification" not in self._model.setup.off:
            new = new & (offers.margins[HOLDER] > 0) & (offers.margins[CLAIMANT] > 0)
        return np.asarray(new)

    def _remember(self, worlds: NDArray[np.intp], offers: Offers) -> None:
        """Record the win-sets and the zone of agreement that the round found."""
        state, count = self._model.state, self.packages.count
        for side in (HOLDER, CLAIMANT):
            inside = np.count_nonzero(offers.margins[side] > 0, axis=0)
            self._model.write(("winset", side), _put(state["winset"][side], worlds, inside / count))
        both = (offers.gains[HOLDER] > bargaining.POSITIVE) & (
            offers.gains[CLAIMANT] > bargaining.POSITIVE
        )
        state["zone"] = _put(state["zone"], worlds, np.count_nonzero(both, axis=0) / count)

    def _ratified(
        self, frame: Frame, offers: Offers, deal: NDArray[np.intp], votes: list[Array]
    ) -> NDArray[np.intp]:
        here = np.arange(frame.worlds)
        edge = frame.draws["choices.ratification.edge"]
        for side, vote in enumerate(votes):
            chance = ratification.passes(offers.margins[side][deal, here], edge)
            deal = np.where(vote < chance, deal, bargaining.NO_DEAL)
        return deal

    def _sign(self, worlds: NDArray[np.intp], deal: NDArray[np.intp]) -> None:
        """Write a ratified package: what holds at once, and what falls due later."""
        model, state, parts = self._model, self._model.state, self.packages
        dispute, draws = model.setup.dispute, model.frame.draws
        before = state["level"][worlds]
        state["fallback"] = _put(state["fallback"], worlds, before)
        state["level"] = _put(state["level"], worlds, np.maximum(before, parts.settlement[deal]))
        treaty = parts.treaty[deal]
        for name, value in (
            ("treaty", treaty > 0),
            ("title", treaty > 1),
            ("guarantee", parts.guarantee[deal] > 0),
        ):
            state[name] = _put(state[name], worlds, np.maximum(state[name][worlds], value))

        def amount(group: str, options: tuple[str, ...], index: NDArray[np.intp]) -> Array:
            sizes = [np.zeros(model.frame.worlds)]
            sizes += [draws[f"packages.{group}.{name}"] for name in options[1:]]
            return np.stack(sizes)[index, worlds]

        money = amount("money", dispute.money, parts.money[deal]) * state["linkage"][worlds]
        relief = amount("relief", dispute.relief, parts.relief[deal])
        ground = parts.territorial[deal].astype(np.float64)
        lag = draws["choices.promises.lag"][worlds]
        sequence = parts.sequence[deal]
        ground_due = lag * np.where(sequence == SEQUENCES.index("claimant_first"), 2, 1)
        rest_due = lag * np.where(sequence == SEQUENCES.index("holder_first"), 2, 1)
        for kind, owed, due in (
            ("transfer", ground, ground_due),
            ("money", money, rest_due),
            ("relief", relief, rest_due),
        ):
            row = dispute.promises.index(kind)
            model.write(("owed", row), _put(state["owed"][row], worlds, owed))
            quarters = np.where(owed > 0, np.ceil(due), 0)
            model.write(("due", row), _put(state["due"][row], worlds, quarters))


@dataclass(frozen=True)
class Settled:
    """What was done where a promise fell due, for who explains a world.

    due : (world,), where; option : (world,), BREAK, DELAY or KEEP
    values : (world,) each, what spoke for breaking, delaying, keeping, in scales of promises
    owed : (world,), what was owed
    """

    due: Flags
    option: NDArray[np.intp]
    values: tuple[Array, ...]
    owed: Array


class Promises:
    """What was signed falls due: keep, delay or break.

    settled : kind of promise -> what was done with it in the quarter that was stepped last
    """

    def __init__(self, model: Worlds) -> None:
        self._model = model
        self.settled: dict[str, Settled] = {}
        dispute = model.setup.dispute
        roles = dispute.roles
        self._debtors = dict(
            zip(dispute.promises, (roles.holder, roles.investor, roles.claimant), strict=True)
        )
        self._row = VARIABLES["sanctions"].row(dispute, roles.claimant)

    def fall_due(self) -> None:
        """Count down, and settle what is due this quarter, one kind after the other."""
        model, state = self._model, self._model.state
        self.settled = {}
        state["frozen"] = np.maximum(0, state["frozen"] - 1)
        for row, (kind, debtor) in enumerate(self._debtors.items()):
            leaning = normal(model.draw("promises.taste", kind))
            waiting = state["due"][row]
            due = (waiting == 1) & (state["owed"][row] > 0)
            model.write(("due", row), np.maximum(0, waiting - 1))
            if due.any():
                self._settle(kind, debtor, row, due, leaning)

    def _settle(
        self, kind: str, debtor: str, row: int, due: NDArray[np.bool_], leaning: Array
    ) -> None:
        model, state, draws = self._model, self._model.state, self._model.frame.draws
        interests = Interests(debtor, model.setup.attainments[debtor], model.frame)
        options = promises.values(
            self._worth(kind, row, interests),
            draws["choices.promises.scale"],
            logit.precision(draws["choices.logit.better_choice"]),
            draws["choices.promises.faith"],
            draws["choices.promises.procrastination"],
        )
        option = logit.choose(options, leaning)
        self.settled[kind] = Settled(due, option, options, state["owed"][row])
        kept = due & (option == promises.KEEP)
        broken = due & (option == promises.BREAK)
        later = due & (option == promises.DELAY)
        postponed = np.ceil(draws["choices.promises.postponement"])
        model.write(("due", row), np.where(later, postponed, state["due"][row]))
        if kind == "money":
            state["pledges"] = state["pledges"] + np.where(kept, state["owed"][row], 0)
        if kind == "relief":
            severity = state["sanctions"][self._row]
            left = 1 - np.where(kept, state["owed"][row], 0)
            model.write(("sanctions", self._row), severity * left)
        ground = model.setup.dispute.promises.index("transfer")
        undone = broken & ((row == ground) | (state["owed"][ground] > 0))
        self._undo(undone)
        model.write(("owed", row), np.where(kept | broken, 0, state["owed"][row]))
        state["broken"] = state["broken"] + broken
        frost = np.ceil(draws["choices.bargaining.frost"])
        state["frozen"] = np.where(broken, frost, state["frozen"])
        creditor = CLAIMANT if kind == "transfer" else HOLDER
        model.write(
            ("trust", creditor),
            promises.trust_after(
                state["trust"][creditor],
                kept.astype(np.float64),
                broken.astype(np.float64),
                draws["choices.promises.gratitude"],
                draws["choices.promises.grudge"],
            ),
        )

    def _worth(self, kind: str, row: int, interests: Interests) -> Array:
        """Own utility with the promise carried out less that without it, (world,)."""
        state = self._model.state
        owed = state["owed"][row]
        if kind == "transfer":
            zero = np.zeros_like(owed)
            undone: dict[Key, Array] = {("level", None): state["fallback"]}
            undone |= {(name, None): zero for name in ("treaty", "title", "guarantee")}
            return -interests.gain(undone)
        if kind == "money":
            return interests.gain({("pledges", None): state["pledges"] + owed})
        severity = state["sanctions"][self._row]
        return interests.gain({("sanctions", self._row): severity * (1 - owed)})

    def _undo(self, undone: NDArray[np.bool_]) -> None:
        """A broken exchange: the rung falls back, the treaty lapses, nothing more is owed."""
        state = self._model.state
        state["level"] = np.where(undone, state["fallback"], state["level"])
        for name in ("treaty", "title", "guarantee"):
            state[name] = np.where(undone, 0, state[name])
        state["owed"] = np.where(undone, 0, state["owed"])
        state["due"] = np.where(undone, 0, state["due"])


def _put(array: Array, worlds: NDArray[np.intp], values: Array) -> Array:
    """The array with other values in some worlds; the old one stays as it was."""
    changed = array.copy()
    changed[worlds] = values
    return changed
