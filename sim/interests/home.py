"""Approval, attachment to territory, and a leader's name."""

import numpy as np

from sim.base.axes import Array
from sim.base.functional_forms import at_level, divisor


def holder(
    level: Array,
    ladder_holder_loss: Array,
    ladder_cedes: Array,
    holder_approval: Array,
    war: Array,
    opposition: Array,
    principle: Array,
    cushion: Array,
    pride: Array,
) -> Array:
    """Standing of the holder's leader at home, about -1 to 1.

    A = approval + pride * war - opposition * resented * (1 - cushion * approval)
    resented = principle + (1 - principle) * loss on a rung that cedes ground, else loss

    level : (..., world), rung; ladder_holder_loss : (level, world), share of the chain
    holder_approval : (..., world), share
    ladder_cedes : (level, 1), one for a rung that cedes ground
    opposition : (world,), cost of ceding the whole chain
    principle : (world,), share of that cost which any cession brings, however small
    cushion : (world,), how much of it a wholly popular leader can bear
    pride : (world,), what standing firm in the war adds

    Source: polls on ceding; Chiozza & Choi (2003) on leaders' security and territory.
    """
    given_up = at_level(ladder_holder_loss, level)
    cedes = at_level(ladder_cedes, level)
    resented = given_up + cedes * principle * (1 - given_up)
    return holder_approval + pride * war - opposition * resented * (1 - cushion * holder_approval)


def claimant(
    level: Array,
    treaty: Array,
    ladder_claimant_value: Array,
    demand: Array,
    claimant_approval: Array,
    claimant_legacy: Array,
    audience: Array,
    firmness: Array,
) -> Array:
    """Standing of the claimant's leader at home, about -1 to 2.

    A = approval + firmness * demand - treaty * audience * unmet^2 + legacy * gained
    unmet = max(0, demand - gained) / demand

    demand : (..., world), what is demanded in public, share of all that is claimed
    claimant_legacy : (..., world), trait of the leader
    audience : (world,), cost of a treaty that leaves the whole demand unmet
    firmness : (world,), what a firm public demand adds

    The square: polls of 2016 found a third as many against a part as against nothing at all.
    Source: Fearon (1994) on audience costs.
    """
    gained = at_level(ladder_claimant_value, level)
    unmet = np.maximum(0, demand - gained) / divisor(demand)
    stance = firmness * demand - treaty * audience * unmet**2
    return np.asarray(claimant_approval + stance + claimant_legacy * gained)
