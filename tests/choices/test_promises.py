import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.choices.promises import BREAK, DELAY, KEEP, trust_after, values
from tests.support.arrays import SHARES, near, of, same


def test_by_hand() -> None:
    # worth 0.06 at a scale of 0.03, seen with 1.1, is 2.2: keep 1 + 2.2, delay 1 - 0.4 + 1.1
    found = values(of(0.06), of(0.03), of(1.1), of(1), of(0.4))
    same(found[BREAK], of(0))
    near(found[DELAY], 1.7)
    near(found[KEEP], 3.2)


def test_options_stand_in_the_order_of_good_faith() -> None:
    assert BREAK < DELAY < KEEP


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_what_is_worth_more_is_kept_rather(one: float, other: float) -> None:
    low, high = (values(of(w), of(0.03), of(1), of(2), of(0.8)) for w in sorted((one, other)))
    assert high[KEEP] - high[DELAY] >= low[KEEP] - low[DELAY] - 1e-12
    assert high[DELAY] - high[BREAK] >= low[DELAY] - low[BREAK] - 1e-12


def test_without_faith_a_burdensome_promise_is_broken() -> None:
    found = values(of(-0.03), of(0.03), of(1), of(0), of(0.8))
    assert max(range(3), key=lambda option: float(found[option][0])) == BREAK


def test_faith_holds_what_interest_would_break() -> None:
    found = values(of(-0.03), of(0.03), of(1), of(3), of(0.8))
    assert max(range(3), key=lambda option: float(found[option][0])) == KEEP


def test_trust_by_hand() -> None:
    # odds 1 to 1: kept, times exp(0.5); broken, by exp(-1.2)
    kept, broken, neither = (
        trust_after(of(0.5), of(k), of(b), of(0.5), of(1.2)) for k, b in ((1, 0), (0, 1), (0, 0))
    )
    near(kept, 1 / (1 + math.exp(-0.5)))
    near(broken, 1 / (1 + math.exp(1.2)))
    same(neither, of(0.5))


@pytest.mark.parametrize(("kept", "broken"), [(1, 0), (0, 1)])
@given(trust=SHARES)
def test_trust_stays_a_share(kept: int, broken: int, trust: float) -> None:
    after = trust_after(of(trust), of(kept), of(broken), of(3), of(5))
    assert 0 <= after <= 1
    assert (after - trust) * (kept - broken) >= 0
