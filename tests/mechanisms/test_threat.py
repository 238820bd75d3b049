import math

import numpy as np
from hypothesis import given

from sim.base.functional_forms import logit
from sim.base.random_streams import cumulative_normal
from sim.mechanisms.threat import threat
from tests.support.arrays import INSIDE, RATES, change, near, of, rows

ONE_UP = float(cumulative_normal(of(1))[0])
MEAN = math.sqrt(2 / math.pi)  # of |N|

CALM = {
    "threat": rows(0.5, 0.5),
    "threat_anchor": rows(0.5, 0.5),
    "source_frequency": rows(0.1, 0.2),
    "persistence": of(0.8),
    "shock": of(0.5),
    "draw_provocation": rows(0.15, 0.15),
    "draw_size": rows(ONE_UP, ONE_UP),
}


def test_by_hand() -> None:
    # The first source is quiet (0.15 > 0.1), the second provokes by one: 0.5 * (1 - 0.2 E|N|).
    (after,) = threat(**CALM)
    near(logit(after), rows(-0.5 * 0.1 * MEAN, 0.5 * (1 - 0.2 * MEAN)))


def test_a_threat_fades_to_its_start() -> None:
    # odds 4 to 1: 0.8 of the distance stays
    (after,) = threat(**{**CALM, "threat": rows(0.8, 0.5), "shock": of(0)})
    near(logit(after), rows(0.8 * math.log(4), 0))


def test_a_provocation_raises_the_threat() -> None:
    assert change(threat, CALM, draw_provocation=rows(0.05, 0.15))[0] > 0


def test_the_start_is_a_rest_point_on_average() -> None:
    # over both draws, by quadrature: the mean change of the logit is nothing
    cells = (np.arange(400) + 0.5) / 400
    provocation, size = (grid.ravel()[None] for grid in np.meshgrid(cells, cells))
    one = np.ones_like(provocation)
    (after,) = threat(
        0.5 * one, 0.5 * one, 0.2 * one, 0.8 * one[0], 0.5 * one[0], provocation, size
    )
    assert abs(logit(after).mean()) < 1e-3


@given(INSIDE, INSIDE)
def test_without_shocks_and_fading_nothing_changes(here: float, home: float) -> None:
    still = {"persistence": of(1), "shock": of(0)}
    now = {"threat": rows(here, here), "threat_anchor": rows(home, home)}
    near(threat(**{**CALM, **still, **now})[0], rows(here, here))


@given(INSIDE, RATES)
def test_a_source_that_never_provokes_only_fades(here: float, persistence: float) -> None:
    never = {"source_frequency": rows(0, 0), "draw_provocation": rows(2**-53, 2**-53)}
    now = {"threat": rows(here, 0.5), "persistence": of(persistence)}
    (after,) = threat(**{**CALM, **never, **now})
    near(logit(after), rows(persistence * math.log(here / (1 - here)), 0))
