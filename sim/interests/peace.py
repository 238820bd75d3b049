"""Formal peace, and the warmth that comes with it."""

import numpy as np

from sim.base.axes import Array
from sim.base.functional_forms import at_level


def holder(treaty: Array, holder_claimant_alignment: Array, formal: Array) -> Array:
    """Peace between holder and claimant, share.

    A = formal * treaty + (1 - formal) * alignment

    treaty : (..., world), flag; holder_claimant_alignment : (..., world), share
    formal : (world,), weight of the signed treaty against warm relations
    """
    return formal * treaty + (1 - formal) * holder_claimant_alignment


def claimant(
    level: Array,
    treaty: Array,
    holder_claimant_alignment: Array,
    demand: Array,
    ladder_claimant_value: Array,
    formal: Array,
    gap: Array,
) -> Array:
    """The same for the claimant, whose own public demand stands in the way, from -1 to 1.

    A = formal * treaty + (1 - formal) * alignment - gap * max(0, demand - gained)

    level : (..., world), rung; ladder_claimant_value : (level, world), share of all that is claimed
    demand : (..., world), what is demanded in public, share of all that is claimed
    gap : (world,), how much an unbending demand keeps peace away
    """
    unmet = np.maximum(0, demand - at_level(ladder_claimant_value, level))
    return holder(treaty, holder_claimant_alignment, formal) - gap * unmet
