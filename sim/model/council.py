"""To be described."""

from collections.abc import Sequence

import numpy as np

from sim.base.axes import MEMBER, Array, count
from sim.choices import council, courting
from sim.dispute import Lever
from sim.model.actors import Actor
from sim.model.context import ModelContext
from sim.state import VARIABLES
from sim.wiring import Key


class Council(Actor):
    """An actor whose sanctions need the consent of all its members at each renewal.

    doubt : of each member at the last renewal, (member, world)
    origin, veto_cost : zero of doubt and price of blocking that make the start a rest point
    """

    doubt: Array

    def __init__(self, model: ModelContext, name: str, levers: Sequence[Lever]) -> None:
        super().__init__(model, name, levers)
        self._severity: Key = (
            "sanctions",
            VARIABLES["sanctions"].row(model.compiled.dispute, name),
        )
        self.lead = np.array([[float(m.leads)] for m in model.compiled.dispute.members])
        even = np.full((1 + len(self.lead), model.batch.worlds), 1 / 2)  # no shock, no slip
        self.origin, self.veto_cost = council.anchors(
            self._doubts(even[:1], even[1:]),
            model.state["member"],
            model.state["voices"],
            model.batch.draws["choices.council.voice_cost"],
            model.batch.draws["choices.council.veto_margin"],
        )

    def vote(self) -> None:
        """Renew, soften, let lapse or restore; only in quarters with a renewal."""
        model = self.model
        if not model.votes:
            return
        batch, state, stages = model.batch, model.batch.state, model.compiled.council
        slip = model.draws("council.slip", model.compiled.ids[MEMBER])
        doubt = self._doubts(model.draws("council.shock", (self.name,)), slip) - self.origin
        if "courting" not in model.off:
            most = model.compiled.dispute.register["choices.council.reach"].high
            doubt = courting.courted(
                doubt,
                state["member"],
                state["courting"],
                batch.draws["choices.council.charm"],
                batch.draws["choices.council.reach"],
                int(most),
            )
        self.doubt = doubt
        state["voices"] = batch.evaluate(stages["voice"], doubt=doubt)
        state["vetoes"] = batch.evaluate(stages["veto"], doubt=doubt, veto_cost=self.veto_cost)
        sits = state["member"] > 0
        severity, in_force = batch.evaluate(
            stages["renew"],
            seats=count(sits),
            highest_doubt=np.where(sits, doubt, -np.inf).max(axis=0),
        )
        batch.write(self._severity, severity)
        state["in_force"] = in_force
        state["fatigue"] = state["fatigue"] + in_force  # what has lapsed tires nobody

    def _doubts(self, shock: Array, slip: Array) -> Array:
        doubts = self.model.compiled.council["doubts"]
        drawn = {"draw_shock": shock, "draw_slip": slip}
        return np.asarray(self.model.batch.evaluate(doubts, member_lead=self.lead, **drawn))
