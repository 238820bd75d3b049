"""Military posture of the holder on the islands."""

from sim.base.axes import Array
from sim.base.functional_forms import pull
from sim.base.mechanism import mechanism


@mechanism(writes=("posture",))
def posture(
    posture: Array,
    posture_anchor: Array,
    alliance: Array,
    alliance_anchor: Array,
    treaty: Array,
    modernisation: Array,
    dilemma: Array,
    relaxation: Array,
    upkeep: Array,
) -> tuple[Array]:
    """Posture after a quarter, share.

    logit' = logit + upkeep * (logit(start) - logit) + modernisation
             + dilemma * (alliance - alliance at the start) - relaxation * treaty

    posture, alliance : (world,), share; treaty : (world,), flag
    modernisation : (world,), logit a quarter; a standing programme, it trends by itself
    dilemma, relaxation : (world,), logit a quarter per unit
    upkeep : (world,), share of the distance covered a quarter

    Choice moves it too (`sim.choices.deeds`). Source: Jervis (1978) on the security dilemma.
    """
    push = modernisation + dilemma * (alliance - alliance_anchor) - relaxation * treaty
    return (pull(posture, posture_anchor, upkeep, push),)
