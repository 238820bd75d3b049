"""What each of several changes contributes to a difference between two runs.

The changes are the players of a game, the answers of a run with only some of them are what a
coalition is worth (Shapley 1953; `sim.analysis.shapley`). World i is the same world in every
coalition, so that each world has contributions of its own, whose mean is the contribution and whose
spread is its Monte-Carlo error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis import verdict_text
from sim.analysis.weighted_statistics import level_score
from sim.base import number_text
from sim.scenario.separable_changes import Kind, SeparableChange

LEVEL = 0.95
TITLES: dict[Kind, str] = {
    "assumption": "Assumptions",
    "policy": "Policies",
    "event": "Events",
    "observation": "Observations",
}
DIGITS = 2  # of numbers that are parts of a difference


@dataclass(frozen=True)
class ContributionEstimate:
    """A part of a difference, and how exactly it is known.

    mcse : standard error over worlds
    spread : standard error over the orders that were drawn; 0 where all coalitions were asked
    forms : range over the options of any one uncertain form, the others as they are drawn
    df : effective degrees of freedom of the errors; infinite where no world is weighted
    """

    value: float
    mcse: float
    spread: float
    forms: tuple[float, float]
    df: float = math.inf

    @property
    def error(self) -> float:
        """Standard error over worlds and orders."""
        return math.hypot(self.mcse, self.spread)

    @property
    def ci95(self) -> tuple[float, float]:
        """95 % interval: how exactly it was computed."""
        room = level_score(LEVEL, self.df) * self.error
        return self.value - room, self.value + room

    @property
    def is_clear(self) -> bool:
        """Whether it is told from nothing."""
        low, high = self.ci95
        return low > 0 or high < 0


@dataclass(frozen=True)
class Contribution:
    """What one change contributes.

    share : its Shapley value
    alone : what it does to the base by itself
    last : what the scenario loses without it
    """

    change: SeparableChange
    share: ContributionEstimate
    alone: ContributionEstimate
    last: ContributionEstimate


@dataclass(frozen=True)
class OutcomeAttribution:
    """The difference of one answer, by change.

    base, value : in the base and with all changes
    kinds : contributions of the changes of each kind, added up
    """

    expression: str
    label: str
    unit: str
    is_share: bool
    base: float
    value: float
    total: ContributionEstimate
    contributions: tuple[Contribution, ...]
    kinds: Mapping[Kind, ContributionEstimate]

    @property
    def is_moved(self) -> bool:
        """Whether the difference, or what any change contributes to it, is told from nothing."""
        return self.total.is_clear or any(each.share.is_clear for each in self.contributions)

    def said(self, low: float, high: float | None = None) -> str:
        """A part of the difference, or a range of it, as people say it."""
        if self.is_share:
            return number_text.points(low, high)
        ends = [_signed(end) for end in (low, low if high is None else high)]
        return " to ".join(dict.fromkeys(ends))

    def cell(self, low: float, high: float | None = None) -> str:
        """The same without its unit, for a table."""
        return self.said(low, high).removesuffix(" points")


@dataclass(frozen=True)
class Attribution:
    """How the difference between two scenarios comes from the changes between them.

    worlds : the first so many
    runs : coalitions of changes that were run
    orders : in which changes were made one by one; 0 where all coalitions were run
    outcomes : one for each question, in order
    """

    scenario: str
    base: str
    worlds: int
    runs: int
    orders: int
    changes: tuple[SeparableChange, ...]
    outcomes: tuple[OutcomeAttribution, ...]

    @property
    def is_exact(self) -> bool:
        """Whether all coalitions were run."""
        return not self.orders

    @property
    def moved(self) -> tuple[OutcomeAttribution, ...]:
        """The answers that moved, or to which a change contributes beyond what is not exact."""
        return tuple(each for each in self.outcomes if each.is_moved)

    @property
    def notes(self) -> list[str]:
        """What a reader must know of how it was found, in sentences."""
        how = (
            f"all {self.runs:,} combinations of the changes were run"
            if self.is_exact
            else f"{self.orders:,} orders of the changes were drawn, {self.runs:,} runs; the "
            "intervals hold that error too"
        )
        said = [f"The first {self.worlds:,} worlds; {how}."]
        said += [
            f"{change.name} is one change of {len(change.pieces)} pieces: {change.why}."
            for change in self.changes
            if change.why
        ]
        return said

    def summary(self) -> dict[str, Any]:
        """The object that `--json` holds under `attribution`; null for what is not known."""
        return {
            "worlds": self.worlds,
            "runs": self.runs,
            "method": "exact" if self.is_exact else "sampled",
            "orders": self.orders,
            "changes": [
                {"name": c.name, "kind": c.kind, "parts": list(c.content), "why": c.why or None}
                for c in self.changes
            ],
            "outcomes": {each.expression: _summary(each) for each in self.outcomes},
        }


def _summary(found: OutcomeAttribution) -> dict[str, Any]:
    return {
        "base": found.base,
        "value": found.value,
        "total": _part(found.total),
        "kinds": {kind: _part(part) for kind, part in found.kinds.items()},
        "changes": {
            each.change.name: {
                **_part(each.share),
                "alone": _part(each.alone),
                "last": _part(each.last),
            }
            for each in found.contributions
        },
    }


def _part(part: ContributionEstimate) -> dict[str, Any]:
    low, high = part.ci95
    return {
        "contribution": part.value,
        "mcse": _known(part.mcse),
        "orders_se": _known(part.spread),
        "ci95": [_known(low), _known(high)],
        "forms": list(part.forms),
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _signed(value: float) -> str:
    said = verdict_text.signed(value, DIGITS)
    return said if any(digit in said for digit in "123456789") else "0"
