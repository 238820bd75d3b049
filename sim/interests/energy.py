"""Not to have all suppliers, or all buyers, in one place."""

from sim.base.axes import Array
from sim.base.functional_forms import held, saturate


def claimant(stock: Array, pledges: Array, delivery: Array, stock_reference: Array) -> Array:
    """Diversity of the claimant's suppliers, from 0 to 1.

    A = 1 - exp(-(stock + delivery * pledges) / reference)

    stock, pledges : (..., world), USD bn
    delivery : (world,), share of pledges that counts as supply to come
    stock_reference : (world,), USD bn at which the supplier is as good as secured
    """
    return saturate((stock + delivery * pledges) / stock_reference)


def target(
    council_sanctions: Array,
    target_rival_alignment: Array,
    target_rival_alignment_anchor: Array,
    stock: Array,
    stock_anchor: Array,
    pledges: Array,
    pledges_anchor: Array,
    delivery: Array,
    council_purchases: Array,
    rival_purchases: Array,
    claimant_purchases: Array,
) -> Array:
    """Diversity of the target's buyers, from 0 to 2/3.

    A = 1 - sum(share^2), shares of council, rival and claimant in what the target sells:
    council's purchases * (1 - severity), rival's * alignment / start,
    claimant's * (stock + delivery * pledges) / start

    *_purchases : (world,), share of the target's gas exports at the start

    Source: Herfindahl's index; shares from published volumes.
    """
    council = council_purchases * (1 - council_sanctions)
    rival = rival_purchases * held(target_rival_alignment, target_rival_alignment_anchor)
    ties = held(stock + delivery * pledges, stock_anchor + delivery * pledges_anchor)
    claimant_share = claimant_purchases * ties
    everything = council + rival + claimant_share
    return 1 - (council**2 + rival**2 + claimant_share**2) / everything**2
