"""The page of a sweep."""

from pathlib import Path

import pytest

from sim.base.errors import InputError
from sim.report.run_context import Citation, Context
from sim.report.sweep_page import html, write_html
from sim.studies.sweep_results import SweepAxis
from tests.support.sweep_run import CURVE, PRICE, WEIGHT, made

CITED = Context(
    dispute="A dispute",
    basis={WEIGHT.path: (Citation("c1", "A claim < another.", "An article", "2016-01-01"),)},
)


@pytest.mark.parametrize("axes", [(WEIGHT,), (CURVE,), (WEIGHT, PRICE), (CURVE, WEIGHT)])
def test_it_says_what_was_varied_and_where_it_turns(axes: tuple[SweepAxis, ...]) -> None:
    page = html(made(*axes), CITED)
    for part in ("Break-even of", "What is varied", "All other answers", "What this cannot say"):
        assert part in page
    for axis in axes:
        assert f"<code>{axis.path}</code>" in page
    assert ("A claim &lt; another." in page) == (WEIGHT in axes)


def test_what_files_say_is_escaped() -> None:
    page = html(made(WEIGHT), CITED)
    assert "The &lt;shifted&gt; case" in page
    assert "The <shifted> case" not in page
    assert "weight of <punishment>" not in page


def test_it_opens_with_the_break_even_value() -> None:
    page = html(made(WEIGHT), CITED)
    headline = page[page.index('class="headline"') :][:400]
    assert "sender.salience.punishment = 0.248" in headline


def test_what_the_scenario_says_itself_is_told() -> None:
    said = made(WEIGHT.model_copy(update={"stands": 0.25}))
    assert "The scenario itself says <code>0.25</code>" in html(said, CITED)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_html(tmp_path / "page", made(WEIGHT))
    assert list((tmp_path / "page").iterdir()) == []
