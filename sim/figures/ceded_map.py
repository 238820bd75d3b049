"""Map of the disputed territory, shaded by the share of worlds in which each part is ceded.

The map is drawn as lines in degrees, so that no map tiles are fetched. The scale of longitude is
that of the middle of the map.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sim.analysis.ceded_territory import Cession, Parcel
from sim.base import number_text
from sim.dispute.geography import DisputeMap, Island
from sim.figures.captioned_figure import Picture, source
from sim.figures.settlement_marks import HUE, shade
from sim.figures.style import (
    FAINT,
    INK,
    Figure,
    RunStyle,
    Trace,
    axis,
    layout,
    text,
)
from sim.results import Run

SEA, LAND, COAST = "#edf2f5", "#dcdbd5", "#b4b2aa"
SCALES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)  # tops of the map's scale
HUNDRED = 100
MAP_HEIGHT = 480
MARKED = 3  # width of the coast of the island that is chosen
COUNTED = (
    "Ceded: by an agreement that has been ratified and not been broken; the handover itself falls "
    "due some quarters later."
)
Titles = Mapping[str, str]


def top_of(found: Sequence[Cession]) -> float:
    """The top of a scale on which all of them can be read, in all quarters."""
    highest = max((each.top for each in found), default=0)
    return next(scale for scale in SCALES if scale >= min(highest, 1))


def draw_island_map(
    atlas: DisputeMap, found: Cession, place: int, top: float, chosen: str = ""
) -> Figure:
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


def _around(atlas: DisputeMap) -> Trace:
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


def _names(atlas: DisputeMap) -> Trace:
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
    number = number_text.per_100(float(parcel.share[place]))
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
            f"{number_text.percent_range(low, high)} over forms</span>"
        ),
        "font": {"size": 13},
    }


def _said(parcel: Parcel, place: int) -> str:
    share = number_text.in_100(float(parcel.share[place]))
    error = number_text.number(float(parcel.mcse[place]) * HUNDRED, 2)
    over = number_text.percent_range(parcel.low[place], parcel.high[place])
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
                "ticktext": [number_text.per_100(end) for end in ends],
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


def listed(islands: Sequence[str], named: Titles) -> str:
    """Islands by name, in a row."""
    shown = [named[island] for island in islands]
    return " and ".join([*([", ".join(shown[:-1])] if shown[:-1] else []), *shown[-1:]])


def island_map(
    run: Run,
    look: RunStyle,
    atlas: DisputeMap,
    found: Cession,
    place: int,
    *,
    top: float,
    chosen: str = "",
) -> Picture:
    """The islands on a map, shaded by how likely they are ceded.

    top : share at which the hue is darkest, the same on all maps beside one another
    """
    said = "; ".join(
        f"{island.title}: {share_over_forms(found.of(island.id), place)}"
        for island in atlas.islands
    )
    return Picture(
        draw_island_map(atlas, found, place, top, chosen),
        f"By {found.quarters[place]}: {look.name}",
        said,
        f"Of 100 worlds, and the range over uncertain forms. {COUNTED}",
        f"{source(run, 'level in quarters')}; {atlas.source}",
    )


def share_over_forms(parcel: Parcel, place: int) -> str:
    """Share of worlds in which a parcel is ceded, with its range over uncertain forms, as text."""
    over = number_text.percent_range(float(parcel.low[place]), float(parcel.high[place]))
    return f"{number_text.in_100(float(parcel.share[place]))}, {over} over forms"
