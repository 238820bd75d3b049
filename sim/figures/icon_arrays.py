"""Icon arrays: of a hundred worlds, how many end at each level.

Grouped and with one denominator for all: shares shown by scattered icons are overestimated more
(Ancker, Weber & Kukafka 2011).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from textwrap import wrap
from typing import Any

import numpy as np

from sim.analysis import verdict_text
from sim.analysis.answers import lines
from sim.analysis.expressions import Expression
from sim.analysis.paired_differences import Difference
from sim.base import number_text
from sim.figures.captioned_figure import Picture, Runs, of_all
from sim.figures.style import EMPTY, FAINT, INK, Figure, RunStyle, Trace, hidden, layout, text
from sim.results import Measure

SIDE = 10  # icons in a row and in a column
GAP = 2.5  # between arrays, in icons
HEAD = 3.7  # above an array, for its number
LINE = 1.1  # for each line of its heading
PIXELS = 18  # an icon's place
WRAP = 22  # letters in a line of a heading

Place = tuple[float, float]
ABOVE = 2.7  # an array, for its number
BETWEEN = 1.6  # the rows, beyond the number of the lower one
PAIR_WRAP = 26  # letters in a line of a heading
WIDE = SIDE + 5.5  # a column: its heading is wider than its array
STEP = 1.7  # from one line of the key to the next
BOTH = RunStyle("so in both", INK, "solid", "square")


@dataclass(frozen=True)
class LevelShares:
    """How one run's worlds are shared out among levels.

    shares : by level, summing to one
    forms : by level, lowest and highest share over the options of uncertain forms
    """

    look: RunStyle
    shares: Sequence[float]
    forms: Sequence[tuple[float, float]]


def icons(levels: Sequence[str], runs: Sequence[LevelShares]) -> Figure:
    """A row of icon arrays for each run, a column for each level."""
    traces: list[Trace] = []
    notes = []
    heads = [wrap(level[:1].upper() + level[1:], WRAP) for level in levels]
    head = HEAD + LINE * max(len(lines) for lines in heads)
    for row, run in enumerate(runs):
        bottom = -row * (SIDE + head)
        reached: list[Place] = []
        others: list[Place] = []
        for column, count in enumerate(whole(run.shares)):
            left = column * (SIDE + GAP)
            icons_here = places(left, bottom)
            reached += icons_here[:count]
            others += icons_here[count:]
            title = "<br>".join(text(line) for line in heads[column])
            number = (
                f"<b style='font-size:15px'>{number_text.per_100(run.shares[column])}</b> of 100"
            )
            spread = f"{number_text.percent_range(*run.forms[column])} over forms"
            notes.append(note(left, bottom, f"{title}<br>{number}", spread))
        shown = filled(reached, run.look)
        name = f"{text(run.look.name)}: one world of a hundred"
        traces += [unfilled(others), shown | {"name": name, "showlegend": True}]
    width = len(levels) * (SIDE + GAP)
    height = len(runs) * (SIDE + head)
    return {
        "data": traces,
        "layout": layout(
            round(height * PIXELS) + 40,
            xaxis=hidden(range=[-1, width - GAP + 0.5], constrain="domain"),
            yaxis=hidden(
                range=[SIDE - height + head - 1, SIDE + head - 0.4], scaleanchor="x", scaleratio=1
            ),
            margin={"l": 8, "r": 8, "t": 32, "b": 8},
            annotations=notes,
            legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"size": 13}},
        ),
    }


def whole(shares: Sequence[float]) -> list[int]:
    """Counts of a hundred that add up, by the largest remainders."""
    exact = np.asarray(shares) * SIDE * SIDE
    counts = np.floor(exact).astype(int)
    rest = SIDE * SIDE - int(counts.sum())
    for place in np.argsort(counts - exact, kind="stable")[:rest]:
        counts[place] += 1
    found: list[int] = counts.tolist()
    return found


def places(left: float, bottom: float) -> list[Place]:
    """The hundred places of an array, row by row from the bottom."""
    return [(left + i % SIDE, bottom + i // SIDE) for i in range(SIDE * SIDE)]


def filled(at: Sequence[Place], look: RunStyle) -> Trace:
    """Icons of worlds in which it is so, in a run's look."""
    return _marks(at, {"symbol": look.symbol, "size": 10, "color": look.colour})


def unfilled(at: Sequence[Place]) -> Trace:
    """Icons of worlds in which it is not so."""
    line = {"color": EMPTY, "width": 1}
    return _marks(at, {"symbol": "circle", "size": 7, "color": "white", "line": line})


def _marks(at: Sequence[Place], marker: dict[str, object]) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _ in at],
        "y": [y for _, y in at],
        "marker": marker,
        "showlegend": False,
        "hoverinfo": "skip",
    }


def note(left: float, bottom: float, said: str, small: str) -> dict[str, object]:
    """What stands above an array, with a line in small beneath it."""
    return {
        "x": left - 0.5,
        "y": bottom + SIDE - 0.2,
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "text": f"{said}<br><span style='color:{FAINT};font-size:12px'>{small}</span>",
        "font": {"size": 13},
    }


@dataclass(frozen=True)
class BinaryShare:
    """A yes or no in one run, and in the same worlds of the first one.

    share, forms : worlds in which it is so, and the range of that over uncertain forms
    up, down : worlds in which it is so here and not in the first run, and the other way round;
        None for the first run, and where no world can be said to move
    """

    look: RunStyle
    share: float
    forms: tuple[float, float]
    up: float | None = None
    down: float | None = None


def pairs(runs: Sequence[BinaryShare]) -> Figure:
    """An array of a hundred worlds for each run, the first one first; beneath, who changes."""
    first = runs[0]
    heads = [wrap(run.look.name, PAIR_WRAP) for run in runs]
    lower = -(SIDE + BETWEEN + ABOVE)
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    for column, (run, head) in enumerate(zip(runs, heads, strict=True)):
        left = column * WIDE
        icons, reached = places(left, 0), count(run.share)
        traces += [unfilled(icons[reached:]), filled(icons[:reached], run.look)]
        number = f"<b style='font-size:15px'>{number_text.per_100(run.share)}</b> of 100"
        spread = f"{number_text.percent_range(*run.forms)} over forms"
        title = "<br>".join(f"<b>{text(line)}</b>" for line in head)
        notes.append(note(left, 0, f"{title}<br>{number}", spread))
        if run.up is not None and run.down is not None:
            traces += _together(first, run, run.up, run.down, places(left, lower))
            ways = (
                f"{number_text.per_100(run.up)} of 100 only here, "
                f"{number_text.per_100(run.down)} only there"
            )
            notes.append(note(left, lower, "World by world", ways))
    moves = any(run.up is not None for run in runs)
    if moves:
        key = _key(first, runs[1:])
        traces += [trace for trace, _ in key]
        notes += [said for _, said in key]
    top = SIDE + ABOVE + LINE * max(len(head) for head in heads)
    bottom = lower - 1 if moves else -1
    return {
        "data": traces,
        "layout": layout(
            round((top - bottom) * PIXELS) + 16,
            xaxis=hidden(range=[-1, len(runs) * WIDE], constrain="domain", constraintoward="left"),
            yaxis=hidden(range=[bottom, top], scaleanchor="x", scaleratio=1),
            margin={"l": 8, "r": 8, "t": 8, "b": 8},
            annotations=notes,
            showlegend=False,
        ),
    }


def _together(
    first: BinaryShare,
    run: BinaryShare,
    up: float,
    down: float,
    icons: Sequence[tuple[float, float]],
) -> list[Trace]:
    """A hundred worlds: so in both, only here, only there, in neither.

    The counts add up to those of the two arrays above.
    """
    of_first, of_run = count(first.share), count(run.share)
    both = min(count((first.share - down + run.share - up) / 2), of_first, of_run)
    here = of_run
    there = here + of_first - both
    return [
        filled(icons[:both], BOTH),
        filled(icons[both:here], run.look),
        filled(icons[here:there], first.look),
        unfilled(icons[there:]),
    ]


def count(share: float) -> int:
    """Icons of a hundred."""
    return round(share * SIDE * SIDE)


def _key(first: BinaryShare, others: Sequence[BinaryShare]) -> list[tuple[Trace, dict[str, Any]]]:
    """What the marks of the lower row mean, where the first run would stand in it."""
    here = others[0].look.name if len(others) == 1 else "the one above"
    entries = [
        (BOTH, "so in both"),
        (others[0].look, f"only with {here}"),
        (first.look, f"only with {first.look.name}"),
        (None, "so in neither"),
    ]
    found = []
    height = -(BETWEEN + ABOVE) - 1
    for look, said in entries:
        at = [(0.0, height)]
        lines = wrap(said, PAIR_WRAP)
        name = {
            "x": 0.5,
            "y": height + LINE / 2,
            "xanchor": "left",
            "yanchor": "top",
            "align": "left",
            "showarrow": False,
            "text": "<br>".join(text(line) for line in lines),
            "font": {"size": 13},
        }
        found.append((unfilled(at) if look is None else filled(at, look), name))
        height -= STEP + LINE * (len(lines) - 1)
    return found


def levels(runs: Runs, measure: Measure) -> Picture:
    """Icon arrays of the levels that were reached, in each run."""
    rows = []
    said = []
    for run, look in runs:
        found = lines(run, expressions=[Expression(measure.name, "=", x) for x in measure.levels])
        rows.append(LevelShares(look, [x.found.value for x in found], [x.forms for x in found]))
        shares = ", ".join(
            f"{measure.level_label(level)} {number_text.in_100(line.found.value)}"
            for level, line in zip(measure.levels, found, strict=True)
        )
        said.append(f"{look.name}: {shares}")
    return Picture(
        icons([measure.level_label(level) for level in measure.levels], rows),
        f"{measure.label} at the end of {runs[0][0].calendar[-1]}",
        "; ".join(said),
        "Each array is the same hundred worlds; a mark is a world that ends at this level. "
        "Below each number, its range over uncertain forms.",
        of_all(runs, "outcomes"),
    )


def yes_or_no(runs: Runs, measure: Measure, moved: Sequence[Difference | None] = ()) -> Picture:
    """Icon arrays of a yes or no in each run, and who changes between the first run and another.

    moved : the answer's difference of each run but the first; None where there is none
    """
    found = [lines(run, expressions=[Expression(measure.name)])[0] for run, _ in runs]
    rows = []
    said = []
    differences = [None, *moved, *([None] * (len(runs) - 1 - len(moved)))]
    for (_, look), line, d in zip(runs, found, differences, strict=True):
        is_paired = d is not None and not isnan(d.changed)
        ways = (d.up, d.down) if d is not None and is_paired else (None, None)
        rows.append(BinaryShare(look, line.found.value, line.forms, *ways))
        said.append(f"{look.name}: {number_text.in_100(line.found.value)}")
        if d is not None and is_paired:
            said.append(verdict_text.together(d, look.name, runs[0][1].name).rstrip("."))
    below = (
        " Below, the same hundred worlds in both: equal shares can hide that many change."
        if any(row.up is not None for row in rows)
        else ""
    )
    return Picture(
        pairs(rows),
        f"{measure.label} at the end of {runs[0][0].calendar[-1]}",
        "; ".join(said),
        f"Each mark is one world of a hundred.{below}",
        of_all(runs, "outcomes"),
    )
