"""Laws asked about all worlds, about some, and about what would be."""

from functools import cache

import numpy as np
import pytest

from sim.model.batch_state import BatchState
from sim.model.compiled import CompiledModel
from sim.model.worlds import Worlds
from sim.wiring import Wired
from tests.support.arrays import same
from tests.support.cpu_hog import busy, dispute

WORLDS = 60
SOME = np.array([3, 4, 17, 18, 59])


@cache
def under_way() -> Worlds:
    """Worlds in which much has happened."""
    worlds = Worlds(CompiledModel(dispute(), busy()), 0, WORLDS)
    for _ in range(6):
        worlds.step()
    return worlds


def batch() -> BatchState:
    """The same worlds, free to be written into."""
    copied = BatchState(under_way().batch.draws, dict(under_way().state))
    copied.anchors = under_way().batch.anchors
    return copied


LAWS = {
    f"{actor} {interest}": law
    for actor, laws in under_way().compiled.attainments.items()
    for interest, law in laws.items()
}


@pytest.fixture(params=LAWS.values(), ids=LAWS)
def law(request: pytest.FixtureRequest) -> Wired:
    found: Wired = request.param
    return found


def test_some_worlds_are_asked_as_all_are(law: Wired) -> None:
    same(batch().take(SOME).evaluate(law), batch().evaluate(law)[SOME])


def test_a_change_is_what_the_law_says_of_the_changed_state(law: Wired) -> None:
    for _, key in law.rows:
        value = batch().row(key) / 2
        written = batch()
        written.write(key, value)
        same(batch().evaluate(law, {key: value}), written.evaluate(law))


def test_options_stand_side_by_side(law: Wired) -> None:
    for _, key in law.rows:
        options = np.stack([batch().row(key) * share for share in (0.5, 1.0, 0.75)])
        apart = [batch().evaluate(law, {key: option}) for option in options]
        same(np.broadcast_to(batch().evaluate(law, {key: options}), (3, WORLDS)), np.stack(apart))


def test_a_law_reads_what_changes_it(law: Wired) -> None:
    before = batch().evaluate(law)
    for path, info in under_way().compiled.states.items():
        key = (info.variable, info.row)
        changed = batch()
        changed.write(key, changed.row(key) * 0.9 + 0.01)
        if not np.array_equal(changed.evaluate(law), before):
            assert law.reads(key), path


def test_writing_leaves_the_old_arrays_as_they_were() -> None:
    written = batch()
    before = written.state["alignment"]
    kept = before.copy()
    written.write(("alignment", 1), np.zeros(WORLDS))
    same(before, kept)
    same(written.row(("alignment", 1)), np.zeros(WORLDS))
    same(written.state["alignment"][0], kept[0])


def test_what_is_written_in_some_worlds_is_given_back_to_those_alone() -> None:
    whole = batch()
    war, alignment = whole.state["war"].copy(), whole.state["alignment"].copy()
    part = whole.take(SOME)
    part.state["war"] = part.state["war"] + 1
    part.write(("alignment", 2), np.full(SOME.size, 0.5))
    same(part.row(("alignment", 2)), np.full(SOME.size, 0.5))
    same(whole.state["war"], war)
    part.write_back()
    war[SOME] += 1
    alignment[2, SOME] = 0.5
    same(whole.state["war"], war)
    same(whole.state["alignment"], alignment)


def test_what_is_only_read_is_not_given_back() -> None:
    whole = batch()
    before = dict(whole.state)
    part = whole.take(SOME)
    part.row(("alignment", 2))
    part.evaluate(next(iter(LAWS.values())))
    part.write_back()
    assert all(whole.state[name] is array for name, array in before.items())


def test_starts_stay_while_the_state_moves() -> None:
    moved = under_way().batch
    assert not np.array_equal(moved.state["war"], moved.anchors["war"])
    same(batch().take(SOME).anchors["war"], moved.anchors["war"][SOME])
