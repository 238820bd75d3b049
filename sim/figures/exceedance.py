"""Exceedance curves: in what share of the worlds a number is above each value."""

from collections.abc import Sequence

from sim.analysis import distributions
from sim.analysis.distributions import Exceedance
from sim.base import number_text
from sim.figures.captioned_figure import Picture, Runs, of_all
from sim.figures.style import Figure, RunStyle, Trace, axis, layout, text
from sim.results import Measure

HEIGHT = 340


def draw_exceedance(label: str, unit: str, runs: Sequence[tuple[Exceedance, RunStyle]]) -> Figure:
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


def _curve(found: Exceedance, look: RunStyle, unit: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": found.values,
        "y": found.shares,
        "line": {"width": 2.4, "color": look.colour, "dash": look.dash},
        "name": text(look.name),
        "hovertemplate": f"above %{{x:.3~g}} {text(unit)} in %{{y:.0%}} of worlds",
    }


def exceedance(runs: Runs, measure: Measure) -> Picture:
    """A number over worlds as the shares that lie above each value, in each run."""
    found = [(distributions.exceedance(run, measure.name), look) for run, look in runs]
    said = "; ".join(
        f"{look.name}: half of the worlds above {number_text.number(float(each.middle))}"
        for each, look in found
    )
    return Picture(
        draw_exceedance(measure.label, measure.unit, found),
        measure.label,
        said,
        "In what share of the worlds it lies above each value.",
        of_all(runs, "outcomes"),
    )
