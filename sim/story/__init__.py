"""One world re-run with its trace on: who changed course and why, and what befell the world.

records  : what a story is made of, each in one sentence
watch    : the worlds of an ensemble, watched before and after each step
table    : what became of each package in a bargaining round
standing : where a world's draws lie among those of other worlds
claims   : from the terms that decided to the claims behind them
story    : a world told to its end, as plain data
telling  : the same as plain text
asking   : from a scenario or a results folder to the story of one of its worlds
"""

from sim.story.asking import explain, tell
from sim.story.records import Bargain, Choice, Due, Owed, Package, Record, Shift, Vote
from sim.story.story import Parting, Story

__all__ = [
    "Bargain",
    "Choice",
    "Due",
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
