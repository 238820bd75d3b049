import math

from hypothesis import given

from sim.base.functional_forms import logit
from sim.mechanisms.alliance import alliance
from tests.support.arrays import SHARES, change, near, of, rows, same

REST = {
    "alliance": of(0.5),
    "alliance_anchor": of(0.5),
    "pressure": of(0.4),
    "pressure_anchor": of(0.4),
    "patron_detachment": of(0),
    "patron_sanctions": of(0.3),
    "patron_sanctions_anchor": of(0.3),
    "threat": rows(0.4, 0.35),
    "threat_anchor": rows(0.4, 0.35),
    "loosening": of(0.12),
    "rallying": of(0.06),
    "cohesion": of(0.1),
    "consistency": of(0.5),
}


def test_by_hand() -> None:
    # Threats of 0.7 and 0.55 stand 0.5 above the start: 0.06 * 0.5 = 0.03; half detached:
    # -0.12 * 0.5 = -0.06; together -0.03 on the logit.
    # Severity at a third of the start: pressure goes half of the way from 0.4 to 0.4 / 3.
    strength, pressure = alliance(
        **{
            **REST,
            "threat": rows(0.7, 0.55),
            "patron_detachment": of(0.5),
            "patron_sanctions": of(0.1),
        }
    )
    near(logit(strength), -0.03)
    near(pressure, 0.4 - 0.5 * (0.4 - 0.4 / 3))


def test_cohesion_pulls_home() -> None:
    # odds 4 to 1 with home 1 to 1: a tenth of the way
    near(logit(alliance(**{**REST, "alliance": of(0.8)})[0]), 0.9 * math.log(4))


def test_the_start_is_a_rest_point() -> None:
    strength, pressure = alliance(**REST)
    near(strength, 0.5)
    same(pressure, of(0.4))


def test_directions() -> None:
    assert change(alliance, REST, threat=rows(0.5, 0.35)) > 0
    assert change(alliance, REST, patron_detachment=of(0.1)) < 0
    _, less = alliance(**{**REST, "patron_sanctions": of(0.2)})
    assert less < 0.4


def test_a_patron_that_tightens_presses_no_harder() -> None:
    same(alliance(**{**REST, "patron_sanctions": of(0.9)})[1], of(0.4))


def test_a_patron_that_never_held_sanctions_presses_as_before() -> None:
    none = {"patron_sanctions": of(0), "patron_sanctions_anchor": of(0)}
    same(alliance(**{**REST, **none})[1], of(0.4))


@given(SHARES, SHARES, SHARES)
def test_both_stay_shares(strength: float, pressure: float, severity: float) -> None:
    after = alliance(
        **{
            **REST,
            "alliance": of(strength),
            "pressure": of(pressure),
            "patron_sanctions": of(severity),
            "patron_detachment": of(1),
        }
    )
    assert all(0 <= share[0] <= 1 for share in after)


@given(SHARES, SHARES)
def test_zero_rates_change_nothing(detachment: float, severity: float) -> None:
    still = dict.fromkeys(("loosening", "rallying", "cohesion", "consistency"), of(0))
    busy = {"patron_detachment": of(detachment), "patron_sanctions": of(severity)}
    strength, pressure = alliance(**{**REST, **still, **busy, "threat": rows(0.9, 0.9)})
    near(strength, 0.5)
    same(pressure, of(0.4))
