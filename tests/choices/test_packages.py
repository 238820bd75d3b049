from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.choices.packages import SEQUENCES, TREATIES, Packages, packages, summed
from tests.support.arrays import near, of, same


def table(cedes: list[bool], money: int = 3, relief: int = 3) -> Packages:
    """The packages of a dispute whose rungs cede ground or do not."""
    dispute = SimpleNamespace(
        ladder={f"rung{i}": SimpleNamespace(islands=("rock",) * c) for i, c in enumerate(cedes)},
        money=("none", "some", "large")[:money],
        relief=("none", "partial", "full")[:relief],
    )
    return packages(dispute)  # type: ignore[arg-type]


def test_count_by_hand() -> None:
    # A rung without ground: 3 treaties * 3 sums * 3 reliefs = 27.
    # A rung with ground: 2 treaties * 2 guarantees * (8 exchanges * 3 sequences + 1) = 100.
    assert table([False]).count == 27
    assert table([False, True]).count == 127
    assert table([False, False, True, True, True]).count == 354


def test_without_money_and_relief_there_is_no_sequence() -> None:
    # 3 + 2 * 2
    bare = table([False, True], money=1, relief=1)
    assert bare.count == 7
    assert set(bare.sequence) == {SEQUENCES.index("together")}


@pytest.fixture(scope="module")
def all_of() -> Packages:
    return table([False, False, True, True, True])


def test_ceding_ground_implies_a_treaty(all_of: Packages) -> None:
    assert (all_of.treaty[all_of.territorial] != TREATIES.index("none")).all()


def test_a_guarantee_needs_ceded_ground(all_of: Packages) -> None:
    assert all_of.territorial[all_of.guarantee == 1].all()


def test_a_sequence_needs_ground_on_one_side_and_something_on_the_other(all_of: Packages) -> None:
    ordered = all_of.sequence != SEQUENCES.index("together")
    assert all_of.territorial[ordered].all()
    assert ((all_of.money + all_of.relief)[ordered] > 0).all()


def test_no_package_twice_and_the_empty_one_first(all_of: Packages) -> None:
    columns = (
        all_of.settlement,
        all_of.treaty,
        all_of.guarantee,
        all_of.money,
        all_of.relief,
        all_of.sequence,
    )
    table_of = np.stack(columns, axis=1)
    assert len(np.unique(table_of, axis=0)) == all_of.count
    assert list(table_of[0]) == [0, 0, 0, 0, 0, SEQUENCES.index("together")]


def test_packages_of_one_sequence_stand_together(all_of: Packages) -> None:
    assert sum(rows.stop - rows.start for rows in all_of.by_sequence) == all_of.count
    for place, rows in enumerate(all_of.by_sequence):
        assert (all_of.sequence[rows] == place).all()


def test_a_sequence_that_no_package_has_is_empty() -> None:
    bare = table([False], money=1, relief=1)
    found = [rows.stop - (rows.start or 0) for rows in bare.by_sequence]
    assert found == [0, 3, 0]


# Worth on a grid of the parts


def test_a_grid_is_read_where_the_package_stands(all_of: Packages) -> None:
    parts = (all_of.settlement, all_of.treaty, all_of.guarantee, all_of.money, all_of.relief)
    grid = np.arange(np.prod(all_of.shape) * 2.0).reshape(*all_of.shape, 2)
    same(all_of.of(grid), grid[parts])
    rows = all_of.by_sequence[0]
    same(all_of.of(grid, rows), grid[parts][rows])
    one = np.array([7, 200])
    same(all_of.at(grid, one), grid[parts][one, [0, 1]])


def test_an_axis_that_a_term_does_not_have_is_the_same_for_all_of_its_options(
    all_of: Packages,
) -> None:
    # what only the money decides: nothing, 3 or 12 in one world, twice as much in the other
    term = all_of.along(3, [of(0, 0), of(3, 6), of(12, 24)])
    same(all_of.of(term), np.outer(of(0, 3, 12)[all_of.money], of(1, 2)))


@given(st.lists(st.sets(st.integers(0, 3), max_size=4), min_size=1, max_size=6), st.integers(0, 99))
def test_terms_are_summed_in_whatever_order(axes: list[set[int]], seed: int) -> None:
    sizes = (2, 3, 2, 4)
    random = np.random.default_rng(seed)
    terms = [
        random.normal(size=(*(n if axis in own else 1 for axis, n in enumerate(sizes)), 5))
        for own in axes
    ]
    found = np.broadcast_to(summed(list(terms)), (*sizes, 5))
    near(found, np.broadcast_to(sum(terms), (*sizes, 5)))
