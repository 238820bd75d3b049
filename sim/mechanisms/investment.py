"""From what investors promise to what they build."""

import numpy as np

from sim.base.axes import Array
from sim.base.functional_forms import at_level, pull
from sim.base.mechanism import mechanism


def realised(
    pledges: Array,
    climate: Array,
    linkage: Array,
    level: Array,
    investor_sanctions: Array,
    war: Array,
    ladder_claimant_value: Array,
    realisation: Array,
    drag: Array,
    risk: Array,
) -> Array:
    """Investment made in a quarter, USD bn.

    flow = pledges * realisation * climate * (1 - drag * sanctions) * (1 - risk * war)
           * (1 - linkage * (1 - max(0, value of the rung to the claimant)))

    pledges : (..., world), USD bn outstanding
    climate, linkage, investor_sanctions, war : (..., world), share
    level : (..., world), rung of the ladder
    ladder_claimant_value : (level, world), share of all that is claimed
    realisation : (world,), share of pledges a quarter in a perfect climate
    drag, risk : (world,), share lost under a full embargo, under full war
    """
    held_back = linkage * (1 - np.maximum(0, at_level(ladder_claimant_value, level)))
    return np.asarray(
        pledges
        * realisation
        * climate
        * (1 - drag * investor_sanctions)
        * (1 - risk * war)
        * (1 - held_back)
    )


@mechanism(writes=("stock", "pledges", "flow", "invested", "climate"))
def investment(
    pledges: Array,
    stock: Array,
    invested: Array,
    climate: Array,
    climate_anchor: Array,
    linkage: Array,
    level: Array,
    investor_sanctions: Array,
    war: Array,
    ladder_claimant_value: Array,
    realisation: Array,
    drag: Array,
    risk: Array,
    initiative: Array,
    attrition: Array,
    depreciation: Array,
    relapse: Array,
) -> tuple[Array, Array, Array, Array, Array]:
    """Stock, pledges, flow and climate of investment after a quarter.

    stock' = stock * (1 - depreciation) + flow
    pledges' = (pledges - flow) * (1 - attrition) + initiative * climate
    climate' = climate drawn back to its start by `relapse` of the distance on the logit

    initiative : (world,), USD bn a quarter that firms promise by themselves in a perfect climate
    attrition, depreciation : (world,), share a quarter
    relapse : (world,), share of the distance a quarter
    The other arguments as in `realised`.
    """
    flow = realised(
        pledges,
        climate,
        linkage,
        level,
        investor_sanctions,
        war,
        ladder_claimant_value,
        realisation,
        drag,
        risk,
    )
    return (
        stock * (1 - depreciation) + flow,
        (pledges - flow) * (1 - attrition) + initiative * climate,
        flow,
        invested + flow,
        pull(climate, climate_anchor, relapse),
    )
