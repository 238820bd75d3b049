"""Parameters before and after calibration in one picture."""

from collections.abc import Mapping
from typing import Any

from drawing import diamond, document, line, text

from sim.figures.style import BLUE, EMPTY, FAINT, GRID, VERMILION

LABELS, PLOT, VALUES, EDGE = 300, 380, 250, 20  # widths in pixels
TOP, ROW, BOTTOM = 96, 24, 60  # heights in pixels
REACH = 1.8  # standard deviations of the prior on either side
MOST = 30  # parameters that are shown, the one that moved most first
DIGITS = 3

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
        text(EDGE, 28, title, size=15),
        *_key(left, 62),
        text(left + PLOT + 12, TOP - 10, "prior → posterior, mean ± sd", fill=FAINT),
    ]
    for tick in (-1, 0, 1):
        parts.append(line(x(tick), TOP, x(tick), foot, FAINT if tick == 0 else GRID, 1))
        parts.append(
            text(x(tick), foot + 18, f"{tick:+d}".replace("-", "−") if tick else "0", "middle")
        )
    below = "standard deviations of the prior from its mean"
    parts.append(text(left + PLOT / 2, foot + 40, below, "middle", fill=FAINT))
    for place, each in enumerate(shown):
        y = TOP + ROW * (place + 1 / 2)
        (mean, spread), (now, after) = each["prior"], each["posterior"]
        shift, narrowed = (now - mean) / spread, after / spread
        parts += [
            text(left - 10, y + 4, each["path"], "end"),
            line(x(-1), y, x(1), y, EMPTY, 9),
            line(x(0), y - 5, x(0), y + 5, BLUE, 2),
            line(x(shift - narrowed), y, x(shift + narrowed), y, VERMILION, 2),
            _mark(x(shift), y),
            text(left + PLOT + 12, y + 4, _said(each), size=12),
        ]
    return document(width, height, title, parts)


def _said(each: Object) -> str:
    (mean, spread), (now, after) = each["prior"], each["posterior"]
    return " → ".join(
        f"{value:.{DIGITS}g} ± {sd:.2g}" for value, sd in ((mean, spread), (now, after))
    )


def _key(left: float, y: float) -> list[str]:
    return [
        line(left, y, left + 24, y, EMPTY, 9),
        line(left + 12, y - 5, left + 12, y + 5, BLUE, 2),
        text(left + 32, y + 4, "prior"),
        line(left + 90, y, left + 114, y, VERMILION, 2),
        _mark(left + 102, y),
        text(left + 122, y + 4, "posterior"),
    ]


def _mark(x: float, y: float) -> str:
    return diamond(x, y, 5, f'fill="{VERMILION}"')
