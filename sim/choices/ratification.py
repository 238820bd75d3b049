"""What can be carried at home."""

from sim.base.axes import Array
from sim.base.functional_forms import expit


def margin(standing: Array, leeway: Array) -> Array:
    """By how much a package stays inside a side's win-set, utility at home; below 0 it is outside.

    standing : (..., world), change of the side's standing at home by the package
    leeway : (world,), loss of standing that a government can bear

    Source: Putnam (1988) on win-sets.
    """
    return standing + leeway


def passes(margin: Array, edge: Array) -> Array:
    """Chance that a signed package is ratified: 1 / (1 + exp(-margin / edge)).

    Involuntary defection is likelier near the edge of the win-set (Iida 1996).
    """
    return expit(margin / edge)
