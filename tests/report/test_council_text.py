"""What the pictures of a council say in words."""

import re
from dataclasses import replace

import numpy as np

from sim.analysis.council_votes import ALONE, BLOCK, DEEDS, VOICE, Tallies, differences
from sim.figures import council_heatmaps
from sim.figures.style import BASE, RUN
from sim.report import council_text
from tests.support.council_dispute import run, seen


def test_the_headline_names_the_likeliest_with_all_doubt() -> None:
    somebody, likeliest, alone, silent = council_text.headline(seen(), run())
    votes = seen().votes
    anybody = votes.vetoed().values.mean()
    assert f"{100 * anybody:.0f} of 100 worlds" in somebody
    for said in (somebody, likeliest):
        assert "over uncertain forms" in said
    assert likeliest.startswith(votes.titles[seen().order(BLOCK)[0]])
    assert votes.titles[seen().order(ALONE)[0]] in alone
    assert votes.titles[int(seen().lapses.value.argmax())] in silent


def test_the_headline_sets_the_base_beside_it() -> None:
    said = council_text.headline(seen(), run(), seen(is_eager=False), "the other")
    before = seen(is_eager=False).votes.vetoed().values.mean()
    assert (
        f"the other: {100 * before:.0f}" in said[0] or f"the other: {100 * before:.1f}" in said[0]
    )


def test_a_council_that_does_not_vote_is_said_to() -> None:
    votes = seen().votes
    quiet = replace(
        votes,
        renewals=(),
        stake=votes.stake[:0],
        voiced=votes.voiced[:0],
        blocked=votes.blocked[:0],
    )
    assert council_text.headline(Tallies(quiet), run()) == [council_text.SILENT]


def test_nobody_stands_alone_where_nobody_blocks() -> None:
    votes = seen().votes
    none = np.zeros_like(votes.blocked)
    calm = Tallies(replace(votes, blocked=none, vetoes=0 * votes.vetoes, lapses=0 * votes.lapses))
    (said,) = council_text.headline(calm, run())
    assert said.startswith("Somebody blocks a renewal in 0 of 100 worlds")
    assert council_heatmaps.tips(calm, BLOCK, run(), RUN) is None
    assert council_heatmaps.strongest(calm, BLOCK) == []


def test_nobody_comes_next_where_one_member_alone_ever_blocks() -> None:
    votes = seen().votes
    most = seen().order(BLOCK)[0]
    blocked = np.zeros_like(votes.blocked)
    blocked[:, most] = votes.blocked[:, most]
    said = council_text.headline(Tallies(replace(votes, blocked=blocked)), run())
    assert said[1].startswith(votes.titles[most])
    assert said[1].endswith("over uncertain forms).")


def test_every_deed_has_its_picture_with_words() -> None:
    for deed in DEEDS:
        found = council_heatmaps.renewals(seen(), deed, run(), RUN)
        assert seen().votes.titles[seen().order(deed)[0]] in found.said
        assert run().manifest.name in found.source
        assert found.caption
    for deed in (VOICE, BLOCK):
        found = council_heatmaps.tips(seen(), deed, run(), RUN)
        assert found is not None
        assert "without the voice of" in found.said


def test_pairs_are_told_by_what_they_are_worth() -> None:
    """Of 1,000 renewals, and of the deeds of the one that follows."""
    (said,) = council_heatmaps.strongest(seen(), BLOCK, 1)
    tips = seen().tips[BLOCK].value
    one, other = np.unravel_index(tips.argmax(), tips.shape)
    titles = seen().votes.titles
    assert said.startswith(f"without the voice of {titles[one]}, {titles[other]} would block at")
    number = re.search(r"at ([\d.]+) of 1,000", said)
    assert number is not None
    assert abs(float(number[1]) - 1000 * tips.max()) < 0.05 * 1000 * tips.max()


def test_differences_name_members_only() -> None:
    found = differences(seen().votes, seen(is_eager=False).votes, run(), run(is_eager=False))
    shown = council_heatmaps.differences(found, BLOCK, run(), run(is_eager=False))
    assert shown is not None
    labels = shown.figure["layout"]["yaxis"]["ticktext"]
    assert set(labels) <= set(seen().votes.titles)
    assert len(labels) <= council_heatmaps.MOST_DIFFERENCES


def test_equal_councils_have_no_picture_of_differences() -> None:
    found = differences(seen().votes, seen().votes, run(), run(), most=3)
    assert council_heatmaps.differences(found, BLOCK, run(), run(), BASE) is None


def test_a_row_for_each_member_under_every_head() -> None:
    rows = council_text.rows([seen(), seen(is_eager=False)])
    assert [row[0] for row in rows] == [seen().votes.titles[i] for i in seen().order(BLOCK)]
    assert all(len(row) == 1 + 2 * len(council_text.HEADS) for row in rows)
