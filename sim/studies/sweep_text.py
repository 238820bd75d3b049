"""What a sweep found, in sentences: where an answer turns, and how surely."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.base import number_text
from sim.studies.sweep_results import BreakEvenLine, SweepAxis, SweepCrossing, SweepPlan, Topic

UNKNOWN = "–"


def stated(topic: Topic, value: float, digits: int = 3) -> str:
    """An answer in percent or in its unit."""
    if topic.is_share:
        return number_text.percent(value)
    return f"{number_text.number(value, digits)} {topic.unit}".strip()


def bare(topic: Topic, value: float) -> str:
    """An answer without its unit."""
    if not math.isfinite(value):
        return UNKNOWN
    return number_text.percent(value) if topic.is_share else number_text.number(value)


def span(topic: Topic, low: float, high: float) -> str:
    """A range of answers."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNKNOWN
    return (
        number_text.percent_range(low, high)
        if topic.is_share
        else number_text.number_range(low, high)
    )


def moved(topic: Topic, low: float, high: float | None = None) -> str:
    """A difference, or a range of them, in points or in the answer's unit, with signs."""
    if not (math.isfinite(low) and math.isfinite(low if high is None else high)):
        return UNKNOWN
    if topic.is_share:
        return number_text.points(low, high)
    return number_text.number(low) if high is None else number_text.number_range(low, high)


def measured(plan: SweepPlan) -> str:
    """What it is whose sign is looked at."""
    if plan.target is not None:
        return "the answer"
    if plan.beside.kind == "base":
        return f"the difference from {plan.beside.name} with the same values"
    return "the difference from the scenario as it stands"


def level(plan: SweepPlan, topic: Topic) -> str:
    """What it must pass for its sign to change."""
    return "zero" if plan.target is None else stated(topic, plan.target)


def at(axis: SweepAxis, value: float | str) -> str:
    """A value of what is varied, with its unit."""
    if isinstance(value, str):
        return words_of(value)
    unit = "" if axis.unit in ("share", "weight", "probability") else axis.unit
    return f"{number_text.number(value, 4)} {unit}".strip()


def words_of(name: str) -> str:
    """The name of an option as words."""
    return name.replace("_", " ")


def interval(crossing: SweepCrossing) -> str:
    """Where a break-even value lies with 95 %, as far as the range goes."""
    low = "below the range" if crossing.low is None else number_text.number(crossing.low, 4)
    high = "beyond the range" if crossing.high is None else number_text.number(crossing.high, 4)
    return f"{low} to {high}"


def sentence(plan: SweepPlan, topic: Topic, line: BreakEvenLine) -> str:
    """Where an answer turns along a line, or that it does not."""
    axis = next(axis for axis in plan.axes if axis.path == line.along)
    what, zero = measured(plan), level(plan, topic)
    prefix = ""
    if line.at is not None:
        other = next(axis for axis in plan.axes if axis.path != line.along)
        prefix = f"{other.path} at {at(other, line.at)}: "
    if axis.is_form:
        return prefix + _options(axis, line, what, zero)
    if not line.crossings:
        return prefix + _none(line, what, zero)
    return prefix + " ".join(_crossing(axis, crossing, what, zero) for crossing in line.crossings)


def overview(plan: SweepPlan, topic: Topic, lines: Sequence[BreakEvenLine]) -> str:
    """What all lines of a sweep say together."""
    if len(lines) == 1:
        found = sentence(plan, topic, lines[0])
        return f"{topic.label}: {found}"
    signs = [sign for line in lines for sign in line.signs]
    above, below = signs.count(1), signs.count(-1)
    crossed = sum(1 for line in lines if line.crossings)
    clear = sum(1 for line in lines if any(each.is_clear for each in line.crossings))
    said = (
        f"{topic.label}: {measured(plan)} lies clearly above {level(plan, topic)} at {above} of "
        f"{len(signs)} points and clearly below at {below}"
    )
    if not crossed:
        return f"{said}; no crossing within the range."
    axis = lines[0].along
    return (
        f"{said}. Along {axis} it crosses in {crossed} of {len(lines)} rows, beyond chance in "
        f"{clear}."
    )


def brief(line: BreakEvenLine) -> str:
    """The break-even values of a line with their intervals, in few letters."""
    return "; ".join(
        f"{number_text.number(each.at, 3)}{'' if each.is_clear else '?'} "
        f"({_end(each.low, '<')}–{_end(each.high, '>')})"
        for each in line.crossings
    )


def _end(value: float | None, beyond: str) -> str:
    return beyond if value is None else number_text.number(value, 3)


def _crossing(axis: SweepAxis, crossing: SweepCrossing, what: str, zero: str) -> str:
    way = f"from below {zero} to above" if crossing.rises else f"from above {zero} to below"
    said = (
        f"{axis.path} = {number_text.number(crossing.at, 4)} (95 %: {interval(crossing)}): there "
        f"{what} goes {way} as it rises."
    )
    if crossing.is_clear:
        return said
    return f"{said} Chance alone could make this crossing: run more worlds, or do not rely on it."


def _none(line: BreakEvenLine, what: str, zero: str) -> str:
    above, below = line.signs.count(1), line.signs.count(-1)
    count = len(line.signs)
    if above or below:
        side, clear = ("above", above) if above else ("below", below)
        return (
            f"no crossing within the range: {what} lies clearly {side} {zero} at {clear} of "
            f"{count} points."
        )
    return (
        f"no crossing within the range, and {what} lies clearly on neither side of {zero} at any "
        f"of {count} points."
    )


def _options(axis: SweepAxis, line: BreakEvenLine, what: str, zero: str) -> str:
    groups: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for value, sign in zip(axis.values, line.signs, strict=True):
        groups[sign].append(words_of(str(value)))
    parts = [
        f"{word} under {', '.join(groups[sign])}"
        for sign, word in (
            (1, f"clearly above {zero}"),
            (-1, f"clearly below {zero}"),
            (0, "not clear"),
        )
        if groups[sign]
    ]
    return f"{what} is " + "; ".join(parts) + "."
