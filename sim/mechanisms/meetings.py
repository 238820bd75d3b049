"""Meetings of the two leaders; a meeting is not yet a bargaining round."""

import numpy as np

from sim.base.axes import Array
from sim.base.mechanism import mechanism
from sim.base.random_streams import poisson


@mechanism(writes=("meetings",), draws={"count": "world"})
def meetings(
    holder_candour: Array,
    claimant_candour: Array,
    pressure: Array,
    pressure_anchor: Array,
    claimant_sanctions: Array,
    claimant_sanctions_anchor: Array,
    rate: Array,
    caution: Array,
    offence: Array,
    draw_count: Array,
) -> tuple[Array]:
    """Meetings of holder's and claimant's leader in the quarter, count.

    meetings ~ Poisson(rate * holder's candour * claimant's candour * exp(-held_off))
    held_off = caution * (pressure - at the start) + offence * (severity - at the start)

    rate : (world,), meetings a quarter of the two incumbents
    pressure : (world,), of the patron, share; claimant_sanctions : (world,), severity, share
    caution, offence : (world,), log of the rate per unit
    *_candour : (world,), ratio; 1 for an incumbent, drawn for a successor
    draw_count : (1, world), uniform
    """
    hardened = claimant_sanctions - claimant_sanctions_anchor
    held_off = caution * (pressure - pressure_anchor) + offence * hardened
    return (poisson(draw_count[0], rate * holder_candour * claimant_candour * np.exp(-held_off)),)
