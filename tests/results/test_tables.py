import numpy as np
import pytest

from sim.base.errors import SimError
from sim.results.tables import tabulate
from tests.support.synthetic import make_batch, make_manifest


def test_every_disagreement_is_told_at_once() -> None:
    batch = make_batch(0, 10)
    batch.outcomes["tresty"] = batch.outcomes.pop("treaty")
    batch.quarters["oil"] = batch.quarters["oil"][:2]
    with pytest.raises(SimError) as caught:
        tabulate(make_manifest(10), batch)
    text = str(caught.value)
    assert "outcome treaty is missing" in text
    assert "outcome tresty is not in the manifest" in text
    assert "series oil has shape (2, 10), not (8, 10)" in text


def test_values_that_mean_nothing_are_refused() -> None:
    batch = make_batch(0, 10)
    batch.outcomes["flow"][4] = np.nan
    batch.outcomes["settlement"][0] = 3
    batch.draws["laws.curve"][2] = 0.5
    with pytest.raises(SimError) as caught:
        tabulate(make_manifest(10), batch)
    text = str(caught.value)
    assert "flow is nan in 1 worlds, first at row 4" in text
    assert "settlement has a code that is none of 0 to 2" in text
    assert "laws.curve has a code that is none of 0 to 1" in text


def test_a_series_may_be_silent_in_a_quarter() -> None:
    batch = make_batch(0, 10)
    batch.quarters["oil"][1, :] = np.nan
    table = tabulate(make_manifest(10), batch)["quarters"]
    assert np.isnan(table.column("oil")[1].as_py())


def test_a_weight_is_there_where_something_is_observed_and_nowhere_else() -> None:
    observing = {"scenario": "base", "observe": [{"id": "high"}]}
    with pytest.raises(SimError, match="column weight is missing"):
        tabulate(make_manifest(10, scenario=observing), make_batch(0, 10))
    batch = make_batch(0, 10)
    batch.weights = np.ones(10)
    with pytest.raises(SimError, match="column weight is not in the manifest"):
        tabulate(make_manifest(10), batch)
    batch.weights[3] = np.nan
    with pytest.raises(SimError, match="weight is nan in 1 worlds"):
        tabulate(make_manifest(10, scenario=observing), batch)
