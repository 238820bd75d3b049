"""Threats, and who covers whom."""

from collections.abc import Sequence

from sim.base.axes import Array, total


def claimant(
    threat: Sequence[Array],
    source_weight: Sequence[Array],
    target_rival_alignment: Array,
    alliance: Array,
    posture: Array,
    holder_claimant_alignment: Array,
    closeness: Array,
    wean: Array,
    cover: Array,
    garrison: Array,
) -> Array:
    """Safety of the claimant, below 0.

    A = -sum(weight * threat) * (1 + closeness * side) * (1 - cover * alliance)
        - garrison * posture * (1 - alignment with the holder)
    side = alignment of rival and target * (1 - wean * alignment with the holder)

    threat : one (..., world) per source, share; source_weight : one (world,) per source
    closeness : (world,), how much a threat grows when its bearer has the holder at its side
    wean : (world,), share of that closeness which warm relations with the holder take away
    cover : (world,), share of the threat that a full alliance covers
    garrison : (world,), weight of the forces on the islands

    Source: Walt (1987) on balancing against threats; Christensen (1999) on the region.
    """
    abroad = patron(
        threat,
        source_weight,
        target_rival_alignment,
        alliance,
        holder_claimant_alignment,
        closeness,
        wean,
        cover,
    )
    return abroad - garrison * posture * (1 - holder_claimant_alignment)


def holder(alliance: Array, posture: Array, forward: Array, screen: Array) -> Array:
    """Safety of the holder against the forces of the claimant's ally, from -1 to 0.

    A = -forward * alliance * (1 - screen * posture)

    forward : (world,), weight of forces that the alliance can bring near
    screen : (world,), share of them that a full posture on the islands keeps off
    """
    return -forward * alliance * (1 - screen * posture)


def patron(
    threat: Sequence[Array],
    source_weight: Sequence[Array],
    target_rival_alignment: Array,
    alliance: Array,
    holder_claimant_alignment: Array,
    closeness: Array,
    wean: Array,
    cover: Array,
) -> Array:
    """Order in the region as the patron wants it, below 0.

    A = -sum(weight * threat) * (1 + closeness * side) * (1 - cover * alliance)
    side = alignment of rival and target * (1 - wean * alignment of holder and claimant)

    Arguments as for the claimant, who has the garrison on the islands to fear besides.
    """
    exposed = total(weight * level for weight, level in zip(source_weight, threat, strict=True))
    side = target_rival_alignment * (1 - wean * holder_claimant_alignment)
    return -exposed * (1 + closeness * side) * (1 - cover * alliance)


def rival(
    alliance: Array,
    target_rival_alignment: Array,
    rival_threat: Array,
    ease: Array,
    backlash: Array,
) -> Array:
    """Safety of the rival from being encircled, below 0.

    A = -alliance * (1 - ease * alignment with the target) - backlash * own threat^2

    ease : (world,), share of the encirclement that a partner at the back takes away
    backlash : (world,), what its own pressure brings upon it
    """
    return -alliance * (1 - ease * target_rival_alignment) - backlash * rival_threat**2
