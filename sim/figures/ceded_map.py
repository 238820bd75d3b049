"""The ground in question: on a map, over time, and between the two win-sets of the bargaining.

The map is made of plain lines in degrees, so that nothing is fetched to draw it; a degree of
longitude is drawn as long as it is in the middle of the map. One hue stands for ground that is
ceded: on the map for how likely, elsewhere darker for the further settlement.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.ceded_territory import Cession, Ladder, Parcel
from sim.analysis.win_sets import Steps, WinSets
from sim.base import number_text as words
from sim.dispute.geography import Atlas, Island
from sim.figures.style import (
    FAINT,
    INK,
    Figure,
    Look,
    Trace,
    axis,
    calendar,
    layout,
    text,
)

SEA, LAND, COAST = "#edf2f5", "#dcdbd5", "#b4b2aa"
HUE = ("#f6f4fa", "#cbc5e3", "#9a90c9", "#6c59ab", "#46277f")  # from none to the top of the scale
GREYS = ("#ffffff", "#a9a9a9", "#7d7d7d")  # rungs that cede nothing
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "star", "hexagon", "cross")
PATTERNS = ("", "/", "x", "-", "+", "|", ".")
SCALES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)  # tops of the map's scale
HUNDRED = 100
MAP_HEIGHT, TIME_HEIGHT = 480, 380
CELL, AROUND_CELLS = 84, 180  # height of a row of cells, and of all that is around them
MARKED = 3  # width of the coast of the island that is chosen
WRAP = 18  # letters in a line of a mark's name
ROOM = 1.12  # above the highest curve
LEAST = 1.0  # of 100 worlds: top of an axis where almost nothing happens
NEAR = 0.005  # a share so near to another is the same
# Steps of a sequence that fills a square evenly (Roberts 2018): powers of 1 / 1.3247…, the root of
# x³ = x + 1.
EVEN = (0.7548776662466927, 0.5698402909980532)
INSIDE = 0.9  # of a cell's width, in which its worlds are spread out
FOOT, RISE = 0.4, 0.58  # of its height: where they begin below the middle, and how far up they go


@dataclass(frozen=True)
class Mark:
    """How a rung of the ladder is told from others, with and without colour."""

    colour: str
    symbol: str
    pattern: str


def marks(ladder: Ladder) -> dict[str, Mark]:
    """How each rung looks: grey where it cedes nothing, else the darker the further."""
    found: dict[str, Mark] = {}
    ceding = [name for name, rung in ladder.items() if rung.islands]
    plain = [name for name, rung in ladder.items() if not rung.islands]
    for place, name in enumerate(ladder):
        colour = GREYS[min(plain.index(name), len(GREYS) - 1)] if name in plain else ""
        if not colour:
            further = (ceding.index(name) + 1) / len(ceding)
            colour = shade(1 / len(HUE) + further * (1 - 1 / len(HUE)))
        pattern = PATTERNS[ceding.index(name) % len(PATTERNS)] if name in ceding else ""
        found[name] = Mark(colour, SYMBOLS[place % len(SYMBOLS)], pattern)
    return found


def shade(share: float) -> str:
    """The hue of a place on the scale, 0 to 1."""
    place = min(max(share, 0), 1) * (len(HUE) - 1)
    low = min(int(place), len(HUE) - 2)
    ends = [[int(HUE[low + i][k : k + 2], 16) for k in (1, 3, 5)] for i in (0, 1)]
    mixed = [round(a + (b - a) * (place - low)) for a, b in zip(*ends, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def top_of(found: Sequence[Cession]) -> float:
    """The top of a scale on which all of them can be read, in all quarters."""
    highest = max((each.top for each in found), default=0)
    return next(scale for scale in SCALES if scale >= min(highest, 1))


# -- the map -------------------------------------------------------------------------------------


def island_map(atlas: Atlas, found: Cession, place: int, top: float, chosen: str = "") -> Figure:
    """The islands, shaded by the share of worlds in which they are ceded.

    place : of the quarter; top : share at which the hue is darkest
    chosen : island with a heavy coast
    """
    window = atlas.window
    middle = math.cos(math.radians((window.south + window.north) / 2))
    traces = [_around(atlas), _names(atlas)]
    notes = []
    for island in atlas.islands:
        parcel = found.of(island.id)
        traces += _island(island, parcel, place, top, is_chosen=island.id == chosen)
        notes.append(_label(island, parcel, place, is_chosen=island.id == chosen))
    return {
        "data": [*traces, _scale(top)],
        "layout": layout(
            MAP_HEIGHT,
            xaxis=_degrees((window.west, window.east), "EW", "left"),
            yaxis=_degrees((window.south, window.north), "NS", "top")
            | {"scaleanchor": "x", "scaleratio": 1 / middle},
            plot_bgcolor=SEA,
            annotations=notes,
            showlegend=False,
            hovermode="closest",
            margin={"l": 48, "r": 8, "t": 8, "b": 32},
        ),
    }


def _around(atlas: Atlas) -> Trace:
    """The land that is not in question, as one trace."""
    x, y = _line(atlas.around)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": LAND,
        "line": {"width": 0.8, "color": COAST},
        "hoverinfo": "skip",
    }


def _names(atlas: Atlas) -> Trace:
    side = {"left": "middle right", "right": "middle left", "middle": "middle center"}
    return {
        "type": "scatter",
        "mode": "text",
        "x": [name.label.at[0] for name in atlas.names],
        "y": [name.label.at[1] for name in atlas.names],
        "text": [f"<i>{text(name.title)}</i>" for name in atlas.names],
        "textposition": [side[name.label.side] for name in atlas.names],
        "textfont": {"size": 12, "color": FAINT},
        "hoverinfo": "skip",
        "cliponaxis": True,
    }


def _island(
    island: Island, parcel: Parcel, place: int, top: float, *, is_chosen: bool
) -> list[Trace]:
    """An island and its islets; what is clicked says which island it is."""
    colour = shade(float(parcel.share[place]) / top)
    edge = {"width": MARKED if is_chosen else 1.2, "color": INK}
    x, y = _line(island.rings)
    said = f"<b>{text(island.title)}</b><br>{_said(parcel, place)}<extra></extra>"
    common = {"type": "scatter", "hovertemplate": said, "name": text(island.title)}
    found: list[Trace] = []
    if island.rings:
        found.append(
            {
                **common,
                "mode": "lines+markers",
                "x": x,
                "y": y,
                "customdata": [island.id] * len(x),
                "fill": "toself",
                "fillcolor": colour,
                "line": edge,
                "marker": {"size": 14, "opacity": 0},  # coasts are thin to hit
            }
        )
    if island.dots:
        found.append(
            {
                **common,
                "mode": "markers",
                "x": [dot[0] for dot in island.dots],
                "y": [dot[1] for dot in island.dots],
                "customdata": [island.id] * len(island.dots),
                "marker": {"size": 8, "color": colour, "line": edge},
            }
        )
    return found


def _label(island: Island, parcel: Parcel, place: int, *, is_chosen: bool) -> dict[str, object]:
    title = f"<b>{text(island.title)}</b>"
    low, high = parcel.low[place], parcel.high[place]
    number = words.per_100(float(parcel.share[place]))
    return {
        "x": island.label.at[0],
        "y": island.label.at[1],
        "xanchor": {"middle": "center"}.get(island.label.side, island.label.side),
        "yanchor": "middle",
        "align": {"middle": "center"}.get(island.label.side, island.label.side),
        "showarrow": False,
        "text": (
            f"{f'<u>{title}</u>' if is_chosen else title}<br>"
            f"<b style='font-size:17px'>{number}</b> of 100<br>"
            f"<span style='color:{FAINT};font-size:12px'>"
            f"{words.percent_range(low, high)} over forms</span>"
        ),
        "font": {"size": 13},
    }


def _said(parcel: Parcel, place: int) -> str:
    share = words.in_100(float(parcel.share[place]))
    error = words.number(float(parcel.mcse[place]) * HUNDRED, 2)
    over = words.percent_range(parcel.low[place], parcel.high[place])
    return f"{share} (± {error} by their number), {over} over forms"


def _scale(top: float) -> Trace:
    """What the hue means, as a bar in a corner."""
    steps = [i / (len(HUE) - 1) for i in range(len(HUE))]
    ends = [0, top / 2, top]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [None],
        "y": [None],
        "hoverinfo": "skip",
        "marker": {
            "color": [0],
            "cmin": 0,
            "cmax": top,
            "colorscale": list(zip(steps, HUE, strict=True)),
            "showscale": True,
            "colorbar": {
                "orientation": "h",
                "x": 0.02,
                "xanchor": "left",
                "y": 0.98,
                "yanchor": "top",
                "len": 0.34,
                "thickness": 10,
                "outlinewidth": 0.5,
                "tickvals": ends,
                "ticktext": [words.per_100(end) for end in ends],
                "tickfont": {"size": 12},
                "title": {
                    "text": "ceded, of 100 worlds",
                    "side": "top",
                    "font": {"size": 12},
                },
            },
        },
    }


def _line(
    rings: Sequence[Sequence[tuple[float, float]]],
) -> tuple[list[float | None], list[float | None]]:
    """Closed lines as one, with gaps between them."""
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in rings:
        closed = [*ring, ring[0]]
        x += [*([None] if x else []), *(point[0] for point in closed)]
        y += [*([None] if y else []), *(point[1] for point in closed)]
    return x, y


def _degrees(ends: tuple[float, float], letters: str, side: str) -> dict[str, Any]:
    """An axis in degrees with light ticks, kept to one side where there is more room than map."""
    places = list(range(math.ceil(ends[0]), math.floor(ends[1]) + 1))
    return axis(
        range=list(ends),
        constrain="domain",
        constraintoward=side,
        showgrid=False,
        tickmode="array",
        tickvals=places,
        ticktext=[_degree(place, letters) for place in places],
        tickfont={"size": 11, "color": FAINT},
        linecolor=COAST,
        tickcolor=COAST,
        mirror=True,
        fixedrange=True,
        automargin=False,
    )


def _degree(place: int, letters: str) -> str:
    """A degree with its direction; east of 180 it is west."""
    turned = (place + 180) % 360 - 180 if letters == "EW" and abs(place) != 180 else place
    return f"{abs(turned)}°{letters[turned < 0] if turned else ''}"


# -- over time -----------------------------------------------------------------------------------


def over_time(
    found: Cession,
    look: Look,
    ladder: Ladder,
    titles: Mapping[str, str],
    base: Cession | None = None,
    base_look: Look | None = None,
    place: int | None = None,
) -> Figure:
    """The share of worlds in which each parcel is ceded, stacked by settlement.

    titles : island -> its name; place : quarter that is marked
    """
    looks = marks(ladder)
    traces: list[Trace] = []
    notes = []
    axes: dict[str, Any] = {}
    shown = [found, *([base] if base else [])]
    highest = max(_highest(each) for each in shown) * HUNDRED
    top = max(highest * ROOM, LEAST)
    count = len(found.parcels)
    seen: set[str] = set()
    for number, parcel in enumerate(found.parcels, start=1):
        which = str(number) if number > 1 else ""
        pair = {"xaxis": f"x{which}", "yaxis": f"y{which}"}
        for rung, row in zip(parcel.rungs, parcel.by_rung, strict=True):
            traces.append(
                _layer(row, rung, parcel, found.quarters, looks[rung], ladder, pair)
                | {"showlegend": rung not in seen}
            )
            seen.add(rung)
        traces += _edges(parcel, look, pair, is_first=number == 1)
        if base is not None and base_look is not None:
            traces.append(_total(base.of(parcel.islands[0]), base_look, pair, number == 1))
        left, right = ((number - 1 + k) / count for k in (0, 1))
        gap = 0.06 / count
        domain = [left + (gap if number > 1 else 0), right - (gap if number < count else 0)]
        axes[f"xaxis{which}"] = calendar(found.quarters) | {
            "domain": domain,
            "anchor": f"y{which}",
        }
        axes[f"yaxis{which}"] = axis(
            "of 100 worlds" if number == 1 else "",
            range=[0, top],
            anchor=f"x{which}",
            rangemode="tozero",
            tickfont={"color": FAINT},
        )
        notes.append(_heading(parcel, titles, found.quarters, place, domain[0]))
    return {
        "data": traces,
        "layout": layout(
            TIME_HEIGHT,
            **axes,
            annotations=notes,
            shapes=[] if place is None else [_now(place, number) for number in range(count)],
            hovermode="x unified",
            margin={"l": 64, "r": 16, "t": 84, "b": 52},
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1.13,
                "xanchor": "left",
                "yanchor": "bottom",
                "font": {"size": 13},
                "traceorder": "normal",
            },
        ),
    }


def _highest(found: Cession) -> float:
    ends = [
        float(np.nanmax(np.concatenate([parcel.high, parcel.share]))) for parcel in found.parcels
    ]
    return max(ends, default=0.0)


def _layer(
    row: NDArray[np.float64],
    rung: str,
    parcel: Parcel,
    quarters: Sequence[str],
    mark: Mark,
    ladder: Ladder,
    pair: Mapping[str, str],
) -> Trace:
    name = text(ladder[rung].title)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.arange(len(quarters)),
        "y": row * HUNDRED,
        "stackgroup": parcel.islands[0],
        "line": {"shape": "hv", "width": 0.5, "color": mark.colour},
        "fillcolor": mark.colour,
        "fillpattern": {
            "shape": mark.pattern,
            "fillmode": "overlay",
            "fgcolor": "rgba(255,255,255,0.75)",
            "size": 7,
            "solidity": 0.25,
        },
        "name": name,
        "legendgroup": rung,
        "hovertemplate": f"{name}: %{{y:.2~f}} of 100<extra></extra>",
        **pair,
    }


def _edges(parcel: Parcel, look: Look, pair: Mapping[str, str], *, is_first: bool) -> list[Trace]:
    """All settlements together, and between which shares that lies over the forms."""
    ends = {
        "type": "scatter",
        "mode": "lines",
        "x": np.arange(len(parcel.share)),
        "line": {"shape": "hv", "width": 1.2, "color": look.colour, "dash": "dot"},
        "hoverinfo": "skip",
        "legendgroup": "forms",
        **pair,
    }
    return [
        {**ends, "y": parcel.low * HUNDRED, "showlegend": False},
        {
            **ends,
            "y": parcel.high * HUNDRED,
            "name": "range over forms",
            "showlegend": is_first,
        },
        _total(parcel, look, pair, is_first),
    ]


def _total(parcel: Parcel, look: Look, pair: Mapping[str, str], is_first: bool) -> Trace:
    name = text(look.name)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.arange(len(parcel.share)),
        "y": parcel.share * HUNDRED,
        "line": {"shape": "hv", "width": 2.2, "color": look.colour, "dash": look.dash},
        "name": name,
        "legendgroup": look.name,
        "showlegend": is_first,
        "customdata": np.column_stack([parcel.low, parcel.high]) * HUNDRED,
        "hovertemplate": (
            f"{name}: %{{y:.2~f}}, forms %{{customdata[0]:.2~f}} to %{{customdata[1]:.2~f}}"
            "<extra></extra>"
        ),
        **pair,
    }


def _heading(
    parcel: Parcel,
    titles: Mapping[str, str],
    quarters: Sequence[str],
    place: int | None,
    left: float,
) -> dict[str, object]:
    at = len(quarters) - 1 if place is None else place
    islands = ", ".join(titles[island] for island in parcel.islands)
    number = words.per_100(float(parcel.share[at]))
    return {
        "text": f"<b>{text(islands)}</b>: {number} of 100 in {quarters[at]}",
        "x": left,
        "y": 1.02,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 14},
    }


def _now(place: int, number: int) -> dict[str, object]:
    which = str(number + 1) if number else ""
    return {
        "type": "line",
        "xref": f"x{which}",
        "yref": f"y{which} domain",
        "x0": place,
        "x1": place,
        "y0": 0,
        "y1": 1,
        "line": {"color": FAINT, "width": 1},
        "layer": "below",
    }


# -- win-sets ------------------------------------------------------------------------------------


def win_sets(
    found: WinSets, ladder: Ladder, sides: tuple[str, str], reach: Mapping[str, float]
) -> Figure:
    """Where worlds fall between the two win-sets, and how those shown one by one end.

    sides : holder and claimant, as a reader knows them
    reach : rung -> share of packages that go no further
    """
    looks = marks(ladder)
    points = _spread(found)
    traces = [_density(found)]
    for place, (name, rung) in enumerate(ladder.items()):
        these = found.final[found.sample] == place
        traces.append(_worlds(found.sample[these], points[these], looks[name], rung.title))
    title = "packages that {} could ratify, share of all"
    return {
        "data": traces,
        "layout": layout(
            CELL * max(len(found.rows), 1) + AROUND_CELLS,
            xaxis=_steps(found.columns, title.format(sides[0]), _reached(ladder, reach)),
            yaxis=_steps(found.rows, title.format(sides[1]), {}),
            annotations=list(_counts(found)),
            shapes=list(_may_be_apart(found)),
            hovermode="closest",
            margin={"l": 72, "r": 16, "t": 72, "b": 96},
        ),
    }


def _steps(steps: Steps, title: str, named: Mapping[float, str]) -> dict[str, Any]:
    """An axis of the steps of a share, as wide as one another."""
    said = []
    for low, high in zip(steps.low.tolist(), steps.high.tolist(), strict=True):
        name = next((n for share, n in named.items() if abs(share - low) < NEAR), "")
        lines = wrap(name, WRAP) if name and low == high else []
        said.append("<br>".join([_whole(low, high), *map(text, lines)]))
    return axis(
        title,
        tickmode="array",
        tickvals=list(range(len(steps))),
        ticktext=said,
        range=[-0.5, max(len(steps), 1) - 0.5],
        showgrid=False,
        ticks="",
        fixedrange=True,
    )


def _whole(low: float, high: float) -> str:
    """A step in whole percent."""
    first, second = (f"{end * HUNDRED:.0f}" for end in (low, high))
    return f"{first} %" if first == second else f"{first}–{second} %"


def _reached(ladder: Ladder, reach: Mapping[str, float]) -> dict[float, str]:
    """What a win-set of that share could hold: share -> all packages up to a rung, in words."""
    return {share: f"up to {ladder[name].title}" for name, share in reach.items()}


def _density(found: WinSets) -> Trace:
    shares = np.where(found.density > 0, found.density * HUNDRED, np.nan)
    return {
        "type": "heatmap",
        "x": list(range(len(found.columns))),
        "y": list(range(len(found.rows))),
        "z": shares,
        "zmin": 0,
        "colorscale": [[0, "#f7f7f5"], [1, "#bfbeb6"]],
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hovertemplate": "%{z:.1f} of 100 worlds<extra></extra>",
    }


def _counts(found: WinSets) -> Iterator[dict[str, object]]:
    """How many of a hundred worlds are in a cell, and in the base, over its upper left corner."""
    shown = found.density > 0
    if found.base is not None:
        shown |= found.base > 0
    for row, column in np.argwhere(shown):
        said = f"<b>{words.per_100(float(found.density[row, column]))}</b>"
        if found.base is not None:
            before = words.per_100(float(found.base[row, column]))
            said += f"<span style='color:{FAINT};font-size:12px'>  base {before}</span>"
        yield {
            "x": column - 0.48,
            "y": row + 0.46,
            "xanchor": "left",
            "yanchor": "top",
            "text": said,
            "showarrow": False,
            "bgcolor": "rgba(255,255,255,0.85)",
            "borderpad": 1,
            "font": {"size": 14, "color": INK},
        }


def _may_be_apart(found: WinSets) -> Iterator[dict[str, object]]:
    """A dashed frame where the shares add up to no more than one: no package need be in both."""
    for row, column in np.argwhere(found.density > 0):
        if found.rows.high[row] + found.columns.high[column] <= 1:
            yield {
                "type": "rect",
                "x0": column - 0.49,
                "x1": column + 0.49,
                "y0": row - 0.48,
                "y1": row + 0.48,
                "line": {"color": INK, "width": 1.2, "dash": "4px,3px"},
            }


def _spread(found: WinSets) -> NDArray[np.float64]:
    """Places of the sampled worlds, spread evenly over their cells below the number, (world, 2)."""
    turn = np.arange(1, len(found.sample) + 1)
    across, up = (((turn * step) % 1) for step in EVEN)
    places: NDArray[np.float64] = np.empty((len(found.sample), 2))
    places[:, 0] = found.columns.place(found.last.holder[found.sample]) + (across - 1 / 2) * INSIDE
    places[:, 1] = found.rows.place(found.last.claimant[found.sample]) - FOOT + up * RISE
    return places


def _worlds(worlds: NDArray[np.intp], places: NDArray[np.float64], mark: Mark, title: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        # A settlement that no world of the sample ends with stands in the legend all the same.
        "x": places[:, 0].tolist() or [None],
        "y": places[:, 1].tolist() or [None],
        "customdata": worlds.tolist(),
        "name": text(title),
        "marker": {
            "symbol": mark.symbol,
            "size": 8,
            "color": mark.colour,
            "line": {"width": 0.8, "color": INK},
        },
        "hovertemplate": f"world %{{customdata}}: {text(title)}<extra></extra>",
    }
