import numpy as np
import pytest

from sim.analysis.distributions import density, dots, exceedance, moved, moves_any
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


DRAWS = np.random.default_rng(1).normal(3, 0.5, 4000)


def test_it_is_the_normal_that_was_drawn() -> None:
    places = np.linspace(1.5, 4.5, 31)
    found = density(DRAWS, places)
    exact = np.exp(-(((places - 3) / 0.5) ** 2) / 2) / (0.5 * np.sqrt(2 * np.pi))
    assert found is not None
    assert np.abs(found - exact).max() < 0.05


def test_it_adds_up_to_one_and_stops_at_the_ends() -> None:
    draws = np.random.default_rng(2).uniform(0, 1, 4000)
    places = np.linspace(-0.5, 1.5, 2001)
    found = density(draws, places)
    assert found is not None
    assert np.trapezoid(found, places) == pytest.approx(1, abs=0.02)
    assert found[places < 0].max() == 0
    assert found[np.abs(places - 0.05) < 0.02].min() > 0.85  # mirrored at the end, not thinned


def test_a_logarithmic_axis_has_its_own_density() -> None:
    draws = np.exp(DRAWS)
    places = np.exp(np.linspace(1.5, 4.5, 31))
    found, plain = density(draws, places, log=True), density(DRAWS, np.log(places))
    assert found is not None
    assert plain is not None
    assert found == pytest.approx(plain)


def test_a_number_that_does_not_vary_has_none() -> None:
    assert density(np.full(10, 2.0), np.linspace(0, 4, 5)) is None
    assert density(np.array([]), np.linspace(0, 4, 5)) is None
