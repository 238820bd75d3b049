"""A scenario in which a council often blocks, and the same worlds in which that is dear to it."""

from dataclasses import replace
from functools import cache

from sim import scenario
from sim.analysis.council_votes import Tallies
from sim.dispute import PRIOR
from sim.engine import runs
from sim.engine.runs import Question
from sim.results import Run
from sim.studies.council_votes import tallies
from tests.support.cpu_hog import QUARTERS, SETTINGS, dispute, offer

WORLDS = 120
DEARER = {"choices.council.veto_margin": {"uniform": [3, 4]}}


@cache
def question(*, is_eager: bool = True) -> Question:
    """Worlds in which members block readily, or in which it is dear to them."""
    changes = SETTINGS if is_eager else SETTINGS | DEARER
    read = scenario.read("baseline", lambda _: offer(), changes=changes, worlds=WORLDS)
    return Question(replace(read, draws=PRIOR, quarters=QUARTERS), dispute())


@cache
def run(*, is_eager: bool = True) -> Run:
    """Its run."""
    return runs.answer(question(is_eager=is_eager))


@cache
def seen(*, is_eager: bool = True) -> Tallies:
    """Its members, looked at."""
    found = tallies(question(is_eager=is_eager))
    assert found is not None
    return found
