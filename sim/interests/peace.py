"""Formal peace, and the warmth that comes with it."""

from sim.axes import Array


def holder(treaty: Array, holder_claimant_alignment: Array, formal: Array) -> Array:
    """Peace between holder and claimant, share.

    A = formal * treaty + (1 - formal) * alignment

    treaty : (..., world), flag; holder_claimant_alignment : (..., world), share
    formal : (world,), weight of the signed treaty against warm relations
    """
    return formal * treaty + (1 - formal) * holder_claimant_alignment


def claimant(
    treaty: Array, holder_claimant_alignment: Array, demand: Array, formal: Array, gap: Array
) -> Array:
    """The same for the claimant, whose own public demand stands in the way, from -1 to 1.

    A = formal * treaty + (1 - formal) * alignment - gap * demand * (1 - treaty)

    demand : (..., world), what is demanded in public, share of all that is claimed
    gap : (world,), how much an unbending demand keeps peace away
    """
    return holder(treaty, holder_claimant_alignment, formal) - gap * demand * (1 - treaty)
