"""The Mesa model: a batch of worlds that walks the schedule and records itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import Array
from sim.base.random_streams import Streams
from sim.choices import revision
from sim.model import council
from sim.model import parameter_sampling as draws
from sim.model.actors import Actor
from sim.model.batch_state import BatchState
from sim.model.compiled import CompiledModel
from sim.model.context import ModelContext
from sim.model.council import Council
from sim.model.exogenous import Calendar
from sim.model.interventions import Interventions
from sim.model.negotiation import Negotiation
from sim.model.obligations import Obligations
from sim.schedule import Step
from sim.state import initial
from sim.wiring import Wired


class Worlds(ModelContext):
    """Worlds from `start` to `stop` of an ensemble, stepped together.

    streams : the scenario's, unless a study asks for other draws
    recorded : table of quarters, (quarter, world) by column
    """

    def __init__(
        self, compiled: CompiledModel, start: int, stop: int, streams: Streams | None = None
    ) -> None:
        super().__init__(seed=0)  # Mesa's generators are not used
        self.compiled, self.start, self.stop = compiled, start, stop
        dispute, scenario = compiled.dispute, compiled.scenario
        self.streams = Streams(scenario.seed) if streams is None else streams
        self.quarter, self.elapsed = scenario.start.index, 0
        self.off, self._steps = compiled.off, compiled.steps
        table = self.parameters()
        state = initial(dispute, dispute.register, table)
        self.batch = BatchState(table, state)
        self.calendar = Calendar(dispute, self.batch)
        for derived in ("traits", "sanctions"):  # states that follow from the start
            self._apply(compiled.laws[derived])
        self.batch.anchors = dict(self.state)
        self.last = self.opened = dict(self.state)
        self.chosen = {}
        self._watched = tuple(dict.fromkeys(p for x in dispute.levers for p in x.watches))
        self._amounts = [self.is_amount(path) for path in self._watched]
        self._looked = self._look()
        self.jumps = {}
        create_actors(self)
        self.interventions = Interventions(self)
        self.negotiation, self.obligations = Negotiation(self), Obligations(self)
        self._block = np.empty((len(compiled.recorded), scenario.quarters, stop - start))
        self.recorded: dict[str, Array] = dict(zip(compiled.recorded, self._block, strict=True))

    def parameters(self) -> draws.ParameterTable:
        """What holds in these worlds now; a study that steps several scenarios has its own."""
        overrides = self.compiled.scenario.in_force(self.date)
        return draws.table(self.compiled.dispute, overrides, self.streams, self.start, self.stop)

    @property
    def rows(self) -> NDArray[np.intp] | None:
        """The joint draw that each world shares with others, (world,); None without posterior."""
        posterior = self.compiled.dispute.posterior
        if posterior is None:
            return None
        return posterior.rows(self.streams, self.start, self.stop)

    def step(self) -> None:
        """One quarter."""
        if self.date in self.compiled.scenario.turns:
            self._turn()
        self.opened = dict(self.state)
        for step in self._steps:
            self.take(step)
        self._record()
        self.quarter += 1
        self.elapsed += 1

    def take(self, step: Step) -> None:
        """One step of the quarter; who watches worlds (`sim.trace`) looks before and after."""
        if step.law:
            self._apply(self.compiled.laws[step.name])
        else:
            getattr(self, f"_{step.name}")()

    def _turn(self) -> None:
        """Take over what the scenario changes from this quarter on.

        State, tastes and anchors stay: a branch begins where its parent has come to.
        """
        self.off = self.compiled.scenario.off(self.date)
        self._steps = self.compiled.without(self.off)
        self.batch.renew(self.parameters())
        self.calendar = Calendar(self.compiled.dispute, self.batch)
        self.agents.do("prepare")
        self.negotiation.prepare()

    def close(self) -> None:
        """Let go of all arrays: Mesa's models refer to themselves and would keep them for long."""
        self.remove_all_agents()
        self.__dict__.clear()

    # Steps

    def _events(self) -> None:
        self.state["courting"] = self.batch.anchors["courting"]  # an effort for one vote
        self.interventions.strike()

    def _decide(self) -> None:
        seen = self._look()
        changes = seen - self._looked
        changes[self._amounts] /= self._looked[self._amounts]
        jumped = revision.jumped(changes, self.batch.draws["choices.revision.jump"])
        self.jumps = dict(zip(self._watched, jumped, strict=True))
        self.agents.do("decide")
        for lever in self.compiled.dispute.levers:
            self.chosen[lever.path] = self.interventions.bind(lever, self.chosen[lever.path])
        self.last, self._looked = dict(self.state), seen

    def _look(self) -> Array:
        """What levers watch, (state, world)."""
        rows = [self.read(path) for path in self._watched]
        return np.array(rows) if rows else np.empty((0, self.batch.worlds))

    def _deeds(self) -> None:
        self.agents.do("act")

    def _council(self) -> None:
        self.agents.select(agent_type=council.Council).do("vote")

    def _bargaining(self) -> None:
        self.negotiation.hold()

    def _promises(self) -> None:
        self.obligations.fall_due()

    def _remember(self) -> None:
        self.negotiation.remember()

    def _apply(self, law: Wired) -> None:
        given = self.uniforms(law)
        for name in law.calendar:
            given[f"calendar_{name}"] = self.calendar.read(name, self.quarter)
        for key, value in zip(law.targets, self.batch.evaluate(law, **given), strict=True):
            self.batch.write(key, value)

    def _record(self) -> None:
        for variable, columns in self.compiled.shown.items():
            self._block[columns, self.elapsed] = self.state[variable]
        levers = self.compiled.dispute.levers
        for column, lever in enumerate(levers, len(self._block) - len(levers)):
            self._block[column, self.elapsed] = self.chosen[lever.path] - lever.hold


def create_actors(model: Worlds) -> list[Actor]:
    """All actors of the dispute, in its order."""
    dispute = model.compiled.dispute
    made: list[Actor] = []
    for name in dispute.actors:
        kind: type[Actor] = Council if name == dispute.roles.council else Actor
        made.append(kind(model, name, [lever for lever in dispute.levers if lever.actor == name]))
    return made
