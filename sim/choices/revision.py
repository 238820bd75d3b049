"""When a lever is on the table."""

from collections.abc import Sequence

import numpy as np

from sim.axes import Array, Flags


def on_the_table(draw: Array, revision: Array, changes: Sequence[Array], jump: Array) -> Flags:
    """Whether a lever can be moved this quarter, (world,).

    Either with its own chance, or because something that it watches has jumped.

    draw : (world,), uniform
    revision : (world,), chance of a revision in a quarter
    changes : one (world,) per watched variable, its last change as a share of its range or start
    jump : (world,), change that counts as a jump

    Source: Blume (1993) on revision opportunities; Jones & Baumgartner (2005) on friction.
    """
    moved = draw < revision
    for change in changes:
        moved = moved | (np.abs(change) > jump)
    return moved
