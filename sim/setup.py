"""A scenario on a dispute, wired and checked once for all batches."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from sim import draws
from sim.actors import Attainments, Interests, attainments, laws_of_the_council
from sim.axes import WORLD
from sim.dispute import Dispute
from sim.scenario import Scenario
from sim.schedule import SCHEDULE, Step
from sim.state import VARIABLES, StateInfo, catalogue, entities
from sim.wiring import Key, Wired, Wiring


@dataclass(frozen=True)
class Setup:
    """What all batches of a scenario share."""

    dispute: Dispute
    scenario: Scenario

    def __post_init__(self) -> None:
        object.__setattr__(self, "dispute", self.dispute.drawing(self.scenario.draws))

    @cached_property
    def states(self) -> dict[str, StateInfo]:
        """State paths of the dispute."""
        return catalogue(self.dispute)

    @cached_property
    def ids(self) -> dict[str, tuple[str, ...]]:
        """The ids along each axis; a law that draws once draws for nobody in particular."""
        axes = {variable.axis for variable in VARIABLES.values() if variable.axis}
        return {WORLD: ("",), **{axis: entities(self.dispute, axis) for axis in axes}}

    @cached_property
    def _wired(self) -> tuple[dict[str, Wired], dict[str, Attainments], dict[str, Wired]]:
        wiring = Wiring(self.dispute)
        laws = {
            step.name: wiring.wire(step.name, step.function(), f"laws.{step.switch}")
            for step in SCHEDULE
            if step.law
        }
        by_actor = attainments(self.dispute, wiring)
        council = laws_of_the_council(wiring) if self.dispute.roles.council else {}
        wiring.check()
        return laws, by_actor, council

    def check(self) -> None:
        """InputError with every name that a law asks for and nothing gives, and idle overrides."""
        _ = self._wired
        draws.check(self.dispute, self.scenario)

    @property
    def laws(self) -> dict[str, Wired]:
        """The laws of the schedule, by step."""
        return self._wired[0]

    @property
    def attainments(self) -> dict[str, Attainments]:
        """Each actor's interests."""
        return self._wired[1]

    @property
    def council(self) -> dict[str, Wired]:
        """The stages of a renewal."""
        return self._wired[2]

    @cached_property
    def interests(self) -> dict[str, Interests]:
        """The utility of each actor."""
        return {actor: Interests(actor, laws) for actor, laws in self.attainments.items()}

    @property
    def off(self) -> frozenset[str]:
        """Mechanisms that the scenario switches off from the start."""
        return self.scenario.off(self.scenario.start)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The schedule as it is at the start."""
        return self.without(self.off)

    def without(self, off: Collection[str]) -> tuple[Step, ...]:
        """The schedule without what is switched off, and without what nobody can take."""
        council = self.dispute.roles.council
        return tuple(
            step
            for step in SCHEDULE
            if step.switch not in off and (council or step.switch not in ("council", "membership"))
        )

    @cached_property
    def shown(self) -> dict[str, Key]:
        """The states that are recorded, by path."""
        return {path: (info.variable, info.row) for path, info in self.states.items() if info.shown}

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """Columns of the table of quarters: shown states, then the moves on each lever."""
        return (*self.shown, *(lever.path for lever in self.dispute.levers))
