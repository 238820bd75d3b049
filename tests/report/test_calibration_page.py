"""The page of a calibration."""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.base.errors import InputError
from sim.report.calibration_page import CalibrationContext, html, write_html
from sim.report.run_context import Citation
from tests.report.test_report import Page
from tests.support.calibrated_past import FORM, IDLE, REGISTER, SLOPE, TOLL, UNREAD, calibrated

FOUND = calibrated()
AROUND = CalibrationContext(
    "The <straits>",
    REGISTER,
    {TOLL.path: TOLL},
    {SLOPE: (Citation("a-1", "A toll < another.", "An article", "2016-01-01"),)},
)
PAGE = html(FOUND, AROUND)


def section(name: str) -> str:
    start = PAGE.index(f'<section id="{name}">')
    return PAGE[start : PAGE.index("</section>", start)]


def test_every_section_is_linked_and_there() -> None:
    page = Page(PAGE)
    ids = [attributes["id"] for name, attributes in page.tags if name == "section"]
    assert ids == ["seen", "checks", "numbers", "forms", "silent", "limits", "record"]
    assert [a["href"] for a in page.all("a")][1:] == [f"#{name}" for name in ids]


def test_what_files_say_is_escaped() -> None:
    for raw in ("<was>", "<record>", "<straits>", "nothing means <", "A toll < another"):
        assert raw not in PAGE
    assert "Toll &lt;of&gt; the straits" in section("checks")
    assert "a &lt;record&gt;" in section("seen")


def test_it_opens_with_what_is_left_and_how_many_moved() -> None:
    headline = PAGE[PAGE.index('class="headline"') :][:400]
    assert "of the prior is effectively left" in headline
    informed = sum(each.informed for each in FOUND.parameter_updates)
    assert f"{informed} of {len(REGISTER)} parameters" in headline


def test_what_was_seen_stands_with_its_worth() -> None:
    assert "2030Q4: toll = 1 +- 0.3" in section("seen")
    assert "through 2030Q4: in_force == 1" in section("seen")
    assert section("seen").count('<th scope="row">') == 2


def test_the_parameter_that_moved_stands_with_its_claims_and_the_idle_one_in_silence() -> None:
    assert f"<code>{SLOPE}</code>" in section("numbers")
    assert "A toll &lt; another." in section("numbers")
    assert f"<code>{IDLE}</code>" not in section("numbers")
    for path in (IDLE, UNREAD):
        assert f"<code>{path}</code>" in section("silent")
    assert f"<code>{SLOPE}</code>" not in section("silent")


def test_forms_and_checks_have_their_pictures() -> None:
    assert f"<code>{FORM}</code>" in section("forms")
    assert section("forms").count('class="plot"') == 1
    assert section("checks").count('class="plot"') == 2  # the target and the stock; one is imposed
    assert "(no target)" in section("checks")


def test_a_target_that_the_others_do_not_expect_is_told_first() -> None:
    far = dict(FOUND.numbers) | {"toll_of_2030": FOUND.numbers["toll_of_2030"] + 9}
    page = html(replace(FOUND, numbers=far), AROUND)
    assert "Outside nine tenths of what all other targets lead one to expect: toll of 2030." in page


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_html(tmp_path / "page", FOUND, AROUND)
