"""Linked pictures of the worlds that are picked: the same marks in each of them."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.selection_summary import SelectionContrast
from sim.analysis.world_variables import WorldVariable
from sim.base import number_text
from sim.figures.style import (
    BASE,
    FAINT,
    INK,
    RUN,
    Figure,
    RunStyle,
    Trace,
    axis,
    hidden,
    layout,
    named_rows,
    text,
)

Floats = NDArray[np.float64]
Worlds = NDArray[np.intp]

OTHERS = RunStyle("not picked", BASE.colour, "solid", "circle-open")
PICKED = RunStyle("picked", RUN.colour, RUN.dash, "diamond")

HEIGHT = 480
STRIP, GAP = 138, 0.07  # pixels of a strip; between two columns, share of the width
COLUMNS = 2
ROW = 40
BETWEEN = 32  # letters in a line of what is said beside a row, which has two
WIDE = 0.62  # of the room of a name over which its worlds are spread
SEED = 1  # of where worlds of one name are put beside one another; each keeps its place
ROOM = 0.04
FEW = 7  # names that stand on an axis; of more, some
LETTERS = 14  # of a line of one


@dataclass(frozen=True, eq=False)
class Points:
    """Worlds that are drawn as points, others and picked, and where each stands on its axes.

    others, picked : (point,), indices of worlds
    """

    others: Worlds
    selected: Worlds


@dataclass(frozen=True, eq=False)
class Strip:
    """One outcome or parameter over worlds, and what is said of it.

    values : (world,), places on the axis
    said : picked beside all, in words
    """

    along: WorldVariable
    values: Floats
    said: str


def scatter(
    x: Strip, y: Strip, points: Points, drawn: Sequence[Sequence[tuple[float, float]]] = ()
) -> Figure:
    """Every world as a point over two outcomes or parameters; the index of the world goes with it.

    drawn : outlines of what was brushed, corner by corner
    """
    shapes = [
        {
            "type": "path",
            "path": "M" + " L".join(f"{a},{b}" for a, b in corners) + " Z",
            "line": {"color": INK, "width": 1.4, "dash": "dot"},
            "fillcolor": PICKED.shade(0.05),
            "layer": "below",
        }
        for corners in drawn
    ]
    return {
        "data": [
            _points((x, y), points.others, OTHERS, 6),
            _points((x, y), points.selected, PICKED, 8),
        ],
        "layout": layout(
            HEIGHT,
            xaxis=_axis(x.along, x.values),
            yaxis=_axis(y.along, y.values),
            shapes=shapes,
            dragmode="select",
            hovermode="closest",
            margin={"l": 72, "r": 20, "t": 36, "b": 60},
        ),
    }


def strips(found: Sequence[Strip], points: Points) -> Figure:
    """A strip for each outcome, over an axis of its own: every world a point, the picked on top."""
    rows = -(-len(found) // COLUMNS)
    height = STRIP * rows + 40
    width = (1 - GAP * (COLUMNS - 1)) / COLUMNS
    tall = (STRIP - 84) / height
    traces: list[Trace] = []
    axes: dict[str, object] = {}
    notes: list[dict[str, object]] = []
    for place, strip in enumerate(found):
        row, column = divmod(place, COLUMNS)
        left, top = column * (width + GAP), 1 - (row * STRIP + 30) / height
        name = "" if place == 0 else str(place + 1)
        on = {"xaxis": f"x{name}", "yaxis": f"y{name}", "showlegend": place == 0}
        for worlds, look, size in ((points.others, OTHERS, 4), (points.selected, PICKED, 6)):
            traces.append({**_strip(strip, worlds, look, size), **on})
        axes[f"xaxis{name}"] = {
            **_axis(strip.along, strip.values, short=True),
            "domain": [left, left + width],
            "anchor": f"y{name}",
        }
        axes[f"yaxis{name}"] = hidden(
            domain=[top - tall, top], anchor=f"x{name}", range=[-0.08, 1.08]
        )
        notes.append(_heading(strip, left, top))
    return {
        "data": traces,
        "layout": layout(
            height,
            annotations=notes,
            dragmode="select",
            hovermode="closest",
            margin={"l": 16, "r": 16, "t": 44, "b": 0},
            **axes,
        ),
    }


def draw_selection_contrasts(found: Sequence[SelectionContrast]) -> Figure:
    """What was drawn, by how far it sets the picked worlds apart; the path goes with each mark."""
    rows = list(range(len(found)))[::-1]
    ends: list[float | None] = []
    levels: list[float | None] = []
    for each, row in zip(found, rows, strict=True):
        ends += [*each.ci95, None]
        levels += [row, row, None]
    most = max((abs(end) for end in ends if end is not None), default=1.0)
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": ends,
                "y": levels,
                "line": {"width": 6, "color": PICKED.shade(0.4)},
                "name": "95 %",
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": [each.drawn.delta for each in found],
                "y": rows,
                "marker": {
                    "symbol": [
                        PICKED.symbol if each.drawn.clear else f"{PICKED.symbol}-open"
                        for each in found
                    ],
                    "size": 11,
                    "color": PICKED.colour,
                    "line": {"width": 2, "color": PICKED.colour},
                },
                "name": "Cliff's delta",
                "customdata": [each.drawn.path for each in found],
                "text": [text(f"{named(each)}: {between(each)}") for each in found],
                "hovertemplate": "%{text}<extra></extra>",
                "cliponaxis": False,
            },
        ],
        "layout": layout(
            ROW * len(found) + 104,
            xaxis=axis(
                "picked worlds drew less ← Cliff's delta → picked worlds drew more",
                zeroline=True,
                zerolinecolor=INK,
                zerolinewidth=1,
                range=[-most * (1 + ROOM), most * (1 + ROOM)],
            ),
            yaxis=named_rows([named(each) for each in found], 0.7),
            annotations=[
                {
                    "x": 1.01,
                    "xref": "paper",
                    "y": row,
                    "xanchor": "left",
                    "align": "left",
                    "showarrow": False,
                    "text": "<br>".join(map(text, textwrap.wrap(between(each), BETWEEN))),
                    "font": {"size": 12, "color": FAINT},
                }
                for each, row in zip(found, rows, strict=True)
            ],
            showlegend=False,
            hovermode="closest",
            margin={"l": 16, "r": 250, "t": 16, "b": 56},
        ),
    }


def named(found: SelectionContrast) -> str:
    """A draw by its path, and of a form by the option."""
    drawn = found.drawn
    return f"{drawn.path} = {drawn.option.replace('_', ' ')}" if drawn.option else drawn.path


def between(found: SelectionContrast) -> str:
    """Its mean, or the share of an option, in the picked worlds and in the others."""
    drawn = found.drawn
    if drawn.option:
        here, there = (
            number_text.percent(share) for share in (drawn.mean_with, drawn.mean_without)
        )
        return f"{here}, others {there}"
    here, there = (number_text.number(mean) for mean in (drawn.mean_with, drawn.mean_without))
    return f"mean {here}, others {there} {drawn.unit}".strip()


def outlines(
    x: tuple[float, float] | None, y: tuple[float, float] | None, along: tuple[Strip, Strip]
) -> list[tuple[float, float]]:
    """The corners of a range of one axis or of both, over the whole width of an axis without."""
    sides = []
    for ends, strip in zip((x, y), along, strict=True):
        room = WIDE / 2 if strip.along.keys else 0
        low, high = _range(strip.along, strip.values) if ends is None else ends
        sides.append((low - room, high + room) if ends is not None else (low, high))
    (left, right), (bottom, top) = sides
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def _points(both: tuple[Strip, Strip], worlds: Worlds, look: RunStyle, size: int) -> Trace:
    scattered = _scattered(worlds)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": _beside(both[0], worlds, scattered[0]),
        "y": _beside(both[1], worlds, scattered[1]),
        "name": look.name,
        "customdata": worlds,
        "marker": _marker(look, size),
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
        "text": [_hover(world, both) for world in worlds],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _strip(strip: Strip, worlds: Worlds, look: RunStyle, size: int) -> Trace:
    across, up = _scattered(worlds)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": _beside(strip, worlds, across),
        "y": up,
        "name": look.name,
        "legendgroup": look.name,
        "customdata": worlds,
        "marker": _marker(look, size),
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
        "hovertemplate": f"world %{{customdata}}<extra>{look.name}</extra>",
        "cliponaxis": False,
    }


def _marker(look: RunStyle, size: int) -> dict[str, object]:
    is_open = look.symbol.endswith("-open")
    return {
        "symbol": look.symbol,
        "size": size,
        "color": look.shade(0.6) if is_open else look.colour,
        "line": {"width": 1, "color": look.shade(0.6) if is_open else "white"},
    }


def _scattered(worlds: Worlds) -> Floats:
    """Two numbers between 0 and 1 for each world, (2, point), the same whichever are drawn."""
    most = int(worlds.max(initial=0)) + 1
    found: Floats = np.random.default_rng(SEED).random((most, 2))[worlds].T
    return found


def _beside(strip: Strip, worlds: Worlds, scattered: Floats) -> Floats:
    """Where worlds stand; those of one name are spread beside one another."""
    places = strip.values[worlds]
    return places + WIDE * (scattered - 1 / 2) if strip.along.keys else places


def _hover(world: int, both: Sequence[Strip]) -> str:
    lines = [f"<b>world {world}</b>"]
    for strip in both:
        value = strip.along.said(float(strip.values[world]))
        lines.append(text(f"{strip.along.label}: {value}"))
    return "<br>".join(lines)


def _range(along: WorldVariable, values: Floats) -> tuple[float, float]:
    """Ends of an axis: all names, or all numbers that are there."""
    if along.keys:
        return along.places[0] - 1 / 2, along.places[-1] + 1 / 2
    low, high = float(values.min()), float(values.max())
    room = ROOM * (high - low) or ROOM * abs(high) or 1
    return low - room, high + room


def _axis(along: WorldVariable, values: Floats, *, short: bool = False) -> dict[str, object]:
    """The axis of an outcome or parameter; without its title where a heading says it."""
    title = "" if short else f"{along.label}{f', {along.unit}' if along.unit else ''}"
    common = {"range": list(_range(along, values)), "tickfont": {"size": 11 if short else 12}}
    if not along.keys:
        return axis(title, nticks=6, **common)
    every = math.ceil(len(along.keys) / FEW)
    if along.kind == "quarter":
        shown = [i for i, key in enumerate(along.keys[:-1]) if key.endswith("Q1")]
        shown = [*shown[:: math.ceil(len(shown) / FEW) or 1], len(along.keys) - 1]
    else:
        shown = list(range(0, len(along.keys), every))
    return axis(
        title,
        tickmode="array",
        tickvals=[along.places[i] for i in shown],
        ticktext=[_folded(along.titles[i]) for i in shown],
        tickangle=0,
        showgrid=along.kind == "quarter",
        **common,
    )


def _folded(title: str) -> str:
    """A name for an axis, in two short lines at most."""
    lines = textwrap.wrap(title, LETTERS, max_lines=2, placeholder=" …")
    return "<br>".join(text(line) for line in lines)


def _heading(strip: Strip, x: float, y: float) -> dict[str, object]:
    unit = f", {strip.along.unit}" if strip.along.unit else ""
    return {
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "text": f"<b>{text(strip.along.label)}</b>{text(unit)}<br>"
        f"<span style='color:{FAINT}'>{text(strip.said)}</span>",
        "font": {"size": 12, "color": INK},
    }
