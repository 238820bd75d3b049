"""Stories that several tests look at: told once."""

import pytest

from sim.base import paths as locations
from sim.inputs.evidence import Evidence
from sim.trace import Story, explain


@pytest.fixture(scope="package")
def evidence() -> Evidence:
    return Evidence.load(locations.seeds_folder())


@pytest.fixture(scope="package")
def told() -> Story:
    """A world in which a treaty is signed, beside the same world of the base."""
    return explain("trump_lifts_sanctions", world=122, prior=True)
