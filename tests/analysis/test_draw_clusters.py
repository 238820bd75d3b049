"""Planted groups of draws are found, a cloud is called one, and what sets groups apart is named."""

import numpy as np
import pytest

from sim.analysis.draw_clusters import FEWEST, MOST, REACH, clusters, standing
from sim.base.random_streams import Streams
from tests.support.arrays import same

ROWS = 600
INFORMED = {"a": 0.3, "b": 0.3, "c": 0.01}


def drawn(apart: float) -> dict[str, np.ndarray]:
    """Three groups that differ in a and b; c is noise."""
    rng = np.random.default_rng(5)
    group = np.arange(ROWS) % 3
    noise = rng.standard_normal((3, ROWS))
    return {
        "a": noise[0] + apart * np.array([-1, 0, 1])[group],
        "b": noise[1] + apart * np.array([1, -1, 1])[group],
        "c": noise[2],
    }


def test_planted_groups_are_found() -> None:
    found = clusters(drawn(8), INFORMED, {}, np.ones(ROWS), Streams(1))
    assert len(found.shares) == 3
    assert found.shares == pytest.approx([1 / 3] * 3)
    for i in range(3):  # each planted group is one that is found
        assert len(set(found.members[i::3])) == 1
    assert found.explained > 2 * found.by_chance or found.explained > 0.7
    path, _ = found.distinguishing_parameters(found.members[0], found.members[2])[0]
    assert path == "a"


def test_a_cloud_is_no_more_grouped_than_when_it_is_shuffled() -> None:
    found = clusters(drawn(0), INFORMED, {}, np.ones(ROWS), Streams(1))
    assert FEWEST <= len(found.shares) <= MOST
    assert found.explained == pytest.approx(found.by_chance, rel=0.25)


def test_the_same_draws_give_the_same_groups_the_largest_first() -> None:
    weights = np.where(np.arange(ROWS) % 3 == 1, 5.0, 1.0)
    one, other = (clusters(drawn(8), INFORMED, {}, weights, Streams(1)) for _ in range(2))
    same(one.members, other.members)
    assert one.shares == pytest.approx([5 / 7, 1 / 7, 1 / 7])
    assert one.members[1] == 0


def test_a_parameter_that_history_moves_little_hardly_counts() -> None:
    draws = drawn(0) | {"c": np.where(np.arange(ROWS) % 3 == 0, -50.0, 50.0)}
    found = clusters(draws, {"a": 0.3, "b": 0.3, "c": 1e-6}, {}, np.ones(ROWS), Streams(1))
    assert {found.distinguishing_parameters(i)[0][0] for i in range(len(found.shares))} <= {
        "a",
        "b",
    }


def test_a_number_stands_by_its_deviations_and_no_tail_reaches_far() -> None:
    at = standing(np.array([*range(99), 1e9]), None)[:, 0]
    assert at.max() == REACH
    assert standing(np.array([1.0, 3.0]), None)[:, 0] == pytest.approx([-1, 1])
    same(standing(np.ones(3), None)[:, 0], np.zeros(3))


def test_a_form_weighs_as_one_number() -> None:
    codes = np.array([0.0, 1.0, 2.0, 1.0])
    at = standing(codes, 3)
    assert at.shape == (4, 3)
    assert float(at.var(axis=0).sum()) == pytest.approx(1)
    same(standing(np.zeros(4), 2)[:, 1], np.zeros(4))  # one option only
