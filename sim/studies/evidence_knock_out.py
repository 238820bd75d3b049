"""Knock-out of the evidence: outcomes with a part of the coded evidence replaced, same worlds.

Each variant replaces some priors. A world keeps the quantile of every parameter, so differences are
paired. If a variant changes no outcome, the evidence that it replaces carries no weight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.contrasts import Floats, Sample, paired
from sim.base.random_streams import Streams
from sim.dispute import Dispute, Outcome
from sim.engine import ensemble
from sim.engine.ensemble import Batch, Progress
from sim.inputs.evidence import Evidence, readings
from sim.inputs.parameters import Parameter
from sim.inputs.priors import Point, Prior, Reading, parse, pool
from sim.model import parameter_sampling
from sim.model.compiled import CompiledModel
from sim.model.worlds import Worlds
from sim.scenario import Scenario
from sim.studies.ablation import switches

WORLDS = 2000
HALF = 1 / 2  # any equal raw weight: saliences are normalised
Z95 = 1.959964
GRID = 200  # values of the scale of raw weights

Priors = Mapping[str, Prior]


@dataclass(frozen=True)
class Variant:
    """A model with a part of its evidence, or one mechanism, replaced.

    priors : in place of those of the files, by path
    off : mechanisms that are switched off
    """

    name: str
    priors: Priors
    off: tuple[str, ...] = ()


@dataclass(frozen=True)
class PairedEffect:
    """A mean difference in the same worlds, with the half width of its 95 % interval."""

    difference: float
    half_width: float

    @property
    def is_found(self) -> bool:
        """Whether the interval excludes zero."""
        return abs(self.difference) > self.half_width


@dataclass(frozen=True)
class KnockOut:
    """What one variant changes, by outcome.

    replaced : number of priors that differ from the model's
    level : variant less the model, in the first scenario
    response : change of (second scenario less first scenario)
    """

    variant: Variant
    replaced: int
    level: Mapping[str, PairedEffect]
    response: Mapping[str, PairedEffect]


@dataclass(frozen=True)
class KnockOuts:
    """The knock-out table.

    base : mean of each outcome in the model as it is, first scenario
    response : mean difference of the second scenario from the first
    """

    worlds: int
    scenarios: tuple[str, str]
    base: Mapping[str, float]
    response: Mapping[str, PairedEffect]
    rows: tuple[KnockOut, ...]


def evidence_variants(dispute: Dispute, evidence: Evidence) -> tuple[Variant, ...]:
    """Variants of the evidence: saliences equal, priors flat, magnitudes alike, articles left out.

    All magnitudes alike: every claim is recoded with the magnitude nearest to the middle. A
    parameter from which an article takes the last claim gets a flat prior.
    """
    based = {path: each for path, each in dispute.register.items() if each.claim_based}
    middle = min(
        evidence.rules.magnitude, key=lambda term: abs(evidence.rules.magnitude[term].centre - HALF)
    )
    pooled = {path: _pooled(each, evidence, _unchanged) for path, each in based.items()}

    def recoded(change: Callable[[Reading], Reading | None]) -> Priors:
        found = {path: _pooled(each, evidence, change) for path, each in based.items()}
        return {path: prior for path, prior in found.items() if prior != pooled[path]}

    def without(article: str) -> Callable[[Reading], Reading | None]:
        return lambda reading: reading if _article(reading, evidence) != article else None

    equal: Priors = {
        path: Point(HALF)
        for actor in dispute.actors
        for path in parameter_sampling.saliences(dispute, actor)
    }
    articles = dict.fromkeys(evidence.article(evidence[claim]).id for claim in evidence)
    return (
        Variant("every salience equal", equal),
        Variant("claim-based priors flat", {path: _flat(each) for path, each in based.items()}),
        Variant(
            f"every magnitude {middle!r}",
            recoded(lambda reading: replace(reading, magnitude=middle)),
        ),
        *(Variant(f"without {article}", recoded(without(article))) for article in articles),
    )


def mechanism_variants(dispute: Dispute) -> tuple[Variant, ...]:
    """One variant for each mechanism that a scenario may switch off."""
    return tuple(Variant(f"{name} off", {}, (name,)) for name in switches(dispute))


def knock_outs(
    dispute: Dispute,
    variants: Sequence[Variant],
    scenarios: tuple[Scenario, Scenario],
    *,
    worlds: int = WORLDS,
    progress: Progress | None = None,
) -> KnockOuts:
    """What each variant changes in the first scenario, and in the second's difference from it.

    worlds : of each run, the first so many of the scenario
    progress : told the number of runs done; there are 2 (variants + 1)
    """
    base, other = (replace(scenario, worlds=worlds) for scenario in scenarios)
    done = 0

    def run(scenario: Scenario, variant: Variant) -> Batch:
        nonlocal done
        made = _run(dispute, scenario, variant)
        done += 1
        if progress is not None:
            progress(done)
        return made

    model = Variant("", {})
    ground, changed = (run(scenario, model) for scenario in (base, other))
    names = tuple(_answers(dispute.outcomes, ground))
    before = _values(dispute.outcomes, ground, ground), _values(dispute.outcomes, changed, ground)
    rows = []
    for variant in variants:
        pair = [run(scenario, variant) for scenario in (base, other)]
        after = [_values(dispute.outcomes, batch, ground) for batch in pair]
        rows.append(
            KnockOut(
                variant,
                len(variant.priors),
                _effects(names, after[0], before[0], ground),
                _effects(names, after[1] - after[0], before[1] - before[0], ground),
            )
        )
    return KnockOuts(
        worlds,
        (base.name, other.name),
        dict(zip(names, before[0].mean(axis=1).tolist(), strict=True)),
        _effects(names, before[1], before[0], ground),
        tuple(rows),
    )


def _run(dispute: Dispute, scenario: Scenario, variant: Variant) -> Batch:
    off = tuple(dict.fromkeys((*scenario.mechanisms_off, *variant.off)))
    compiled = CompiledModel(dispute, replace(scenario, mechanisms_off=off))
    return ensemble.step(_VariantWorlds(compiled, variant.priors))


class _VariantWorlds(Worlds):
    """All worlds of a scenario under other priors."""

    def __init__(self, compiled: CompiledModel, priors: Priors) -> None:
        self._priors = priors
        super().__init__(compiled, 0, compiled.scenario.worlds)

    def parameters(self) -> parameter_sampling.ParameterTable:
        dispute, streams = self.compiled.dispute, Streams(self.compiled.scenario.seed)
        drawn = parameter_sampling.drawn(dispute, streams, self.start, self.stop)
        overrides = self.compiled.scenario.in_force(self.date)
        return parameter_sampling.change(
            exchanged(drawn, dispute, self._priors), dispute, overrides, streams, self.start
        )


def exchanged(
    drawn: parameter_sampling.ParameterTable, dispute: Dispute, priors: Priors
) -> parameter_sampling.ParameterTable:
    """Parameters under other priors: each world keeps the quantile of every parameter.

    Saliences are drawn as raw weights and kept as shares; `raw_weights` gives the weights back. A
    mixture keeps the distribution but not the order of its quantiles.
    """
    after = parameter_sampling.ParameterTable(drawn)
    groups = [parameter_sampling.saliences(dispute, actor) for actor in dispute.actors]
    for group in groups:
        if not priors.keys().isdisjoint(group):
            shares = np.array([drawn[path] for path in group])
            raw = raw_weights(shares, [dispute.register[path] for path in group])
            moved = [
                _at_quantile(dispute.register[path], priors.get(path), column)
                for path, column in zip(group, raw, strict=True)
            ]
            after.update(zip(group, np.array(moved) / np.sum(moved, axis=0), strict=True))
    for path in priors.keys() - {path for group in groups for path in group}:
        after[path] = _at_quantile(dispute.register[path], priors[path], drawn[path])
    return after


def raw_weights(shares: Floats, parameters: Sequence[Parameter]) -> Floats:
    """The most probable raw weights behind shares that sum to one, both (weight, world).

    weights = scale · shares; the density of the scale given the shares is
    Π p_k(scale · share_k) · scale^(n − 1), with the Jacobian of (weights) → (shares, scale).
    The scale of each world is its mode on a grid below 1 / max(share), for weights below 1.
    """
    most = 1 / shares.max(axis=0)
    best, scale = np.full(shares.shape[1], -np.inf), most.copy()
    for step in range(1, GRID):
        tried = most * step / GRID
        with np.errstate(divide="ignore"):
            density = (len(shares) - 1) * np.log(tried)
            for share, each in zip(shares, parameters, strict=True):
                density += np.log(each.prior.density(tried * share, each.low, each.high))
        better = density > best
        best, scale = np.where(better, density, best), np.where(better, tried, scale)
    return np.asarray(shares * scale)


def _at_quantile(parameter: Parameter, prior: Prior | None, values: Floats) -> Floats:
    """Values of another prior at the quantiles that values have under the parameter's own."""
    if prior is None:
        return values
    low, high = parameter.low, parameter.high
    return prior.ppf(parameter.prior.cdf(values, low, high), low, high)


def _answers(outcomes: Iterable[Outcome], batch: Batch) -> Iterator[str]:
    """Names of what is compared: outcomes, a ladder by each rung above the lowest."""
    for outcome in outcomes:
        if outcome.levels:
            yield from (f"{outcome.name} >= {level}" for level in outcome.levels[1:])
        elif outcome.kind == "bool" or np.nanstd(batch.outcomes[outcome.name]) > 0:
            yield outcome.name


def _values(outcomes: Iterable[Outcome], batch: Batch, ground: Batch) -> Floats:
    """Value of each answer in each world, (answer, world).

    A yes or no and a rung count 0 or 1, a quarter that never came as the end of the run, a number
    in standard deviations of the first scenario.
    """
    rows: list[Floats] = []
    for outcome in outcomes:
        values = batch.outcomes[outcome.name].astype(np.float64)
        before = ground.outcomes[outcome.name].astype(np.float64)
        if outcome.levels:
            rows += [(values >= level).astype(float) for level in range(1, len(outcome.levels))]
        elif outcome.kind == "bool":
            rows.append(values)
        else:
            end = len(next(iter(batch.quarters.values()))) + 1.0
            values, before = (np.where(np.isnan(each), end, each) for each in (values, before))
            if (scale := before.std()) > 0:
                rows.append(values / scale)
    return np.array(rows)


def _effects(
    names: Sequence[str], mine: Floats, theirs: Floats, batch: Batch
) -> dict[str, PairedEffect]:
    """Paired mean differences; worlds that share a joint draw are clusters."""
    worlds = mine.shape[1]
    rows = None if batch.rows is None else batch.rows.astype(np.int32)
    one, other = (
        Sample(values, np.zeros(len(names), bool), np.ones(worlds), rows)
        for values in (mine, theirs)
    )
    found = paired(one, other, np.ones((1, worlds), bool))
    return {
        name: PairedEffect(float(found.difference[0, i]), Z95 * float(found.error[0, i]))
        for i, name in enumerate(names)
    }


def _unchanged(reading: Reading) -> Reading:
    return reading


def _article(reading: Reading, evidence: Evidence) -> str:
    return evidence.article(evidence[reading.claim_id]).id


def _flat(parameter: Parameter) -> Prior:
    return parse({"uniform": [parameter.low, parameter.high]}, parameter.low, parameter.high)


def _pooled(
    parameter: Parameter, evidence: Evidence, change: Callable[[Reading], Reading | None]
) -> Prior:
    """The prior that the parameter's claims give after a change of their coding."""
    kept = [
        made
        for reading in readings(parameter.claims, evidence, parameter.mark)
        if (made := change(reading)) is not None
    ]
    if not kept:
        return _flat(parameter)
    written = pool(kept, evidence.rules, parameter.low, parameter.high)
    return parse(written, parameter.low, parameter.high)
