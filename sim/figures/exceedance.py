"""Exceedance curves: in what share of the worlds a number is above each value."""

from collections.abc import Sequence

from sim.analysis.distributions import Exceedance
from sim.figures.style import Figure, Look, Trace, axis, layout, text

HEIGHT = 340


def exceedance(label: str, unit: str, runs: Sequence[tuple[Exceedance, Look]]) -> Figure:
    """A falling curve for each run, from all worlds to none."""
    return {
        "data": [_curve(found, look, unit) for found, look in runs],
        "layout": layout(
            HEIGHT,
            xaxis=axis(unit or label),
            yaxis=axis("share of worlds above it", range=[0, 1.02], tickformat=".0%"),
            hovermode="closest",
        ),
    }


def _curve(found: Exceedance, look: Look, unit: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": found.values,
        "y": found.shares,
        "line": {"width": 2.4, "color": look.colour, "dash": look.dash},
        "name": text(look.name),
        "hovertemplate": f"above %{{x:.3~g}} {text(unit)} in %{{y:.0%}} of worlds",
    }
