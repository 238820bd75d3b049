"""A scenario in which rare things are common: deals, promises kept and broken, lapses, locks."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from sim import scenario
from sim.dispute import PRIOR, Dispute
from sim.engine.ensemble import Batch, simulate
from sim.scenario import Condition, Event, Policy, Scenario
from sim.scenario.catalogue import Offer

QUARTERS = 10
SETTINGS = {
    "laws.meetings.rate": 1.5,
    "choices.bargaining.opening": 0.8,
    "choices.bargaining.routine": 0.5,
    "choices.ratification.leeway": 0.6,
    "choices.promises.lag": {"uniform": [1, 3]},
    "choices.promises.postponement": 1,
    "choices.promises.faith": 0.5,
    "choices.council.veto_margin": {"uniform": [0.05, 1.5]},
    "choices.council.restore_bar": 2.5,
    "choices.council.soften_share": 0.4,
    "laws.legislature.codified": 0.8,
    "us.position.lock": 0.8,
    "ladder.two_islands.claimant_value": {"uniform": [0.2, 0.8]},
    "ladder.two_islands.holder_loss": {"uniform": [0.05, 0.6]},
}


@cache
def offer() -> Offer:
    return scenario.offer("kurils")


def dispute() -> Dispute:
    return offer().dispute


@cache
def busy(worlds: int = 200) -> Scenario:
    """The scenario, with an event that halves what one sender holds, in some worlds."""
    read = scenario.read("baseline", lambda _: offer(), changes=SETTINGS, worlds=worlds)
    start = read.start
    lifted = Event("lifted", start + 2, start + 5, 0.5, (("us.sanctions", 0.1),), when("oil > 45"))
    bound = Policy("bound", "us", "pressure", "relax", start + 1, start + 3, when("war > 0.6"))
    return replace(read, draws=PRIOR, quarters=QUARTERS, events=(lifted,), policies=(bound,))


def when(text: str) -> Condition:
    return Condition.parse(text, states=offer().states)


def whole(asked: Scenario, *, of: Dispute | None = None, **how: Any) -> Batch:
    """All batches of a scenario, joined."""
    batches = list(simulate(asked, of or dispute(), **how))

    def join(tables: list[Any]) -> dict[str, Any]:
        return {name: np.concatenate([t[name] for t in tables], axis=-1) for name in tables[0]}

    return Batch(
        batches[0].start,
        batches[-1].stop,
        join([batch.outcomes for batch in batches]),
        join([batch.quarters for batch in batches]),
        join([batch.draws for batch in batches]),
        join([{} if b.weights is None else {"": b.weights} for b in batches]).get(""),
    )


def differing(one: Batch, other: Batch, quarters: slice = slice(None)) -> list[str]:
    """Columns of one that are not equal in the other to the last bit; worlds that both have."""
    worlds = min(one.stop, other.stop)
    different = []
    for table in ("outcomes", "quarters", "draws"):
        here, there = getattr(one, table), getattr(other, table)
        part = (quarters, slice(worlds)) if table == "quarters" else (slice(worlds),)
        different += [
            f"{table}: {name}"
            for name in here
            if name not in there or here[name][part].tobytes() != there[name][part].tobytes()
        ]
    return different
