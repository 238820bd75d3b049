import math

from hypothesis import given
from hypothesis import strategies as st

from sim.base.functional_forms import logit
from sim.mechanisms.war import war
from tests.support.arrays import INSIDE, RATES, SHARES, near, of, rows, same

DRAWS = st.floats(2**-53, 1 - 2**-53)


def after(
    now: float,
    *,
    start: float = 0.2,
    decay: float = 0.1,
    ebb: float = 0.5,
    flare: float = 0.25,
    severity: float = 1.0,
    happens: float = 0.9,
    size: float = 0.5,
) -> float:
    numbers = (now, start, decay, ebb, flare, severity)
    return float(war(*(of(number) for number in numbers), rows(happens), rows(size))[0][0])


def test_fading_by_hand() -> None:
    # what simmers at the start only decays: 0.2 * 0.9
    near(after(0.2), 0.18)
    # of 0.6 the 0.4 beyond the start ebb by half first: (0.6 - 0.2) * 0.9
    near(after(0.6), 0.36)


def test_a_flare_up_by_hand() -> None:
    # 0.2 fades to 0.18; a draw of exp(-2) is twice the mean size: 2 up on the logit
    raised = after(0.2, happens=0.24, size=math.exp(-2))
    near(logit(of(raised)), math.log(0.18 / 0.82) + 2)


def test_its_chance() -> None:
    assert after(0.2, happens=0.25) < 0.2 < after(0.2, happens=0.249, size=0.1)


def test_a_war_that_is_over_does_not_flare_up() -> None:
    assert after(0, happens=2**-53) == 0


@given(SHARES, DRAWS)
def test_zero_rates_change_exactly_nothing(now: float, draw: float) -> None:
    same(after(now, decay=0, ebb=0, flare=0, happens=draw), now)


@given(SHARES, SHARES, RATES, RATES, DRAWS, DRAWS)
def test_it_stays_a_share(
    now: float, start: float, decay: float, ebb: float, happens: float, size: float
) -> None:
    assert 0 <= after(now, start=start, decay=decay, ebb=ebb, happens=happens, size=size) <= 1


@given(INSIDE, INSIDE, DRAWS)
def test_the_fiercer_the_war_the_fiercer_it_stays(one: float, other: float, size: float) -> None:
    low, high = sorted((one, other))
    for happens in (0.1, 0.9):
        assert after(low, happens=happens, size=size) <= after(high, happens=happens, size=size)


@given(INSIDE, st.floats(0, 1))
def test_it_ebbs_to_the_simmering_start_and_no_further(now: float, ebb: float) -> None:
    calmed = after(now, decay=0, ebb=ebb)
    assert min(now, 0.2) - 1e-12 <= calmed <= now


@given(INSIDE, DRAWS)
def test_a_flare_up_never_calms(now: float, size: float) -> None:
    assert after(now, decay=0, ebb=0, happens=0.1, size=size) >= now - 1e-12
