"""Parameters before and after calibration in one picture, as SVG that needs no browser to be made.

Colours are those of the reports' figures (`sim.figures.style`).
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from sim.figures.style import BLUE, EMPTY, FAINT, GRID, INK, VERMILION

LABELS, PLOT, VALUES, EDGE = 300, 380, 250, 20  # widths in pixels
TOP, ROW, BOTTOM = 96, 24, 60  # heights in pixels
REACH = 1.8  # standard deviations of the prior on either side
MOST = 30  # parameters that are shown, the one that moved most first
DIGITS = 3
FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"

Object = Mapping[str, Any]


def svg(record: Object) -> str:
    """Mean and standard deviation of every informed number, in standard deviations of its prior.

    record : the object of `sim calibrate --json`
    """
    forms = record["forms"]
    shown = [p for p in record["parameters"] if p["informed"] and p["path"] not in forms][:MOST]
    width = EDGE + LABELS + PLOT + VALUES + EDGE
    height = TOP + ROW * len(shown) + BOTTOM
    title = f"What {record['worlds']:,} worlds of the past taught: parameters that moved"
    left, foot = EDGE + LABELS, TOP + ROW * len(shown)

    def x(value: float) -> float:
        return left + PLOT * (min(max(value, -REACH), REACH) + REACH) / (2 * REACH)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" font-family="{FONT}" font-size="13" '
        f'fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
        _text(EDGE, 28, title, size=15),
        *_key(left, 62),
        _text(left + PLOT + 12, TOP - 10, "prior → posterior, mean ± sd", fill=FAINT),
    ]
    for tick in (-1, 0, 1):
        parts.append(_line(x(tick), TOP, x(tick), foot, FAINT if tick == 0 else GRID, 1))
        parts.append(
            _text(x(tick), foot + 18, f"{tick:+d}".replace("-", "−") if tick else "0", "middle")
        )
    below = "standard deviations of the prior from its mean"
    parts.append(_text(left + PLOT / 2, foot + 40, below, "middle", fill=FAINT))
    for place, each in enumerate(shown):
        y = TOP + ROW * (place + 1 / 2)
        (mean, spread), (now, after) = each["prior"], each["posterior"]
        shift, narrowed = (now - mean) / spread, after / spread
        parts += [
            _text(left - 10, y + 4, each["path"], "end"),
            _line(x(-1), y, x(1), y, EMPTY, 9),
            _line(x(0), y - 5, x(0), y + 5, BLUE, 2),
            _line(x(shift - narrowed), y, x(shift + narrowed), y, VERMILION, 2),
            _mark(x(shift), y),
            _text(left + PLOT + 12, y + 4, _said(each), size=12),
        ]
    return "\n".join([*parts, "</svg>", ""])


def _said(each: Object) -> str:
    (mean, spread), (now, after) = each["prior"], each["posterior"]
    return " → ".join(
        f"{value:.{DIGITS}g} ± {sd:.2g}" for value, sd in ((mean, spread), (now, after))
    )


def _key(left: float, y: float) -> list[str]:
    return [
        _line(left, y, left + 24, y, EMPTY, 9),
        _line(left + 12, y - 5, left + 12, y + 5, BLUE, 2),
        _text(left + 32, y + 4, "prior"),
        _line(left + 90, y, left + 114, y, VERMILION, 2),
        _mark(left + 102, y),
        _text(left + 122, y + 4, "posterior"),
    ]


def _mark(x: float, y: float) -> str:
    corners = " ".join(
        f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in ((0, -5), (5, 0), (0, 5), (-5, 0))
    )
    return f'<polygon points="{corners}" fill="{VERMILION}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    places = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {places} stroke="{colour}" stroke-width="{width}"/>'


def _text(
    x: float, y: float, words: str, anchor: str = "start", *, size: int = 13, fill: str = INK
) -> str:
    look = f'text-anchor="{anchor}" font-size="{size}" fill="{fill}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(words)}</text>'
