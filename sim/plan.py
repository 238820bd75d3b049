"""The quarter as a table: each step with what it reads, what it writes and its parameters.

A law says in its signature what it reads and writes. For the steps of choice it is observed: a few
worlds are stepped while every state that is asked for or replaced is noted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sim.axes import Array
from sim.dispute import Dispute
from sim.model import Setup, Worlds
from sim.scenario import Scenario
from sim.schedule import Step
from sim.wiring import Reference, Wired

# Enough worlds and quarters that every step finds something to do.
WORLDS = 200
QUARTERS = 8


@dataclass(frozen=True)
class Row:
    """One step of the quarter.

    reads, writes : names of state variables
    parameters : paths for a law; for a choice the groups that hold them
    """

    step: Step
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    parameters: tuple[str, ...]


def table(scenario: Scenario, dispute: Dispute) -> list[Row]:
    """The steps of a scenario's quarter, in order."""
    setup = Setup(dispute, scenario)
    seen = _observe(setup)
    rows = []
    for step in setup.steps:
        if step.law:
            rows.append(_law(step, setup.laws[step.name]))
            continue
        notes = seen[step.name]
        asked = (*notes.parameters, *_held(step, setup))
        groups = sorted({_group(path, dispute) for path in asked})
        reads, writes = sorted(notes.reads), sorted(notes.writes)
        rows.append(Row(step, tuple(reads), tuple(writes), tuple(groups)))
    return rows


def _law(step: Step, law: Wired) -> Row:
    references = [reference for _, reference in law.inputs]
    reads = dict.fromkeys(r.name for r in references if r.kind in ("state", "anchor"))
    writes = dict.fromkeys(reference.name for reference in law.outputs)
    return Row(step, tuple(reads), tuple(writes), tuple(dict.fromkeys(_parameters(references))))


def _group(path: str, dispute: Dispute) -> str:
    """The file or block that holds a parameter: `ACTOR.salience`, `interests.home`, `ladder`."""
    first, second = path.split(".")[:2]
    if first in dispute.actors:
        return f"ACTOR.{second}"
    return f"{first}.{second}" if first in ("laws", "interests", "choices") else first


def _parameters(references: Iterable[Reference]) -> Iterator[str]:
    for reference in references:
        if reference.kind == "parameter":
            yield reference.name
        elif reference.kind == "stack":
            yield from (path for path in reference.paths if path)


def _held(step: Step, setup: Setup) -> Iterator[str]:
    """Parameters that the actors hold from the start, so that no step is seen to ask for them."""
    laws: list[Wired] = []
    if step.name == "decide":
        laws = [law for wired in setup.attainments.values() for law in wired.values()]
        yield from (f"{a}.salience.{i}" for a, wired in setup.attainments.items() for i in wired)
        yield from (f"{lever.path}.scale" for lever in setup.dispute.levers)
    elif step.name == "council":
        laws = list(setup.council.values())
    for law in laws:
        yield from _parameters(reference for _, reference in law.inputs)


class _Notes:
    """What one step has asked for and replaced."""

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.writes: set[str] = set()
        self.parameters: set[str] = set()


class _Log:
    """Notes by step, and those of the step that is being taken."""

    def __init__(self) -> None:
        self.by_step: dict[str, _Notes] = {}
        self.now = _Notes()

    def enter(self, step: str) -> None:
        """What comes next belongs to this step."""
        self.now = self.by_step.setdefault(step, _Notes())

    def leave(self) -> None:
        """What comes next belongs to no step."""
        self.now = _Notes()


class _Noted(dict[str, Array]):
    """Arrays by name; the log hears which are asked for and which are replaced."""

    def __init__(self, arrays: Mapping[str, Array], log: _Log, *, parameters: bool = False) -> None:
        super().__init__(arrays)
        self._log, self._parameters = log, parameters

    def __getitem__(self, name: str) -> Array:
        notes = self._log.now
        (notes.parameters if self._parameters else notes.reads).add(name)
        return super().__getitem__(name)

    def __setitem__(self, name: str, value: Array) -> None:
        self._log.now.writes.add(name)
        super().__setitem__(name, value)


@dataclass(frozen=True)
class _Announced(Setup):
    """A setup that tells the log which step comes next before the model takes it."""

    log: _Log = field(default_factory=_Log)

    @property
    def steps(self) -> Any:
        """The steps, each announced."""
        for step in Setup(self.dispute, self.scenario).steps:
            self.log.enter(step.name)
            yield step
        self.log.leave()


def _observe(setup: Setup) -> dict[str, _Notes]:
    """What each step of a few worlds asks for and replaces."""
    quarters = min(QUARTERS, setup.scenario.quarters)
    few = replace(setup.scenario, worlds=WORLDS, quarters=quarters)
    announced = _Announced(setup.dispute, few)
    worlds = Worlds(announced, 0, WORLDS)
    worlds.frame.state = _Noted(worlds.frame.state, announced.log)
    worlds.frame.draws = _Noted(worlds.frame.draws, announced.log, parameters=True)
    for _ in range(quarters):
        worlds.step()
    worlds.remove_all_agents()
    return announced.log.by_step
