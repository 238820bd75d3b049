"""Keeping, delaying or breaking what was signed."""

import numpy as np

from sim.axes import Array
from sim.shapes import shift_odds

BREAK, DELAY, KEEP = 0, 1, 2


def values(
    worth: Array, scale: Array, faith: Array, procrastination: Array
) -> tuple[Array, Array, Array]:
    """What speaks for breaking, delaying and keeping a promise, in scales of promises.

    break 0; delay faith - procrastination + worth / (2 * scale); keep faith + worth / scale

    worth : (world,), own utility with the promise carried out less that without it
    faith : (world,), cost at home and abroad of breaking
    procrastination : (world,), cost of a delay, which still leaves the matter open

    Source: Fearon (1995) on commitment.
    """
    zero = 0 * worth
    return zero, faith - procrastination + worth / (2 * scale), faith + worth / scale


def trust_after(trust: Array, kept: Array, broken: Array, gratitude: Array, grudge: Array) -> Array:
    """Trust of the other side after a promise has fallen due.

    odds' = odds * exp(gratitude * kept - grudge * broken)

    trust : (world,), share; kept, broken : (world,), flags

    Source: Slovic (1993): trust is slower to build than to lose.
    """
    return shift_odds(trust, np.exp(gratitude * kept - grudge * broken))
