"""Shares of members and of pairs of members, worked out by hand and beside the analysis of runs."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.analysis.council_votes import (
    ALONE,
    BLOCK,
    DEEDS,
    VOICE,
    Tallies,
    Votes,
    differences,
    is_of,
    shares,
)
from sim.analysis.estimates import estimate
from sim.analysis.expressions import Answer
from sim.analysis.pairing_checks import first
from sim.analysis.weighted_statistics import standard_error
from sim.base.errors import InputError
from tests.support import council_dispute as councils

YES, NO = True, False


def votes(**changes: Any) -> Votes:
    """Two members, two renewals, four worlds.

    In the first world the first member blocks at once, with the second; in the second world it
    blocks alone at the second renewal; in the third it only voices; in the fourth nothing happens.
    """
    given: dict[str, Any] = {
        "members": ("one", "other"),
        "titles": ("One", "Other"),
        "renewals": ("2017Q2", "2017Q4"),
        "stake": np.array([[YES, YES, YES, YES], [NO, YES, YES, YES]]),
        "voiced": np.array(
            [
                [[YES, NO, YES, NO], [YES, NO, NO, NO]],
                [[NO, YES, NO, NO], [NO, NO, NO, NO]],
            ]
        ),
        "blocked": np.array(
            [
                [[YES, NO, NO, NO], [YES, NO, NO, NO]],
                [[NO, YES, NO, NO], [NO, NO, NO, NO]],
            ]
        ),
        "voices": np.array([[[0, 0, 0, 0], [1, 0, 0, 0]], [[0] * 4, [0] * 4]], dtype=np.uint8),
        "vetoes": np.array([[[0, 0, 0, 0], [1, 0, 0, 0]], [[0] * 4, [0] * 4]], dtype=np.uint8),
        "lapses": np.array([[1, 0, 0, 0], [0] * 4], dtype=np.uint8),
    }
    return Votes(**{**given, **changes})


def test_shares_by_hand() -> None:
    found = Tallies(votes())
    np.testing.assert_array_equal(found.stake.value, [1, 3 / 4])
    np.testing.assert_array_equal(found.ends.value, [1 / 4, 1 / 4])
    np.testing.assert_array_equal(found.at[VOICE].value, [[1 / 2, 1 / 4], [1 / 4, 0]])
    np.testing.assert_array_equal(found.at[BLOCK].value, [[1 / 4, 1 / 4], [1 / 4, 0]])
    np.testing.assert_array_equal(found.at[ALONE].value, [[0, 0], [1 / 4, 0]])
    np.testing.assert_array_equal(found.ever[VOICE].value, [3 / 4, 1 / 4])
    np.testing.assert_array_equal(found.ever[BLOCK].value, [1 / 2, 1 / 4])
    np.testing.assert_array_equal(found.ever[ALONE].value, [1 / 4, 0])
    np.testing.assert_array_equal(found.lapses.value, [1 / 4, 0])


def test_who_tips_whom_by_hand() -> None:
    """One of seven renewals at stake; the only one of the other's voices, and of its vetoes."""
    found = Tallies(votes())
    for deed in (VOICE, BLOCK):
        np.testing.assert_allclose(found.tips[deed].value, [[0, 1 / 7], [0, 0]])
        np.testing.assert_array_equal(found.hinges[deed].value, [[0, 1], [0, 0]])


def test_what_nobody_does_hinges_on_nobody() -> None:
    none = np.zeros((2, 2, 4), dtype=bool)
    found = Tallies(votes(blocked=none, vetoes=none[0].astype(np.uint8)[None].repeat(2, 0)))
    assert np.isnan(found.hinges[BLOCK].value).all()
    assert (found.tips[BLOCK].value == 0).all()


def test_the_likeliest_stands_first() -> None:
    found = votes()
    turned = votes(voiced=found.voiced[:, ::-1], blocked=found.blocked[:, ::-1])
    assert Tallies(found).order(BLOCK) == [0, 1]
    assert Tallies(turned).order(BLOCK) == [1, 0]


def test_weights_leave_the_worlds_that_count() -> None:
    """With the first world alone of any weight, all that happens in it is sure."""
    found = Tallies(votes(weights=np.array([2.0, 0, 0, 0])))
    assert found.ever[BLOCK].value.tolist() == [1, 1]
    assert found.tips[BLOCK].value[0, 1] == 1
    assert found.stake.value.tolist() == [1, 0]


@pytest.mark.parametrize("deed", DEEDS)
def test_answers_are_the_shares_of_ever(deed: str) -> None:
    seen = votes()
    for answer, share, error in zip(
        seen.answers(deed),
        Tallies(seen).ever[deed].value,
        Tallies(seen).ever[deed].mcse,
        strict=True,
    ):
        found = estimate(answer)
        assert found.value == pytest.approx(share)
        assert found.mcse == pytest.approx(error)


def test_anybody_blocks_in_half_of_the_worlds() -> None:
    assert votes().vetoed().values.tolist() == [1, 1, 0, 0]


# Errors


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("is_weighted", [False, True])
@pytest.mark.parametrize("is_joint", [False, True])
def test_the_error_of_a_share_is_that_of_an_answer(
    chance: float, is_weighted: bool, is_joint: bool
) -> None:
    draws = np.random.default_rng(1).random((3, 400))
    values = draws[0] < chance
    weights = draws[1] if is_weighted else None
    rows = np.floor(draws[2] * 60).astype(np.int32) if is_joint else None
    found = shares(values[None], weights, rows)
    wanted = estimate(Answer("x", "x", "", True, values.astype(float), weights, rows))
    assert found.value[0] == pytest.approx(wanted.value, abs=1e-15)
    assert found.mcse[0] == pytest.approx(wanted.mcse, rel=1e-12)


def test_the_error_of_a_ratio_is_that_of_a_mean_where_all_worlds_are_asked_alike() -> None:
    """Three trials in each world: a third of the error of the mean number of hits."""
    counts = np.random.default_rng(2).integers(0, 3, 500)
    found = shares(counts[None], None, None, np.full(500, 3))
    unbiased = standard_error(counts.astype(float), None) / 3
    assert found.value[0] == pytest.approx(counts.mean() / 3)
    assert found.mcse[0] == pytest.approx(unbiased * np.sqrt(499 / 500))


def test_the_error_of_a_ratio_is_as_wide_as_its_spread_over_samples() -> None:
    """Of 400 samples of 200 worlds, trials that differ between worlds, hits that go together."""
    random = np.random.default_rng(3)
    trials = random.integers(0, 6, (400, 200))
    hits = np.where(random.random((400, 200)) < 0.3, trials, 0)
    found = [shares(k[None], None, None, d) for k, d in zip(hits, trials, strict=True)]
    spread = np.std([each.value[0] for each in found])
    assert np.mean([each.mcse[0] for each in found]) == pytest.approx(spread, rel=0.15)


# Beside a run and a base


def test_differences_are_those_of_the_shares() -> None:
    eager, dear = councils.seen(), councils.seen(is_eager=False)
    runs = councils.run(), councils.run(is_eager=False)
    found = differences(eager.votes, dear.votes, *runs, most=5)
    moved = eager.ever[BLOCK].value - dear.ever[BLOCK].value
    assert [each.difference for each in found] == pytest.approx(sorted(moved, key=abs)[-5:][::-1])
    assert found[0].verdict == "higher"
    assert found[0].up - found[0].down == pytest.approx(found[0].difference)


def test_differences_are_of_the_worlds_that_both_hold() -> None:
    eager, dear = councils.seen().votes, councils.seen(is_eager=False).votes
    runs = councils.run(), councils.run(is_eager=False)
    few = differences(eager.first(70), dear, *runs, most=1)
    cut = differences(eager.first(70), dear.first(70), *runs, most=1)
    assert few == cut
    assert few != differences(eager, dear, *runs, most=1)


def test_councils_of_other_members_are_not_compared() -> None:
    mine = councils.seen().votes
    theirs = replace(mine, members=mine.members[::-1])
    with pytest.raises(InputError, match="same members"):
        differences(mine, theirs, councils.run(), councils.run())


def test_only_its_own_run_counts_as_many_voices() -> None:
    mine = councils.seen().votes
    assert is_of(mine, councils.run())
    assert is_of(mine.first(50), councils.run())
    assert not is_of(mine, councils.run(is_eager=False))
    assert not is_of(mine, first(councils.run(), 50))
