"""Intervals of many scenarios in one picture, as SVG that needs no browser to be made.

Colours and marks are those of the reports' figures (`sim.figures.style`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sim.figures.style import EMPTY, FAINT, GRID, INK, VERMILION

LABELS, PLOT, GAP, EDGE = 390, 320, 30, 12  # widths in pixels
TOP, ROW, BOTTOM = 74, 24, 62  # heights in pixels
ROOM = 0.05  # of the range, free at either end
TICKS = (-50, -20, -5, -1, 0, 1, 5, 20, 50)  # points
FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Row:
    """A difference in points, its 95 % interval, its range over forms, and what can be said."""

    difference: float
    ci95: tuple[float, float]
    forms: tuple[float, float]
    verdict: str


@dataclass(frozen=True)
class Panel:
    """One question to all scenarios."""

    title: str
    rows: Sequence[Row]


def svg(labels: Sequence[str], panels: Sequence[Panel], title: str) -> str:
    """The picture: a row for each label, a panel for each question."""
    height = TOP + ROW * len(labels) + BOTTOM
    width = LABELS + len(panels) * (PLOT + GAP) + EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" font-family="{FONT}" font-size="13" '
        f'fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
        *_key(),
    ]
    for i, label in enumerate(labels):
        y = _middle(i)
        if i % 2 == 0:
            band = f'y="{y - ROW / 2:g}" width="{width - 2 * EDGE}" height="{ROW}" fill="#f6f6f6"'
            parts.append(f'<rect x="{EDGE}" {band}/>')
        parts.append(_text(LABELS - 12, y + 4, label, "end"))
    for i, panel in enumerate(panels):
        parts += _panel(panel, LABELS + i * (PLOT + GAP))
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, left: float) -> list[str]:
    ends = [_place(end) for row in panel.rows for end in (*row.ci95, *row.forms, -1, 1)]
    low, high = min(ends), max(ends)
    room = ROOM * (high - low)
    low, high = low - room, high + room

    def x(value: float) -> float:
        return left + PLOT * (_place(value) - low) / (high - low)

    foot = TOP + ROW * len(panel.rows)
    parts = [_text(left, TOP - 12, panel.title, "start", weight="600")]
    for tick in TICKS:
        if low < _place(tick) < high:
            parts.append(_line(x(tick), TOP, x(tick), foot, INK if tick == 0 else GRID, 1))
            parts.append(_text(x(tick), foot + 18, _signed(tick), "middle", fill=FAINT))
    below = "difference in points, logarithmic beyond ±1"
    parts.append(_text(left + PLOT / 2, foot + 38, below, "middle", fill=FAINT))
    for i, row in enumerate(panel.rows):
        y = _middle(i)
        parts.append(_line(x(row.forms[0]), y, x(row.forms[1]), y, EMPTY, 8))
        parts.append(_line(x(row.ci95[0]), y, x(row.ci95[1]), y, _colour(row.verdict), 3))
        parts.append(_mark(x(row.difference), y, row.verdict))
    return parts


def _place(points: float) -> float:
    """Where a difference stands: even up to a point, then by its logarithm, so all are seen."""
    return math.asinh(points)


def _key() -> list[str]:
    y, x = 22, EDGE + 8
    parts = []
    for verdict, words in (
        ("higher", "higher or lower, beyond chance"),
        ("cannot tell", "cannot tell: turns with a form or a parameter"),
        ("no difference found", "no difference found"),
    ):
        parts += [_mark(x, y, verdict), _text(x + 12, y + 4, words, "start")]
        x += 40 + 7 * len(words)
    parts += [
        _line(x - 8, y, x + 12, y, EMPTY, 8),
        _text(x + 20, y + 4, "over uncertain forms", "start"),
    ]
    return parts


def _mark(x: float, y: float, verdict: str) -> str:
    """A filled diamond where something can be said, an open one where it turns, else a circle."""
    if verdict in ("higher", "lower", "cannot tell"):
        fill = "white" if verdict == "cannot tell" else VERMILION
        corners = " ".join(
            f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in ((0, -6), (6, 0), (0, 6), (-6, 0))
        )
        return (
            f'<polygon points="{corners}" fill="{fill}" stroke="{VERMILION}" stroke-width="1.5"/>'
        )
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="white" stroke="{FAINT}" '
        f'stroke-width="1.5"/>'
    )


def _colour(verdict: str) -> str:
    return VERMILION if verdict in ("higher", "lower", "cannot tell") else FAINT


def _middle(row: int) -> float:
    return TOP + ROW * (row + 1 / 2)


def _signed(value: float) -> str:
    return f"{value:+g}".replace("-", "−") if value else "0"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    places = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {places} stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, words: str, anchor: str, fill: str = INK, weight: str = "400") -> str:
    look = f'text-anchor="{anchor}" fill="{fill}" font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(words)}</text>'
