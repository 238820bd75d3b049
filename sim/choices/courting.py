"""Whom the target courts before a renewal."""

import numpy as np

from sim.base.axes import Array


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
    after, remaining = doubt.copy(), np.where(member > 0, doubt, -np.inf)
    worlds = np.arange(doubt.shape[1])
    for place in range(most):
        nearest = (remaining.argmax(axis=0), worlds)
        share = np.minimum(1, np.maximum(0, reach - place))
        after[nearest] += np.where(remaining[nearest] > -np.inf, share * charm * courting, 0)
        remaining[nearest] = -np.inf
    return after
