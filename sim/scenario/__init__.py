"""Scenarios: what is run, what is changed in it, who holds it, and on what evidence."""

from sim.scenario.conditions import Condition
from sim.scenario.extends import find, names
from sim.scenario.model import (
    Catalogue,
    Difference,
    Event,
    Override,
    Policy,
    Scenario,
    StateInfo,
    differences,
)
from sim.scenario.overrides import parse_assignment
from sim.scenario.reading import from_resolved, read

__all__ = [
    "Catalogue",
    "Condition",
    "Difference",
    "Event",
    "Override",
    "Policy",
    "Scenario",
    "StateInfo",
    "differences",
    "find",
    "from_resolved",
    "names",
    "parse_assignment",
    "read",
]
