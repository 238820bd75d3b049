"""Priors: families of distributions, how they are written, and the rule from claims to a prior.

Every family is drawn by the inverse CDF of one uniform, so that a draw depends on nothing but its
own stream. Bounds cut a family off: the uniform is squeezed into the part that lies inside.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri

from sim.axes import Array, total
from sim.errors import InputError, Mark, Problem, suggest

INTERVAL = 0.9  # the mass that `5 to 20` encloses
HALVINGS = 100  # of the bounds, in search of a mixture's quantile: beyond float's precision
LEAST_MASS = 1e-6  # a prior with less of itself inside its bounds has been mistyped

_INTERVAL_TAIL = (1 - INTERVAL) / 2
_INTERVAL_WIDTH = float(ndtri(1 - _INTERVAL_TAIL) - ndtri(_INTERVAL_TAIL))  # in standard deviations


class Prior(ABC):
    """A distribution on the bounds [low, high] of a parameter."""

    @abstractmethod
    def ppf(self, u: Array, low: float, high: float) -> Array:
        """Draws, one for each uniform in `u` (n,)."""

    @abstractmethod
    def cdf(self, x: Array, low: float, high: float) -> Array:
        """Probability of a value of at most `x` (n,)."""

    @abstractmethod
    def density(self, x: Array, low: float, high: float) -> Array:
        """Density at `x` (n,), for pictures; zero outside the bounds."""

    @abstractmethod
    def data(self) -> Any:
        """The prior as it is written in a file."""

    def quantile(self, p: float, low: float, high: float) -> float:
        """The value below which the share `p` of the distribution lies."""
        return float(self.ppf(np.array([p]), low, high)[0])

    def median(self, low: float, high: float) -> float:
        """The middle of the distribution, used when nothing is to be drawn."""
        return self.quantile(1 / 2, low, high)


@dataclass(frozen=True)
class Point(Prior):
    """One value, held to be certain."""

    value: float

    def ppf(self, u: Array, low: float, high: float) -> Array:
        return np.full_like(u, self.value)

    def cdf(self, x: Array, low: float, high: float) -> Array:
        return np.where(x >= self.value, 1.0, 0.0)

    def density(self, x: Array, low: float, high: float) -> Array:
        return np.where(x == self.value, np.inf, 0.0)

    def data(self) -> Any:
        return self.value


class Continuous(Prior):
    """A family with a closed CDF, cut off at the bounds."""

    @abstractmethod
    def _whole_ppf(self, u: Array, low: float, high: float) -> Array:
        """Inverse CDF before the cut."""

    @abstractmethod
    def _whole_cdf(self, x: Array, low: float, high: float) -> Array:
        """CDF before the cut."""

    @abstractmethod
    def _whole_density(self, x: Array, low: float, high: float) -> Array:
        """Density before the cut."""

    def _ends(self, low: float, high: float) -> tuple[float, float]:
        """CDF at both bounds before the cut: what lies between them is kept."""
        below, above = self._whole_cdf(np.array([low, high], dtype=float), low, high)
        return float(below), float(above)

    def mass(self, low: float, high: float) -> float:
        """The share of the uncut family that lies inside the bounds."""
        below, above = self._ends(low, high)
        return above - below

    def ppf(self, u: Array, low: float, high: float) -> Array:
        below, above = self._ends(low, high)
        x = self._whole_ppf(below + u * (above - below), low, high)
        return np.clip(x, low, high)  # rounding alone can step outside

    def cdf(self, x: Array, low: float, high: float) -> Array:
        below, above = self._ends(low, high)
        inside = self._whole_cdf(np.clip(x, low, high), low, high)
        return (inside - below) / (above - below)

    def density(self, x: Array, low: float, high: float) -> Array:
        inside = (x >= low) & (x <= high)
        whole = self._whole_density(np.clip(x, low, high), low, high)
        return np.where(inside, whole / self.mass(low, high), 0.0)


@dataclass(frozen=True)
class Uniform(Continuous):
    """Every value between `least` and `most` is equally likely."""

    least: float
    most: float

    def _whole_ppf(self, u: Array, low: float, high: float) -> Array:
        return self.least + u * (self.most - self.least)

    def _whole_cdf(self, x: Array, low: float, high: float) -> Array:
        return np.clip((x - self.least) / (self.most - self.least), 0, 1)

    def _whole_density(self, x: Array, low: float, high: float) -> Array:
        inside = (x >= self.least) & (x <= self.most)
        return np.where(inside, 1 / (self.most - self.least), 0.0)

    def data(self) -> Any:
        return {"uniform": [self.least, self.most]}


@dataclass(frozen=True)
class Normal(Continuous):
    """A normal distribution."""

    mean: float
    sd: float

    def _whole_ppf(self, u: Array, low: float, high: float) -> Array:
        return self.mean + self.sd * ndtri(u)

    def _whole_cdf(self, x: Array, low: float, high: float) -> Array:
        return np.asarray(ndtr((x - self.mean) / self.sd))

    def _whole_density(self, x: Array, low: float, high: float) -> Array:
        return _bell((x - self.mean) / self.sd) / self.sd

    def data(self) -> Any:
        return {"normal": {"mean": self.mean, "sd": self.sd}}


@dataclass(frozen=True)
class Lognormal(Continuous):
    """A distribution whose logarithm is normal around the logarithm of `middle` with `sd`."""

    middle: float
    sd: float

    def _whole_ppf(self, u: Array, low: float, high: float) -> Array:
        return self.middle * np.exp(self.sd * ndtri(u))

    def _whole_cdf(self, x: Array, low: float, high: float) -> Array:
        return np.asarray(ndtr(self._standard(x)))

    def _whole_density(self, x: Array, low: float, high: float) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(x > 0, _bell(self._standard(x)) / (x * self.sd), 0.0)

    def _standard(self, x: Array) -> Array:
        with np.errstate(divide="ignore"):  # log 0 is -inf, which is right
            return np.asarray(np.log(np.maximum(x, 0) / self.middle) / self.sd)

    def data(self) -> Any:
        return {"lognormal": {"median": self.middle, "sd": self.sd}}


@dataclass(frozen=True)
class LogitNormal(Continuous):
    """A distribution inside bounds: logit of (x − low)/(high − low) is normal.

    Its middle is `middle`, in natural units; `sd` is on the logit scale.
    """

    middle: float
    sd: float

    def _whole_ppf(self, u: Array, low: float, high: float) -> Array:
        place = logit((self.middle - low) / (high - low))
        return np.asarray(low + (high - low) * expit(place + self.sd * ndtri(u)))

    def _whole_cdf(self, x: Array, low: float, high: float) -> Array:
        return np.asarray(ndtr(self._standard(x, low, high)))

    def _whole_density(self, x: Array, low: float, high: float) -> Array:
        share = (x - low) / (high - low)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = (high - low) * self.sd * share * (1 - share)
            density = _bell(self._standard(x, low, high)) / slope
        return np.where((share > 0) & (share < 1), density, 0.0)

    def _standard(self, x: Array, low: float, high: float) -> Array:
        place = logit((self.middle - low) / (high - low))
        return np.asarray((logit((x - low) / (high - low)) - place) / self.sd)

    def data(self) -> Any:
        return {"logit_normal": {"median": self.middle, "sd": self.sd}}


@dataclass(frozen=True)
class Triangular(Continuous):
    """A triangle from `least` over `mode` to `most`."""

    least: float
    mode: float
    most: float

    def _whole_ppf(self, u: Array, low: float, high: float) -> Array:
        span = self.most - self.least
        turn = (self.mode - self.least) / span
        rising = self.least + np.sqrt(u * span * (self.mode - self.least))
        falling = self.most - np.sqrt((1 - u) * span * (self.most - self.mode))
        return np.where(u < turn, rising, falling)

    def _whole_cdf(self, x: Array, low: float, high: float) -> Array:
        x = np.clip(x, self.least, self.most)
        span = self.most - self.least
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = (x - self.least) ** 2 / (span * (self.mode - self.least))
            falling = 1 - (self.most - x) ** 2 / (span * (self.most - self.mode))
        return np.where(x < self.mode, rising, np.where(x < self.most, falling, 1.0))

    def _whole_density(self, x: Array, low: float, high: float) -> Array:
        span = self.most - self.least
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = 2 * (x - self.least) / (span * (self.mode - self.least))
            falling = 2 * (self.most - x) / (span * (self.most - self.mode))
        inside = (x >= self.least) & (x <= self.most)
        peak = np.where(x == self.mode, 2 / span, np.where(x < self.mode, rising, falling))
        return np.where(inside, peak, 0.0)

    def data(self) -> Any:
        return {"triangular": [self.least, self.mode, self.most]}


@dataclass(frozen=True)
class Choice(Prior):
    """A discrete distribution over named options; a draw is the index of an option.

    weights : shares, one for each option, that sum to one
    """

    options: tuple[str, ...]
    weights: tuple[float, ...]

    def ppf(self, u: Array, low: float, high: float) -> Array:
        return _piece(u, self.weights)[0].astype(float)

    def cdf(self, x: Array, low: float, high: float) -> Array:
        return total(np.where(x >= code, w, 0.0) for code, w in enumerate(self.weights))

    def density(self, x: Array, low: float, high: float) -> Array:
        """Probability of each code in `x` (n,)."""
        return total(np.where(x == code, w, 0.0) for code, w in enumerate(self.weights))

    def median(self, low: float, high: float) -> float:
        """The likeliest option: names have no middle."""
        return float(np.argmax(self.weights))

    def data(self) -> Any:
        return {"choice": dict(zip(self.options, self.weights, strict=True))}


@dataclass(frozen=True)
class Mixture(Prior):
    """Several distributions with weights that sum to one: two readings that contradict."""

    weights: tuple[float, ...]
    parts: tuple[Prior, ...]

    def ppf(self, u: Array, low: float, high: float) -> Array:
        which, rest = _piece(u, self.weights)
        draws = [part.ppf(rest, low, high) for part in self.parts]
        return np.choose(which, draws)

    def cdf(self, x: Array, low: float, high: float) -> Array:
        return self._mean([part.cdf(x, low, high) for part in self.parts])

    def density(self, x: Array, low: float, high: float) -> Array:
        return self._mean([part.density(x, low, high) for part in self.parts])

    def quantile(self, p: float, low: float, high: float) -> float:
        """The value below which the share `p` lies; `ppf` takes the parts one after the other."""
        least = min(part.quantile(p, low, high) for part in self.parts)
        most = max(part.quantile(p, low, high) for part in self.parts)
        for _ in range(HALVINGS):
            middle = (least + most) / 2
            if self.cdf(np.array([middle]), low, high)[0] < p:
                least = middle
            else:
                most = middle
        return most

    def data(self) -> Any:
        pairs = zip(self.weights, self.parts, strict=True)
        return {"mixture": [{"weight": weight, "prior": part.data()} for weight, part in pairs]}

    def _mean(self, values: Sequence[Array]) -> Array:
        return total(weight * value for weight, value in zip(self.weights, values, strict=True))


def _bell(z: Array) -> Array:
    """Density of the standard normal distribution."""
    return np.asarray(np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi))


def _piece(u: Array, weights: Sequence[float]) -> tuple[np.ndarray[Any, Any], Array]:
    """Which piece of the unit interval each uniform falls into, and how far into it."""
    widths = np.asarray(weights)
    upper = np.cumsum(widths)
    last = np.flatnonzero(widths)[-1]  # rounding must not reach a piece without width
    which = np.minimum(np.searchsorted(upper, u * upper[-1], side="right"), last)
    rest = (u * upper[-1] - (upper - widths)[which]) / widths[which]
    inside = np.nextafter(np.array([0.0, 1.0]), 1 / 2)  # rounding must not reach the ends
    return which, np.clip(rest, inside[0], inside[1])


# How priors are written ------------------------------------------------------------------------

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
        spread = float(np.log(last / first)) / _INTERVAL_WIDTH
        prior = Lognormal(float(np.sqrt(first * last)), spread)
    else:
        prior = Normal((first + last) / 2, (last - first) / _INTERVAL_WIDTH)
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
