"""Keeping, delaying or breaking what was signed."""

import numpy as np

from sim.base.axes import Array
from sim.base.functional_forms import shift_odds

BREAK, DELAY, KEEP = 0, 1, 2


def values(
    worth: Array, scale: Array, precision: Array, faith: Array, procrastination: Array
) -> tuple[Array, Array, Array]:
    """What speaks for breaking, delaying and keeping a promise, log odds.

    break: 0
    delay: faith - procrastination + precision * worth / (2 * scale)
    keep:  faith + precision * worth / scale

    worth : (world,), own utility with the promise carried out less that without it
    scale : (world,), utility; precision : (world,), per scale
    faith : (world,), log odds, cost at home and abroad of breaking
    procrastination : (world,), log odds, cost of a delay, which still leaves the matter open

    Source: Fearon (1995) on commitment.
    """
    stake = precision * worth / scale
    return 0 * worth, faith - procrastination + stake / 2, faith + stake


def trust_after(trust: Array, kept: Array, broken: Array, gratitude: Array, grudge: Array) -> Array:
    """Trust of the other side after a promise has fallen due.

    odds' = odds * exp(gratitude * kept - grudge * broken)

    trust : (world,), share; kept, broken : (world,), flags

    Source: Slovic (1993): trust is slower to build than to lose.
    """
    return shift_odds(trust, np.exp(gratitude * kept - grudge * broken))
