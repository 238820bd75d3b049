"""What a sweep found, in sentences: where an answer turns, and how surely."""

from __future__ import annotations

from sim.analysis import words
from sim.studies.sweeps import Axis, Crossing, Line, Plan, Topic


def stated(topic: Topic, value: float, digits: int = 3) -> str:
    """An answer in percent or in its unit."""
    if topic.is_share:
        return words.percent(value)
    return f"{words.number(value, digits)} {topic.unit}".strip()


def moved(topic: Topic, low: float, high: float | None = None) -> str:
    """A difference, or a range of them, in points or in the answer's unit, with signs."""
    if topic.is_share:
        return words.points(low, high)
    return words.number(low) if high is None else words.number_range(low, high)


def measured(plan: Plan, topic: Topic) -> str:
    """What it is whose sign is looked at."""
    if plan.target is not None:
        return f"the answer, less {stated(topic, plan.target)}"
    if plan.beside.kind == "base":
        return f"the difference from {plan.beside.name} with the same values"
    return "the difference from the scenario as it stands"


def at(axis: Axis, value: float | str) -> str:
    """A value of what is varied, with its unit."""
    if isinstance(value, str):
        return words_of(value)
    unit = "" if axis.unit in ("share", "weight", "probability") else axis.unit
    return f"{words.number(value, 4)} {unit}".strip()


def words_of(name: str) -> str:
    """The name of an option as words."""
    return name.replace("_", " ")


def interval(crossing: Crossing) -> str:
    """Where a break-even value lies with 95 %, as far as the range goes."""
    low = "below the range" if crossing.low is None else words.number(crossing.low, 4)
    high = "beyond the range" if crossing.high is None else words.number(crossing.high, 4)
    return f"{low} to {high}"


def sentence(plan: Plan, topic: Topic, line: Line) -> str:
    """Where an answer turns along a line, or that it does not."""
    axis = next(axis for axis in plan.axes if axis.path == line.along)
    what = measured(plan, topic)
    prefix = ""
    if line.at is not None:
        other = next(axis for axis in plan.axes if axis.path != line.along)
        prefix = f"{other.path} at {at(other, line.at)}: "
    if axis.is_form:
        return prefix + _options(axis, line, what)
    if not line.crossings:
        return prefix + _none(line, what)
    return prefix + " ".join(_crossing(axis, crossing, what) for crossing in line.crossings)


def _crossing(axis: Axis, crossing: Crossing, what: str) -> str:
    way = "from below zero to above" if crossing.rises else "from above zero to below"
    said = (
        f"{axis.path} = {words.number(crossing.at, 4)} (95 %: {interval(crossing)}): there "
        f"{what} goes {way} as it rises."
    )
    if crossing.is_clear:
        return said
    return f"{said} Chance alone could make this crossing: run more worlds, or do not rely on it."


def _none(line: Line, what: str) -> str:
    above, below = line.signs.count(1), line.signs.count(-1)
    count = len(line.signs)
    if above or below:
        side, clear = ("above", above) if above else ("below", below)
        return (
            f"no sign change within the range: {what} lies clearly {side} zero at {clear} of "
            f"{count} points."
        )
    return (
        f"no sign change within the range, and {what} lies clearly on neither side of zero at any "
        f"of {count} points."
    )


def _options(axis: Axis, line: Line, what: str) -> str:
    groups: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for value, sign in zip(axis.values, line.signs, strict=True):
        groups[sign].append(words_of(str(value)))
    parts = [
        f"{word} under {', '.join(groups[sign])}"
        for sign, word in ((1, "clearly above zero"), (-1, "clearly below zero"), (0, "not clear"))
        if groups[sign]
    ]
    return f"{what} is " + "; ".join(parts) + "."
