"""The price of oil."""

import numpy as np

from sim.axes import Array
from sim.streams import normal
from sim.wiring import mechanism

WALK, REVERTING = 0, 1  # codes of the form `path`, in the order of its law file


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

    Which of the two holds, the series does not decide: Hamilton (2009), Alquist et al. (2013).
    """
    pulled = np.where(path == REVERTING, reversion * np.log(norm / oil), 0)
    change = pulled + volatility * normal(draw_shock[0]) - volatility**2 / 2
    return (oil * np.exp(change),)
