"""What can be put on the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import Array
from sim.dispute import Dispute

TREATIES = ("none", "open", "recognised")  # no treaty; title left open; holder's title recognised
SEQUENCES = ("claimant_first", "together", "holder_first")

Kind = TypeVar("Kind", bound=np.generic)
_ALL = slice(None)


@dataclass(frozen=True)
class Packages:
    """All packages of a dispute: one row each, one column per part.

    Parts, each an index: settlement (rung), treaty, guarantee, money, relief, sequence. Packages
    stand together by sequence, the empty one first. The other parts span a grid, on which what a
    package is worth is a sum of terms of few axes.
    """

    settlement: NDArray[np.intp]
    treaty: NDArray[np.intp]
    guarantee: NDArray[np.intp]
    money: NDArray[np.intp]
    relief: NDArray[np.intp]
    sequence: NDArray[np.intp]
    territorial: NDArray[np.bool_]

    @cached_property
    def cedes(self) -> NDArray[np.bool_]:
        """Which settlements cede ground, (settlement,)."""
        found = np.zeros(self.shape[0], dtype=np.bool_)
        found[self.settlement] = self.territorial
        return found

    @property
    def count(self) -> int:
        """Number of packages."""
        return len(self.settlement)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Options of each part along the axes of the grid."""
        return tuple(int(part.max()) + 1 for part in self._parts)

    def along(self, axis: int, options: list[Array]) -> Array:
        """What each option of one part brings about, on the axis of that part.

        options : (world,) each
        """
        shape = [1] * len(self.shape)
        shape[axis] = len(options)
        return np.array(options).reshape(*shape, -1)

    def of(self, grid: NDArray[Kind], rows: slice = _ALL) -> NDArray[Kind]:
        """What a grid says of packages, (package, world).

        grid : (settlement, treaty, guarantee, money, relief, world); an axis may have length 1
        rows : the packages that are meant
        """
        *shape, worlds = grid.shape
        return grid.reshape(-1, worlds).take(self._places[tuple(shape)][rows], axis=0)

    def at(self, grid: Array, package: NDArray[np.intp]) -> Array:
        """What a grid says of one package in each world, (world,).

        package : (world,), index; any number will do where there is none
        """
        *shape, worlds = grid.shape
        place = self._places[tuple(shape)][package]
        return grid.reshape(-1, worlds)[place, np.arange(worlds)]

    @cached_property
    def by_sequence(self) -> tuple[slice, ...]:
        """The packages of each sequence."""
        rows = (np.flatnonzero(self.sequence == place) for place in range(len(SEQUENCES)))
        return tuple(slice(own[0], own[-1] + 1) if own.size else slice(0) for own in rows)

    @cached_property
    def _places(self) -> Mapping[tuple[int, ...], NDArray[np.intp]]:
        """By the shape of a grid: where on it, laid out flat, each package stands."""
        found = {}
        for wide in product((False, True), repeat=len(self.shape)):
            shape = tuple(size if w else 1 for size, w in zip(self.shape, wide, strict=True))
            parts = tuple(part * w for part, w in zip(self._parts, wide, strict=True))
            found[shape] = np.ravel_multi_index(parts, shape)
        return found

    @property
    def _parts(self) -> tuple[NDArray[np.intp], ...]:
        return self.settlement, self.treaty, self.guarantee, self.money, self.relief


def packages(dispute: Dispute) -> Packages:
    """Every combination that is not redundant.

    A settlement that cedes ground implies a treaty; a guarantee needs ceded ground; a sequence
    needs ceded ground and money or relief to exchange for it.
    """
    cedes = [bool(rung.islands) for rung in dispute.ladder.values()]
    rows = [
        row
        for row in product(
            range(len(cedes)),
            range(len(TREATIES)),
            range(2),
            range(len(dispute.money)),
            range(len(dispute.relief)),
            range(len(SEQUENCES)),
        )
        if _sensible(row, cedes)
    ]
    rows.sort(key=lambda row: (row[-1] != SEQUENCES.index("together"), row[-1]))
    settlement, treaty, guarantee, money, relief, sequence = np.array(rows, dtype=np.intp).T
    territorial = np.array(cedes)[settlement]
    return Packages(settlement, treaty, guarantee, money, relief, sequence, territorial)


def _sensible(row: tuple[int, ...], cedes: list[bool]) -> bool:
    settlement, treaty, guarantee, money, relief, sequence = row
    if not cedes[settlement]:
        return guarantee == 0 and sequence == SEQUENCES.index("together")
    exchanged = money > 0 or relief > 0
    return treaty > 0 and (exchanged or sequence == SEQUENCES.index("together"))


_KEPT = 2**6  # orders of addition: shapes differ in how many worlds meet


def summed(terms: Sequence[Array]) -> Array:
    """Sum of terms that lie on axes of one grid, (..., world), with few large additions.

    A term whose axes another has too is added to that one first, while both are small.
    """
    sums, last = list(terms), 0
    for one, last in _order(tuple(term.shape for term in terms)):
        sums[last] = sums[last] + sums[one]
    return sums[last]


@lru_cache(maxsize=_KEPT)
def _order(shapes: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, int], ...]:
    """Which term to add to which other one, one after the other; the last holds all."""
    order, alone = [], []
    waiting = sorted(range(len(shapes)), key=lambda place: prod(shapes[place]))
    while waiting:
        one = waiting.pop(0)
        for other in waiting:
            if all(size <= room for size, room in zip(shapes[one], shapes[other], strict=True)):
                order.append((one, other))
                break
        else:
            alone.append(one)
    last = alone.pop()
    while alone:
        order.append((alone.pop(), last))
    return tuple(order)
