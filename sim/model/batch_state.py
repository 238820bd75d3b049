"""State and parameters of a batch of worlds; evaluates laws on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import Array
from sim.wiring import Key, Reference, Wired

Changes = Mapping[Key, Array]  # what a state would be: (..., world), leading axes are options
_NONE: Changes = {}


@dataclass(frozen=True)
class ConstantArguments:
    """The arguments of a law that stay the same while worlds are stepped.

    arguments : all that the law has, in its order; the others stand there as None
    places, columns : those that are (world,), as (place, world)
    tables : places of those that are (axis, world)
    """

    arguments: Sequence[Any]
    places: Sequence[int]
    columns: Array
    tables: Sequence[int]

    @classmethod
    def of(cls, law: Wired, found: Mapping[int, Any], worlds: int) -> ConstantArguments:
        """From the arguments by their place."""
        arguments: list[Any] = [found.get(place) for place in range(len(law.inputs))]
        varies = [place for place, what in law.constant_arguments if what.kind != "constant"]
        places = [place for place in varies if arguments[place].ndim == 1]
        columns = [arguments[place] for place in places]
        return cls(
            arguments,
            places,
            np.stack(columns) if columns else np.empty((0, worlds)),
            [place for place in varies if place not in places],
        )

    def only(self, worlds: NDArray[np.intp]) -> ConstantArguments:
        """The same in some of the worlds."""
        arguments, columns = list(self.arguments), self.columns.take(worlds, axis=1)
        for place, column in zip(self.places, columns, strict=True):
            arguments[place] = column
        for place in self.tables:
            arguments[place] = arguments[place].take(worlds, axis=1)
        return ConstantArguments(arguments, self.places, columns, self.tables)


class BatchState:
    """Parameters, start and present state of some worlds.

    draws : parameter path -> (world,)
    state : variable -> (world,) or (axis, world); arrays are replaced, never written into
    anchors : the state at the start, before any event
    """

    def __init__(self, draws: Mapping[str, Array], state: dict[str, Array]) -> None:
        self.draws, self.state = draws, state
        self.anchors: Mapping[str, Array] = dict(state)
        self._constants: dict[Wired, ConstantArguments] = {}

    def renew(self, draws: Mapping[str, Array]) -> None:
        """Other parameters from now on; state and anchors stay."""
        self.draws = draws
        self._constants.clear()

    @cached_property
    def worlds(self) -> int:
        """Number of worlds."""
        return next(iter(self.draws.values())).size

    def row(self, key: Key) -> Array:
        """One row of the state, (world,), or a whole variable."""
        variable, row = key
        array = self.state[variable]
        return array if row is None else array[row]

    def write(self, key: Key, value: Array) -> None:
        """Replace one row of the state, or a whole variable; the old array stays as it was."""
        variable, row = key
        if row is not None:
            array = self.state[variable].copy()
            array[row] = value
            value = array
        self.state[variable] = value

    def take(self, worlds: NDArray[np.intp]) -> BatchSubset:
        """Some of the worlds only, as they are now."""
        return BatchSubset(self, worlds)

    def select(self, array: Array) -> Array:
        """The entries of an array over all worlds of the batch, (..., world), for these worlds."""
        return array

    def evaluate(self, law: Wired, changes: Changes = _NONE, /, **given: Any) -> Any:
        """A law's result on the present state, or on that state with some rows changed.

        given : arguments that are neither state nor parameter
        """
        arguments = list(self.constant_arguments(law).arguments)
        for place, key in law.rows:
            changed = changes.get(key)
            arguments[place] = self.row(key) if changed is None else changed
        for place, keys in law.groups:
            arguments[place] = [changes[key] if key in changes else self.row(key) for key in keys]
        for place, variable in law.tables:
            array = self.state[variable]
            if any(changed == variable for changed, _ in changes):
                arguments[place] = [
                    changes.get((variable, row), known) for row, known in enumerate(array)
                ]
            else:
                arguments[place] = array
        for name, value in given.items():
            arguments[law.places[name]] = value
        return law.function(*arguments)

    def constant_arguments(self, law: Wired) -> ConstantArguments:
        """What a law is told of parameters, starts and constants."""
        found = self._constants.get(law)
        if found is None:
            by_place = {place: self._find(what) for place, what in law.constant_arguments}
            found = self._constants[law] = ConstantArguments.of(law, by_place, self.worlds)
        return found

    def _find(self, place: Reference) -> Any:
        if place.kind == "constant":
            return place.value
        if place.kind == "parameter":
            return self.draws[place.name]
        if place.kind == "stack":
            none = np.zeros(self.worlds)
            return np.stack([none if path is None else self.draws[path] for path in place.paths])
        start = self.anchors[place.name]
        return start if place.rows is None else start[np.array(place.rows)]


class BatchSubset(BatchState):
    """Some of the worlds of a batch; arrays are selected at first use."""

    state: _SubsetArrays

    def __init__(self, whole: BatchState, worlds: NDArray[np.intp]) -> None:
        super().__init__(_SubsetArrays(whole.draws, worlds), _SubsetArrays(whole.state, worlds))
        self.worlds = worlds.size
        self.anchors = _SubsetArrays(whole.anchors, worlds)
        self._whole, self._worlds = whole, worlds
        self._rows: dict[Key, Array] = {}

    def row(self, key: Key) -> Array:
        if key[1] is None or key[0] in self.state.replaced:
            return super().row(key)
        if key not in self._rows:
            self._rows[key] = self.select(self._whole.row(key))
        return self._rows[key]

    def select(self, array: Array) -> Array:
        return array.take(self._worlds, axis=-1)

    def constant_arguments(self, law: Wired) -> ConstantArguments:
        found = self._constants.get(law)
        if found is None:
            found = self._constants[law] = self._whole.constant_arguments(law).only(self._worlds)
        return found

    def write_back(self) -> None:
        """Write what has been replaced here into the state of the whole batch."""
        for name in self.state.replaced:
            array = self._whole.state[name].copy()
            array[..., self._worlds] = self.state[name]
            self._whole.state[name] = array


class _SubsetArrays(dict[str, Array]):
    """Arrays of some worlds, by name; it remembers which have been replaced."""

    def __init__(self, whole: Mapping[str, Array], worlds: NDArray[np.intp]) -> None:
        super().__init__()
        self._whole, self._worlds = whole, worlds
        self.replaced: set[str] = set()

    def __missing__(self, name: str) -> Array:
        select = self._whole[name].take(self._worlds, axis=-1)
        super().__setitem__(name, select)
        return select

    def __setitem__(self, name: str, array: Array) -> None:
        self.replaced.add(name)
        super().__setitem__(name, array)
