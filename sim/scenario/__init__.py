"""Scenarios: what is run, what is changed in it, who holds it, and on what evidence."""

from sim.scenario.changes import Change, blend, changes, unlike
from sim.scenario.conditions import Condition
from sim.scenario.differences import Difference, differences
from sim.scenario.extends import find, locate, names
from sim.scenario.model import (
    Catalogue,
    Event,
    Observation,
    Override,
    Policy,
    Scenario,
    StateInfo,
    Switch,
)
from sim.scenario.offer import Offer, offer
from sim.scenario.overrides import parse_assignment
from sim.scenario.reading import compose, from_resolved, read, variant

__all__ = [
    "Catalogue",
    "Change",
    "Condition",
    "Difference",
    "Event",
    "Observation",
    "Offer",
    "Override",
    "Policy",
    "Scenario",
    "StateInfo",
    "Switch",
    "blend",
    "changes",
    "compose",
    "differences",
    "find",
    "from_resolved",
    "locate",
    "names",
    "offer",
    "parse_assignment",
    "read",
    "unlike",
    "variant",
]
