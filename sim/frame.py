"""One batch of worlds as arrays, and laws bound to it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.axes import Array
from sim.state import entities
from sim.streams import Streams
from sim.wiring import Reference, Wired

Key = tuple[str, int | None]  # a state variable and a row, or None for the whole
Changes = Mapping[Key, Array]
Calendar = Callable[[str], Array]
_NOTHING: Mapping[str, Array] = {}


class Frame:
    """Parameters, start and present state of the worlds from `start` to `stop`.

    draws : parameter path -> (world,)
    state : variable -> (world,) or (axis, world), replaced, never written into
    anchors : the state at the start, before any event
    """

    def __init__(self, draws: Mapping[str, Array], state: dict[str, Array]) -> None:
        self.draws = draws
        self.state = state
        self.anchors: Mapping[str, Array] = dict(state)
        self._fixed: dict[Reference, Any] = {}

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return int(next(iter(self.draws.values())).shape[0])

    def fixed(self, reference: Reference) -> Any:
        """The array behind a reference that does not change while the batch runs."""
        if reference.kind == "constant":
            return reference.value
        if reference.kind == "parameter":
            return self.draws[reference.name]
        if reference.kind == "anchor":
            return _rows(self.anchors[reference.name], reference.rows)
        zero = np.zeros(self.worlds)
        return np.stack([zero if path is None else self.draws[path] for path in reference.paths])

    def take(self, worlds: NDArray[np.intp]) -> "Frame":
        """A frame of some of the worlds only."""
        part = Frame(_Slices(self.draws, worlds), {})
        part.state = _Slices(self.state, worlds)  # type: ignore[assignment]
        part.anchors = _Slices(self.anchors, worlds)
        return part


class _Slices(dict[str, Array]):
    """Arrays of some worlds, cut when first asked for."""

    def __init__(self, whole: Mapping[str, Array], worlds: NDArray[np.intp]) -> None:
        super().__init__()
        self._whole, self._worlds = whole, worlds

    def __missing__(self, name: str) -> Array:
        self[name] = cut = np.ascontiguousarray(self._whole[name][..., self._worlds])
        return cut

    def values(self) -> Any:
        if not len(self):
            self[next(iter(self._whole))]
        return super().values()


def _rows(array: Array, rows: int | tuple[int, ...] | None) -> Any:
    if rows is None or isinstance(rows, int):
        return array if rows is None else array[rows]
    return [array[row] for row in rows]


class Bound:
    """A law with its fixed arguments filled in for one frame."""

    def __init__(self, wired: Wired, frame: Frame) -> None:
        self.wired = wired
        self._frame = frame
        self._live = [
            (name, reference)
            for name, reference in wired.inputs
            if reference.kind in ("state", "draw", "calendar", "given")
        ]
        live = {name for name, _ in self._live}
        self._filled = {
            name: frame.fixed(reference) for name, reference in wired.inputs if name not in live
        }
        self.reads = frozenset(
            (reference.name, row)
            for _, reference in self._live
            if reference.kind == "state"
            for row in (reference.rows if isinstance(reference.rows, tuple) else (reference.rows,))
        )

    def touched_by(self, changes: Changes) -> bool:
        """Whether any of the changes reaches an argument."""
        return any(
            variable == read and (row is None or other is None or row == other)
            for variable, row in changes
            for read, other in self.reads
        )

    def __call__(
        self,
        changes: Changes | None = None,
        draws: Mapping[str, Array] = _NOTHING,
        calendar: Calendar | None = None,
        given: Mapping[str, Array] = _NOTHING,
    ) -> Any:
        """The law's result on the present state, or on that state with some rows changed.

        changes : (variable, row) -> (..., world); leading axes are options
        """
        arguments = dict(self._filled)
        for name, reference in self._live:
            if reference.kind == "draw":
                arguments[name] = draws[reference.name]
            elif reference.kind == "given":
                arguments[name] = given[name]
            elif reference.kind == "calendar":
                assert calendar is not None
                arguments[name] = calendar(reference.name)
            else:
                arguments[name] = self._read(reference, changes)
        return self.wired.function(**arguments)

    def _read(self, reference: Reference, changes: Changes | None) -> Any:
        array, rows = self._frame.state[reference.name], reference.rows
        if not changes:
            return _rows(array, rows)
        if rows is None and array.ndim == 1:
            return changes.get((reference.name, None), array)
        if isinstance(rows, int):
            return changes.get((reference.name, rows), array[rows])
        wanted: Sequence[int] = range(array.shape[0]) if rows is None else rows
        return [changes.get((reference.name, row), array[row]) for row in wanted]


def law_draws(
    wired: Wired, streams: Streams, quarter: int, start: int, stop: int, dispute: Any
) -> dict[str, Array]:
    """The uniforms that a law declares: name -> (entity, world)."""
    return {
        name: np.stack(
            [
                streams.uniform(f"{wired.name}.{name}", entity, quarter, start, stop)
                for entity in (entities(dispute, axis) if axis != "world" else ("",))
            ]
        )
        for name, axis in wired.draws.items()
    }
