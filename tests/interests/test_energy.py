import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.interests import energy
from tests.support.arrays import SHARES, change, near, of, same

TARGET: dict[str, Any] = {
    "council_sanctions": of(0.25),
    "target_rival_alignment": of(0.5),
    "target_rival_alignment_anchor": of(0.5),
    "stock": of(2),
    "stock_anchor": of(2),
    "pledges": of(4),
    "pledges_anchor": of(4),
    "delivery": of(0.5),
    "council_purchases": of(0.8),
    "rival_purchases": of(0.3),
    "claimant_purchases": of(0.1),
}


def test_claimant_by_hand() -> None:
    # 2 built and half of 4 promised, against 4: 1 - exp(-1)
    near(energy.claimant(of(2), of(4), of(0.5), of(4)), 1 - math.exp(-1))


def test_target_by_hand() -> None:
    # council 0.8 * 0.75 = 0.6, rival 0.3, claimant 0.1: 1 - (0.36 + 0.09 + 0.01)
    near(energy.target(**TARGET), 0.54)
    # The claimant's ties doubled (4 built and half of 8, against 4): 0.6, 0.3, 0.2 of 1.1.
    near(energy.target(**{**TARGET, "stock": of(4), "pledges": of(8)}), 1 - 0.49 / 1.21)


@pytest.mark.parametrize("argument", ["stock", "pledges"])
def test_what_is_built_and_promised_diversifies_both(argument: str) -> None:
    assert change(energy.target, TARGET, **{argument: of(6)}) > 0
    suppliers = {"stock": of(2), "pledges": of(4), "delivery": of(0.5), "stock_reference": of(5)}
    assert change(energy.claimant, suppliers, **{argument: of(6)}) > 0


def test_a_lesser_buyer_diversifies_and_a_dominant_one_does_not() -> None:
    assert change(energy.target, TARGET, target_rival_alignment=of(0.55)) > 0
    assert change(energy.target, TARGET, council_sanctions=of(0)) < 0


def test_limits() -> None:
    same(energy.claimant(of(0), of(0), of(0.5), of(4)), of(0))
    alone = {**TARGET, "rival_purchases": of(0), "claimant_purchases": of(0)}
    near(energy.target(**alone), 0)
    even = {**TARGET, "council_sanctions": of(0), "council_purchases": of(0.3)}
    near(energy.target(**{**even, "claimant_purchases": of(0.3)}), 2 / 3)


@given(st.floats(0, 1e3), st.floats(0, 1e3), SHARES, SHARES, SHARES)
def test_bounds(stock: float, pledges: float, delivery: float, severity: float, a: float) -> None:
    now = {
        "stock": of(stock),
        "pledges": of(pledges),
        "delivery": of(delivery),
        "council_sanctions": of(severity),
        "target_rival_alignment": of(a),
    }
    if severity < 1 or a > 0 or stock + delivery * pledges > 0:
        assert -1e-12 <= energy.target(**{**TARGET, **now})[0] <= 2 / 3 + 1e-12
    assert 0 <= energy.claimant(of(stock), of(pledges), of(delivery), of(5))[0] <= 1
