"""Shapes that several laws and interests share."""

from enum import IntEnum

import numpy as np

from sim.base.axes import Array, Flags, in_order

MARGIN = 2.0**-20
LEAST = 2.0**-1022  # what nothing is divided by, so that it stays nothing


def takes(form: Array, option: IntEnum) -> Flags:
    """Where an uncertain form takes one of its options, (world,); form : code of the option."""
    # Not as an enumeration's member, of which NumPy would make an array first, slowly.
    found: Flags = form == float(option)
    return found


def shift_odds(share: Array, factor: Array) -> Array:
    """A share in [0, 1] whose odds are multiplied by a factor.

    share' / (1 - share') = factor * share / (1 - share)

    The same as a step of log(factor) on the logit, without infinities at the ends: 0 and 1 stay.
    """
    raised = share * factor
    return raised / (1 - share + raised)


def logit(share: Array) -> Array:
    """Log odds of a share, kept 2^-20 away from both ends so that the ends stay finite."""
    inside = np.minimum(np.maximum(share, MARGIN), 1 - MARGIN)
    return np.asarray(np.log(inside / (1 - inside)))


def expit(log_odds: Array) -> Array:
    """The share in (0, 1) whose log odds these are."""
    return 1 / (1 + np.exp(-log_odds))


def divisor(amount: Array) -> Array:
    """Amounts that are not negative, to divide by: themselves, but 1 where there is nothing."""
    # There nearly always is something; to choose costs more than to look.
    if np.minimum.reduce(amount, axis=None, initial=np.inf) > 0:
        return amount
    return np.where(amount > 0, amount, 1)


def held(value: Array, start: Array) -> Array:
    """How much of what stood at the start still stands: value / start; 1 if nothing stood."""
    stood = divisor(start)
    return value / start if stood is start else np.where(start > 0, value / stood, 1)


def eased(value: Array, start: Array) -> Array:
    """How far something has been lowered since the start, from -1 to 1.

    (start - value) / max(start, value); 0 if there is and was nothing

    As bounded above the start as below it: half and double are equally far.
    """
    larger = np.maximum(np.maximum(start, value), LEAST)
    return np.asarray((start - value) / larger)


def saturate(quantity: Array) -> Array:
    """Diminishing effect: 1 - exp(-quantity); 0 at 0, towards 1 for much, below 0 for a loss."""
    return -np.expm1(-quantity)


def single_peak(value: Array, ideal: Array, tolerance: Array) -> Array:
    """Contentment with a value around an ideal one: 0 at the ideal, falling on both sides.

    1 - sqrt(1 + ((value - ideal) / tolerance)^2)

    Quadratic within the tolerance and linear beyond it: a step towards the ideal is never worth
    less from farther away, as under a bell, and no corner is worth any price, as under a square.
    """
    return np.asarray(1 - np.sqrt(1 + ((value - ideal) / tolerance) ** 2))


def at_level(by_level: Array, level: Array) -> Array:
    """The entry of each world's rung.

    by_level : (level, world)
    level : (..., world), rung of the ladder, from 0
    """
    worlds = by_level.shape[-1]
    return np.asarray(by_level.take(level.astype(np.intp) * worlds + in_order(worlds)))


def pull(value: Array, home: Array, rate: Array, push: Array | float = 0.0) -> Array:
    """A share drawn back to its home on the logit scale.

    logit' = logit + rate * (logit(home) - logit) + push

    rate : share of the distance covered a quarter
    push : what else moves it this quarter, on the logit
    """
    here = logit(value)
    return expit(here + rate * (logit(home) - here) + push)
