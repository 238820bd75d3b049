"""A council's members at its renewals, and who of them tips whom: tables of tinted numbers."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.analysis.council_votes import ALONE, BLOCK, SAID, VOICE, EstimatedShares, Floats, Tallies
from sim.analysis.paired_differences import Difference
from sim.analysis.pairing_checks import first
from sim.base import number_text
from sim.figures.captioned_figure import Picture, source
from sim.figures.paired_differences import draw_differences
from sim.figures.style import RUN, Figure, RunStyle, Trace, axis, layout, text
from sim.results import Run

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
NAMED = 3  # members or pairs that a sentence names
MOST_DIFFERENCES = 12  # members in the picture of differences
ALIKE = (
    "In the model one voice makes doubt as much cheaper as another. So rows differ in how often a "
    "member speaks up, and columns in how near it stands to its bar; that members follow the mood "
    "of a large one is no voice, and not counted here."
)
WHO = {VOICE: "Who voices doubt", BLOCK: "Who blocks", ALONE: "Who blocks alone"}
FOLLOWS = {VOICE: "voice doubt", BLOCK: "block"}


def draw_renewals(found: Tallies, deed: str, top: float | None = None) -> Figure:
    """In how many of 100 worlds each member does so at each renewal; the likeliest member first.

    deed : one of `tallies.DEEDS`
    top : share with the darkest tint; the largest that is shown if not given
    """
    votes, order = found.votes, found.order(deed)
    count, last = len(votes.renewals), len(votes.renewals) + APART
    titles = [text(votes.titles[i]) for i in order]
    at, ever = found.at[deed], found.ever[deed]
    each = EstimatedShares(at.value[:, order].T, at.mcse[:, order].T)
    any_of = EstimatedShares(ever.value[order, None], ever.mcse[order, None])
    stake = found.stake.value

    def said(row: int, column: int) -> str:
        share, left = float(each.value[row, column]), float(stake[column])
        of_those = (
            f"<br>{number_text.per_100(share / left)} of 100 with measures in force" if left else ""
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


def draw_tips(found: Tallies, deed: str) -> Figure:
    """At how many of 1,000 renewals a member does so only because another has voiced doubt.

    The one that voices stands at the left, the one that follows above; those with most to do with
    it stand first, and no more of them than can be read.

    deed : VOICE or BLOCK
    """
    whole, hinges = found.tips[deed], found.hinges[deed].value
    pairs = np.ix_(_heaviest(whole.value, 1), _heaviest(whole.value, 0))
    left, above = (each.reshape(-1).tolist() for each in pairs)
    shown = EstimatedShares(
        np.where(np.equal(*pairs), np.nan, whole.value[pairs]),  # nobody tips itself
        whole.mcse[pairs],
    )
    titles = [text(title) for title in found.votes.titles]
    does, deeds = TIPPED[deed]

    def said(row: int, column: int) -> str:
        one, other = titles[left[row]], titles[above[column]]
        share = float(hinges[left[row], above[column]])
        of_all = f"<br>which is {number_text.per_100(share)} of 100 of its {deeds}"
        known = of_all if math.isfinite(share) else ""
        number, error = (THOUSAND * float(part[row, column]) for part in (shown.value, shown.mcse))
        return (
            f"had {one} kept silent, {other} would not {does}<br>at {_short(number)} of 1,000 "
            f"renewals (± {number_text.number(error, 2)}){known}"
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
    shown: EstimatedShares,
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


def _of_worlds(shown: EstimatedShares, row: int, column: int) -> str:
    """A share in words with its Monte-Carlo error."""
    share, error = float(shown.value[row, column]), float(shown.mcse[row, column])
    return f"{number_text.in_100(share)} (± {number_text.number(HUNDRED * error, 2)})"


def _heaviest(values: Floats, axis: int) -> list[int]:
    """Places of the rows or columns with the largest sums, those alone that have any."""
    sums = values.sum(axis=axis)
    order = np.argsort(-sums, kind="stable")[:MOST_PAIRS]
    return [int(i) for i in order if sums[i] > 0]


def renewals(found: Tallies, deed: str, run: Run, look: RunStyle) -> Picture:
    """Members by renewals, tinted by how many of 100 worlds see each do so."""
    return Picture(
        draw_renewals(found, deed),
        f"{WHO[deed]}: {look.name}",
        f"{look.name}, {SAID[deed]}, of 100 worlds: {members_with_shares(found, found.ever[deed])}",
        "Numbers: of 100 worlds, those in which the member does so at this renewal; nothing where "
        "it never does. Under the dates, in italics: of 100 worlds, those in which measures are "
        "still in force when the vote begins, for what has lapsed nobody can block. The likeliest "
        f"stand first. Point at a number for its Monte-Carlo error{_largest(found, deed)}.",
        _source(found, run),
    )


def tips(found: Tallies, deed: str, run: Run, look: RunStyle) -> Picture | None:
    """Who follows whom, a number for each pair; None where nobody does.

    deed : VOICE or BLOCK
    """
    if not found.tips[deed].value.any():
        return None
    said = "; ".join(strongest(found, deed))
    return Picture(
        draw_tips(found, deed),
        f"Who tips whom to {FOLLOWS[deed]}: {look.name}",
        said,
        f"Numbers: of 1,000 renewals, those at which the member above would not {FOLLOWS[deed]} "
        "had the one at the left kept silent, all else being as it was; those that have most to "
        f"do with it. {ALIKE}",
        _source(found, run),
    )


def strongest(found: Tallies, deed: str, count: int = NAMED) -> list[str]:
    """The pairs with most to do with one another, in words, the strongest first."""
    tips, titles = found.tips[deed].value, found.votes.titles
    deeds = TIPPED[deed][1]
    order = np.argsort(-tips, axis=None, kind="stable")[:count]
    pairs = zip(*(each.tolist() for each in np.unravel_index(order, tips.shape)), strict=True)
    return [
        f"without the voice of {titles[one]}, {titles[other]} would {FOLLOWS[deed]} at "
        f"{number_text.number(THOUSAND * float(tips[one, other]), 2)} of "
        "1,000 renewals fewer: "
        f"{number_text.per_100(float(found.hinges[deed].value[one, other]))} of 100 of its {deeds}"
        for one, other in pairs
        if tips[one, other] > 0
    ]


def differences(
    found: Sequence[Difference], deed: str, run: Run, base: Run, look: RunStyle = RUN
) -> Picture | None:
    """The members that do so more, or less, than in the base; None where none differs."""
    moved = [d for d in found if d.changed or d.difference]
    if not moved:
        return None
    largest = sorted(moved, key=lambda d: -abs(d.difference))[:MOST_DIFFERENCES]
    shown = [replace(d, label=d.label.removesuffix(f" {SAID[deed]}")) for d in largest]
    return Picture(
        draw_differences(shown, look),
        f"{WHO[deed]} more, or less, than in the base",
        "; ".join(f"{d.label}: {number_text.points(d.difference)}, {d.verdict}" for d in shown),
        "At some renewal, in the same worlds; the members with the largest differences. Mark: "
        "difference; hollow where the model cannot tell its direction. Thick line: 95 % interval "
        "from the number of worlds. Thin line: range of the difference over uncertain forms. "
        "Right: how many of 100 worlds move which way.",
        f"members at renewals in a second run of the worlds of runs {run.id}, {base.id}",
    )


def share_with_error(shares: EstimatedShares, member: int) -> str:
    """A share as a count of 100 worlds, held together with its Monte-Carlo error."""
    error = number_text.number(HUNDRED * float(shares.mcse[member]), 2)
    share = number_text.per_100(float(shares.value[member]))
    return f"{share}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{error}"


def members_with_shares(found: Tallies, shares: EstimatedShares, start: int = 0) -> str:
    """The members with the largest shares, as counts of 100 worlds with their errors."""
    order = np.argsort(-shares.value, kind="stable")[start : start + NAMED]
    return ", ".join(
        f"{found.votes.titles[i]} {share_with_error(shares, i)}"
        for i in order
        if shares.value[i] > 0
    )


def _largest(found: Tallies, deed: str) -> str:
    error = found.at[deed].mcse.max(initial=0)
    return f", at most {number_text.number(HUNDRED * float(error), 2)}"


def _source(found: Tallies, run: Run) -> str:
    few = first(run, found.votes.worlds)
    return source(few, "members at renewals in a second run of the worlds")
