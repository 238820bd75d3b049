"""Approval of the two leaders at home."""

from sim.base.axes import Array
from sim.base.functional_forms import pull
from sim.base.mechanism import mechanism
from sim.base.random_streams import normal


@mechanism(writes=("approval",), draws={"noise": "party"})
def approval(
    approval: Array,
    approval_anchor: Array,
    holder_party: Array,
    output: Array,
    war: Array,
    war_anchor: Array,
    prosperity: Array,
    rally: Array,
    memory: Array,
    noise: Array,
    draw_noise: Array,
) -> tuple[Array]:
    """Approval of holder's and claimant's leader after a quarter, share.

    logit' = logit + memory * (logit(start) - logit) + noise * N
             + (prosperity * output gap + rally * (war - war at the start))   for the holder

    approval, approval_anchor : (party, world)
    holder_party : (party, 1), one where the row is the holder
    output : (world,), share of output; war : (world,), share
    prosperity, rally : (world,), logit a quarter per unit
    memory : (world,), share of the distance covered a quarter
    noise : (world,), standard deviation on the logit

    Source: Treisman (2011) on output and approval; Mueller (1970) on rallies.
    """
    push = holder_party * (prosperity * output + rally * (war - war_anchor)) + noise * normal(
        draw_noise
    )
    return (pull(approval, approval_anchor, memory, push),)
