"""A council's members at its renewals, and who of them tips whom: tables of tinted numbers."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sim.analysis.council_votes import ALONE, BLOCK, VOICE, Floats, Shares, Tallies
from sim.base import number_text as words
from sim.figures.style import Figure, Trace, axis, layout, text

# One hue, so that more is darker to every eye; pale for the small shares that most are.
SCALE = [[0, "#ffffff"], [0.02, "#eaf3f9"], [0.5, "#4d9ac9"], [1, "#00456e"]]
DARK = 0.67  # of the scale: above it white, below it black stands out from the tint by 4.5:1
ROW, PAIR_ROW = 23, 28  # pixels
APART = 0.5  # rows or columns before what is counted together
MOST_PAIRS = 14  # members on each side of the table of pairs
HUNDRED, THOUSAND = 100, 1000
QUARTER = len("Q1")  # letters at the end of a date
DOES = {VOICE: "voices doubt", BLOCK: "blocks", ALONE: "blocks, and alone"}
TIPPED = {VOICE: ("voice doubt", "voices"), BLOCK: ("block", "vetoes")}


def renewals(found: Tallies, deed: str, top: float | None = None) -> Figure:
    """In how many of 100 worlds each member does so at each renewal; the likeliest member first.

    deed : one of `tallies.DEEDS`
    top : share with the darkest tint; the largest that is shown if not given
    """
    votes, order = found.votes, found.order(deed)
    count, last = len(votes.renewals), len(votes.renewals) + APART
    titles = [text(votes.titles[i]) for i in order]
    at, ever = found.at[deed], found.ever[deed]
    each = Shares(at.value[:, order].T, at.mcse[:, order].T)
    any_of = Shares(ever.value[order, None], ever.mcse[order, None])
    stake = found.stake.value

    def said(row: int, column: int) -> str:
        share, left = float(each.value[row, column]), float(stake[column])
        of_those = (
            f"<br>{words.per_100(share / left)} of 100 with measures in force" if left else ""
        )
        head = f"{titles[row]}, {votes.renewals[column]}: {DOES[deed]}"
        return f"{head}<br>in {_of_worlds(each, row, column)}{of_those}"

    def said_of_any(row: int, _: int) -> str:
        return f"{titles[row]}: {DOES[deed]} at some renewal<br>in {_of_worlds(any_of, row, 0)}"

    rows, columns = list(range(len(order))), list(range(count))
    darkest = top or float(any_of.value.max(initial=0)) or 1.0
    return {
        "data": [
            *_tinted(each, columns, rows, said, HUNDRED, darkest),
            *_tinted(any_of, [last], rows, said_of_any, HUNDRED, darkest),
        ],
        "layout": layout(
            ROW * (len(order) + 1) + 112,
            xaxis=_names(
                "renewal; in italics, measures still in force",
                [*columns, last],
                [*_dates(votes.renewals, stake), "<b>any</b><br>renewal"],
            ),
            yaxis=_names("", rows, titles, range=[len(order) - 0.5, -0.5]),
            margin={"l": 16, "r": 12, "t": 92, "b": 12},
        ),
    }


def tips(found: Tallies, deed: str) -> Figure:
    """At how many of 1,000 renewals a member does so only because another has voiced doubt.

    The one that voices stands at the left, the one that follows above; those with most to do with
    it stand first, and no more of them than can be read.

    deed : VOICE or BLOCK
    """
    whole, hinges = found.tips[deed], found.hinges[deed].value
    pairs = np.ix_(_heaviest(whole.value, 1), _heaviest(whole.value, 0))
    left, above = (each.reshape(-1).tolist() for each in pairs)
    shown = Shares(
        np.where(np.equal(*pairs), np.nan, whole.value[pairs]),  # nobody tips itself
        whole.mcse[pairs],
    )
    titles = [text(title) for title in found.votes.titles]
    does, deeds = TIPPED[deed]

    def said(row: int, column: int) -> str:
        one, other = titles[left[row]], titles[above[column]]
        share = float(hinges[left[row], above[column]])
        of_all = f"<br>which is {words.per_100(share)} of 100 of its {deeds}"
        known = of_all if math.isfinite(share) else ""
        number, error = (THOUSAND * float(part[row, column]) for part in (shown.value, shown.mcse))
        return (
            f"had {one} kept silent, {other} would not {does}<br>at {_short(number)} of 1,000 "
            f"renewals (± {words.number(error, 2)}){known}"
        )

    rows, columns = list(range(len(left))), list(range(len(above)))
    darkest = float(np.nanmax(shown.value, initial=0)) or 1.0
    return {
        "data": _tinted(shown, columns, rows, said, THOUSAND, darkest),
        "layout": layout(
            PAIR_ROW * len(rows) + 150,
            xaxis=_names(f"… this member would not {does}", columns, [titles[i] for i in above])
            | {"tickangle": -45},
            yaxis=_names(
                "had this one kept silent …",
                rows,
                [titles[i] for i in left],
                range=[len(rows) - 0.5, -0.5],
            ),
            margin={"l": 24, "r": 24, "t": 130, "b": 12},
        ),
    }


def _tinted(
    shown: Shares,
    columns: Sequence[float],
    rows: Sequence[float],
    said: Callable[[int, int], str],
    scale: int,
    top: float,
) -> list[Trace]:
    """Shares as tinted numbers, (row, column), with what is said of each on hover.

    scale : of how many they are counted; top : share with the darkest tint
    """
    number = scale * shown.value
    places = [(i, j) for i in range(len(rows)) for j in range(len(columns))]
    hover = [said(*place) if np.isfinite(number[place]) else "" for place in places]
    return [
        {
            "type": "heatmap",
            "x": list(columns),
            "y": list(rows),
            "z": number,
            "zmin": 0,
            "zmax": scale * top,
            "colorscale": SCALE,
            "showscale": False,
            "hovertext": np.reshape(hover, number.shape),
            "hoverinfo": "text",
            "xgap": 2,
            "ygap": 2,
        },
        {
            "type": "scatter",
            "mode": "text",
            "x": [columns[j] for _, j in places],
            "y": [rows[i] for i, _ in places],
            "text": [_short(float(number[place])) for place in places],
            "textfont": {
                "size": 12,
                "color": [
                    "white" if number[place] > DARK * scale * top else "black" for place in places
                ],
            },
            "hoverinfo": "skip",
            "showlegend": False,
        },
    ]


def _names(
    title: str, places: Sequence[float], names: Sequence[str], **more: Any
) -> dict[str, Any]:
    """An axis that names rows or columns."""
    side = {} if "range" in more else {"side": "top"}
    return axis(
        title,
        tickmode="array",
        tickvals=list(places),
        ticktext=list(names),
        showgrid=False,
        showline=False,
        ticks="",
        fixedrange=True,
        tickangle=0,
        **side,
        **more,
    )


def _dates(renewals: Sequence[str], stake: Floats) -> list[str]:
    """Each year where it begins, the quarter, and in how many of 100 worlds anything is at stake.

    stake : (renewal,), shares of worlds
    """
    years = [name[:-QUARTER] for name in renewals]
    return [
        f"{text(year) if year not in years[:i] else ''}<br>{text(name[-QUARTER:])}"
        f"<br><i>{_short(HUNDRED * float(share))}</i>"
        for i, (year, name, share) in enumerate(zip(years, renewals, stake, strict=True))
    ]


def _short(number: float) -> str:
    """A number that fits into a cell; nothing for none."""
    if not number or not math.isfinite(number):
        return ""
    if number < 0.1:
        return "<0.1"
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")


def _of_worlds(shown: Shares, row: int, column: int) -> str:
    """A share in words with its Monte-Carlo error."""
    share, error = float(shown.value[row, column]), float(shown.mcse[row, column])
    return f"{words.in_100(share)} (± {words.number(HUNDRED * error, 2)})"


def _heaviest(values: Floats, axis: int) -> list[int]:
    """Places of the rows or columns with the largest sums, those alone that have any."""
    sums = values.sum(axis=axis)
    order = np.argsort(-sums, kind="stable")[:MOST_PAIRS]
    return [int(i) for i in order if sums[i] > 0]
