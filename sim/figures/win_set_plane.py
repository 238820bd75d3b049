"""Worlds by the sizes of both win-sets at the last round, and the settlements they end with."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.ceded_territory import Ladder
from sim.analysis.estimates import estimate
from sim.analysis.expressions import Answer
from sim.analysis.win_sets import SAMPLE, Steps, WinSets, reach
from sim.base import number_text
from sim.dispute import Dispute
from sim.figures.captioned_figure import Picture, Runs, of_all
from sim.figures.settlement_marks import SettlementMark, marks
from sim.figures.style import FAINT, INK, Figure, Trace, axis, layout, text

HUNDRED = 100
CELL = 84  # height of a row of cells
AROUND_CELLS = 180  # height of all that is around the cells
WRAP = 18  # letters in a line of a mark's name
NEAR = 0.005  # a share so near to another is the same
# Steps of a sequence that fills a square evenly (Roberts 2018): powers of 1 / 1.3247…, the root of
# x³ = x + 1.
EVEN = (0.7548776662466927, 0.5698402909980532)
INSIDE = 0.9  # of a cell's width, in which its worlds are spread out
FOOT = 0.4  # of a cell's height, below its middle: the lowest of its worlds
RISE = 0.58  # of a cell's height, from the lowest of its worlds to the highest


def draw_win_sets(
    found: WinSets, ladder: Ladder, sides: tuple[str, str], reach: Mapping[str, float]
) -> Figure:
    """Where worlds fall between the two win-sets, and how those shown one by one end.

    sides : holder and claimant, as a reader knows them
    reach : rung -> share of packages that go no further
    """
    looks = marks(ladder)
    points = _spread(found)
    traces = [_density(found)]
    for place, (name, rung) in enumerate(ladder.items()):
        these = found.final[found.sample] == place
        traces.append(_worlds(found.sample[these], points[these], looks[name], rung.title))
    title = "packages that {} could ratify, share of all"
    return {
        "data": traces,
        "layout": layout(
            CELL * max(len(found.rows), 1) + AROUND_CELLS,
            xaxis=_steps(found.columns, title.format(sides[0]), _reached(ladder, reach)),
            yaxis=_steps(found.rows, title.format(sides[1]), {}),
            annotations=list(_counts(found)),
            shapes=list(_may_be_apart(found)),
            hovermode="closest",
            margin={"l": 72, "r": 16, "t": 72, "b": 96},
        ),
    }


def _steps(steps: Steps, title: str, named: Mapping[float, str]) -> dict[str, Any]:
    """An axis of the steps of a share, as wide as one another."""
    said = []
    for low, high in zip(steps.low.tolist(), steps.high.tolist(), strict=True):
        name = next((n for share, n in named.items() if abs(share - low) < NEAR), "")
        lines = wrap(name, WRAP) if name and low == high else []
        said.append("<br>".join([_whole(low, high), *map(text, lines)]))
    return axis(
        title,
        tickmode="array",
        tickvals=list(range(len(steps))),
        ticktext=said,
        range=[-0.5, max(len(steps), 1) - 0.5],
        showgrid=False,
        ticks="",
        fixedrange=True,
    )


def _whole(low: float, high: float) -> str:
    """A step in whole percent."""
    first, second = (f"{end * HUNDRED:.0f}" for end in (low, high))
    return f"{first} %" if first == second else f"{first}–{second} %"


def _reached(ladder: Ladder, reach: Mapping[str, float]) -> dict[float, str]:
    """What a win-set of that share could hold: share -> all packages up to a rung, in words."""
    return {share: f"up to {ladder[name].title}" for name, share in reach.items()}


def _density(found: WinSets) -> Trace:
    shares = np.where(found.density > 0, found.density * HUNDRED, np.nan)
    return {
        "type": "heatmap",
        "x": list(range(len(found.columns))),
        "y": list(range(len(found.rows))),
        "z": shares,
        "zmin": 0,
        "colorscale": [[0, "#f7f7f5"], [1, "#bfbeb6"]],
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hovertemplate": "%{z:.1f} of 100 worlds<extra></extra>",
    }


def _counts(found: WinSets) -> Iterator[dict[str, object]]:
    """How many of a hundred worlds are in a cell, and in the base, over its upper left corner."""
    shown = found.density > 0
    if found.base is not None:
        shown |= found.base > 0
    for row, column in np.argwhere(shown):
        said = f"<b>{number_text.per_100(float(found.density[row, column]))}</b>"
        if found.base is not None:
            before = number_text.per_100(float(found.base[row, column]))
            said += f"<span style='color:{FAINT};font-size:12px'>  base {before}</span>"
        yield {
            "x": column - 0.48,
            "y": row + 0.46,
            "xanchor": "left",
            "yanchor": "top",
            "text": said,
            "showarrow": False,
            "bgcolor": "rgba(255,255,255,0.85)",
            "borderpad": 1,
            "font": {"size": 14, "color": INK},
        }


def _may_be_apart(found: WinSets) -> Iterator[dict[str, object]]:
    """A dashed frame where the shares add up to no more than one: no package need be in both."""
    for row, column in np.argwhere(found.density > 0):
        if found.rows.high[row] + found.columns.high[column] <= 1:
            yield {
                "type": "rect",
                "x0": column - 0.49,
                "x1": column + 0.49,
                "y0": row - 0.48,
                "y1": row + 0.48,
                "line": {"color": INK, "width": 1.2, "dash": "4px,3px"},
            }


def _spread(found: WinSets) -> NDArray[np.float64]:
    """Places of the sampled worlds, spread evenly over their cells below the number, (world, 2)."""
    turn = np.arange(1, len(found.sample) + 1)
    across, up = (((turn * step) % 1) for step in EVEN)
    places: NDArray[np.float64] = np.empty((len(found.sample), 2))
    places[:, 0] = found.columns.place(found.last.holder[found.sample]) + (across - 1 / 2) * INSIDE
    places[:, 1] = found.rows.place(found.last.claimant[found.sample]) - FOOT + up * RISE
    return places


def _worlds(
    worlds: NDArray[np.intp], places: NDArray[np.float64], mark: SettlementMark, title: str
) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        # A settlement that no world of the sample ends with stands in the legend all the same.
        "x": places[:, 0].tolist() or [None],
        "y": places[:, 1].tolist() or [None],
        "customdata": worlds.tolist(),
        "name": text(title),
        "marker": {
            "symbol": mark.symbol,
            "size": 8,
            "color": mark.colour,
            "line": {"width": 0.8, "color": INK},
        },
        "hovertemplate": f"world %{{customdata}}: {text(title)}<extra></extra>",
    }


def win_sets(runs: Runs, found: WinSets, dispute: Dispute) -> Picture:
    """Where worlds fall between the two win-sets."""
    roles, ladder = dispute.roles, dispute.ladder
    sides = (dispute.title_of(roles.holder), dispute.title_of(roles.claimant))
    run = runs[0][0]
    held = estimate(Answer("", "", "", True, found.last.held.astype(float), run.weights, run.rows))
    most = "no round has been held in any world"
    if found.density.any():
        row, column = divmod(int(found.density.argmax()), len(found.columns))
        most = (
            f"most, {number_text.in_100(float(found.density[row, column]))}, where "
            f"{sides[0]} could "
            f"ratify {number_text.percent(float(found.columns.low[column]))} of the packages and "
            f"{sides[1]} {number_text.percent(float(found.rows.low[row]))}"
        )
    beside = "" if found.base is None else f", beside it in grey those of {runs[1][1].name}"
    return Picture(
        draw_win_sets(found, ladder, sides, reach(dispute)),
        f"Win-sets at the last round by {found.quarter}, and how the worlds end",
        f"{number_text.in_100(held.value)} have held a round; {most}",
        f"A win-set is what a side could get ratified at home. In each cell: of 100 worlds, how "
        f"many fall there{beside}. Each mark is one of the first {SAMPLE} worlds, spread "
        "out within its cell; its shape tells the settlement in force at the end. Dashed frame: "
        "the two shares add up to no more than one, so that the win-sets need not meet; elsewhere "
        "some package is in both, though both need not like it better than no deal.",
        of_all(runs, "rounds, win-sets and level in quarters"),
    )
