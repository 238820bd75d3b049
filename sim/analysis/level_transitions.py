"""From which level to which the worlds move between two runs: what equal shares can hide."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.contrasts import Floats
from sim.results import Measure, Run


@dataclass(frozen=True, eq=False)
class LevelTransitions:
    """How many worlds end at which level in each of two runs.

    shares : (level in the base, level in the run), of all worlds
    worlds : the same as counts; where worlds are weighted, those that count at all
    """

    measure: Measure
    shares: Floats
    worlds: NDArray[np.int64]

    @property
    def moved(self) -> list[tuple[str, str, float]]:
        """(level in the base, level in the run, share of worlds) of all moves, largest first."""
        levels = self.measure.levels
        found = [
            (levels[i], levels[j], float(self.shares[i, j]))
            for i, j in np.argwhere(self.shares > 0)
            if i != j
        ]
        return sorted(found, key=lambda each: -each[2])


def moves(run: Run, base: Run, measure: Measure) -> LevelTransitions:
    """The moves between the levels of an outcome, in the same worlds with the same weights."""
    size = len(measure.levels)
    codes = [each.outcomes[measure.name].cat.codes.to_numpy().astype(int) for each in (base, run)]
    cells = codes[0] * size + codes[1]
    weights = run.weights
    counts = np.ones(len(cells)) if weights is None else weights
    shares = np.bincount(cells, weights=counts, minlength=size**2).reshape(size, size)
    worlds = np.bincount(cells[counts > 0], minlength=size**2).reshape(size, size)
    return LevelTransitions(measure, shares / shares.sum(), worlds)
