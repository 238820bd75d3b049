"""How priors are written: in the parameters' files and in a scenario's `set` alike."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import ndtri

from sim.base.errors import Cure, InputError, Mark, Problem, quoted, suggest
from sim.base.yaml_documents import is_number
from sim.inputs.priors.families import (
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
MOST_WEIGHT = 1e9  # of an option or a part: sums of weights stay finite

_SHARE_ALLOWED = f"a number from 0 to {MOST_WEIGHT:g}"
_TAIL = (1 - INTERVAL) / 2
_WIDTH = float(ndtri(1 - _TAIL) - ndtri(_TAIL))  # of the interval, in standard deviations
_PROBES = np.array([1e-9, 0.5, 1 - 1e-9])  # uniforms at which a prior must have a quantile
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
    if is_number(value):
        _check_places((value,), low, high, mark)
        return Point(float(value))
    if isinstance(value, str) and (match := _SPAN.fullmatch(value.strip())):
        return _interval(float(match[1]), float(match[2]), low, high, mark)
    if not isinstance(value, dict) or len(value) != 1:
        raise _fault(f"{quoted(value)} is not a prior", _ALLOWED, mark)
    ((family, content),) = value.items()
    if family == "mixture":
        return _mixture(content, low, high, mark)
    if family == "choice":
        raise _fault("a number cannot have the prior of a form", _ALLOWED, mark)
    if family not in _FAMILIES:
        names = [*_FAMILIES, "mixture"]
        raise _fault(
            f"{quoted(family)} is not a family of priors", _ALLOWED, mark, suggest(family, names)
        )
    return _family(str(family), _arguments(str(family), content, mark), low, high, mark)


def parse_choice(
    value: object, mark: Mark | None = None, options: Sequence[str] | None = None
) -> Choice:
    """The prior of a form, {choice: {name: weight}}; options that are not named get no weight."""
    allowed = "{choice: {name: weight, ...}}"
    content = value.get("choice") if isinstance(value, dict) and len(value) == 1 else None
    if not isinstance(content, dict) or not content:
        raise _fault(f"{quoted(value)} is not the prior of a form", allowed, mark)
    names = list(content) if options is None else list(options)
    problems = [
        Problem(
            f"{quoted(name)} is not an option of this form",
            f"options: {', '.join(map(str, names))}",
            suggest(name, names),
            mark,
        )
        for name in content
        if name not in names or not isinstance(name, str)
    ]
    problems += [
        Problem(f"the weight of {quoted(name)} is {quoted(weight)}", _SHARE_ALLOWED, mark=mark)
        for name, weight in content.items()
        if not (is_number(weight) and 0 <= weight <= MOST_WEIGHT)
    ]
    if problems:
        raise InputError(problems)
    whole = math.fsum(content.values())  # exactly rounded: equal on every Python
    if whole <= 0:
        raise _fault("no option has any weight", "at least one weight above 0", mark)
    weights = tuple(float(content.get(name, 0)) / whole for name in names)
    return Choice(tuple(names), weights)


def _interval(first: float, last: float, low: float, high: float, mark: Mark | None) -> Prior:
    if not first < last:
        raise _fault(f"`{first:g} to {last:g}` does not rise", "LOW to HIGH", mark)
    _check_places((first, last), low, high, mark)
    prior: Continuous
    if first > 0:
        spread = float(np.log(last / first)) / _WIDTH
        prior = Lognormal(float(np.sqrt(first * last)), spread)
    else:
        prior = Normal((first + last) / 2, (last - first) / _WIDTH)
    return _inside(prior, low, high, mark)


def _arguments(family: str, content: object, mark: Mark | None) -> tuple[float, ...]:
    """The numbers of a family, from a list in order or from a mapping by name."""
    names = _ARGUMENTS[family]
    allowed = f"{{{family}: [{', '.join(names)}]}} or {{{family}: {{{names[0]}: ..., ...}}}}"
    if isinstance(content, dict):
        wrong = [name for name in content if name not in names]
        if wrong:
            raise _fault(
                f"{family} has no {quoted(wrong[0])}", allowed, mark, suggest(wrong[0], names)
            )
        content = [content.get(name) for name in names]
    if not isinstance(content, list) or len(content) != len(names):
        raise _fault(f"{family} takes {len(names)} numbers: {', '.join(names)}", allowed, mark)
    if not all(is_number(number) for number in content):
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
    _check_places(places, low, high, mark)
    return _inside(_FAMILIES[family](*numbers), low, high, mark)


def _mixture(content: object, low: float, high: float, mark: Mark | None) -> Prior:
    allowed = "{mixture: [{weight: w, prior: ...}, ...]}"
    if not isinstance(content, list) or not content:
        raise _fault("a mixture is a list", allowed, mark)
    for part in content:
        if not isinstance(part, dict) or set(part) != {"weight", "prior"}:
            raise _fault("a part of a mixture has a weight and a prior", allowed, mark)
        if not (is_number(part["weight"]) and 0 < part["weight"] <= MOST_WEIGHT):
            allowed = f"a number above 0 and at most {MOST_WEIGHT:g}"
            raise _fault(f"the weight {quoted(part['weight'])}", allowed, mark)
    whole = math.fsum(part["weight"] for part in content)
    return Mixture(
        tuple(float(part["weight"]) / whole for part in content),
        tuple(parse(part["prior"], low, high, mark) for part in content),
    )


def _check_places(places: Sequence[float], low: float, high: float, mark: Mark | None) -> None:
    """InputError if the numbers that place a prior lie outside the bounds."""
    outside = [place for place in places if not low <= place <= high]
    if outside:
        raise _fault(f"{outside[0]:g} is out of bounds", f"from {low:g} to {high:g}", mark)


def _inside(prior: Continuous, low: float, high: float, mark: Mark | None) -> Prior:
    """The prior, if it can be drawn from within the bounds."""
    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            mass = prior.mass(low, high)
            # A prior outside its bounds is refused below, and need not have quantiles.
            drawn = prior.ppf(_PROBES, low, high) if mass >= LEAST_MASS else _PROBES
            prior.density(drawn, low, high)
    except FloatingPointError:
        mass = math.nan
    if not math.isfinite(mass) or not np.isfinite(drawn).all():
        what = "the prior cannot be computed: its numbers are too large or too small"
        raise _fault(what, f"numbers of the size of the bounds, {low:g} to {high:g}", mark)
    if mass < LEAST_MASS:
        raise _fault("the prior lies outside the bounds", f"from {low:g} to {high:g}", mark)
    return prior


def _fault(what: str, allowed: str, mark: Mark | None, cure: Cure = "") -> InputError:
    return InputError([Problem(what, allowed, cure, mark)])
