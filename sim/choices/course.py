"""An option is a course kept over some quarters, not one deed."""

import numpy as np

from sim.base.axes import Array


def weight(persistence: Array, horizon: Array, discount: Array, longest: int) -> Array:
    """By how many deeds a course moves a variable, on discounted average over the horizon.

    weight = sum_h discount^h * (1 + p + ... + p^(h-1)) / sum_h discount^h, h = 1 ... horizon

    persistence : (..., world), p, share of a deed that is left after a quarter
    horizon : (world,), quarters, a part of a quarter counts in part
    discount : (world,), weight of a quarter relative to the one before
    longest : quarters at which the sum may stop, the upper bound of the horizon
    """
    accumulated, left, shade = np.zeros_like(persistence), np.ones_like(persistence), discount
    above, below = np.zeros_like(persistence), np.zeros_like(horizon)
    for quarter in range(longest):
        counted = np.minimum(1, np.maximum(0, horizon - quarter)) * shade
        accumulated = accumulated + left
        above = above + counted * accumulated
        below = below + counted
        left = left * persistence
        shade = shade * discount
    return above / below
