"""Which joint draws of the priors agree with what happened before the forecast begins.

The model is run over a window of the past for which there is a start state. What is observed there
weights each world by its likelihood, errors of observation and of the model included: importance
weighting with the prior as proposal (Owen 2013, chapter 9), which is Beaumont, Zhang & Balding's
(2002) approximate Bayesian computation with a kernel that is the error itself, and then exact
(Wilkinson 2013). Few hard targets teach more than many soft ones: each costs effective sample.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis import predictive_checks, prior_posterior
from sim.analysis.predictive_checks import Check, PredictiveRange
from sim.analysis.prior_posterior import ParameterUpdate, TargetInformation
from sim.base.axes import Array
from sim.base.errors import InputError, Mark, Problem
from sim.base.paths import calibration_folder
from sim.base.random_streams import Streams
from sim.dispute import PRIOR, Dispute
from sim.engine import conditioning, ensemble, runs
from sim.engine.conditioning import agreement, effective
from sim.engine.ensemble import Progress
from sim.engine.runs import Question
from sim.engine.scenario_batching import TiledStreams
from sim.inputs import posterior
from sim.inputs.parameters import Parameter, Register
from sim.inputs.posterior import Posterior, PosteriorRecord
from sim.model import parameter_sampling as draws
from sim.model.compiled import CompiledModel
from sim.model.parameter_sampling import ParameterTable, drawn
from sim.model.worlds import Worlds
from sim.results.manifest import versions
from sim.scenario import Scenario

WINDOW = "window.yaml"  # in the folder of the calibration
START = ".start"  # what is true of another date is not carried over
ROWS = 4000  # joint draws that are kept: as many as the effective sample supports, and small in git
REFERENCE = 20_000  # worlds whose draws stand for the prior in comparisons
SCHEMA = 1
PRIOR_DRAWS = 8000  # draws that stand for the priors
PROBED = 200  # worlds whose agreement tells whether a law has changed since
PROBE_TOLERANCE = 1e-4  # relative: beyond what processors differ by
PROBES, SIDE_BY_SIDE = 200, 24  # worlds in which a parameter is tried, parameters tried at once


@dataclass(frozen=True)
class Calibrated:
    """A weighted ensemble of the window.

    agreements : of each target, (world,), by its id
    kept : worlds that agree at all, (row,)
    draws : parameters of the worlds kept, (row,) each; weights : (row,)
    prior : the same parameters as they are drawn, in the first worlds, (REFERENCE,) each
    numbers : what each target that is a number comes to, and each main series at the end of the
        window, (world,), by the target's id and by path
    """

    window: Scenario
    agreements: Mapping[str, Array]
    kept: NDArray[np.intp]
    draws: Mapping[str, Array]
    weights: Array
    prior: Mapping[str, Array]
    numbers: Mapping[str, Array] = field(default_factory=dict)

    @property
    def effective(self) -> float:
        """Worlds that would teach as much if all counted alike."""
        return effective(self.weights)

    @cached_property
    def worths(self) -> list[TargetInformation]:
        """What each target teaches."""
        return prior_posterior.worths(self.agreements)

    @cached_property
    def parameter_updates(self) -> list[ParameterUpdate]:
        """Every parameter before and after, the one that moved most first."""
        return prior_posterior.parameter_updates(self.prior, self.draws, self.weights)

    @cached_property
    def left(self) -> float:
        """Share of the prior that is effectively left."""
        everything = np.prod(list(self.agreements.values()), axis=0)
        return math.exp(-prior_posterior.narrowing(everything))

    def options(self, path: str) -> tuple[Array, Array]:
        """Share of each option of a form before and after, (option,) each."""
        most = int(self.prior[path].max()) + 1
        before = np.bincount(self.prior[path].astype(np.intp), minlength=most)
        after = np.bincount(self.draws[path].astype(np.intp), weights=self.weights, minlength=most)
        return before / before.sum(), after / after.sum()


def ask(calibration: str, worlds: int | None = None, seed: int | None = None) -> Question:
    """The window of a calibration, as it is run; InputError where there is none or it is faulty."""
    folder = calibration_folder(calibration)
    if not (folder / WINDOW).is_file():
        what = f"{calibration} has no {WINDOW}"
        cure = "write the scenario of a past that is known, with what was seen in it under observe"
        raise InputError([Problem(what, cure=cure)])
    return runs.read(folder / WINDOW, worlds=worlds, seed=seed, prior=True)


def calibrate(
    window: Scenario, dispute: Dispute, *, workers: int = 1, progress: Progress | None = None
) -> Calibrated:
    """The worlds of a window, weighted by what is observed in it.

    window : a scenario that observes
    dispute : without its posterior, so that all is drawn from the priors
    Raises InputError where nothing is observed, or too few worlds agree to say anything.
    """
    if not window.observations:
        mark = Mark(str(window.lineage[0]), 1, 1) if window.lineage else None
        raise InputError([Problem(f"{window.name} observes nothing", "observe: …", mark=mark)])
    read = informed(window, dispute)
    targets = {seen.id: seen for seen in window.observations}
    agreements: dict[str, list[Array]] = {name: [] for name in targets}
    kept, held, weights, prior, ends = [], [], [], [], []
    worlds = ensemble.simulate(window, dispute, workers=workers, progress=progress)
    for batch in conditioning.watched(worlds, window):
        for name, seen in targets.items():
            agreements[name].append(agreement(seen, batch.quarters, window.start))
        ends.append(_numbers(window, dispute, batch.quarters))
        assert batch.weights is not None  # noqa: S101  a window observes
        here = np.flatnonzero(batch.weights)
        kept.append(batch.start + here)
        weights.append(batch.weights[here])
        held.append({path: batch.draws[path][here] for path in read})
        if batch.start < REFERENCE:
            prior.append({path: batch.draws[path] for path in read})
    return Calibrated(
        window,
        {name: np.concatenate(parts) for name, parts in agreements.items()},
        np.concatenate(kept),
        _joined(held),
        np.concatenate(weights),
        _joined(prior),
        _joined(ends),
    )


def _numbers(
    window: Scenario, dispute: Dispute, recorded: Mapping[str, Array]
) -> dict[str, NDArray[np.float32]]:
    """Observed numbers and the ends of main series in a batch; four bytes show them well enough."""
    found = {path: recorded[path][-1] for path in dispute.series}
    for seen in window.observations:
        if seen.near is not None:
            path, _ = seen.near
            found.pop(path, None)
            found[seen.id] = recorded[path][seen.quarter - window.start]
    return {name: column.astype(np.float32) for name, column in found.items()}


def informed(window: Scenario, dispute: Dispute) -> list[str]:
    """Paths of the parameters that move anything in the window and hold beyond its own start.

    History says nothing of the others, such as those of laws that are switched off because what
    they stand for is imposed. A parameter counts if some world changes where it takes the value
    that another world has drawn.
    """
    compiled = CompiledModel(dispute, window)
    changed = {override.path for override in window.overrides}
    paths = [p for p in dispute.register if not p.endswith(START) and p not in changed]
    found = []
    for first in range(0, len(paths), SIDE_BY_SIDE):
        some = paths[first : first + SIDE_BY_SIDE]
        recorded = ensemble.step(Swapped(compiled, some, PROBES)).quarters
        for copy, path in enumerate(some, 1):
            here = slice(copy * PROBES, (copy + 1) * PROBES)
            if any((series[:, here] != series[:, :PROBES]).any() for series in recorded.values()):
                found.append(path)
    # Saliences mean something only beside the actor's others: the draws hold all of them or none.
    groups = [draws.saliences(dispute, actor) for actor in dispute.actors]
    held = {*found, *(path for group in groups if not {*group}.isdisjoint(found) for path in group)}
    return [path for path in dispute.register if path in held]


class Swapped(Worlds):
    """Copies of worlds side by side; in each but the first, one parameter is another world's."""

    def __init__(self, compiled: CompiledModel, paths: Sequence[str], worlds: int) -> None:
        self._paths, self._worlds = paths, worlds
        copies = 1 + len(paths)
        super().__init__(
            compiled, 0, worlds * copies, TiledStreams(Streams(compiled.scenario.seed), copies)
        )

    def parameters(self) -> ParameterTable:
        """As drawn, copy by copy."""
        compiled, streams = self.compiled, Streams(self.compiled.scenario.seed)
        drawn = draws.table(compiled.dispute, compiled.scenario.overrides, streams, 0, self._worlds)
        swapped = [None, *self._paths]
        return ParameterTable(
            {
                path: np.concatenate([np.roll(column, int(path == own)) for own in swapped])
                for path, column in drawn.items()
            }
        )


def freeze(found: Calibrated, dispute: Dispute, folder: Path, rows: int = ROWS) -> Posterior:
    """Write the posterior of a calibration: joint draws by systematic resampling (Kitagawa 1996).

    rows : places to fill; a draw that fills several is written once, with their number as weight
    """
    window = found.window
    (offset,) = Streams(window.seed).uniform("calibrate.resample", "", 0, 0, 1)
    sums = np.cumsum(found.weights)
    places = (np.arange(rows) + offset) / rows * sums[-1]
    counts = np.bincount(np.searchsorted(sums, places, side="left"), minlength=len(sums))
    taken = np.flatnonzero(counts)
    about = {
        "window": window.name,
        "seed": window.seed,
        "worlds": window.worlds,
        "effective": round(found.effective, 1),
        "agreement": float(f"{found.weights.sum() / window.worlds:.4g}"),
        "versions": {name: versions()[name] for name in ("sim", "code")},
        "priors": posterior.priors(dispute.register),
        "probe": _probe(found.agreements),
    }
    rows_of = {path: column[taken] for path, column in found.draws.items()}
    return posterior.freeze(folder, rows_of, counts[taken].astype(np.float64), about)


def moved(question: Question, record: PosteriorRecord) -> list[str]:
    """Targets with which the window's first worlds agree otherwise than when they were recorded.

    A change of code that leaves every agreement as it was leaves the rows of the posterior too.
    question : the window, asked with the seed of the record and `PROBED` worlds
    """
    window, dispute = question.scenario, question.dispute
    agreements: dict[str, list[Array]] = {seen.id: [] for seen in window.observations}
    for batch in ensemble.simulate(window, dispute):
        for seen in window.observations:
            agreements[seen.id].append(agreement(seen, batch.quarters, window.start))
    now = _probe({name: np.concatenate(parts) for name, parts in agreements.items()})
    return [
        name
        for name in sorted({*now, *record.probe})
        if not math.isclose(
            now.get(name, math.nan), record.probe.get(name, math.nan), rel_tol=PROBE_TOLERANCE
        )
    ]


def _probe(agreements: Mapping[str, Array]) -> dict[str, float]:
    """Mean agreement of the first worlds with each target."""
    return {name: float(f"{each[:PROBED].mean():.6g}") for name, each in agreements.items()}


def checks(found: Calibrated, register: Mapping[str, Parameter]) -> list[Check]:
    """Numbers of the window before and after, beside what was seen; targets first.

    Of a target that is what it observes; of a main series, what runs after the window start from,
    where the calibration says so of its own accord. What is imposed is left out.
    """
    targets = {seen.id: seen for seen in found.window.observations}
    checked = []
    for name, values in found.numbers.items():
        start = register.get(f"{name}{START}")
        if name in targets:
            near, within = targets[name].near, targets[name].within
            assert near is not None and within is not None  # noqa: S101, PT018  a number
            seen = predictive_checks.gaussian(near[1], within)
        elif start is not None and np.ptp(values) > 0:
            shares = np.array(predictive_checks.SHARES)
            seen = predictive_checks.spread(start.prior.ppf(shares, start.low, start.high))
        else:
            continue
        checked.append(predictive_checks.check(name, values, found.agreements, seen))
    return sorted(checked, key=lambda each: each.others is None)


def record(found: Calibrated, register: Register) -> dict[str, Any]:
    """What was learnt, as plain data: the `--json` of `sim calibrate`."""
    return {
        "schema": SCHEMA,
        "window": found.window.name,
        "worlds": found.window.worlds,
        "seed": found.window.seed,
        "versions": {name: versions()[name] for name in ("sim", "code")},
        "effective": found.effective,
        "left": found.left,
        "targets": [
            {
                "id": each.target,
                "why": seen.why,
                "agreement": each.agreement,
                "expected": each.expected,
                "alone": each.alone,
                "added": each.added,
            }
            for each, seen in zip(found.worths, found.window.observations, strict=True)
        ],
        "parameters": [
            {
                "path": each.path,
                "prior": list(each.prior),
                "posterior": list(each.posterior),
                "shift": each.shift,
                "distance": each.distance,
                "informed": each.informed,
            }
            for each in found.parameter_updates
        ],
        "forms": {
            path: {
                option: [float(before), float(after)]
                for option, before, after in zip(
                    register[path].options, *found.options(path), strict=False
                )
            }
            for path in found.draws
            if register[path].is_form
        },
        "checks": [
            {
                "id": each.name,
                "observed": _spread(each.observed),
                "prior": _spread(each.prior),
                "others": None if each.others is None else _spread(each.others),
                "posterior": _spread(each.posterior),
            }
            for each in checks(found, register)
        ],
        "silent": [path for path in register if path not in found.draws],
    }


def _spread(found: PredictiveRange) -> dict[str, Any]:
    return {
        "median": found.median,
        "central50": list(found.central50),
        "central90": list(found.central90),
    }


def _joined(parts: Sequence[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    return {path: np.concatenate([part[path] for part in parts]) for path in parts[0]}


def posterior_updates(dispute: Dispute) -> list[ParameterUpdate]:
    """Every parameter that the joint draws hold, before and after, the one that moved most first.

    Empty where the dispute draws from its priors. Beyond chance is judged by the rows that were
    kept, fewer than the worlds they stand for, so that less is called informed and not more.
    Raises InputError where what stands of the posterior cannot be used.
    """
    posterior = dispute.posterior
    if posterior is None:
        return []
    columns = posterior.columns
    streams = Streams(posterior.record.seed)
    prior = drawn(dispute.drawing(PRIOR), streams, 0, PRIOR_DRAWS, tuple(columns))
    weights = np.diff(posterior.ends, prepend=0)
    return prior_posterior.parameter_updates(
        {path: prior[path] for path in columns}, columns, weights
    )
