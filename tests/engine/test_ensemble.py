"""The gates of determinism: world i is the same world whatever surrounds it, to the last bit."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.base.errors import Mark
from sim.engine.ensemble import Batch, simulate
from sim.inputs.parameters import Parameter, Register
from sim.inputs.priors import parse
from sim.scenario import Event
from tests.support.cpu_hog import QUARTERS, busy, differing, dispute, when, whole

pytestmark = pytest.mark.slow


@cache
def usual() -> Batch:
    """The busy scenario's worlds, all in one batch."""
    return whole(busy())


def test_the_rare_paths_are_taken() -> None:
    """Without these the gates below would prove little."""
    quarters = usual().quarters
    ends = {name: column[-1] for name, column in quarters.items()}
    assert 0.1 < ends["treaty"].mean() < 0.9
    assert (ends["broken"] > 0).mean() > 0.02
    assert (ends["in_force"] == 0).any()
    assert ((quarters["in_force"][1:] > quarters["in_force"][:-1]).any(axis=0)).any()
    assert (ends["us.sanctions.floor"] > 0).any()
    assert (ends["rounds"] > 1).any()
    assert (quarters["treaty"][1:] < quarters["treaty"][:-1]).any()
    assert (ends["level"] == 1).any()
    assert (ends["level"] > 1).any()


@pytest.mark.parametrize("chunk", [777, 333, 2])
def test_chunks_change_nothing(chunk: int) -> None:
    worlds = 40 if chunk == 2 else 1000
    assert not differing(whole(busy(worlds), chunk=chunk), whole(busy(worlds), chunk=worlds))


def test_a_world_by_itself_is_the_same_world() -> None:
    assert not differing(whole(busy(40), chunk=1), usual())


def test_workers_change_nothing() -> None:
    assert not differing(whole(busy(), chunk=67, workers=2), usual())


def test_more_worlds_leave_the_first_ones_alone() -> None:
    assert not differing(whole(busy(50)), usual())


def test_batches_come_in_order() -> None:
    done: list[int] = []
    spans = [(b.start, b.stop) for b in simulate(busy(), dispute(), chunk=80, progress=done.append)]
    assert spans == [(0, 80), (80, 160), (160, 200)]
    assert done == [80, 160, 200]


START = busy().start
IDLE = {
    "never drawn": Event("idle", START + 1, START + 4, 0.0, (("oil", 20.0),)),
    "never true": Event("idle", START, START + 9, 1.0, (("war", 1.0),), when("oil < 0.01")),
    "nothing new": Event("idle", START, START, 1.0, (("eu.sanctions.floor", 0.0),)),
}


@pytest.mark.parametrize("event", IDLE.values(), ids=IDLE)
def test_an_event_that_does_nothing_changes_nothing(event: Event) -> None:
    asked = busy()
    assert not differing(whole(replace(asked, events=(event, *asked.events))), whole(asked))


def test_before_an_event_worlds_are_equal() -> None:
    asked, at = busy(), 6
    shock = Event("shock", START + at, START + at, 1.0, (("oil", 20.0),))
    shocked, calm = whole(replace(asked, events=(*asked.events, shock))), whole(asked)
    before = [name for name in differing(shocked, calm, slice(at)) if "outcomes" not in name]
    assert not before
    assert "quarters: oil" in differing(shocked, calm, slice(at, at + 1))


def added_parameter() -> Parameter:
    mark = Mark("added.yaml", 1, 1)
    prior = parse({"uniform": [0, 1]}, 0, 1, mark)
    return Parameter("laws.war.added", "", "", 0, 1, prior, (), "made up", "", "", mark)


def test_a_parameter_more_moves_no_other_draw() -> None:
    more = replace(dispute(), register=Register([added_parameter(), *dispute().register.values()]))
    assert not differing(usual(), whole(busy(), of=more))
    assert differing(whole(busy(), of=more), usual()) == ["draws: laws.war.added"]


def test_a_lever_more_that_stays_off_the_table_changes_nothing() -> None:
    """A lever in front of all others, of the same make as one of them, but never revised."""
    given = dispute()
    model = given.levers[0]
    own = [p for path, p in given.register.items() if path.startswith(f"{model.path}.")]
    never = parse(0, 0, 1, own[0].mark)
    added = [
        replace(
            parameter,
            path=parameter.path.replace(model.path, f"{model.actor}.lever.added"),
            prior=never if parameter.path.endswith(".revision") else parameter.prior,
        )
        for parameter in own
    ]
    more = replace(
        given,
        levers=(replace(model, name="added", watches=()), *given.levers),
        register=Register([*added, *given.register.values()]),
    )
    assert not differing(usual(), whole(busy(), of=more))


def test_another_seed_is_another_ensemble() -> None:
    one, other = whole(busy(50)), whole(replace(busy(50), seed=busy(50).seed + 1))
    assert not np.array_equal(one.quarters["oil"], other.quarters["oil"])


def test_tables_have_the_shapes_that_they_should() -> None:
    batch = whole(busy(50))
    assert {column.shape for column in batch.quarters.values()} == {(QUARTERS, 50)}
    assert {column.shape for column in batch.outcomes.values()} == {(50,)}
    assert {column.shape for column in batch.draws.values()} == {(50,)}
    assert all(np.isfinite(column).all() for column in batch.quarters.values())
