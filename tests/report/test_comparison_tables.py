from dataclasses import replace

from sim.analysis.answers import lines
from sim.analysis.sign_reversals import SubgroupDifference, SubgroupSplit
from sim.report import comparison_tables
from tests.support.synthetic import make_run

ANSWERS = lines(make_run(shift=0.1), make_run())


def test_a_table_for_each_kind_with_the_same_columns() -> None:
    tables = comparison_tables.tables(ANSWERS)
    assert [table.heads[0] for table in tables] == [
        "At the horizon",
        "Within the run",
        "Mean over worlds",
    ]
    assert {table.heads[1:] for table in tables} == {comparison_tables.HEADS}
    assert sum(len(table.rows) for table in tables) == len(ANSWERS)
    assert all(len(row) == len(table.heads) for table in tables for row in table.rows)


def test_a_row_by_hand() -> None:
    treaty = comparison_tables.tables(ANSWERS)[0].rows[2]
    name, first, this, difference, said, moved, forms, _ = treaty
    assert (name.text, first.text, this.text, said.text) == ("Treaty", "11 %", "20 %", "higher")
    assert difference.under.startswith("95 %: +")
    # sqrt(p (1 - p) / 2000) of 0.109 and 0.2035 or so, in points
    assert (first.under, this.under) == ("± 0.69", "± 0.9")
    assert (moved.text, moved.under) == ("9.5 % up", "0 % down")
    assert forms.under == "2 of 2 positive, 0 negative"


def test_what_cannot_be_told_stands_out() -> None:
    parts = tuple(
        SubgroupDifference(str(s), 500, 0.1 * s, (0.1 * s - 0.01, 0.1 * s + 0.01), s)
        for s in (1, -1)
    )
    unsure = replace(
        ANSWERS[2].difference, by_form=(SubgroupSplit("a.form", "", True, parts, 0.01),)
    )
    (table,) = comparison_tables.tables([replace(ANSWERS[2], difference=unsure)])
    assert table.rows[0][4] == ("cannot tell", "", True)


def test_an_answer_without_a_difference_is_left_out() -> None:
    assert comparison_tables.tables([replace(line, difference=None) for line in ANSWERS]) == []


def test_the_same_worlds_in_both_runs() -> None:
    treaty = replace(ANSWERS[2].difference, base=0.11, up=0.12, down=0.03, changed=0.15)
    table = comparison_tables.together([treaty, ANSWERS[-1].difference], "After", "Before")
    assert table is not None
    assert table.heads[1:3] == ("Only with “After”", "Only with “Before”")
    assert [[cell.text for cell in row] for row in table.rows] == [["Treaty", "12", "3", "8", "77"]]
    assert (
        comparison_tables.together([replace(treaty, changed=float("nan"))], "After", "Before")
        is None
    )
