"""The patron's alliance with the claimant, and its pressure on allies to hold the line."""

import numpy as np

from sim.base.axes import Array, total
from sim.base.functional_forms import held, pull
from sim.base.mechanism import mechanism


@mechanism(writes=("alliance", "pressure"))
def alliance(
    alliance: Array,
    alliance_anchor: Array,
    pressure: Array,
    pressure_anchor: Array,
    patron_detachment: Array,
    patron_sanctions: Array,
    patron_sanctions_anchor: Array,
    threat: Array,
    threat_anchor: Array,
    loosening: Array,
    rallying: Array,
    cohesion: Array,
    consistency: Array,
) -> tuple[Array, Array]:
    """Strength of the alliance and the patron's pressure after a quarter, share.

    logit(alliance)' = pulled to its start by `cohesion`
                       - loosening * detachment + rallying * sum(threat - threat at the start)
    pressure' = pulled by `consistency` to its start times patron's severity / severity at the start

    alliance, pressure : (world,)
    patron_detachment : (world,), trait of the leader
    threat, threat_anchor : (source, world)
    loosening, rallying : (world,), logit a quarter per unit
    cohesion, consistency : (world,), share of the distance covered a quarter

    A patron that has lifted cannot well press others to hold. Source: Snyder (1997).
    """
    fear = total(threat) - total(threat_anchor)
    push = rallying * fear - loosening * patron_detachment
    standing = np.minimum(1, held(patron_sanctions, patron_sanctions_anchor))
    return (
        pull(alliance, alliance_anchor, cohesion, push),
        pressure + consistency * (pressure_anchor * standing - pressure),
    )
