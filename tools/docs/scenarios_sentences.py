"""What can be said of the outcomes of a scenario, and what cannot: sentences by rule."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.analysis.expressions import Expression
from sim.base import number_text as words

Outcomes = Mapping[str, Mapping[str, Any]]  # as they are kept, by expression
DIGITS_SHOWN = 3  # of a number
# What is asked of each, and what it is called.
ASKED: Mapping[Expression, str] = {
    Expression("settlement", ">=", "joint_activities"): "joint activities or more",
    Expression("settlement", ">=", "two_islands"): "two islands or more",
    Expression("peace_treaty"): "peace treaty",
    Expression("eu_sanctions_in_force"): "EU sanctions in force",
    Expression("us_sanctions"): "severity of US sanctions",
    Expression("japan_sanctions"): "severity of Japanese sanctions",
    Expression("japan_investment_usd_bn"): "Japanese investment, USD bn",
    Expression("russia_china_alignment"): "alignment of Russia and China",
    Expression("us_japan_alliance"): "US-Japan alliance",
}
# A difference that is clear of zero and yet smaller hardly matters to anybody who decides: half a
# point of a probability, a hundredth of the base's mean.
SLIGHT_SHARE, SLIGHT_PART = 0.005, 0.01


def findings(outcomes: Outcomes) -> Iterator[str]:
    """What can be said of the outcomes, and what cannot, a line for each kind."""
    clear = {a: found for a, found in outcomes.items() if found["verdict"] in ("higher", "lower")}
    moved = {asks: found for asks, found in clear.items() if not is_slight(found)}
    turning = dict(_judged(outcomes, "cannot tell"))
    for asks, found in turning.items():
        if not is_slight(found):
            yield f"- The model cannot tell: {called(asks)} {_turning(found)}."
    if moved:
        told = (f"{called(asks)} {_moved(found)}" for asks, found in moved.items())
        yield f"- Moved: {listed(told)}."
    hardly = (
        f"{called(asks)} {difference(found)}" for asks, found in clear.items() if asks not in moved
    )
    none = (
        f"{called(asks)} {span(found, 'ci95')}"
        for asks, found in _judged(outcomes, "no difference found")
    )
    equal = (called(asks) for asks, _ in _judged(outcomes, "equal"))
    barely = (
        f"{called(asks)} (with `{found['turns_with'][0]}`)"
        for asks, found in turning.items()
        if is_slight(found)
    )
    for heading, told in (
        ("Its sign turns, by next to nothing", barely),
        ("Clear of chance but hardly moved", hardly),
        ("No difference found (95 %)", none),
        ("The same in every world", equal),
    ):
        if words_of := listed(told):
            yield f"- {heading}: {words_of}."


def _judged(outcomes: Outcomes, verdict: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((asks, found) for asks, found in outcomes.items() if found["verdict"] == verdict)


def _moved(found: Mapping[str, Any]) -> str:
    return (
        f"{value(found)} ({difference(found)}; 95 % {span(found, 'ci95')}; "
        f"forms {span(found, 'forms')})"
    )


def _turning(found: Mapping[str, Any]) -> str:
    path, (high, more), (low, less) = found["turns_with"]
    one, other = (said(number, found) for number in (more, less))
    return (
        f"is {value(found)}, {difference(found)} on average; but the sign turns with `{path}`: "
        f"{one} ({high.replace('_', ' ')}) and {other} ({low.replace('_', ' ')})"
    )


def is_slight(found: Mapping[str, Any]) -> bool:
    """Whether a difference, however clear, hardly matters; one that turns, at both of its ends."""
    sizes = [found["difference"]]
    if found["turns_with"]:
        sizes = [size for _, size in found["turns_with"][1:]]
    before = found["value"] - found["difference"]
    least = SLIGHT_SHARE if found["is_share"] else SLIGHT_PART * abs(before)
    return max(abs(size) for size in sizes) < least


def called(expression: str) -> str:
    """What an outcome is called on the page."""
    return next(name for asks, name in ASKED.items() if str(asks) == expression)


def value(found: Mapping[str, Any]) -> str:
    """What a scenario leads to; a number in three digits."""
    if found["is_share"]:
        return words.percent(found["value"])
    return f"{found['value']:.{_decimals(found)}f}"


def difference(found: Mapping[str, Any]) -> str:
    """A difference, with its unit if it is one of shares."""
    return said(found["difference"], found)


def said(number: float, found: Mapping[str, Any]) -> str:
    """A difference of some outcome; a number to one digit more than the outcome itself."""
    if found["is_share"]:
        return words.points(number)
    text = f"{number:+.{_decimals(found) + 1}f}".replace("-", "−")
    return text if any(digit in text for digit in "123456789") else "0"


def _decimals(found: Mapping[str, Any]) -> int:
    size = abs(found["value"])
    return max(DIGITS_SHOWN - 1 - math.floor(math.log10(size)), 0) if size else DIGITS_SHOWN


def span(found: Mapping[str, Any], key: str) -> str:
    """An interval of the difference."""
    low, high = (said(end, found).removesuffix(" points") for end in found[key])
    return f"{low} to {high}" if low != high else low


def listed(items: Iterable[str]) -> str:
    """Items of a sentence."""
    return "; ".join(items)
