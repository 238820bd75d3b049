"""Nothing is decoration: every mechanism, every form and every lever makes a difference somewhere.

The same worlds are run with a mechanism and without it, and with each option of a form; counted are
the worlds in which any outcome differs. What makes none anywhere could be left out of the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.choices import SWITCHABLE
from sim.dispute import Dispute
from sim.engine import ensemble
from sim.engine.ensemble import Batch, Progress
from sim.model.compiled import CompiledModel
from sim.scenario import Override, Scenario
from sim.schedule import SCHEDULE

WORLDS = 1000
LEAST = 0.01  # share of worlds that must differ
ROUNDING = 1e-12  # a smaller difference of an outcome is none

Outcomes = Mapping[str, NDArray[Any]]
Flags = NDArray[np.bool_]
Shares = Mapping[tuple[str, str], tuple[float, float]]  # pair of options -> changed, turned


@dataclass(frozen=True)
class Effect:
    """What switching a mechanism off, or taking one option of a form, does to the outcomes.

    option : of a form; against : the other option from which it differs least
    scenario : where the share is largest, of those that were asked
    share : of worlds in which any outcome differs
    turned : of worlds in which an outcome that is no number, such as a treaty, differs
    """

    kind: Literal["mechanism", "form"]
    name: str
    option: str
    against: str
    scenario: str
    share: float
    turned: float

    @property
    def decoration(self) -> bool:
        """Whether it might as well be left out."""
        return self.share < LEAST


@dataclass(frozen=True)
class OptionUse:
    """How often an option of a lever is taken, as a share of quarters and worlds."""

    lever: str
    option: str
    share: float


@dataclass(frozen=True)
class Ablation:
    """What makes a difference, and how often each lever moves.

    uses : in the first scenario asked
    """

    worlds: int
    scenario: str
    effects: tuple[Effect, ...]
    uses: tuple[OptionUse, ...]

    @property
    def decorations(self) -> tuple[str, ...]:
        """What makes no difference, and levers that never move."""
        effects = (f"{e.name} {e.option}".strip() for e in self.effects if e.decoration)
        taken: dict[str, float] = {}
        for use in self.uses:
            taken[use.lever] = taken.get(use.lever, 0.0) + use.share
        return (*effects, *(lever for lever, share in taken.items() if not share))


def ablation(
    dispute: Dispute,
    scenarios: Sequence[Scenario],
    worlds: int = WORLDS,
    progress: Progress | None = None,
) -> Ablation:
    """What makes a difference in any of the scenarios, asked in turn.

    worlds : the first so many of each scenario
    progress : told the number of switches done; there are `size(dispute)`
    """
    asked = [replace(scenario, worlds=worlds) for scenario in scenarios]
    grounds = [_run(dispute, scenario) for scenario in asked]
    effects: list[Effect] = []
    for done, name in enumerate(switches(dispute), 1):
        effects.append(_first(_mechanism(dispute, name, asked, grounds)))
        if progress is not None:
            progress(done)
    for done, path in enumerate(forms(dispute), len(effects) + 1):
        effects += _form(dispute, path, asked)
        if progress is not None:
            progress(done)
    return Ablation(worlds, asked[0].name, tuple(effects), tuple(_uses(dispute, grounds[0])))


def size(dispute: Dispute) -> int:
    """Number of switches: mechanisms and forms."""
    return len(switches(dispute)) + len(forms(dispute))


def switches(dispute: Dispute) -> tuple[str, ...]:
    """What a scenario may switch off, in the order of the quarter."""
    laws = dict.fromkeys(step.switch for step in SCHEDULE if step.switch)
    names = tuple(dict.fromkeys((*laws, *SWITCHABLE)))
    council = ("council", "courting", "membership")
    return tuple(name for name in names if dispute.roles.council or name not in council)


def forms(dispute: Dispute) -> tuple[str, ...]:
    """Paths of the uncertain forms."""
    return tuple(path for path, parameter in dispute.register.items() if parameter.is_form)


def changed(one: Outcomes, other: Outcomes, names: Iterable[str] | None = None) -> float:
    """Share of worlds in which any outcome, or any of those named, differs by more than rounding.

    one, other : outcome -> (world,), of the same worlds
    """
    found = [_differs(one[name], other[name]) for name in (one if names is None else names)]
    return float(np.mean(np.logical_or.reduce(found)))


def turning(dispute: Dispute) -> tuple[str, ...]:
    """Outcomes that are no numbers: a rung, a yes or no, a quarter."""
    return tuple(outcome.name for outcome in dispute.outcomes if outcome.kind != "number")


def _differs(one: NDArray[Any], other: NDArray[Any]) -> Flags:
    """NaN, an event that never came, equals NaN alone."""
    x, y = one.astype(np.float64), other.astype(np.float64)
    never = np.isnan(x) & np.isnan(y)
    return np.asarray(~(never | (np.abs(x - y) <= ROUNDING)))


def _first(attempts: Iterator[Effect]) -> Effect:
    """The first attempt that makes a difference, else the best of all."""
    tried: list[Effect] = []
    for effect in attempts:
        tried.append(effect)
        if not effect.decoration:
            break
    return max(tried, key=lambda effect: effect.share)


def _mechanism(
    dispute: Dispute, name: str, scenarios: Sequence[Scenario], grounds: Sequence[Batch]
) -> Iterator[Effect]:
    """What leaving out a mechanism does, scenario by scenario."""
    for scenario, ground in zip(scenarios, grounds, strict=True):
        off = tuple(dict.fromkeys((*scenario.mechanisms_off, name)))
        pair = ground.outcomes, _run(dispute, replace(scenario, mechanisms_off=off)).outcomes
        share, turned = changed(*pair), changed(*pair, turning(dispute))
        yield Effect("mechanism", name, "", "", scenario.name, share, turned)


def _form(dispute: Dispute, path: str, scenarios: Sequence[Scenario]) -> Iterator[Effect]:
    """For each option of a form, how far it differs from the option nearest to it."""
    options = dispute.register[path].options
    by_scenario: list[tuple[str, Shares]] = []
    for scenario in scenarios:
        runs = {o: _run(dispute, _with(scenario, path, o)).outcomes for o in options}
        shares = {
            (one, other): (
                changed(runs[one], runs[other]),
                changed(runs[one], runs[other], turning(dispute)),
            )
            for one, other in combinations(options, 2)
        }
        by_scenario.append((scenario.name, shares))
        if min(shares.values()) >= (LEAST, 0.0):
            break
    for option in options:
        yield _first(_nearest(path, option, name, shares) for name, shares in by_scenario)


def _nearest(path: str, option: str, scenario: str, shares: Shares) -> Effect:
    pair = min((pair for pair in shares if option in pair), key=lambda pair: shares[pair])
    against = pair[1] if pair[0] == option else pair[0]
    return Effect("form", path, option, against, scenario, *shares[pair])


def _with(scenario: Scenario, path: str, option: str) -> Scenario:
    """The scenario with a form fixed."""
    kept = tuple(override for override in scenario.overrides if override.path != path)
    fixed = Override(path=path, op="value", value=option, written=option)
    return replace(scenario, overrides=(*kept, fixed))


def _run(dispute: Dispute, scenario: Scenario) -> Batch:
    """One batch is enough: these worlds are few."""
    return ensemble.run(CompiledModel(dispute, scenario), 0, scenario.worlds)


def _uses(dispute: Dispute, ground: Batch) -> Iterator[OptionUse]:
    for lever in dispute.levers:
        moves = ground.quarters[lever.path]
        for index, option in enumerate(lever.options):
            if index != lever.hold:
                yield OptionUse(lever.path, option, float(np.mean(moves == index - lever.hold)))
