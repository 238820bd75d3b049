"""A scenario on a dispute, wired and checked once for all batches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sim.base.axes import WORLD
from sim.choices import council
from sim.dispute import Dispute
from sim.model import parameter_sampling as draws
from sim.model.utility import Attainments, Utility, attainments
from sim.scenario import Scenario
from sim.schedule import SCHEDULE, Step
from sim.state import VARIABLES, StateInfo, catalogue, entities
from sim.wiring import Wired, Wiring


@dataclass(frozen=True)
class CompiledDispute:
    """What all scenarios on a dispute share.

    states : its state paths
    ids : the ids along each axis; a law that draws once draws for nobody in particular
    laws, council : the laws of the schedule and the stages of a renewal, wired, by name
    attainments, interests : those of each actor, and its utility
    """

    states: Mapping[str, StateInfo]
    ids: Mapping[str, tuple[str, ...]]
    laws: Mapping[str, Wired]
    council: Mapping[str, Wired]
    attainments: Mapping[str, Attainments]
    interests: Mapping[str, Utility]


@lru_cache(maxsize=8)
def compiled_dispute(dispute: Dispute) -> CompiledDispute:
    """InputError with every name that a law asks for and nothing gives."""
    axes = {variable.axis for variable in VARIABLES.values() if variable.axis}
    wiring = Wiring(dispute)
    laws = {
        step.name: wiring.wire(step.name, step.function(), f"laws.{step.switch}")
        for step in SCHEDULE
        if step.law
    }
    by_actor = attainments(dispute, wiring)
    council = council_laws(wiring) if dispute.roles.council else {}
    wiring.check()
    return CompiledDispute(
        states=catalogue(dispute),
        ids={WORLD: ("",), **{axis: entities(dispute, axis) for axis in axes}},
        laws=laws,
        council=council,
        attainments=by_actor,
        interests={actor: Utility(actor, own) for actor, own in by_actor.items()},
    )


@dataclass(frozen=True)
class CompiledModel:
    """What all batches of a scenario share."""

    dispute: Dispute
    scenario: Scenario

    def __post_init__(self) -> None:
        object.__setattr__(self, "dispute", self.dispute.drawing(self.scenario.draws))

    @cached_property
    def states(self) -> Mapping[str, StateInfo]:
        """State paths of the dispute."""
        return catalogue(self.dispute)

    @property
    def ids(self) -> Mapping[str, tuple[str, ...]]:
        """The ids along each axis."""
        return self._compiled.ids

    @cached_property
    def _compiled(self) -> CompiledDispute:
        return compiled_dispute(self.dispute)

    def check(self) -> None:
        """InputError with every name that a law asks for and nothing gives, and idle overrides."""
        _ = self._compiled
        draws.check(self.dispute, self.scenario)

    @property
    def laws(self) -> Mapping[str, Wired]:
        """The laws of the schedule, by step."""
        return self._compiled.laws

    @property
    def attainments(self) -> Mapping[str, Attainments]:
        """Each actor's interests."""
        return self._compiled.attainments

    @property
    def council(self) -> Mapping[str, Wired]:
        """The stages of a renewal."""
        return self._compiled.council

    @property
    def interests(self) -> Mapping[str, Utility]:
        """The utility of each actor."""
        return self._compiled.interests

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
    def shown(self) -> dict[str, slice]:
        """The variables that are recorded, each with its columns in the table of quarters."""
        columns: dict[str, slice] = {}
        for column, info in enumerate(info for info in self.states.values() if info.shown):
            first = columns[info.variable].start if info.variable in columns else column
            columns[info.variable] = slice(first, column + 1)
        return columns

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """Columns of the table of quarters: shown states, then the moves on each lever."""
        shown = (path for path, info in self.states.items() if info.shown)
        return (*shown, *(lever.path for lever in self.dispute.levers))


def council_laws(wiring: Wiring) -> dict[str, Wired]:
    """The council's stages, wired to the council's own parameter file."""
    stages: dict[str, Callable[..., Any]] = {
        "doubts": council.doubts,
        "voice": council.voice,
        "veto": council.veto,
        "renew": council.renew,
    }
    given = ("member_lead", "doubt", "veto_cost", "seats", "highest_doubt")
    return {
        name: wiring.wire(f"council.{name}", stage, "choices.council", given=given)
        for name, stage in stages.items()
    }
