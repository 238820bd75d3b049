"""How often what was called likely came true (Murphy & Winkler 1977; Bröcker & Smith 2007)."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.scoring import Bin
from sim.base import number_text
from sim.figures.style import EMPTY, FAINT, RUN, Figure, RunStyle, axis, layout, text

SIDE = 600
HUNDRED = 100
ROOM = 4  # of a hundred, free at either end
WIDE = 12


def reliability(bins: Sequence[Bin], look: RunStyle = RUN) -> Figure:
    """A mark for each group of questions, on the diagonal where probabilities were true.

    Behind it the bar of consistency, where nine of ten such marks would lie if all probabilities
    were true. A mark outside its bar is filled.
    """
    x = [HUNDRED * each.forecast for each in bins]
    bars_x = [value for each in x for value in (each, each, None)]
    bars_y = [v for each in bins for v in (HUNDRED * each.low, HUNDRED * each.high, None)]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [0, HUNDRED],
                "y": [0, HUNDRED],
                "line": {"width": 1.5, "color": FAINT, "dash": "dot"},
                "name": "as often as was said",
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "lines",
                "x": bars_x,
                "y": bars_y,
                "line": {"width": WIDE, "color": EMPTY},
                "name": "nine in ten, if all said was true",
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": x,
                "y": [HUNDRED * each.happened for each in bins],
                "text": [f"\u2002{each.questions}" for each in bins],
                "textposition": "middle right",
                "textfont": {"size": 13},
                "marker": {
                    "symbol": [look.symbol if missed(b) else f"{look.symbol}-open" for b in bins],
                    "size": 13,
                    "color": look.colour,
                    "line": {"width": 2, "color": look.colour},
                },
                "name": "what happened, and how many questions",
                "hovertext": [text(said(each)) for each in bins],
                "hoverinfo": "text",
                "cliponaxis": False,
            },
        ],
        "layout": layout(
            SIDE,
            xaxis=axis(
                "mean probability said, %",
                range=[-ROOM, HUNDRED + ROOM],
                constrain="domain",
                constraintoward="left",
            ),
            yaxis=axis(
                "share that came true, %",
                range=[-ROOM, HUNDRED + ROOM],
                scaleanchor="x",
                constrain="domain",
                constraintoward="top",
            ),
            margin={"l": 64, "r": 24, "t": 92, "b": 56},
        ),
    }


def missed(each: Bin) -> bool:
    """Whether more or less came true than chance explains."""
    return not each.low <= each.happened <= each.high


def said(each: Bin) -> str:
    """One group of questions in words."""
    return (
        f"{each.questions} questions: said {number_text.percent(each.forecast)}, happened "
        f"{number_text.percent(each.happened)}; nine in ten between "
        f"{number_text.percent_range(each.low, each.high)}"
    )
