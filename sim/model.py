"""The Mesa model: a batch of worlds that walks the schedule and records itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim import actors, draws
from sim.axes import MEMBER, Array
from sim.dispute import TRAITS, Dispute, Lever
from sim.frame import Bound, Frame, law_draws
from sim.negotiation import Negotiation, Promises
from sim.scenario import Condition, Scenario
from sim.schedule import SCHEDULE, Step
from sim.shapes import at_level
from sim.state import VARIABLES, StateInfo, catalogue, entities, initial
from sim.streams import Streams
from sim.wiring import Wired, Wiring
from sim.choices import bargaining, deeds

Key = tuple[str, int | None]
VOTES = (2, 4)  # quarters of the year in which the council agrees on a renewal


@dataclass(frozen=True)
class Setup:
    """A scenario on a dispute, wired and checked once for all batches."""

    dispute: Dispute
    scenario: Scenario

    @cached_property
    def states(self) -> dict[str, StateInfo]:
        """State paths of the dispute."""
        return catalogue(self.dispute)

    @cached_property
    def off(self) -> frozenset[str]:
        """Mechanisms that the scenario switches off."""
        return frozenset(self.scenario.mechanisms_off)

    @cached_property
    def _wired(self) -> tuple[dict[str, Wired], dict[str, actors.Attainments], dict[str, Wired]]:
        wiring = Wiring(self.dispute)
        laws = {
            step.name: wiring.wire(step.name, step.function(), f"laws.{step.switch}")
            for step in SCHEDULE
            if step.law
        }
        attainments = actors.attainments(self.dispute, wiring)
        council = actors.laws_of_the_council(wiring) if self.dispute.roles.council else {}
        wiring.check()
        return laws, attainments, council

    def check(self) -> None:
        """InputError with every name that a law asks for and nothing gives."""
        _ = self._wired

    @property
    def laws(self) -> dict[str, Wired]:
        """The laws of the schedule, by step."""
        return self._wired[0]

    @property
    def attainments(self) -> dict[str, actors.Attainments]:
        """Each actor's interests."""
        return self._wired[1]

    @property
    def council(self) -> dict[str, Wired]:
        """The stages of a renewal."""
        return self._wired[2]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The schedule without what is switched off, and without what nobody can take."""
        council = self.dispute.roles.council
        return tuple(
            step
            for step in SCHEDULE
            if step.switch not in self.off and (council or step.switch not in ("council", "membership"))
        )

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """Columns of the table of quarters: shown states, then the moves on each lever."""
        shown = tuple(path for path, info in self.states.items() if info.shown)
        return (*shown, *(lever.path for lever in self.dispute.levers))


class Worlds(mesa.Model):  # type: ignore[misc]
    """Worlds from `start` to `stop` of an ensemble, stepped together.

    state : variable -> (world,) or (axis, world); arrays are replaced, never written into
    streams : the scenario's, unless a study asks for other draws
    """

    def __init__(
        self, setup: Setup, start: int, stop: int, streams: Streams | None = None
    ) -> None:
        super().__init__(seed=0)  # Mesa's generators are not used
        self.setup, self.start, self.stop = setup, start, stop
        self.streams = Streams(setup.scenario.seed) if streams is None else streams
        self.quarter = setup.scenario.start.index
        self.elapsed = 0
        table = draws.table(
            setup.dispute, setup.scenario.overrides, self.streams, start, stop
        )
        self.frame = Frame(table, initial(setup.dispute, setup.dispute.register, table))
        for derived in ("traits", "sanctions"):  # states that follow from the start
            self._apply(Bound(setup.laws[derived], self.frame), setup.laws[derived])
        self.frame.anchors = dict(self.state)
        self.last = self.opened = dict(self.state)
        self.chosen: dict[str, NDArray[np.intp]] = {}
        self._bound = {name: Bound(law, self.frame) for name, law in setup.laws.items()}
        self._fired: dict[str, NDArray[np.bool_]] = {}
        self._ended: dict[str, NDArray[np.bool_]] = {}
        actors.create(self)
        self.negotiation, self.obligations = Negotiation(self), Promises(self)
        self._utility: Array | None = None
        span = (setup.scenario.quarters, stop - start)
        self.recorded: dict[str, Array] = {path: np.empty(span) for path in setup.recorded}

    @property
    def state(self) -> dict[str, Array]:
        """The present state."""
        return self.frame.state

    @property
    def votes(self) -> bool:
        """Whether the council agrees on a renewal this quarter."""
        return self.quarter % 4 + 1 in VOTES

    def step(self) -> None:
        """One quarter."""
        self.opened = dict(self.state)
        for step in self.setup.steps:
            self.take(step)
        self._record()
        self.quarter += 1
        self.elapsed += 1

    def take(self, step: Step) -> None:
        """One step of the quarter; who watches worlds (`sim.explain`) looks before and after."""
        if step.law:
            self._apply(self._bound[step.name], self.setup.laws[step.name])
        else:
            getattr(self, f"_{step.name}")()

    # State

    def row(self, key: Key) -> Array:
        """One row of the state, (world,)."""
        variable, row = key
        array = self.state[variable]
        return array if row is None else array[row]

    def write(self, key: Key, value: Array) -> None:
        """Replace one row of the state; the old array stays as it was."""
        variable, row = key
        if row is None:
            self.state[variable] = value
            return
        array = self.state[variable].copy()
        array[row] = value
        self.state[variable] = array

    def read(self, path: str) -> Array:
        """The state under a path, (world,)."""
        info = self.setup.states[path]
        return self.row((info.variable, info.row))

    def change(self, path: str) -> Array:
        """Change of a state since the last decision; of amounts in USD, as a share."""
        return self._change(path, self.last)

    def _change(self, path: str, since: dict[str, Array]) -> Array:
        info = self.setup.states[path]
        before = since[info.variable]
        before = before if info.row is None else before[info.row]
        moved = self.read(path) - before
        return moved / before if info.unit.startswith("USD") else moved

    # Randomness

    def draw(self, name: str, entity: str, at: int | None = None) -> Array:
        """Uniforms of this quarter, or of the time `at`, (world,)."""
        quarter = self.quarter if at is None else at
        return self.streams.uniform(name, entity, quarter, self.start, self.stop)

    def member_draws(self, name: str) -> Array:
        """Uniforms of this quarter, (member, world)."""
        ids = entities(self.setup.dispute, MEMBER)
        return np.stack([self.draw(name, member) for member in ids])

    # Steps

    def _events(self) -> None:
        now = dict(self.state)
        for event in self.setup.scenario.events:
            if not event.start.index <= self.quarter <= event.end.index:
                continue
            happened = self._happens(event, now)
            for path, value in event.do:
                info = self.setup.states[path]
                key = (info.variable, info.row)
                self.write(key, np.where(happened, value, self.row(key)))

    def _happens(self, event: Any, now: dict[str, Array]) -> NDArray[np.bool_]:
        """Worlds in which an event comes to pass this quarter; each draws once unless it repeats."""
        holds = self._holds(event.when, now)
        tried = self._fired.get(event.id, np.zeros_like(holds))
        self._fired[event.id] = tried | holds
        at = None if event.repeat else 0
        lucky = self.draw("event", event.id, at=at) < event.probability
        return holds & lucky if event.repeat else holds & ~tried & lucky

    def _holds(self, condition: Condition | None, state: dict[str, Array]) -> NDArray[np.bool_]:
        if condition is None:
            return np.ones(self.frame.worlds, dtype=bool)

        def lookup(path: str) -> Array:
            info = self.setup.states[path]
            array = state[info.variable]
            return array if info.row is None else array[info.row]

        return np.broadcast_to(condition.evaluate(lookup), (self.frame.worlds,))

    def bind(self, lever: Lever, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
        """The options that standing policies leave to an actor on a lever."""
        for policy in self.setup.scenario.policies:
            if (policy.actor, policy.lever) != (lever.actor, lever.name):
                continue
            ended = self._ended.get(policy.id, np.zeros(self.frame.worlds, dtype=bool))
            if self.quarter < policy.start.index:
                continue
            if policy.unless is not None:
                ended = ended | self._holds(policy.unless, self.state)
                self._ended[policy.id] = ended
            if policy.end is None or self.quarter <= policy.end.index:
                chosen = np.where(ended, chosen, lever.options.index(policy.option))
        return chosen

    def _decide(self) -> None:
        self.agents.do("decide")
        self.last = dict(self.state)

    def _deeds(self) -> None:
        resting = self.frame.anchors["courting"]
        self.state["courting"] = resting
        for agent in self.agents:
            for hand in agent.hands:
                option = self.chosen[hand.lever.path]
                for key in hand.targets:
                    before = self.row(key)
                    bounded = VARIABLES[key[0]].high == 1
                    after = deeds.apply(before, hand.deed(option, key), bounded)
                    if key[0] == "sanctions":
                        after = deeds.above_floor(after, before, self.state["floor"][key[1]])
                    self.write(key, after)

    def _council(self) -> None:
        self.agents.select(agent_type=actors.Council).do("vote")

    def _bargaining(self) -> None:
        self.negotiation.hold()

    def _promises(self) -> None:
        self.obligations.fall_due()

    def _remember(self) -> None:
        """What is new for the next round, and which way time works for each side."""
        jump = self.frame.draws["choices.revision.jump"]
        fresh = self.state["fresh"] > 0
        for path in self.setup.dispute.agenda:
            fresh = fresh | (np.abs(self._change(path, self.opened)) > jump)
        self.state["fresh"] = np.where(fresh, 1.0, 0.0)
        parties = entities(self.setup.dispute, "party")
        by_name = {agent.name: agent for agent in self.agents}
        utility = []
        for party in parties:
            by_name[party].interests.forget()
            utility.append(by_name[party].interests.utility())
        now = np.stack(utility)
        change = now - self._utility if self._utility is not None else np.zeros_like(now)
        # A deal made or undone is no trend: time works on what happens without one.
        dealt = np.zeros(self.frame.worlds, dtype=bool)
        for part in ("level", "treaty", "title"):
            dealt |= self.state[part] != self.opened[part]
        change = np.where(dealt, 0, change)
        self._utility = now
        self.state["drift"] = bargaining.following_drift(
            self.state["drift"], change, self.frame.draws["choices.bargaining.shift_memory"]
        )

    def _apply(self, bound: Bound, law: Wired) -> None:
        drawn = law_draws(
            law, self.streams, self.quarter, self.start, self.stop, self.setup.dispute
        )
        results = bound(draws=drawn, calendar=self._calendar)
        for reference, value in zip(law.outputs, results, strict=True):
            rows = reference.rows
            self.write((reference.name, rows if isinstance(rows, int) else None), value)

    # What the actors' files say of a quarter

    def _calendar(self, name: str) -> Array:
        if name in TRAITS:
            return self._traits(name)
        return self._dates[name]() if name in self._dates else self._handover()

    @property
    def _dates(self) -> dict[str, Any]:
        return {
            "now": lambda: np.array([[float(self.quarter)]]),
            "exit": lambda: self._exits,
            "last_leader": lambda: self._last_leader,
        }

    @cached_property
    def _last_leader(self) -> Array:
        dispute = self.setup.dispute
        return np.array([[max(0.0, len(dispute.leaders[actor]) - 1.0)] for actor in dispute.actors])

    @cached_property
    def _exits(self) -> Array:
        """Calendar quarter from which a member has no vote, (member, world)."""
        dispute, table = self.setup.dispute, self.frame.draws
        rows = []
        for member in dispute.members:
            if member.leaves_from is None:
                rows.append(np.full(self.frame.worlds, np.inf))
            else:
                after = table[f"{dispute.roles.council}.member.{member.id}.leaves"]
                rows.append(member.leaves_from.index + np.rint(after))
        return np.stack(rows)

    def _handover(self) -> Array:
        """Chance that each actor's leader changes this quarter, (actor, world)."""
        dispute, table = self.setup.dispute, self.frame.draws
        rows = []
        for actor in dispute.actors:
            chance = table.get(f"{actor}.handover.hazard", np.zeros(self.frame.worlds))
            for dated in dispute.handovers:
                if dated.actor == actor and dated.at.index == self.quarter:
                    chance = table[dated.chance]
            rows.append(chance)
        return np.stack(rows)

    def _traits(self, trait: str) -> Array:
        """A trait of whoever leads each actor, (actor, world)."""
        usual = VARIABLES[trait].start
        rows = []
        for row, by_leader in enumerate(self._trait_tables[trait]):
            if by_leader is None:
                rows.append(np.full(self.frame.worlds, usual))
            else:
                rows.append(at_level(by_leader, self.state["leader"][row]))
        return np.stack(rows)

    @cached_property
    def _trait_tables(self) -> dict[str, list[Array | None]]:
        """Per trait and actor: (leader, world), or None where the actor declares no leaders."""
        dispute, table = self.setup.dispute, self.frame.draws

        def of(actor: str, trait: str) -> Array | None:
            usual = np.full(self.frame.worlds, VARIABLES[trait].start)
            leaders = dispute.leaders[actor]
            columns = [table.get(f"{actor}.leader.{who}.{trait}", usual) for who in leaders]
            return np.stack(columns) if columns else None

        return {trait: [of(actor, trait) for actor in dispute.actors] for trait in TRAITS}

    def _record(self) -> None:
        for path, column in self.recorded.items():
            if path in self.chosen:
                continue
            column[self.elapsed] = self.read(path)
        for agent in self.agents:
            for hand in agent.hands:
                path = hand.lever.path
                self.recorded[path][self.elapsed] = self.chosen[path] - hand.lever.hold
