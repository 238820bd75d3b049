"""That the target pays for its war, in proportion."""

from sim.axes import Array
from sim.shapes import held, single_peak


def sender(
    own_sanctions: Array,
    own_sanctions_anchor: Array,
    own_leniency: Array,
    war: Array,
    war_anchor: Array,
    response: Array,
    tolerance: Array,
) -> Array:
    """Contentment of a sender with its own severity, 0 at its ideal.

    A = 1 - sqrt(1 + ((severity - ideal) / tolerance)^2)
    ideal = severity at the start * (1 + response * (war / war at the start - 1)) * (1 - leniency)

    own_sanctions : (..., world), share of a full embargo
    own_leniency : (world,), trait of the leader
    response : (world,), how far proportion follows the war
    tolerance : (world,), share of a full embargo that still seems proportionate

    Single-peaked: linear forms drive severity into a corner. Source: Hufbauer et al. (2007).
    """
    ideal = own_sanctions_anchor * (1 + response * (held(war, war_anchor) - 1)) * (1 - own_leniency)
    return single_peak(own_sanctions, ideal, tolerance)
