"""A number over worlds as equally likely values, as an exceedance curve, or as a density."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis import weighted_statistics
from sim.results import Run

DOTS = 50  # each dot is two worlds of a hundred (Kay et al. 2016; Fernandes et al. 2018)
STEPS = 200  # of an exceedance curve

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Exceedance:
    """In what share of the worlds a number is above each value.

    values : (point,), rising; shares : (point,), falling from one to zero
    """

    values: Floats
    shares: Floats

    @property
    def middle(self) -> float:
        """The value that half of the worlds lie above."""
        return float(np.interp(-1 / 2, -self.shares, self.values))


def dots(run: Run, outcome: str, count: int = DOTS) -> Floats:
    """Equally likely values: the middle of each of `count` equal shares of the worlds, (dot,).

    Shares of their weight where worlds do not count alike.
    """
    return _middles(_values(run, outcome), run, count)


def moved(run: Run, base: Run, outcome: str, count: int = DOTS) -> Floats:
    """The same of how far each world lies above itself in the base, (dot,).

    The two runs hold the same worlds, which count alike.
    """
    return _middles(_values(run, outcome) - _values(base, outcome), run, count)


def moves_any(run: Run, base: Run, outcome: str) -> bool:
    """Whether it differs in any world between two runs that hold the same ones."""
    return not np.array_equal(_values(run, outcome), _values(base, outcome))


def exceedance(run: Run, outcome: str, steps: int = STEPS) -> Exceedance:
    """The exceedance curve of an outcome that is a number, at even steps of its share."""
    below = np.linspace(0, 1, steps + 1)
    values = weighted_statistics.quantiles(_values(run, outcome), below.tolist(), run.weights)
    return Exceedance(values, 1 - below)


def _values(run: Run, outcome: str) -> Floats:
    return run.outcomes[outcome].to_numpy(dtype=np.float64)


def _middles(values: Floats, run: Run, count: int) -> Floats:
    middles = (2 * np.arange(count) + 1) / (2 * count)
    return weighted_statistics.quantiles(values, middles.tolist(), run.weights)


# Width of Silverman (1986, eq. 3.31) for a curve that may have two peaks.
_WIDTH, _ROOT = 0.9, 5


_SPREAD = 1.34  # of the middle half of a normal, in standard deviations


def density(values: Floats, places: Floats, *, log: bool = False) -> Floats | None:
    """Density of draws at some places, (place,); None where all draws are the same.

    A normal kernel, mirrored at the lowest and the highest draw, beyond which there is nothing.

    log : whether the density is over the logarithm, as a logarithmic axis shows it
    """
    if log:
        values, places = np.log(values[values > 0]), np.log(places)
    if not len(values) or values.min() == values.max():
        return None
    low, high = values.min(), values.max()
    quarter, three = np.quantile(values, (0.25, 0.75))
    spread = min(values.std(), (three - quarter) / _SPREAD) or values.std()
    width = _WIDTH * spread / len(values) ** (1 / _ROOT)
    around = np.concatenate([values, 2 * low - values, 2 * high - values])
    z = (places[:, None] - around) / width
    found: Floats = np.exp(-(z**2) / 2).sum(axis=1) / (len(values) * width * np.sqrt(2 * np.pi))
    return np.where((places >= low) & (places <= high), found, 0.0)
