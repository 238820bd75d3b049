from typing import Any

import pytest
from hypothesis import given

from sim.interests import security
from tests.support.arrays import INSIDE, SHARES, change, near, of, same

PATRON: dict[str, Any] = {
    "threat": [of(0.5), of(0.2)],
    "source_weight": [of(0.6), of(0.5)],
    "target_rival_alignment": of(0.5),
    "alliance": of(0.8),
    "closeness": of(0.4),
    "cover": of(0.5),
    "holder_claimant_alignment": of(0.5),
    "wean": of(0.5),
}
CLAIMANT: dict[str, Any] = {
    **PATRON,
    "posture": of(0.5),
    "garrison": of(0.2),
}


def test_claimant_by_hand() -> None:
    # exposed 0.6 * 0.5 + 0.5 * 0.2 = 0.4; at its side 0.5 * (1 - 0.5 * 0.5) = 0.375, so 1.15;
    # covered 0.5 * 0.8: 0.6 is left: 0.276; forces on the islands 0.2 * 0.5 * 0.5 = 0.05
    near(security.claimant(**CLAIMANT), -0.326)


def test_holder_by_hand() -> None:
    # forces of 0.5 * 0.8, of which 0.4 * 0.5 are kept off
    near(security.holder(of(0.8), of(0.5), of(0.5), of(0.4)), -0.32)


def test_patron_counts_the_same_threats() -> None:
    # the claimant's without the forces on the islands
    near(security.patron(**PATRON), -0.276)


def test_rival_by_hand() -> None:
    # 0.8 * (1 - 0.5 * 0.5) = 0.6; own pressure 0.6 * 0.25 = 0.15
    near(security.rival(of(0.8), of(0.5), of(0.5), of(0.5), of(0.6)), -0.75)


@pytest.mark.parametrize(
    ("argument", "value", "sign"),
    [
        ("threat", [of(0.6), of(0.2)], -1),
        ("threat", [of(0.5), of(0.3)], -1),
        ("target_rival_alignment", of(0.6), -1),
        ("alliance", of(0.9), 1),
        ("posture", of(0.6), -1),
        ("holder_claimant_alignment", of(0.6), 1),
    ],
)
def test_directions_for_the_claimant(argument: str, value: Any, sign: int) -> None:
    assert sign * change(security.claimant, CLAIMANT, **{argument: value}) > 0


@pytest.mark.parametrize(
    ("argument", "value", "sign"),
    [
        ("threat", [of(0.6), of(0.2)], 1),  # a threat makes warmth with the holder worth more
        ("threat", [of(0.5), of(0.3)], 1),
        ("target_rival_alignment", of(0.6), 1),  # so does a holder close to the rival
        ("alliance", of(0.9), -1),  # an ally that covers makes it worth less
        ("posture", of(0.6), 1),
    ],
)
def test_what_makes_warmth_worth_more(argument: str, value: Any, sign: int) -> None:
    def worth(now: dict[str, Any]) -> float:
        return float(change(security.claimant, now, holder_claimant_alignment=of(0.6))[0])

    assert sign * (worth({**CLAIMANT, argument: value}) - worth(CLAIMANT)) > 0


def test_no_threat_and_no_forces_no_fear() -> None:
    calm = {**CLAIMANT, "threat": [of(0), of(0)], "posture": of(0)}
    same(security.claimant(**calm), of(0))


def test_a_full_alliance_that_covers_all_leaves_the_garrison_only() -> None:
    covered = {**CLAIMANT, "alliance": of(1), "cover": of(1)}
    near(security.claimant(**covered), -0.05)


def test_forces_screen_the_holder() -> None:
    bare = security.holder(of(0.8), of(0), of(0.5), of(0.4))
    assert security.holder(of(0.8), of(0.6), of(0.5), of(0.4)) > bare
    same(security.holder(of(0), of(0), of(0.5), of(0.4)), of(0))


def test_the_rivals_own_pressure_costs_ever_more() -> None:
    levels = [security.rival(of(0.8), of(0.5), of(p), of(0.5), of(0.6))[0] for p in (0, 0.5, 1)]
    assert levels[2] - levels[1] < levels[1] - levels[0] < 0


@given(SHARES, SHARES, SHARES, INSIDE)
def test_nobody_is_safer_than_without_threats(
    threat: float, alliance: float, posture: float, warmth: float
) -> None:
    now = {"threat": [of(threat), of(threat)], "alliance": of(alliance)}
    assert security.patron(**{**PATRON, **now})[0] <= 0
    more = {"posture": of(posture), "holder_claimant_alignment": of(warmth)}
    assert security.claimant(**{**CLAIMANT, **now, **more})[0] <= 0
    assert -1 <= security.holder(of(alliance), of(posture), of(1), of(1))[0] <= 0
