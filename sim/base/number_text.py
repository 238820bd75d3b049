"""Probability words from a fixed table, and numbers as people say them.

The words are those of Intelligence Community Directive 203 (2015). They stand with their range in
the line: that raises agreement on what is meant from a third to two thirds of readers (Wintle et
al. 2019), and words with numbers do better than either alone (Budescu et al. 2009, 2014).
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A probability word and the range of probabilities it stands for."""

    text: str
    low: float
    high: float

    def __str__(self) -> str:
        if self.low == 0:
            return f"{self.text}, under {percent(self.high)}"
        if self.high == 1:
            return f"{self.text}, over {percent(self.low)}"
        return f"{self.text}, {percent_range(self.low, self.high)}"


# The directive has no word below 1 % or above 99 %; the nearest word keeps its own end open.
ICD_203 = (
    Word("almost no chance", 0, 0.01),
    Word("almost no chance", 0.01, 0.05),
    Word("very unlikely", 0.05, 0.2),
    Word("unlikely", 0.2, 0.45),
    Word("roughly even chance", 0.45, 0.55),
    Word("likely", 0.55, 0.8),
    Word("very likely", 0.8, 0.95),
    Word("almost certain", 0.95, 0.99),
    Word("almost certain", 0.99, 1),
)

UNKNOWN = "not known"
_FEW = 10  # below ten of a hundred, one digit more


def word(probability: float) -> Word:
    """The word for a probability; at a border the word of the higher range."""
    return next((w for w in ICD_203 if probability < w.high), ICD_203[-1])


def percent(share: float) -> str:
    """A share in percent: "28 %", "2.7 %", "under 0.1 %"."""
    return f"{per_100(share)} %"


def percent_range(low: float, high: float) -> str:
    """A range of shares in percent: "11–24 %"."""
    if math.isnan(low) or math.isnan(high):
        return UNKNOWN
    first, second = per_100(low), per_100(high)
    return f"{first} %" if first == second else f"{first}–{second} %"


def in_100(share: float) -> str:
    """A share as a count of worlds: "28 of 100 worlds", "2.7 of 100 worlds"."""
    return f"{per_100(share)} of 100 worlds"


def points(low: float, high: float | None = None) -> str:
    """A difference of shares, or a range of them, in percentage points with their signs."""
    first = _signed(low * 100)
    if high is None:
        return f"{first} points"
    second = _signed(high * 100)
    return f"{first} points" if first == second else f"{first} to {second} points"


def number(value: float, digits: int = 3) -> str:
    """A number with as many digits as mean something, never in powers of ten."""
    if not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return "0"
    decimals = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    text = f"{value:,.{min(decimals, 2 * digits)}f}"
    return text.rstrip("0").rstrip(".").replace("-", "−") if "." in text else text.replace("-", "−")


def number_range(low: float, high: float, digits: int = 3) -> str:
    """A range of numbers; "to" rather than a dash where one of them is negative."""
    first, second = number(low, digits), number(high, digits)
    if first == second:
        return first
    return f"{first} to {second}" if "−" in first + second else f"{first}–{second}"


def signed(value: float, digits: int = 2) -> str:
    """A difference with its sign and that many decimals; no sign before a zero."""
    if math.isnan(value):
        return UNKNOWN
    rounded = round(value, digits) + 0.0  # no minus before a zero
    return f"{rounded:+.{digits}f}".replace("-", "−") if rounded else f"{rounded:.{digits}f}"


def signed_range(low: float, high: float, digits: int = 2) -> str:
    """A range of differences: "−0.05 to +0.10"; in words where it is not known."""
    if math.isnan(low) or math.isnan(high):
        return UNKNOWN
    return f"{signed(low, digits)} to {signed(high, digits)}"


def per_100(share: float) -> str:
    """A share as a count of a hundred, with one digit more where it is near 0 or 100."""
    value = share * 100
    if 0 < value < 0.1:
        return "under 0.1"
    if 99.9 < value < 100:
        return "over 99.9"
    if value in (0, 100) or _FEW <= value <= 100 - _FEW:
        return f"{value:.0f}"
    return f"{value:.1f}".removesuffix(".0")


def drawn(draws: str) -> str:
    """What parameters were drawn from: "posterior" or "prior"."""
    return f"drawn from the {'posterior' if draws == 'posterior' else 'priors'}"


def capital(text: str) -> str:
    """A text with a large first letter."""
    return f"{text[:1].upper()}{text[1:]}"


def _signed(value: float) -> str:
    if abs(value) < 0.05:
        return "0"
    return f"{value:+.1f}".removesuffix(".0").replace("-", "−")
