"""Worlds in which the council is looked at are those of the plain run; who tips whom by hand."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim import scenario
from sim.analysis.council_votes import Votes
from sim.base.axes import Array
from sim.base.errors import InputError
from sim.choices import council
from sim.dispute import PRIOR
from sim.engine import ensemble
from sim.engine.runs import Question, answer
from sim.model.compiled import CompiledModel
from sim.studies import council_votes
from sim.studies.council_votes import Renewal, Voting, renewal, votes
from tests.support.arrays import of, rows
from tests.support.cpu_hog import busy, differing, dispute, offer

pytestmark = pytest.mark.slow

WORLDS = 60


@cache
def asked() -> Question:
    """Renewals that are often blocked, and council sanctions that come back."""
    return Question(busy(WORLDS), dispute())


@cache
def seen() -> Votes:
    found = votes(asked())
    assert found is not None
    return found


@cache
def plain() -> ensemble.Batch:
    return ensemble.run(CompiledModel(dispute(), busy(WORLDS)), 0, WORLDS)


def at_renewals(path: str) -> Array:
    """A recorded state in the quarters with a vote, (renewal, world)."""
    start = busy(WORLDS).start
    names = [str(start + i) for i in range(len(plain().quarters[path]))]
    return np.stack([plain().quarters[path][names.index(name)] for name in seen().renewals])


def test_to_look_changes_no_number() -> None:
    found: list[Renewal] = []
    batch = ensemble.step(Voting(CompiledModel(dispute(), busy(WORLDS)), 0, WORLDS, found.append))
    assert found
    assert not differing(batch, plain())


def test_members_are_as_many_as_the_run_has_counted() -> None:
    at_stake = seen().stake
    assert 0 < at_stake[1:].mean() < 1
    for flags, path in ((seen().voiced, "voices"), (seen().blocked, "vetoes")):
        np.testing.assert_array_equal(flags.sum(axis=1), at_renewals(path) * at_stake)


def test_measures_are_in_force_until_somebody_blocks() -> None:
    after = at_renewals("in_force") > 0
    np.testing.assert_array_equal(after[seen().stake], ~seen().blocked.any(axis=1)[seen().stake])
    assert seen().stake[0].all()


def test_the_first_worlds_are_those_of_more_and_of_smaller_batches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fewer = votes(asked(), 25)
    monkeypatch.setattr(council_votes, "CHUNK", 7)
    parted = votes(asked())
    assert fewer is not None
    assert parted is not None
    assert fewer.worlds == 25
    for column in Votes.COLUMNS:
        whole = getattr(seen(), column)
        if whole is not None:
            np.testing.assert_array_equal(getattr(fewer, column), whole[..., :25])
            np.testing.assert_array_equal(getattr(parted, column), whole)


def test_a_council_that_does_not_vote_has_no_renewals() -> None:
    quiet = scenario.read("baseline", lambda _: offer(), worlds=30, draws=PRIOR)
    found = votes(Question(replace(quiet, mechanisms_off=("council",)), dispute()))
    assert found is not None
    assert found.renewals == ()
    assert found.voiced.shape == (0, len(found.members), 30)
    assert found.voices.shape == (len(found.members), len(found.members), 30)


def test_a_dispute_without_a_council_has_no_votes() -> None:
    without = dispute().roles.model_copy(update={"council": None})
    assert votes(Question(busy(WORLDS), replace(dispute(), roles=without))) is None


def test_worlds_weigh_as_in_the_run() -> None:
    seen = scenario.read("baseline", lambda _: offer(), observe=["2017Q2: war = 0.2 +- 0.2"])
    question = Question(replace(seen, worlds=150), dispute())
    found = votes(question)
    run = answer(question)
    assert found is not None
    np.testing.assert_array_equal(found.weights, run.weights)
    np.testing.assert_array_equal(found.rows, run.rows)


def test_what_leaves_too_few_worlds_is_refused() -> None:
    never = scenario.read("baseline", lambda _: offer(), observe=["2017Q2: war > 0.99"])
    with pytest.raises(InputError, match="what is observed leaves"):
        votes(Question(replace(never, worlds=60), dispute()))


# One renewal of three members by hand

DOUBT = rows(2.0, 1.0, 0.9)
NOBODY = of(0)
SOMETHING = np.array([True])


def vote(doubt: Array) -> tuple[Array, Array]:
    """Nobody spoke last time; a voice costs 1 and a veto 3, each falling with company of two."""
    sits = np.ones_like(doubt)
    heard = council.voice(doubt, sits, NOBODY, NOBODY, voice_cost=of(1), conformity=of(2))
    return heard, council.veto(doubt, sits, heard, NOBODY, veto_cost=of(3), conformity=of(2))


def test_a_cascade_by_hand() -> None:
    """One speaks at 1; at exp(-1/4) = 0.78 two more; at 3 exp(-3/2) = 0.67 all three block."""
    found = renewal("", DOUBT, SOMETHING, vote)
    assert found.voiced.all()
    assert found.blocked.all()


def test_who_speaks_first_tips_all_by_hand() -> None:
    """Without the first nobody speaks, for 1.0 is not above 1, and nobody is above 3."""
    found = renewal("", DOUBT, SOMETHING, vote)
    assert found.voices[0, :, 0].tolist() == [False, True, True]
    assert found.vetoes[0, :, 0].tolist() == [False, True, True]
    assert found.lapses[0, 0]


def test_who_follows_tips_those_that_only_just_block_by_hand() -> None:
    """Without the second two speak; at 3 exp(-1) = 1.10 the first still blocks, and alone."""
    found = renewal("", DOUBT, SOMETHING, vote)
    assert not found.voices[1].any()
    assert found.vetoes[1, :, 0].tolist() == [False, False, True]
    assert not found.lapses[1, 0]


def test_where_nothing_is_at_stake_nobody_acts() -> None:
    found = renewal("", DOUBT, ~SOMETHING, vote)
    for flags in (found.voiced, found.blocked, found.voices, found.vetoes, found.lapses):
        assert not flags.any()


def test_who_has_no_vote_is_not_heard() -> None:
    """With the first gone, the other two keep silent, as without its voice."""
    gone = np.where(np.arange(3)[:, None] == 0, -np.inf, DOUBT)
    found = renewal("", gone, SOMETHING, vote)
    assert not found.voiced.any()
    assert not found.blocked.any()


def test_only_who_voices_can_tip() -> None:
    counted = seen().voices.any(axis=1) | seen().vetoes.any(axis=1) | (seen().lapses > 0)
    assert counted.any()
    assert not (counted & ~seen().voiced.any(axis=0)).any()
