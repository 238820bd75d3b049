"""Worlds that are picked, in a line that can be typed, kept and sent.

    settlement >= two_islands and some.salience from 0.1 to 0.25
    cost by gain inside 0,0 4,0 4,3

Conditions on outcomes and on what was drawn, all of which a world has to meet: an expression, a
range, or an outline in the plane of two of them. Nothing in the line is executed.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.analysis.expressions import RELATIONS, Expression
from sim.analysis.world_variables import NO, Floats, WorldVariable, axes, axis
from sim.base.errors import InputError, Problem, Problems
from sim.results import Manifest, Run

MOST, LONGEST = 24, 2000  # conditions, characters: a line is kept in an address
CORNERS = 16  # of an outline that was drawn by hand
DIGITS = 4  # of a range that was drawn by hand

_PATH = r"[a-z]\w*(?:\.\w+)*"
_RANGE = re.compile(rf"(?P<path>{_PATH}) from (?P<low>\S+) to (?P<high>\S+)")
_DRAWN = re.compile(rf"(?P<path>{_PATH}\.\w+) (?P<relation>[<>=]=?) (?P<value>\S+)")
_OUTLINE = re.compile(rf"(?P<x>{_PATH}) by (?P<y>{_PATH}) inside (?P<corners>\S+(?: \S+)*)")
_ALLOWED = (
    "NAME >= VALUE, NAME or not NAME of an outcome; PATH from LOW to HIGH; "
    "PATH by PATH inside X,Y X,Y X,Y; several of them joined by and"
)


class FilterCondition(Protocol):
    """What a world has to meet."""

    @property
    def paths(self) -> frozenset[str]:
        """Of what it speaks."""

    def check(self, manifest: Manifest) -> None:
        """Raises InputError where a run cannot tell."""

    def met(self, run: Run) -> NDArray[np.bool_]:
        """Whether each world meets it, (world,)."""


@dataclass(frozen=True)
class OutcomeCondition:
    """A question about one outcome whose answer is yes."""

    expression: Expression

    @property
    def paths(self) -> frozenset[str]:
        """Of what it speaks."""
        return frozenset((self.expression.outcome,))

    def __str__(self) -> str:
        return str(self.expression)

    def check(self, manifest: Manifest) -> None:
        """Raises InputError where a run cannot tell."""
        self.expression.check_whether(manifest)

    def met(self, run: Run) -> NDArray[np.bool_]:
        """Whether each world meets it, (world,)."""
        return self.expression.ask(run).values > 0


@dataclass(frozen=True)
class ParameterCondition:
    """A parameter against one of its values."""

    path: str
    relation: str
    value: str

    @property
    def paths(self) -> frozenset[str]:
        """Of what it speaks."""
        return frozenset((self.path,))

    def __str__(self) -> str:
        return f"{self.path} {self.relation} {self.value}"

    def check(self, manifest: Manifest) -> None:
        """Raises InputError where a run cannot tell."""
        axis(manifest, self.path).place(self.value)

    def met(self, run: Run) -> NDArray[np.bool_]:
        """Whether each world meets it, (world,)."""
        along = axis(run.manifest, self.path)
        found: NDArray[np.bool_] = RELATIONS[self.relation](
            along.values(run), along.place(self.value)
        )
        return found


@dataclass(frozen=True)
class RangeCondition:
    """An outcome or a parameter between two of its values, both of them included."""

    path: str
    low: str
    high: str

    @property
    def paths(self) -> frozenset[str]:
        """Of what it speaks."""
        return frozenset((self.path,))

    def __str__(self) -> str:
        return f"{self.path} from {self.low} to {self.high}"

    def check(self, manifest: Manifest) -> None:
        """Raises InputError where a run cannot tell."""
        low, high = self.ends(axis(manifest, self.path))
        if low > high:
            what = f"{self} begins above its end"
            raise InputError([Problem(what, cure=f"{self.path} from {self.high} to {self.low}")])

    def ends(self, along: WorldVariable) -> tuple[float, float]:
        """Where it begins and ends on its axis."""
        problems = Problems()
        found = []
        for key in (self.low, self.high):
            with problems.gather():
                found.append(along.place(key))
        problems.raise_any()
        return found[0], found[1]

    def met(self, run: Run) -> NDArray[np.bool_]:
        """Whether each world meets it, (world,)."""
        along = axis(run.manifest, self.path)
        low, high = self.ends(along)
        values = along.values(run)
        return (values >= low) & (values <= high)


@dataclass(frozen=True)
class PolygonCondition:
    """A polygon in the plane of two axes; names stand at their places there.

    corners : x and y of each
    """

    x: str
    y: str
    corners: tuple[tuple[float, float], ...]

    @property
    def paths(self) -> frozenset[str]:
        """Of what it speaks."""
        return frozenset((self.x, self.y))

    def __str__(self) -> str:
        corners = " ".join(f"{x:.{DIGITS}g},{y:.{DIGITS}g}" for x, y in self.corners)
        return f"{self.x} by {self.y} inside {corners}"

    def check(self, manifest: Manifest) -> None:
        """Raises InputError where a run cannot tell."""
        problems = Problems()
        for path in (self.x, self.y):
            with problems.gather():
                axis(manifest, path)
        problems.raise_any()

    def met(self, run: Run) -> NDArray[np.bool_]:
        """Whether each world meets it, (world,): an odd number of edges lies to its right."""
        x, y = (axis(run.manifest, path).values(run) for path in (self.x, self.y))
        inside = np.zeros(len(x), dtype=bool)
        corners = np.asarray(self.corners)
        for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            if y0 != y1:  # a level edge has nothing to its left
                crossing = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
                inside ^= ((y0 > y) != (y1 > y)) & (x < crossing)
        return inside


@dataclass(frozen=True)
class WorldFilter:
    """The worlds that meet every one of some conditions; all of them where there is none."""

    conditions: tuple[FilterCondition, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "WorldFilter":
        """The conditions that a line writes. Raises InputError with all that is wrong with it."""
        words = " ".join(text.split())
        if not words:
            return cls()
        parts = words.split(" and ")
        if len(words) > LONGEST or len(parts) > MOST:
            what = "too much is asked of the worlds at once"
            raise InputError([Problem(what, f"{MOST} conditions, {LONGEST} characters")])
        problems = Problems()
        found = []
        for part in parts:
            with problems.gather():
                found.append(_condition(part))
        problems.raise_any()
        return cls(tuple(found))

    def __str__(self) -> str:
        return " and ".join(str(each) for each in self.conditions)

    @property
    def paths(self) -> frozenset[str]:
        """Of which outcomes and parameters it speaks."""
        return frozenset(path for each in self.conditions for path in each.paths)

    def check(self, manifest: Manifest) -> None:
        """Raises InputError with everything that a run cannot tell."""
        problems = Problems()
        for each in self.conditions:
            with problems.gather():
                each.check(manifest)
        problems.raise_any()

    def worlds(self, run: Run) -> NDArray[np.bool_]:
        """Whether each world is picked, (world,). Raises InputError where a run cannot tell."""
        self.check(run.manifest)
        found = np.ones(run.manifest.worlds, dtype=bool)
        for each in self.conditions:
            found &= each.met(run)
        return found

    def narrowed(self, new: Iterable[FilterCondition]) -> "WorldFilter":
        """With new conditions in place of all that speak of nothing else."""
        added = tuple(new)
        spoken = WorldFilter(added).paths
        kept = tuple(each for each in self.conditions if not each.paths <= spoken)
        return WorldFilter((*kept, *added))

    def without(self, path: str) -> "WorldFilter":
        """Without what it says of one outcome or parameter."""
        return WorldFilter(tuple(each for each in self.conditions if path not in each.paths))


def box(
    manifest: Manifest, sides: Sequence[tuple[str, float, float]]
) -> tuple[FilterCondition, ...]:
    """The ranges of a box that was drawn: names whose places lie in it, numbers rounded outwards.

    sides : path, and from where to where it was drawn
    Raises InputError where it holds no name of an axis.
    """
    known = axes(manifest)
    return tuple(_side(known[path], *sorted(ends)) for path, *ends in sides)


def outline(
    manifest: Manifest, x: str, y: str, corners: Sequence[tuple[float, float]]
) -> tuple[PolygonCondition]:
    """An outline that was drawn by hand, with no more corners than a line can hold.

    Raises InputError where it encloses nothing.
    """
    known = axes(manifest)
    found = np.array(corners, dtype=np.float64).reshape(-1, 2)
    spread = np.ptp(found, axis=0) if len(found) else np.zeros(2)
    if len(found) <= 2 or not np.isfinite(found).all() or not spread.all():
        what = f"the outline over {known[x].label} and {known[y].label} encloses nothing"
        raise InputError([Problem(what, cure="draw around the worlds that are meant")])
    return (
        PolygonCondition(x, y, tuple((float(a), float(b)) for a, b in simpler(found, CORNERS))),
    )


def simpler(corners: Floats, most: int) -> Floats:
    """An outline with fewer corners, (corner, 2): those that enclose least are left out first.

    By the area of the triangle with both neighbours (Visvalingam & Whyatt 1993), each axis in
    units of its spread.
    """
    spread = np.ptp(corners, axis=0)
    while len(corners) > most:
        (x, y), (x0, y0), (x1, y1) = (
            (np.roll(corners, shift, axis=0) / spread).T for shift in (0, 1, -1)
        )
        areas = np.abs((x - x0) * (y1 - y0) - (x1 - x0) * (y - y0))
        corners = np.delete(corners, int(np.argmin(areas)), axis=0)
    return corners


def _side(along: WorldVariable, low: float, high: float) -> FilterCondition:
    if along.keys:
        held = [
            key for key, place in zip(along.keys, along.places, strict=True) if low <= place <= high
        ]
        if not held:
            what = f"no value of {along.label} lies where the box was drawn"
            raise InputError([Problem(what, cure="draw it over the name of a value")])
        return _from_to(along, held[0], held[-1])
    step = 10.0 ** (math.floor(math.log10(max(high - low, abs(high), abs(low)) or 1)) - DIGITS + 1)
    first, last = math.floor(low / step) * step, math.ceil(high / step) * step
    return RangeCondition(along.path, f"{first:.{DIGITS}g}", f"{last:.{DIGITS}g}")


def _from_to(along: WorldVariable, first: str, last: str) -> FilterCondition:
    """A range of names in the shortest words there are for it."""
    match along.kind:
        case "bool" if first == last:
            return OutcomeCondition(Expression(along.path, negated=first == NO))
        case "level" if first == last:
            return OutcomeCondition(Expression(along.path, "=", first))
        case "level" if last == along.keys[-1]:
            return OutcomeCondition(Expression(along.path, ">=", first))
        case "form" if first == last:
            return ParameterCondition(along.path, "=", first)
        case _:
            return RangeCondition(along.path, first, last)


def _condition(text: str) -> FilterCondition:
    """One condition. Raises InputError where it is none."""
    if match := _RANGE.fullmatch(text):
        return RangeCondition(match["path"], match["low"], match["high"])
    if match := _OUTLINE.fullmatch(text):
        return PolygonCondition(match["x"], match["y"], _corners(text, match["corners"]))
    if match := _DRAWN.fullmatch(text):
        return ParameterCondition(
            match["path"], match["relation"].replace("==", "="), match["value"]
        )
    try:
        return OutcomeCondition(Expression.parse(text))
    except InputError:
        raise InputError([Problem(f"{text!r} is no condition", allowed=_ALLOWED)]) from None


def _corners(text: str, written: str) -> tuple[tuple[float, float], ...]:
    found = []
    for corner in written.split():
        try:
            x, y = (float(part) for part in corner.split(","))
        except ValueError:
            x = y = math.nan
        if not (math.isfinite(x) and math.isfinite(y)):
            raise InputError([Problem(f"{corner!r} in {text!r} is no corner", allowed="X,Y")])
        found.append((x, y))
    if not 2 < len(found) <= CORNERS:
        raise InputError([Problem(f"{text!r} is no outline", allowed=f"3 to {CORNERS} corners")])
    return tuple(found)
