"""The Mesa model: a batch of worlds that walks the schedule and records itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.base.axes import Array, Flags
from sim.base.quarters import Quarter
from sim.base.random_streams import Streams
from sim.choices import revision
from sim.dispute import Lever
from sim.model import actors
from sim.model import parameter_sampling as draws
from sim.model.batch_state import Frame
from sim.model.compiled import Setup
from sim.model.exogenous import Calendar
from sim.model.interventions import Interventions
from sim.model.negotiation import Negotiation
from sim.model.obligations import Obligations
from sim.schedule import Step
from sim.state import initial
from sim.wiring import Wired


class Worlds(mesa.Model):  # type: ignore[misc]
    """Worlds from `start` to `stop` of an ensemble, stepped together.

    streams : the scenario's, unless a study asks for other draws
    last, opened : the state at the last decision, and when the quarter began
    chosen : option taken on each lever this quarter, (world,) by its path
    recorded : table of quarters, (quarter, world) by column
    off : mechanisms that are switched off
    """

    def __init__(self, setup: Setup, start: int, stop: int, streams: Streams | None = None) -> None:
        super().__init__(seed=0)  # Mesa's generators are not used
        self.setup, self.start, self.stop = setup, start, stop
        dispute, scenario = setup.dispute, setup.scenario
        self.streams = Streams(scenario.seed) if streams is None else streams
        self.quarter, self.elapsed = scenario.start.index, 0
        self.off, self._steps = setup.off, setup.steps
        table = self.parameters()
        state = initial(dispute, dispute.register, table)
        self.frame = Frame(table, state)
        self.calendar = Calendar(dispute, self.frame)
        for derived in ("traits", "sanctions"):  # states that follow from the start
            self._apply(setup.laws[derived])
        self.frame.anchors = dict(self.state)
        self.last = self.opened = dict(self.state)
        self.chosen: dict[str, NDArray[np.intp]] = {}
        self._watched = tuple(dict.fromkeys(p for x in dispute.levers for p in x.watches))
        self._amounts = [self._is_amount(path) for path in self._watched]
        self._looked = self._look()
        self._jumps: dict[str, Flags] = {}
        actors.create(self)
        self.interventions = Interventions(self)
        self.negotiation, self.obligations = Negotiation(self), Obligations(self)
        self._block = np.empty((len(setup.recorded), scenario.quarters, stop - start))
        self.recorded: dict[str, Array] = dict(zip(setup.recorded, self._block, strict=True))

    @property
    def state(self) -> dict[str, Array]:
        """The present state: variable -> (world,) or (axis, world)."""
        return self.frame.state

    @property
    def votes(self) -> bool:
        """Whether the council agrees on a renewal this quarter."""
        return self.date.quarter in self.setup.dispute.renewals

    @property
    def date(self) -> Quarter:
        """The quarter being stepped."""
        return Quarter.from_index(self.quarter)

    def parameters(self) -> draws.Table:
        """What holds in these worlds now; a study that steps several scenarios has its own."""
        overrides = self.setup.scenario.in_force(self.date)
        return draws.table(self.setup.dispute, overrides, self.streams, self.start, self.stop)

    @property
    def rows(self) -> NDArray[np.intp] | None:
        """The joint draw that each world shares with others, (world,); None without posterior."""
        posterior = self.setup.dispute.posterior
        if posterior is None:
            return None
        return posterior.rows(self.streams, self.start, self.stop)

    def step(self) -> None:
        """One quarter."""
        if self.date in self.setup.scenario.turns:
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
            self._apply(self.setup.laws[step.name])
        else:
            getattr(self, f"_{step.name}")()

    def _turn(self) -> None:
        """Take over what the scenario changes from this quarter on.

        State, tastes and anchors stay: a branch begins where its parent has come to.
        """
        self.off = self.setup.scenario.off(self.date)
        self._steps = self.setup.without(self.off)
        self.frame.renew(self.parameters())
        self.calendar = Calendar(self.setup.dispute, self.frame)
        self.agents.do("prepare")
        self.negotiation.prepare()

    def close(self) -> None:
        """Let go of all arrays: Mesa's models refer to themselves and would keep them for long."""
        self.remove_all_agents()
        self.__dict__.clear()

    # What actors and negotiators ask for

    def read(self, path: str) -> Array:
        """The state under a path, (world,)."""
        info = self.setup.states[path]
        return self.frame.row((info.variable, info.row))

    def change(self, path: str, since: Mapping[str, Array] | None = None) -> Array:
        """Change of a state, of amounts in USD as a share; since the last decision if not said."""
        info = self.setup.states[path]
        before = (self.last if since is None else since)[info.variable]
        before = before if info.row is None else before[info.row]
        moved = self.read(path) - before
        return moved / before if self._is_amount(path) else moved

    def _is_amount(self, path: str) -> bool:
        """Whether a state is an amount of money, whose change is a share of it."""
        return self.setup.states[path].unit.startswith("USD")

    def jumped(self, path: str) -> Flags:
        """Worlds in which a state that some lever watches has jumped since the last decision."""
        return self._jumps[path]

    def draw(self, name: str, entity: str, at: int | None = None) -> Array:
        """Uniforms of this quarter, or of the time `at`, (world,)."""
        row: Array = self.draws(name, (entity,), at)[0]
        return row

    def draws(self, name: str, ids: Sequence[str], at: int | None = None) -> Array:
        """The same for several entities, (entity, world)."""
        quarter = self.quarter if at is None else at
        return self.streams.uniforms(name, ids, quarter, self.start, self.stop)

    def uniforms(self, law: Wired) -> dict[str, Array]:
        """What a law draws this quarter: argument -> (entity, world)."""
        return {
            f"draw_{name}": self.draws(f"{law.name}.{name}", self.setup.ids[axis])
            for name, axis in law.draws.items()
        }

    def bind(self, lever: Lever, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
        """The options that standing policies leave to an actor on a lever."""
        return self.interventions.bind(lever, chosen)

    # Steps

    def _events(self) -> None:
        self.state["courting"] = self.frame.anchors["courting"]  # an effort for one vote
        self.interventions.strike()

    def _decide(self) -> None:
        seen = self._look()
        changes = seen - self._looked
        changes[self._amounts] /= self._looked[self._amounts]
        jumped = revision.jumped(changes, self.frame.draws["choices.revision.jump"])
        self._jumps = dict(zip(self._watched, jumped, strict=True))
        self.agents.do("decide")
        self.last, self._looked = dict(self.state), seen

    def _look(self) -> Array:
        """What levers watch, (state, world)."""
        rows = [self.read(path) for path in self._watched]
        return np.array(rows) if rows else np.empty((0, self.frame.worlds))

    def _deeds(self) -> None:
        self.agents.do("act")

    def _council(self) -> None:
        self.agents.select(agent_type=actors.Council).do("vote")

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
        for key, value in zip(law.targets, self.frame.ask(law, **given), strict=True):
            self.frame.write(key, value)

    def _record(self) -> None:
        for variable, columns in self.setup.shown.items():
            self._block[columns, self.elapsed] = self.state[variable]
        levers = self.setup.dispute.levers
        for column, lever in enumerate(levers, len(self._block) - len(levers)):
            self._block[column, self.elapsed] = self.chosen[lever.path] - lever.hold
