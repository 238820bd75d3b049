"""How free each choice is at the start, over the prior.

A lever whose options are all but certain decides nothing: its scale, or an attainment, is off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.base.axes import Array
from sim.dispute import Dispute
from sim.model.compiled import CompiledModel
from sim.model.worlds import Worlds
from sim.scenario import Scenario

WORLDS = 2000
SURE = 0.95  # probability from which a choice counts as settled


@dataclass(frozen=True)
class Saturation:
    """An option of a lever at the start, once the lever is on the table.

    chance : probability of the option, mean over the worlds
    gain : utility over holding, in scales of the lever: 5 %, 50 % and 95 % quantile
    better : share of worlds in which it gains; near 0 or 1, interests speak with one voice
    sure : share of worlds in which one option of the lever, whichever, has more than SURE
    """

    lever: str
    option: str
    chance: float
    gain: tuple[float, float, float]
    better: float
    sure: float


def saturation(
    dispute: Dispute, scenario: Scenario, worlds: int = WORLDS
) -> tuple[Saturation, ...]:
    """Every option of every lever, in the order of the actors' files.

    scenario : for its start and seed alone; what it changes is left out
    """
    still = replace(scenario, overrides=(), mechanisms_off=(), policies=(), events=())
    model = Worlds(CompiledModel(dispute, still), 0, worlds)
    found = tuple(_levers(model))
    model.remove_all_agents()
    return found


def _levers(model: Worlds) -> Iterator[Saturation]:
    for agent in model.agents:
        for effects in agent.lever_effects:
            lever = effects.lever
            chances = probabilities(agent.values(effects))
            gains = agent.gains(effects) / agent.scale[effects.row]
            sure = float(np.mean(chances.max(axis=0) > SURE))
            for index, option in enumerate(lever.options):
                low, middle, high = np.quantile(gains[index], (0.05, 0.5, 0.95))
                yield Saturation(
                    lever.path,
                    option,
                    float(chances[index].mean()),
                    (float(low), float(middle), float(high)),
                    float(np.mean(gains[index] > 0)),
                    sure,
                )


def probabilities(values: Array) -> Array:
    """Logit probabilities, (option, world); values : (option, world), log odds."""
    weights = np.exp(values - values.max(axis=0))
    return np.asarray(weights / weights.sum(axis=0))
