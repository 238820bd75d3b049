import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.axes import Array
from sim.choices.council import anchors, doubts, renew, veto, voice
from tests.support.arrays import near, of, rows, same

# Three members; the first is large and leads.
CALM: dict[str, Any] = {
    "member_stance": rows(-0.5, 0.2, 1.0),
    "member_lead": rows(1, 0, 0),
    "fatigue": of(4),
    "fatigue_anchor": of(4),
    "patron_sanctions": of(0.3),
    "patron_sanctions_anchor": of(0.3),
    "pressure": of(0.4),
    "pressure_anchor": of(0.4),
    "war": of(0.25),
    "war_anchor": of(0.25),
    "shock": of(0.25),
    "slip": of(0.1),
    "wear": of(0.4),
    "wear_time": of(5),
    "example": of(0.9),
    "persuasion": of(0.5),
    "lead": of(0),
    "steadfastness": of(1.2),
    "focal": of(0.8),
    "draw_shock": rows(0.5),
    "draw_slip": rows(0.5, 0.5, 0.5),
}


def common(**changes: Any) -> Array:
    """What changes add to the doubt of every member."""
    added = doubts(**{**CALM, **changes}) - doubts(**CALM)
    near(added, np.broadcast_to(added[0], added.shape))
    return np.asarray(added[0])


# Doubt


def test_at_the_start_doubt_is_stance() -> None:
    near(doubts(**CALM), CALM["member_stance"])


def test_a_leader_by_hand() -> None:
    # half of the leader's -0.5 on everyone
    near(doubts(**{**CALM, "lead": of(0.5)}), rows(-0.75, -0.05, 0.75))


def test_several_leaders_count_by_their_mean() -> None:
    # half of the mean of -0.5 and 0.2
    now = {"lead": of(0.5), "member_lead": rows(1, 1, 0)}
    near(doubts(**{**CALM, **now}) - CALM["member_stance"], -0.075 * np.ones((3, 1)))


def test_without_leaders_nobody_is_led() -> None:
    now = {"lead": of(0.5), "member_lead": rows(0, 0, 0)}
    near(doubts(**{**CALM, **now}), CALM["member_stance"])


def test_common_terms_by_hand() -> None:
    near(common(fatigue=of(9)), 0.4 * (math.exp(-0.8) - math.exp(-1.8)))
    near(common(patron_sanctions=of(0.1)), 0.9 * 2 / 3)
    near(common(pressure=of(0.6)), -0.1)
    near(common(war=of(0.5)), -0.3)
    near(common(war=of(0.1)), 1.2 * 0.15 + 0.8 * 0.6)  # less war, and progress of 0.15 / 0.25
    near(common(draw_shock=rows(0.8413447460685429)), 0.25)


def test_a_slip_is_a_members_own() -> None:
    slipped = doubts(**{**CALM, "draw_slip": rows(0.5, 0.8413447460685429, 0.5)})
    near(slipped - doubts(**CALM), rows(0, 0.1, 0))


def test_the_slip_of_a_leader_carries_to_all() -> None:
    # 0.1 of its own, and half of it on everyone
    led = {**CALM, "lead": of(0.5)}
    slipped = doubts(**{**led, "draw_slip": rows(0.8413447460685429, 0.5, 0.5)})
    near(slipped - doubts(**led), rows(0.15, 0.05, 0.05))


def test_fatigue_saturates() -> None:
    # in the end all that was left of it at the start: 0.4 exp(-4 / 5)
    near(common(fatigue=of(10_000)), 0.4 * math.exp(-0.8))


def test_a_war_that_grows_is_no_progress() -> None:
    flat = {"steadfastness": of(0)}
    near(common(**flat, war=of(0.9)), 0)


# Where the bars stand


def test_bars_by_hand() -> None:
    # Two had spoken up: halfway between 1.0 and 0.4 stands the bar of voice, 0.9 above the origin,
    # which is at 0.7 - 0.9; the highest doubt, 2.0 - (-0.2), fell short of blocking by 1.5.
    origin, bar = anchors(rows(0.4, 2.0, -1.0, 1.0), rows(1, 1, 1, 1), of(2), of(0.9), of(1.5))
    near(origin, -0.2)
    near(bar, 3.7)


def test_a_council_that_spoke_up_as_one_by_hand() -> None:
    # nobody was silent: the bar stands at the lowest voice, 1.0
    origin, _ = anchors(rows(1.0, 2.0), rows(1, 1), of(2), of(0.9), of(1.5))
    near(origin, 0.1)


def test_whoever_has_left_sets_no_bar() -> None:
    here = anchors(rows(0.4, 2.0, 1.0, 9.0), rows(1, 1, 1, 0), of(2), of(0.9), of(1.5))
    alone = anchors(rows(0.4, 2.0, 1.0), rows(1, 1, 1), of(2), of(0.9), of(1.5))
    near(here, alone)


@given(
    st.lists(st.integers(-30, 30), min_size=3, max_size=12, unique=True),
    st.data(),
    st.floats(0.2, 2.5),
    st.floats(0.5, 5),
    st.floats(2, 30),
)
def test_the_start_is_a_rest_point(
    tenths: list[int], data: st.DataObject, cost: float, margin: float, company: float
) -> None:
    spoken = data.draw(st.integers(1, len(tenths) - 1))
    doubt, sits = rows(*tenths) / 10, rows(*[1] * len(tenths))
    origin, bar = anchors(doubt, sits, of(spoken), of(cost), of(margin))
    again = voice(doubt - origin, sits, of(spoken), of(spoken), of(cost), of(company))
    assert again == spoken
    same(veto(doubt - origin, sits, again, of(spoken), bar, of(company)), of(0))


# Voice and veto. With as many critics as at the start the bar is 1; each further one lowers it.


def heard(doubt: list[float], last: float, start: float = 1, **changes: Any) -> float:
    size = len(doubt)
    sits = changes.get("member", [1] * size)
    cost, company = changes.get("cost", 1.0), changes.get("company", 1.0)
    given = (rows(*doubt), rows(*sits), of(last), of(start), of(cost), of(company))
    return float(voice(*given)[0])


def blocked(doubt: list[float], voices: float, start: float = 1, cost: float = 2.0) -> float:
    sits = rows(*[1] * len(doubt))
    return float(veto(rows(*doubt), sits, of(voices), of(start), of(cost), of(1.0))[0])


def test_voice_by_hand() -> None:
    # One critic as at the start: the bar is 1. Only 1.1 is above it, and the count stays at one.
    assert heard([1.1, 0.9, 0.0], last=1) == 1


def test_one_raised_stance_tips_its_neighbours() -> None:
    # With two critics the bar falls to exp(-1/2) = 0.607, with three to exp(-1) = 0.368. When the
    # second member moves from 0.9 to 1.2, those at 0.7 and 0.5 follow; one at 0.6 would not.
    assert heard([1.1, 0.9, 0.7, 0.5, 0.0], last=1) == 1
    assert heard([1.1, 1.2, 0.7, 0.5, 0.0], last=1) == 4
    assert heard([1.1, 1.2, 0.6, 0.5, 0.0], last=1) == 2


def test_voice_is_iterated_upwards_from_the_last_renewal() -> None:
    # Two spoke up last time: the bar is 0.607 from the outset, so that 0.9 speaks up too.
    assert heard([1.1, 0.9], last=1) == 1
    assert heard([1.1, 0.9], last=2) == 2


def test_where_company_counts_less_the_bar_falls_less() -> None:
    # one more than at the start: exp(-1/2) = 0.607 becomes exp(-1/4) = 0.779
    assert heard([1.1, 0.7], last=2, company=1) == 2
    assert heard([1.1, 0.7], last=2, company=2) == 1
    assert heard([1.1, 1.05, 0.7], last=1, company=1) == 3
    assert heard([1.1, 1.05, 0.7], last=1, company=2) == 2


def test_critics_can_fall_silent() -> None:
    # Three last time, bar 0.368, and only one is above it; iterating goes up, not further down.
    assert heard([0.5, 0.0, 0.0], last=3) == 1


def test_whoever_has_left_has_no_voice() -> None:
    assert heard([1.1, 1.1], last=1, member=[1, 0]) == 1


def test_voice_is_cheaper_than_a_veto_and_loses_its_price_more_slowly() -> None:
    # Two more than at the start: the voice bar is exp(-2/2), the veto's 2 exp(-2).
    assert heard([0.37, 0.36], last=3) == 1
    assert blocked([0.28, 0.26], voices=3) == 1


def test_the_idle_cascade_does_not_happen() -> None:
    # A member that would block in company does not while it stands alone, and nobody begins.
    assert heard([0.9] * 5, last=1) == 0
    assert blocked([0.9] * 5, voices=heard([0.9] * 5, last=1)) == 0


@given(st.lists(st.floats(-3, 3), min_size=3, max_size=12), st.integers(0, 12), st.data())
def test_more_doubt_never_means_fewer_voices(
    doubt: list[float], last: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(doubt) - 1))
    raised = [d + (1 if i == index else 0) for i, d in enumerate(doubt)]
    base, more = heard(doubt, last), heard(raised, last)
    assert 0 <= base <= more <= len(doubt)
    assert blocked(raised, more) >= blocked(doubt, base)


@given(st.lists(st.floats(-3, 3), min_size=3, max_size=12), st.integers(0, 12))
def test_voice_comes_to_rest(doubt: list[float], last: int) -> None:
    # at the number found, nobody further would join
    found = heard(doubt, last)
    bar = math.exp(-(found - 1) / 2)
    assert sum(d > bar for d in doubt) <= found


def test_worlds_of_a_batch_do_not_touch_one_another() -> None:
    doubt = rows([1.1, 1.1], [0.9, 1.2], [0.5, 0.7])
    ones = np.ones((3, 2))
    numbers = (of(1, 1), of(1, 1), of(1, 1), of(1, 1))
    together = voice(doubt, ones, *numbers)
    alone = [voice(doubt[:, [w]], ones[:, :1], *(n[:1] for n in numbers))[0] for w in (0, 1)]
    same(together, alone)


# Renewal


def renewal(
    severity: float = 0.3,
    force: float = 1,
    voices: float = 0,
    vetoes: float = 0,
    highest: float = 3,
) -> tuple[float, float]:
    arguments = (severity, 0.3, force, voices, vetoes, 10, highest, 0.6, math.log(2), 0.5)
    found = renew(*(of(argument) for argument in arguments))
    return float(found[0][0]), float(found[1][0])


def test_renewed_as_it_stands() -> None:
    assert renewal(voices=5) == pytest.approx((0.3, 1))


def test_softened_from_its_share_of_voices_on() -> None:
    # six of ten; odds 3 to 7 are halved: 3 to 14
    assert renewal(voices=6) == pytest.approx((3 / 17, 1))


def test_one_veto_lapses_it_and_nobody_softens_what_is_gone() -> None:
    assert renewal(vetoes=1) == (0, 0)
    assert renewal(vetoes=1, voices=9) == (0, 0)


def test_only_all_together_restore() -> None:
    assert renewal(severity=0, force=0, highest=0.51) == (0, 0)
    assert renewal(severity=0, force=0, highest=0.49) == (0.3, 1)


def test_what_was_restored_is_what_stood_at_the_start() -> None:
    assert renewal(severity=0, force=0, highest=0.4, voices=9) == (0.3, 1)
