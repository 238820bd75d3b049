"""One world over time: what happened, a lane for each actor, and the states that a report shows."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.base.axes import Array
from sim.base.quarters import Quarter
from sim.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    PURPLE,
    VERMILION,
    Figure,
    RunStyle,
    Trace,
    axis,
    calendar,
    layout,
    text,
)
from sim.trace.bargaining_round import SIGNED
from sim.trace.story import Story
from sim.trace.story_text import series_title
from sim.trace.trace_events import Bargain, Due, OptionChoice, Record, Shift, Vote

LANE, PANEL = 58, 190  # pixels
COLUMNS = 3  # of small panels
HOVER, TITLE = 72, 44  # characters of a line
STEP, ROOM = 0.17, 0.84  # between marks of one quarter, and for all of them, in quarters
GAP = 0.085  # between panels, share of the width


@dataclass(frozen=True)
class EventMark:
    """How one kind of record looks: by its shape as well as by its colour."""

    name: str
    symbol: str
    colour: str
    size: int = 11


BETTER = EventMark("takes the better option", "circle", BLUE)
ALTHOUGH = EventMark("takes the option with less for it", "diamond", VERMILION, 12)
BOUND = EventMark("bound by a policy", "square", PURPLE)
SHOCK = EventMark("shock or handover", "triangle-up", INK, 12)
DRIFT = EventMark("a state has come far", "line-ns-open", FAINT)
HELD = EventMark("renewal holds", "hexagon", GREEN, 12)
FELL = EventMark("renewal fails", "x", VERMILION)
DEAL = EventMark("round: signed", "star", GREEN, 16)
NO_DEAL = EventMark("round: no deal", "star-open", INK, 14)
KEPT = EventMark("promise kept", "bowtie", GREEN, 13)
UNKEPT = EventMark("promise delayed or broken", "bowtie-open", VERMILION, 13)
MARKS = (BETTER, ALTHOUGH, BOUND, SHOCK, DRIFT, HELD, FELL, DEAL, NO_DEAL, KEPT, UNKEPT)

LEGEND = {"orientation": "h", "x": 0, "xanchor": "left", "yanchor": "bottom", "font": {"size": 13}}
EVENTS, RENEWALS, TABLE = "Events and states", "Council", "Bargaining, promises"


def timeline(story: Story) -> Figure:
    """What happened, by quarter: a lane for events, each actor, the council and the bargaining.

    Marks of one quarter stand side by side; hovering over one tells its sentence.
    """
    asked = story.scenario
    lanes = lanes_of(story)
    places = {lane: len(lanes) - 1 - row for row, lane in enumerate(lanes)}
    crowds: dict[tuple[Quarter, str], list[Record]] = {}
    for record in story.records:
        crowds.setdefault((record.quarter, lane_of(story, record)), []).append(record)
    points: dict[EventMark, list[tuple[float, int, str]]] = {mark: [] for mark in MARKS}
    for (quarter, lane), records in crowds.items():
        step = min(STEP, ROOM / len(records))
        for place, record in enumerate(records):
            x = quarter - asked.start + (place - (len(records) - 1) / 2) * step
            points[mark_of(record)].append((x, places[lane], _hover(record)))
    traces = [_trace(mark, found) for mark, found in points.items() if found]
    return {
        "data": traces,
        "layout": layout(
            LANE * len(lanes) + 176,
            xaxis={**calendar(_quarters(story)), "range": [-0.7, asked.quarters - 0.3]},
            yaxis=axis(
                tickmode="array",
                tickvals=list(places.values()),
                ticktext=[text(lane) for lane in places],
                range=[-0.5, len(lanes) - 0.5],
                showgrid=False,
                ticks="",
            ),
            shapes=[*_stripes(len(lanes)), *_departure_line(story)],
            annotations=[*_said(story, places), *_departure_label(story)],
            hovermode="closest",
            margin={"l": 150, "r": 24, "t": 110, "b": 52},
            legend={**LEGEND, "y": 1.05},
        ),
    }


def paths(story: Story, look: RunStyle, base: RunStyle) -> Figure:
    """The states that a report shows, a small panel each; the same world of the base beside it."""
    shown = [path for path in story.dispute.series if path in story.quarters]
    rows = -(-len(shown) // COLUMNS)
    quarters = _quarters(story)
    known = story.parting.quarters if story.parting is not None else {}
    height = PANEL * rows + 60
    traces: list[Trace] = []
    axes: dict[str, object] = {}
    notes: list[dict[str, object]] = []
    width = (1 - GAP * (COLUMNS - 1)) / COLUMNS
    tall = (PANEL - 76) / height
    for place, path in enumerate(shown):
        row, column = divmod(place, COLUMNS)
        left, top = column * (width + GAP), 1 - row * PANEL / height - 0.06
        name = "" if place == 0 else str(place + 1)
        if path in known:
            traces.append(_line(known[path], quarters, base, name, first=place == 0))
        traces.append(_line(story.quarters[path], quarters, look, name, first=place == 0))
        axes[f"xaxis{name}"] = {
            **calendar(quarters),
            "title": {"text": ""},
            "domain": [left, left + width],
            "anchor": f"y{name}",
            "tickfont": {"size": 11},
        }
        axes[f"yaxis{name}"] = axis(
            domain=[top - tall, top],
            anchor=f"x{name}",
            nticks=4,
            tickfont={"size": 11},
            rangemode="tozero",
            automargin=False,
        )
        title = "<br>".join(text(line) for line in textwrap.wrap(_titled(story, path), TITLE))
        notes.append(_note(title, left, top + 0.01))
    return {
        "data": traces,
        "layout": layout(height, annotations=notes, hovermode="x unified", margin=_MARGIN, **axes),
    }


_MARGIN = {"l": 46, "r": 16, "t": 44, "b": 8}


def lanes_of(story: Story) -> list[str]:
    """Names of the lanes, from the top."""
    dispute = story.dispute
    actors = [dispute.title_of(actor) for actor in dispute.actors]
    council = [RENEWALS] if dispute.roles.council else []
    return [EVENTS, *actors, *council, TABLE]


def lane_of(story: Story, record: Record) -> str:
    """The lane of a record."""
    if isinstance(record, OptionChoice):
        return story.dispute.title_of(record.actors[0])
    if isinstance(record, Vote):
        return RENEWALS
    return TABLE if isinstance(record, (Bargain, Due)) else EVENTS


def mark_of(record: Record) -> EventMark:
    """How a record looks."""
    match record:
        case OptionChoice():
            if record.policy is not None:
                return BOUND
            return ALTHOUGH if record.although else BETTER
        case Vote():
            return FELL if "lapsed" in record.result else HELD
        case Bargain():
            return DEAL if record.result == SIGNED else NO_DEAL
        case Due():
            return KEPT if record.result == "keeps" else UNKEPT
        case Shift(shock=False):
            return DRIFT
        case _:
            return SHOCK


def _trace(mark: EventMark, points: Sequence[tuple[float, int, str]]) -> Trace:
    is_open = mark.symbol.endswith("-open")
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _, _ in points],
        "y": [y for _, y, _ in points],
        "name": text(mark.name),
        "marker": {
            "symbol": mark.symbol,
            "size": mark.size,
            "color": mark.colour,
            "line": {"width": 2 if is_open else 1, "color": mark.colour if is_open else "white"},
        },
        "customdata": [said for _, _, said in points],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _hover(record: Record) -> str:
    lines = [f"<b>{record.quarter}</b>", *map(text, textwrap.wrap(record.text, HOVER))]
    return "<br>".join(lines)


def _stripes(lanes: int) -> list[dict[str, object]]:
    """Every other lane tinted, so that the eye can follow one."""
    return [
        {
            "type": "rect",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": row - 0.5,
            "y1": row + 0.5,
            "fillcolor": "#f5f6f7",
            "line": {"width": 0},
            "layer": "below",
        }
        for row in range(0, lanes, 2)
    ]


def _departure_line(story: Story) -> list[dict[str, object]]:
    """A line where the world leaves that of the base."""
    if story.parting is None or story.parting.at is None:
        return []
    x = story.parting.at - story.scenario.start - 1 / 2
    line = {"width": 1.4, "color": FAINT, "dash": "dot"}
    return [{"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line}]


def _departure_label(story: Story) -> list[dict[str, object]]:
    if story.parting is None or story.parting.at is None:
        return []
    said = f"parts from {story.parting.base.name}"
    x = story.parting.at - story.scenario.start - 1 / 2
    note = {"x": x, "y": 1, "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return [{**note, "text": text(said), "showarrow": False, "font": {"size": 12, "color": FAINT}}]


def _said(story: Story, places: dict[str, int]) -> list[dict[str, object]]:
    """A word below what ends something: rounds, and renewals that change what is in force."""
    notes = []
    for record in story.records:
        if isinstance(record, Bargain):
            word = "signed" if record.result == SIGNED else "no deal"
        elif isinstance(record, Vote) and record.result in ("lapsed", "restored", "softened"):
            word = record.result
        else:
            continue
        notes.append(
            {
                "x": record.quarter - story.scenario.start,
                "y": places[lane_of(story, record)] - 0.34,
                "text": word,
                "showarrow": False,
                "font": {"size": 12, "color": INK},
            }
        )
    return notes


def _line(
    series: Array, quarters: tuple[str, ...], look: RunStyle, name: str, *, first: bool
) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": np.arange(len(quarters)),
        "y": series,
        "xaxis": f"x{name}",
        "yaxis": f"y{name}",
        "line": {"width": 2, "color": look.colour, "dash": look.dash},
        "marker": {"symbol": look.symbol, "size": 5, "color": look.colour},
        "name": text(look.name),
        "legendgroup": look.name,
        "showlegend": first,
        "hovertemplate": "%{y:.3~g}",
    }


def _titled(story: Story, path: str) -> str:
    return series_title(story.dispute, path)


def _note(title: str, x: float, y: float) -> dict[str, object]:
    return {
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "text": title,
        "font": {"size": 13, "color": INK},
    }


def _quarters(story: Story) -> tuple[str, ...]:
    asked = story.scenario
    return tuple(str(asked.start + count) for count in range(asked.quarters))
