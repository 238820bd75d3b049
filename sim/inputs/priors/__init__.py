"""Priors: families of distributions, how they are written, and the rule from claims to a prior."""

from sim.inputs.priors.families import Choice, Mixture, Point, Prior
from sim.inputs.priors.notation import parse, parse_choice
from sim.inputs.priors.pooling import Chance, Reading, Rules, pool, read_rules

__all__ = [
    "Chance",
    "Choice",
    "Mixture",
    "Point",
    "Prior",
    "Reading",
    "Rules",
    "parse",
    "parse_choice",
    "pool",
    "read_rules",
]
