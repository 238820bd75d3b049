"""Meetings of the two leaders; a meeting is not yet a bargaining round."""

from sim.axes import Array
from sim.streams import poisson
from sim.wiring import mechanism


@mechanism(writes=("meetings",), draws={"count": "world"})
def meetings(
    holder_candour: Array,
    claimant_candour: Array,
    rate: Array,
    draw_count: Array,
) -> tuple[Array]:
    """Meetings of holder's and claimant's leader in the quarter, count.

    meetings ~ Poisson(rate * holder's candour * claimant's candour)

    rate : (world,), meetings a quarter of the two incumbents
    *_candour : (world,), ratio; 1 for an incumbent, drawn for a successor
    draw_count : (1, world), uniform
    """
    return (poisson(draw_count[0], rate * holder_candour * claimant_candour),)
