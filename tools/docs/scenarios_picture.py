"""Intervals of many scenarios in one picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from drawing import diamond, document, line, ring, text

from sim.figures.style import EMPTY, FAINT, GRID, INK, VERMILION

LABELS, PLOT, GAP, EDGE = 390, 320, 30, 12  # widths in pixels
TOP, ROW, BOTTOM = 74, 24, 62  # heights in pixels
ROOM = 0.05  # of the range, free at either end
TICKS = (-50, -20, -5, -1, 0, 1, 5, 20, 50)  # points


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
        *_key(),
    ]
    for i, label in enumerate(labels):
        y = _middle(i)
        if i % 2 == 0:
            band = f'y="{y - ROW / 2:g}" width="{width - 2 * EDGE}" height="{ROW}" fill="#f6f6f6"'
            parts.append(f'<rect x="{EDGE}" {band}/>')
        parts.append(text(LABELS - 12, y + 4, label, "end"))
    for i, panel in enumerate(panels):
        parts += _panel(panel, LABELS + i * (PLOT + GAP))
    return document(width, height, title, parts)


def _panel(panel: Panel, left: float) -> list[str]:
    ends = [_place(end) for row in panel.rows for end in (*row.ci95, *row.forms, -1, 1)]
    low, high = min(ends), max(ends)
    room = ROOM * (high - low)
    low, high = low - room, high + room

    def x(value: float) -> float:
        return left + PLOT * (_place(value) - low) / (high - low)

    foot = TOP + ROW * len(panel.rows)
    parts = [text(left, TOP - 12, panel.title, "start", weight="600")]
    for tick in TICKS:
        if low < _place(tick) < high:
            parts.append(line(x(tick), TOP, x(tick), foot, INK if tick == 0 else GRID, 1))
            parts.append(text(x(tick), foot + 18, _signed(tick), "middle", fill=FAINT))
    below = "difference in points, logarithmic beyond ±1"
    parts.append(text(left + PLOT / 2, foot + 38, below, "middle", fill=FAINT))
    for i, row in enumerate(panel.rows):
        y = _middle(i)
        parts.append(line(x(row.forms[0]), y, x(row.forms[1]), y, EMPTY, 8))
        parts.append(line(x(row.ci95[0]), y, x(row.ci95[1]), y, _colour(row.verdict), 3))
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
        parts += [_mark(x, y, verdict), text(x + 12, y + 4, words, "start")]
        x += 40 + 7 * len(words)
    parts += [
        line(x - 8, y, x + 12, y, EMPTY, 8),
        text(x + 20, y + 4, "over uncertain forms", "start"),
    ]
    return parts


def _mark(x: float, y: float, verdict: str) -> str:
    """A filled diamond where something can be said, an open one where it turns, else a circle."""
    if verdict in ("higher", "lower", "cannot tell"):
        fill = "white" if verdict == "cannot tell" else VERMILION
        return diamond(x, y, 6, f'fill="{fill}" stroke="{VERMILION}" stroke-width="1.5"')
    return ring(x, y, 4.5, FAINT)


def _colour(verdict: str) -> str:
    return VERMILION if verdict in ("higher", "lower", "cannot tell") else FAINT


def _middle(row: int) -> float:
    return TOP + ROW * (row + 1 / 2)


def _signed(value: float) -> str:
    return f"{value:+g}".replace("-", "−") if value else "0"
