"""How priors are written: in the parameters' files and in a scenario's `set` alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import ndtri

from sim.errors import InputError, Mark, Problem, suggest
from sim.priors.families import (
    Choice,
    Continuous,
    LogitNormal,
    Lognormal,
    Mixture,
    Normal,
    Point,
    Prior,
    Triangular,
    Uniform,
)

INTERVAL = 0.9  # the mass that `5 to 20` encloses
LEAST_MASS = 1e-6  # a prior with less of itself inside its bounds has been mistyped

_TAIL = (1 - INTERVAL) / 2
_WIDTH = float(ndtri(1 - _TAIL) - ndtri(_TAIL))  # of the interval, in standard deviations
_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_SPAN = re.compile(rf"({_NUMBER})\s+to\s+({_NUMBER})")

# Names of each family's arguments, in the order in which a list gives them.
_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("median", "sd"),
    "logit_normal": ("median", "sd"),
    "triangular": ("low", "mode", "high"),
}
_FAMILIES: Mapping[str, type[Continuous]] = {
    "uniform": Uniform,
    "normal": Normal,
    "lognormal": Lognormal,
    "logit_normal": LogitNormal,
    "triangular": Triangular,
}
_ALLOWED = (
    "a number, `5 to 20`, {uniform: [a, b]}, {normal: {mean: m, sd: s}}, "
    "{lognormal: {median: m, sd: s}}, {logit_normal: {median: m, sd: s}}, "
    "{triangular: [a, mode, b]}, {mixture: [{weight: w, prior: ...}, ...]}"
)


def parse(value: object, low: float, high: float, mark: Mark | None = None) -> Prior:
    """The prior of a number with these bounds, as written in a file; InputError if it is none."""
    if _is_number(value):
        return _inside(Point(float(value)), (float(value),), low, high, mark)  # type: ignore[arg-type]
    if isinstance(value, str) and (match := _SPAN.fullmatch(value.strip())):
        return _interval(float(match[1]), float(match[2]), low, high, mark)
    if not isinstance(value, dict) or len(value) != 1:
        raise _fault(f"{value!r} is not a prior", _ALLOWED, mark)
    ((family, content),) = value.items()
    if family == "mixture":
        return _mixture(content, low, high, mark)
    if family == "choice":
        raise _fault("a number cannot have the prior of a form", _ALLOWED, mark)
    if family not in _FAMILIES:
        names = [*_FAMILIES, "mixture"]
        raise _fault(
            f"{family!r} is not a family of priors", _ALLOWED, mark, suggest(family, names)
        )
    return _family(str(family), _arguments(str(family), content, mark), low, high, mark)


def parse_choice(
    value: object, mark: Mark | None = None, options: Sequence[str] | None = None
) -> Choice:
    """The prior of a form, {choice: {name: weight}}; options that are not named get no weight."""
    allowed = "{choice: {name: weight, ...}}"
    content = value.get("choice") if isinstance(value, dict) and len(value) == 1 else None
    if not isinstance(content, dict) or not content:
        raise _fault(f"{value!r} is not the prior of a form", allowed, mark)
    names = list(content) if options is None else list(options)
    problems = [
        Problem(
            f"{name!r} is not an option of this form",
            f"options: {', '.join(map(str, names))}",
            suggest(name, names),
            mark,
        )
        for name in content
        if name not in names or not isinstance(name, str)
    ]
    problems += [
        Problem(f"the weight of {name!r} is {weight!r}", "a number of at least 0", mark=mark)
        for name, weight in content.items()
        if not _is_number(weight) or weight < 0
    ]
    if problems:
        raise InputError(problems)
    whole = sum(content.values())
    if whole <= 0:
        raise _fault("no option has any weight", "at least one weight above 0", mark)
    weights = tuple(float(content.get(name, 0)) / whole for name in names)
    return Choice(tuple(names), weights)


def _interval(first: float, last: float, low: float, high: float, mark: Mark | None) -> Prior:
    if not first < last:
        raise _fault(f"`{first:g} to {last:g}` does not rise", "LOW to HIGH", mark)
    prior: Prior
    if first > 0:
        spread = float(np.log(last / first)) / _WIDTH
        prior = Lognormal(float(np.sqrt(first * last)), spread)
    else:
        prior = Normal((first + last) / 2, (last - first) / _WIDTH)
    return _inside(prior, (first, last), low, high, mark)


def _arguments(family: str, content: object, mark: Mark | None) -> tuple[float, ...]:
    """The numbers of a family, from a list in order or from a mapping by name."""
    names = _ARGUMENTS[family]
    allowed = f"{{{family}: [{', '.join(names)}]}} or {{{family}: {{{names[0]}: ..., ...}}}}"
    if isinstance(content, dict):
        wrong = [name for name in content if name not in names]
        if wrong:
            raise _fault(f"{family} has no {wrong[0]!r}", allowed, mark, suggest(wrong[0], names))
        content = [content.get(name) for name in names]
    if not isinstance(content, list) or len(content) != len(names):
        raise _fault(f"{family} takes {len(names)} numbers: {', '.join(names)}", allowed, mark)
    if not all(_is_number(number) for number in content):
        raise _fault(f"{family} takes numbers: {', '.join(names)}", allowed, mark)
    return tuple(float(number) for number in content)


def _family(
    family: str, numbers: tuple[float, ...], low: float, high: float, mark: Mark | None
) -> Prior:
    if "sd" in _ARGUMENTS[family]:
        places: tuple[float, ...] = numbers[:1]
        if numbers[1] <= 0:
            raise _fault(f"the sd of {family} is {numbers[1]:g}", "a number above 0", mark)
        if family == "lognormal" and numbers[0] <= 0:
            raise _fault("the median of lognormal is not above 0", "a number above 0", mark)
    else:
        places = numbers
        if list(numbers) != sorted(numbers) or numbers[0] == numbers[-1]:
            raise _fault(
                f"the numbers of {family} do not rise", ", ".join(_ARGUMENTS[family]), mark
            )
    if family == "logit_normal" and not low < numbers[0] < high:
        raise _fault(
            f"the median {numbers[0]:g} is not inside the bounds",
            f"above {low:g} and below {high:g}",
            mark,
        )
    return _inside(_FAMILIES[family](*numbers), places, low, high, mark)


def _mixture(content: object, low: float, high: float, mark: Mark | None) -> Prior:
    allowed = "{mixture: [{weight: w, prior: ...}, ...]}"
    if not isinstance(content, list) or not content:
        raise _fault("a mixture is a list", allowed, mark)
    for part in content:
        if not isinstance(part, dict) or set(part) != {"weight", "prior"}:
            raise _fault("a part of a mixture has a weight and a prior", allowed, mark)
        if not _is_number(part["weight"]) or part["weight"] <= 0:
            raise _fault(f"the weight {part['weight']!r}", "a number above 0", mark)
    whole = sum(part["weight"] for part in content)
    return Mixture(
        tuple(float(part["weight"]) / whole for part in content),
        tuple(parse(part["prior"], low, high, mark) for part in content),
    )


def _inside(
    prior: Prior, places: Sequence[float], low: float, high: float, mark: Mark | None
) -> Prior:
    """The prior, if the numbers that place it lie inside the bounds."""
    outside = [place for place in places if not low <= place <= high]
    if outside:
        raise _fault(f"{outside[0]:g} is out of bounds", f"from {low:g} to {high:g}", mark)
    if isinstance(prior, Continuous) and prior.mass(low, high) < LEAST_MASS:
        raise _fault("the prior lies outside the bounds", f"from {low:g} to {high:g}", mark)
    return prior


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _fault(what: str, allowed: str, mark: Mark | None, cure: str = "") -> InputError:
    return InputError([Problem(what, allowed, cure, mark)])
