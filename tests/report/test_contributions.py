"""Which change did it, on the page of a comparison."""

from dataclasses import replace

from sim.analysis.attribution import (
    Attribution,
    Contribution,
    ContributionEstimate,
    OutcomeAttribution,
)
from sim.report.contributions import attribution
from sim.report.html import Pictures
from sim.scenario.separable_changes import SeparableChange


def part(value: float, error: float = 0.01) -> ContributionEstimate:
    return ContributionEstimate(value, error, 0.0, (value - 0.02, value + 0.03))


CHANGES = (
    SeparableChange("assumption", "weight<b>", (("overrides", "weight<b>"),)),
    SeparableChange("event", "order", (("events", "order"),)),
)
MOVED = OutcomeAttribution(
    "treaty",
    "Treaty",
    "",
    True,
    0.1,
    0.35,
    part(0.25),
    (
        Contribution(CHANGES[0], part(0.2), part(0.3), part(0.1)),
        Contribution(CHANGES[1], part(0.05), part(0.15), part(-0.05)),
    ),
    {"assumption": part(0.2), "event": part(0.05)},
)
STILL = replace(
    MOVED,
    label="Calm",
    total=part(0.0),
    contributions=tuple(Contribution(c, part(0), part(0), part(0)) for c in CHANGES),
)
FOUND = Attribution("this", "that", 500, 4, 0, CHANGES, (MOVED, STILL))


def test_each_answer_that_moved_has_a_picture_and_numbers() -> None:
    pictures = Pictures()
    said = attribution(FOUND, pictures)
    assert said.count("<figure>") == 1
    assert "+20" in said
    assert "Events" in said
    assert "All together" in said
    assert "Calm" not in said
    assert "all 4 combinations" in said
    assert "500 worlds" in said


def test_words_of_a_file_are_no_tags() -> None:
    pictures = Pictures()
    page = attribution(FOUND, pictures) + pictures.scripts()
    assert "weight<b>" not in page


def test_a_page_without_anything_that_moved_says_so() -> None:
    said = attribution(replace(FOUND, outcomes=(STILL,)), Pictures())
    assert "No change moves any answer" in said
    assert "<figure>" not in said
