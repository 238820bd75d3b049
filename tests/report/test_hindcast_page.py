"""The page of a record."""

from dataclasses import replace

from sim.report.hindcast_page import html
from sim.studies.hindcast import MODEL
from tests.report.test_report import Page
from tests.support.calibrated_past import retrodiction

FOUND = retrodiction()
PAGE = html(FOUND, "The <straits>")


def section(name: str) -> str:
    start = PAGE.index(f'<section id="{name}">')
    return PAGE[start : PAGE.index("</section>", start)]


def test_failures_come_first() -> None:
    ids = [attributes["id"] for name, attributes in Page(PAGE).tags if name == "section"]
    assert ids == [
        "failures",
        "scores",
        "reliability",
        "numbers",
        "questions",
        "unasked",
        "limits",
        "record",
    ]


def test_the_worst_question_stands_on_top_and_the_missed_number_below() -> None:
    failures = section("failures")
    rows = failures.split("<tr>")[2:]
    assert "(2034)" in rows[0].replace("Q4", "")  # called 99 % likely, and it did not happen
    assert "0.98" in rows[0]
    assert "observed 3 crowns" in failures
    assert failures.count("observed") == 1


def test_what_files_say_is_escaped() -> None:
    assert "Is the toll &lt;renewed&gt;?" in PAGE
    assert "<renewed>" not in PAGE
    assert "<straits>" not in PAGE


def test_every_forecaster_stands_with_its_score_and_in_the_table_of_questions() -> None:
    names = [MODEL, *FOUND.others, *FOUND.partial]
    for name in names:
        assert name in section("scores")
        assert f">{name}</th>" in section("questions")
    assert "Where something changed: 2 questions" in section("questions")
    assert "Where nothing changed: 6 questions" in section("questions")


def test_it_opens_with_the_score_and_what_cannot_be_told() -> None:
    headline = PAGE[PAGE.index('class="headline"') :][:600]
    assert f"{FOUND.model.brier.mean():.3f}" in headline
    manifest = FOUND.run.manifest
    assert f"Scores are of {manifest.worlds:,} worlds with seed {manifest.seed}" in headline
    for name, each in FOUND.skills.items():
        assert name in headline, each.verdict


def test_what_was_not_asked_stands_with_the_reason() -> None:
    assert "Is it windy?" in section("unasked")
    assert "No wind." in section("unasked")


def test_what_is_not_there_has_no_section() -> None:
    bare = replace(FOUND, measured=(), asked=replace(FOUND.asked, not_expressible={}))
    page = html(bare)
    assert 'id="numbers"' not in page
    assert 'id="unasked"' not in page
