"""The frozen baseline of the whole model: `python -m tests.frozen.rewrite` writes it anew.

Rewrite it only on purpose, and mark the change as one that moves results in CHANGELOG.md.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from sim import scenario
from sim.engine.ensemble import run
from sim.model.compiled import CompiledModel

HERE = Path(__file__).parent
WORLDS = 60
SCENARIOS = ("baseline", "trump_lifts_sanctions")


def frozen(name: str) -> pd.DataFrame:
    """Outcomes and final states of the first worlds of a scenario, a row per world."""
    offer = scenario.offer("kurils")
    asked = scenario.read(name, scenario.offer, worlds=WORLDS)
    batch = run(CompiledModel(offer.dispute, asked), 0, WORLDS)
    last = {f"end.{path}": series[-1] for path, series in batch.quarters.items()}
    total = {f"sum.{path}": np.abs(series).sum(axis=0) for path, series in batch.quarters.items()}
    return pd.DataFrame({**batch.outcomes, **last, **total}).astype(np.float64)


def path(name: str) -> Path:
    """Where a scenario's frozen table lies."""
    return HERE / f"{name}.csv"


if __name__ == "__main__":
    for each in SCENARIOS:
        frozen(each).to_csv(path(each), float_format="%.10g", index_label="world")
