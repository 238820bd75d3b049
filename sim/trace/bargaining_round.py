"""What became of each package in a bargaining round, and how the round ended."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import CLAIMANT, HOLDER, Array, Flags
from sim.choices import bargaining
from sim.model.negotiation import Round

SIDES = (HOLDER, CLAIMANT)
SIGNED = "signed"


def frontier(one: Array, other: Array) -> Flags:
    """Which packages no other beats: worth more to one side and no less to the other.

    one, other : (package,), utility
    """
    no_less = (one[:, None] >= one) & (other[:, None] >= other)
    more = (one[:, None] > one) | (other[:, None] > other)
    beaten = (no_less & more).any(axis=0)
    return np.asarray(~beaten)


@dataclass(frozen=True, eq=False)
class PackageTable:
    """A round in one world.

    new : (package,), changes rung or treaty
    parties : titles of holder and claimant
    power : weight of the holder
    passing : chance of each side to carry at home what was agreed
    refused : sides that did not ratify what was agreed
    """

    held: Round
    new: Flags
    parties: tuple[str, str]
    power: float
    passing: tuple[float, float]
    refused: tuple[int, ...]

    @cached_property
    def gains(self) -> tuple[Array, Array]:
        """What each package is worth to either side over no deal, (package,)."""
        holder, claimant = (gain[:, 0] for gain in self.held.offers.gains)
        return holder, claimant

    @cached_property
    def seen(self) -> tuple[Array, Array]:
        """The same as the other side sees it, with its error."""
        holder, claimant = (
            gain + float(error[0]) for gain, error in zip(self.gains, self.held.errors, strict=True)
        )
        return holder, claimant

    @cached_property
    def agreed(self) -> int | None:
        """The package that was agreed, ratified or not."""
        return _deal(self.held.agreed)

    @cached_property
    def signed(self) -> int | None:
        """The package that was signed."""
        return _deal(self.held.signed)

    @cached_property
    def offered(self) -> int | None:
        """The package that looked best to both; the side that loses by it refuses it."""
        return self._best(self.seen)

    @cached_property
    def missed(self) -> int | None:
        """The package that would have been agreed, had each side known the other's mind."""
        return self._best(self.gains)

    @cached_property
    def centre(self) -> int:
        """The package on which the round turned: signed, agreed, offered, missed, or nearest."""
        for found in (self.signed, self.agreed, self.offered, self.missed):
            if found is not None:
                return found
        lesser = np.minimum(*self.gains)
        pool = self._admissible if self._admissible.any() else self.new
        return int(np.argmax(np.where(pool, lesser, -np.inf) if pool.any() else lesser))

    @property
    def result(self) -> str:
        """How the round ended."""
        if self.signed is not None:
            return SIGNED
        if self.agreed is not None:
            return self._unratified()
        if self.offered is not None:
            losers = [self.parties[s] for s in SIDES if not self._gains(s, self.offered)]
            return f"failed, what seemed good for both is worth less than no deal to {losers[0]}"
        if self.missed is not None:
            return "failed, each side mistaken about the other"
        if not self._admissible.any():
            return "nothing that both could carry at home"
        return "nothing that changes rung or treaty leaves both better off"

    def others(self) -> list[int]:
        """The other packages on the frontier of those that change something, the best first.

        Those that both could carry and gain by come first, by the Nash product; then those by
        which both gain; then the rest by what they are worth to the side that likes them less.
        """
        new = np.flatnonzero(self.new)
        holder, claimant = self.gains
        near = new[frontier(holder[new], claimant[new])]
        order = sorted(near.tolist(), key=self._rank)
        return [package for package in order if package != self.centre]

    def fate(self, package: int) -> str:
        """Taken, or why not."""
        one, other = self.parties
        if package == self.signed:
            return SIGNED
        if package == self.agreed:
            return self._unratified()
        if not self.new[package]:
            return "it changes neither rung nor treaty"
        shut = [s for s in SIDES if not self._carried(s, package)]
        if len(shut) == len(SIDES):
            return "neither could carry it at home"
        if shut:
            return f"{self.parties[shut[0]]} could not carry it at home"
        worse = [s for s in SIDES if not self._gains(s, package)]
        if len(worse) == len(SIDES):
            return "no deal is better for both"
        if worse:
            offered = "offered, but " if package == self.offered else ""
            return f"{offered}no deal is better for {self.parties[worse[0]]}"
        taken = [s for s in SIDES if self.seen[s][package] <= bargaining.POSITIVE]
        if taken:
            mistaken = other if taken[0] == HOLDER else one
            return f"{mistaken} took {self.parties[taken[0]]} to lose by it"
        return "it weighs less than what was on the table"

    def _unratified(self) -> str:
        who = " and ".join(
            f"{self.parties[side]} (chance of passing {self.passing[side]:.0%})"
            for side in self.refused
        )
        return f"agreed, not ratified by {who or 'nobody'}"

    def _rank(self, package: int) -> tuple[bool, bool, float, int]:
        """Sorts the best package first."""
        holder, claimant = (float(gain[package]) for gain in self.gains)
        both = holder > bargaining.POSITIVE and claimant > bargaining.POSITIVE
        worth = min(holder, claimant)
        if both:
            worth = self.power * np.log(holder) + (1 - self.power) * np.log(claimant)
        return not (both and self._admissible[package]), not both, -worth, package

    @property
    def _admissible(self) -> Flags:
        return self.held.admissible[:, 0]

    def _carried(self, side: int, package: int) -> bool:
        """Whether a side could carry it at home; all that is admissible it could."""
        return bool(self._admissible[package] or self.held.offers.inside[side][package, 0])

    def _gains(self, side: int, package: int) -> bool:
        return bool(self.gains[side][package] > bargaining.POSITIVE)

    def _best(self, gains: tuple[Array, Array]) -> int | None:
        """The package that is agreed if these gains are known to both."""
        holder, claimant = (gain[:, None] for gain in gains)
        zero, power = np.zeros(1), np.array([self.power])
        found = bargaining.agree(holder, claimant, self.held.admissible, zero, zero, power)
        return _deal(found)


def _deal(index: NDArray[np.intp]) -> int | None:
    return None if index[0] == bargaining.NO_DEAL else int(index[0])
