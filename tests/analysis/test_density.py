"""Where draws lie, as a curve."""

import numpy as np
import pytest

from sim.analysis.density import density

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
