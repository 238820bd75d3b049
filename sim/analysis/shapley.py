"""How a game's gain is shared among its players: Shapley values, and what stands beside them.

    value[p] = mean over all orders of the players of  v(those before p, and p) - v(those before p)

It is the one division that gives equal players equal shares, a player without effect nothing, adds
up to the whole, and is additive over games (Shapley 1953). What a player moves alone, and what the
whole loses without it, stand beside: where the first is more than the second, players do the same
work twice; where it is less, they need each other.

Everything here is linear in the worth of coalitions, so that it can be taken world by world.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import comb
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Coalition: TypeAlias = int  # bit p is set where player p belongs to it
Floats: TypeAlias = NDArray[np.float64]
Order: TypeAlias = tuple[int, ...]  # players in the order in which they join

EMPTY: Coalition = 0


@dataclass(frozen=True)
class CoalitionDesign:
    """Which coalitions have to be asked what they are worth.

    orders : those drawn, each followed by its reverse; none where every coalition is asked
    """

    players: int
    orders: tuple[Order, ...] = ()

    @property
    def everyone(self) -> Coalition:
        """The coalition of all players."""
        return (1 << self.players) - 1

    @cached_property
    def coalitions(self) -> tuple[Coalition, ...]:
        """All that are asked: nobody and everyone first, then by size."""
        asked = set(self.shares) | {EMPTY, self.everyone}
        for player in range(self.players):
            asked |= {1 << player, self.everyone ^ 1 << player}
        small = sorted(asked - {EMPTY, self.everyone}, key=lambda each: (each.bit_count(), each))
        return tuple(dict.fromkeys((EMPTY, self.everyone, *small)))

    @cached_property
    def shares(self) -> Mapping[Coalition, Floats]:
        """Weight of each coalition's worth in each player's value, (player,)."""
        return _of_orders(self.players, self.orders) if self.orders else _of_all(self.players)

    def weights(self, coalition: Coalition) -> Floats:
        """Weight of a coalition's worth in what is said of the players, (4, player).

        Rows: the Shapley value; what the player moves alone; what the whole loses without it; and
        what all move together, the same for every player.
        """
        found = np.zeros((ROWS, self.players))
        found[VALUE] = self.shares.get(coalition, 0)
        for player in range(self.players):
            member = 1 << player
            found[ALONE, player] = (coalition == member) - (coalition == EMPTY)
            without = self.everyone ^ member
            found[LAST, player] = (coalition == self.everyone) - (coalition == without)
        found[WHOLE] = (coalition == self.everyone) - (coalition == EMPTY)
        return found

    def gains(self, worth: Mapping[Coalition, Floats]) -> Floats:
        """What each player adds, (draw, player, ...), where orders were drawn.

        An order and its reverse are one draw: their mean varies less than that of two orders drawn
        apart (Mitchell et al. 2022, "Sampling permutations for Shapley value estimation").

        worth : of every coalition asked, arrays of one shape
        """
        if not self.orders:
            return np.zeros((0, self.players, *worth[EMPTY].shape))
        found: Floats = np.array([_gains(order, worth) for order in self.orders])
        return np.asarray((found[0::2] + found[1::2]) / 2)


ROWS = 4
VALUE, ALONE, LAST, WHOLE = range(ROWS)


def exact(players: int) -> CoalitionDesign:
    """All coalitions: 2^players of them."""
    return CoalitionDesign(players)


def sampled(players: int, pairs: int, uniforms: Callable[[int], Floats]) -> CoalitionDesign:
    """Coalitions on the way of some orders, each beside its reverse (Castro et al. 2009).

    pairs : of orders, at least two, so that their error can be told
    uniforms : (player,) for the number of a pair; their ranks are an order
    """
    drawn = [tuple(np.argsort(uniforms(pair)).tolist()) for pair in range(pairs)]
    return CoalitionDesign(players, tuple(each for order in drawn for each in (order, order[::-1])))


def _of_all(players: int) -> dict[Coalition, Floats]:
    """|S|! (n - |S| - 1)! / n! for joining S; the same, negative, for S that is joined."""
    found = {}
    for coalition in range(1 << players):
        size = coalition.bit_count()
        inside = np.array([bool(coalition >> player & 1) for player in range(players)])
        with_it = 1 / (players * comb(players - 1, size - 1)) if size else 0.0
        without = 1 / (players * comb(players - 1, size)) if size < players else 0.0
        found[coalition] = np.where(inside, with_it, -without)
    return found


def _of_orders(players: int, orders: Sequence[Order]) -> dict[Coalition, Floats]:
    """1 / orders for each order in which a player makes the coalition, negative if it joins it."""
    found: dict[Coalition, Floats] = {}
    for order in orders:
        for player, (before, after) in zip(order, pairwise(_way(order)), strict=True):
            for coalition, sign in ((before, -1), (after, 1)):
                found.setdefault(coalition, np.zeros(players))[player] += sign / len(orders)
    return found


def _way(order: Order) -> list[Coalition]:
    """The coalitions of an order, from nobody to everyone."""
    way = [EMPTY]
    for player in order:
        way.append(way[-1] | 1 << player)
    return way


def _gains(order: Order, worth: Mapping[Coalition, Floats]) -> Floats:
    """What each player adds in one order, (player, ...)."""
    steps = [worth[after] - worth[before] for before, after in pairwise(_way(order))]
    return np.array([steps[order.index(player)] for player in range(len(order))])
