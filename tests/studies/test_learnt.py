"""What frozen joint draws say of each parameter, without running anything."""

from dataclasses import replace

import numpy as np
import pytest

from sim import dispute
from sim.base import paths as locations
from sim.dispute import Dispute
from sim.studies.learnt import learnt


@pytest.fixture(scope="module")
def held() -> Dispute:
    found = dispute.load(locations.calibrations()[0])
    assert found.posterior is not None
    return found


def test_every_parameter_that_is_held_and_varies_is_told_once(held: Dispute) -> None:
    assert held.posterior is not None
    found = learnt(held)
    paths = [each.path for each in found]
    assert len(paths) == len(set(paths))
    assert set(paths) <= set(held.posterior.columns)
    distances = [each.distance for each in found]
    assert distances == sorted(distances, reverse=True)
    assert any(each.informed for each in found)
    assert not all(each.informed for each in found)


def test_the_posterior_is_that_of_the_rows(held: Dispute) -> None:
    assert held.posterior is not None
    first = learnt(held)[0]
    weights = np.diff(held.posterior.ends, prepend=0)
    column = held.posterior.columns[first.path]
    assert first.posterior[0] == pytest.approx(float((weights * column).sum()))


def test_a_dispute_that_draws_from_its_priors_was_taught_nothing(held: Dispute) -> None:
    assert learnt(replace(held, posterior=None)) == []
