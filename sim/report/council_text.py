"""A council's members at its renewals: each picture with its words, and what they come to."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.analysis import structural_uncertainty as forms
from sim.analysis.council_votes import ALONE, BLOCK, SAID, VOICE, Shares, Tallies
from sim.analysis.estimates import estimate
from sim.analysis.expressions import Answer
from sim.analysis.paired_differences import Difference
from sim.analysis.pairing_checks import first
from sim.base import number_text as words
from sim.figures import council_heatmaps as figures
from sim.figures.captioned_figure import Picture, source
from sim.figures.paired_differences import differences as draw_differences
from sim.figures.style import BASE, RUN, Look
from sim.results import Run

NAMED = 3  # members or pairs that a sentence names
MOST_DIFFERENCES = 12  # members in the picture of differences
SILENT = "In this scenario the council does not vote, so that there is nothing to tell of members."
ALIKE = (
    "In the model one voice makes doubt as much cheaper as another. So rows differ in how often a "
    "member speaks up, and columns in how near it stands to its bar; that members follow the mood "
    "of a large one is no voice, and not counted here."
)
WHO = {VOICE: "Who voices doubt", BLOCK: "Who blocks", ALONE: "Who blocks alone"}
HEADS = ("blocks", "blocks alone", "voices doubt", "tips others")
TABLE = (
    "Of 100 worlds, those in which it does so at some renewal, with Monte-Carlo errors. It tips "
    "others where they block, and would not have done so without its voice."
)
FOLLOWS = {VOICE: "voice doubt", BLOCK: "block"}


def headline(
    found: Tallies, run: Run, base: Tallies | None = None, base_name: str = BASE.name
) -> list[str]:
    """Whether anybody blocks, who is likeliest to, who stands alone, whose silence would matter.

    run : the run whose first worlds were looked at
    """
    votes = found.votes
    if not votes.renewals:
        return [SILENT]
    few = first(run, votes.worlds)

    def said(answer: Answer, before: Answer | None) -> str:
        share = estimate(answer).value
        parts = [
            str(words.word(share)),
            f"{words.percent_range(*forms.span(few, answer))} over uncertain forms",
            *([f"{base_name}: {words.per_100(estimate(before).value)}"] if before else []),
        ]
        return f"{words.in_100(share)} ({'; '.join(parts)})"

    before = base.votes.vetoed() if base else None
    sentences = [f"Somebody blocks a renewal in {said(votes.vetoed(), before)}."]
    if not votes.blocked.any():
        return sentences
    most = found.order(BLOCK)[0]
    before = base.votes.answers(BLOCK)[most] if base else None
    likeliest = said(votes.answers(BLOCK)[most], before)
    next_ones = _listed(found, found.ever[BLOCK], 1)
    then = f"; then {next_ones}" if next_ones else ""
    sentences.append(
        f"{votes.titles[most]} is likeliest to block: at some renewal in {likeliest}{then}."
    )
    alone = found.ever[ALONE]
    if alone.value.any():
        sentences.append(f"Alone, in so many of 100 worlds, most often: {_listed(found, alone)}.")
    if found.lapses.value.any():
        sentences.append(
            "Whose silence would have mattered most, for without its voice others would not have "
            f"blocked, in so many of 100 worlds: {_listed(found, found.lapses)}."
        )
    return sentences


def renewals(found: Tallies, deed: str, run: Run, look: Look) -> Picture:
    """Members by renewals, tinted by how many of 100 worlds see each do so."""
    return Picture(
        figures.renewals(found, deed),
        f"{WHO[deed]}: {look.name}",
        f"{look.name}, {SAID[deed]}, of 100 worlds: {_listed(found, found.ever[deed])}",
        "Numbers: of 100 worlds, those in which the member does so at this renewal; nothing where "
        "it never does. Under the dates, in italics: of 100 worlds, those in which measures are "
        "still in force when the vote begins, for what has lapsed nobody can block. The likeliest "
        f"stand first. Point at a number for its Monte-Carlo error{_largest(found, deed)}.",
        _source(found, run),
    )


def tips(found: Tallies, deed: str, run: Run, look: Look) -> Picture | None:
    """Who follows whom, a number for each pair; None where nobody does.

    deed : VOICE or BLOCK
    """
    if not found.tips[deed].value.any():
        return None
    said = "; ".join(strongest(found, deed))
    return Picture(
        figures.tips(found, deed),
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
    deeds = figures.TIPPED[deed][1]
    order = np.argsort(-tips, axis=None, kind="stable")[:count]
    pairs = zip(*(each.tolist() for each in np.unravel_index(order, tips.shape)), strict=True)
    return [
        f"without the voice of {titles[one]}, {titles[other]} would {FOLLOWS[deed]} at "
        f"{words.number(figures.THOUSAND * float(tips[one, other]), 2)} of 1,000 renewals fewer: "
        f"{words.per_100(float(found.hinges[deed].value[one, other]))} of 100 of its {deeds}"
        for one, other in pairs
        if tips[one, other] > 0
    ]


def differences(
    found: Sequence[Difference], deed: str, run: Run, base: Run, look: Look = RUN
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
        "; ".join(f"{d.label}: {words.points(d.difference)}, {d.verdict}" for d in shown),
        "At some renewal, in the same worlds; the members with the largest differences. Mark: "
        "difference; hollow where the model cannot tell its direction. Thick line: 95 % interval "
        "from the number of worlds. Thin line: range of the difference over uncertain forms. "
        "Right: how many of 100 worlds move which way.",
        f"members at renewals in a second run of the worlds of runs {run.id}, {base.id}",
    )


def rows(found: Sequence[Tallies]) -> list[list[str]]:
    """A row for each member, the likeliest to block in the first first; HEADS for each of them."""
    titles, order = found[0].votes.titles, found[0].order(BLOCK)
    return [[titles[i], *(cell for each in found for cell in _row(each, i))] for i in order]


def _row(found: Tallies, member: int) -> list[str]:
    shares = [*(found.ever[deed] for deed in (BLOCK, ALONE, VOICE)), found.lapses]
    return [_with_error(each, member) for each in shares]


def _with_error(shares: Shares, member: int) -> str:
    """A share as a count of 100 worlds, held together with its Monte-Carlo error."""
    error = words.number(figures.HUNDRED * float(shares.mcse[member]), 2)
    return (
        f"{words.per_100(float(shares.value[member]))}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{error}"
    )


def _listed(found: Tallies, shares: Shares, start: int = 0) -> str:
    """The members with the largest shares, as counts of 100 worlds with their errors."""
    order = np.argsort(-shares.value, kind="stable")[start : start + NAMED]
    return ", ".join(
        f"{found.votes.titles[i]} {_with_error(shares, i)}" for i in order if shares.value[i] > 0
    )


def _largest(found: Tallies, deed: str) -> str:
    error = found.at[deed].mcse.max(initial=0)
    return f", at most {words.number(figures.HUNDRED * float(error), 2)}"


def _source(found: Tallies, run: Run) -> str:
    few = first(run, found.votes.worlds)
    return source(few, "members at renewals in a second run of the worlds")
