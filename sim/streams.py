"""Random streams that count: world i gets the same number whatever the batch.

A stream is named by the seed, the name of the draw as written in code, and the stable id of the
entity it is drawn for; together they make the key of a Philox generator (Salmon et al. 2011,
"Parallel random numbers: as easy as 1, 2, 3"). Its counter holds the calendar quarter in the high
word and the world in the low ones. So nothing that others draw, and no split into chunks or among
workers, can move a draw. Everything else is the inverse CDF of these uniforms.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from scipy.special import ndtri

from sim.axes import Array

BLOCK = 4  # outputs of Philox4x64 for one value of its counter
KEY_BYTES = 16  # of its key
MOST = 1000  # events that `poisson` counts at most in one draw

# The top 52 bits of an output, as the midpoint of one of 2^52 equal cells. With 53 bits the last
# midpoint, 1 − 2^-54, is no float and rounds to 1, where the inverse CDF of a normal is infinite.
_SHIFT = np.uint64(12)
_CELL = 2.0**-52
_HALF_CELL = 2.0**-53

_NOTHING_LEFT = np.zeros(BLOCK, np.uint64)


class Streams:
    """The uniforms of one seed, in (0, 1), both ends excluded."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        # One generator, moved from place to place: making one costs six times as much.
        self._philox = np.random.Philox(key=0)
        self._keys: dict[tuple[str, str], np.ndarray[tuple[int], np.dtype[np.uint64]]] = {}

    def uniform(self, name: str, entity: str, quarter: int, start: int, stop: int) -> Array:
        """One uniform per world, (stop − start,).

        name : the draw, as written in code
        entity : stable id of whom it is drawn for
        quarter : absolute index of the calendar quarter, or 0 for what is drawn once
        start, stop : the worlds
        """
        block, skip = divmod(start, BLOCK)
        return self._outputs(name, entity, quarter, block, skip + stop - start)[skip:]

    def lanes(
        self, name: str, entity: str, quarter: int, start: int, stop: int, lanes: int
    ) -> Array:
        """Several uniforms per world, (lanes, stop − start); every world has whole blocks.

        A stream is read by `uniform` or by `lanes`, never by both: they would share numbers.
        """
        blocks = -(-lanes // BLOCK)
        count = (stop - start) * blocks * BLOCK
        table = self._outputs(name, entity, quarter, start * blocks, count)
        return np.ascontiguousarray(table.reshape(stop - start, blocks * BLOCK)[:, :lanes].T)

    def _outputs(self, name: str, entity: str, quarter: int, block: int, count: int) -> Array:
        """The first uniforms of a stream from a block on, (count,)."""
        self._philox.state = {
            "bit_generator": "Philox",
            "state": {
                "counter": np.array([block, 0, 0, quarter], np.uint64),
                "key": self._key(name, entity),
            },
            "buffer": _NOTHING_LEFT,
            "buffer_pos": BLOCK,
            "has_uint32": 0,
            "uinteger": 0,
        }
        raw = self._philox.random_raw(count)
        raw >>= _SHIFT
        u = np.multiply(raw, _CELL)
        u += _HALF_CELL
        return u

    def _key(self, name: str, entity: str) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        key = self._keys.get((name, entity))
        if key is None:
            text = repr((self.seed, name, entity))
            digest = blake2b(text.encode(), digest_size=KEY_BYTES).digest()
            key = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
            self._keys[name, entity] = key
        return key


def normal(u: Array) -> Array:
    """Standard normal draws, by inverse CDF."""
    return np.asarray(ndtri(u))


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
