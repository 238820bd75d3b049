"""How close the actors stand to one another."""

from sim.base.axes import Array
from sim.base.functional_forms import pull
from sim.base.mechanism import mechanism
from sim.base.random_streams import normal


@mechanism(writes=("alignment",), draws={"noise": "pair"})
def alignment(
    alignment: Array,
    alignment_anchor: Array,
    holder_claimant_pair: Array,
    target_rival_pair: Array,
    target_council_pair: Array,
    target_patron_pair: Array,
    meetings: Array,
    treaty: Array,
    bite: Array,
    bite_anchor: Array,
    war: Array,
    war_anchor: Array,
    claimant_sanctions: Array,
    claimant_sanctions_anchor: Array,
    structure: Array,
    warming: Array,
    thaw: Array,
    chill: Array,
    isolation: Array,
    estrangement: Array,
    noise: Array,
    draw_noise: Array,
) -> tuple[Array]:
    """Alignment of each pair after a quarter, share.

    logit' = logit + structure * (logit(start) - logit) + push + noise * N(0, 1)
    push = warming * meetings + thaw * treaty
           - chill * (severity - at the start)          for holder and claimant
           isolation * (bite - bite at the start)       for target and rival
           -estrangement * (war - war at the start)     for target and council, target and patron

    alignment, alignment_anchor : (pair, world)
    *_pair : (pair, 1), one where the row is that pair
    meetings : (world,), count; treaty : (world,), flag; bite, war : (world,)
    structure : (world,), share of the distance covered a quarter
    claimant_sanctions : (world,), severity, share of a full embargo
    warming, thaw, chill, isolation, estrangement : (world,), logit a quarter per unit
    noise : (world,), standard deviation on the logit

    Deeds move it too (`sim.choices.deeds`). Source: Walt (1987) on what aligns states.
    """
    hardened = claimant_sanctions - claimant_sanctions_anchor
    push = (
        holder_claimant_pair * (warming * meetings + thaw * treaty - chill * hardened)
        + target_rival_pair * (isolation * (bite - bite_anchor))
        - (target_council_pair + target_patron_pair) * (estrangement * (war - war_anchor))
        + noise * normal(draw_noise)
    )
    return (pull(alignment, alignment_anchor, structure, push),)
