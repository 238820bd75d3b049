"""What packages are worth, against stepping into each of them; what a signed one writes."""

from dataclasses import replace

import numpy as np
import pytest

from sim.base.axes import CLAIMANT, HOLDER, Array
from sim.base.functional_forms import shift_odds
from sim.choices import bargaining
from sim.choices.packages import SEQUENCES
from sim.model.batch_state import BatchState
from sim.model.compiled import CompiledModel
from sim.model.negotiation import Offers
from sim.model.worlds import Worlds
from tests.support.arrays import near, same
from tests.support.cpu_hog import busy, dispute

WORLDS = 30


@pytest.fixture
def worlds() -> Worlds:
    """Worlds that have moved on and have signed nothing yet."""
    asked = replace(busy(), mechanisms_off=("bargaining",))
    made = Worlds(CompiledModel(dispute(), asked), 0, WORLDS)
    made.step()
    made.step()
    return made


def sides(worlds: Worlds) -> tuple[str, str]:
    return dispute().roles.holder, dispute().roles.claimant


def offers(worlds: Worlds) -> Offers:
    return Offers.of(worlds.negotiation.packages, *worlds.negotiation.stakes(worlds.batch))


def carried_out(
    worlds: Worlds, package: int, ground: bool = True, money: bool = True
) -> BatchState:
    """The worlds with a package in force at once, or with a part of it only.

    ground : False if the holder breaks its promise: where ground was exchanged, the treaty falls
    """
    parts, batch = worlds.negotiation.packages, worlds.batch
    draws, state = batch.draws, dict(batch.state)
    after = BatchState(draws, state)
    after.anchors = batch.anchors
    stands = ground or not parts.territorial[package]
    treaty = parts.treaty[package] if stands else 0
    if stands:
        state["level"] = np.maximum(state["level"], parts.settlement[package])
        state["guarantee"] = np.maximum(state["guarantee"], parts.guarantee[package])
    state["treaty"] = np.maximum(state["treaty"], treaty > 0)
    state["title"] = np.full(WORLDS, float(treaty > 1))
    if treaty:
        warmth = ("alignment", dispute().pair_row(*sides(worlds)))
        factor = np.exp(draws["laws.alignment.thaw"] * draws["choices.course.horizon"])
        after.write(warmth, shift_odds(after.row(warmth), factor))
    if money:
        sums = [np.zeros(WORLDS), *(draws[f"packages.money.{n}"] for n in dispute().money[1:])]
        lifts = [np.zeros(WORLDS), *(draws[f"packages.relief.{n}"] for n in dispute().relief[1:])]
        state["pledges"] = state["pledges"] + state["linkage"] * sums[parts.money[package]]
        severity = ("sanctions", dispute().senders.index(sides(worlds)[CLAIMANT]))
        after.write(severity, after.row(severity) * (1 - lifts[parts.relief[package]]))
    return after


def utility(worlds: Worlds, side: int, batch: BatchState) -> Array:
    return worlds.compiled.interests[sides(worlds)[side]].utility(batch)


@pytest.mark.parametrize("side", [HOLDER, CLAIMANT])
def test_packages_are_worth_what_the_worlds_with_them_are(worlds: Worlds, side: int) -> None:
    draws = worlds.batch.draws
    draws["choices.bargaining.doubt"] = np.zeros(WORLDS)  # type: ignore[index]
    draws["choices.bargaining.delay"] = np.zeros(WORLDS)  # type: ignore[index]
    found = offers(worlds).gains[side]
    before = utility(worlds, side, worlds.batch)
    for package in range(0, worlds.negotiation.packages.count, 7):
        after = utility(worlds, side, carried_out(worlds, package))
        near(found[package], after - before, within=1e-9)


@pytest.mark.parametrize("side", [HOLDER, CLAIMANT])
def test_who_comes_second_counts_on_a_part(worlds: Worlds, side: int) -> None:
    draws = worlds.batch.draws
    draws["choices.bargaining.delay"] = np.zeros(WORLDS)  # type: ignore[index]
    table, found = worlds.negotiation.packages, offers(worlds).gains[side]
    believed = bargaining.delivered(
        worlds.state["trust"][side],
        draws["choices.bargaining.doubt"],
        draws["choices.bargaining.delay"],
    )
    before = utility(worlds, side, worlds.batch)
    for package in range(3, table.count, 11):
        first = table.sequence[package] / (len(SEQUENCES) - 1)
        risk = first if side == HOLDER else 1 - first
        whole = utility(worlds, side, carried_out(worlds, package))
        spared = {"money": False} if side == HOLDER else {"ground": False}
        alone = utility(worlds, side, carried_out(worlds, package, **spared))
        gain = whole - risk * (1 - believed) * (whole - alone) - before
        near(found[package], gain, within=1e-9)


def test_only_exchanged_ground_is_at_risk_to_the_claimant(worlds: Worlds) -> None:
    """Without ground nothing of the holder's falls due, so that trust does not matter."""
    table, state = worlds.negotiation.packages, worlds.state
    trusting = offers(worlds).gains[CLAIMANT]
    state["trust"] = state["trust"] / 2
    wary = offers(worlds).gains[CLAIMANT]
    same(trusting[~table.territorial], wary[~table.territorial])
    first = table.territorial & (table.sequence == SEQUENCES.index("claimant_first"))
    assert (trusting[first] != wary[first]).mean() > 0.2  # one of the three reasons for delay


def test_relief_counts_as_far_as_a_floor_lets_it(worlds: Worlds) -> None:
    table, row = worlds.negotiation.packages, dispute().senders.index(sides(worlds)[CLAIMANT])
    relief = table.relief > 0
    free = offers(worlds).gains[HOLDER]
    worlds.batch.write(("floor", row), worlds.batch.row(("sanctions", row)))
    bound = offers(worlds).gains[HOLDER]
    same(free[~relief], bound[~relief])
    assert (free[relief] != bound[relief]).mean() > 0.5
    plain = np.flatnonzero(
        relief & (table.settlement == 0) & (table.treaty == 0) & (table.money == 0)
    )
    near(bound[plain], np.broadcast_to(bound[0], bound[plain].shape))


def test_interests_add_up_to_the_gain_if_all_is_delivered(worlds: Worlds) -> None:
    made, draws = worlds.negotiation, worlds.batch.draws
    draws["choices.bargaining.doubt"] = np.zeros(WORLDS)  # type: ignore[index]
    draws["choices.bargaining.delay"] = np.zeros(WORLDS)  # type: ignore[index]
    found = offers(worlds)
    for side in (HOLDER, CLAIMANT):
        for package in (0, 5, 100, made.packages.count - 1):
            terms = made.terms(found, side, package)
            near(sum(terms.values()), found.gains[side][package], within=1e-9)


def test_the_empty_package_is_no_package(worlds: Worlds) -> None:
    worlds.batch.draws["choices.bargaining.delay"] = np.zeros(WORLDS)  # type: ignore[index]
    for gain in offers(worlds).gains:
        near(gain[0], np.zeros(WORLDS))


def test_rounds_write_what_they_sign() -> None:
    made = Worlds(CompiledModel(dispute(), busy()), 0, 200)
    kinds = dispute().promises
    signed_before = made.state["treaty"] > 0
    for _ in range(4):
        before = dict(made.state)
        made.negotiation.hold()
        held = made.negotiation.round
        if held is not None:
            deal = held.signed != bargaining.NO_DEAL
            where, parts, after = held.worlds[deal], made.negotiation.packages, made.state
            package = held.signed[deal]
            assert (after["level"][where] >= parts.settlement[package]).all()
            same(after["treaty"][where] > 0, parts.treaty[package] > 0)
            same(after["fallback"][where], before["level"][where])
            owes = after["owed"][:, where] > 0
            same(owes[kinds.index("transfer")], parts.territorial[package])
            same(owes[kinds.index("relief")], parts.relief[package] > 0)
            same(owes, after["due"][:, where] > 0)
            gains = [gain[held.signed, np.arange(deal.size)][deal] for gain in held.offers.gains]
            assert (np.stack(gains) > 0).all()
            elsewhere = np.setdiff1d(np.arange(200), where)
            same(after["level"][elsewhere], before["level"][elsewhere])
            assert not signed_before[where].any()
        signed_before = made.state["treaty"] > 0
        made.step()
    assert signed_before.any()


def test_win_sets_and_zone_are_shares_of_the_worlds_with_a_round() -> None:
    worlds = Worlds(CompiledModel(dispute(), busy()), 0, WORLDS)
    worlds.step()
    worlds.step()
    for name in ("winset", "zone"):
        assert ((worlds.state[name] >= 0) & (worlds.state[name] <= 1)).all()
    never = worlds.state["rounds"] == 0
    same(worlds.state["zone"][never], np.zeros(never.sum()))


def test_no_round_without_a_meeting() -> None:
    silent = replace(busy(), mechanisms_off=("meetings",))
    made = Worlds(CompiledModel(dispute(), silent), 0, WORLDS)
    for _ in range(4):
        made.step()
    same(made.state["rounds"], np.zeros(WORLDS))


def test_win_sets_do_not_hang_on_how_much_a_leader_minds(worlds: Worlds) -> None:
    before = offers(worlds)
    for party in sides(worlds):
        worlds.batch.draws[f"{party}.salience.home"] = np.zeros(WORLDS)
    after = offers(worlds)
    for side in (HOLDER, CLAIMANT):
        same(after.stakes[side].margin, before.stakes[side].margin)
        assert np.ptp(before.stakes[side].margin) > 0
