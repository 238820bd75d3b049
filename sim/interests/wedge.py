"""Whether the senders stand together. What splits them is a gain to the target, a loss to them.

How relief by one sender adds to relief by another, no article says and no study settles: five forms
stand side by side, drawn like any other uncertainty.
"""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np

from sim.base.axes import Array, total
from sim.base.functional_forms import eased, held, takes

Form = IntEnum("Form", "additive complements weakest maximum claimant_only", start=0)
FORMS = {"form": Form}  # codes of each form of the law file, in its order


def split(
    sender_sanctions: Sequence[Array],
    sender_sanctions_anchor: Sequence[Array],
    sender_weight: Sequence[Array],
    claimant_sender: Array,
    holder_claimant_alignment: Array,
    holder_claimant_alignment_anchor: Array,
    courtship: Array,
    form: Array,
) -> Array:
    """How far the senders have come apart since the start, 0 for not at all.

    Each form runs from 0 to 1 while the reliefs do, so that forms differ in shape and not in size.

    relief of a sender = max(0, eased + warmer)
    eased : `sim.base.functional_forms.eased`, 1 for a sender that has lifted all, -1 for one that
    raised much warmer = courtship * (alignment - at the start)   for the claimant, else 0

    additive       weighted mean of the reliefs
    complements    (product of (1 + relief) - 1) / (2^senders - 1)
    weakest        the smallest relief
    maximum        the largest relief
    claimant_only  relief by the claimant alone

    sender_sanctions : one (..., world) per sender
    courtship : (world,), how much a warmer claimant counts as split off
    form : (world,), code of the form
    """
    warmer = courtship * (holder_claimant_alignment - holder_claimant_alignment_anchor)
    is_claimant = claimant_sender[:, 0] > 0
    reliefs = [
        np.maximum(0, eased(severity, start) + warmer if own else eased(severity, start))
        for severity, start, own in zip(
            sender_sanctions, sender_sanctions_anchor, is_claimant, strict=True
        )
    ]
    weights = list(sender_weight)
    additive = total(w * r for w, r in zip(weights, reliefs, strict=True)) / total(weights)
    product, smallest, largest = 1 + reliefs[0], reliefs[0], reliefs[0]
    for relief in reliefs[1:]:
        product = product * (1 + relief)
        smallest = np.minimum(smallest, relief)
        largest = np.maximum(largest, relief)
    alone = total(relief for relief, own in zip(reliefs, is_claimant, strict=True) if own)
    result = np.where(
        takes(form, Form.complements), (product - 1) / (2 ** len(reliefs) - 1), additive
    )
    result = np.where(takes(form, Form.weakest), smallest, result)
    result = np.where(takes(form, Form.maximum), largest, result)
    return np.where(takes(form, Form.claimant_only), alone, result)


def target(
    sender_sanctions: Sequence[Array],
    sender_sanctions_anchor: Sequence[Array],
    sender_weight: Sequence[Array],
    claimant_sender: Array,
    holder_claimant_alignment: Array,
    holder_claimant_alignment_anchor: Array,
    courting: Array,
    voices: Array,
    voices_anchor: Array,
    courtship: Array,
    prospect: Array,
    form: Array,
) -> Array:
    """Gain of the target from a divided West, about 0 to 1.

    A = split + prospect * courting * voices / voices at the start

    courting : (..., world), effort to win over doubters, share; voices : (..., world), doubters
    prospect : (world,), what courting as many doubters as at the start promises
    """
    apart = split(
        sender_sanctions,
        sender_sanctions_anchor,
        sender_weight,
        claimant_sender,
        holder_claimant_alignment,
        holder_claimant_alignment_anchor,
        courtship,
        form,
    )
    return apart + prospect * courting * voices / np.maximum(1, voices_anchor)


def patron(
    sender_sanctions: Sequence[Array],
    sender_sanctions_anchor: Sequence[Array],
    sender_weight: Sequence[Array],
    claimant_sender: Array,
    holder_claimant_alignment: Array,
    holder_claimant_alignment_anchor: Array,
    patron_sanctions: Array,
    patron_sanctions_anchor: Array,
    pressure: Array,
    courtship: Array,
    grip: Array,
    form: Array,
) -> Array:
    """Loss of the patron from disunity, about -1 to 1.

    A = -split + grip * pressure * min(1, patron's severity / severity at the start)

    pressure : (..., world), on allies to hold the line, share
    grip : (world,), unity that full pressure is believed to secure, as far as the patron itself
        still holds the line
    """
    apart = split(
        sender_sanctions,
        sender_sanctions_anchor,
        sender_weight,
        claimant_sender,
        holder_claimant_alignment,
        holder_claimant_alignment_anchor,
        courtship,
        form,
    )
    own = np.minimum(1, held(patron_sanctions, patron_sanctions_anchor))
    return grip * pressure * own - apart


def council(
    sender_sanctions: Sequence[Array],
    sender_sanctions_anchor: Sequence[Array],
    sender_weight: Sequence[Array],
    claimant_sender: Array,
    holder_claimant_alignment: Array,
    holder_claimant_alignment_anchor: Array,
    courtship: Array,
    form: Array,
) -> Array:
    """Loss of the council from disunity: A = -split."""
    return -split(
        sender_sanctions,
        sender_sanctions_anchor,
        sender_weight,
        claimant_sender,
        holder_claimant_alignment,
        holder_claimant_alignment_anchor,
        courtship,
        form,
    )
