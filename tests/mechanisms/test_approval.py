import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.base.axes import CLAIMANT, HOLDER
from sim.base.functional_forms import logit
from sim.mechanisms.approval import approval
from tests.support.arrays import INSIDE, change, near, of, rows

REST = {
    "approval": rows(0.8, 0.5),
    "approval_anchor": rows(0.8, 0.5),
    "holder_party": rows(1, 0),
    "output": of(0),
    "war": of(0.25),
    "war_anchor": of(0.25),
    "prosperity": of(1),
    "rally": of(0.2),
    "memory": of(0.1),
    "noise": of(0.2),
    "draw_noise": rows(0.5, 0.5),
}


def test_by_hand() -> None:
    # Output 3 % below trend: -0.03; a war risen by 0.5: 0.2 * 0.5 = 0.1; together 0.07, the
    # holder's alone.
    (after,) = approval(**{**REST, "output": of(-0.03), "war": of(0.75)})
    near(logit(after), rows(np.log(4) + 0.07, 0))


def test_memory_pulls_home() -> None:
    # the claimant at odds 3 to 1 with home 1 to 1
    (after,) = approval(**{**REST, "approval": rows(0.8, 0.75)})
    near(logit(after), rows(np.log(4), 0.9 * np.log(3)))


def test_the_start_is_a_rest_point() -> None:
    near(approval(**REST)[0], REST["approval"])


def test_output_and_war_move_the_holder_only() -> None:
    for deed in ({"output": of(0.02)}, {"war": of(0.5)}):
        effect = change(approval, REST, **deed)
        assert effect[HOLDER] > 0
        near(effect[CLAIMANT], 0)


def test_chance_moves_each_by_its_spread() -> None:
    (after,) = approval(**{**REST, "draw_noise": rows(0.5, 0.8413447460685429)})
    near(logit(after), rows(np.log(4), 0.2))


@given(INSIDE, st.floats(-1, 1))
def test_zero_rates_change_nothing(here: float, output: float) -> None:
    still = dict.fromkeys(("prosperity", "rally", "memory", "noise"), of(0))
    value = rows(here, here)
    busy = {"output": of(output), "war": of(1), "draw_noise": rows(0.9, 0.1)}
    near(approval(**{**REST, **still, **busy, "approval": value})[0], value)
