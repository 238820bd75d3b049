"""Laws asked about all worlds, about some, and about what would be."""

from functools import cache

import numpy as np
import pytest

from sim.model.batch_state import Frame
from sim.model.compiled import Setup
from sim.model.worlds import Worlds
from sim.wiring import Wired
from tests.support.arrays import same
from tests.support.cpu_hog import busy, dispute

WORLDS = 60
SOME = np.array([3, 4, 17, 18, 59])


@cache
def under_way() -> Worlds:
    """Worlds in which much has happened."""
    worlds = Worlds(Setup(dispute(), busy()), 0, WORLDS)
    for _ in range(6):
        worlds.step()
    return worlds


def frame() -> Frame:
    """The same worlds, free to be written into."""
    copied = Frame(under_way().frame.draws, dict(under_way().state))
    copied.anchors = under_way().frame.anchors
    return copied


LAWS = {
    f"{actor} {interest}": law
    for actor, laws in under_way().setup.attainments.items()
    for interest, law in laws.items()
}


@pytest.fixture(params=LAWS.values(), ids=LAWS)
def law(request: pytest.FixtureRequest) -> Wired:
    found: Wired = request.param
    return found


def test_some_worlds_are_asked_as_all_are(law: Wired) -> None:
    same(frame().take(SOME).ask(law), frame().ask(law)[SOME])


def test_a_change_is_what_the_law_says_of_the_changed_state(law: Wired) -> None:
    for _, key in law.rows:
        value = frame().row(key) / 2
        written = frame()
        written.write(key, value)
        same(frame().ask(law, {key: value}), written.ask(law))


def test_options_stand_side_by_side(law: Wired) -> None:
    for _, key in law.rows:
        options = np.stack([frame().row(key) * share for share in (0.5, 1.0, 0.75)])
        apart = [frame().ask(law, {key: option}) for option in options]
        same(np.broadcast_to(frame().ask(law, {key: options}), (3, WORLDS)), np.stack(apart))


def test_a_law_reads_what_changes_it(law: Wired) -> None:
    before = frame().ask(law)
    for path, info in under_way().setup.states.items():
        key = (info.variable, info.row)
        changed = frame()
        changed.write(key, changed.row(key) * 0.9 + 0.01)
        if not np.array_equal(changed.ask(law), before):
            assert law.reads(key), path


def test_writing_leaves_the_old_arrays_as_they_were() -> None:
    written = frame()
    before = written.state["alignment"]
    kept = before.copy()
    written.write(("alignment", 1), np.zeros(WORLDS))
    same(before, kept)
    same(written.row(("alignment", 1)), np.zeros(WORLDS))
    same(written.state["alignment"][0], kept[0])


def test_what_is_written_in_some_worlds_is_given_back_to_those_alone() -> None:
    whole = frame()
    war, alignment = whole.state["war"].copy(), whole.state["alignment"].copy()
    part = whole.take(SOME)
    part.state["war"] = part.state["war"] + 1
    part.write(("alignment", 2), np.full(SOME.size, 0.5))
    same(part.row(("alignment", 2)), np.full(SOME.size, 0.5))
    same(whole.state["war"], war)
    part.give_back()
    war[SOME] += 1
    alignment[2, SOME] = 0.5
    same(whole.state["war"], war)
    same(whole.state["alignment"], alignment)


def test_what_is_only_read_is_not_given_back() -> None:
    whole = frame()
    before = dict(whole.state)
    part = whole.take(SOME)
    part.row(("alignment", 2))
    part.ask(next(iter(LAWS.values())))
    part.give_back()
    assert all(whole.state[name] is array for name, array in before.items())


def test_starts_stay_while_the_state_moves() -> None:
    moved = under_way().frame
    assert not np.array_equal(moved.state["war"], moved.anchors["war"])
    same(frame().take(SOME).anchors["war"], moved.anchors["war"][SOME])
