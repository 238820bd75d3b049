"""Intensity of the target's war."""

import numpy as np

from sim.axes import Array
from sim.shapes import logit, expit
from sim.wiring import mechanism


@mechanism(writes=("war",), draws={"flare": "world", "size": "world"})
def war(
    war: Array, decay: Array, flare: Array, severity: Array, draw_flare: Array, draw_size: Array
) -> tuple[Array]:
    """Intensity of the war after a quarter, share.

    war' = war * (1 - decay); when it flares up: logit(war') = logit(war) - severity * ln(size)

    war : (world,)
    decay : (world,), share of the intensity that fades a quarter
    flare : (world,), chance of a flare-up in a quarter
    severity : (world,), mean size of a flare-up on the logit (exponential)
    draw_flare, draw_size : (1, world), uniform

    Choice moves it too. Source: Weidmann & Ward (2010) on the persistence of fighting.
    """
    faded = war * (1 - decay)
    raised = expit(logit(faded) - severity * np.log(draw_size[0]))
    return (np.where((draw_flare[0] < flare) & (faded > 0), raised, faded),)
