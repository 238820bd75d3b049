"""When a lever is on the table."""

from collections.abc import Sequence

import numpy as np

from sim.base.axes import Array, Flags


def on_the_table(draw: Array, revision: Array, jumps: Sequence[Flags]) -> Flags:
    """Whether a lever can be moved this quarter, (world,).

    Either with its own chance, or because something that it watches has jumped.

    draw : (world,), uniform
    revision : (world,), chance of a revision in a quarter
    jumps : one (world,) per watched variable

    Source: Blume (1993) on revision opportunities; Jones & Baumgartner (2005) on friction.
    """
    free = draw < revision
    for jump in jumps:
        free |= jump
    return free


def jumped(change: Array, jump: Array) -> Flags:
    """Whether a variable has moved so far that actors look again, (world,).

    change : (world,), its last change as a share of its range or start
    jump : (world,), change that counts as a jump
    """
    return np.abs(change) > jump
