"""Every scenario file that is shipped runs, with few worlds, to numbers that can be."""

from dataclasses import replace

import numpy as np
import pytest

from sim import scenario
from sim.engine import runs
from sim.scenario.catalogue import offer

pytestmark = pytest.mark.slow

WORLDS = 40


@pytest.mark.parametrize("name", scenario.names())
def test_it_runs_within_the_bounds_of_its_states(name: str) -> None:
    question = runs.read(name, worlds=WORLDS)
    # Of so few worlds an observation may leave too few to say anything; the worlds are the same.
    unseen = replace(question.scenario, observations=())
    run = runs.answer(replace(question, scenario=unseen))
    states = offer(run.manifest.calibration.name).states
    assert len(run.outcomes) == WORLDS
    for path in states:
        if path not in run.quarters.columns:
            continue
        values = run.quarters[path].to_numpy()
        assert np.isfinite(values).all(), path
        assert values.min() >= states[path].low, path
        assert values.max() <= states[path].high, path
