import math

import pytest

from sim.base import number_text as words


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.002, "almost no chance, under 1 %"),
        (0.03, "almost no chance, 1–5 %"),
        (0.05, "very unlikely, 5–20 %"),
        (0.28, "unlikely, 20–45 %"),
        (0.5, "roughly even chance, 45–55 %"),
        (0.55, "likely, 55–80 %"),
        (0.9, "very likely, 80–95 %"),
        (0.97, "almost certain, 95–99 %"),
        (1, "almost certain, over 99 %"),
    ],
)
def test_words_stand_with_their_range(probability: float, said: str) -> None:
    assert str(words.word(probability)) == said


def test_words_cover_everything_once() -> None:
    assert words.ICD_203[0].low == 0
    assert words.ICD_203[-1].high == 1
    for left, right in zip(words.ICD_203, words.ICD_203[1:], strict=False):
        assert left.high == right.low


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0 %"),
        (0.0004, "under 0.1 %"),
        (0.027, "2.7 %"),
        (0.09, "9 %"),
        (0.284, "28 %"),
        (0.953, "95.3 %"),
        (0.9996, "over 99.9 %"),
        (1, "100 %"),
    ],
)
def test_percents(share: float, said: str) -> None:
    assert words.percent(share) == said


def test_ranges_and_differences() -> None:
    assert words.percent_range(0.11, 0.24) == "11–24 %"
    assert words.percent_range(0.11, 0.1101) == "11 %"
    assert words.in_100(0.28) == "28 of 100 worlds"
    assert words.points(-0.012, 0.034) == "−1.2 to +3.4 points"
    assert words.points(0.00001) == "0 points"
    assert words.points(0.1) == "+10 points"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (1234.56, "1,235"),
        (12.345, "12.3"),
        (-0.0123, "−0.0123"),
        (200, "200"),
        (float("nan"), "not known"),
    ],
)
def test_numbers(value: float, said: str) -> None:
    assert words.number(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.124, "+0.12"), (-0.126, "−0.13"), (0, "0.00"), (-0.004, "0.00"), (math.nan, "not known")],
)
def test_signed_numbers(value: float, said: str) -> None:
    assert words.signed(value) == said


def test_signed_ranges() -> None:
    assert words.signed_range(-0.05, 0.1) == "−0.05 to +0.10"
    assert words.signed_range(-0.05, 0.1, 1) == "−0.1 to +0.1"
    assert words.signed_range(math.nan, math.nan) == "not known"


def test_number_ranges() -> None:
    assert words.number_range(1, 2) == "1–2"
    assert words.number_range(-1, 2) == "−1 to 2"
    assert words.number_range(1, 1.0001) == "1"
