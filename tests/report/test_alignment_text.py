"""What the pictures of relations say in words."""

from sim.analysis.alignment import Relations
from sim.figures import alignment_network
from sim.figures.alignment_network import way
from sim.figures.style import BASE, RUN
from sim.report import alignment_text
from tests.analysis.test_alignment import beside, dispute, relations, run

LAST = 19


def test_the_headline_counts_every_pair_once() -> None:
    said = " ".join(alignment_text.headline(beside(), LAST, "the base"))
    either = 0
    for tie in beside().ties:
        sign = way(tie.alignment, LAST)
        either += sign == 0
        if sign:
            middle = tie.alignment.fan.bands["middle"][LAST]
            assert f"{tie.title} {middle:.2f}" in said
    assert f"Of {len(beside().ties)} pairs, {either} may as well" in said
    assert "On average different from the base" in said


def test_a_difference_that_is_nothing_as_written_is_not_told() -> None:
    itself = relations(run(), dispute(), run())
    assert alignment_text.headline(itself, LAST)[-1].endswith("form: no pair.")


def test_without_a_base_nothing_is_said_of_one() -> None:
    alone = relations(run(), dispute())
    assert "different" not in " ".join(alignment_text.headline(alone, LAST))
    assert {len(row) for row in alignment_text.rows(alone, LAST)} == {len(alignment_text.HEADS)}


def test_a_dispute_without_pairs_is_said_to_be_one() -> None:
    nothing = Relations(beside().actors, beside().quarters, ())
    assert alignment_text.headline(nothing, 0) == [alignment_text.NOT_FOLLOWED]


def test_pictures_say_in_words_what_they_show() -> None:
    shown = alignment_network.network(beside(), LAST, run(), RUN)
    assert beside().quarters[LAST] in shown.title
    for tie in beside().ties:
        assert tie.title in shown.said
    before = relations(run("baseline"), dispute())
    shown = alignment_network.courses(beside(), run(), RUN, (before, run("baseline"), BASE))
    for course in beside().courses:
        assert course.title in shown.said
    assert BASE.name in shown.caption
    assert run("baseline").id in shown.source


def test_a_row_for_all_that_is_followed_under_every_head() -> None:
    rows = alignment_text.rows(beside(), LAST)
    assert [row[0] for row in rows] == [course.title for course in beside().courses]
    assert {len(row) for row in rows} == {
        len(alignment_text.HEADS) + len(alignment_text.HEADS_BESIDE)
    }
