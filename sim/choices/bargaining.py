"""Packages, the economy that goes on without a deal, and why agreement fails."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import Array, Flags
from sim.base.functional_forms import takes
from sim.base.random_streams import normal

POSITIVE = 2.0**-40  # a gain below this is none: rounding, not preference
NO_DEAL = -1


Delay = IntEnum("Delay", "private_information shifting_power commitment", start=0)
FORMS = {"delay": Delay}  # codes of each form of the law file, in its order


def round_held(
    meetings: Array,
    fresh: Array,
    treaty: Array,
    owed: Array,
    frozen: Array,
    opening: Array,
    routine: Array,
    draw: Array,
) -> Flags:
    """Whether a bargaining round takes place this quarter, (world,).

    With a meeting and no treaty yet: chance `opening` when something new can be on offer, else
    `routine`. A meeting is not yet a round; none is held while a signed package is being carried
    out, or while talks are frozen after a broken promise.

    meetings : (world,), count; fresh, treaty : (world,), flags; draw : (world,), uniform
    owed : (promise, world), what is still owed; frozen : (world,), quarters
    """
    chance = np.where(fresh > 0, opening, routine)
    open_to_talk = (treaty < 1) & (frozen < 1) & ~(owed > 0).any(axis=0)
    return (meetings > 0) & open_to_talk & (draw < chance)


def delivered(trust: Array, doubt: Array, delay: Array) -> Array:
    """Share of what falls due second that a side counts on, (world,).

    1 - doubt * (1 - trust); under the form `commitment` doubt is whole

    Source: Fearon (1995), Powell (2006) on commitment.
    """
    disbelief = np.where(takes(delay, Delay.commitment), 1, doubt)
    return 1 - disbelief * (1 - trust)


def following_drift(drift: Array, change: Array, shift_memory: Array) -> Array:
    """Smoothed change of a side's utility without a deal, utility a quarter.

    drift' = shift_memory * drift + (1 - shift_memory) * change
    """
    return shift_memory * drift + (1 - shift_memory) * change


def waiting(own_drift: Array, other_drift: Array, patience: Array, delay: Array) -> Array:
    """What a side forgoes by signing now while time works for it, utility.

    patience * max(0, own drift - other's drift) under the form `shifting_power`, else 0

    Source: Powell (2006) on shifts of power.
    """
    ahead = patience * np.maximum(0, own_drift - other_drift)
    return np.where(takes(delay, Delay.shifting_power), ahead, 0)


def misjudgement(error: Array, delay: Array, draw: Array) -> Array:
    """Error about the other side's reservation in this round, utility.

    error * N(0, 1) under the form `private_information`, else 0

    Source: Myerson & Satterthwaite (1983): with private reservations some gains are always lost.
    """
    return np.where(takes(delay, Delay.private_information), error * normal(draw), 0)


def agree(
    holder_gain: Array,
    claimant_gain: Array,
    admissible: Flags,
    holder_error: Array,
    claimant_error: Array,
    power: Array,
) -> NDArray[np.intp]:
    """The package on the table, (world,), or NO_DEAL.

    argmax over packages of (G_h + e_h)^power * (G_c + e_c)^(1 - power), both factors positive

    Each side's gain is seen with an error; the package is refused, and the round is lost, if in
    truth either side does not gain. Ties go to the lowest index.

    holder_gain, claimant_gain : (package, world), utility over continuation
    admissible : (package, world), changes something and can be carried at home by both
    holder_error, claimant_error : (world,), utility
    power : (world,), weight of the holder

    Source: Nash (1950), Roth (1979) for unequal weights.
    """
    possible = admissible & (holder_gain > POSITIVE - holder_error)
    possible &= claimant_gain > POSITIVE - claimant_error
    # Few packages are possible: the product is taken of those alone.
    places = np.flatnonzero(possible)
    package, world = np.divmod(places, power.size)
    true_holder, true_claimant = holder_gain.take(places), claimant_gain.take(places)
    product = power[world] * np.log(true_holder + holder_error[world])
    product += (1 - power[world]) * np.log(true_claimant + claimant_error[world])
    highest = np.full(power.size, -np.inf)
    np.maximum.at(highest, world, product)
    # From the last to the first, so that of equals the lowest index stays.
    best = np.flatnonzero(product == highest[world])[::-1]
    agreed = np.full(power.size, NO_DEAL)
    gain = (true_holder[best] > POSITIVE) & (true_claimant[best] > POSITIVE)
    agreed[world[best]] = np.where(gain, package[best], NO_DEAL)
    return agreed
