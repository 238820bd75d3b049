"""Staying with the patron; having allies that carry their share."""

from collections.abc import Sequence

import numpy as np

from sim.base.axes import Array
from sim.base.functional_forms import eased, single_peak
from sim.mechanisms.sanctions import mean_relief


def _shortfall(
    own_sanctions: Array,
    own_anchor: Array,
    other_sanctions: Sequence[Array],
    other_anchor: Sequence[Array],
    other_weight: Sequence[Array],
) -> Array:
    """By how much an actor has eased more than the others, share of the start's severity."""
    others = mean_relief(other_sanctions, other_anchor, other_weight)
    return np.maximum(0, eased(own_sanctions, own_anchor) - others)


def claimant(
    alliance: Array,
    pressure: Array,
    guarantee: Array,
    own_sanctions: Array,
    own_sanctions_anchor: Array,
    other_sanctions: Sequence[Array],
    other_sanctions_anchor: Sequence[Array],
    other_weight: Sequence[Array],
    holder_claimant_alignment: Array,
    holder_claimant_alignment_anchor: Array,
    engagement: Array,
    carve_out: Array,
) -> Array:
    """Standing with the patron, about -1 to 1.

    A = alliance * (1 - pressure * defiance - carve_out * guarantee)
    defiance = shortfall + engagement * max(0, alignment with the target - at the start)
    shortfall = max(0, own relief - others' mean relief), `sim.base.functional_forms.eased`

    alliance, pressure : (..., world), share
    guarantee : (..., world), ground is exempt from the alliance, flag
    engagement : (world,), how much warmth towards the target counts as defiance
    carve_out : (world,), share of the alliance's worth that such an exemption costs

    Source: Snyder (1997) on entrapment and abandonment.
    """
    shortfall = _shortfall(
        own_sanctions, own_sanctions_anchor, other_sanctions, other_sanctions_anchor, other_weight
    )
    warmer = np.maximum(0, holder_claimant_alignment - holder_claimant_alignment_anchor)
    defiance = shortfall + engagement * warmer
    return alliance * (1 - pressure * defiance - carve_out * guarantee)


def patron(
    alliance: Array,
    alliance_anchor: Array,
    pressure: Array,
    own_detachment: Array,
    tolerance: Array,
    strain: Array,
) -> Array:
    """Contentment of the patron with the alliance, below 0.

    A = 1 - sqrt(1 + ((alliance - ideal) / tolerance)^2) - strain * pressure^2
    ideal = strength at the start * (1 - detachment)

    own_detachment : (world,), trait of the leader
    tolerance : (world,), share of strength that makes no great difference
    strain : (world,), goodwill that full pressure on allies costs
    """
    content = single_peak(alliance, alliance_anchor * (1 - own_detachment), tolerance)
    return content - strain * pressure**2


def council(
    pressure: Array,
    own_sanctions: Array,
    own_sanctions_anchor: Array,
    other_sanctions: Sequence[Array],
    other_sanctions_anchor: Sequence[Array],
    other_weight: Sequence[Array],
) -> Array:
    """Standing of the council with the patron: A = -pressure * shortfall, from -1 to 0."""
    shortfall = _shortfall(
        own_sanctions, own_sanctions_anchor, other_sanctions, other_sanctions_anchor, other_weight
    )
    return -pressure * shortfall
