import numpy as np
import pytest

from sim.analysis.distributions import dots, exceedance, moved, moves_any
from tests.support.synthetic import make_observed, make_run

RUN, BASE = make_run(shift=0.1), make_run()


def test_exceedance_falls_from_all_to_none() -> None:
    found = exceedance(RUN, "flow")
    values = RUN.outcomes["flow"]
    assert (found.values[0], found.values[-1]) == (values.min(), values.max())
    assert (found.shares[0], found.shares[-1]) == (1, 0)
    assert found.middle == pytest.approx(values.median(), abs=1e-9)
    quarter = np.searchsorted(-found.shares, -0.25)
    assert (values > found.values[quarter]).mean() == pytest.approx(0.25, abs=0.002)


def test_weighted_worlds_count_by_their_weight() -> None:
    run = make_observed([{"id": "s", "at": "2018Q4", "that": "oil > 25"}])
    kept = run.outcomes["flow"][run.weights > 0]
    assert exceedance(run, "flow").middle == pytest.approx(kept.median(), abs=0.01)
    assert dots(run, "flow").min() >= kept.min()


def test_what_moves_is_taken_world_by_world() -> None:
    assert moved(RUN, BASE, "flow") == pytest.approx(np.full(50, 0.1))
    assert np.ptp(dots(RUN, "flow")) > 0.5


def test_whether_any_world_moves() -> None:
    assert moves_any(RUN, BASE, "flow")
    assert not moves_any(BASE, make_run(), "flow")
