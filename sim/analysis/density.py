"""Where the draws of a number lie, as a smooth curve."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

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
