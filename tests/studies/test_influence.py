"""Influence of interests at the start, beside their saliences."""

import numpy as np
import pytest

from sim.studies import influence
from sim.studies.influence import InterestInfluence, influences
from tests.support.cpu_hog import busy, dispute

WORLDS = 60


@pytest.fixture(scope="module")
def found() -> tuple[InterestInfluence, ...]:
    return influences(dispute(), busy(WORLDS), WORLDS)


def test_saliences_and_shares_sum_to_one_for_each_actor(
    found: tuple[InterestInfluence, ...],
) -> None:
    for actor in {each.actor for each in found}:
        own = [each for each in found if each.actor == actor]
        assert sum(each.salience for each in own) == pytest.approx(1)
        for shares in ([each.packages for each in own], [each.levers for each in own]):
            known = [share for share in shares if share is not None]
            assert not known or sum(known) == pytest.approx(1)


def test_only_the_two_sides_have_influence_over_packages(
    found: tuple[InterestInfluence, ...],
) -> None:
    roles = dispute().roles
    sides = {each.actor for each in found if each.packages is not None}
    assert sides == {roles.holder, roles.claimant}


def test_a_term_twice_as_large_has_twice_the_share() -> None:
    term = np.array([[1.0, -1.0], [2.0, 0.0]])
    shares = influence._shares({"one": term, "two": 2 * term, "none": 0 * term})
    assert shares == pytest.approx({"one": 1 / 3, "two": 2 / 3, "none": 0})
    assert influence._shares({"none": 0 * term}) == {}
