"""What history taught: each target by itself, each parameter, and how much of the prior is left."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analysis import weighted_statistics
from sim.base.axes import Array

LEVEL = 0.01  # of being called informed, over all parameters together


@dataclass(frozen=True)
class TargetInformation:
    """What one target teaches.

    agreement : mean likelihood over the prior's worlds, relative to the best that could be
    expected : the same over the worlds that agree with all the others: how far these lead one to
        expect it (a predictive check, leaving it out)
    alone : effective share of the worlds that it leaves by itself
    added : nats by which it narrows what all the others leave
    """

    target: str
    agreement: float
    expected: float
    alone: float
    added: float


@dataclass(frozen=True)
class ParameterUpdate:
    """One parameter before and after.

    prior, posterior : mean and standard deviation
    shift : of the mean, in standard deviations of the prior
    distance : largest gap between the two distribution functions (Kolmogorov and Smirnov)
    informed : whether that is beyond chance, given the effective sample and how many were looked at
    """

    path: str
    prior: tuple[float, float]
    posterior: tuple[float, float]
    shift: float
    distance: float
    informed: bool


def worths(agreements: Mapping[str, Array]) -> list[TargetInformation]:
    """What each target teaches, in their order.

    agreements : of each target, (world,), likelihood relative to the best that could be
    """
    found = []
    for name, own in agreements.items():
        others = np.prod([each for other, each in agreements.items() if other != name], axis=0)
        others = np.broadcast_to(others, own.shape)
        expected = float((others * own).sum() / others.sum()) if others.sum() > 0 else math.nan
        found.append(
            TargetInformation(
                name,
                float(own.mean()),
                expected,
                weighted_statistics.effective(own) / own.size,
                narrowing(others * own) - narrowing(others) if expected > 0 else math.inf,
            )
        )
    return found


def narrowing(weights: Array) -> float:
    """Kullback–Leibler divergence of weighted worlds from all of them, nats: Σ p ln(n p).

    exp(-narrowing) is the share of the prior that is effectively left.

    weights : (world,)
    """
    shares = weights[weights > 0] / weights.sum()
    return float((shares * np.log(shares * weights.size)).sum())


def parameter_updates(
    prior: Mapping[str, Array], draws: Mapping[str, Array], weights: Array
) -> list[ParameterUpdate]:
    """Every parameter before and after, the one that moved most first; constants are left out.

    prior : path -> (draw,); draws : path -> (row,); weights : (row,)

    Beyond chance: the distance times the root of the effective size exceeds what it does with
    probability LEVEL / (number of parameters), sqrt(-ln(level / 2) / 2) (Smirnov 1948).
    """
    varying = [path for path, column in prior.items() if np.ptp(column) > 0]
    size = weighted_statistics.effective(weights)
    bound = math.sqrt(-math.log(LEVEL / max(1, len(varying)) / 2) / 2)
    found = []
    for path in varying:
        before, after = prior[path], draws[path]
        mean, spread = float(before.mean()), float(before.std())
        now = weighted_statistics.mean(after, weights)
        left = math.sqrt(weighted_statistics.mean((after - now) ** 2, weights))
        gap = distance(before, after, weights)
        n = size * before.size / (size + before.size)
        found.append(
            ParameterUpdate(
                path,
                (mean, spread),
                (now, left),
                (now - mean) / spread,
                gap,
                gap * math.sqrt(n) > bound,
            )
        )
    return sorted(found, key=lambda each: -each.distance)


def distance(one: Array, other: Array, weights: Array) -> float:
    """Largest gap between two distribution functions; the second is weighted."""
    order = np.argsort(other, kind="stable")
    ordered, sums = other[order], np.cumsum(weights[order])
    places = np.unique(np.concatenate([one, ordered]))
    below = np.searchsorted(np.sort(one), places, side="right") / one.size
    share = np.concatenate([[0.0], sums / sums[-1]])
    return float(np.abs(below - share[np.searchsorted(ordered, places, side="right")]).max())
