"""The linked pictures of the worlds that are picked: each figure with heading, words and source."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.expressions import inside
from sim.analysis.outcome_summary import quantiles
from sim.analysis.quantile_bands import fan as fan_of
from sim.analysis.selection_summary import Selection, SelectionContrast
from sim.analysis.weighted_statistics import chosen, mean
from sim.analysis.world_filters import PolygonCondition, RangeCondition
from sim.analysis.world_variables import WorldVariable, axes, axis
from sim.base import number_text
from sim.figures import brushing_plots
from sim.figures.brushing_plots import Points, Strip
from sim.figures.captioned_figure import Picture, source
from sim.figures.fan_charts import draw_fan
from sim.figures.style import BASE, RUN, RunStyle
from sim.results import Series

Corners = Sequence[tuple[float, float]]

PATHS = 30  # of picked worlds that are drawn, the first
STRIPS, LEAST = 300, 80  # worlds that are drawn in a strip, and of those picked at least
MOST_APART = 12
PICKED = RunStyle("picked", RUN.colour, RUN.dash, RUN.symbol)
ALL = RunStyle("all worlds", BASE.colour, BASE.dash, BASE.symbol)
MARKS = "Filled diamonds: picked. Open circles: the others."


def count(found: Selection) -> str:
    """How many worlds are picked, in words."""
    weighed = "" if found.run.weights is None else " by their weight"
    share = f"{number_text.in_100(found.share.value)}{weighed}" if found.of else number_text.UNKNOWN
    return f"{found.count:,} of {found.of:,} worlds picked ({share})"


def plane(found: Selection, x: str, y: str) -> Picture:
    """Worlds over two outcomes or parameters, in which others can be brushed.

    Raises InputError where the run holds nothing of one of these names.
    """
    strips = [_strip(found, axis(found.run.manifest, path)) for path in (x, y)]
    points = Points(*found.sample())
    drawn = len(points.others) + len(points.selected)
    return Picture(
        brushing_plots.scatter(
            strips[0], strips[1], points, _outlines(found, (strips[0], strips[1]))
        ),
        f"{strips[1].along.label}, by {inside(strips[0].along.label)}",
        f"{count(found)}. " + "; ".join(f"{each.along.label}: {each.said}" for each in strips),
        f"{MARKS} {drawn:,} worlds are drawn: the first, and more of the picked where there are "
        "few. Worlds of one name are spread beside one another.",
        source(found.run, "outcomes and draws"),
    )


def outcomes(found: Selection) -> Picture:
    """A strip for each outcome: where the picked worlds lie among all."""
    known = axes(found.run.manifest).values()
    strips = [_strip(found, each) for each in known if not each.is_drawn]
    return Picture(
        brushing_plots.strips(strips, Points(*found.sample(STRIPS, LEAST))),
        "Where the picked worlds end",
        "; ".join(f"{each.along.label}: {each.said}" for each in strips),
        f"{MARKS} The line under each name tells the picked beside all worlds. Their height means "
        "nothing; drag over a strip to pick from it as well.",
        source(found.run, "outcomes"),
    )


def path(found: Selection, series: Series) -> Picture:
    """A recorded state over the quarters: the picked worlds before all."""
    whole = fan_of(found.run, series, 0)
    if not found.count:
        figure, said = draw_fan(whole, ALL), "no world is picked"
    else:
        picked = fan_of(found.run, series, min(PATHS, found.count), found.worlds)
        figure = draw_fan(picked, PICKED, whole, ALL)
        ends = [float(each.bands["middle"][-1]) for each in (picked, whole)]
        here, there = (number_text.number(end) for end in ends)
        said = f"{picked.quarters[-1]}: median {here} in the picked worlds, {there} in all"
    return Picture(
        figure,
        series.label,
        said,
        f"Bands: half and nine tenths of the picked worlds, and thin lines, their first {PATHS}. "
        "Solid, with dotted edges: median and nine tenths of all worlds.",
        source(found.run, f"{series.path} in quarters"),
    )


def drawn(found: Selection, marked: Sequence[SelectionContrast], looked_at: int) -> Picture:
    """What was drawn most differently in the picked worlds.

    marked, looked_at : as of `brushing.apart`
    """
    return Picture(
        brushing_plots.draw_selection_contrasts(marked),
        "What was drawn differently in them",
        "; ".join(
            f"{brushing_plots.named(each)}: {brushing_plots.between(each)}" for each in marked
        ),
        f"The {len(marked)} that differ most of {looked_at:,}, what was picked by left out. "
        "Cliff's delta: the chance that a picked world drew more than another, less the chance "
        "that it drew less; beyond 0.33 no longer small. Bar: 95 % of each by itself. Hollow: no "
        "more than chance among so many. To differ is not to cause.",
        source(found.run, "draws"),
    )


def _strip(found: Selection, along: WorldVariable) -> Strip:
    values = along.values(found.run)
    return Strip(along, values, _said(found, along, values))


def _said(found: Selection, along: WorldVariable, values: brushing_plots.Floats) -> str:
    """The picked beside all, in words: the likeliest name that differs most, or the medians."""
    if not found.count:
        return "none picked"
    weights, here = found.run.weights, found.worlds
    groups = [(values[here], chosen(weights, here)), (values, weights)]
    if not along.keys:
        middles = [quantiles(each, weight)["q50"] for each, weight in groups]
        one, other = (number_text.number(middle or 0) for middle in middles)
        return f"median {one} picked, {other} all"
    shares = [
        [mean((each == place).astype(float), weight) for each, weight in groups]
        for place in along.places
    ]
    most = max(range(len(shares)), key=lambda i: (abs(shares[i][0] - shares[i][1]), shares[i][0]))
    one, other = (number_text.percent(share) for share in shares[most])
    return f"{along.titles[most]}: {one} picked, {other} all"


def _outlines(found: Selection, along: tuple[Strip, Strip]) -> list[Corners]:
    """What was brushed over these two axes, to be drawn."""
    x, y = (strip.along.path for strip in along)
    ends: dict[str, tuple[float, float]] = {}
    shown: list[Corners] = []
    for each in found.world_filter.conditions:
        if isinstance(each, RangeCondition) and each.path in (x, y):
            ends[each.path] = each.ends(along[(x, y).index(each.path)].along)
        elif isinstance(each, PolygonCondition) and (each.x, each.y) == (x, y):
            shown.append(each.corners)
    if ends:
        shown.append(brushing_plots.outlines(ends.get(x), ends.get(y), along))
    return shown
