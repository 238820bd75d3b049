"""Icon arrays: of a hundred worlds, how many end at each level.

Grouped and with one denominator for all: shares shown by scattered icons are overestimated more
(Ancker, Weber & Kukafka 2011).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np

from sim.analysis import words
from sim.figures.style import EMPTY, FAINT, Figure, Look, Trace, hidden, layout, text

SIDE = 10  # icons in a row and in a column
GAP = 2.5  # between arrays, in icons
HEAD = 3.7  # above an array, for its number
LINE = 1.1  # for each line of its heading
PIXELS = 18  # an icon's place
WRAP = 22  # letters in a line of a heading


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
        filled: list[tuple[float, float]] = []
        empty: list[tuple[float, float]] = []
        for column, count in enumerate(_whole(run.shares)):
            left = column * (SIDE + GAP)
            places = [(left + i % SIDE, bottom + i // SIDE) for i in range(SIDE * SIDE)]
            filled += places[:count]
            empty += places[count:]
            notes.append(_note(left, bottom, heads[column], run, column))
        traces += [_marks(empty, run, is_filled=False), _marks(filled, run, is_filled=True)]
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


def _whole(shares: Sequence[float]) -> list[int]:
    """Counts of a hundred that add up, by the largest remainders."""
    exact = np.asarray(shares) * SIDE * SIDE
    counts = np.floor(exact).astype(int)
    rest = SIDE * SIDE - int(counts.sum())
    for place in np.argsort(counts - exact, kind="stable")[:rest]:
        counts[place] += 1
    found: list[int] = counts.tolist()
    return found


def _marks(places: Sequence[tuple[float, float]], run: Shares, *, is_filled: bool) -> Trace:
    marker = {"symbol": run.look.symbol, "size": 10, "color": run.look.colour}
    if not is_filled:
        marker = {
            "symbol": "circle",
            "size": 7,
            "color": "white",
            "line": {"color": EMPTY, "width": 1},
        }
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "marker": marker,
        "name": f"{text(run.look.name)}: one world of a hundred",
        "showlegend": is_filled,
        "hoverinfo": "skip",
    }


def _note(
    left: float, bottom: float, heading: Sequence[str], run: Shares, column: int
) -> dict[str, object]:
    title = "<br>".join(text(line) for line in heading)
    number = words.per_100(run.shares[column])
    low, high = run.forms[column]
    return {
        "x": left - 0.5,
        "y": bottom + SIDE - 0.2,
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "text": (
            f"{title}<br><b style='font-size:15px'>{number}</b> of 100"
            f"<br><span style='color:{FAINT};font-size:12px'>"
            f"{words.percent_range(low, high)} over forms</span>"
        ),
        "font": {"size": 13},
    }
