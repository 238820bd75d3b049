"""Outcomes of each world at the horizon, as the dispute's file names them."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.axes import Array
from sim.dispute import Dispute, Outcome

Recorded = Mapping[str, Array]  # state path -> (quarter, world)


def measure(dispute: Dispute, recorded: Recorded) -> dict[str, NDArray[Any]]:
    """Every outcome of the dispute: name -> (world,)."""
    return {each.name: _MEASURES[each.measure](each, recorded) for each in dispute.outcomes}


def first_quarter(holds: NDArray[np.bool_]) -> Array:
    """Quarters from the start until something first holds, counted from 1; NaN for never.

    holds : (quarter, world)
    """
    first = np.argmax(holds, axis=0) + 1.0
    return np.where(holds.any(axis=0), first, np.nan)


def _last(path: str) -> Callable[[Outcome, Recorded], Array]:
    return lambda outcome, recorded: recorded[path.format(subject=outcome.subject)][-1].copy()


def _flag(path: str) -> Callable[[Outcome, Recorded], NDArray[Any]]:
    return lambda outcome, recorded: recorded[path][-1] > 0


_MEASURES: Mapping[str, Callable[[Outcome, Recorded], NDArray[Any]]] = {
    "ladder": lambda outcome, recorded: recorded["level"][-1].astype(np.int64),
    "treaty": _flag("treaty"),
    "treaty_quarter": lambda outcome, recorded: first_quarter(recorded["treaty"] > 0),
    "in_force": _flag("in_force"),
    "lapse_quarter": lambda outcome, recorded: first_quarter(recorded["in_force"] < 1),
    "severity": _last("{subject}.sanctions"),
    "invested": _last("invested"),
    "alignment": _last("{subject}.alignment"),
    "alliance": _last("alliance"),
}
