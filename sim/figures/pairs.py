"""Icon arrays of a yes or no in several runs, and beneath each what the same worlds say in both.

Two arrays that look alike can hide that many worlds change places; the lower row shows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from sim.base import number_text as words
from sim.figures.icon_arrays import LINE, PIXELS, SIDE, filled, note, places, unfilled
from sim.figures.style import INK, Figure, Look, Trace, hidden, layout, text

ABOVE = 2.7  # an array, for its number
BETWEEN = 1.6  # the rows, beyond the number of the lower one
WRAP = 26  # letters in a line of a heading
WIDE = SIDE + 5.5  # a column: its heading is wider than its array
STEP = 1.7  # from one line of the key to the next
BOTH = Look("so in both", INK, "solid", "square")


@dataclass(frozen=True)
class Yes:
    """A yes or no in one run, and in the same worlds of the first one.

    share, forms : worlds in which it is so, and the range of that over uncertain forms
    up, down : worlds in which it is so here and not in the first run, and the other way round;
        None for the first run, and where no world can be said to move
    """

    look: Look
    share: float
    forms: tuple[float, float]
    up: float | None = None
    down: float | None = None


def pairs(runs: Sequence[Yes]) -> Figure:
    """An array of a hundred worlds for each run, the first one first; beneath, who changes."""
    first = runs[0]
    heads = [wrap(run.look.name, WRAP) for run in runs]
    lower = -(SIDE + BETWEEN + ABOVE)
    traces: list[Trace] = []
    notes: list[dict[str, Any]] = []
    for column, (run, head) in enumerate(zip(runs, heads, strict=True)):
        left = column * WIDE
        icons, reached = places(left, 0), count(run.share)
        traces += [unfilled(icons[reached:]), filled(icons[:reached], run.look)]
        number = f"<b style='font-size:15px'>{words.per_100(run.share)}</b> of 100"
        spread = f"{words.percent_range(*run.forms)} over forms"
        title = "<br>".join(f"<b>{text(line)}</b>" for line in head)
        notes.append(note(left, 0, f"{title}<br>{number}", spread))
        if run.up is not None and run.down is not None:
            traces += _together(first, run, run.up, run.down, places(left, lower))
            ways = f"{words.per_100(run.up)} of 100 only here, {words.per_100(run.down)} only there"
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
    first: Yes, run: Yes, up: float, down: float, icons: Sequence[tuple[float, float]]
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


def _key(first: Yes, others: Sequence[Yes]) -> list[tuple[Trace, dict[str, Any]]]:
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
        lines = wrap(said, WRAP)
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
