"""Share of worlds in which each parcel is ceded over the quarters, stacked by settlement."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.ceded_territory import Cession, Ladder, Parcel
from sim.base import number_text
from sim.dispute import Dispute
from sim.figures.captioned_figure import Picture, Runs, of_all
from sim.figures.ceded_map import COUNTED, Titles, listed, share_over_forms
from sim.figures.settlement_marks import SettlementMark, marks
from sim.figures.style import FAINT, Figure, RunStyle, Trace, axis, calendar, layout, text

HUNDRED = 100
TIME_HEIGHT = 380
ROOM = 1.12  # above the highest curve
LEAST = 1.0  # of 100 worlds: top of an axis where almost nothing happens


def draw_over_time(
    found: Cession,
    look: RunStyle,
    ladder: Ladder,
    titles: Mapping[str, str],
    base: Cession | None = None,
    base_look: RunStyle | None = None,
    place: int | None = None,
) -> Figure:
    """The share of worlds in which each parcel is ceded, stacked by settlement.

    titles : island -> its name; place : quarter that is marked
    """
    looks = marks(ladder)
    traces: list[Trace] = []
    notes = []
    axes: dict[str, Any] = {}
    shown = [found, *([base] if base else [])]
    highest = max(_highest(each) for each in shown) * HUNDRED
    top = max(highest * ROOM, LEAST)
    count = len(found.parcels)
    seen: set[str] = set()
    for number, parcel in enumerate(found.parcels, start=1):
        which = str(number) if number > 1 else ""
        pair = {"xaxis": f"x{which}", "yaxis": f"y{which}"}
        for rung, row in zip(parcel.rungs, parcel.by_rung, strict=True):
            traces.append(
                _layer(row, rung, parcel, found.quarters, looks[rung], ladder, pair)
                | {"showlegend": rung not in seen}
            )
            seen.add(rung)
        traces += _edges(parcel, look, pair, is_first=number == 1)
        if base is not None and base_look is not None:
            traces.append(_total(base.of(parcel.islands[0]), base_look, pair, number == 1))
        left, right = ((number - 1 + k) / count for k in (0, 1))
        gap = 0.06 / count
        domain = [left + (gap if number > 1 else 0), right - (gap if number < count else 0)]
        axes[f"xaxis{which}"] = calendar(found.quarters) | {
            "domain": domain,
            "anchor": f"y{which}",
        }
        axes[f"yaxis{which}"] = axis(
            "of 100 worlds" if number == 1 else "",
            range=[0, top],
            anchor=f"x{which}",
            rangemode="tozero",
            tickfont={"color": FAINT},
        )
        notes.append(_heading(parcel, titles, found.quarters, place, domain[0]))
    return {
        "data": traces,
        "layout": layout(
            TIME_HEIGHT,
            **axes,
            annotations=notes,
            shapes=[] if place is None else [_now(place, number) for number in range(count)],
            hovermode="x unified",
            margin={"l": 64, "r": 16, "t": 84, "b": 52},
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1.13,
                "xanchor": "left",
                "yanchor": "bottom",
                "font": {"size": 13},
                "traceorder": "normal",
            },
        ),
    }


def _highest(found: Cession) -> float:
    ends = [
        float(np.nanmax(np.concatenate([parcel.high, parcel.share]))) for parcel in found.parcels
    ]
    return max(ends, default=0.0)


def _layer(
    row: NDArray[np.float64],
    rung: str,
    parcel: Parcel,
    quarters: Sequence[str],
    mark: SettlementMark,
    ladder: Ladder,
    pair: Mapping[str, str],
) -> Trace:
    name = text(ladder[rung].title)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.arange(len(quarters)),
        "y": row * HUNDRED,
        "stackgroup": parcel.islands[0],
        "line": {"shape": "hv", "width": 0.5, "color": mark.colour},
        "fillcolor": mark.colour,
        "fillpattern": {
            "shape": mark.pattern,
            "fillmode": "overlay",
            "fgcolor": "rgba(255,255,255,0.75)",
            "size": 7,
            "solidity": 0.25,
        },
        "name": name,
        "legendgroup": rung,
        "hovertemplate": f"{name}: %{{y:.2~f}} of 100<extra></extra>",
        **pair,
    }


def _edges(
    parcel: Parcel, look: RunStyle, pair: Mapping[str, str], *, is_first: bool
) -> list[Trace]:
    """All settlements together, and between which shares that lies over the forms."""
    ends = {
        "type": "scatter",
        "mode": "lines",
        "x": np.arange(len(parcel.share)),
        "line": {"shape": "hv", "width": 1.2, "color": look.colour, "dash": "dot"},
        "hoverinfo": "skip",
        "legendgroup": "forms",
        **pair,
    }
    return [
        {**ends, "y": parcel.low * HUNDRED, "showlegend": False},
        {
            **ends,
            "y": parcel.high * HUNDRED,
            "name": "range over forms",
            "showlegend": is_first,
        },
        _total(parcel, look, pair, is_first),
    ]


def _total(parcel: Parcel, look: RunStyle, pair: Mapping[str, str], is_first: bool) -> Trace:
    name = text(look.name)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.arange(len(parcel.share)),
        "y": parcel.share * HUNDRED,
        "line": {"shape": "hv", "width": 2.2, "color": look.colour, "dash": look.dash},
        "name": name,
        "legendgroup": look.name,
        "showlegend": is_first,
        "customdata": np.column_stack([parcel.low, parcel.high]) * HUNDRED,
        "hovertemplate": (
            f"{name}: %{{y:.2~f}}, forms %{{customdata[0]:.2~f}} to %{{customdata[1]:.2~f}}"
            "<extra></extra>"
        ),
        **pair,
    }


def _heading(
    parcel: Parcel,
    titles: Mapping[str, str],
    quarters: Sequence[str],
    place: int | None,
    left: float,
) -> dict[str, object]:
    at = len(quarters) - 1 if place is None else place
    islands = ", ".join(titles[island] for island in parcel.islands)
    number = number_text.per_100(float(parcel.share[at]))
    return {
        "text": f"<b>{text(islands)}</b>: {number} of 100 in {quarters[at]}",
        "x": left,
        "y": 1.02,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 14},
    }


def _now(place: int, number: int) -> dict[str, object]:
    which = str(number + 1) if number else ""
    return {
        "type": "line",
        "xref": f"x{which}",
        "yref": f"y{which} domain",
        "x0": place,
        "x1": place,
        "y0": 0,
        "y1": 1,
        "line": {"color": FAINT, "width": 1},
        "layer": "below",
    }


def over_time(
    runs: Runs, found: Sequence[Cession], dispute: Dispute, named: Titles, place: int
) -> Picture:
    """By which settlement ground is ceded, quarter by quarter.

    found : of each run
    """
    base, base_look = (found[1], runs[1][1]) if len(runs) > 1 else (None, None)
    said = "; ".join(
        f"{listed(parcel.islands, named)}: {share_over_forms(parcel, place)}"
        for parcel in found[0].parcels
    )
    beside = "" if base is None else f" Solid line: the same in {runs[1][1].name}."
    return Picture(
        draw_over_time(found[0], runs[0][1], dispute.ladder, named, base, base_look, place),
        "Ceded, by settlement",
        said,
        f"Areas add up to all worlds in which it is ceded, the outlined total. Dotted: how "
        f"far the total moves with uncertain forms.{beside} {COUNTED}",
        of_all(runs, "level in quarters"),
    )
