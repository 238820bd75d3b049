"""What one parameter is held to be: its prior as an outline, what history leaves of it filled.

`density` is a figure of its own; `sparkline` the same shape without words, to stand behind a
slider. In both a value that was set is a diamond, and a distribution that was set is dashed.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from sim.analysis import distributions, weighted_statistics
from sim.figures.calibration_checks import options as draw_options
from sim.figures.style import BASE, EMPTY, FAINT, RUN, Figure, RunStyle, Trace, axis, hidden, layout
from sim.inputs.parameters import Parameter
from sim.inputs.priors import Prior

Floats: TypeAlias = NDArray[np.float64]
Weighted: TypeAlias = tuple[Floats, Floats]  # draws and how much each counts
Value: TypeAlias = float | Prior

PLACES, DRAWS = 160, 2000  # of a figure: where a curve is drawn, and draws it is made of
FEW_PLACES, FEW_DRAWS = 56, 600  # the same behind a slider
TAILS = (0.005, 0.995)  # what lies beyond would press the rest together
HEIGHT = 190
WIDE, HIGH = 280, 34  # of the drawing behind a slider, in its own units
FULL = 0.94  # of the height, left for the highest curve
PRIOR, POSTERIOR, SET = "prior", "what history leaves", "set"


class Curves(NamedTuple):
    """Heights of the curves of a number at the same places; None for one that is not a curve.

    places : (place,), in the parameter's unit
    prior, posterior, given : (place,), density, per unit; given is a distribution that was set
    """

    places: Floats
    prior: Floats | None
    posterior: Floats | None
    given: Floats | None

    @property
    def top(self) -> float:
        """The highest point of all."""
        heights = (self.prior, self.posterior, self.given)
        return max((float(each.max()) for each in heights if each is not None), default=0.0)


def density(
    parameter: Parameter,
    posterior: Weighted | None = None,
    value: Value | None = None,
    *,
    prior: Floats | None = None,
) -> Figure:
    """One parameter before and after, with what it is set to.

    posterior : what history leaves, as (values, weights), each (row,); None where nothing was asked
    value : what it is set to: a number or a distribution; of a form nothing is marked
    prior : draws in place of the parameter's own prior, (draw,), such as of a share of a whole
    """
    if parameter.is_form:
        return _options(parameter, posterior)
    low, high = reach(parameter, posterior, value, prior=prior)
    found = _curves(parameter, posterior, value, prior, np.linspace(low, high, PLACES), DRAWS)
    traces = [
        *_drawn(found.places, found.posterior, _filled(), POSTERIOR),
        *_drawn(found.places, found.prior, {"color": FAINT, "width": 1.5}, PRIOR),
        *_drawn(found.places, found.given, _dashed(), SET),
    ]
    top = found.top or 1.0
    if isinstance(value, (int, float)):
        traces.append(_mark(float(value), top, RUN, SET))
    elif found.prior is None:
        traces.append(_mark(parameter.median, top, BASE, PRIOR))
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            xaxis=axis(parameter.unit, nticks=5, range=[low, high]),
            yaxis=hidden(range=[0, top / FULL]),
            showlegend=False,
            margin={"l": 12, "r": 12, "t": 12, "b": 48},
        ),
    }


def sparkline(
    parameter: Parameter,
    posterior: Weighted | None = None,
    value: Value | None = None,
    *,
    prior: Floats | None = None,
    ends: tuple[float, float] | None = None,
) -> str:
    """The same curves without axes or words, as SVG that stretches to its place.

    ends : value at the left and at the right edge; by default as far as the curves reach
    Of a form it is a bar for each option, in their order.
    """
    if parameter.is_form:
        return _bars(_shares(parameter, posterior))
    low, high = ends or reach(parameter, posterior, value, prior=prior)
    places = np.linspace(low, high, FEW_PLACES)
    found = _curves(parameter, posterior, value, prior, places, FEW_DRAWS)
    if not found.top:
        return _svg(_upright(_along(parameter.median, low, high), FAINT))
    scale = FULL * HIGH / found.top
    parts = [
        _path(found.posterior, scale, f'fill="{BASE.shade(0.3)}" stroke="none"'),
        _path(found.prior, scale, f'fill="none" stroke="{FAINT}" stroke-width="1"'),
        _path(
            found.given,
            scale,
            f'fill="none" stroke="{RUN.colour}" stroke-width="2" stroke-dasharray="5 3"',
        ),
    ]
    if isinstance(value, (int, float)):
        parts.append(_upright(_along(float(value), low, high), RUN.colour))
    return _svg("".join(parts))


def uri(svg: str) -> str:
    """An SVG as an address that needs nothing from elsewhere."""
    return f"data:image/svg+xml,{quote(svg)}"


def reach(
    parameter: Parameter,
    posterior: Weighted | None = None,
    value: Value | None = None,
    *,
    prior: Floats | None = None,
) -> tuple[float, float]:
    """From where to where the curves of a number are worth showing, within its bounds."""
    samples = [
        _sample(parameter, prior, FEW_DRAWS),
        *([] if posterior is None else [_even(posterior, FEW_DRAWS)]),
        *([_ranked(value, parameter, FEW_DRAWS)] if isinstance(value, Prior) else []),
    ]
    ends = [float(end) for each in samples for end in np.quantile(each, TAILS)]
    if isinstance(value, (int, float)):
        ends.append(float(value))
    low, high = min(ends), max(ends)
    return (low, high) if low < high else (parameter.low, parameter.high)


def _curves(
    parameter: Parameter,
    posterior: Weighted | None,
    value: Value | None,
    prior: Floats | None,
    places: Floats,
    count: int,
) -> Curves:
    return Curves(
        places,
        distributions.density(_sample(parameter, prior, count), places),
        None if posterior is None else distributions.density(_even(posterior, count), places),
        distributions.density(_ranked(value, parameter, count), places)
        if isinstance(value, Prior)
        else None,
    )


def _sample(parameter: Parameter, prior: Floats | None, count: int) -> Floats:
    """Equally likely draws of a prior: those that are given, or its own quantiles."""
    return _ranked(parameter.prior, parameter, count) if prior is None else prior[:count]


def _ranked(prior: Prior, parameter: Parameter, count: int) -> Floats:
    middles = (2 * np.arange(count) + 1) / (2 * count)
    return prior.ppf(middles, parameter.low, parameter.high)


def _even(posterior: Weighted, count: int) -> Floats:
    """Equally likely draws of weighted ones."""
    values, weights = posterior
    return values[weighted_statistics.typical(weights, count)]


def _shares(parameter: Parameter, posterior: Weighted | None) -> tuple[Floats, Floats]:
    """Share of each option of a form before and after, (option,)."""
    codes = np.arange(len(parameter.options), dtype=float)
    before = parameter.prior.density(codes, parameter.low, parameter.high)
    if posterior is None:
        return before, before
    values, weights = posterior
    after = np.array([weights[values == code].sum() for code in codes]) / weights.sum()
    return before, after


def _options(parameter: Parameter, posterior: Weighted | None) -> Figure:
    before, after = _shares(parameter, posterior)
    return draw_options(parameter.options, before, after)


def _filled() -> dict[str, object]:
    return {"color": BASE.colour, "width": 1.5}


def _dashed() -> dict[str, object]:
    return {"color": RUN.colour, "width": 2, "dash": RUN.dash}


def _drawn(
    places: Floats, heights: Floats | None, line: dict[str, object], name: str
) -> list[Trace]:
    if heights is None:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": places,
            "y": heights,
            "name": name,
            "line": line,
            "fill": "tozeroy" if name == POSTERIOR else "none",
            "fillcolor": BASE.shade(0.22),
            "hoverinfo": "name",
        }
    ]


def _mark(value: float, top: float, look: RunStyle, name: str) -> Trace:
    """An upright line with the look's mark on top."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [value, value],
        "y": [0, top],
        "name": name,
        "line": {"color": look.colour, "width": 2},
        "marker": {"symbol": look.symbol, "size": [0, 12], "color": look.colour},
        "hovertemplate": f"{name}: %{{x:.3g}}<extra></extra>",
        "cliponaxis": False,
    }


def _along(value: float, low: float, high: float) -> float:
    """Where a value stands in the drawing, from the left."""
    return WIDE * float(np.clip((value - low) / (high - low), 0, 1))


def _upright(x: float, colour: str) -> str:
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{HIGH}" stroke="{colour}" stroke-width="2"/>'
    )


def _path(heights: Floats | None, scale: float, style: str) -> str:
    """A curve over the whole width, down to the ground at both ends."""
    if heights is None:
        return ""
    steps = np.linspace(0, WIDE, len(heights))
    tops = HIGH - scale * heights
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(steps, tops, strict=True))
    return f'<path d="M0,{HIGH} L{points} L{WIDE},{HIGH}" {style}/>'


def _bars(shares: tuple[Floats, Floats]) -> str:
    """Options side by side: prior as outline, what history leaves filled."""
    before, after = shares
    width = WIDE / len(before)
    most = max(float(before.max()), float(after.max()))
    parts = []
    for i, each in enumerate(zip(before, after, strict=True)):
        tall = [FULL * HIGH * float(share) / most for share in each]
        fills = (f'fill="none" stroke="{FAINT}"', f'fill="{BASE.shade(0.3)}"')
        parts += [
            f'<rect x="{(i + 0.2) * width:.1f}" y="{HIGH - height:.1f}" width="{0.6 * width:.1f}" '
            f'height="{height:.1f}" {style}/>'
            for height, style in zip(tall, fills, strict=True)
        ]
    return _svg("".join(parts))


def _svg(content: str) -> str:
    ground = f'<line x1="0" x2="{WIDE}" y1="{HIGH}" y2="{HIGH}" stroke="{EMPTY}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" '
        f'preserveAspectRatio="none">{ground}{content}</svg>'
    )
