"""One batch of worlds as arrays, and laws asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.axes import Array
from sim.wiring import Key, Reference, Wired

Changes = Mapping[Key, Array]  # what a state would be: (..., world), leading axes are options
_NONE: Changes = {}


@dataclass(frozen=True)
class Standing:
    """The arguments of a law that stay the same while worlds are stepped.

    names, columns : one (world,) each, as (name, world)
    tables : (axis, world) each
    constants : the same in all worlds
    """

    names: tuple[str, ...]
    columns: Array
    tables: Mapping[str, Array]
    constants: Mapping[str, Any]

    def only(self, worlds: NDArray[np.intp]) -> Standing:
        """The same in some of the worlds."""
        tables = {name: table.take(worlds, axis=1) for name, table in self.tables.items()}
        return Standing(self.names, self.columns.take(worlds, axis=1), tables, self.constants)

    def arguments(self) -> dict[str, Any]:
        """All of them by name."""
        return {**dict(zip(self.names, self.columns, strict=True)), **self.tables, **self.constants}


class Frame:
    """Parameters, start and present state of some worlds.

    draws : parameter path -> (world,)
    state : variable -> (world,) or (axis, world); arrays are replaced, never written into
    anchors : the state at the start, before any event
    """

    def __init__(self, draws: Mapping[str, Array], state: dict[str, Array]) -> None:
        self.draws, self.state = draws, state
        self.anchors: Mapping[str, Array] = dict(state)
        self._standing: dict[Wired, Standing] = {}
        self._arguments: dict[Wired, dict[str, Any]] = {}

    def renew(self, draws: Mapping[str, Array]) -> None:
        """Other parameters from now on; state and anchors stay."""
        self.draws = draws
        self._standing.clear()
        self._arguments.clear()

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

    def take(self, worlds: NDArray[np.intp]) -> Part:
        """A frame of some of the worlds only, as they are now."""
        return Part(self, worlds)

    def cut(self, array: Array) -> Array:
        """What an array over all worlds of the batch, (..., world), says of those of the frame."""
        return array

    def ask(self, law: Wired, changes: Changes = _NONE, /, **given: Any) -> Any:
        """A law's result on the present state, or on that state with some rows changed.

        given : arguments that are neither state nor parameter
        """
        if law not in self._arguments:
            self._arguments[law] = self.standing(law).arguments()
        arguments = self._arguments[law] | given
        for name, key in law.rows:
            arguments[name] = changes[key] if key in changes else self.row(key)
        for name, keys in law.groups:
            arguments[name] = [changes[key] if key in changes else self.row(key) for key in keys]
        for name, variable in law.tables:
            array = self.state[variable]
            if any(changed == variable for changed, _ in changes):
                arguments[name] = [
                    changes.get((variable, row), known) for row, known in enumerate(array)
                ]
            else:
                arguments[name] = array
        return law.function(**arguments)

    def standing(self, law: Wired) -> Standing:
        """What a law is told of parameters, starts and constants."""
        if law not in self._standing:
            found = {name: self._find(place) for name, place in law.standing}
            constant = {name for name, place in law.standing if place.kind == "constant"}
            columns = {n: x for n, x in found.items() if n not in constant and x.ndim == 1}
            self._standing[law] = Standing(
                tuple(columns),
                np.stack(list(columns.values())) if columns else np.empty((0, self.worlds)),
                {n: x for n, x in found.items() if n not in constant and x.ndim > 1},
                {n: found[n] for n in constant},
            )
        return self._standing[law]

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


class Part(Frame):
    """Some of the worlds of a frame; its arrays are cut when they are first asked for."""

    state: _Cut

    def __init__(self, whole: Frame, worlds: NDArray[np.intp]) -> None:
        super().__init__(_Cut(whole.draws, worlds), _Cut(whole.state, worlds))
        self.worlds = worlds.size
        self.anchors = _Cut(whole.anchors, worlds)
        self._whole, self._worlds = whole, worlds
        self._rows: dict[Key, Array] = {}

    def row(self, key: Key) -> Array:
        if key[1] is None or key[0] in self.state.replaced:
            return super().row(key)
        if key not in self._rows:
            self._rows[key] = self.cut(self._whole.row(key))
        return self._rows[key]

    def cut(self, array: Array) -> Array:
        return array.take(self._worlds, axis=-1)

    def standing(self, law: Wired) -> Standing:
        if law not in self._standing:
            self._standing[law] = self._whole.standing(law).only(self._worlds)
        return self._standing[law]

    def give_back(self) -> None:
        """Write what has been replaced here into the state of the whole frame."""
        for name in self.state.replaced:
            array = self._whole.state[name].copy()
            array[..., self._worlds] = self.state[name]
            self._whole.state[name] = array


class _Cut(dict[str, Array]):
    """Arrays of some worlds, by name; it remembers which have been replaced."""

    def __init__(self, whole: Mapping[str, Array], worlds: NDArray[np.intp]) -> None:
        super().__init__()
        self._whole, self._worlds = whole, worlds
        self.replaced: set[str] = set()

    def __missing__(self, name: str) -> Array:
        cut = self._whole[name].take(self._worlds, axis=-1)
        super().__setitem__(name, cut)
        return cut

    def __setitem__(self, name: str, array: Array) -> None:
        self.replaced.add(name)
        super().__setitem__(name, array)
