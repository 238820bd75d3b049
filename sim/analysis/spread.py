"""A number over worlds as a few equally likely values, for quantile dot plots."""

import numpy as np
from numpy.typing import NDArray

from sim.analysis import weighting
from sim.results import Run

DOTS = 50  # each dot is two worlds of a hundred (Kay et al. 2016; Fernandes et al. 2018)


def dots(run: Run, outcome: str, count: int = DOTS) -> NDArray[np.float64]:
    """Equally likely values: the middle of each of `count` equal shares of the worlds, (dot,).

    Shares of their weight where worlds do not count alike.
    """
    values = run.outcomes[outcome].to_numpy(dtype=np.float64)
    middles = (2 * np.arange(count) + 1) / (2 * count)
    return weighting.quantiles(values, middles.tolist(), run.weights)
