"""Intensity of the target's war."""

import numpy as np

from sim.base.axes import Array
from sim.base.functional_forms import expit, logit
from sim.base.mechanism import mechanism


@mechanism(writes=("war",), draws={"flare": "world", "size": "world"})
def war(
    war: Array,
    war_anchor: Array,
    decay: Array,
    ebb: Array,
    flare: Array,
    severity: Array,
    draw_flare: Array,
    draw_size: Array,
) -> tuple[Array]:
    """Intensity of the war after a quarter, share.

    faded = (war - ebb * max(0, war - war at the start)) * (1 - decay)
    war' = faded; when it flares up: logit(war') = logit(faded) - severity * ln(size)

    war : (world,)
    decay : (world,), share of the intensity that fades a quarter
    ebb : (world,), share of what goes beyond the simmering war of the start that ebbs a quarter
    flare : (world,), chance of a flare-up in a quarter
    severity : (world,), mean size of a flare-up on the logit (exponential)
    draw_flare, draw_size : (1, world), uniform

    An offensive ends in a truce and leaves a simmering war, which itself fades slowly. Choice moves
    it too. Source: the offensives of 2014 and 2015 and the truces that followed (history.yaml).
    """
    faded = (war - ebb * np.maximum(0, war - war_anchor)) * (1 - decay)
    raised = expit(logit(faded) - severity * np.log(draw_size[0]))
    return (np.where((draw_flare[0] < flare) & (faded > 0), raised, faded),)
