import numpy as np
import pytest

from sim.analysis.level_transitions import moves
from tests.support.synthetic import make_run


def test_moves_by_counting() -> None:
    base, run = make_run(), make_run(shift=0.1)
    found = moves(run, base, base.measure("settlement"))
    one, other = (each.outcomes["settlement"] for each in (base, run))
    assert found.worlds.sum() == 2000
    for i, start in enumerate(found.measure.levels):
        for j, end in enumerate(found.measure.levels):
            count = int(((one == start) & (other == end)).sum())
            assert found.worlds[i, j] == count
            assert found.shares[i, j] == pytest.approx(count / 2000)
    # A shift upwards moves worlds up a level or not at all.
    assert {(start, end) for start, end, _ in found.moved} <= {
        ("none", "first"),
        ("first", "second"),
        ("none", "second"),
    }
    assert [share for *_, share in found.moved] == sorted(
        (share for *_, share in found.moved), reverse=True
    )


def test_nothing_moves_between_equal_runs() -> None:
    base = make_run(200)
    found = moves(base, base, base.measure("settlement"))
    assert found.moved == []
    assert np.trace(found.worlds) == 200
