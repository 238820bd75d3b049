"""The one rule that leads from the coding of claims to a prior; docs/codebook.md gives it in prose.

Everything happens on the logit scale of a parameter's bounds: magnitude gives the place; the word
itself, the speaker's credence and the source's reliability give the width; a cluster of claims
that repeat one another counts once; disagreement widens, and contradiction splits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from sim.base.yaml_documents import Entry, check, read

DIGITS = 3  # to which a pooled prior is written


@dataclass(frozen=True)
class Reading:
    """A claim as it bears on one parameter.

    cluster : name that claims which repeat one another share; a claim alone has its own
    against : whether the claim speaks for a low value, so that its magnitude is mirrored
    contradicts : ids of the claims that it contradicts
    """

    claim_id: str
    cluster: str
    magnitude: str
    credence: str
    reliability: str
    against: bool = False
    contradicts: tuple[str, ...] = ()


class Width(Entry):
    """A standard deviation on the logit scale, with the reason for it."""

    sd: Annotated[float, Field(gt=0)]
    why: str


class MagnitudeDistribution(Width):
    """What a term of magnitude means: a distribution around a share of the bounds."""

    centre: Annotated[float, Field(gt=0, lt=1)]


class Chance(Entry):
    """What a term of credence says of a thing ahead.

    probability : that it comes about
    low, high : between which readers of the term are spread
    """

    probability: Annotated[float, Field(gt=0, lt=1)]
    low: Annotated[float, Field(gt=0, lt=1)]
    high: Annotated[float, Field(gt=0, lt=1)]
    why: str

    def mirrored(self) -> Chance:
        """The same of one who says that it does not come about."""
        return Chance(
            probability=1 - self.probability, low=1 - self.high, high=1 - self.low, why=self.why
        )


class Rules(Entry):
    """The codebook's table: what each term means, and the least and largest width of a prior.

    forecast : by credence; empty where nothing is read as a forecast
    """

    magnitude: dict[str, MagnitudeDistribution]
    credence: dict[str, Width]
    forecast: dict[str, Chance] = Field(default_factory=dict)
    reliability: dict[str, Width]
    floor: Width
    ceiling: Width


@dataclass(frozen=True)
class _Cluster:
    location: float
    variance: float
    claims: frozenset[str]
    contradicts: frozenset[str]


def read_rules(path: Path) -> Rules:
    """The codebook's table in a file."""
    return check(Rules, read(path))


def pool(readings: Iterable[Reading], rules: Rules, low: float, high: float) -> dict[str, Any]:
    """The prior that claims give a parameter on [low, high], as it is written in a file.

    claim:    location = ±logit(centre), variance = sd_term² + sd_credence² + sd_reliability²
    cluster:  mean location and mean variance of its claims
    prior:    clusters weighted by 1/(variance + τ²), τ² between them by DerSimonian & Laird (1986);
              sd = √(1/Σ weights + τ²), within the codebook's floor and ceiling
    Clusters that contradict one another from opposite sides of the middle split the prior into
    two such poolings, weighted by Σ 1/variance; a cluster in the very middle speaks in both.
    """
    clusters = _clusters(readings, rules)
    if not _split(clusters):
        return _logit_normal(clusters, rules, low, high)
    sides = [
        [cluster for cluster in clusters if cluster.location <= 0],
        [cluster for cluster in clusters if cluster.location >= 0],
    ]
    precisions = [math.fsum(1 / cluster.variance for cluster in side) for side in sides]
    share = round(precisions[0] / math.fsum(precisions), DIGITS)
    return {
        "mixture": [
            {"weight": weight, "prior": _logit_normal(side, rules, low, high)}
            for weight, side in zip((share, round(1 - share, DIGITS)), sides, strict=True)
        ]
    }


def _clusters(readings: Iterable[Reading], rules: Rules) -> list[_Cluster]:
    members: dict[str, list[Reading]] = {}
    for reading in readings:
        members.setdefault(reading.cluster, []).append(reading)
    return [
        _Cluster(
            math.fsum(_location(each, rules) for each in group) / len(group),
            math.fsum(_variance(each, rules) for each in group) / len(group),
            frozenset(each.claim_id for each in group),
            frozenset(claim for each in group for claim in each.contradicts),
        )
        for group in members.values()
    ]


def _location(reading: Reading, rules: Rules) -> float:
    centre = rules.magnitude[reading.magnitude].centre
    place = math.log(centre / (1 - centre))
    return -place if reading.against else place


def _variance(reading: Reading, rules: Rules) -> float:
    widths = (
        rules.magnitude[reading.magnitude],
        rules.credence[reading.credence],
        rules.reliability[reading.reliability],
    )
    return math.fsum(width.sd**2 for width in widths)


def _split(clusters: Sequence[_Cluster]) -> bool:
    """Whether two clusters contradict one another from opposite sides of the middle."""
    return any(
        one.contradicts & other.claims and one.location * other.location < 0
        for one in clusters
        for other in clusters
    )


def _logit_normal(
    clusters: Sequence[_Cluster], rules: Rules, low: float, high: float
) -> dict[str, Any]:
    """The pooling of clusters that do not contradict one another."""
    between = _between(clusters)
    weights = [1 / (cluster.variance + between) for cluster in clusters]
    whole = math.fsum(weights)
    pairs = zip(weights, clusters, strict=True)
    location = math.fsum(weight * cluster.location for weight, cluster in pairs) / whole
    sd = min(max(math.sqrt(1 / whole + between), rules.floor.sd), rules.ceiling.sd)
    median = low + (high - low) / (1 + math.exp(-location))
    return {"logit_normal": {"median": _rounded(median, high - low), "sd": round(sd, DIGITS)}}


def _between(clusters: Sequence[_Cluster]) -> float:
    """Variance between clusters, τ² = max(0, (Q − (k − 1)) / (Σw − Σw²/Σw)).

    Q = Σ w (location − mean)² with w = 1/variance
    Source: DerSimonian & Laird 1986, "Meta-analysis in clinical trials", eq. 8.
    """
    if len(clusters) == 1:
        return 0.0
    weights = [1 / cluster.variance for cluster in clusters]
    whole = math.fsum(weights)
    pairs = list(zip(weights, clusters, strict=True))
    mean = math.fsum(weight * cluster.location for weight, cluster in pairs) / whole
    spread = math.fsum(weight * (cluster.location - mean) ** 2 for weight, cluster in pairs)
    scale = whole - math.fsum(weight**2 for weight in weights) / whole
    return max(0.0, (spread - (len(clusters) - 1)) / scale)


def _rounded(value: float, span: float) -> float:
    """A value to three digits of the span of its bounds."""
    return round(value, DIGITS - math.ceil(math.log10(span)))
