"""Threats to the claimant, source by source."""

import numpy as np

from sim.base.axes import Array
from sim.base.functional_forms import pull
from sim.base.mechanism import mechanism
from sim.base.random_streams import normal


@mechanism(writes=("threat",), draws={"provocation": "source", "size": "source"})
def threat(
    threat: Array,
    threat_anchor: Array,
    source_frequency: Array,
    persistence: Array,
    shock: Array,
    draw_provocation: Array,
    draw_size: Array,
) -> tuple[Array]:
    """Threat from each source after a quarter, share.

    logit' = logit + (1 - persistence) * (logit(start) - logit) + shock * (|N| if provoked)
             - frequency * shock * E|N|

    threat, threat_anchor : (source, world)
    source_frequency : (source, world), chance of a provocation in a quarter
    persistence : (world,), share of the distance from the start that stays
    shock : (world,), logit per provocation of unit size
    draw_provocation, draw_size : (source, world), uniform

    The mean of the provocations is taken off, so that the start is a rest point on average.
    """
    size = np.abs(normal(draw_size))
    mean_size = np.sqrt(2 / np.pi)
    provoked = np.where(draw_provocation < source_frequency, size, 0)
    push = shock * (provoked - source_frequency * mean_size)
    return (pull(threat, threat_anchor, 1 - persistence, push),)
