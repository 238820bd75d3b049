"""Whether joint draws that agree with history equally well give answers of opposite signs.

The joint draws of a posterior are cut into groups by what history informs, and the differences
between scenarios are looked at in each group and under each form. Where they turn, history does
not decide, and the report says on what it hangs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis import draw_clusters as clusters
from sim.analysis import prior_posterior
from sim.analysis.comparison import Comparison, Pair
from sim.analysis.draw_clusters import DrawClusters
from sim.analysis.paired_differences import Difference, in_groups
from sim.analysis.sign_reversals import SubgroupDifference, SubgroupSplit
from sim.base.axes import Array
from sim.base.errors import InputError, Problem, Problems
from sim.base.random_streams import Streams
from sim.dispute import PRIOR, Dispute
from sim.inputs.parameters import Register
from sim.inputs.posterior import Posterior
from sim.model import parameter_sampling
from sim.results import Manifest, Run
from sim.studies.calibration import REFERENCE
from sim.studies.comparison import ComparisonSubject

PATH, MEANING = "cluster", "groups of joint draws that agree with history equally well"


@dataclass(frozen=True)
class Trait:
    """What sets a group apart in one parameter.

    option : of a form, the one whose share differs most; empty for a number
    here, there : mean, or share of that option, in the group and in what it is set beside
    distance : between the two, in standard deviations of all draws
    """

    path: str
    option: str
    here: float
    there: float
    distance: float


@dataclass(frozen=True)
class Turn:
    """An answer that is more in one group and less in another, beyond chance.

    apart : the parameters that set the two groups apart
    """

    difference: Difference
    split: SubgroupSplit
    apart: tuple[Trait, ...]


@dataclass(frozen=True, eq=False)
class PosteriorClusters:
    """The joint draws of a posterior in groups."""

    posterior: Posterior
    register: Register
    clusters: DrawClusters

    @property
    def names(self) -> tuple[str, ...]:
        """What the groups are called, the largest first."""
        return tuple(f"{PATH} {i + 1}" for i in range(len(self.clusters.shares)))

    def traits(self, one: int, other: int | None = None) -> tuple[Trait, ...]:
        """What sets a group apart from another, or from all."""
        found = []
        here = self.clusters.members == one
        there = np.ones_like(here) if other is None else self.clusters.members == other
        for path, distance in self.clusters.distinguishing_parameters(one, other):
            column, options = self.posterior.columns[path], self.register[path].options
            option, values = "", column
            if options:
                shares = [
                    np.bincount(column[some].astype(np.intp), minlength=len(options)) / some.sum()
                    for some in (here, there)
                ]
                code = int(np.argmax(np.abs(shares[0] - shares[1])))
                option, values = options[code], (column == code).astype(np.float64)
            found.append(
                Trait(
                    path, option, float(values[here].mean()), float(values[there].mean()), distance
                )
            )
        return tuple(found)

    def of(self, run: Run) -> NDArray[np.intp]:
        """The group of each world of a run, (world,)."""
        assert run.rows is not None  # noqa: S101  refused before anything runs
        return np.asarray(self.clusters.members[run.rows])

    def fits(self, manifest: Manifest) -> bool:
        """Whether a run draws from this posterior."""
        return manifest.calibration.posterior == self.posterior.record.table


@dataclass(frozen=True, eq=False)
class ClusterDifference:
    """One run beside the first, in each group.

    splits : of each answer, by expression
    """

    pair: Pair
    splits: Mapping[str, SubgroupSplit]
    groups: PosteriorClusters

    @property
    def turns(self) -> list[Turn]:
        """The answers that turn with the group."""
        found = []
        for difference in self.pair.differences:
            split = self.splits[difference.expression]
            if split.reverses_sign:
                ends = [split.subgroups.index(part) for part in split.ends]
                found.append(Turn(difference, split, self.groups.traits(*ends)))
        return found

    @property
    def forms(self) -> list[tuple[Difference, SubgroupSplit]]:
        """The answers that turn with a form, each with the form."""
        return [
            (difference, split)
            for difference in self.pair.differences
            for split in difference.by_form
            if split.reverses_sign
        ]


@dataclass(frozen=True, eq=False)
class Equifinality:
    """Groups of equally good draws, and what they say of each run beside the first."""

    groups: PosteriorClusters
    beside: tuple[ClusterDifference, ...]


def groups(dispute: Dispute) -> PosteriorClusters:
    """The joint draws of a dispute's posterior in groups, by the parameters history informs.

    dispute : with the posterior that it draws from
    Raises InputError where it has none, or history informs nothing.
    """
    posterior = dispute.posterior
    if posterior is None:
        what = f"{dispute.name} has no joint draws to group"
        raise InputError(
            [Problem(what, cure="`sim calibrate` makes them; do not draw from priors")]
        )
    streams = Streams(posterior.record.seed)
    before = parameter_sampling.drawn(
        dispute.drawing(PRIOR), streams, 0, REFERENCE, posterior.columns
    )
    prior = {path: before[path] for path in posterior.columns}
    weights: Array = np.diff(posterior.ends, prepend=0)
    updates = prior_posterior.parameter_updates(prior, posterior.columns, weights)
    informed = {each.path: each.distance for each in updates if each.informed}
    if not informed:
        what = (
            f"history informs no parameter of {dispute.name} by itself, so that nothing is grouped"
        )
        raise InputError([Problem(what)])
    forms = {p: len(dispute.register[p].options) for p in informed if dispute.register[p].is_form}
    found = clusters.clusters(posterior.columns, informed, forms, weights, streams)
    return PosteriorClusters(posterior, dispute.register, found)


def read(asked: Sequence[ComparisonSubject]) -> PosteriorClusters:
    """The groups in which things can be compared, before anything runs.

    Raises InputError for each that is not drawn from the posterior of today's calibration.
    """
    dispute = asked[0].dispute()
    if dispute is None:
        what = f"there is no calibration {asked[0].manifest.calibration.name} to take draws from"
        raise InputError([Problem(what, cure="leave --clusters out")])
    found = groups(dispute)
    cure = "run the scenario again, with draws from the posterior"
    problems = Problems()
    for each in asked:
        if not found.fits(each.manifest):
            problems.add(
                f"{each.said} is not drawn from the posterior of {dispute.name}", cure=cure
            )
    problems.raise_any()
    return found


def equifinality(compared: Comparison, found: PosteriorClusters) -> Equifinality:
    """What groups of equally good draws say of the runs of a comparison, all drawn from them."""
    return Equifinality(found, tuple(_beside(pair, found) for pair in compared.pairs))


def _beside(pair: Pair, found: PosteriorClusters) -> ClusterDifference:
    mine, theirs = found.of(pair.run), found.of(pair.base)
    chosen = {name: (mine == i, theirs == i) for i, name in enumerate(found.names)}
    splits = in_groups(pair.run, pair.base, chosen, PATH, MEANING, is_paired=pair.is_paired)
    return ClusterDifference(pair, splits, found)


def record(found: Equifinality) -> dict[str, Any]:
    """The groups and which answers turn with them, as plain data."""
    each, names = found.groups.clusters, found.groups.names
    return {
        "posterior": found.groups.posterior.record.table,
        "rows": len(each.members),
        "parameters": list(each.places),
        "explained": each.explained,
        "by_chance": each.by_chance,
        "clusters": [
            {"name": name, "share": float(share), "apart": _traits(found.groups.traits(i))}
            for i, (name, share) in enumerate(zip(names, each.shares, strict=True))
        ],
        "runs": [_record(beside) for beside in found.beside],
    }


def _record(beside: ClusterDifference) -> dict[str, Any]:
    return {
        "run": beside.pair.run.id,
        "base": beside.pair.base.id,
        "answers": [
            {
                "expression": difference.expression,
                "label": difference.label,
                "difference": difference.difference,
                "turns": beside.splits[difference.expression].reverses_sign,
                "p": beside.splits[difference.expression].p,
                "clusters": [
                    _part(part) for part in beside.splits[difference.expression].subgroups
                ],
            }
            for difference in beside.pair.differences
        ],
        "turns": [
            {
                "expression": turn.difference.expression,
                "more": turn.split.ends[0].name,
                "less": turn.split.ends[1].name,
                "apart": _traits(turn.apart),
            }
            for turn in beside.turns
        ],
        "forms": [
            {
                "expression": difference.expression,
                "form": split.path,
                "more": split.ends[0].name,
                "less": split.ends[1].name,
            }
            for difference, split in beside.forms
        ],
    }


def _part(part: SubgroupDifference) -> dict[str, Any]:
    known = part.is_known
    return {
        "name": part.name,
        "worlds": part.worlds if np.isfinite(part.worlds) else 0.0,
        "difference": part.difference if known else None,
        "ci95": list(part.ci95) if known else None,
        "sign": part.sign,
    }


def _traits(traits: Sequence[Trait]) -> list[dict[str, Any]]:
    return [
        {
            "path": each.path,
            "option": each.option or None,
            "here": each.here,
            "there": each.there,
            "distance": each.distance,
        }
        for each in traits
    ]
