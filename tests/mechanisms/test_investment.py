from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.investment import investment, realised
from tests.support.arrays import INSIDE, SHARES, change, near, of, rows, same

FLOW: dict[str, Any] = {
    "pledges": of(4),
    "climate": of(0.5),
    "linkage": of(0.5),
    "level": of(0),
    "investor_sanctions": of(0.1),
    "war": of(0.25),
    "ladder_claimant_value": rows(0, 0.4, 1),
    "realisation": of(0.1),
    "drag": of(0.8),
    "risk": of(0.4),
}
LAW: dict[str, Any] = {
    **FLOW,
    "stock": of(2),
    "invested": of(1),
    "climate_anchor": of(0.5),
    "initiative": of(0.2),
    "attrition": of(0.05),
    "depreciation": of(0.01),
    "relapse": of(0.1),
}


def test_flow_by_hand() -> None:
    # 4 * 0.1 * 0.5 = 0.2; less 0.8 * 0.1 for sanctions: * 0.92; less 0.4 * 0.25 for war: * 0.9;
    # half is held back on the lowest rung: * 0.5, that is 0.0828.
    near(realised(**FLOW), 0.0828)
    # On the second rung 0.5 * (1 - 0.4) = 0.3 is held back; on the third nothing.
    near(realised(**{**FLOW, "level": of(1)}), 0.1656 * 0.7)
    near(realised(**{**FLOW, "level": of(2)}), 0.1656)


def test_a_rung_worth_less_than_none_holds_back_all_that_is_linked_and_no_more() -> None:
    worse = {**FLOW, "ladder_claimant_value": rows(-0.3, 0.4, 1), "linkage": of(0.9)}
    near(realised(**worse), 0.1656 * 0.1)
    near(realised(**{**worse, "linkage": of(1)}), 0)


def test_law_by_hand() -> None:
    stock, pledges, flow, invested, climate = investment(**LAW)
    near(flow, 0.0828)
    near(stock, 2 * 0.99 + 0.0828)
    near(pledges, (4 - 0.0828) * 0.95 + 0.2 * 0.5)
    near(invested, 1.0828)
    near(climate, 0.5)


@pytest.mark.parametrize(
    ("argument", "value", "sign"),
    [
        ("pledges", 5, 1),
        ("climate", 0.6, 1),
        ("level", 1, 1),
        ("linkage", 0.6, -1),
        ("investor_sanctions", 0.2, -1),
        ("war", 0.5, -1),
    ],
)
def test_directions(argument: str, value: float, sign: int) -> None:
    assert sign * change(realised, FLOW, **{argument: of(value)}) > 0


def test_what_is_not_linked_does_not_depend_on_the_settlement() -> None:
    free = {**FLOW, "linkage": of(0)}
    same(change(realised, free, level=of(2)), of(0))


def test_without_pledges_climate_or_realisation_nothing_flows() -> None:
    for argument in ("pledges", "climate", "realisation"):
        same(realised(**{**FLOW, argument: of(0)}), of(0))


def test_without_sanctions_drag_is_nothing() -> None:
    none = {**FLOW, "investor_sanctions": of(0)}
    same(realised(**none), realised(**{**none, "drag": of(0)}))


def test_zero_rates_change_nothing() -> None:
    still = dict.fromkeys(
        ("realisation", "initiative", "attrition", "depreciation", "relapse"), of(0)
    )
    stock, pledges, flow, invested, climate = investment(**{**LAW, **still})
    same([stock, pledges, flow, invested], [of(2), of(4), of(0), of(1)])
    near(climate, 0.5)


def test_climate_relapses_to_its_start() -> None:
    climate = investment(**{**LAW, "climate": of(0.7)})[4]
    assert 0.5 < climate < 0.7


@given(st.floats(0, 50), SHARES, SHARES, SHARES, INSIDE, SHARES)
def test_no_more_is_built_than_was_promised(
    promised: float, linkage: float, severity: float, war: float, climate: float, risk: float
) -> None:
    now = {
        "pledges": of(promised),
        "linkage": of(linkage),
        "investor_sanctions": of(severity),
        "war": of(war),
        "climate": of(climate),
        "risk": of(risk),
    }
    stock, pledges, flow, invested, after = investment(**{**LAW, **now})
    assert 0 <= flow <= promised
    assert min(stock[0], pledges[0]) >= 0
    assert invested >= 1
    assert 0 < after < 1
