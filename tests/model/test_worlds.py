"""The batch as a whole: arrays that are never written into, records, quarters with a vote."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from sim.model.compiled import CompiledModel
from sim.model.worlds import Worlds
from sim.scenario import Scenario
from tests.support.arrays import same
from tests.support.cpu_hog import QUARTERS, busy, differing, dispute, whole

WORLDS = 60


def worlds(asked: Scenario | None = None) -> Worlds:
    return Worlds(CompiledModel(dispute(), asked or busy()), 0, WORLDS)


def test_no_array_is_written_into() -> None:
    """Whoever keeps a state sees it as it was: trace, anchors and records rely on it."""
    made = worlds()
    for _ in range(QUARTERS):
        for step in made.compiled.steps:
            before = dict(made.state)
            copies = {name: array.copy() for name, array in before.items()}
            made.take(step)
            for name, array in before.items():
                assert array.tobytes() == copies[name].tobytes(), (step.name, name)
        made._record()
        made.quarter += 1
        made.elapsed += 1


def test_starts_are_what_stood_before_any_event() -> None:
    made = worlds()
    before = {name: array.copy() for name, array in made.state.items()}
    for _ in range(4):
        made.step()
    for name, array in before.items():
        same(made.batch.anchors[name], array)


def test_states_stay_within_their_bounds() -> None:
    quarters = whole(busy()).quarters
    for path, info in CompiledModel(dispute(), busy()).states.items():
        if info.shown:
            assert (quarters[path] >= info.low).all(), path
            assert (quarters[path] <= info.high).all(), path


def test_the_last_record_is_the_last_state() -> None:
    made = worlds()
    for _ in range(QUARTERS):
        made.step()
    for path, info in made.compiled.states.items():
        if info.shown:
            same(made.recorded[path][-1], made.read(path))
    for lever in dispute().levers:
        same(made.recorded[lever.path][-1], made.chosen[lever.path] - lever.hold)


def test_the_council_agrees_in_the_second_and_fourth_quarter() -> None:
    made = worlds(replace(busy(), quarters=4))
    first = busy().start.quarter
    found = []
    for _ in range(4):
        found.append((made.quarter % 4 + 1, made.votes))
        made.step()
    assert found[0][0] == first
    assert sorted(found) == [(1, False), (2, True), (3, False), (4, True)]


@pytest.mark.parametrize("off", [step.switch for step in CompiledModel(dispute(), busy()).steps])
def test_a_mechanism_that_is_off_is_not_stepped(off: str | None) -> None:
    if off is None:
        return
    compiled = CompiledModel(dispute(), replace(busy(), mechanisms_off=(off,)))
    assert off not in {step.switch for step in compiled.steps}
    made = Worlds(compiled, 0, 5)
    made.step()
    assert all(np.isfinite(series[0]).all() for series in made.recorded.values())


def test_what_is_off_leaves_what_it_writes_as_it_was() -> None:
    quiet = whole(replace(busy(40), events=(), policies=(), mechanisms_off=("oil",)))
    assert (quiet.quarters["oil"] == quiet.quarters["oil"][0]).all()


def test_columns_are_shown_states_and_levers() -> None:
    compiled = CompiledModel(dispute(), busy())
    shown = [path for path, info in compiled.states.items() if info.shown]
    assert list(compiled.recorded) == [*shown, *(lever.path for lever in dispute().levers)]


def test_a_batch_that_is_closed_lets_go_of_its_arrays() -> None:
    gc.collect()
    gc.disable()
    try:
        made = worlds()
        made.step()
        batch = weakref.ref(made.batch)
        made.close()
        assert batch() is None
    finally:
        gc.enable()


def test_worlds_may_begin_anywhere() -> None:
    later = Worlds(CompiledModel(dispute(), busy()), 20, 30)
    for _ in range(QUARTERS):
        later.step()
    all_of_them = whole(busy(40))
    for path, series in later.recorded.items():
        assert series.tobytes() == all_of_them.quarters[path][:, 20:30].tobytes(), path


def test_a_run_leaves_the_setup_as_it_was() -> None:
    compiled = CompiledModel(dispute(), busy(40))
    first = Worlds(compiled, 0, 40)
    first.step()
    again = Worlds(compiled, 0, 40)
    again.step()
    for path in compiled.recorded:
        same(first.recorded[path][0], again.recorded[path][0])
    assert not differing(whole(busy(40)), whole(busy(40)))
