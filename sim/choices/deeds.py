"""What a deed does to a state variable."""

import numpy as np

from sim.base.axes import Array
from sim.base.functional_forms import shift_odds


def factor(step: Array, sign: float) -> Array:
    """What a deed multiplies the odds (or the amount) by: exp(sign * step), (world,)."""
    return np.exp(sign * step)


def apply(value: Array, factor: Array, bounded: bool) -> Array:
    """The variable after a deed, or after several: shares move in odds, amounts in proportion.

    value, factor : (world,)
    bounded : whether the variable is a share in [0, 1]

    Nothing is clipped: clipping makes a lever oscillate.
    """
    return shift_odds(value, factor) if bounded else value * factor


def above_floor(lowered: Array, before: Array, floor: Array) -> Array:
    """Severity that respects a floor: a floor stops lowering and raises nothing."""
    return np.maximum(lowered, np.minimum(before, floor))
