"""Scenarios: what is run, what is changed in it, who holds it, and on what evidence."""

from sim.base.conditions import Condition
from sim.scenario.catalogue import Offer, offer
from sim.scenario.diff import ScenarioDifference, differences
from sim.scenario.merging import find, locate, names
from sim.scenario.model import (
    Catalogue,
    Event,
    Observation,
    Override,
    Policy,
    Scenario,
    StateDescription,
    Switch,
)
from sim.scenario.overrides import parse_assignment
from sim.scenario.reader import compose, from_resolved, read, variant
from sim.scenario.separable_changes import SeparableChange, blend, changes, unlike

__all__ = [
    "Catalogue",
    "Condition",
    "Event",
    "Observation",
    "Offer",
    "Override",
    "Policy",
    "Scenario",
    "ScenarioDifference",
    "SeparableChange",
    "StateDescription",
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
