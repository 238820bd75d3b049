"""One world re-run with its trace on: who changed course and why, and what befell the world.

records : what a story is made of, and how it is told
watch   : the worlds of an ensemble, watched before and after each step
"""

from __future__ import annotations

from sim.dispute import Dispute
from sim.measures import measure
from sim.scenario import Scenario
from sim.setup import Setup
from sim.story.records import Bargain, Choice, Due, Record, Shift, Story, Vote
from sim.story.watch import Watched

__all__ = ["Bargain", "Choice", "Due", "Record", "Shift", "Story", "Vote", "tell"]


def tell(scenario: Scenario, dispute: Dispute, world: int) -> Story:
    """The story of one world of a scenario.

    world : its index, as in the table of outcomes; it may lie beyond the scenario's worlds
    """
    watched = Watched(Setup(dispute, scenario), world)
    for _ in range(scenario.quarters):
        watched.step()
    watched.remove_all_agents()
    outcomes = measure(dispute, watched.recorded)
    return Story(
        scenario,
        dispute,
        world,
        tuple(watched.records),
        {name: value[0] for name, value in outcomes.items()},
        {path: series[:, 0] for path, series in watched.recorded.items()},
        {path: float(column[0]) for path, column in watched.frame.draws.items()},
    )
