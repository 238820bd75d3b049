"""The map of a dispute: where the ground lies that its ladder hands over.

`map.yaml` beside the dispute's file says what is shown and how it is called; `outlines.yaml` beside
it holds the coasts, cut from a public data set by `tools/calibration/cut_coastlines.py`. Both are
for pictures: no number of a run rests on them. A dispute without a map has none, and is told of in
words alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import AfterValidator, Field

from sim.base.errors import InputError, Problem, Problems, suggest
from sim.base.yaml_documents import Document, Entry, KeyPath, check, read
from sim.dispute import Dispute
from sim.dispute.file_schema import Number

MAP, OUTLINES = "map.yaml", "outlines.yaml"
FILES = frozenset({MAP, OUTLINES})
LEAST = 3  # points that go around something

Longitude = Annotated[Number, Field(ge=-360, le=360)]  # beyond 180 where a map crosses that line
Latitude = Annotated[Number, Field(ge=-90, le=90)]
Point: TypeAlias = tuple[Longitude, Latitude]


def _around(ring: tuple[Point, ...]) -> tuple[Point, ...]:
    if len(ring) < LEAST:
        raise ValueError(f"a coast has at least {LEAST} points")
    return ring


Ring: TypeAlias = Annotated[tuple[Point, ...], AfterValidator(_around)]
Shape = TypeVar("Shape", bound=Entry)
Side: TypeAlias = Literal["left", "right", "middle"]


class Window(Entry):
    """What the map shows, in degrees."""

    west: Longitude
    east: Longitude
    south: Latitude
    north: Latitude

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it."""
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north


class LabelPosition(Entry):
    """Where a name stands: the point, and which end of the text is there."""

    at: Point
    side: Side = "middle"


class IslandEntry(Entry):
    """An island, or a group of islets, that rungs of the ladder hand over.

    within : points by which `tools/calibration/cut_coastlines.py` finds its coasts in the data set
    dots : islets that the data set leaves out, as points
    """

    title: str
    label: LabelPosition
    within: tuple[Point, ...] = ()
    dots: tuple[Point, ...] = ()


class NameEntry(Entry):
    """Land around the islands, for orientation."""

    title: str
    label: LabelPosition


class MapFile(Entry):
    """map.yaml."""

    window: Window
    source: str
    islands: Mapping[str, IslandEntry]
    around: tuple[NameEntry, ...] = ()


class OutlineFile(Entry):
    """outlines.yaml."""

    source: str
    islands: Mapping[str, tuple[Ring, ...]]
    around: tuple[Ring, ...] = ()


@dataclass(frozen=True)
class Island:
    """An island on the map.

    rings : its coasts, each a closed line of (longitude, latitude)
    dots : islets without a coast
    """

    id: str
    title: str
    label: LabelPosition
    rings: tuple[tuple[Point, ...], ...]
    dots: tuple[Point, ...]


@dataclass(frozen=True)
class DisputeMap:
    """A map, read and checked.

    islands : in the order of the file, whatever rung hands them over
    around : coasts of the land that is not in question
    names : of that land
    source : whose data the outlines are
    """

    window: Window
    islands: tuple[Island, ...]
    around: tuple[tuple[Point, ...], ...]
    names: tuple[NameEntry, ...]
    source: str

    def title_of(self, island: str) -> str:
        """What a reader sees for an island; its id where it is not on the map."""
        return next((each.title for each in self.islands if each.id == island), plain(island))


def plain(island: str) -> str:
    """An id as words."""
    return island.replace("_", " ")


def islands_of(dispute: Dispute) -> tuple[str, ...]:
    """The islands that any rung of the ladder hands over, in the order of the ladder."""
    return tuple(dict.fromkeys(each for rung in dispute.ladder.values() for each in rung.islands))


def find(dispute: Dispute) -> DisputeMap | None:
    """The map of a dispute, None if it has none; InputError with every fault at its place."""
    file = dispute.folder / MAP
    if not file.exists():
        return None
    return read_map(file, islands_of(dispute))


def read_map(file: Path, islands: Collection[str]) -> DisputeMap:
    """The map in a file and in the outlines beside it.

    islands : ids that it has to show, no more and no less
    Raises InputError with every fault of both files at its place.
    """
    problems = Problems()
    document = read(file)
    shown = _shaped(MapFile, document, problems)
    cut = None
    with problems.gather():
        coasts = read(file.with_name(OUTLINES))
        cut = _shaped(OutlineFile, coasts, problems)
        if shown is not None and cut is not None:
            problems += _unknown(coasts, cut.islands, shown.islands, f"an island of {MAP}")
            problems += _unseen(document, shown, cut)
    if shown is not None:
        problems += _unknown(document, shown.islands, islands, "an island of the ladder")
        problems += _missing(document, shown.islands, islands)
        problems += _outside(document, shown)
    if shown is None or cut is None or problems:
        raise InputError(problems)
    return DisputeMap(
        window=shown.window,
        islands=tuple(
            Island(name, entry.title, entry.label, cut.islands.get(name, ()), entry.dots)
            for name, entry in shown.islands.items()
        ),
        around=cut.around,
        names=shown.around,
        source=" ".join(shown.source.split()),
    )


def _shaped(model: type[Shape], document: Document, problems: Problems) -> Shape | None:
    """What a file says; None, reported, if it is in no shape to say."""
    try:
        return check(model, document)
    except InputError as error:
        problems += error.found
        return None


def _unknown(
    document: Document, named: Collection[str], known: Collection[str], what: str
) -> Iterator[Problem]:
    for name in named:
        if name not in known:
            yield Problem(
                f"{name!r} is not {what}",
                f"known are: {', '.join(known) or 'none'}",
                suggest(name, known),
                document.mark(("islands", name)),
            )


def _missing(
    document: Document, shown: Collection[str], islands: Collection[str]
) -> Iterator[Problem]:
    absent = [name for name in islands if name not in shown]
    if absent:
        yield Problem(
            f"these islands of the ladder are not on the map: {', '.join(absent)}",
            cure=f"describe each under islands: in {MAP}",
            mark=document.mark(("islands",)),
        )


def _outside(document: Document, shown: MapFile) -> Iterator[Problem]:
    """A window that is none, and what would not be seen through it."""
    window = shown.window
    for low, high in (("west", "east"), ("south", "north")):
        if getattr(window, low) >= getattr(window, high):
            yield Problem(
                f"the window's {low} is not below its {high}",
                mark=document.mark(("window", high)),
            )
    places: list[tuple[Point, KeyPath]] = []
    for name, island in shown.islands.items():
        places.append((island.label.at, ("islands", name, "label", "at")))
        places += [(p, ("islands", name, "dots", i)) for i, p in enumerate(island.dots)]
        places += [(p, ("islands", name, "within", i)) for i, p in enumerate(island.within)]
    places += [(n.label.at, ("around", i, "label", "at")) for i, n in enumerate(shown.around)]
    for point, path in places:
        if not window.holds(point):
            yield Problem(
                f"{point[0]:g}, {point[1]:g} lies outside the window",
                f"longitude {window.west:g} to {window.east:g}, "
                f"latitude {window.south:g} to {window.north:g}",
                "a place is [longitude, latitude]",
                document.mark(path),
            )


def _unseen(document: Document, shown: MapFile, cut: OutlineFile) -> Iterator[Problem]:
    """Islands of which nothing would be drawn."""
    for name, island in shown.islands.items():
        if not cut.islands.get(name) and not island.dots:
            yield Problem(
                f"{name} has neither an outline nor dots",
                cure=f"cut its coasts into {OUTLINES}, or give its places under dots:",
                mark=document.mark(("islands", name)),
            )
