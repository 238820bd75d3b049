"""Who sits in the council."""

import numpy as np

from sim.base.axes import Array
from sim.base.mechanism import mechanism


@mechanism(writes=("member",))
def membership(member: Array, calendar_now: Array, calendar_exit: Array) -> tuple[Array]:
    """One for each state that sits in the council, 0 after it has left.

    member : (member, world), flag
    calendar_now : (1, 1), absolute calendar quarter
    calendar_exit : (member, world), absolute calendar quarter of the exit, infinite for the others
    """
    return (np.where(calendar_now >= calendar_exit, 0, member),)
