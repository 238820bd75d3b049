"""Random streams that count: world i gets the same number whatever the batch.

A stream is named by the seed, the name of the draw as written in code, and the stable id of the
entity it is drawn for; together they make the key of a Philox generator (Salmon et al. 2011,
"Parallel random numbers: as easy as 1, 2, 3"). Its counter holds the calendar quarter in the high
word and the world in the low ones. So nothing that others draw, and no split into chunks or among
workers, can move a draw. Everything else is the inverse CDF of these uniforms.

As draws never change, those of the first worlds are kept: a preview asks for the same ones with
each change of a scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sim.base.axes import Array

Outputs = NDArray[np.uint64]

BLOCK = 4  # outputs of Philox4x64 for one value of its counter
WORD = 8  # bytes; its key has two words
MOST = 1000  # events that `poisson` counts at most in one draw
PREVIEW = 1000  # worlds whose draws are kept
ROOM = 2**26  # bytes of them that are kept at most: the draws and normals of some runs

# The top 52 bits of an output, as the midpoint of one of 2^52 equal cells. With 53 bits the last
# midpoint, 1 − 2^-54, is no float and rounds to 1, where the inverse CDF of a normal is infinite.
_SHIFT = np.uint64(12)
_CELL = 2.0**-52
_HALF_CELL = 2.0**-53

_NOTHING_LEFT = (0,) * BLOCK

Key = tuple[int, str, tuple[str, ...], int, int, int]


class Kept:
    """Uniforms that have been drawn, and their normals once they are asked for.

    room : bytes that may be kept; what does not fit any more begins anew
    """

    def __init__(self, room: int) -> None:
        self._room, self._taken = room, 0
        self._uniforms: dict[Key, Array] = {}
        self._normals: dict[int, tuple[Array, Array]] = {}  # by identity, beside the uniforms

    def find(self, key: Key) -> Array | None:
        """The uniforms under a key, if they are kept."""
        return self._uniforms.get(key)

    def keep(self, key: Key, u: Array) -> Array:
        """The uniforms, which nobody can write into from now on."""
        u.flags.writeable = False
        if self._taken + 2 * u.nbytes > self._room:
            self._taken = 0
            self._uniforms.clear()
            self._normals.clear()
        self._taken += 2 * u.nbytes  # the normals need as much again
        self._uniforms[key] = u
        self._normals[id(u)] = u, np.empty(0)
        return u

    def normal(self, u: Array) -> Array:
        """Normal draws of any uniforms; those of uniforms that are kept are kept too."""
        kept, z = self._normals.get(id(u), (None, None))
        if kept is not u or z is None:
            return np.asarray(ndtri(u))
        if z.shape != u.shape:
            z = np.asarray(ndtri(u))
            z.flags.writeable = False
            self._normals[id(u)] = u, z
        return z


_kept = Kept(ROOM)


class Streams:
    """The uniforms of one seed, in (0, 1), both ends excluded."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        # One generator, moved from place to place: making one costs six times as much.
        self._philox = np.random.Philox(key=0)

    def uniform(self, name: str, entity: str, quarter: int, start: int, stop: int) -> Array:
        """One uniform per world, (stop − start,).

        name : the draw, as written in code
        entity : stable id of whom it is drawn for
        quarter : absolute index of the calendar quarter, or 0 for what is drawn once
        start, stop : the worlds
        """
        row: Array = self.uniforms(name, (entity,), quarter, start, stop)[0]
        return row

    def uniforms(
        self, name: str, entities: Sequence[str], quarter: int, start: int, stop: int
    ) -> Array:
        """The same for several entities, (entity, stop − start): each has a stream of its own."""
        if stop > PREVIEW:
            return self._fresh(name, entities, quarter, start, stop)
        key = self.seed, name, tuple(entities), quarter, start, stop
        kept = _kept.find(key)
        return _kept.keep(key, self._fresh(*key[1:])) if kept is None else kept

    def _fresh(
        self, name: str, entities: Sequence[str], quarter: int, start: int, stop: int
    ) -> Array:
        block, skip = divmod(start, BLOCK)
        raw = np.empty((len(entities), skip + stop - start), dtype=np.uint64)
        for row, entity in zip(raw, entities, strict=True):
            row[:] = self._outputs(name, entity, quarter, block, row.size)
        return _midpoints(raw[:, skip:])

    def lanes(
        self, name: str, entity: str, quarter: int, start: int, stop: int, lanes: int
    ) -> Array:
        """Several uniforms per world, (lanes, stop − start); every world has whole blocks.

        A stream is read by `uniforms` or by `lanes`, never by both: they would share numbers.
        """
        blocks = -(-lanes // BLOCK)
        width = blocks * BLOCK
        raw = self._outputs(name, entity, quarter, start * blocks, (stop - start) * width)
        return _midpoints(raw.reshape(stop - start, width)[:, :lanes].T)

    def _outputs(self, name: str, entity: str, quarter: int, block: int, count: int) -> Outputs:
        """The generator's outputs from a block of a stream on, (count,)."""
        # Plain integers: the setter reads them twice as fast as the arrays of its type.
        state: Any = {
            "bit_generator": "Philox",
            "state": {"counter": (block, 0, 0, quarter), "key": _key(self.seed, name, entity)},
            "buffer": _NOTHING_LEFT,
            "buffer_pos": BLOCK,
            "has_uint32": 0,
            "uinteger": 0,
        }
        self._philox.state = state
        return self._philox.random_raw(count)


@cache
def _key(seed: int, name: str, entity: str) -> tuple[int, int]:
    """The key of a stream, the same in all batches."""
    digest = blake2b(repr((seed, name, entity)).encode(), digest_size=2 * WORD).digest()
    return int.from_bytes(digest[:WORD], "little"), int.from_bytes(digest[WORD:], "little")


def _midpoints(raw: Outputs) -> Array:
    """Uniforms from the generator's outputs, in rows of worlds whatever the outputs' order."""
    raw >>= _SHIFT  # in place: a second large array costs more than the arithmetic
    u: Array = np.multiply(raw, _CELL, order="C")
    u += _HALF_CELL
    return u


def normal(u: Array) -> Array:
    """Standard normal draws, by inverse CDF."""
    return _kept.normal(u)


def cumulative_normal(z: Array) -> Array:
    """Share of standard normal draws below z: the inverse of `normal`."""
    return np.asarray(ndtr(z))


def poisson(u: Array, rate: Array) -> Array:
    """Counts of rare events, by inverse CDF: the least k with u ≤ P(count ≤ k).

    u : (..., world), uniforms
    rate : expected count, at most a few dozen; broadcasts against u
    Returns whole numbers as floats.
    Source: Devroye 1986, "Non-uniform random variate generation", III.2.
    """
    term = np.exp(-np.asarray(rate)) * np.ones_like(u)
    reached = term.copy()
    count = np.zeros_like(reached)
    for k in range(1, MOST):
        more = u > reached
        if not more.any():
            break
        count += more
        term = term * rate / k
        reached += term
    return count
