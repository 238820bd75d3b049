"""Approval, attachment to territory, and a leader's name."""

import numpy as np

from sim.axes import Array
from sim.shapes import at_level


def holder(
    level: Array,
    ladder_holder_loss: Array,
    holder_approval: Array,
    war: Array,
    opposition: Array,
    cushion: Array,
    pride: Array,
) -> Array:
    """Standing of the holder's leader at home, about -1 to 1.

    A = approval + pride * war - opposition * loss * (1 - cushion * approval)

    level : (..., world), rung; ladder_holder_loss : (level, world), share of the chain
    holder_approval : (..., world), share
    opposition : (world,), share of the public against ceding, as a cost per share ceded
    cushion : (world,), how much of it a wholly popular leader can bear
    pride : (world,), what standing firm in the war adds

    Source: polls on ceding; Chiozza & Choi (2003) on leaders' security and territory.
    """
    given_up = at_level(ladder_holder_loss, level)
    resented = opposition * given_up * (1 - cushion * holder_approval)
    return holder_approval + pride * war - resented


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

    A = approval + firmness * demand - treaty * audience * max(0, demand - gained)
        + legacy * gained

    demand : (..., world), what is demanded in public, share of all that is claimed
    claimant_legacy : (..., world), trait of the leader
    audience : (world,), cost of settling below the public demand, per share
    firmness : (world,), what a firm public demand adds

    Source: Fearon (1994) on audience costs.
    """
    gained = at_level(ladder_claimant_value, level)
    short = np.maximum(0, demand - gained)
    stance = firmness * demand - treaty * audience * short
    return claimant_approval + stance + claimant_legacy * gained
