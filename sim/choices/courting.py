"""Whom the target courts before a renewal."""

import numpy as np

from sim.axes import Array


def courted(
    doubt: Array, member: Array, courting: Array, charm: Array, reach: Array, most: int
) -> Array:
    """Doubt of each member after courting, (member, world).

    The `reach` members with the highest doubt, those nearest to blocking, gain charm * courting.

    doubt, member : (member, world)
    courting : (world,), effort, share
    charm : (world,), doubt that a full effort adds
    reach : (world,), members that can be courted, a part of one counts in part
    most : upper bound of the reach
    """
    remaining = np.where(member > 0, doubt, -np.inf)
    added = np.zeros_like(doubt)
    for place in range(most):
        nearest = (remaining == remaining.max(axis=0)) & (remaining > -np.inf)
        share = np.minimum(1, np.maximum(0, reach - place))
        added = np.where(nearest, share * charm * courting, added)
        remaining = np.where(nearest, -np.inf, remaining)
    return doubt + np.where(member > 0, added, 0)
