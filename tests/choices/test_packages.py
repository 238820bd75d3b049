from types import SimpleNamespace

import numpy as np
import pytest

from sim.choices.packages import SEQUENCES, TREATIES, Packages, packages


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
