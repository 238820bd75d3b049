"""What a dispute offers to a scenario, gathered from its files, the states and the claims."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from sim import dispute, mechanisms, state
from sim.base.conditions import StateBounds
from sim.base.paths import file_stamps, seeds_folder
from sim.base.quarters import Quarter
from sim.choices import SWITCHABLE, council
from sim.dispute import Dispute, NamedPolicy
from sim.inputs.evidence import Evidence
from sim.inputs.parameters import Register
from sim.scenario import dispute_consistency
from sim.scenario.model import StateDescription


@dataclass(frozen=True)
class _Moves:
    """Bounds of a column that counts the options of a lever from the one that holds."""

    low: float
    high: float


_AT_START = tuple(f"choices.council.{name}" for name in council.AT_START)


@dataclass(frozen=True)
class Offer:
    """The catalogue of a dispute."""

    dispute: Dispute

    @property
    def name(self) -> str:
        """Name of the calibration."""
        return self.dispute.name

    @property
    def folder(self) -> Path:
        """Folder of the calibration."""
        return self.dispute.folder

    @property
    def register(self) -> Register:
        """Parameters by path."""
        return self.dispute.register

    @cached_property
    def seasons(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """Quarters of the year in which a lever is open, for those that are not always."""
        levers = (lever for lever in self.dispute.levers if lever.votes_only)
        return {(lever.actor, lever.name): self.dispute.renewals for lever in levers}

    def spent(self, path: str, quarter: Quarter) -> str:
        """Why a change of a parameter from a quarter on can do nothing; empty if it can."""
        if path.endswith(".start"):
            return "a start lies before it"
        if path in _AT_START:
            return "it only says how the start is to be understood"
        for handover in self.dispute.handovers:
            if handover.chance == path and handover.at < quarter:
                return f"its one quarter, {handover.at}, lies before it"
        return ""

    @property
    def policies(self) -> Mapping[str, NamedPolicy]:
        """Named policies."""
        return self.dispute.policies

    @property
    def actors(self) -> Sequence[str]:
        """Names of the actors."""
        return self.dispute.actors

    @cached_property
    def states(self) -> Mapping[str, StateDescription]:
        """States by path."""
        return state.catalogue(self.dispute)

    @cached_property
    def recorded(self) -> Mapping[str, StateBounds]:
        """Columns of the table of quarters: shown states, and moves counted from holding."""
        shown = {path: info for path, info in state.catalogue(self.dispute).items() if info.shown}
        moves = {
            lever.path: _Moves(-lever.hold, len(lever.options) - 1 - lever.hold)
            for lever in self.dispute.levers
        }
        return {**shown, **moves}

    @cached_property
    def mechanisms(self) -> Sequence[str]:
        """The laws, one per file of sim/mechanisms/, and the choices that can be switched off."""
        return sorted((*dispute_consistency.modules(mechanisms), *SWITCHABLE))

    @cached_property
    def levers(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """Options, in order, by actor and lever."""
        return {(lever.actor, lever.name): lever.options for lever in self.dispute.levers}

    @cached_property
    def claims(self) -> Evidence:
        """Claims by id."""
        return Evidence.load(seeds_folder())


def offer(name: str) -> Offer:
    """What the dispute of that name offers, kept while its files and the claims stay as they are.

    InputError with what is wrong with its files.
    """
    return _offer(dispute.load(name), file_stamps(seeds_folder()))


@lru_cache(maxsize=8)
def _offer(found: Dispute, _stamps: Hashable) -> Offer:
    checked = Offer(found)
    dispute_consistency.check(checked.dispute, checked.claims)
    return checked
