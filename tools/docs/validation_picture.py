"""The record in one picture: reliability, and scores beside rivals."""

from collections.abc import Mapping
from html import escape
from typing import Any

from drawing import diamond, document, line, ring, text

from sim.figures.style import BLUE, EMPTY, FAINT, GRID, INK, VERMILION

EDGE, SIDE, BETWEEN, LABELS, PLOT, COUNTS = 20, 320, 40, 190, 400, 30  # widths in pixels
TOP, ROW, BOTTOM = 104, 40, 64  # heights in pixels
TICKS = (0, 0.25, 0.5, 0.75, 1)
MODEL = "the model"

Object = Mapping[str, Any]


def svg(record: Object) -> str:
    """Left: how often what was called likely came true; right: Brier scores of all forecasters.

    record : of docs/results/hindcast.json
    """
    scores = {name: each for name, each in record["scores"].items() if "brier_turned" in each}
    width = EDGE + 48 + SIDE + BETWEEN + LABELS + PLOT + COUNTS + EDGE
    height = TOP + max(SIDE, ROW * len(scores)) + BOTTOM
    asked = record["scores"][MODEL]["questions"]
    title = f"What the model said at the end of 2016 of {asked} questions, and what happened"
    parts = [
        text(EDGE, 28, title, size=15),
        *_reliability(record["reliability"], EDGE + 48, TOP),
        *_scores(scores, EDGE + 48 + SIDE + BETWEEN + LABELS, TOP),
    ]
    return document(width, height, title, parts)


def _reliability(bins: list[Object], left: float, top: float) -> list[str]:
    foot = top + SIDE

    def x(p: float) -> float:
        return left + SIDE * p

    def y(p: float) -> float:
        return foot - SIDE * p

    parts = [text(left, 62, "How often it came true"), *_key_of_bins(left, 84)]
    for tick in TICKS:
        parts += [
            line(x(tick), top, x(tick), foot, GRID, 1),
            line(left, y(tick), left + SIDE, y(tick), GRID, 1),
            text(x(tick), foot + 18, f"{100 * tick:g}", "middle"),
            text(left - 8, y(tick) + 4, f"{100 * tick:g}", "end"),
        ]
    parts += [
        line(x(0), y(0), x(1), y(1), FAINT, 1),
        text(left + SIDE / 2, foot + 40, "mean probability said, %", "middle"),
        _upright(left - 40, top + SIDE / 2, "share that happened, %"),
    ]
    for each in bins:
        at = x(each["forecast"])
        low, high = each["consistent"]
        wide = low <= each["happened"] <= high
        parts += [
            line(at, y(low), at, y(high), EMPTY, 10),
            _dot(at, y(each["happened"]), BLUE if wide else VERMILION, filled=not wide),
            _halo(at, y(each["happened"]) - 11, f"n = {each['questions']}"),
        ]
    return parts


def _key_of_bins(left: float, y: float) -> list[str]:
    return [
        line(left + 5, y - 9, left + 5, y + 3, EMPTY, 10),
        text(left + 16, y, "nine in ten, if all said was true"),
        _dot(left + 226, y - 4, VERMILION, filled=True),
        text(left + 236, y, "outside"),
    ]


def _scores(scores: Mapping[str, Object], left: float, top: float) -> list[str]:
    foot = top + ROW * len(scores)
    ordered = sorted(scores, key=lambda name: scores[name]["brier"])

    def x(score: float) -> float:
        return left + PLOT * score

    parts = [
        text(left, 62, "Mean Brier score: 0 is best"),
        *_key_of_scores(left, 84),
    ]
    for tick in TICKS:
        parts += [
            line(x(tick), top, x(tick), foot, GRID, 1),
            text(x(tick), foot + 18, f"{tick:g}", "middle"),
        ]
    for place, name in enumerate(ordered):
        each, y = scores[name], top + ROW * (place + 1 / 2)
        low, high = each["ci95"]
        colour = VERMILION if name == MODEL else INK
        parts += [
            text(left - 10, y + 4, name, "end", fill=colour),
            line(x(low), y, x(high), y, colour, 2),
            _diamond(x(each["brier"]), y, colour),
            _tick(x(each["brier_unchanged"]), y, "○", FAINT),
            _tick(x(each["brier_turned"]), y, "●", FAINT),
        ]
    return parts


def _key_of_scores(left: float, y: float) -> list[str]:
    return [
        _diamond(left + 6, y - 4, INK),
        text(left + 18, y, "all, with 95 %"),
        _tick(left + 126, y - 4, "○", FAINT),
        text(left + 138, y, "nothing had changed"),
        _tick(left + 288, y - 4, "●", FAINT),
        text(left + 300, y, "something had"),
    ]


def _tick(x: float, y: float, mark: str, colour: str) -> str:
    """A small circle, filled or open."""
    return ring(x, y, 3.5, colour, colour if mark == "●" else "white")


def _dot(x: float, y: float, colour: str, *, filled: bool) -> str:
    fill = colour if filled else "white"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="{colour}" '
        f'stroke-width="2"/>'
    )


def _diamond(x: float, y: float, colour: str) -> str:
    return diamond(x, y, 6, f'fill="{colour}"')


def _halo(x: float, y: float, words: str) -> str:
    """Words that can be read on whatever lies behind them."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="12" stroke="white" '
        f'stroke-width="4" paint-order="stroke">{escape(words)}</text>'
    )


def _upright(x: float, y: float, words: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" '
        f'transform="rotate(-90 {x:.1f} {y:.1f})">{escape(words)}</text>'
    )
