"""Scenarios side by side equal each one alone, to the last bit."""

from dataclasses import replace

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.base.quarters import Quarter
from sim.base.random_streams import Streams
from sim.engine import scenario_batching as tiling
from sim.engine.ensemble import Batch, run
from sim.model import parameter_sampling as draws
from sim.model.compiled import CompiledModel
from sim.scenario import Override, Scenario
from tests.support import cpu_hog as busy

pytestmark = pytest.mark.slow

SALIENCE = "us.salience.punishment"
WORLDS = 24


def at(path: str, value: float | str, since: Quarter | None = None) -> Scenario:
    """The busy scenario with one parameter held at a value."""
    scenario = busy.busy(WORLDS)
    kept = tuple(each for each in scenario.overrides if each.path != path)
    made = Override(path, "value", value, value, since=since)
    return replace(scenario, overrides=(*kept, made))


def joined(batches: list[Batch]) -> Batch:
    def join(name: str) -> dict[str, np.ndarray]:
        tables = [getattr(batch, name) for batch in batches]
        return {key: np.concatenate([t[key] for t in tables], axis=-1) for key in tables[0]}

    whole = join("outcomes"), join("quarters"), join("draws")
    return Batch(batches[0].start, batches[-1].stop, *whole)


@pytest.mark.parametrize("chunk", [5 * WORLDS, 2 * WORLDS, WORLDS, 7])
def test_each_equals_itself_alone(chunk: int) -> None:
    later = busy.busy().start + 3
    scenarios = [
        busy.busy(WORLDS),
        at(SALIENCE, 0.1),
        at(SALIENCE, 0.4),
        at("interests.wedge.form", "weakest"),
        replace(busy.busy(WORLDS), events=()),
        at(SALIENCE, 0.3, since=later),
        at(SALIENCE, 0.2, since=later + 1),
    ]
    found = tiling.run(busy.dispute(), scenarios, chunk)
    for scenario, batches in zip(scenarios, found, strict=True):
        alone = run(CompiledModel(busy.dispute(), scenario), 0, WORLDS)
        assert busy.differing(alone, joined(batches)) == []


def test_they_are_not_all_alike() -> None:
    low, high = tiling.run(busy.dispute(), [at(SALIENCE, 0.02), at(SALIENCE, 0.9)])
    assert busy.differing(low[0], high[0])


def test_a_value_that_all_worlds_have_drawn_already_may_stand() -> None:
    dispute = busy.dispute().drawing(busy.busy().draws)
    once = draws.drawn(dispute, Streams(busy.busy().seed), 0, 1)
    options = dispute.register["interests.wedge.form"].options
    drawn = options[int(once["interests.wedge.form"][0])]
    scenario = replace(at("interests.wedge.form", drawn), worlds=1)
    ((found,),) = tiling.run(busy.dispute(), [scenario])
    (plain,) = tiling.run(busy.dispute(), [replace(busy.busy(1), worlds=1)])[0]
    assert busy.differing(found, plain) == []


def test_a_value_beyond_the_bounds_is_told() -> None:
    with pytest.raises(InputError, match="leaves the bounds"):
        tiling.run(busy.dispute(), [busy.busy(WORLDS), at(SALIENCE, 3.0)])


def test_worlds_weigh_as_they_do_alone() -> None:
    seen = busy.offer()
    from sim.scenario import read

    scenario = replace(
        read("baseline", lambda _: seen, observe=["2017Q3: oil > 45"], worlds=WORLDS), quarters=4
    )
    made = Override(SALIENCE, "value", 0.2, 0.2)
    pair = [scenario, replace(scenario, overrides=(made,))]
    for each, (batch,) in zip(pair, tiling.run(seen.dispute, pair), strict=True):
        alone = run(CompiledModel(seen.dispute, each), 0, WORLDS)
        assert alone.weights is not None
        assert batch.weights is not None
        assert np.array_equal(alone.weights, batch.weights)
        assert 0 < alone.weights.sum() < WORLDS


def test_streams_remember_and_repeat_what_they_drew() -> None:
    plain, kept = Streams(5), tiling.CachedStreams(5)
    twice = tiling.TiledStreams(kept, 2)
    once = plain.uniform("draw", "a", 3, 10, 17)
    assert np.array_equal(kept.uniform("draw", "a", 3, 10, 17), once)
    assert np.array_equal(twice.uniform("draw", "a", 3, 10, 24), np.tile(once, 2))
    lanes = plain.lanes("many", "a", 3, 10, 17, 5)
    assert np.array_equal(kept.lanes("many", "a", 3, 10, 17, 5), lanes)
    assert np.array_equal(twice.lanes("many", "a", 3, 10, 24, 5), np.tile(lanes, (1, 2)))
    with pytest.raises(ValueError, match="read-only"):
        kept.uniform("draw", "a", 3, 10, 17)[0] = 0.5
