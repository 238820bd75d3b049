"""Whether the start is a rest point, and what trends by itself.

One world at prior medians and middling tastes, in which no rare event happens: nobody should
change course, and whatever state moves should move by a law that is known to trend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.base.axes import Array
from sim.base.random_streams import Streams
from sim.dispute import PRIOR, Dispute
from sim.model.compiled import CompiledModel
from sim.model.worlds import Worlds
from sim.scenario import Scenario
from sim.schedule import Step

QUARTERS = 4
ROUNDING = 2.0**-40  # a smaller change of a state is none


class MedianStreams(Streams):
    """Draws in which nothing befalls: one half everywhere, hence medians and no rare event.

    Only that a lever be on the table is made sure, so that every choice is put to the test.
    """

    def __init__(self) -> None:
        super().__init__(seed=0)

    def uniforms(
        self, name: str, entities: Sequence[str], quarter: int, start: int, stop: int
    ) -> Array:
        return np.full((len(entities), stop - start), ROUNDING if name == "revision" else 1 / 2)

    def lanes(
        self, name: str, entity: str, quarter: int, start: int, stop: int, lanes: int
    ) -> Array:
        return np.full((lanes, stop - start), 1 / 2)


@dataclass(frozen=True)
class DecisionDrift:
    """A decision that moves although nothing has happened.

    quarter : counted from 1
    """

    quarter: int
    lever: str
    option: str


@dataclass(frozen=True)
class Drift:
    """A state that a step of the quarter moves.

    at_once : whether it moves in the first quarter already, when all else is as at the start
    change : by this step, over all quarters
    """

    step: str
    path: str
    title: str
    unit: str
    start: float
    change: float
    at_once: bool


@dataclass(frozen=True)
class Rest:
    """What a quiet world does by itself over some quarters."""

    quarters: int
    moves: tuple[DecisionDrift, ...]
    drifts: tuple[Drift, ...]


def rest(dispute: Dispute, scenario: Scenario, quarters: int = QUARTERS) -> Rest:
    """Decisions that move and states that drift in a quiet world.

    scenario : for its start alone; what it changes is left out, and parameters stand at the medians
        of their priors
    """
    still = replace(scenario, overrides=(), mechanisms_off=(), policies=(), events=(), draws=PRIOR)
    quiet = _Quiet(CompiledModel(dispute, replace(still, quarters=quarters, worlds=1)))
    for _ in range(quarters):
        quiet.step()
    quiet.remove_all_agents()
    return Rest(quarters, tuple(_moves(quiet)), tuple(_drifts(quiet)))


class _Quiet(Worlds):
    """One world in which nothing befalls; it keeps the account of which step moved what."""

    def __init__(self, compiled: CompiledModel) -> None:
        super().__init__(compiled, 0, 1, MedianStreams())
        self.moved: dict[tuple[str, str], list[float]] = {}

    def take(self, step: Step) -> None:
        """One step, with what it adds to each state."""
        before = dict(self.state)
        super().take(step)
        for path, info in self.compiled.states.items():
            was, now = before[info.variable], self.state[info.variable]
            change = (now - was)[... if info.row is None else info.row]
            account = self.moved.setdefault((step.name, path), [])
            account.append(float(change[0]))


def _moves(quiet: _Quiet) -> list[DecisionDrift]:
    """Options taken other than to hold."""
    return [
        DecisionDrift(
            int(quarter) + 1, lever.path, lever.options[lever.hold + int(series[quarter, 0])]
        )
        for lever in quiet.compiled.dispute.levers
        for series in (quiet.recorded[lever.path],)
        for quarter in np.flatnonzero(series[:, 0])
    ]


def _drifts(quiet: _Quiet) -> list[Drift]:
    """What each step has moved, in the order of the schedule."""
    found = []
    for (step, path), changes in quiet.moved.items():
        if max(abs(change) for change in changes) <= ROUNDING:
            continue
        info = quiet.compiled.states[path]
        start = quiet.batch.anchors[info.variable][... if info.row is None else info.row]
        found.append(
            Drift(
                step,
                path,
                info.title,
                info.unit,
                float(start[0]),
                sum(changes),
                abs(changes[0]) > ROUNDING,
            )
        )
    return found
