"""Sweeps: an answer along one thing that is varied, or over two, and where it turns."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sign_reversals import Z
from sim.base import number_text
from sim.figures.style import (
    ALONE,
    BASE,
    BLUE,
    FAINT,
    GREEN,
    INK,
    PURPLE,
    RUN,
    VERMILION,
    Figure,
    RunStyle,
    Trace,
    axis,
    hidden,
    layout,
    text,
)
from sim.studies import sweep_text
from sim.studies.sweep_results import SHOWN, Sweep, SweepAxis, SweepCrossing, Topic

Floats = NDArray[np.float64]

HUNDRED = 100
ROUNDING = 1e-9
HEIGHT = 660  # of one thing varied
SQUARE = 640  # of two
LINES = 460
# Parts of the height of a picture of one thing: answers, differences, and where it is drawn.
ANSWERS, DIFFERENCES, PRIOR = (0.6, 1.0), (0.2, 0.54), (0.0, 0.1)
MAIN, MARGIN = (0.0, 0.9), (0.92, 1.0)  # of the width and height of a picture of two
SHADE = {"forms": 0.12, "chance": 0.3}
LOOKS = (
    (BLUE, "solid", "circle"),
    (VERMILION, "8px,3px", "diamond"),
    (GREEN, "3px,3px", "square"),
    (PURPLE, "12px,3px,3px,3px", "triangle-up"),
    (INK, "16px,4px", "x"),
    (FAINT, "2px,5px", "cross"),
)
COLUMNS = (*SHOWN, "difference_forms_low", "difference_forms_high")
DIVERGING = [[0, BLUE], [0.5, "white"], [1, VERMILION]]


def sweep(found: Sweep, expression: str) -> Figure:
    """The picture of one answer: bands over one thing; a map, or a line an option, over two."""
    axes = found.plan.axes
    if len(axes) == 1:
        return _along(found, expression)
    if axes[0].is_form == axes[1].is_form:
        return _over(found, expression)
    return _by_option(found, expression)


def _along(found: Sweep, expression: str) -> Figure:
    """Answers beside their base, differences below, and where the calibration draws the rest."""
    plan, topic = found.plan, found.plan.topic(expression)
    (what,) = plan.axes
    x, scale = _places(what), _scale(topic)
    columns = {name: found.column(expression, name) * scale for name in COLUMNS}
    has_base = plan.beside.kind == "base"
    mine = RUN if has_base else ALONE
    draw = _marks if what.is_form else _band
    value, error = columns["value"], Z * columns["mcse"]
    traces = [
        *draw(x, value, columns["forms_low"], columns["forms_high"], mine, "forms", "y"),
        *draw(x, value, value - error, value + error, mine, "chance", "y"),
    ]
    if has_base:
        traces.append(_line(x, columns["base"], BASE, "y", what, topic))
    else:
        traces.append(_level(x, columns["base"], "as it stands", "dot"))
    if plan.target is not None:
        traces.append(_level(x, np.full(len(x), plan.target * scale), "target", "dash"))
    traces.append(_line(x, value, mine, "y", what, topic))
    d, low, high = (columns[name] for name in ("difference", "ci95_low", "ci95_high"))
    forms = columns["difference_forms_low"], columns["difference_forms_high"]
    traces += [
        *draw(x, d, *forms, mine, "forms", "y2"),
        *draw(x, d, low, high, mine, "chance", "y2"),
        _line(x, d, mine, "y2", what, topic, signed=True),
    ]
    # Where an answer meets a target is seen among the answers, where it meets its base below.
    at, on = (0.0, "y2") if plan.target is None else (plan.target * scale, "y")
    crossings = [each for line in found.break_even[expression] for each in line.crossings]
    traces += [_crossing(each, what, at, on) for each in crossings]
    traces += _prior(what, "x", "y3")
    unit = "of 100 worlds" if topic.is_share else topic.unit
    points = "difference, points" if topic.is_share else f"difference, {topic.unit}"
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            xaxis=_axis(what) | {"anchor": "y3", "domain": [0, 1]},
            yaxis=axis(unit, domain=list(ANSWERS)),
            yaxis2=axis(points, domain=list(DIFFERENCES)),
            yaxis3=hidden(domain=list(PRIOR), rangemode="tozero"),
            shapes=[_zero(), *_stands(what)],
            annotations=_notes(what),
            margin={"l": 72, "r": 24, "t": 44, "b": 60},
        ),
    }


def _over(found: Sweep, expression: str) -> Figure:
    """A map over two numbers, or two forms, with the line on which the answer turns."""
    plan, topic = found.plan, found.plan.topic(expression)
    first, second = plan.axes
    x, y, scale = _places(first), _places(second), _scale(topic)
    shown, middle, title = _mapped(found, topic)
    z = shown.T * scale
    reach = float(np.nanmax(np.abs(z - middle))) or 1.0
    place = {"x": x, "y": y}
    traces: list[Trace] = [
        {
            "type": "heatmap",
            **place,
            "z": z,
            "zmin": middle - reach,
            "zmax": middle + reach,
            "colorscale": DIVERGING,
            "colorbar": {"title": {"text": text(title), "side": "right"}, "x": 1.02, "len": 0.9},
            "hovertemplate": f"{_hover(first, 'x')}<br>{_hover(second, 'y')}<br>"
            f"%{{z:+.2f}}<extra></extra>".replace("+", "" if middle else "+"),
        }
    ]
    if not first.is_form:
        lines = {"type": "contour", **place, "z": z, "hoverinfo": "skip", "showscale": False}
        traces += [
            lines
            | {
                "contours": {"coloring": "none", "showlabels": True},
                "line": {"color": FAINT, "width": 0.8, "smoothing": 0},
                "ncontours": 9,
                "showlegend": False,
            },
            lines
            | {
                "contours": {"coloring": "none", "start": middle, "end": middle, "size": 1},
                "line": {"color": INK, "width": 3, "smoothing": 0},
                "name": "break-even",
                "showlegend": True,
            },
        ]
    traces += _unclear(found, expression, x, y)
    traces += _prior(first, "x", "y2")
    traces += [
        {**trace, "x": trace["y"], "y": trace["x"], **_sideways(second)}
        for trace in _prior(second, "x2", "y")
    ]
    return {
        "data": traces,
        "layout": layout(
            SQUARE,
            xaxis=_axis(first, domain=list(MAIN)),
            yaxis=_axis(second, domain=list(MAIN)),
            xaxis2=hidden(domain=list(MARGIN), rangemode="tozero"),
            yaxis2=hidden(domain=list(MARGIN), rangemode="tozero"),
            margin={"l": 72, "r": 24, "t": 44, "b": 60},
        ),
    }


def _by_option(found: Sweep, expression: str) -> Figure:
    """A line over the number for each option of the form."""
    plan, topic = found.plan, found.plan.topic(expression)
    number, form = sorted(plan.axes, key=lambda each: each.is_form)
    rows = found.column(expression, "value" if plan.target is not None else "difference")
    if plan.axes[0] is not form:
        rows = rows.T
    x, scale = _places(number), _scale(topic)
    _, middle, title = _mapped(found, topic)
    traces: list[Trace] = []
    for i, (option, row) in enumerate(zip(form.values, rows, strict=True)):
        colour, dash, symbol = LOOKS[i % len(LOOKS)]
        look = RunStyle(sweep_text.words_of(str(option)), colour, dash, symbol)
        traces.append(_line(x, row * scale, look, "y", number, topic, signed=not middle))
    level = plan.target * scale if plan.target is not None else 0.0
    by = {str(line.at): line.crossings for line in found.break_even[expression]}
    for option in form.values:
        crossings = by.get(str(option), ())
        traces += [_crossing(each, number, level, "y", named=False) for each in crossings]
    traces += _prior(number, "x", "y2")
    return {
        "data": traces,
        "layout": layout(
            LINES,
            xaxis=_axis(number) | {"anchor": "y2"},
            yaxis=axis(title, domain=[0.2, 1]),
            yaxis2=hidden(domain=[0, 0.12], rangemode="tozero"),
            shapes=[_zero("y", level), *_stands(number)],
            annotations=_notes(number),
            margin={"l": 72, "r": 24, "t": 44, "b": 60},
        ),
    }


# Parts


def _places(what: SweepAxis) -> Floats:
    """Where values stand on their axis; options at their index."""
    return np.array([float(i) if isinstance(v, str) else v for i, v in enumerate(what.values)])


def _scale(topic: Topic) -> float:
    return float(HUNDRED) if topic.is_share else 1.0


def _mapped(found: Sweep, topic: Topic) -> tuple[Floats, float, str]:
    """What is mapped, the value that is no news, and what it is called."""
    plan = found.plan
    if plan.target is None:
        title = "difference, points" if topic.is_share else f"difference, {topic.unit}"
        return found.column(topic.expression, "difference"), 0.0, title
    title = "of 100 worlds" if topic.is_share else topic.unit
    return found.column(topic.expression, "value"), plan.target * _scale(topic), title


def _axis(what: SweepAxis, **changes: Any) -> dict[str, Any]:
    title = f"{what.path}: {what.meaning}" if what.meaning else what.path
    if what.unit:
        title = f"{title} ({what.unit})"
    made = axis(title, **changes)
    if what.is_form:
        names = [text(sweep_text.words_of(str(value))) for value in what.values]
        return made | {
            "tickmode": "array",
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "range": [-0.5, len(names) - 0.5],
        }
    return made | (_decades(what) if what.log else {})


def _decades(what: SweepAxis) -> dict[str, Any]:
    """A logarithmic axis with ticks at 1, 2 and 5 of each power of ten."""
    low, high = float(what.values[0]), float(what.values[-1])
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [first * 10.0**power for power in powers for first in (1, 2, 5)]
    shown = [tick for tick in ticks if low <= tick * (1 + ROUNDING) and tick <= high + ROUNDING]
    return {
        "type": "log",
        "tickmode": "array",
        "tickvals": shown,
        "ticktext": [number_text.number(tick) for tick in shown],
    }


def _band(
    x: Floats, _: Floats, low: Floats, high: Floats, look: RunStyle, kind: str, on: str
) -> list[Trace]:
    common = {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "yaxis": on,
        "line": {"width": 0, "color": look.colour},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    fill = {"fill": "tonexty", "fillcolor": look.shade(SHADE[kind])}
    return [{**common, "y": low}, {**common, "y": high, **fill}]


def _marks(
    x: Floats, middle: Floats, low: Floats, high: Floats, look: RunStyle, kind: str, on: str
) -> list[Trace]:
    """Ranges of options as bars: between options there is nothing."""
    width = 2 if kind == "forms" else 7
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": x,
            "y": middle,
            "yaxis": on,
            "marker": {"size": 1, "color": look.colour},
            "error_y": {
                "type": "data",
                "symmetric": False,
                "array": high - middle,
                "arrayminus": middle - low,
                "thickness": width,
                "width": 0,
                "color": look.shade(0.45) if kind == "chance" else FAINT,
            },
            "hoverinfo": "skip",
            "showlegend": False,
        }
    ]


def _line(
    x: Floats,
    y: Floats,
    look: RunStyle,
    on: str,
    what: SweepAxis,
    topic: Topic,
    *,
    signed: bool = False,
) -> Trace:
    number = "%{y:+.2f}" if signed else "%{y:.3~g}"
    unit = "points" if signed and topic.is_share else "of 100" if topic.is_share else topic.unit
    return {
        "type": "scatter",
        "mode": "markers" if what.is_form else "lines+markers",
        "x": x,
        "y": y,
        "yaxis": on,
        "line": {"width": 2.4, "color": look.colour, "dash": look.dash},
        "marker": {"symbol": look.symbol, "size": 9 if what.is_form else 6, "color": look.colour},
        "name": text(look.name),
        "showlegend": on == "y",
        "hovertemplate": f"{_hover(what, 'x')}: {number} {text(unit)}<extra></extra>",
    }


def _hover(what: SweepAxis, letter: str) -> str:
    return f"{text(what.path)} %{{{letter}{'' if what.is_form else ':.4~g'}}}"


def _level(x: Floats, y: Floats, name: str, dash: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"width": 1.4, "color": INK, "dash": dash},
        "name": name,
        "hoverinfo": "skip",
    }


def _crossing(
    found: SweepCrossing, what: SweepAxis, level: float, on: str, *, named: bool = True
) -> Trace:
    """A break-even value with its interval, as far as the picture goes."""
    first, last = float(what.values[0]), float(what.values[-1])
    low = first if found.low is None else found.low
    high = last if found.high is None else found.high
    said = f"break-even {number_text.number(found.at)}" + (
        "" if found.is_clear else ", perhaps chance"
    )
    return {
        "type": "scatter",
        "mode": "markers+text" if named else "markers",
        "x": [found.at],
        "y": [level],
        "yaxis": on,
        "marker": {
            "symbol": "diamond" if found.is_clear else "diamond-open",
            "size": 13,
            "color": INK,
            "line": {"width": 2, "color": INK},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [max(high - found.at, 0.0)],
            "arrayminus": [max(found.at - low, 0.0)],
            "thickness": 3,
            "width": 0 if found.low is None or found.high is None else 7,
            "color": INK,
        },
        "text": [said],
        "textposition": "top center",
        "textfont": {"size": 13, "color": INK},
        "hovertext": f"{said}, 95 %: {text(sweep_text.interval(found))}",
        "hoverinfo": "text",
        "showlegend": False,
        "cliponaxis": False,
    }


def _unclear(found: Sweep, expression: str, x: Floats, y: Floats) -> list[Trace]:
    """Dots where the sign may be chance."""
    lines = found.break_even[expression]
    signs = np.array([line.signs for line in lines])
    if lines[0].along == found.plan.axes[1].path:
        signs = signs.T
    rows, columns = np.nonzero(signs == 0)
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": x[columns],
            "y": y[rows],
            "marker": {"size": 3, "color": FAINT},
            "name": "the sign may be chance",
            "hoverinfo": "skip",
        }
    ]


def _prior(what: SweepAxis, x: str, y: str) -> list[Trace]:
    """Where the calibration draws it: a curve, or a bar for each option."""
    if not what.prior_x:
        return []
    common: Trace = {
        "x": list(what.prior_x),
        "y": list(what.prior_y),
        "xaxis": x,
        "yaxis": y,
        "name": "where the calibration draws it",
        "hoverinfo": "skip",
        "showlegend": False,
    }
    if what.is_form:
        return [{**common, "type": "bar", "width": 0.3, "marker": {"color": "#c9c9c9"}}]
    line = {"width": 1, "color": FAINT}
    return [
        {**common, "type": "scatter", "mode": "lines", "fill": "tozeroy", "line": line}
        | {"fillcolor": "rgba(89,89,89,0.2)"}
    ]


def _sideways(what: SweepAxis) -> dict[str, Any]:
    return {"orientation": "h"} if what.is_form else {"fill": "tozerox"}


def _zero(on: str = "y2", level: float = 0.0) -> dict[str, Any]:
    line = {"color": INK, "width": 1}
    return {
        "type": "line",
        "xref": "paper",
        "yref": on,
        "x0": 0,
        "x1": 1,
        "y0": level,
        "y1": level,
        "line": line,
    }


def _stands(what: SweepAxis) -> Sequence[dict[str, Any]]:
    """A line at what the scenario itself says, if that is a number within the range."""
    value = what.stands
    if isinstance(value, bool) or not isinstance(value, (int, float)) or what.is_form:
        return []
    if not float(what.values[0]) <= value <= float(what.values[-1]):
        return []
    line = {"color": FAINT, "width": 1, "dash": "dot"}
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": value,
            "x1": value,
            "y0": 0,
            "y1": 1,
            "line": line,
        }
    ]


def _notes(what: SweepAxis) -> list[dict[str, Any]]:
    """What the strip at the bottom is."""
    if not what.prior_x:
        return []
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": PRIOR[1],
            "xanchor": "left",
            "yanchor": "bottom",
            "showarrow": False,
            "text": "where the calibration draws it",
            "font": {"size": 12, "color": FAINT},
        }
    ]
