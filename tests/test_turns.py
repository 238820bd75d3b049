"""Branches: worlds that share their past, and what becomes of them."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.errors import InputError
from sim.model.compiled import CompiledModel
from sim.model.parameter_sampling import ParameterTable, check
from sim.model.worlds import Worlds
from sim.scenario import Event, Override, Policy, Scenario, Switch
from tests.support.arrays import same
from tests.support.cpu_hog import QUARTERS, busy, differing, dispute, offer, whole

pytestmark = pytest.mark.slow

WORLDS = 300
START = busy().start
TURN = 4
AT = START + TURN
PUNISHMENT = "us.salience.punishment"


@cache
def parent() -> Any:
    return whole(busy(WORLDS))


def override(path: str, op: Any, value: Any, since: int | None = TURN) -> Override:
    written = value if op == "value" else {op: value}
    return Override(path, op, value, written, None, None if since is None else START + since)


def branch(*overrides: Override, switches: tuple[Switch, ...] = (), **more: Any) -> Scenario:
    asked = busy(WORLDS)
    return replace(asked, overrides=(*asked.overrides, *overrides), switches=switches, **more)


HARSH = override(PUNISHMENT, "scale", 0.2)
CHANGES: dict[str, dict[str, Any]] = {
    "a salience": {"overrides": (HARSH,)},
    "a form": {"overrides": (override("interests.wedge.form", "value", "additive"),)},
    "a scale": {"overrides": (override("us.lever.sanctions.scale", "scale", 0.1),)},
    "a step": {"overrides": (override("us.lever.sanctions.step", "value", 1.5),)},
    "a revision": {"overrides": (override("us.lever.sanctions.revision", "value", 1.0),)},
    "a law": {"overrides": (override("laws.oil.volatility", "value", 0.3),)},
    "a leader's rate": {"overrides": (override("japan.handover.hazard", "value", 0.9),)},
    "a member": {"overrides": (override("eu.member.italy.stance", "value", 5.0),)},
    "a position": {"overrides": (override("us.position.lock", "value", 0.0),)},
    "a mechanism": {"switches": (Switch("bargaining", False, AT),)},
    "ratification": {"switches": (Switch("ratification", False, AT),)},
    "courting": {"switches": (Switch("courting", False, AT),)},
    "a law off": {"switches": (Switch("war", False, AT),)},
}


def made(change: dict[str, Any]) -> Scenario:
    return branch(*change.get("overrides", ()), switches=change.get("switches", ()))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_worlds_are_equal_before_the_branch_and_not_after(change: dict[str, Any]) -> None:
    found = whole(made(change))
    assert [d for d in differing(found, parent(), slice(TURN)) if d.startswith("quarters")] == []
    assert [d for d in differing(found, parent()) if d.startswith("quarters")]


@pytest.mark.parametrize("how", [{"chunk": 1}, {"chunk": 77}, {"chunk": 150, "workers": 2}])
def test_a_branch_is_the_same_in_any_chunks(how: dict[str, int]) -> None:
    every = [override for each in CHANGES.values() for override in each.get("overrides", ())]
    off = tuple(Switch(name, False, AT) for name in ("ratification", "war"))
    asked = branch(*every, override("laws.war.decay", "scale", 0.5, 6), switches=off)
    asked = replace(asked, worlds=30 if how["chunk"] == 1 else WORLDS)
    assert differing(whole(asked, **how), whole(asked)) == []


def test_what_is_changed_from_the_first_quarter_on_is_changed_at_the_start() -> None:
    """Parameters that no anchor rests on act alike from the start and since the first quarter."""
    volatile = override("laws.oil.volatility", "value", 0.3, None)
    since = replace(volatile, since=START)
    turned = Worlds(CompiledModel(dispute(), branch(since)), 0, WORLDS)
    for _ in range(QUARTERS):
        turned.step()
    started = whole(branch(volatile))
    for path, column in turned.recorded.items():
        same(column, started.quarters[path])


def test_the_turn_by_hand() -> None:
    """A bound lever moves the odds by exp(-step), from the branch on by exp(-1.5)."""
    ease = Policy("ease", "us", "sanctions", "ease", START)
    quiet = {"events": (), "policies": (ease,), "mechanisms_off": ("legislature", "promises")}
    found = whole(branch(override("us.lever.sanctions.step", "value", 1.5), **quiet))
    start = parent().draws["us.sanctions.start"]
    step = parent().draws["us.lever.sanctions.step"]
    for quarter in range(QUARTERS):
        down = step * min(quarter + 1, TURN) + 1.5 * max(0, quarter + 1 - TURN)
        odds = start / (1 - start) * np.exp(-down)
        hand = odds / (1 + odds)
        np.testing.assert_allclose(found.quarters["us.sanctions"][quarter], hand, rtol=1e-9)


def test_leaders_who_meet_less_hold_fewer_rounds() -> None:
    rounds = whole(branch(override("laws.meetings.rate", "scale", 0.2))).quarters["rounds"]
    before = parent().quarters["rounds"]
    same(rounds[TURN - 1], before[TURN - 1])
    assert (rounds[-1] - rounds[TURN - 1]).mean() < 0.7 * (before[-1] - before[TURN - 1]).mean()


def test_saliences_share_what_is_left_by_all_that_holds() -> None:
    """From the start security is set to 0.1; the branch sets punishment to 0.3."""
    first = override("us.salience.security", "value", 0.1, None)
    second = override(PUNISHMENT, "value", 0.3)
    draws = whole(branch(first, second)).draws
    group = [path for path in dispute().register if path.startswith("us.salience.")]
    np.testing.assert_allclose(sum(draws[path] for path in group), 1, rtol=1e-12)
    same(draws["us.salience.security"], np.full(WORLDS, 0.1))
    same(draws[PUNISHMENT], np.full(WORLDS, 0.3))
    others = [path for path in group if path not in (PUNISHMENT, "us.salience.security")]
    one, two = (whole(busy(WORLDS)).draws[path] for path in others[:2])
    np.testing.assert_allclose(draws[others[0]] / draws[others[1]], one / two, rtol=1e-9)


def test_what_ends_is_as_it_was_drawn() -> None:
    set_, ended = override(PUNISHMENT, "value", 0.3, None), override(PUNISHMENT, "drawn", 0.0)
    found = whole(branch(set_, ended))
    same(found.draws[PUNISHMENT], parent().draws[PUNISHMENT])
    started = whole(branch(set_))
    assert [d for d in differing(found, started, slice(TURN)) if d.startswith("quarters")] == []
    assert [d for d in differing(found, started) if d.startswith("quarters")]


@given(
    turns=st.lists(st.integers(1, QUARTERS - 1), max_size=3, unique=True),
    event=st.none() | st.integers(1, QUARTERS - 1),
)
@settings(max_examples=12, deadline=None)
def test_nothing_differs_before_the_first_change(turns: list[int], event: int | None) -> None:
    """Whatever a branch changes and when: worlds are equal before it; without change, for good."""
    overrides = [override(PUNISHMENT, "scale", 0.2 + 0.05 * turn, turn) for turn in turns]
    shock = (
        () if event is None else (Event("s", START + event, START + event, 1.0, (("oil", 9.0),)),)
    )
    asked = branch(*overrides, events=(*busy(WORLDS).events, *shock))
    first = min([*turns, *([] if event is None else [event])], default=QUARTERS)
    found = whole(replace(asked, worlds=40))
    assert [d for d in differing(found, parent(), slice(first)) if d.startswith("quarters")] == []
    if first == QUARTERS:
        assert differing(found, parent()) == []


def test_a_change_that_changes_no_draw_is_refused_in_a_branch_too() -> None:
    set_ = override(PUNISHMENT, "value", 0.3, None)
    check(dispute(), branch(set_, override(PUNISHMENT, "value", 0.4)))
    for idle in (override(PUNISHMENT, "value", 0.3), override(PUNISHMENT, "value", 0.3, None)):
        asked = branch(set_, idle) if idle.since else branch(set_, replace(idle, since=AT))
        with pytest.raises(InputError, match=f"{PUNISHMENT}: changes no draw"):
            whole(asked)
    with pytest.raises(InputError, match=f"{PUNISHMENT}: changes no draw"):
        check(dispute(), branch(override(PUNISHMENT, "drawn", 0.0)))


def test_a_form_that_is_set_is_no_fault_in_a_world_that_drew_it() -> None:
    asked = branch(override("interests.wedge.form", "value", "additive", None))
    assert differing(whole(replace(asked, worlds=20), chunk=1), whole(asked)) == []


class _Asked(ParameterTable):
    """Parameters that note which are asked for."""

    def __init__(self, table: ParameterTable) -> None:
        super().__init__(table)
        self.asked: set[str] = set()

    def __getitem__(self, path: str) -> Any:
        self.asked.add(path)
        return super().__getitem__(path)


class _Turned(Worlds):
    def parameters(self) -> ParameterTable:
        self.table = _Asked(super().parameters())
        return self.table


def test_what_is_spent_is_what_nothing_asks_for_after_the_turn() -> None:
    """A set that could do nothing is refused; every other parameter is asked for again."""
    asked, whole_run = [], replace(branch(HARSH), quarters=20)
    for scenario in (whole_run, replace(whole_run, overrides=busy(WORLDS).overrides)):
        worlds = _Turned(CompiledModel(dispute(), scenario), 0, WORLDS)
        for _ in range(scenario.quarters):
            worlds.step()
        asked.append(worlds.table.asked)
    after, ever = asked
    spent = {path for path in dispute().register if offer().spent(path, AT)}
    assert ever - after == spent & ever
    assert "choices.council.veto_margin" in spent
