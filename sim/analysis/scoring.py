"""Scores of forecasts whose answers are known, and how far they could be luck.

Questions that hang on the same shock (ten renewals by one council) are no ten trials. They stand in
one cluster, and every interval resamples clusters, not questions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.base.axes import Array, Flags
from sim.base.random_streams import Streams

LEVEL = 0.95
POWER = 0.8
RESAMPLES = 10_000
FEWEST_CLUSTERS = 2  # one cluster says nothing of how clusters differ
# With k clusters all lean the same way by luck in 2 of 2^k cases: more than one in 20 below six.
FEWEST_TO_TELL = 6


@dataclass(frozen=True)
class Forecasts:
    """Probabilities that one forecaster gave to binary questions, and the answers.

    name : the forecaster
    questions, clusters : (question,), ids; the cluster is the shock that questions share
    probability : (question,), of yes
    happened : (question,), the answer
    """

    name: str
    questions: tuple[str, ...]
    clusters: tuple[str, ...]
    probability: Array
    happened: Flags

    def __post_init__(self) -> None:
        shape = (len(self.questions),)
        if not shape == (len(self.clusters),) == self.probability.shape == self.happened.shape:
            raise ValueError(f"{self.name}: columns of different length")
        if not ((self.probability >= 0) & (self.probability <= 1)).all():
            raise ValueError(f"{self.name}: a probability outside 0 to 1")

    def of(self, chosen: Flags) -> Forecasts:
        """The same on some of the questions."""
        here = np.flatnonzero(chosen)
        return Forecasts(
            self.name,
            tuple(self.questions[i] for i in here),
            tuple(self.clusters[i] for i in here),
            self.probability[here],
            self.happened[here],
        )

    @property
    def brier(self) -> Array:
        """Brier score of each question, (p - y)^2: 0 is best, 1/4 is one half (Brier 1950)."""
        return np.asarray((self.probability - self.happened) ** 2)

    @property
    def log(self) -> Array:
        """Logarithmic score, -ln of the probability of what happened (Good 1952).

        Infinite where that was called impossible.
        """
        right = np.where(self.happened, self.probability, 1 - self.probability)
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log(right))

    @property
    def expected_brier(self) -> float:
        """Mean Brier score if each probability were true: the mean of p (1 - p)."""
        return float((self.probability * (1 - self.probability)).mean())


@dataclass(frozen=True)
class Skill:
    """How much better one forecaster does than another on the same questions.

    difference : mean score of the rival less that of the forecaster; above 0 the forecaster wins
    ci95 : from resampled clusters; NaN with a single cluster
    clusters : how many there are
    detectable : smallest true difference that would have been found, with probability POWER
    """

    rival: str
    questions: int
    difference: float
    ci95: tuple[float, float]
    clusters: int
    detectable: float

    @property
    def verdict(self) -> str:
        """Better, worse, or that skill cannot be told from luck; so it is with few clusters."""
        low, high = self.ci95
        if self.clusters < FEWEST_TO_TELL:
            return "cannot be told from luck"
        if low > 0:
            return "better"
        return "worse" if high < 0 else "cannot be told from luck"


def skill(forecaster: Forecasts, rival: Forecasts, streams: Streams) -> Skill:
    """The forecaster's Brier score against a rival's, by a bootstrap over clusters.

    Source: Cameron, Gelbach & Miller (2008) on the bootstrap with few clusters: intervals are too
    narrow with fewer than a dozen or so, which is why their number stands beside each.
    """
    if forecaster.questions != rival.questions:
        raise ValueError(f"{forecaster.name} and {rival.name} answer different questions")
    better = rival.brier - forecaster.brier
    draws = resampled(better, forecaster.clusters, streams, rival.name)
    ends = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    error = float(draws.std())
    known = len(set(forecaster.clusters)) >= FEWEST_CLUSTERS
    low, high = np.quantile(draws, ends).tolist() if known else (math.nan, math.nan)
    return Skill(
        rival.name,
        len(better),
        float(better.mean()),
        (low, high),
        len(set(forecaster.clusters)),
        float(ndtri(ends[1]) + ndtri(POWER)) * error if known else math.nan,
    )


def resampled(
    values: Array, clusters: Sequence[str], streams: Streams, name: str, times: int = RESAMPLES
) -> Array:
    """Means of values over clusters drawn with replacement, (times,).

    values : (question,)
    clusters : (question,), in which cluster each stands
    streams, name : whose draws, the same at every call
    """
    names = sorted(set(clusters))
    place = np.array([names.index(cluster) for cluster in clusters])
    totals = np.bincount(place, weights=values, minlength=len(names))
    sizes = np.bincount(place, minlength=len(names))
    u = streams.lanes("scoring.resample", name, 0, 0, times, len(names))
    drawn = (u * len(names)).astype(np.intp)
    return np.asarray(totals[drawn].sum(axis=0) / sizes[drawn].sum(axis=0))


@dataclass(frozen=True)
class Bin:
    """Questions to which similar probabilities were given.

    forecast, happened : mean probability, and share that came true
    low, high : where nine of ten such shares would lie if the probabilities were true
    """

    questions: int
    forecast: float
    happened: float
    low: float
    high: float


def reliability(
    forecasts: Forecasts, streams: Streams, edges: Sequence[float] = (0, 0.1, 0.3, 0.7, 0.9, 1)
) -> list[Bin]:
    """How often what was called p likely came true, with bars of consistency.

    The bars are those of Bröcker & Smith (2007): what shares would be seen if each answer were a
    draw from its own forecast. They take answers for independent, so with shared shocks they are
    too narrow.
    """
    times = 1000
    draws = streams.lanes(
        "scoring.consistency", forecasts.name, 0, 0, times, len(forecasts.questions)
    )
    place = np.digitize(forecasts.probability, edges[1:-1])
    found = []
    for each in range(len(edges) - 1):
        here = place == each
        if here.any():
            shares = (draws[here] < forecasts.probability[here, None]).mean(axis=0)
            low, high = np.quantile(shares, (0.05, 0.95)).tolist()
            forecast = float(forecasts.probability[here].mean())
            happened = float(forecasts.happened[here].mean())
            found.append(Bin(int(here.sum()), forecast, happened, low, high))
    return found


@dataclass(frozen=True)
class NumberScore:
    """How a distribution over worlds met one number that was observed.

    crps : continuous ranked probability score, in the unit of the series (Gneiting & Raftery 2007)
    inside50, inside90 : whether the number lies in the central half and nine tenths
    """

    crps: float
    median: float
    central50: tuple[float, float]
    central90: tuple[float, float]
    inside50: bool
    inside90: bool


def distribution(values: Array, observed: float) -> NumberScore:
    """The score of a distribution, given by its worlds, against what was observed.

    values : (world,), equally likely
    """
    import scoringrules  # type: ignore[import-untyped]

    ends = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95)).tolist()
    q05, q25, q50, q75, q95 = ends
    return NumberScore(
        float(scoringrules.crps_ensemble(observed, values, estimator="qd")),
        q50,
        (q25, q75),
        (q05, q95),
        q25 <= observed <= q75,
        q05 <= observed <= q95,
    )


def smoothed(yes: NDArray[np.float64], worlds: float) -> Array:
    """Probabilities from counts of worlds, never 0 or 1: (k + 1/2) / (n + 1), Jeffreys' prior.

    An ensemble in which something never happens has not shown that it cannot.

    yes : (question,), worlds in which it is so; worlds : how many there are, or their effective
        number where they are weighted
    """
    return np.asarray((yes + 1 / 2) / (worlds + 1))
