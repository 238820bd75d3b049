"""Whether each side believes that the other keeps its word."""

from sim.base.axes import Array
from sim.base.functional_forms import pull
from sim.base.mechanism import mechanism


@mechanism(writes=("trust",))
def trust(
    trust: Array,
    trust_anchor: Array,
    meetings: Array,
    posture: Array,
    posture_anchor: Array,
    memory: Array,
    acquaintance: Array,
    alarm: Array,
) -> tuple[Array]:
    """Trust of each side after a quarter, share.

    logit' = logit + memory * (logit(start) - logit) + acquaintance * meetings
             - alarm * (posture - posture at the start)

    trust, trust_anchor : (party, world)
    meetings : (world,), count; posture : (world,), share
    memory : (world,), share of the distance covered a quarter
    acquaintance, alarm : (world,), logit per meeting, per unit of posture a quarter

    Promises kept and broken move it where they fall due (`sim.choices.promises`).
    Source: Kydd (2005) on trust between states.
    """
    push = acquaintance * meetings - alarm * (posture - posture_anchor)
    return (pull(trust, trust_anchor, memory, push),)
