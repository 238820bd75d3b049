"""Promises that fall due: kept, delayed, broken."""

import numpy as np
import pytest

from sim.base.axes import CLAIMANT, HOLDER
from sim.choices.promises import BREAK, DELAY, KEEP
from sim.model.compiled import CompiledModel
from sim.model.worlds import Worlds
from tests.support.arrays import near, same
from tests.support.cpu_hog import busy, dispute

WORLDS = 60
TRANSFER, MONEY, RELIEF = (dispute().promises.index(k) for k in ("transfer", "money", "relief"))


@pytest.fixture
def worlds() -> Worlds:
    """Worlds in which an exchange was signed: ground against money and relief, all due now."""
    made = Worlds(CompiledModel(dispute(), busy()), 0, WORLDS)
    for name, value in (("level", 2.0), ("treaty", 1.0), ("fallback", 0.0)):
        made.state[name] = np.full(WORLDS, value)
    made.state["owed"] = np.array([[1.0], [3.0], [0.5]]) * np.ones(WORLDS)
    made.state["due"] = np.array([[1.0], [2.0], [2.0]]) * np.ones(WORLDS)
    return made


def test_what_is_not_due_waits(worlds: Worlds) -> None:
    worlds.obligations.fall_due()
    assert set(worlds.obligations.settled) == {"transfer"}
    ended = worlds.state["due"][TRANSFER] > 0  # delayed
    same(worlds.state["due"][MONEY][ended], np.ones(ended.sum()))


def test_a_broken_transfer_undoes_the_exchange(worlds: Worlds) -> None:
    trust = worlds.state["trust"]
    worlds.obligations.fall_due()
    done = worlds.obligations.settled["transfer"].option
    state = worlds.state
    broken, kept, later = done == BREAK, done == KEEP, done == DELAY
    assert broken.any()
    assert kept.any()
    assert later.any()
    same(state["level"], np.where(broken, 0, 2))
    same(state["treaty"], np.where(broken, 0, 1))
    assert not state["owed"][:, broken].any()
    assert not state["due"][:, broken].any()
    same(state["owed"][TRANSFER], np.where(later, 1, 0))
    same(state["due"][TRANSFER] > 0, later)
    same(state["broken"], np.where(broken, 1, 0))
    same(state["frozen"] > 0, broken)
    assert (state["trust"][CLAIMANT][broken] < trust[CLAIMANT][broken]).all()
    assert (state["trust"][CLAIMANT][kept] > trust[CLAIMANT][kept]).all()
    near(state["trust"][CLAIMANT][later], trust[CLAIMANT][later])
    same(state["trust"][HOLDER], trust[HOLDER])


def test_money_and_relief_are_given_where_they_are_kept(worlds: Worlds) -> None:
    row = dispute().senders.index(dispute().roles.claimant)
    worlds.state["due"] = np.array([[0.0], [1.0], [1.0]]) * np.ones(WORLDS)
    worlds.state["owed"] = np.array([[0.0], [3.0], [0.5]]) * np.ones(WORLDS)
    pledges, severity = worlds.state["pledges"], worlds.state["sanctions"][row]
    worlds.obligations.fall_due()
    settled = worlds.obligations.settled
    gave = {kind: settled[kind].option == KEEP for kind in ("money", "relief")}
    assert gave["money"].any()
    assert gave["relief"].any()
    same(worlds.state["pledges"], pledges + np.where(gave["money"], 3.0, 0.0))
    near(worlds.state["sanctions"][row], severity * np.where(gave["relief"], 0.5, 1.0))
    same(worlds.state["level"], np.full(WORLDS, 2.0))  # the ground was handed over already


def test_a_floor_stops_relief_that_was_promised(worlds: Worlds) -> None:
    row = dispute().senders.index(dispute().roles.claimant)
    worlds.state["due"] = np.array([[0.0], [0.0], [1.0]]) * np.ones(WORLDS)
    severity = worlds.state["sanctions"][row]
    worlds.batch.write(("floor", row), severity * 0.8)
    worlds.obligations.fall_due()
    kept = worlds.obligations.settled["relief"].option == KEEP
    assert kept.any()
    near(worlds.state["sanctions"][row], severity * np.where(kept, 0.8, 1.0))


def test_a_broken_payment_before_the_ground_undoes_the_exchange(worlds: Worlds) -> None:
    worlds.state["due"] = np.array([[3.0], [1.0], [0.0]]) * np.ones(WORLDS)
    worlds.obligations.fall_due()
    broken = worlds.obligations.settled["money"].option == BREAK
    same(worlds.state["level"], np.where(broken, 0, 2))
    same(worlds.state["owed"][TRANSFER], np.where(broken, 0, 1))


def test_nothing_owed_nothing_happens() -> None:
    made = Worlds(CompiledModel(dispute(), busy()), 0, WORLDS)
    before = dict(made.state)
    made.obligations.fall_due()
    assert made.obligations.settled == {}
    for name, array in before.items():
        same(made.state[name], array)
