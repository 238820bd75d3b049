"""One world re-run with its trace on: who changed course and why, and what befell the world.

trace_events : the events of a story, each in one sentence
recorder : the state of an ensemble's worlds before and after each step
bargaining_round : what became of each package in a bargaining round
draw_percentiles : where a world's draws lie among those of other worlds
decisive_claims : from the terms that decided to the claims behind them
story, story_text, story_json : one world to its end, as data, plain text and JSON
explain_world : from a scenario or a results folder to the story of one of its worlds
outcome_contrast : what separates worlds that have an outcome from those that do not
"""

from sim.trace.explain_world import explain, tell
from sim.trace.story import Parting, Story
from sim.trace.trace_events import Bargain, Due, OptionChoice, Owed, Package, Record, Shift, Vote

__all__ = [
    "Bargain",
    "Due",
    "OptionChoice",
    "Owed",
    "Package",
    "Parting",
    "Record",
    "Shift",
    "Story",
    "Vote",
    "explain",
    "tell",
]
