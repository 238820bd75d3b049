"""Where an answer passes a threshold as something is varied, and how surely it does.

Between two points the answer is taken as a straight line. The same worlds stand behind all points,
so that one resampling of worlds moves the whole curve: the interval of a crossing is that of the
crossings of resampled curves (paired bootstrap; Efron & Tibshirani 1993), and a crossing that lies
within the band that holds all points of the curve at once may be made by chance alone. Worlds that
share a joint draw of the posterior are drawn together (cluster bootstrap; Cameron, Gelbach &
Miller 2008).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 1000
LEVEL = 0.95
_MOST = 2**22  # numbers in a table of counts: 32 MiB
# A mean this much nearer to zero than the largest is zero: what is left of adding many numbers.
ROUNDING = 1e-12


@dataclass(frozen=True)
class ZeroCrossing:
    """Where a curve passes zero.

    at : by straight lines between points; the middle of a stretch that lies at zero
    left, right : index of the last point on the one side and of the first on the other
    rises : whether it passes from below
    """

    at: float
    left: int
    right: int
    rises: bool


@dataclass(frozen=True)
class Crossing:
    """A break-even value.

    low, high : 95 % interval; None where it reaches beyond the range that was swept
    between : the points on either side
    rises : whether the answer passes from below
    is_clear : whether the answer lies beyond chance on both sides of it; else chance may make it
    share : of resampled curves that cross in this direction
    """

    at: float
    low: float | None
    high: float | None
    between: tuple[float, float]
    rises: bool
    is_clear: bool
    share: float


@dataclass(frozen=True)
class BreakEven:
    """All crossings along one line of points.

    signs : of the answer, less the threshold, at each point: 1 or -1 where it lies beyond what
        chance makes of the whole curve, else 0
    """

    crossings: tuple[Crossing, ...]
    signs: tuple[int, ...]


def passings(x: Floats, y: Floats) -> list[ZeroCrossing]:
    """Where a curve through points passes zero, in order; touching zero is no passing.

    x : (point,), rising; y : (point,)
    """
    found = []
    places = np.flatnonzero(y)
    for left, right in pairwise(places):
        if (y[left] > 0) == (y[right] > 0):
            continue
        if right == left + 1:
            part = float(y[left] / (y[left] - y[right]))
            at = x[left] + part * (x[right] - x[left])
        else:
            at = (x[left + 1] + x[right - 1]) / 2
        at = min(max(float(at), float(x[left])), float(x[right]))  # rounding alone steps outside
        found.append(ZeroCrossing(at, int(left), int(right), bool(y[right] > 0)))
    return found


def resampled(
    curve: Callable[[Floats], Floats],
    uniforms: Callable[[int], Floats],
    rows: NDArray[np.int32] | None = None,
) -> Floats:
    """A curve in resampled worlds, (resample, point).

    curve : from how often each world is drawn, (resample, world), to the curve
    uniforms : the draws of one resample, (world,)
    rows : the joint draw that each world shares with others, (world,); None where it has its own
    """
    worlds = len(uniforms(0))
    places = None if rows is None else np.unique(rows, return_inverse=True)[1]
    block = max(1, _MOST // worlds)
    parts = []
    for first in range(0, RESAMPLES, block):
        some = range(first, min(first + block, RESAMPLES))
        counts = np.stack([_counts(uniforms(i), places) for i in some])
        parts.append(curve(counts))
    return np.concatenate(parts)


def break_even(
    x: Sequence[float] | Floats, y: Floats, curves: Floats, *, log: bool = False
) -> BreakEven:
    """The crossings of zero along a line of points.

    y : (point,), NaN where it is not known; curves : the same in resampled worlds, (resample,
        point)
    log : whether the line between points is straight over the logarithm of x
    """
    known = np.isfinite(y)
    if not known.any():
        return BreakEven((), (0,) * len(known))
    x = np.asarray(x, dtype=np.float64)[known]
    places = np.log(x) if log else x
    y, curves = _settled(y[known]), curves[:, known]
    curves = _settled(np.where(np.isfinite(curves), curves, y))
    signs = _signs(y, curves)
    found = passings(places, y)
    # Of each resampled curve, every passing: resampling keeps no count of them.
    others = [passings(places, curve) for curve in curves]
    ends = [0, *(each.right for each in found)], [*(each.left for each in found), len(y) - 1]
    crossings = []
    for i, each in enumerate(found):
        low, high, share = _interval(each, others, curves)
        before, after = signs[ends[0][i] : each.left + 1], signs[each.right : ends[1][i + 1] + 1]
        wanted = 1 if each.rises else -1
        is_clear = -wanted in before and wanted in after
        back = np.exp if log else float
        crossings.append(
            Crossing(
                at=float(back(each.at)),
                low=None if low is None else float(back(low)),
                high=None if high is None else float(back(high)),
                between=(float(x[each.left]), float(x[each.right])),
                rises=each.rises,
                is_clear=is_clear,
                share=share,
            )
        )
    shown = np.zeros(len(known), dtype=np.int64)
    shown[known] = signs
    return BreakEven(tuple(crossings), tuple(shown.tolist()))


def _counts(u: Floats, places: NDArray[np.intp] | None) -> Floats:
    """How often each world is drawn when as many are drawn with replacement.

    places : of the joint draw of each world among those there are; whole draws are then taken, as
        many as there are
    """
    size = len(u) if places is None else int(places.max()) + 1
    drawn = np.bincount((u[:size] * size).astype(np.intp), minlength=size).astype(np.float64)
    return drawn if places is None else drawn[places]


def _settled(y: Floats) -> Floats:
    """The curve, with what only rounding keeps from zero put there."""
    return np.where(np.abs(y) <= ROUNDING * max(1.0, float(np.abs(y).max())), 0.0, y)


def _signs(y: Floats, curves: Floats) -> tuple[int, ...]:
    """Signs of the points that lie outside the band holding the whole curve by chance.

    The band is as many standard errors wide everywhere as holds 95 % of the resampled curves whole
    (the studentised maximum; Romano & Wolf 2005).
    """
    error = curves.std(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.abs(curves - y) / error
    most = np.nan_to_num(off, nan=0.0, posinf=0.0).max(axis=1)
    width = float(np.quantile(most, LEVEL))
    return tuple(
        int(np.sign(v)) if abs(v) > width * e else 0 for v, e in zip(y, error, strict=True)
    )


def _interval(
    found: ZeroCrossing, others: Sequence[Sequence[ZeroCrossing]], curves: Floats
) -> tuple[float | None, float | None, float]:
    """Interval of a passing, and the share of resampled curves that pass in its direction.

    A curve that does not pass there at all would do so beyond the range, on the side to which its
    beginning points.
    """
    places = np.empty(len(others))
    crossed = 0
    for i, passed in enumerate(others):
        same = [each.at for each in passed if each.rises == found.rises]
        if same:
            crossed += 1
            places[i] = min(same, key=lambda at: abs(at - found.at))
        else:
            begun_after = (curves[i][np.flatnonzero(curves[i])[:1]] > 0) == found.rises
            places[i] = -np.inf if begun_after.any() else np.inf
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(places, (tail, 1 - tail), method="inverted_cdf")
    return (
        float(low) if np.isfinite(low) else None,
        float(high) if np.isfinite(high) else None,
        crossed / len(others),
    )
