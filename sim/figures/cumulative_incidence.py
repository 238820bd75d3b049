"""Step curves: the share of worlds in which something has happened by then, or has not yet."""

import numpy as np

from sim.analysis.cumulative_incidence import Curve, curve
from sim.base import number_text
from sim.figures.captioned_figure import Picture, Runs, of_all
from sim.figures.style import Figure, RunStyle, Trace, axis, calendar, layout, text
from sim.results import Measure

HEIGHT = 360
ROOM = 1.15  # above the highest curve
LEAST = 0.05  # top of the axis where almost nothing happens


def curves(runs: list[tuple[Curve, RunStyle]]) -> Figure:
    """A step curve for each run with its range over uncertain forms as a band.

    Survival where the outcome is an end (whole axis, so that its size is seen), else the share in
    which it has happened.
    """
    first = runs[0][0]
    survival = first.measure.is_loss
    traces: list[Trace] = []
    for found, look in runs:
        traces += _steps(found, look, survival=survival)
    top = max(float(found.high.max()) for found, _ in runs)
    end = 1.02 if survival else min(max(top * ROOM, LEAST), 1.02)
    said = "share of worlds, not yet" if survival else "share of worlds, by then"
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            xaxis=calendar(first.quarters[1:], first=1) | {"range": [-0.2, len(first.share) - 0.6]},
            yaxis=axis(said, range=[0, end], tickformat=".0%" if end > LEAST * 2 else ".1%"),
            hovermode="x unified",
        ),
    }


def _steps(found: Curve, look: RunStyle, *, survival: bool) -> list[Trace]:
    low, high, share = (
        (1 - found.high, 1 - found.low, 1 - found.share)
        if survival
        else (found.low, found.high, found.share)
    )
    name = text(look.name)
    common = {
        "type": "scatter",
        "mode": "lines",
        "x": np.arange(len(share)),
        "hoverinfo": "skip",
    }
    edge = {"width": 0, "color": look.colour, "shape": "hv"}
    return [
        {**common, "y": low, "line": edge, "showlegend": False},
        {
            **common,
            "y": high,
            "line": edge,
            "fill": "tonexty",
            "fillcolor": look.shade(0.18),
            "showlegend": False,
        },
        {
            **common,
            "y": share,
            "mode": "lines+markers",
            "line": {"width": 2.4, "color": look.colour, "dash": look.dash, "shape": "hv"},
            "marker": {"symbol": look.symbol, "size": 6, "color": look.colour},
            "name": name,
            "hoverinfo": "all",
            "text": list(found.quarters),
            "customdata": np.column_stack([low, high]),
            "hovertemplate": (
                "%{text}: %{y:.1%}, forms %{customdata[0]:.1%} to %{customdata[1]:.1%}"
            ),
        },
    ]


def timing(runs: Runs, measure: Measure) -> Picture:
    """When something happens, or has not happened yet, in each run."""
    found = [(curve(run, measure.name), look) for run, look in runs]
    said = "; ".join(
        f"{look.name}: {number_text.percent(float(each.share[-1]))} by {each.quarters[-1]}"
        for each, look in found
    )
    what = (
        "Share of worlds in which it has not happened yet"
        if measure.is_loss
        else ("Share of worlds in which it has happened")
    )
    return Picture(
        curves(found),
        measure.label,
        said,
        f"{what}, by quarter. The band is the range over uncertain forms.",
        of_all(runs, "outcomes"),
    )
