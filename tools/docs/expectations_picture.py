"""Total expectations in one picture."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from drawing import diamond, document, line, ring, text

from sim.figures.style import BLUE, FAINT, GRID, INK, VERMILION

LABELS, PLOT, EDGE = 300, 560, 16  # widths in pixels
TOP, ROW, BOTTOM = 92, 19, 58  # heights in pixels
EVEN = 0.01  # below this the scale is even, beyond it logarithmic
TICKS = (-1, -0.1, -0.01, 0, 0.01, 0.1, 1, 10)
COLOURS = {"holds": BLUE, "cannot tell": FAINT, "does not hold": VERMILION}

Entry = Mapping[str, Any]


def svg(entries: Sequence[Entry], title: str) -> str:
    """Each difference with its 95 % interval, in the direction that was expected, sorted.

    entries : of docs/results/expectations.json that were run
    """
    ordered = sorted(entries, key=_effect, reverse=True)
    ends = [_place(_scaled(each, end)) for each in ordered for end in each["ci95"]]
    low, high = min(ends), max(ends)
    height, width = TOP + ROW * len(ordered) + BOTTOM, LABELS + PLOT + 2 * EDGE

    def x(value: float) -> float:
        return LABELS + EDGE + PLOT * (_place(value) - low) / (high - low)

    foot = TOP + ROW * len(ordered)
    parts = [
        text(EDGE, 26, title, size=15),
        *_key(),
    ]
    for tick in TICKS:
        if low <= _place(tick) <= high:
            parts.append(line(x(tick), TOP, x(tick), foot, INK if tick == 0 else GRID, 1))
            parts.append(text(x(tick), foot + 16, f"{tick:g}".replace("-", "−"), "middle"))
    below = "difference in the direction expected, standard deviations of the outcome over worlds"
    parts.append(text(LABELS + EDGE + PLOT / 2, foot + 38, below, "middle"))
    for place, each in enumerate(ordered):
        y = TOP + ROW * (place + 0.5)
        one, other = (x(_scaled(each, end)) for end in each["ci95"])
        parts.append(text(LABELS, y + 4, each["id"].removesuffix("_total"), "end"))
        parts.append(line(one, y, other, y, COLOURS[each["verdict"]], 2))
        parts.append(_mark(x(_effect(each)), y, each["verdict"]))
    return document(width, height, title, parts, size=12)


def _effect(entry: Entry) -> float:
    return _scaled(entry, entry["difference"])


def _scaled(entry: Entry, value: float) -> float:
    """A difference, above zero where it goes as expected, over the spread of the outcome."""
    return entry["expected"] * value / entry["spread"] if entry["spread"] else 0.0


def _place(value: float) -> float:
    return math.asinh(value / EVEN)


def _key() -> list[str]:
    parts, x = [], float(EDGE + 6)
    for verdict in COLOURS:
        parts += [_mark(x, 52, verdict), text(x + 12, 56, verdict)]
        x += 34 + 7 * len(verdict)
    said = "diamond: the sign can be told; open circle: it cannot; line: 95 % of the worlds alone"
    return [*parts, text(EDGE, 76, said)]


def _mark(x: float, y: float, verdict: str) -> str:
    """A filled diamond where the sign can be told, else an open circle."""
    colour = COLOURS[verdict]
    if verdict == "cannot tell":
        return ring(x, y, 4, colour)
    return diamond(x, y, 5, f'fill="{colour}"')
