"""A parameter that no file gives."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from sim.base.axes import Array
from sim.base.errors import InputError
from sim.base.random_streams import Streams
from sim.engine.ensemble import run
from sim.inputs.parameters import Register
from sim.model.parameter_sampling import ParameterTable, drawn, table
from sim.model.worlds import CompiledModel
from tests.support.cpu_hog import busy, dispute


def test_who_asks_for_a_parameter_that_no_file_gives_is_told_so() -> None:
    path = "choices.revision.jump"
    register = Register(each for each in dispute().register.values() if each.path != path)
    without = replace(dispute(), register=register)
    with pytest.raises(InputError, match=f"no file gives the parameter {path}"):
        run(CompiledModel(without, busy(20)), 0, 20)


def test_some_parameters_are_drawn_as_all_are() -> None:
    streams, path = Streams(busy().seed), "us.salience.punishment"
    every = drawn(dispute(), streams, 3, 9)
    few = drawn(dispute(), streams, 3, 9, ["laws.oil.volatility", path])
    assert set(few) == {"laws.oil.volatility"} | {p for p in every if p.startswith("us.salience.")}
    for name, column in few.items():
        assert column.tobytes() == every[name].tobytes()


def test_the_nearest_name_is_suggested() -> None:
    table = ParameterTable({"choices.logit.audience": np.ones(3)})
    with pytest.raises(InputError, match=r"did you mean 'choices\.logit\.audience'"):
        table["choices.logit.audiense"]
    assert table.get("choices.logit.audiense") is None


def test_the_first_worlds_parameters_are_kept_as_they_are_drawn() -> None:
    streams, given = Streams(busy().seed), dispute()
    one, other = (table(given, (), streams, 3, 9) for _ in range(2))
    fresh = drawn(given, streams, 3, 9)
    assert list(one) == list(fresh)
    for path, column in fresh.items():
        assert one[path] is other[path]
        np.testing.assert_array_equal(one[path], column)
    with pytest.raises(ValueError, match="read-only"):
        one["laws.oil.volatility"][0] = 1


def test_streams_of_a_study_are_asked_and_nothing_is_kept() -> None:
    class Ends(Streams):
        def uniforms(
            self, name: str, entities: Sequence[str], quarter: int, start: int, stop: int
        ) -> Array:
            return np.full((len(entities), stop - start), 0.5)

    kept = table(dispute(), (), Streams(1), 0, 4)
    assert not np.array_equal(
        table(dispute(), (), Ends(1), 0, 4)["laws.oil.volatility"], kept["laws.oil.volatility"]
    )
