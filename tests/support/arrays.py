"""Small arrays for tests of laws: the world is the last axis, as everywhere."""

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from sim.base.axes import Array

SHARES = st.floats(0, 1, width=16)  # both ends, and nothing so small that its square is no number
INSIDE = st.floats(0.01, 0.99)  # shares away from the ends, where the logit keeps its digits
RATES = st.floats(0, 0.5)


def of(*values: float) -> Array:
    """One value per world."""
    return np.array(values, dtype=float)


def rows(*values: ArrayLike) -> Array:
    """One row per entity: a number for a single world, or a list of numbers."""
    return np.stack([np.atleast_1d(np.asarray(row, dtype=float)) for row in values])


def near(actual: ArrayLike, expected: ArrayLike, *, within: float = 1e-12) -> None:
    """Equal but for rounding."""
    np.testing.assert_allclose(actual, expected, rtol=0, atol=within)


def same(actual: ArrayLike, expected: ArrayLike) -> None:
    """Equal to the last bit."""
    np.testing.assert_array_equal(actual, expected)


def change(function: Callable[..., Any], base: dict[str, Any], **changes: Any) -> NDArray[Any]:
    """What changing some arguments adds to a function's (first) result."""

    def result(arguments: dict[str, Any]) -> NDArray[Any]:
        found = function(**arguments)
        return np.asarray(found[0] if isinstance(found, tuple) else found)

    return np.asarray(result({**base, **changes}) - result(base))
