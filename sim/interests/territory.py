"""Islands: what the claimant gains and the holder loses."""

from sim.base.axes import Array
from sim.base.functional_forms import at_level


def claimant(
    level: Array,
    treaty: Array,
    title: Array,
    linkage: Array,
    ladder_claimant_value: Array,
    closure: Array,
    surrender: Array,
    leverage_belief: Array,
) -> Array:
    """Gain of the claimant, from -1 to 1.

    A = gained + (hope - closure * treaty - surrender * title) * (1 - gained)
    hope = leverage_belief * linkage * (1 - treaty)

    level : (..., world), rung; treaty, title : (..., world), flags
    ladder_claimant_value : (level, world), share of all that is claimed
    closure : (world,), share of the rest that a treaty gives up
    surrender : (world,), share of the rest that recognising the holder's title gives up besides
    linkage : (..., world), share of new money held back until the claim is settled
    leverage_belief : (world,), share of the rest that holding it all back is believed to win

    A treaty closes the claim: without that it would be free to a side that has refused one for
    decades.
    """
    gained = at_level(ladder_claimant_value, level)
    hope = leverage_belief * linkage * (1 - treaty)
    return gained + (hope - closure * treaty - surrender * title) * (1 - gained)


def holder(
    level: Array,
    guarantee: Array,
    treaty: Array,
    title: Array,
    ladder_holder_loss: Array,
    ladder_military_loss: Array,
    patron_target_alignment: Array,
    credibility: Array,
    precedent: Array,
    finality: Array,
    recognition: Array,
) -> Array:
    """Loss of the holder, about -2 to 1.

    A = -(loss + military * (1 - assured)) * (1 + precedent) + finality * treaty
        + recognition * title
    assured = credibility * alignment of patron and target * guarantee

    ladder_holder_loss, ladder_military_loss : (level, world), share of the whole chain's worth
    credibility : (world,), share of the military worth that a guarantee makes good if the patron,
        who alone can keep it, is wholly aligned with the holder
    precedent : (world,), ratio by which other disputes raise (or, below 0, lower) the price
    finality, recognition : (world,), worth of a closed question, of a recognised title

    Source: Huth & Allee (2002) on the stakes of territory.
    """
    loss = at_level(ladder_holder_loss, level)
    assured = credibility * patron_target_alignment * guarantee
    military = at_level(ladder_military_loss, level) * (1 - assured)
    return -(loss + military) * (1 + precedent) + finality * treaty + recognition * title
