"""Fan charts: where a state lies in half and in nine tenths of the worlds, quarter by quarter."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.analysis import quantile_bands
from sim.analysis.quantile_bands import Fan
from sim.base import number_text
from sim.figures.captioned_figure import Picture, Runs, of_all
from sim.figures.style import FAINT, Figure, RunStyle, Trace, axis, calendar, layout, text
from sim.results import Run, Series

HEIGHT = 340


def draw_fan(
    found: Fan,
    look: RunStyle,
    base: Fan | None = None,
    base_look: RunStyle | None = None,
    others: Sequence[tuple[Fan, RunStyle]] = (),
) -> Figure:
    """Bands of 50 and 90 %, median and sample paths, over the base's median and 90 % band.

    others : of these only the medians, so that the picture stays readable
    """
    places = np.arange(len(found.quarters))
    traces: list[Trace] = [
        *_band(places, found, look, "90", 0.16),
        *_band(places, found, look, "50", 0.30),
        _paths(places, found.paths, look),
    ]
    if base is not None and base_look is not None:
        traces += _outline(places, base, base_look)
    traces += [_median(places, other, other_look) for other, other_look in others]
    traces.append(_median(places, found, look))
    unit = found.series.unit
    return {
        "data": traces,
        "layout": layout(
            HEIGHT,
            xaxis=calendar(found.quarters),
            yaxis=axis(unit, **_range(found, base, *(other for other, _ in others))),
            hovermode="x unified",
            margin={"l": 64, "r": 16, "t": 36, "b": 52},
        ),
    }


def _band(
    places: NDArray[np.int64], found: Fan, look: RunStyle, share: str, alpha: float
) -> list[Trace]:
    common = {
        "type": "scatter",
        "mode": "lines",
        "x": places,
        "line": {"width": 0, "color": look.colour},
        "hoverinfo": "skip",
    }
    return [
        {**common, "y": found.bands[f"low{share}"], "showlegend": False},
        {
            **common,
            "y": found.bands[f"high{share}"],
            "fill": "tonexty",
            "fillcolor": look.shade(alpha),
            "showlegend": False,
        },
    ]


def _paths(places: NDArray[np.int64], paths: NDArray[np.float64], look: RunStyle) -> Trace:
    """All sample paths as one trace: what is slow is the number of traces."""
    gap = np.full((len(paths), 1), np.nan)
    x = np.tile(np.append(places.astype(float), np.nan), len(paths))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": np.hstack([paths, gap]).reshape(-1),
        "line": {"width": 0.8, "color": look.shade(0.55)},
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _outline(places: NDArray[np.int64], found: Fan, look: RunStyle) -> list[Trace]:
    """The base without fill, so that it can be seen through the other's bands."""
    edge = {
        "type": "scatter",
        "mode": "lines",
        "x": places,
        "line": {"width": 1.2, "color": look.colour, "dash": "dot"},
        "showlegend": False,
        "hoverinfo": "skip",
    }
    return [
        {**edge, "y": found.bands["low90"]},
        {**edge, "y": found.bands["high90"]},
        _median(places, found, look),
    ]


def _median(places: NDArray[np.int64], found: Fan, look: RunStyle) -> Trace:
    bands = found.bands
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": places,
        "y": bands["middle"],
        "line": {"width": 2.4, "color": look.colour, "dash": look.dash},
        "marker": {"symbol": look.symbol, "size": 6, "color": look.colour},
        "name": text(look.name),
        "customdata": np.column_stack([bands["low90"], bands["high90"]]),
        "hovertemplate": "%{y:.3~g}, 90 % from %{customdata[0]:.3~g} to %{customdata[1]:.3~g}",
    }


def _range(found: Fan, base: Fan | None, *others: Fan) -> dict[str, object]:
    """The axis from the declared ends, widened to what is drawn."""
    low, high = found.series.low, found.series.high
    shown = [found.bands["low90"], found.bands["high90"], found.paths]
    if base is not None:
        shown += [base.bands["low90"], base.bands["high90"]]
    shown += [other.bands["middle"] for other in others]
    values = np.concatenate([each.reshape(-1) for each in shown])
    values = values[np.isfinite(values)]
    if not len(values):
        return {}
    bottom = float(values.min()) if low is None else min(low, float(values.min()))
    top = float(values.max()) if high is None else max(high, float(values.max()))
    room = 0.04 * (top - bottom or 1)
    return {"range": [bottom - room, top + room], "tickfont": {"color": FAINT}}


def which_paths(run: Run) -> str:
    """How the fans of a run are to be read, and which worlds their thin lines are."""
    which = "the first ten worlds, not chosen"
    if run.manifest.is_observed:
        which = "ten worlds that stand for a tenth of the weight each, not chosen"
    return (
        "Darker band: half of the worlds. Lighter band: nine of ten, so that 1 in 10 worlds falls "
        f"outside. Thin lines: {which}. Heavy line: the median, which is no world's path."
    )


def fan(runs: Runs, series: Series) -> Picture:
    """Where a state lies over the quarters in the first of the runs, over the second.

    Of further runs only the median is drawn.
    """
    (run, look), *others = runs
    found = quantile_bands.fan(run, series)
    fans = [
        (quantile_bands.fan(other, series), other_look)
        for other, other_look in others
        if any(each.path == series.path for each in other.manifest.series)
    ]
    below, below_look = fans[0] if fans else (None, None)
    figure = draw_fan(found, look, below, below_look, fans[1:])
    further = " Of further runs only the median." if fans[1:] else ""
    ends = [found.bands[name][-1] for name in ("middle", "low90", "high90")]
    middle, low, high = (number_text.number(float(end)) for end in ends)
    return Picture(
        figure,
        series.label,
        f"{look.name}, {found.quarters[-1]}: median {middle}, 90 % from {low} to {high}",
        f"At the end of each quarter.{further}",
        of_all(runs, f"{series.path} in quarters"),
    )
