"""That the target pays for its war, in proportion."""

from collections.abc import Sequence

from sim.base.axes import Array
from sim.base.functional_forms import held, single_peak
from sim.mechanisms.sanctions import mean_relief


def sender(
    own_sanctions: Array,
    own_sanctions_anchor: Array,
    own_leniency: Array,
    other_sanctions: Sequence[Array],
    other_sanctions_anchor: Sequence[Array],
    other_weight: Sequence[Array],
    war: Array,
    war_anchor: Array,
    response: Array,
    follow: Array,
    tolerance: Array,
) -> Array:
    """Contentment of a sender with its own severity, 0 at its ideal.

    A = 1 - sqrt(1 + ((severity - ideal) / tolerance)^2)
    ideal = severity at the start * (1 + response * (war / war at the start - 1)) * (1 - leniency)
            * (1 - follow * others' mean relief)

    own_sanctions : (..., world), share of a full embargo
    own_leniency : (world,), trait of the leader
    response : (world,), how far proportion follows the war
    other_sanctions, other_weight : one per other sender; relief by
        `sim.mechanisms.sanctions.mean_relief`
    follow : (world,), how far what the others still do seems proportionate
    tolerance : (world,), share of a full embargo that still seems proportionate

    Single-peaked: linear forms drive severity into a corner. Source: Hufbauer et al. (2007).
    """
    relief = mean_relief(other_sanctions, other_sanctions_anchor, other_weight)
    deserved = own_sanctions_anchor * (1 + response * (held(war, war_anchor) - 1))
    ideal = deserved * (1 - own_leniency) * (1 - follow * relief)
    return single_peak(own_sanctions, ideal, tolerance)
