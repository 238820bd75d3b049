"""Groups of joint draws that agree with history equally well and are not like one another.

Different parameters may reproduce the same past (equifinality; Beven & Binley 1992). Draws are
grouped by what history informs, so that the answers of the groups can be set beside one another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from sim.base.axes import Array
from sim.base.random_streams import Streams

FEWEST, MOST = 3, 6  # two say too little of what else may be so, more than six nobody compares
REACH = 3  # standard deviations
NAMED = 3  # parameters that are named for what sets a group apart


@dataclass(frozen=True, eq=False)
class DrawClusters:
    """Joint draws in groups.

    places : path -> (row, column), where each draw stands, in standard deviations; a form has a
        column for each option
    members : (row,), the group of each draw, 0 the largest
    shares : (group,), of the weight
    explained : share of the squared distances that lies between groups
    by_chance : the same where each parameter is shuffled by itself: what cutting a cloud without
        groups explains
    """

    places: Mapping[str, Array]
    members: NDArray[np.intp]
    shares: Array
    explained: float
    by_chance: float

    def distinguishing_parameters(
        self, one: int, other: int | None = None
    ) -> list[tuple[str, float]]:
        """The parameters that set a group apart, from another one or from all draws.

        Path and distance between the two means, in standard deviations; the NAMED largest.
        """
        here = self.members == one
        there = np.ones_like(here) if other is None else self.members == other
        gaps = {
            path: float(np.linalg.norm(at[here].mean(axis=0) - at[there].mean(axis=0)))
            for path, at in self.places.items()
        }
        return sorted(gaps.items(), key=lambda each: -each[1])[:NAMED]


def clusters(
    draws: Mapping[str, Array],
    informed: Mapping[str, float],
    forms: Mapping[str, int],
    weights: Array,
    streams: Streams,
) -> DrawClusters:
    """Joint draws in FEWEST to MOST groups by minimum-variance linkage (Ward 1963).

    In a squared distance each parameter counts by how far history has moved it. As many groups as
    make the index of Caliński & Harabasz (1974) largest. The same draws always give the same
    groups.

    draws : path -> (row,)
    informed : the parameters to go by, each with how far history has moved it
    forms : number of options of those that are forms
    weights : (row,), how much each draw counts, for shares
    streams : of the shuffle that says what chance explains
    """
    places = {path: standing(draws[path], forms.get(path)) for path in informed}
    weighed = {path: at * np.sqrt(informed[path]) for path, at in places.items()}
    members, explained = cut(np.hstack(list(weighed.values())))
    orders = {
        path: streams.uniform("clusters.shuffle", path, 0, 0, len(members)) for path in places
    }
    shuffled = [at[np.argsort(orders[path])] for path, at in weighed.items()]
    _, by_chance = cut(np.hstack(shuffled))
    shares = np.bincount(members, weights=weights)
    order = np.argsort(-shares, kind="stable")
    return DrawClusters(
        places, np.argsort(order)[members], shares[order] / shares.sum(), explained, by_chance
    )


def standing(column: Array, options: int | None) -> Array:
    """Where each draw stands in one parameter, (row, column).

    A number by its distance from the mean, at most REACH, so that no tail makes a group by itself.
    A form by one column for each option, scaled to weigh as one number.
    """
    if options is None:
        spread = float(column.std())
        away = (column - column.mean()) / spread if spread > 0 else np.zeros(len(column))
        return np.asarray(np.clip(away, -REACH, REACH))[:, None]
    chosen = (column[:, None] == np.arange(options)).astype(np.float64)
    whole = float(np.sqrt(chosen.var(axis=0).sum()))
    return np.asarray(chosen / whole) if whole > 0 else chosen


def cut(points: Array) -> tuple[NDArray[np.intp], float]:
    """The group of each point, and the share of squared distances between groups.

    points : (row, column)
    """
    tree = linkage(points, "ward")
    total = float(((points - points.mean(axis=0)) ** 2).sum())
    best: tuple[float, NDArray[np.intp], float] | None = None
    for count in range(FEWEST, MOST + 1):
        members = fcluster(tree, count, "maxclust").astype(np.intp) - 1
        between = total - _within(points, members)
        index = between / (count - 1) / ((total - between) / (len(points) - count))
        if best is None or index > best[0]:
            best = (float(index), members, between / total)
    assert best is not None  # noqa: S101  there are always counts to try
    return best[1], best[2]


def _within(points: Array, members: Sequence[int] | NDArray[np.intp]) -> float:
    groups = (points[members == group] for group in np.unique(members))
    return float(sum(((each - each.mean(axis=0)) ** 2).sum() for each in groups))
