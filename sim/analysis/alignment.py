"""How close the actors are to one another, quarter by quarter, with what is not known of it."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis import weighted_statistics
from sim.analysis.contrasts import Sample, paired
from sim.analysis.grouped_comparison import groups
from sim.analysis.pairing_checks import check_paired
from sim.analysis.quantile_bands import Fan, fan
from sim.analysis.sign_reversals import interval
from sim.analysis.structural_uncertainty import ENOUGH_WORLDS
from sim.analysis.weighted_statistics import effective
from sim.dispute import Dispute
from sim.results import Run, Series
from sim.state import VARIABLES

Floats = NDArray[np.float64]

ALIGNMENT, TRUST, ALLIANCE = "alignment", "trust", "alliance"


@dataclass(frozen=True, eq=False)
class MeanDifference:
    """Mean difference from the base in the same worlds, (quarter,) each.

    low, high : its 95 % interval
    forms_low, forms_high : its range over the options of uncertain forms
    """

    difference: Floats
    low: Floats
    high: Floats
    forms_low: Floats
    forms_high: Floats

    def sign(self, quarter: int) -> int:
        """1 or -1 where neither worlds nor forms leave it open; 0 where they do."""
        low = min(self.low[quarter], self.forms_low[quarter])
        high = max(self.high[quarter], self.forms_high[quarter])
        return int(low > 0) - int(high < 0)


@dataclass(frozen=True, eq=False)
class StateTrajectory:
    """One recorded state over the quarters.

    title : whose it is, short enough for a heading
    fan : its bands
    start : median over worlds at the end of the quarter before the first
    risen, fallen : (quarter,), shares of worlds in which it is above, below where it began
    moved : how it differs from the base; None without one, or where that has no such state
    """

    title: str
    fan: Fan
    start: float
    risen: Floats
    fallen: Floats
    moved: MeanDifference | None = None

    @property
    def series(self) -> Series:
        """What it is."""
        return self.fan.series


@dataclass(frozen=True, eq=False)
class Tie:
    """Two actors, and what is followed between them.

    between : their ids; alignment : how close they are in deeds
    others : trust of one in the other, strength of their alliance, where the model follows it
    """

    name: str
    title: str
    between: tuple[str, str]
    alignment: StateTrajectory
    others: tuple[StateTrajectory, ...] = ()


@dataclass(frozen=True, eq=False)
class Relations:
    """All ties of a run.

    actors : title by id, in the order of the dispute
    """

    actors: dict[str, str]
    quarters: tuple[str, ...]
    ties: tuple[Tie, ...]

    @property
    def courses(self) -> list[StateTrajectory]:
        """All that is followed, pair by pair."""
        return [course for tie in self.ties for course in (tie.alignment, *tie.others)]

    def place(self, quarter: str | None) -> int:
        """Place of a quarter; of the last one where there is no such quarter."""
        last = len(self.quarters) - 1
        return self.quarters.index(quarter) if quarter in self.quarters else last


def relations(run: Run, dispute: Dispute, base: Run | None = None) -> Relations:
    """The ties of a run, and how they differ from those of a base.

    Raises InputError where the base does not hold the same worlds.
    """
    recorded = {series.path: series for series in run.manifest.series}
    followed = {name: _followed(dispute, name, recorded) for name in dispute.pairs}
    paths = [path for titles in followed.values() for path in titles]
    moved = {} if base is None else _moved(run, base, paths)
    ties = []
    for name, titles in followed.items():
        alignment, *others = (
            _course(run, recorded[path], title, moved.get(path)) for path, title in titles.items()
        )
        between = dispute.pairs[name]
        ties.append(Tie(name, dispute.title_of(name), between, alignment, tuple(others)))
    actors = {actor: dispute.title_of(actor) for actor in dispute.actors}
    return Relations(actors, run.calendar, tuple(ties))


def _followed(dispute: Dispute, name: str, recorded: Container[str]) -> dict[str, str]:
    """Title by path of what is followed between two actors, their alignment first."""
    title, pair = dispute.title_of(name), set(dispute.pairs[name])
    roles = dispute.single_roles
    holder, claimant = (roles[side] for side in ("holder", "claimant"))
    found = {f"{name}.{ALIGNMENT}": title}
    if pair == {holder, claimant}:
        for one, other in ((holder, claimant), (claimant, holder)):
            said = f"{dispute.title_of(one)}: trust in {dispute.title_of(other)}"
            found[f"{one}.{TRUST}"] = said
    if pair == {roles["patron"], claimant}:
        found[ALLIANCE] = f"{title}: alliance"
    return {path: said for path, said in found.items() if path in recorded}


def _course(run: Run, series: Series, title: str, moved: MeanDifference | None) -> StateTrajectory:
    since = run.series(series.path) - (before := _start(run, series.path))
    risen, fallen = (
        np.array([weighted_statistics.mean(row.astype(np.float64), run.weights) for row in flags])
        for flags in (since > 0, since < 0)
    )
    start = float(weighted_statistics.quantiles(before, [1 / 2], run.weights)[0])
    return StateTrajectory(title, fan(run, series), start, risen, fallen, moved)


def _start(run: Run, path: str) -> Floats:
    """The state at the end of the quarter before the first, (world,)."""
    drawn = f"{path}.start"
    if drawn in run.draws:
        return np.asarray(run.draws[drawn].to_numpy(), dtype=np.float64)
    return np.full(run.manifest.worlds, VARIABLES[path.rpartition(".")[2]].start)


def _moved(run: Run, base: Run, paths: Sequence[str]) -> dict[str, MeanDifference]:
    """The differences of all states in all quarters, by path; of those that both record.

    Raises InputError where the base does not hold the same worlds.
    """
    check_paired(run, base)
    known = {series.path for series in base.manifest.series}
    shared = [path for path in paths if path in known]
    if not shared:
        return {}
    mine, theirs = (_sample(each, shared) for each in (run, base))
    everything, *options = groups(run, base)
    whole = paired(mine, theirs, everything[None])
    spread = np.stack(
        [
            whole.difference[0],
            *(
                _mean(mine, part) - _mean(theirs, part)
                for part in options
                if _is_enough(mine, theirs, part)
            ),
        ]
    )
    df = float(whole.df[0])
    ends = [
        interval(float(centre), float(error), df)
        for centre, error in zip(whole.centre[0], whole.error[0], strict=True)
    ]
    columns = [whole.difference[0], *np.array(ends).T, spread.min(axis=0), spread.max(axis=0)]
    parted = [np.split(column, len(shared)) for column in columns]
    return {
        path: MeanDifference(*each)
        for path, each in zip(shared, zip(*parted, strict=True), strict=True)
    }


def _sample(run: Run, paths: Sequence[str]) -> Sample:
    """Each quarter of each state as an answer of its own."""
    values = np.concatenate([run.series(path) for path in paths])
    alike = np.ones(values.shape[1])
    weights = alike if run.weights is None else run.weights / run.weights.max()
    return Sample(values, np.zeros(len(values), dtype=bool), weights, run.rows)


def _mean(sample: Sample, part: NDArray[np.bool_]) -> Floats:
    """Means over some of the worlds, (answer,)."""
    weights = sample.weights * part
    return np.asarray(sample.values @ weights / weights.sum())


def _is_enough(mine: Sample, theirs: Sample, part: NDArray[np.bool_]) -> bool:
    """Whether some of the worlds are worth enough in both runs to be told from the others."""
    return all(effective(each.weights[part]) >= ENOUGH_WORLDS for each in (mine, theirs))
