"""How close the actors are to one another in a quarter, as a network that shows its doubt."""

import math
from collections.abc import Sequence
from typing import Any

from sim.analysis.alignment import Relations, StateTrajectory, Tie
from sim.base import number_text
from sim.figures.captioned_figure import Picture, source
from sim.figures.fan_charts import draw_fan, which_paths
from sim.figures.style import FAINT, INK, Figure, RunStyle, Trace, hidden, layout, text
from sim.results import Run

HEIGHT = 480
THICKEST = 28  # pixels of a line between two that are as close as can be
THINNEST = 1.5
# Of the inner line: rising, falling, and as likely the one as the other.
WAYS = {1: ("solid", 0.85, "↗"), -1: ("14px,7px", 0.85, "↘"), 0: ("solid", 0.45, "↔")}
EVEN = 0.55  # above it, the directive's words no longer call a chance roughly even
NAME = 1.17  # where names stand, in radii
ASIDE, ABOVE = 1.62, 0.2  # room from the middle to the sides, and above and below the names
SIDE = 0.3  # of a radius from the middle, from which a name stands beside its actor
PANEL, COLUMNS = 210, 3  # pixels of a small fan, and how many stand side by side
HEAD, FOOT = 26, 34  # of these pixels, above and below
GAP = 0.018  # of the width, at either side
MARGIN = 40
# Where on a line its number may stand, from one end to the other, the best place first.
PLACES = (0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72)
WIDE, HIGH = 0.5, 0.26  # room that a number takes, in radii
Point = tuple[float, float]


def draw_network(found: Relations, quarter: int, look: RunStyle) -> Figure:
    """Actors on a circle in their order, joined where their closeness is followed.

    The inner line is as wide as the median, the outer one as the value that one world in twenty
    exceeds; dashed where it has fallen since the start, solid where it has risen, and paler where
    about as many worlds say the one as the other.

    quarter : its place
    """
    places = _circle(list(found.actors))
    ends = [(places[tie.between[0]], places[tie.between[1]]) for tie in found.ties]
    spots = _spots(ends, list(places.values()))
    order = sorted(range(len(ends)), key=lambda i: -_at(found.ties[i].alignment, "middle", quarter))
    traces: list[Trace] = []
    for i in order:  # the widest first, so that it hides no other
        traces += _line(found.ties[i], ends[i], quarter, look)
    traces += [_hover(found, spots, quarter), _dots(list(places.values()))]
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            xaxis=hidden(range=[-ASIDE, ASIDE]),
            yaxis=hidden(range=_height(list(places.values())), scaleanchor="x"),
            showlegend=False,
            hovermode="closest",
            annotations=[
                *(
                    _number(tie.alignment, spot, quarter)
                    for tie, spot in zip(found.ties, spots, strict=True)
                ),
                *(_name(title, places[actor]) for actor, title in found.actors.items()),
            ],
            margin={"l": 8, "r": 8, "t": 8, "b": 8},
        ),
    }


def draw_courses(
    found: Relations,
    look: RunStyle,
    base: Relations | None = None,
    base_look: RunStyle | None = None,
) -> Figure:
    """A small fan for each pair, and for what else is followed between two, over the base's."""
    before = {} if base is None else {c.series.path: c.fan for c in base.courses}
    rows = -(-len(found.courses) // COLUMNS)
    traces: list[Trace] = []
    axes: dict[str, Any] = {}
    heads = []
    for place, course in enumerate(found.courses):
        number = str(place + 1) if place else ""
        across, up = _panel(place, rows)
        drawn = draw_fan(course.fan, look, before.get(course.series.path), base_look)
        named = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
        traces += [_small(trace, is_first=not place) | named for trace in drawn["data"]]
        axes[f"xaxis{number}"] = _plain(drawn, "xaxis") | {"domain": across, "anchor": f"y{number}"}
        axes[f"yaxis{number}"] = _plain(drawn, "yaxis") | {"domain": up, "anchor": f"x{number}"}
        heads.append(_head(course.title, across[0], up[1]))
    return {
        "data": traces,
        "layout": layout(
            PANEL * rows + MARGIN + MARGIN // 2,
            **axes,
            annotations=heads,
            hovermode="x",
            margin={"l": 44, "r": 16, "t": MARGIN, "b": MARGIN // 2},
        ),
    }


def marked(quarter: int, panels: int) -> list[dict[str, object]]:
    """A line through all small fans at a quarter, as shapes of their layout.

    quarter : its place; panels : how many fans there are
    """
    return [
        {
            "type": "line",
            "xref": f"x{place + 1 if place else ''}",
            "yref": f"y{place + 1 if place else ''} domain",
            "x0": quarter,
            "x1": quarter,
            "y0": 0,
            "y1": 1,
            "line": {"color": INK, "width": 1, "dash": "dot"},
        }
        for place in range(panels)
    ]


def _small(trace: Trace, *, is_first: bool) -> Trace:
    """A trace of a small fan: small marks, and in the legend once for all fans."""
    marks = {"marker": trace["marker"] | {"size": 4}} if "marker" in trace else {}
    return trace | marks | {"showlegend": is_first and trace.get("showlegend", True)}


def _panel(place: int, rows: int) -> tuple[list[float], list[float]]:
    """Where a small fan stands on the page, across and up, as shares."""
    row, column = divmod(place, COLUMNS)
    left, top = column / COLUMNS, 1 - row / rows
    return (
        [left + (GAP if column else 0), left + 1 / COLUMNS - GAP],
        [top - 1 / rows + FOOT / (PANEL * rows), top - HEAD / (PANEL * rows)],
    )


def _plain(drawn: Figure, name: str) -> dict[str, Any]:
    """An axis of a fan without the title that all of them share."""
    kept = {key: each for key, each in drawn["layout"][name].items() if key != "title"}
    return kept | {"tickfont": {"size": 12, "color": FAINT}, "nticks": 4, "automargin": False}


def _head(title: str, left: float, top: float) -> dict[str, object]:
    return {
        "x": left,
        "xref": "paper",
        "y": top,
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "text": f"<b>{text(title)}</b>",
        "font": {"size": 13, "color": INK},
    }


def way(course: StateTrajectory, quarter: int) -> int:
    """1 where it has risen since the start, -1 where it has fallen, 0 where it may be either."""
    if course.risen[quarter] > EVEN:
        return 1
    return -1 if course.fallen[quarter] > EVEN else 0


def _at(course: StateTrajectory, band: str, quarter: int) -> float:
    return float(course.fan.bands[band][quarter])


def _circle(actors: Sequence[str]) -> dict[str, Point]:
    """Actors evenly on a circle, the first on top, clockwise."""
    step = 2 * math.pi / max(len(actors), 1)
    return {a: (math.sin(i * step), math.cos(i * step)) for i, a in enumerate(actors)}


def _along(ends: tuple[Point, Point], share: float) -> Point:
    (x, y), (u, v) = ends
    return x + share * (u - x), y + share * (v - y)


def _height(places: Sequence[Point]) -> list[float]:
    """From below the lowest to above the highest name."""
    heights = [NAME * y for _, y in places]
    return [min(heights) - ABOVE, max(heights) + ABOVE]


def _spots(ends: Sequence[tuple[Point, Point]], taken: Sequence[Point]) -> list[Point]:
    """Where the number of each line stands: as far as can be from the others and from the actors.

    taken : places of the actors
    """
    found: list[Point] = []

    def room(spot: Point) -> float:
        apart = (max(abs(spot[0] - x) / WIDE, abs(spot[1] - y) / HIGH) for x, y in (*found, *taken))
        return min([1.0, *apart])  # more than its own room is of no use

    for each in ends:
        best = max((_along(each, share) for share in PLACES), key=room)
        found.append(best)
    return found


def _line(tie: Tie, ends: tuple[Point, Point], quarter: int, look: RunStyle) -> list[Trace]:
    middle, high = (_at(tie.alignment, band, quarter) for band in ("middle", "high90"))
    dash, strength, _ = WAYS[way(tie.alignment, quarter)]
    common = {
        "type": "scatter",
        "mode": "lines",
        "x": [ends[0][0], ends[1][0]],
        "y": [ends[0][1], ends[1][1]],
        "hoverinfo": "skip",
    }
    outer = {"width": _width(high), "color": look.shade(0.2)}
    inner = {"width": _width(middle), "color": look.shade(strength), "dash": dash}
    return [{**common, "line": outer}, {**common, "line": inner}]


def _width(value: float) -> float:
    return max(THINNEST, THICKEST * value)


def _number(course: StateTrajectory, spot: Point, quarter: int) -> dict[str, object]:
    low, middle, high = (_at(course, name, quarter) for name in ("low90", "middle", "high90"))
    *_, arrow = WAYS[way(course, quarter)]
    return {
        "x": spot[0],
        "y": spot[1],
        "showarrow": False,
        "text": f"<b>{middle:.2f}</b> {arrow}<br>{low:.2f}–{high:.2f}",
        "font": {"size": 12, "color": INK},
        "bgcolor": "rgba(255,255,255,0.86)",
        "borderpad": 2,
    }


def _hover(found: Relations, spots: Sequence[Point], quarter: int) -> Trace:
    """What is said of each line, where its number stands."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [spot[0] for spot in spots],
        "y": [spot[1] for spot in spots],
        "marker": {"size": 30, "opacity": 0},
        "hovertext": [text(_told(tie, quarter)) for tie in found.ties],
        "hoverinfo": "text",
    }


def _told(tie: Tie, quarter: int) -> str:
    course = tie.alignment
    risen, fallen = (number_text.per_100(float(x[quarter])) for x in (course.risen, course.fallen))
    return f"{tie.title}: risen in {risen}, fallen in {fallen} of 100 worlds"


def _dots(places: Sequence[Point]) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "marker": {"size": 20, "color": INK, "line": {"width": 3, "color": "white"}},
        "hoverinfo": "skip",
    }


def _name(title: str, place: Point) -> dict[str, object]:
    """The name of an actor, outside the circle."""
    x, y = place
    aside = abs(x) > SIDE
    lines = title.split(" ", 1) if aside else [title]
    return {
        "x": NAME * x,
        "y": NAME * y,
        "xanchor": ("left" if x > 0 else "right") if aside else "center",
        "showarrow": False,
        "text": f"<b>{'<br>'.join(map(text, lines))}</b>",
        "font": {"size": 14, "color": INK},
    }


def network(found: Relations, quarter: int, run: Run, look: RunStyle) -> Picture:
    """The actors and their ties in a quarter."""
    date = found.quarters[quarter]
    return Picture(
        draw_network(found, quarter, look),
        f"{look.name}, {date}",
        f"{look.name}, {date}: "
        + "; ".join(f"{tie.title} {spread_in_words(tie.alignment, quarter)}" for tie in found.ties),
        "Numbers: closeness in deeds from 0 to 1, its median over worlds, and below it the range "
        "of nine in ten. The inner line is as wide as the median, the pale one around it as what "
        "1 in 20 worlds exceeds. Solid ↗: risen since the start; dashed ↘: fallen; pale ↔: either, "
        "with about even chances.",
        source(run, "closeness in quarters"),
    )


def courses(
    found: Relations, run: Run, look: RunStyle, base: tuple[Relations, Run, RunStyle] | None = None
) -> Picture:
    """All that is followed between two actors over the quarters, over the base's."""
    last = len(found.quarters) - 1
    before, beside = None, ""
    if base is not None:
        before = base[0]
        beside = f" Dotted, and the other line: {base[2].name}, in the same way."
    return Picture(
        draw_courses(found, look, before, base[2] if base else None),
        "Every pair, with trust and alliance where they are followed",
        f"{look.name}, {found.quarters[last]}: "
        + "; ".join(f"{each.title} {spread_in_words(each, last)}" for each in found.courses),
        f"From 0 to 1, at the end of each quarter. {which_paths(run)}{beside}",
        source(run, "closeness, trust and alliance in quarters", *([base[1]] if base else [])),
    )


def bands_at(course: StateTrajectory, quarter: int) -> tuple[float, float, float]:
    """The 5 % quantile, the median and the 95 % quantile at the end of a quarter."""
    bands = course.fan.bands
    low, middle, high = (float(bands[name][quarter]) for name in ("low90", "middle", "high90"))
    return low, middle, high


def spread_in_words(course: StateTrajectory, quarter: int) -> str:
    """The median and the 90 % range at the end of a quarter, as text."""
    low, middle, high = bands_at(course, quarter)
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"
