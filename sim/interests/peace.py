"""Formal peace, and the warmth that comes with it."""

from sim.axes import Array


def _peace(treaty: Array, holder_claimant_alignment: Array, formal: Array) -> Array:
    return formal * treaty + (1 - formal) * holder_claimant_alignment


def holder(treaty: Array, holder_claimant_alignment: Array, formal: Array) -> Array:
    """Peace between holder and claimant, share.

    A = formal * treaty + (1 - formal) * alignment

    treaty : (..., world), flag; holder_claimant_alignment : (..., world), share
    formal : (world,), weight of the signed treaty against warm relations
    """
    return _peace(treaty, holder_claimant_alignment, formal)


def claimant(treaty: Array, holder_claimant_alignment: Array, formal: Array) -> Array:
    """The same for the claimant: peace is common to both."""
    return _peace(treaty, holder_claimant_alignment, formal)
