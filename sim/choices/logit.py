"""Choice among the ordered options of a lever."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import Array, total
from sim.base.random_streams import cumulative_normal


def precision(better_choice: Array) -> Array:
    """Logit precision, per unit of the lever's scale.

    lambda = ln(pi / (1 - pi))

    better_choice : (world,), chance of taking the better of two options one scale apart
    """
    return np.log(better_choice / (1 - better_choice))


def attraction(
    gain: Array,
    scale: Array,
    precision: Array,
    friction: Array,
    audience: Array,
    resolve: Array,
    retreat: Array | bool,
) -> Array:
    """What speaks for an option against holding, log odds.

    v = precision * gain / scale - friction - audience * resolve * [retreat]

    gain : (world,), utility of the course less that of holding
    scale : (world,), utility; friction, audience : (world,), log odds
    resolve : (world,), trait of the leader, ratio; retreat : flag

    Precision weighs what is at stake and not the friction: who sees badly does not move more.
    Source: Jones & Baumgartner (2005) on friction; Fearon (1994) on the price of backing down.
    """
    return precision * gain / scale - friction - audience * resolve * retreat


def choose(values: Array | Sequence[Array], leaning: Array) -> NDArray[np.intp]:
    """Index of the option taken, (world,).

    P(option) = exp(v) / sum(exp(v)), by inverse CDF at Phi(leaning)

    values : one (world,) per option, log odds, in the lever's order
    leaning : (world,), standard normal taste; low leans to the first option

    A logit response to the last state, not an equilibrium. Source: McFadden (1974), Train (2009);
    McKelvey & Palfrey (1995) for the equilibrium that this is not.
    """
    values = np.asarray(values)
    weights = np.exp(values - np.maximum.reduce(values))
    threshold = cumulative_normal(leaning) * total(weights)
    chosen = np.zeros(leaning.shape, dtype=np.intp)
    reached = weights[0]
    for weight in weights[1:]:
        chosen += threshold >= reached
        reached = reached + weight
    return chosen
