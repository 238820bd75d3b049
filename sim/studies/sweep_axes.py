"""What a sweep varies: a number over a range, or a form over its options.

Written as `PATH=LOW:HIGH:STEPS`, with `:log` for even ratios, or as `PATH=a,b,c`; `PATH=all` takes
every option of a form. PATH is a parameter, or a number of an event of the scenario:
`events.ID.probability`, `events.ID.do.STATE`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from sim.base.errors import Cure, InputError, Mark, Problem, Problems, suggest
from sim.scenario import Event, Offer, Override, Scenario, parse_assignment

Value: TypeAlias = float | str
Vary: TypeAlias = Sequence[str] | Mapping[str, Any]  # PATH=RANGE texts, or ranges by path

MARK = Mark("--vary", 1, 1)
MOST_STEPS = 1001
MOST_AXES = 2
DIGITS = 12  # of a step: as it would be written, so that `--set` with it gives the same run
SHAPE = "PATH=LOW:HIGH:STEPS, or PATH=LOW:HIGH:STEPS:log, or PATH=a,b,c, or PATH=all for a form"

_EVENTS, _PROBABILITY, _DO = "events", "probability", "do"


@dataclass(frozen=True)
class Varied:
    """One thing that is varied, and the values it takes, in the order in which they stand.

    values : numbers that rise, or options of a form
    log : whether the numbers stand in even ratios
    stands : what the scenario itself says of it; None where it is drawn as the calibration says
    mark : where the scenario says that
    """

    path: str
    values: tuple[Value, ...]
    unit: str
    meaning: str
    log: bool = False
    stands: Any = None
    mark: Mark | None = None

    @property
    def is_form(self) -> bool:
        """Whether the values are options of a form."""
        return isinstance(self.values[0], str)

    @property
    def numbers(self) -> tuple[float, ...]:
        """The values as places on an axis; options stand at their index."""
        return tuple(float(i) if isinstance(v, str) else v for i, v in enumerate(self.values))

    def applies(self, scenario: Scenario) -> bool:
        """Whether a scenario has what is varied; a base need not have the event."""
        event = _event_of(self.path)
        return event is None or any(each.id == event for each in scenario.events)

    def put(self, scenario: Scenario, value: Value) -> Scenario:
        """The scenario with one value in place of whatever it says itself."""
        if _event_of(self.path) is not None:
            events = tuple(_changed(each, self.path, value) for each in scenario.events)
            return replace(scenario, events=events)
        kept = [each for each in scenario.overrides if each.path != self.path]
        made = Override(self.path, "value", value, value, MARK)
        overrides = sorted((*kept, made), key=lambda override: override.path)
        return replace(scenario, overrides=tuple(overrides))


def read(vary: Vary, scenario: Scenario, offer: Offer) -> tuple[Varied, ...]:
    """What a sweep of a scenario varies. Raises InputError with everything that is wrong with it.

    vary : `PATH=RANGE` texts, or by path: a range, or the values themselves
    """
    problems = Problems()
    found: list[Varied] = []
    pairs = _pairs(vary, problems)
    if not pairs and not problems:
        problems.add("nothing is varied", allowed=SHAPE, mark=MARK)
    if len(pairs) > MOST_AXES:
        what = f"{len(pairs)} things are varied"
        problems.add(what, allowed=f"one or {MOST_AXES}", cure="sweep the rest apart", mark=MARK)
    seen: set[str] = set()
    for path, values in pairs:
        if path in seen:
            problems.add(f"{path} is varied twice", cure="remove one of them", mark=MARK)
            continue
        seen.add(path)
        with problems.gather():
            found.append(_varied(path, values, scenario, offer))
    problems.raise_any()
    return tuple(found)


def _pairs(vary: Vary, problems: Problems) -> list[tuple[str, Any]]:
    if isinstance(vary, Mapping):
        return list(vary.items())
    pairs = []
    for text in [vary] if isinstance(vary, str) else vary:
        path, _, right = (part.strip() for part in text.partition("="))
        if path and right:
            pairs.append((path, right))
        else:
            problems.add(f"{text!r} varies nothing", allowed=SHAPE, mark=MARK)
    return pairs


def _varied(path: str, values: Any, scenario: Scenario, offer: Offer) -> Varied:
    if path.startswith(f"{_EVENTS}."):
        return _of_event(path, values, scenario, offer)
    parameter = offer.register.get(path)
    if parameter is None:
        try:
            parse_assignment(f"{path}=0", offer)  # says what is wrong with the path
        except InputError as error:
            raise InputError(replace(each, mark=MARK) for each in error.problems) from None
    assert parameter is not None  # noqa: S101  else it has been refused
    stands = next((each for each in scenario.overrides if each.path == path), None)
    if stands is not None and stands.mark is not None and stands.mark.file == "--set":
        raise _fault(f"{path} is set and varied", cure="leave out --set, or --vary")
    found = Varied(
        path,
        (),
        "" if parameter.is_form else parameter.unit,
        parameter.meaning,
        stands=None if stands is None else stands.written,
        mark=None if stands is None else stands.mark,
    )
    if parameter.is_form:
        return replace(found, values=_options(path, values, parameter.options))
    numbers, log = _numbers(path, values, parameter.low, parameter.high, parameter.unit)
    return replace(found, values=numbers, log=log)


def _of_event(path: str, values: Any, scenario: Scenario, offer: Offer) -> Varied:
    """A number of one of the scenario's events."""
    known = {each.id: each for each in scenario.events}
    name = _event_of(path)
    event = known.get(name or "")
    if event is None:
        allowed = f"events: {', '.join(known)}" if known else "the scenario has no events"
        raise _fault(
            f"there is no event {name!r} in {scenario.name}", allowed, suggest(name, known)
        )
    numbers = [_PROBABILITY, *(f"{_DO}.{state}" for state, _ in event.do)]
    inner = path.removeprefix(f"{_EVENTS}.{name}").removeprefix(".")
    if inner not in numbers:
        allowed = ", ".join(f"{_EVENTS}.{name}.{number}" for number in numbers)
        raise _fault(f"{path} is no number of an event", allowed, suggest(inner, numbers))
    stands: float
    if inner == _PROBABILITY:
        low, high, unit = 0.0, 1.0, "probability"
        meaning, stands = f"probability of {name}", event.probability
    else:
        state = inner.removeprefix(f"{_DO}.")
        info = offer.states[state]
        low, high, unit = info.low, info.high, info.unit
        meaning, stands = f"{state} as {name} writes it", dict(event.do)[state]
    taken, log = _numbers(path, values, low, high, unit)
    return Varied(path, taken, unit, meaning, log, stands, event.mark)


def _options(path: str, values: Any, options: Sequence[str]) -> tuple[str, ...]:
    """The options of a form that are asked for."""
    allowed = f"all, or options separated by commas: {', '.join(options)}"
    if isinstance(values, str):
        if ":" in values:
            raise _fault(f"{path} is a form and has no range {values}", allowed)
        values = options if values == "all" else [word.strip() for word in values.split(",")]
    words = [str(word) for word in values]
    problems = [
        Problem(f"{path} has no option {word!r}", allowed, suggest(word, options), MARK)
        for word in words
        if word not in options
    ]
    if problems:
        raise InputError(problems)
    return tuple(_several(path, words))


def _numbers(
    path: str, values: Any, low: float, high: float, unit: str
) -> tuple[tuple[float, ...], bool]:
    """The numbers that are asked for, and whether they stand in even ratios."""
    log = False
    if isinstance(values, str) and ":" in values:
        numbers, log = _range(path, values)
    else:
        listed = values.split(",") if isinstance(values, str) else list(values)
        numbers = [_number(path, each) for each in _several(path, listed)]
        if sorted(set(numbers)) != numbers:
            raise _fault(f"{path}: the values do not rise", "each above the one before")
    bounds = f"from {low:g} to {high:g}" + (f" ({unit})" if unit else "")
    problems = [
        Problem(f"{path}: {end:g} is out of bounds", bounds, mark=MARK)
        for end in (numbers[0], numbers[-1])
        if not low <= end <= high
    ]
    if problems:
        raise InputError(problems)
    return tuple(numbers), log


def _range(path: str, text: str) -> tuple[list[float], bool]:
    """The numbers of LOW:HIGH:STEPS, both ends among them."""
    parts = [part.strip() for part in text.split(":")]
    log = parts[-1] == "log"
    if len(parts) != 3 + log:
        raise _fault(f"{path}: {text} is no range", SHAPE)
    low, high = (_number(path, part) for part in parts[:2])
    problems = Problems()
    if not low < high:
        problems.add(f"{path}: the range {low:g}:{high:g} does not rise", mark=MARK)
    if log and low <= 0:
        what = f"{path}: a range in even ratios cannot begin at {low:g}"
        problems.add(what, allowed="a number above 0", mark=MARK)
    if not parts[2].isdecimal() or not 2 <= int(parts[2]) <= MOST_STEPS:
        what = f"{path}: {parts[2]} is no number of steps"
        problems.add(what, allowed=f"from 2 to {MOST_STEPS}, both ends included", mark=MARK)
    problems.raise_any()
    space = np.geomspace if log else np.linspace
    inner = [float(f"{number:.{DIGITS}g}") for number in space(low, high, int(parts[2]))[1:-1]]
    return [low, *inner, high], log


def _number(path: str, text: object) -> float:
    try:
        number = float(text)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise _fault(f"{path}: {str(text).strip()!r} is no number", SHAPE)
    return number


def _several(path: str, values: Sequence[Any]) -> list[Any]:
    """The values, if there are enough of them and none too many."""
    given = [value.strip() if isinstance(value, str) else value for value in values]
    if len(set(map(str, given))) != len(given):
        raise _fault(f"{path}: a value stands twice", cure="remove one of them")
    if not 2 <= len(given) <= MOST_STEPS:
        raise _fault(f"{path}: {len(given)} value varies nothing", f"from 2 to {MOST_STEPS} values")
    return given


def _event_of(path: str) -> str | None:
    """The event whose number a path names, if it names one."""
    section, _, rest = path.partition(".")
    return rest.partition(".")[0] if section == _EVENTS else None


def _changed(event: Event, path: str, value: Value) -> Event:
    """An event with another number, if the path names one of its."""
    inner = path.removeprefix(f"{_EVENTS}.{event.id}.")
    if inner == path:
        return event
    number = float(value)
    if inner == _PROBABILITY:
        return replace(event, probability=number)
    state = inner.removeprefix(f"{_DO}.")
    return replace(event, do=tuple((k, number if k == state else v) for k, v in event.do))


def _fault(what: str, allowed: str = "", cure: Cure = "") -> InputError:
    return InputError([Problem(what, allowed, cure, MARK)])
