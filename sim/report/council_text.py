"""A council's members at its renewals: each picture with its words, and what they come to."""

from collections.abc import Sequence

from sim.analysis import structural_uncertainty
from sim.analysis.council_votes import ALONE, BLOCK, VOICE, Tallies
from sim.analysis.estimates import estimate
from sim.analysis.expressions import Answer
from sim.analysis.pairing_checks import first
from sim.base import number_text
from sim.figures.council_heatmaps import members_with_shares, share_with_error
from sim.figures.style import BASE
from sim.results import Run

SILENT = "In this scenario the council does not vote, so that there is nothing to tell of members."
HEADS = ("blocks", "blocks alone", "voices doubt", "tips others")
TABLE = (
    "Of 100 worlds, those in which it does so at some renewal, with Monte-Carlo errors. It tips "
    "others where they block, and would not have done so without its voice."
)


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
            str(number_text.word(share)),
            f"{number_text.percent_range(*structural_uncertainty.span(few, answer))} over "
            "uncertain forms",
            *([f"{base_name}: {number_text.per_100(estimate(before).value)}"] if before else []),
        ]
        return f"{number_text.in_100(share)} ({'; '.join(parts)})"

    before = base.votes.vetoed() if base else None
    sentences = [f"Somebody blocks a renewal in {said(votes.vetoed(), before)}."]
    if not votes.blocked.any():
        return sentences
    most = found.order(BLOCK)[0]
    before = base.votes.answers(BLOCK)[most] if base else None
    likeliest = said(votes.answers(BLOCK)[most], before)
    next_ones = members_with_shares(found, found.ever[BLOCK], 1)
    then = f"; then {next_ones}" if next_ones else ""
    sentences.append(
        f"{votes.titles[most]} is likeliest to block: at some renewal in {likeliest}{then}."
    )
    alone = found.ever[ALONE]
    if alone.value.any():
        sentences.append(
            f"Alone, in so many of 100 worlds, most often: {members_with_shares(found, alone)}."
        )
    if found.lapses.value.any():
        sentences.append(
            "Whose silence would have mattered most, for without its voice others would not have "
            f"blocked, in so many of 100 worlds: {members_with_shares(found, found.lapses)}."
        )
    return sentences


def rows(found: Sequence[Tallies]) -> list[list[str]]:
    """A row for each member, the likeliest to block in the first first; HEADS for each of them."""
    titles, order = found[0].votes.titles, found[0].order(BLOCK)
    return [[titles[i], *(cell for each in found for cell in _row(each, i))] for i in order]


def _row(found: Tallies, member: int) -> list[str]:
    shares = [*(found.ever[deed] for deed in (BLOCK, ALONE, VOICE)), found.lapses]
    return [share_with_error(each, member) for each in shares]
