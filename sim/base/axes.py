"""Names and order of the axes of every array; the world is always the last one."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

ACTOR = "actor"  # all actors, in the order of the dispute's file
SENDER = "sender"  # those that hold sanctions against the target
PARTY = "party"  # holder, then claimant
PAIR = "pair"  # unordered pairs of actors whose alignment is followed
SOURCE = "source"  # where threats to the claimant come from
LEVEL = "level"  # rungs of the ladder of settlements
MEMBER = "member"  # members of the council
PROMISE = "promise"  # kinds of dated obligations
WORLD = "world"  # always last

HOLDER, CLAIMANT = 0, 1  # rows of the PARTY axis


def total(rows: Iterable[Array]) -> Array:
    """Sum of rows, added one after the other.

    NumPy's own reductions add eight rows or more pairwise and give other last bits for a batch of
    one world; here world i gets the same bits whatever the batch.

    rows : arrays that broadcast against one another, the world last; 0 if there are none
    """
    iterator = iter(rows)
    result = next(iterator, np.zeros(1))
    for row in iterator:
        result = result + row
    return result


@lru_cache(maxsize=64)
def in_order(worlds: int) -> NDArray[np.intp]:
    """The places of so many worlds, (world,); nobody can write into them."""
    places = np.arange(worlds)
    places.flags.writeable = False
    return places


def count(flags: Flags) -> Array:
    """How many rows are true, (world,), as floats.

    flags : (row, world), at most 2^16 rows
    """
    # Counted in small integers: several times as fast as by np.count_nonzero.
    return np.asarray(np.add.reduce(flags, axis=0, dtype=np.uint16), dtype=np.float64)
