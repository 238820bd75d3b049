"""Influence of each interest at the start, beside its salience.

A salience is the weight of an interest; its influence is how far it moves the actor's utility over
what the actor decides on. The two differ where the attainments of interests have different ranges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.base.axes import Array
from sim.dispute import Dispute
from sim.model.actors import Actor
from sim.model.compiled import CompiledModel
from sim.model.worlds import Worlds
from sim.scenario import Scenario

WORLDS = 1000


@dataclass(frozen=True)
class InterestInfluence:
    """Influence of one interest of one actor, as shares that sum to one over its interests.

    salience : mean of its normalised salience
    packages : share of the root-mean-square terms over all packages; None for actors that do not
        bargain, or whose interests no package reaches
    levers : the same over the options of a lever other than holding, mean over the actor's levers;
        None where it has no lever
    """

    actor: str
    interest: str
    salience: float
    packages: float | None
    levers: float | None

    @property
    def ratio(self) -> float | None:
        """Share over the packages for each unit of salience."""
        return None if self.packages is None else self.packages / self.salience


def influences(
    dispute: Dispute, scenario: Scenario, worlds: int = WORLDS
) -> tuple[InterestInfluence, ...]:
    """Influence of every interest of every actor at the start of a scenario."""
    model = Worlds(CompiledModel(dispute, scenario), 0, worlds)
    packages = {
        actor: _shares(stake.terms)
        for actor, stake in zip(
            (dispute.roles.holder, dispute.roles.claimant),
            model.negotiation.stakes(model.batch),
            strict=True,
        )
    }
    found: list[InterestInfluence] = []
    for agent in model.agents:
        levers = _over_levers(agent)
        over = packages.get(agent.name, {})
        found += [
            InterestInfluence(
                agent.name,
                interest,
                float(model.batch.draws[f"{agent.name}.salience.{interest}"].mean()),
                over.get(interest, 0.0) if over else None,
                levers.get(interest, 0.0) if levers else None,
            )
            for interest in model.compiled.attainments[agent.name]
        ]
    model.close()
    return tuple(found)


def _over_levers(agent: Actor) -> dict[str, float]:
    """Mean share of each interest over the actor's levers."""
    by_lever = []
    for effects in agent.lever_effects:
        holding = np.arange(len(effects.lever.options)) != effects.lever.hold
        by_lever.append(
            _shares({name: term[holding] for name, term in agent.terms(effects).items()})
        )
    names = dict.fromkeys(name for shares in by_lever for name in shares)
    return {name: _mean(shares.get(name, 0.0) for shares in by_lever) for name in names}


def _shares(terms: Mapping[str, Array]) -> dict[str, float]:
    """Root mean square of each term, as a share of their sum; empty where all terms are zero."""
    sizes = {name: float(np.sqrt(np.mean(term**2))) for name, term in terms.items()}
    whole = sum(sizes.values())
    return {name: size / whole for name, size in sizes.items()} if whole > 0 else {}


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))
