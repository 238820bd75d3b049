"""Total expectations in one picture, as SVG that needs no browser to be made.

Colours are those of the reports' figures (`sim.figures.style`).
"""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from sim.figures.style import BLUE, FAINT, GRID, INK, VERMILION

LABELS, PLOT, EDGE = 300, 560, 16  # widths in pixels
TOP, ROW, BOTTOM = 92, 19, 58  # heights in pixels
EVEN = 0.01  # below this the scale is even, beyond it logarithmic
TICKS = (-1, -0.1, -0.01, 0, 0.01, 0.1, 1, 10)
FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
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
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" font-family="{FONT}" font-size="12" '
        f'fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
        _text(EDGE, 26, title, size=15),
        *_key(),
    ]
    for tick in TICKS:
        if low <= _place(tick) <= high:
            parts.append(_line(x(tick), TOP, x(tick), foot, INK if tick == 0 else GRID, 1))
            parts.append(_text(x(tick), foot + 16, f"{tick:g}".replace("-", "−"), "middle"))
    below = "difference in the direction expected, standard deviations of the outcome over worlds"
    parts.append(_text(LABELS + EDGE + PLOT / 2, foot + 38, below, "middle"))
    for place, each in enumerate(ordered):
        y = TOP + ROW * (place + 0.5)
        one, other = (x(_scaled(each, end)) for end in each["ci95"])
        parts.append(_text(LABELS, y + 4, each["id"].removesuffix("_total"), "end"))
        parts.append(_line(one, y, other, y, COLOURS[each["verdict"]], 2))
        parts.append(_mark(x(_effect(each)), y, each["verdict"]))
    return "\n".join([*parts, "</svg>", ""])


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
        parts += [_mark(x, 52, verdict), _text(x + 12, 56, verdict)]
        x += 34 + 7 * len(verdict)
    said = "diamond: the sign can be told; open circle: it cannot; line: 95 % of the worlds alone"
    return [*parts, _text(EDGE, 76, said)]


def _mark(x: float, y: float, verdict: str) -> str:
    """A filled diamond where the sign can be told, else an open circle."""
    colour = COLOURS[verdict]
    if verdict == "cannot tell":
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="white" stroke="{colour}" '
            'stroke-width="1.5"/>'
        )
    corners = " ".join(f"{x + a:.1f},{y + b:.1f}" for a, b in ((0, -5), (5, 0), (0, 5), (-5, 0)))
    return f'<polygon points="{corners}" fill="{colour}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}"/>'
    )


def _text(x: float, y: float, words: str, anchor: str = "start", size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">'
        f"{escape(words)}</text>"
    )
