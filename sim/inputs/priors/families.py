"""Families of distributions, each cut off at the bounds of the parameter that has it.

Every family is drawn by the inverse CDF of one uniform, so that a draw depends on nothing but its
own stream. Bounds cut a family off: the uniform is squeezed into the part that lies inside.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri

from sim.base.axes import Array, total

HALVINGS = 100  # of the bounds, in search of a mixture's quantile: beyond float's precision


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

    def mass(self, low: float, high: float) -> float:
        """The share of the uncut family that lies inside the bounds."""
        below, above = _ends(self, low, high)
        return above - below

    def ppf(self, u: Array, low: float, high: float) -> Array:
        below, above = _ends(self, low, high)
        x = self._whole_ppf(below + u * (above - below), low, high)
        return np.minimum(np.maximum(x, low), high)  # rounding alone can step outside

    def cdf(self, x: Array, low: float, high: float) -> Array:
        below, above = _ends(self, low, high)
        inside = self._whole_cdf(np.clip(x, low, high), low, high)
        return (inside - below) / (above - below)

    def density(self, x: Array, low: float, high: float) -> Array:
        inside = (x >= low) & (x <= high)
        whole = self._whole_density(np.clip(x, low, high), low, high)
        return np.where(inside, whole / self.mass(low, high), 0.0)


@cache  # the same in every batch
def _ends(family: Continuous, low: float, high: float) -> tuple[float, float]:
    """CDF at both bounds before the cut: what lies between them is kept."""
    below, above = family._whole_cdf(np.array([low, high], dtype=float), low, high)
    return float(below), float(above)


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
