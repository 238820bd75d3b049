"""How hard all sanctions together press on the target."""

from collections.abc import Sequence

import numpy as np

from sim.base.axes import Array, total
from sim.base.functional_forms import divisor, eased
from sim.base.mechanism import mechanism


def mean_relief(
    sanctions: Sequence[Array], start: Sequence[Array], weights: Sequence[Array]
) -> Array:
    """How far senders have eased on the whole, from -1 to 1; 0 without senders.

    sum(weight * eased) / sum(weight), `sim.base.functional_forms.eased`

    sanctions, start : one (..., world) per sender, share of a full embargo
    weights : one (world,) per sender

    By weight: pressed allies follow the mean, not the hardest.
    """
    together = total(
        weight * eased(severity, before)
        for weight, severity, before in zip(weights, sanctions, start, strict=True)
    )
    everything = total(weights)
    return np.asarray(together / divisor(everything))


@mechanism(writes=("bite",))
def sanctions(
    sender_sanctions: Sequence[Array],
    sender_weight: Sequence[Array],
    target_rival_alignment: Array,
    joint_action: Array,
    softening: Array,
) -> tuple[Array]:
    """Pressure of all sanctions on the target, index.

    bite = sum(weight * severity) * (1 + joint_action * evenness) * (1 - softening * alignment)
    evenness = 1 - sum(part^2) / sum(part)^2, part = weight * severity: 0 with a single sender

    sender_sanctions : one (..., world) per sender, share of a full embargo
    sender_weight : one (world,) per sender, share of the target's outside economy
    target_rival_alignment : (..., world), share; the partner who softens the blow
    joint_action : (world,), ratio; what acting together adds
    softening : (world,), share of the blow that a wholly aligned partner takes away

    Returns bite, (..., world).

    Source: Drezner (2000) and Bapat & Morgan (2009) on joint action; Early (2015) on the partners
    who bust sanctions.
    """
    parts = [
        weight * severity for weight, severity in zip(sender_weight, sender_sanctions, strict=True)
    ]
    together = total(parts)
    squares = total(part**2 for part in parts)
    evenness = 1 - squares / divisor(together) ** 2
    joined = 1 + joint_action * evenness
    return (together * joined * (1 - softening * target_rival_alignment),)
