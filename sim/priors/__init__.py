"""Priors: families of distributions, how they are written, and the rule from claims to a prior."""

from sim.priors.families import Choice, Mixture, Point, Prior
from sim.priors.notation import parse, parse_choice
from sim.priors.pooling import Chance, Reading, Rules, pool, read_rules

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
