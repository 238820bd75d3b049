"""How the members of a council stand at its renewals: who doubts, blocks, and tips whom.

What was seen in each world is kept by renewal and member, so that every share has its Monte-Carlo
error, is weighted as the worlds are, and can be paired with another scenario, world by world.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.analysis import weighted_statistics
from sim.analysis.estimates import JEFFREYS
from sim.analysis.expressions import Answer
from sim.analysis.paired_differences import Difference, compare
from sim.analysis.pairing_checks import first
from sim.analysis.weighted_statistics import ROUNDING, SharedDraws, enlarged
from sim.base.errors import InputError, Problem
from sim.results import Run

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.uint8]

VOICE, BLOCK, ALONE = "voice", "block", "alone"
DEEDS = (VOICE, BLOCK, ALONE)
# What a member does at some renewal, after its name.
SAID: Mapping[str, str] = {
    VOICE: "voices doubt at some renewal",
    BLOCK: "blocks at some renewal",
    ALONE: "blocks at some renewal, and alone",
}


@dataclass(frozen=True, eq=False)
class Votes:
    """What members did at each renewal at which measures were in force.

    Where they have lapsed there is nothing to renew, and nobody counts as having done anything.

    members, titles : of the council, in the order of the dispute
    renewals : quarters with a vote, by name
    stake : (renewal, world), whether measures were in force when the vote began
    voiced, blocked : (renewal, member, world)
    voices, vetoes : (member, member, world), renewals in which the second would not have voiced
        doubt, not have blocked, had the first kept silent; only where the first voiced
    lapses : (member, world), renewals that others blocked, and nobody would have blocked had it
        kept silent
    weights, rows : (world,) as of a run
    """

    members: tuple[str, ...]
    titles: tuple[str, ...]
    renewals: tuple[str, ...]
    stake: Flags
    voiced: Flags
    blocked: Flags
    voices: Counts
    vetoes: Counts
    lapses: Counts
    weights: NDArray[np.float64] | None = None
    rows: NDArray[np.int32] | None = None

    COLUMNS: ClassVar[tuple[str, ...]] = (  # those whose last axis is the world
        *("stake", "voiced", "blocked", "voices", "vetoes", "lapses"),
        *("weights", "rows"),
    )

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return int(self.stake.shape[1])

    def first(self, worlds: int) -> "Votes":
        """The first of the worlds."""
        cut: dict[str, Any] = {
            column: array[..., :worlds]
            for column in self.COLUMNS
            if (array := getattr(self, column)) is not None
        }
        return replace(self, **cut)

    def done(self, deed: str) -> Flags:
        """Whether a member voiced, blocked, or was the only one to block, (renewal, member, world).

        deed : one of DEEDS
        """
        if deed == VOICE:
            return self.voiced
        if deed == BLOCK:
            return self.blocked
        only = self.blocked.sum(axis=1, keepdims=True) == 1
        return np.asarray(self.blocked & only)

    def answers(self, deed: str) -> list[Answer]:
        """For each member, in which worlds it did so at some renewal."""
        ever = _any(self.done(deed), 0)
        return [
            Answer(
                f"{member}.{deed}",
                f"{title} {SAID[deed]}",
                "",
                True,
                row.astype(np.float64),
                self.weights,
                self.rows,
            )
            for member, title, row in zip(self.members, self.titles, ever, strict=True)
        ]

    def vetoed(self) -> Answer:
        """In which worlds anybody blocked at some renewal."""
        values = _any(self.blocked, (0, 1)).astype(np.float64)
        label = "The council's measures are blocked at some renewal"
        return Answer("council.blocked", label, "", True, values, self.weights, self.rows)


@dataclass(frozen=True, eq=False)
class EstimatedShares:
    """Shares with their Monte-Carlo standard errors, arrays of one shape."""

    value: Floats
    mcse: Floats


@dataclass(frozen=True, eq=False)
class Tallies:
    """The shares that the worlds give to what was seen in them."""

    votes: Votes

    @cached_property
    def stake(self) -> EstimatedShares:
        """Worlds in which measures are in force when the vote begins, (renewal,)."""
        return self._of(self.votes.stake)

    @cached_property
    def ends(self) -> EstimatedShares:
        """Worlds in which anybody blocks, (renewal,)."""
        return self._of(_any(self.votes.blocked, 1))

    @cached_property
    def at(self) -> Mapping[str, EstimatedShares]:
        """Worlds in which a member does so, (renewal, member), by deed."""
        return {deed: self._of(self.votes.done(deed)) for deed in DEEDS}

    @cached_property
    def ever(self) -> Mapping[str, EstimatedShares]:
        """Worlds in which a member does so at some renewal, (member,), by deed."""
        return {deed: self._of(_any(self.votes.done(deed), 0)) for deed in DEEDS}

    @cached_property
    def tips(self) -> Mapping[str, EstimatedShares]:
        """Renewals at which the second does so only because the first has voiced doubt.

        (member, member) of all renewals at stake, by deed: VOICE or BLOCK
        """
        held = self.votes.stake.sum(axis=0, dtype=np.int64)
        return {deed: self._of(counts, held) for deed, counts in self._tipped}

    @cached_property
    def hinges(self) -> Mapping[str, EstimatedShares]:
        """The same, of the renewals at which the second does so at all."""
        return {
            deed: self._of(counts, self.votes.done(deed).sum(axis=0, dtype=np.int64))
            for deed, counts in self._tipped
        }

    @cached_property
    def lapses(self) -> EstimatedShares:
        """Worlds in which others block at some renewal only because a member voiced, (member,)."""
        return self._of(self.votes.lapses > 0)

    def whole(self) -> "Tallies":
        """Itself, with every share worked out."""
        _ = self.stake, self.ends, self.at, self.ever, self.tips, self.hinges, self.lapses
        return self

    def order(self, deed: str) -> list[int]:
        """Places of the members, the one likeliest to do so first."""
        return [int(i) for i in np.argsort(-self.ever[deed].value, kind="stable")]

    @property
    def _tipped(self) -> tuple[tuple[str, Counts], ...]:
        return (VOICE, self.votes.voices), (BLOCK, self.votes.vetoes)

    def _of(self, counts: NDArray[Any], trials: NDArray[np.int64] | None = None) -> EstimatedShares:
        return shares(counts, self.votes.weights, self.votes.rows, trials)


def differences(
    mine: Votes, theirs: Votes, run: Run, base: Run, deed: str = BLOCK, most: int | None = None
) -> list[Difference]:
    """How much likelier each member is to do so at some renewal than in the base, world by world.

    The largest difference stands first.

    run, base : the runs whose first worlds were looked at
    most : so many members, those with the largest differences; all if not given
    Raises InputError where the worlds, or the members, are not the same.
    """
    if mine.members != theirs.members:
        raise InputError([Problem("the councils do not have the same members")])
    few = min(mine.worlds, theirs.worlds)
    run, base = first(run, few), first(base, few)
    answers, before = (votes.first(few).answers(deed) for votes in (mine, theirs))
    moved = [
        abs(
            weighted_statistics.mean(one.values, one.weights)
            - weighted_statistics.mean(other.values, other.weights)
        )
        for one, other in zip(answers, before, strict=True)
    ]
    places = sorted(range(len(moved)), key=lambda i: -moved[i])[:most]
    return compare(run, base, [answers[i] for i in places], [before[i] for i in places])


def is_of(votes: Votes, run: Run) -> bool:
    """Whether the worlds that were looked at are those of a run, by all that the run has counted.

    Results that were stored long ago may come from other files or other code.
    """
    places = [run.calendar.index(name) for name in votes.renewals if name in run.calendar]
    if len(places) < len(votes.renewals) or votes.worlds > run.manifest.worlds:
        return False
    return all(
        np.array_equal(flags.sum(axis=1), run.series(path)[places][:, : votes.worlds] * votes.stake)
        for flags, path in ((votes.voiced, "voices"), (votes.blocked, "vetoes"))
    )


def shares(
    counts: NDArray[Any],
    weights: weighted_statistics.Weights,
    rows: NDArray[np.int32] | None = None,
    trials: NDArray[np.int64] | None = None,
) -> EstimatedShares:
    """Σ w k / Σ w d with the Monte-Carlo standard error of a ratio; NaN where Σ w d is none.

    error = sqrt(Σ (w (k - R d))²) / Σ w d, with the squares of sums over worlds that share a joint
    draw where they do (as `weighting.design`). Where less than one world's worth is so, or is not,
    Jeffreys' share stands in, as in `estimates.estimate`.

    counts : k, (..., world)
    trials : d, as many axes as the counts have, or fewer: for all the same; one each if not given
    """
    worlds = counts.shape[-1]
    w = np.ones(worlds) if weights is None else weights / weights.max(initial=0)
    k = w * counts.reshape(-1, worlds)
    d = w * np.ones(worlds) if trials is None else w * trials
    d = np.broadcast_to(d, counts.shape).reshape(-1, worlds)
    whole = d.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = k.sum(axis=1) / whole
        off = k - ratio[:, None] * d
        alone = (off * off).sum(axis=1)
        size = whole**2 / (d * d).sum(axis=1)  # as many worlds, asked alike, would be as exact
        rare = size * np.minimum(ratio, 1 - ratio) < 1 - ROUNDING
        p = (ratio * size + JEFFREYS) / (size + 2 * JEFFREYS)
        error = np.where(rare, np.sqrt(p * (1 - p) / size), np.sqrt(alone) / whole)
        if rows is not None:
            together = (SharedDraws(rows).sums(off) ** 2).sum(axis=1)
            error = error * np.sqrt(enlarged(together, alone))
    shape = counts.shape[:-1]
    return EstimatedShares(ratio.reshape(shape), error.reshape(shape))


def _any(flags: Flags, axis: int | tuple[int, int]) -> Flags:
    return np.asarray(flags.any(axis=axis))
