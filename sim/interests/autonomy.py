"""Not to depend on one dominant partner."""

from sim.base.axes import Array


def target(target_rival_alignment: Array, holder_claimant_alignment: Array, relief: Array) -> Array:
    """Freedom of the target from the partner that outweighs it, from -1 to 0.

    A = -alignment with the rival^2 * (1 - relief * alignment with the claimant)

    relief : (world,), share of the dependence that a second partner takes away

    Convex: the last step into dependence costs most. A partner's share would fall at the margin and
    turn the sign round. Source: Hirschman (1945).
    """
    return -(target_rival_alignment**2) * (1 - relief * holder_claimant_alignment)


def claimant(alliance: Array, holder_claimant_alignment: Array, relief: Array) -> Array:
    """The same for the claimant and its patron: A = -alliance^2 * (1 - relief * alignment)."""
    return -(alliance**2) * (1 - relief * holder_claimant_alignment)


def rival(rival_threat: Array, alliance: Array, deterrence: Array) -> Array:
    """Room for the rival to assert itself near home, from 0 to 1.

    A = threat * (1 - deterrence * alliance)

    rival_threat : (..., world), its own pressure on the claimant, share
    deterrence : (world,), share of the gain that the alliance takes away
    """
    return rival_threat * (1 - deterrence * alliance)
