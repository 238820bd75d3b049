"""The pages of a world's story and of why: whole, offline, and nothing taken as HTML."""

from dataclasses import replace

import pytest

from sim.report import outcome_contrast_page, world_page
from sim.trace import Shift, Story, explain
from sim.trace.outcome_contrast import Why, why
from tests.report.test_report import EVIL, Page


@pytest.fixture(scope="module")
def told() -> Story:
    return explain("trump_lifts_sanctions", world=122)


@pytest.fixture(scope="module")
def found() -> Why:
    return why("baseline", "peace_treaty", worlds=60)


def offline(text: str) -> Page:
    """The page, which fetches nothing."""
    page = Page(text)
    assert not page.all("link")
    assert not page.all("img")
    assert not any(script.get("src") for script in page.all("script"))
    assert all((link["href"] or "").startswith("#") for link in page.all("a"))
    policy = next(meta for meta in page.all("meta") if "content" in meta and "http-equiv" in meta)
    assert "default-src 'none'" in (policy["content"] or "")
    return page


def test_a_story_opens_offline_and_holds_all_that_is_told(told: Story) -> None:
    text = world_page.page(told)
    page = offline(text)
    assert len(page.all("figure")) == 2
    assert len(page.all("h1")) == 1
    for ground in told.grounds:
        for basis in ground.parameters:
            for claim in basis.claims:
                assert claim.id in text
    assert "set.us.salience.punishment" in text
    assert "parts from the base in 2017Q2" in text


def test_a_base_is_told_without_one() -> None:
    text = world_page.page(explain("baseline", world=1))
    offline(text)
    assert "The same world of" not in text


def test_words_are_never_taken_as_html(told: Story) -> None:
    evil = Shift(told.scenario.start, (), "oil", EVIL, "event", 1.0, 2.0)
    text = world_page.page(replace(told, records=(evil,), notes=(EVIL,)))
    assert EVIL not in text
    offline(text)


def test_why_opens_offline(found: Why) -> None:
    text = outcome_contrast_page.page(found)
    page = offline(text)
    assert len(page.all("figure")) == 2
    for each in found.draws:
        assert each.path in text


def test_why_without_a_pair_says_so() -> None:
    nobody = why("baseline", "peace_treaty", worlds=5, set={"laws.meetings.rate": 0})
    text = outcome_contrast_page.page(nobody)
    offline(text)
    assert "No world has it" in text
