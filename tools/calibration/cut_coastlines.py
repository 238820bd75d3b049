"""Cut the coasts of a dispute's map out of a data set of the world's countries.

    python tools/calibration/cut_coastlines.py kurils countries-10m.json
        rewrite its outlines.yaml
    python tools/calibration/cut_coastlines.py kurils countries-10m.json --check
        exit 1 if it differs

The data set is Natural Earth's at 1:10 million (public domain) as TopoJSON: the file of that name
in the package world-atlas 2.0.2. `map.yaml` says what is shown, and by a point within each island
which coast is its own; all other land is there for orientation. Coasts are cut along the window
with a margin, so that no cut is seen, and simplified as far as a reader cannot tell.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from textwrap import wrap
from typing import Any

from sim.base.errors import InputError, Problem
from sim.base.yaml_documents import check, read
from sim.dispute.geography import MAP, OUTLINES, MapFile, Window

CALIBRATION = Path(__file__).parents[2] / "calibration"
OBJECT = "countries"
MARGIN = 0.3  # degrees around the window that are kept, so that a cut is never seen
TOLERANCE = (
    0.006  # degrees by which a simplified coast may be off: a pixel and a half of a wide map
)
AROUND = 0.012  # the same for land that is there for orientation alone
LEAST = 4  # points of a coast that is worth drawing
DIGITS = 3
POINTS_A_LINE = 5
WIDTH = 100
HEAD = """\
# Made by tools/calibration/cut_coastlines.py; change it there. Each coast is a closed line of
# [longitude, latitude].
"""
SOURCE = (
    "Natural Earth 1:10 million, public domain (naturalearthdata.com), from {file} of the package "
    "world-atlas; cut {margin} degrees around the window, simplified to {tolerance} degrees "
    "({around} for land around), rounded to {digits} digits"
)

Point = tuple[float, float]
Ring = list[Point]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dispute", help="name of a folder beside this script")
    parser.add_argument("file", type=Path, help="TopoJSON of the countries at 1:10 million")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if it differs")
    arguments = parser.parse_args()
    folder = CALIBRATION / arguments.dispute
    try:
        shown = check(MapFile, read(folder / MAP))
        text = written(shown, topology(arguments.file), arguments.file.name)
    except InputError as error:
        print(error, file=sys.stderr)
        return error.status
    path = folder / OUTLINES
    stands = path.read_text(encoding="utf-8") if path.exists() else ""
    if stands == text:
        print(f"{path.name} is as it is cut from {arguments.file.name}")
        return 0
    if arguments.check:
        print(f"{path.name} is not what is cut from {arguments.file.name}")
        return 1
    path.write_text(text, encoding="utf-8")
    print(f"{path.name} is cut anew")
    return 0


def topology(file: Path) -> Mapping[str, Any]:
    """A TopoJSON file as it is."""
    try:
        found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        found["objects"][OBJECT]["geometries"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"{file} is no TopoJSON with the object {OBJECT!r}: {error!r}"
        raise InputError([Problem(what)]) from error
    return found


def written(shown: MapFile, source: Mapping[str, Any], name: str) -> str:
    """The text of outlines.yaml. Raises InputError where an island is not found."""
    window = widened(shown.window, MARGIN)
    left = [ring for ring in coasts(source) if overlaps(ring, window)]
    found: dict[str, list[Ring]] = {}
    missing = []
    for island, entry in shown.islands.items():
        for point in entry.within:
            own = [ring for ring in left if inside(point, ring)]
            left = [ring for ring in left if ring not in own]
            found.setdefault(island, []).extend(own)
            if not own:
                missing.append(Problem(f"{island}: no coast of {name} is around {list(point)}"))
    if missing:
        raise InputError(missing)
    lines = [HEAD.rstrip(), "source: >-", *_credit(name), "islands:"]
    for island, rings in found.items():
        lines += [f"  {island}:", *_rings(rings, window, TOLERANCE, "    ")]
    return "\n".join([*lines, "around:", *_rings(left, window, AROUND, "  ")]) + "\n"


def _credit(name: str) -> list[str]:
    """Whose data it is and how it was cut, as lines of a text."""
    said = SOURCE.format(
        file=name, margin=MARGIN, tolerance=TOLERANCE, around=AROUND, digits=DIGITS
    )
    return wrap(said, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _rings(rings: Sequence[Ring], window: Window, tolerance: float, indent: str) -> Iterator[str]:
    """The coasts as lines of YAML, the longest first."""
    kept = [simplified(clipped(ring, window), tolerance) for ring in rings]
    for ring in sorted(kept, key=len, reverse=True):
        if len(ring) < LEAST:
            continue
        points = [f"[{x:.{DIGITS}f}, {y:.{DIGITS}f}]" for x, y in ring]
        for first in range(0, len(points), POINTS_A_LINE):
            start = f"{indent}- [" if first == 0 else f"{indent}   "
            last = first + POINTS_A_LINE >= len(points)
            yield start + ", ".join(points[first : first + POINTS_A_LINE]) + ("]" if last else ",")


def coasts(source: Mapping[str, Any]) -> Iterator[Ring]:
    """The outer lines of all polygons of a topology, without their last point, in degrees.

    Arcs are differences of whole numbers, scaled and moved; a negative index ~i is arc i the other
    way round; neighbouring arcs share a point (TopoJSON specification 1.0).
    """
    (fx, fy), (x0, y0) = source["transform"]["scale"], source["transform"]["translate"]

    def arc(index: int) -> Ring:
        x = y = 0
        points: Ring = []
        for dx, dy in source["arcs"][index if index >= 0 else ~index]:
            x, y = x + dx, y + dy
            points.append((x * fx + x0, y * fy + y0))
        return points if index >= 0 else points[::-1]

    for geometry in source["objects"][OBJECT]["geometries"]:
        parts = geometry.get("arcs", [])
        for polygon in [parts] if geometry["type"] == "Polygon" else parts:
            yield [point for index in polygon[0] for point in arc(index)[:-1]]


def widened(window: Window, margin: float) -> Window:
    """The window with a margin around it."""
    return Window(
        west=window.west - margin,
        east=window.east + margin,
        south=window.south - margin,
        north=window.north + margin,
    )


def overlaps(ring: Ring, window: Window) -> bool:
    """Whether the box around a line meets the window."""
    xs, ys = zip(*ring, strict=True)
    return (
        min(xs) < window.east
        and max(xs) > window.west
        and min(ys) < window.north
        and max(ys) > window.south
    )


def inside(point: Point, ring: Ring) -> bool:
    """Whether a closed line goes around a point: a ray meets it an odd number of times."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossed = not crossed
    return crossed


def clipped(ring: Ring, window: Window) -> Ring:
    """A closed line cut along a window, one side after the other (Sutherland & Hodgman 1974)."""
    for axis, bound, sign in (
        (0, window.west, 1),
        (0, window.east, -1),
        (1, window.south, 1),
        (1, window.north, -1),
    ):
        kept: Ring = []
        for here, there in pairwise([*ring, *ring[:1]]):
            ins, outs = (sign * (p[axis] - bound) >= 0 for p in (here, there))
            if ins:
                kept.append(here)
            if ins != outs:
                share = (bound - here[axis]) / (there[axis] - here[axis])
                kept.append(
                    (
                        here[0] + share * (there[0] - here[0]),
                        here[1] + share * (there[1] - here[1]),
                    )
                )
        ring = kept
    return ring


def simplified(ring: Ring, tolerance: float) -> Ring:
    """A closed line with as few points as its shape needs (Douglas & Peucker 1973).

    It is taken in two halves, from its first point to the one farthest from it and back.
    """
    if len(ring) < LEAST:
        return ring
    far = max(range(len(ring)), key=lambda i: _apart(ring[i], ring[0]))
    there, back = ring[: far + 1], [*ring[far:], ring[0]]
    return [*_thinned(there, tolerance)[:-1], *_thinned(back, tolerance)[:-1]]


def _thinned(line: Ring, tolerance: float) -> Ring:
    """An open line, its ends kept."""
    if len(line) <= 2:
        return line
    start, end = line[0], line[-1]
    off = [_off(point, start, end) for point in line]
    worst = max(range(len(line)), key=off.__getitem__)
    if off[worst] <= tolerance:
        return [start, end]
    return [*_thinned(line[: worst + 1], tolerance)[:-1], *_thinned(line[worst:], tolerance)]


def _off(point: Point, start: Point, end: Point) -> float:
    """Distance of a point from the line through two others."""
    length = _apart(start, end)
    if length == 0:
        return _apart(point, start)
    (x, y), (x1, y1), (x2, y2) = point, start, end
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def _apart(one: Point, other: Point) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


if __name__ == "__main__":
    sys.exit(main())
