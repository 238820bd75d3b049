"""Icon arrays: of a hundred worlds, how many end at each level.

Grouped and with one denominator for all: shares shown by scattered icons are overestimated more
(Ancker, Weber & Kukafka 2011).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np

from sim.base import number_text as words
from sim.figures.style import EMPTY, FAINT, Figure, Look, Trace, hidden, layout, text

SIDE = 10  # icons in a row and in a column
GAP = 2.5  # between arrays, in icons
HEAD = 3.7  # above an array, for its number
LINE = 1.1  # for each line of its heading
PIXELS = 18  # an icon's place
WRAP = 22  # letters in a line of a heading

Place = tuple[float, float]


@dataclass(frozen=True)
class Shares:
    """How one run's worlds are shared out among levels.

    shares : by level, summing to one
    forms : by level, lowest and highest share over the options of uncertain forms
    """

    look: Look
    shares: Sequence[float]
    forms: Sequence[tuple[float, float]]


def icons(levels: Sequence[str], runs: Sequence[Shares]) -> Figure:
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
            number = f"<b style='font-size:15px'>{words.per_100(run.shares[column])}</b> of 100"
            spread = f"{words.percent_range(*run.forms[column])} over forms"
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


def filled(at: Sequence[Place], look: Look) -> Trace:
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
