"""Who leads, and what the leader brings along."""

import numpy as np

from sim.base.axes import Array
from sim.base.mechanism import mechanism


@mechanism(writes=("leader",), draws={"handover": "actor"})
def leaders(
    leader: Array, calendar_handover: Array, calendar_last_leader: Array, draw_handover: Array
) -> tuple[Array]:
    """Index of the leader after this quarter's handovers.

    leader' = leader + 1 with the chance of this quarter, until the last one declared

    leader : (actor, world)
    calendar_handover : (actor, world), chance of a handover in this calendar quarter
    calendar_last_leader : (actor, 1), index of the last leader that the actor's file declares
    draw_handover : (actor, world), uniform

    The last one declared stands for whoever follows: traits unknown, therefore drawn wide.
    """
    changes = (draw_handover < calendar_handover) & (leader < calendar_last_leader)
    return (leader + np.where(changes, 1, 0),)


@mechanism(writes=("leniency", "detachment", "candour", "resolve", "legacy"))
def traits(
    calendar_leniency: Array,
    calendar_detachment: Array,
    calendar_candour: Array,
    calendar_resolve: Array,
    calendar_legacy: Array,
) -> tuple[Array, Array, Array, Array, Array]:
    """Traits of whoever leads, one (actor, world) each, read off by the leader's index."""
    return (
        calendar_leniency,
        calendar_detachment,
        calendar_candour,
        calendar_resolve,
        calendar_legacy,
    )
