"""A second body binds the hand that would lower sanctions."""

import numpy as np

from sim.base.axes import Array
from sim.base.functional_forms import held
from sim.base.mechanism import mechanism


@mechanism(writes=("floor",), draws={"act": "sender"})
def legislature(
    sanctions: Array,
    sanctions_anchor: Array,
    floor: Array,
    sender_lock: Array,
    codified: Array,
    draw_act: Array,
) -> tuple[Array]:
    """Severity below which the executive may no longer go, share of a full embargo.

    P(act this quarter) = 1 - exp(-lock * max(0, 1 - severity / severity at the start))
    floor' = max(floor, codified * severity) when it acts

    sanctions, sanctions_anchor, floor : (sender, world), share of a full embargo
    sender_lock : (sender, world), hazard a quarter once everything is lifted; 0 without such a body
    codified : (world,), share of the present severity that is written into law
    draw_act : (sender, world), uniform

    A floor stops lowering; it raises nothing. Source: Martin (2000) on legislatures and commitment.
    """
    eased = np.maximum(0, 1 - held(sanctions, sanctions_anchor))
    acts = draw_act < -np.expm1(-sender_lock * eased)
    return (np.where(acts, np.maximum(floor, codified * sanctions), floor),)
