"""Persistent tastes of an actor for the options of a lever."""

import numpy as np

from sim.base.axes import Array
from sim.base.random_streams import normal


def first(draw: Array) -> Array:
    """Tastes before the first quarter, from their stationary distribution N(0, 1).

    draw : (world,), uniform
    """
    return normal(draw)


def following(taste: Array, persistence: Array, draw: Array) -> Array:
    """Tastes of the next quarter: z' = phi * z + sqrt(1 - phi^2) * N(0, 1).

    taste : (world,); persistence : (world,), phi; draw : (world,), uniform

    Marginals stay standard normal, so choices stay logit; without persistence every rare act
    becomes certain over many quarters.
    """
    return persistence * taste + np.sqrt(1 - persistence**2) * normal(draw)
