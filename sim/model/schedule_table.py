"""The quarter as a table: each step with what it reads, what it writes and its parameters.

A law says in its signature what it reads and writes. For the steps of choice it is observed: a few
worlds are stepped while every state that is asked for or replaced is noted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sim.base.axes import Array
from sim.dispute import Dispute
from sim.model.compiled import CompiledModel
from sim.model.worlds import Worlds
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
    """The steps of a scenario's quarter, in order, of all its quarters."""
    often = (scenario.start, *scenario.turns)
    off = frozenset.intersection(*(scenario.off(quarter) for quarter in often))
    from_the_start = tuple(each for each in scenario.overrides if each.since is None)
    compiled = CompiledModel(
        dispute,
        replace(scenario, overrides=from_the_start, mechanisms_off=tuple(sorted(off)), switches=()),
    )
    seen = _observe(compiled)
    rows = []
    for step in compiled.steps:
        if step.law:
            rows.append(_law(step, compiled.laws[step.name]))
            continue
        notes = seen[step.name]
        asked = (*notes.parameters, *_held(step, compiled))
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


def _held(step: Step, compiled: CompiledModel) -> Iterator[str]:
    """Parameters that the actors hold from the start, so that no step is seen to ask for them."""
    laws: list[Wired] = []
    if step.name == "decide":
        laws = [law for wired in compiled.attainments.values() for law in wired.values()]
        yield from (f"{a}.salience.{i}" for a, wired in compiled.attainments.items() for i in wired)
        yield from (f"{lever.path}.scale" for lever in compiled.dispute.levers)
    elif step.name == "council":
        laws = list(compiled.council.values())
    for law in laws:
        yield from _parameters(reference for _, reference in law.inputs)


class _Notes:
    """What one step has asked for and replaced."""

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.writes: set[str] = set()
        self.parameters: set[str] = set()


class _Noted(dict[str, Array]):
    """Arrays by name that note which are asked for and which are replaced.

    notes : of the step that is being taken
    """

    def __init__(self, arrays: Mapping[str, Array], *, parameters: bool = False) -> None:
        super().__init__(arrays)
        self.notes = _Notes()
        self._parameters = parameters

    def __getitem__(self, name: str) -> Array:
        (self.notes.parameters if self._parameters else self.notes.reads).add(name)
        return super().__getitem__(name)

    def __setitem__(self, name: str, value: Array) -> None:
        self.notes.writes.add(name)
        super().__setitem__(name, value)


class _Observed(Worlds):
    """A few worlds that keep notes of each step."""

    def __init__(self, compiled: CompiledModel) -> None:
        super().__init__(compiled, 0, WORLDS)
        self.seen: dict[str, _Notes] = {}
        self._state = self.batch.state = _Noted(self.batch.state)
        self._draws = self.batch.draws = _Noted(self.batch.draws, parameters=True)

    def take(self, step: Step) -> None:
        """One step, with its notes."""
        notes = self.seen.setdefault(step.name, _Notes())
        self._state.notes = self._draws.notes = notes
        super().take(step)
        self._state.notes = self._draws.notes = _Notes()


def _observe(compiled: CompiledModel) -> dict[str, _Notes]:
    """What each step of a few worlds asks for and replaces."""
    quarters = min(QUARTERS, compiled.scenario.quarters)
    few = replace(compiled.scenario, worlds=WORLDS, quarters=quarters)
    worlds = _Observed(CompiledModel(compiled.dispute, few))
    for _ in range(quarters):
        worlds.step()
    worlds.remove_all_agents()
    return worlds.seen
