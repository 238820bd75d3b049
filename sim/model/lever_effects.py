"""Effect of each option of a lever: one step, and the option held over the planning horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import Array, Flags, in_order
from sim.choices import deeds
from sim.dispute import Lever
from sim.model.batch_state import BatchState, Changes
from sim.state import VARIABLES, StateInfo
from sim.wiring import Key

SIDE_BY_SIDE_LIMIT = 1000  # worlds up to which levers are weighed side by side


class LeverEffects:
    """A lever in the hand of its actor: what a deed and a course on each option do.

    row : its place among the actor's levers
    weight : by how many deeds a course moves a state, (world,)
    """

    def __init__(
        self,
        lever: Lever,
        row: int,
        states: Mapping[str, StateInfo],
        draws: Mapping[str, Array],
        weight: Array,
    ) -> None:
        self.lever, self.row = lever, row
        step = draws[f"{lever.path}.step"]
        # For each state that the lever moves, by option: what a deed and a course multiply.
        self._deeds: dict[Key, Array] = {}
        self._courses: dict[Key, Array] = {}
        for moved in dict.fromkeys(name for moves in lever.moves for name in moves):
            info = states[moved]
            signs = [moves.get(moved, 0.0) for moves in lever.moves]
            self._deeds[info.variable, info.row] = _factors(step, signs)
            self._courses[info.variable, info.row] = _factors(step * weight, signs)

    def span(self, back: int) -> slice:
        """Where its options stand among those of several levers, by how far they lie from holding.

        back : where holding stands
        """
        return slice(back - self.lever.hold, back - self.lever.hold + len(self.lever.options))

    @property
    def keys(self) -> tuple[Key, ...]:
        """The states that the lever moves."""
        return tuple(self._courses)

    def courses(self, batch: BatchState) -> dict[Key, Array]:
        """The state that a course on each option would bring about: key -> (option, world)."""
        return {key: _moved(batch, key, factors) for key, factors in self._courses.items()}

    def movable(self, batch: BatchState) -> Flags:
        """Whether there is anything left to move: what stands at zero does not, (world,)."""
        stands = [batch.row(key) > 0 for key in self._deeds]
        return stands[0] if len(stands) == 1 else np.logical_or.reduce(stands)

    def act(self, batch: BatchState, option: NDArray[np.intp]) -> None:
        """Do in all worlds what was chosen in each: one deed, or none where it is to hold."""
        if (option == self.lever.hold).all():
            return
        places = option * batch.worlds + in_order(batch.worlds)
        for key, factors in self._deeds.items():
            # To hold multiplies by one and leaves a state as it was, to the last bit.
            batch.write(key, _moved(batch, key, factors.take(places)))


def _moved(batch: BatchState, key: Key, factors: Array) -> Array:
    """A state after deeds, (..., world); a sender's severity stays above its floor."""
    before = batch.row(key)
    after = deeds.apply(before, factors, _is_share(key))
    if key[0] == "sanctions":
        after = deeds.above_floor(after, before, batch.row(("floor", key[1])))
    return after


def _factors(step: Array, signs: Sequence[float]) -> Array:
    return np.array([deeds.factor(step, sign) for sign in signs])


def _is_share(key: Key) -> bool:
    return VARIABLES[key[0]].high == 1


class CourseEvaluation:
    """What courses would bring if of several levers only one moved, on an axis of their own.

    An interest that levers next to one another reach is asked about all of these at once.

    back, options : where holding stands among the options of all levers, and how many these are
    """

    def __init__(
        self, batch: BatchState, lever_effects: Sequence[LeverEffects], back: int, options: int
    ) -> None:
        self._frame, self._lever_effects, self._back, self._options = (
            batch,
            lever_effects,
            back,
            options,
        )
        self._courses: dict[int, Mapping[Key, Array]] = {}
        self._known: dict[tuple[int, int], Changes] = {}

    def of(self, first: int, last: int) -> Changes:
        """Of the levers from `first` until before `last`: key -> (option, lever, world)."""
        run = first, last
        if run not in self._known:
            self._known[run] = self._side_by_side(first, last)
        return self._known[run]

    def _course(self, row: int) -> Mapping[Key, Array]:
        if row not in self._courses:
            self._courses[row] = self._lever_effects[row].courses(self._frame)
        return self._courses[row]

    def _side_by_side(self, first: int, last: int) -> Changes:
        changes: dict[Key, Array] = {}
        for place, effects in enumerate(self._lever_effects[first:last]):
            for key, course in self._course(effects.row).items():
                if last - first == 1 and len(course) == self._options:
                    changes[key] = course[:, np.newaxis]
                    continue
                if key not in changes:
                    shape = self._options, last - first, self._frame.worlds
                    changes[key] = np.empty(shape)
                    changes[key][:] = self._frame.row(key)
                changes[key][effects.span(self._back), place] = course
        return changes


def runs(flags: Sequence[bool], worlds: int) -> list[tuple[int, int]]:
    """Where flags that are true stand together: first, and the one after the last, of each run.

    worlds : in the batch; in a large one each stands alone, as calls are cheap beside arrays that
        leave the processor's cache
    """
    if worlds > SIDE_BY_SIDE_LIMIT:
        return [(place, place + 1) for place, flag in enumerate(flags) if flag]
    ends = np.flatnonzero(np.diff([False, *flags, False])).tolist()
    return list(zip(ends[::2], ends[1::2], strict=True))
