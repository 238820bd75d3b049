"""The price of oil."""

from enum import IntEnum

import numpy as np

from sim.base.axes import Array
from sim.base.functional_forms import takes
from sim.base.mechanism import mechanism
from sim.base.random_streams import normal
from sim.state import VARIABLES

Path = IntEnum("Path", "walk reverting", start=0)
LOW, HIGH = VARIABLES["oil"].low, VARIABLES["oil"].high
FURTHEST = np.log(HIGH / LOW)  # no change of the log leads further within the bounds
FORMS = {"path": Path}  # codes of each form of the law file, in its order


@mechanism(writes=("oil",), draws={"shock": "world"})
def oil(
    oil: Array, path: Array, volatility: Array, reversion: Array, norm: Array, draw_shock: Array
) -> tuple[Array]:
    """Price of oil after a quarter, USD a barrel.

    walk:      ln p' = ln p + volatility * N - volatility^2 / 2
    reverting: ln p' = ln p + reversion * (ln norm - ln p) + volatility * N - volatility^2 / 2

    oil : (world,); path : (world,), code of the form
    volatility : (world,), standard deviation of the quarterly change of the log
    reversion : (world,), share of the distance covered a quarter
    norm : (world,), USD a barrel, the price to which it returns
    The price stops at the bounds of its state.

    Which of the two holds, the series does not decide: Hamilton (2009), Alquist et al. (2013).
    """
    pulled = np.where(takes(path, Path.reverting), reversion * np.log(norm / oil), 0)
    change = pulled + volatility * normal(draw_shock[0]) - volatility**2 / 2
    moved = oil * np.exp(np.clip(change, -FURTHEST, FURTHEST))
    return (np.clip(moved, LOW, HIGH),)
