"""Income, investment, and the cost of sanctions."""

from collections.abc import Sequence

from sim.base.axes import Array
from sim.base.functional_forms import saturate
from sim.mechanisms.investment import realised
from sim.mechanisms.sanctions import sanctions as pressure_of


def target(
    oil: Array,
    oil_anchor: Array,
    pledges: Array,
    climate: Array,
    linkage: Array,
    level: Array,
    investor_sanctions: Array,
    war: Array,
    posture: Array,
    ladder_claimant_value: Array,
    realisation: Array,
    drag: Array,
    risk: Array,
    sender_sanctions: Sequence[Array],
    sender_weight: Sequence[Array],
    target_rival_alignment: Array,
    joint_action: Array,
    softening: Array,
    oil_share: Array,
    inflow_share: Array,
    inflow_reference: Array,
    stake: Array,
    rent: Array,
    burden: Array,
) -> Array:
    """Well-being of the target's economy, below 1.

    A = 1 - exp(-y)
    y = oil_share * oil / oil at the start + inflow_share * flow / reference
        - stake * bite - rent * climate - burden * (war + posture)

    oil : (..., world), USD a barrel
    flow : `sim.mechanisms.investment.realised`, USD bn a quarter
    bite : `sim.mechanisms.sanctions.sanctions`, index
    inflow_reference : (world,), USD bn a quarter that a showcase in the host region asks for: two
        billion are nothing in national output but much there
    oil_share, inflow_share, stake : (world,), weight of each in y
    rent : (world,), what insiders lose when rules are good for strangers (North et al. 2009)
    burden : (world,), cost of war and of garrisons
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
    (bite,) = pressure_of(
        sender_sanctions, sender_weight, target_rival_alignment, joint_action, softening
    )
    good = oil_share * oil / oil_anchor + inflow_share * flow / inflow_reference
    return saturate(good - stake * bite - rent * climate - burden * (war + posture))


def investor(
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
    market_reference: Array,
    exposure_cost: Array,
    own_exposure: Array,
) -> Array:
    """What the investor's firms gain in the target, below 1.

    A = 1 - exp(-flow / reference) - exposure_cost * (1 - climate) * pledges / reference
        - exposure * severity

    flow : `sim.mechanisms.investment.realised`, USD bn a quarter
    market_reference : (world,), USD bn a quarter at which access to the market is as good as won
    exposure_cost : (world,), what a unit of promised money costs in a hopeless climate
    own_exposure : (world,), trade at stake in the own sanctions, share
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
    at_risk = exposure_cost * (1 - climate) * pledges / market_reference
    return saturate(flow / market_reference) - at_risk - own_exposure * investor_sanctions


def sender(own_sanctions: Array, own_exposure: Array) -> Array:
    """Trade that a sender forgoes by its own sanctions: A = -exposure * severity, from -1 to 0."""
    return -own_exposure * own_sanctions


def rival(
    target_rival_alignment: Array,
    sender_sanctions: Sequence[Array],
    sender_weight: Sequence[Array],
    joint_action: Array,
    softening: Array,
    leverage: Array,
    commitment: Array,
) -> Array:
    """What the target's other partner earns by closeness.

    A = alignment * (1 + leverage * bite) - commitment * alignment^2

    leverage : (world,), better terms per unit of bite: who has no one else pays more
    commitment : (world,), cost of capital and of quarrels of the partner's making
    """
    (bite,) = pressure_of(
        sender_sanctions, sender_weight, target_rival_alignment, joint_action, softening
    )
    return target_rival_alignment * (1 + leverage * bite) - commitment * target_rival_alignment**2
