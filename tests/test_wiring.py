"""Each kind of name that an argument may have, and what is said of a name that is none."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.base.mechanism import mechanism
from sim.dispute import Dispute, load
from sim.inputs.parameters import Register
from sim.model.compiled import CompiledModel
from sim.state import VARIABLES
from sim.wiring import Reference, Wiring
from tests.support import cpu_hog as busy


@pytest.fixture(scope="module")
def dispute() -> Dispute:
    return load("kurils")


def taking(*names: str, writes: tuple[str, ...] = ()) -> Callable[..., Any]:
    """A law with arguments of these names."""

    def law(**_: object) -> tuple[object, ...]:
        return ()

    kind = inspect.Parameter.KEYWORD_ONLY
    law.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, kind) for name in names]
    )
    return mechanism(writes=writes)(law)


def resolved(dispute: Dispute, name: str, actor: str = "", prefix: str = "laws.war") -> Reference:
    """What an argument of this name becomes."""
    wiring = Wiring(dispute)
    wired = wiring.wire("law", taking(name), prefix, actor)
    wiring.check()
    ((argument, reference),) = wired.inputs
    assert argument == name
    return reference


def one(row: int, length: int) -> list[list[float]]:
    return [[float(i == row)] for i in range(length)]


def test_draws_and_the_calendar(dispute: Dispute) -> None:
    assert resolved(dispute, "draw_shock") == Reference("draw", "shock")
    assert resolved(dispute, "calendar_exit") == Reference("calendar", "exit")


def test_what_the_calendar_does_not_know_is_refused(dispute: Dispute) -> None:
    wiring = Wiring(dispute)
    wiring.wire("law", taking("calendar_exits"), "laws.law")
    with pytest.raises(InputError, match=r"nothing is called 'calendar_exits'.*'calendar_exit'"):
        wiring.check()


def test_a_parameter_of_the_own_file_comes_before_a_state(dispute: Dispute) -> None:
    name = next(p for p in dispute.register if p.startswith("laws.war.")).rsplit(".", 1)[-1]
    assert resolved(dispute, name) == Reference("parameter", f"laws.war.{name}")
    twin = replace(dispute.register[f"laws.war.{name}"], path="laws.war.oil")
    shadowed = replace(dispute, register=Register([*dispute.register.values(), twin]))
    assert resolved(shadowed, "oil") == Reference("parameter", "laws.war.oil")
    assert resolved(dispute, "oil") == Reference("state", "oil")


def test_states_and_their_start(dispute: Dispute) -> None:
    assert resolved(dispute, "sanctions") == Reference("state", "sanctions")
    assert resolved(dispute, "sanctions_anchor") == Reference("anchor", "sanctions")


def test_the_row_of_a_role_or_of_the_actor_itself(dispute: Dispute) -> None:
    roles, sanctions = dispute.roles, VARIABLES["sanctions"]
    row = sanctions.row(dispute, roles.claimant)
    assert resolved(dispute, "claimant_sanctions") == Reference("state", "sanctions", row)
    assert resolved(dispute, "claimant_sanctions_anchor") == Reference("anchor", "sanctions", row)
    row = sanctions.row(dispute, roles.patron)
    assert resolved(dispute, "own_sanctions", roles.patron) == Reference("state", "sanctions", row)


def test_what_an_actor_has_not_is_zero(dispute: Dispute) -> None:
    assert resolved(dispute, "target_sanctions") == Reference(
        "constant", "target_sanctions", value=0.0
    )
    assert resolved(dispute, "holder_lock") == Reference("constant", "holder_lock", value=0.0)


def test_a_position(dispute: Dispute) -> None:
    patron = dispute.roles.patron
    assert resolved(dispute, "patron_weight") == Reference("parameter", f"{patron}.position.weight")
    assert resolved(dispute, "own_weight", patron) == resolved(dispute, "patron_weight")


def test_a_role_that_nobody_plays_has_nothing(dispute: Dispute) -> None:
    alone = replace(dispute, roles=dispute.roles.model_copy(update={"council": None}), members=())
    for name in ("council_sanctions", "council_purchases", "council_target_alignment"):
        assert resolved(alone, name) == Reference("constant", name, value=0.0)
    assert not resolved(alone, "council_sender").value.any()


def test_pairs_whichever_way_round(dispute: Dispute) -> None:
    row = dispute.pair_row(dispute.roles.holder, dispute.roles.claimant)
    for name in ("holder_claimant_alignment", "claimant_holder_alignment"):
        assert resolved(dispute, name) == Reference("state", "alignment", row)
    assert resolved(dispute, "holder_claimant_alignment_anchor").kind == "anchor"
    found = resolved(dispute, "holder_claimant_pair")
    assert found.value.tolist() == one(row, len(dispute.pairs))


def test_a_pair_that_nobody_follows(dispute: Dispute) -> None:
    pairs = dict(list(dispute.pairs.items())[:1])
    few = replace(dispute, pairs=pairs)
    assert resolved(few, "patron_rival_alignment").value == 0
    assert not resolved(few, "patron_rival_pair").value.any()


def test_where_a_role_stands_along_an_axis(dispute: Dispute) -> None:
    senders = dispute.senders
    found = resolved(dispute, "claimant_sender").value.tolist()
    assert found == one(senders.index(dispute.roles.claimant), len(senders))
    assert not resolved(dispute, "rival_sender").value.any()
    assert resolved(dispute, "claimant_party").value.tolist() == [[0], [1]]
    assert not resolved(dispute, "patron_party").value.any()


def test_groups_of_actors(dispute: Dispute) -> None:
    senders = dispute.senders
    rows = tuple(range(len(senders)))
    assert resolved(dispute, "sender_sanctions") == Reference("state", "sanctions", rows)
    others = resolved(dispute, "other_sanctions", senders[1])
    assert others.rows == tuple(row for row in rows if row != 1)
    assert resolved(dispute, "actor_leader").rows == tuple(range(len(dispute.actors)))


def test_positions_of_a_group_are_stacked(dispute: Dispute) -> None:
    found = resolved(dispute, "sender_lock")
    given = {path for path in dispute.register if path.endswith(".position.lock")}
    assert found.kind == "stack"
    assert found.paths == tuple(
        path if path in given else None
        for path in (f"{sender}.position.lock" for sender in dispute.senders)
    )
    assert found.label(dispute) == " ".join(path for path in found.paths if path)


def test_rungs_members_and_threats_are_stacked(dispute: Dispute) -> None:
    rungs = tuple(f"ladder.{rung}.holder_loss" for rung in dispute.ladder)
    assert resolved(dispute, "ladder_holder_loss").paths == rungs
    threats = tuple(f"threats.{source}.weight" for source in dispute.threats)
    assert resolved(dispute, "source_weight").paths == threats
    council = dispute.roles.council
    members = tuple(f"{council}.member.{member.id}.stance" for member in dispute.members)
    assert resolved(dispute, "member_stance").paths == members


def test_which_rungs_cede_ground(dispute: Dispute) -> None:
    flags = np.array([[float(bool(rung.islands))] for rung in dispute.ladder.values()])
    np.testing.assert_array_equal(resolved(dispute, "ladder_cedes").value, flags)


def test_a_parameter_of_another_law_if_its_name_is_unique(dispute: Dispute) -> None:
    assert resolved(dispute, "veto_margin", prefix="laws.oil") == Reference(
        "parameter", "choices.council.veto_margin"
    )
    twin = replace(dispute.register["choices.council.veto_margin"], path="laws.oil.veto_margin")
    twice = replace(dispute, register=Register([*dispute.register.values(), twin]))
    with pytest.raises(InputError):
        resolved(twice, "veto_margin")


def test_what_the_caller_hands_over_is_not_looked_up(dispute: Dispute) -> None:
    wiring = Wiring(dispute)
    wired = wiring.wire("law", taking("no_such_thing"), "laws.war", given=("no_such_thing",))
    wiring.check()
    assert wired.inputs == (("no_such_thing", Reference("given", "no_such_thing")),)


def test_results_go_to_states(dispute: Dispute) -> None:
    wiring = Wiring(dispute)
    wired = wiring.wire("law", taking(writes=("war", "claimant_sanctions")), "laws.war")
    wiring.check()
    row = VARIABLES["sanctions"].row(dispute, dispute.roles.claimant)
    assert wired.outputs == (Reference("state", "war"), Reference("state", "sanctions", row))


@pytest.mark.parametrize("target", ["war_anchor", "sender_sanctions", "target_sanctions"])
def test_nothing_else_can_be_written(dispute: Dispute, target: str) -> None:
    wiring = Wiring(dispute)
    wiring.wire("law", taking(writes=(target,)), "laws.war")
    with pytest.raises(InputError, match=f"law: '{target}' cannot be written"):
        wiring.check()


UNKNOWN = ("nonsense", "holder_nonsense", "sender_nonsense", "ladder_nonsense", "member_nonsense")


def test_unknown_names_are_told_all_at_once(dispute: Dispute) -> None:
    wiring = Wiring(dispute)
    wiring.wire("one", taking(*UNKNOWN), "laws.war")
    wiring.wire("two", taking("oil", "sender_trust", writes=("nowhere",)), "laws.oil")
    with pytest.raises(InputError) as refused:
        wiring.check()
    said = str(refused.value)
    for name in (*UNKNOWN, "sender_trust", "nowhere"):
        assert f"nothing is called {name!r}" in said
    assert len(refused.value.problems) == len(UNKNOWN) + 2


def test_a_misspelt_parameter_is_told_at_its_file(dispute: Dispute) -> None:
    wiring = Wiring(dispute)
    wiring.wire("oil", taking("volatilty"), "laws.oil")
    with pytest.raises(InputError) as refused:
        wiring.check()
    said = str(refused.value)
    assert said.startswith(f"{dispute.folder / 'laws' / 'oil.yaml'}:1:1: ")
    assert said.endswith("did you mean 'volatility'?")


def test_labels_for_the_plan(dispute: Dispute) -> None:
    claimant = dispute.roles.claimant
    assert resolved(dispute, "claimant_sanctions").label(dispute) == f"{claimant}.sanctions"
    found = resolved(dispute, "claimant_sanctions_anchor").label(dispute)
    assert found == f"{claimant}.sanctions (start)"
    assert resolved(dispute, "sanctions_anchor").label(dispute) == "sanctions (start)"


def test_a_dispute_is_wired_once_for_all_scenarios_on_it() -> None:
    given = busy.dispute()
    one, other = (CompiledModel(given, asked) for asked in (busy.busy(), busy.busy(5)))
    assert one.laws is other.laws
    assert one.interests is other.interests
    assert CompiledModel(replace(given), busy.busy()).laws is not one.laws
