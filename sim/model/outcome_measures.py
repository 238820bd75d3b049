"""Outcomes of each world at the horizon, as the dispute's file names them."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.base.axes import Array, Flags
from sim.dispute import Dispute

Recorded = Mapping[str, Array]  # state path -> (quarter, world)
Values = NDArray[Any]


def measure(dispute: Dispute, recorded: Recorded) -> dict[str, Values]:
    """Every outcome of the dispute: name -> (world,)."""
    return {each.name: MEASURES[each.measure](recorded, each.subject) for each in dispute.outcomes}


def first_quarter(holds: Flags) -> Array:
    """Quarters from the start until something first holds, counted from 1; NaN for never.

    holds : (quarter, world)
    """
    first = np.argmax(holds, axis=0) + 1.0
    return np.where(holds.any(axis=0), first, np.nan)


def _last(path: str) -> Callable[[Recorded, str], Values]:
    return lambda recorded, subject: recorded[path.format(subject)][-1].copy()


def _at_the_end(path: str) -> Callable[[Recorded, str], Values]:
    return lambda recorded, _subject: recorded[path][-1] > 0


MEASURES: Mapping[str, Callable[[Recorded, str], Values]] = {
    "ladder": lambda recorded, _subject: recorded["level"][-1].astype(np.int64),
    "treaty": _at_the_end("treaty"),
    "in_force": _at_the_end("in_force"),
    "treaty_quarter": lambda recorded, _subject: first_quarter(recorded["treaty"] > 0),
    "lapse_quarter": lambda recorded, _subject: first_quarter(recorded["in_force"] < 1),
    "severity": _last("{}.sanctions"),
    "alignment": _last("{}.alignment"),
    "invested": _last("invested"),
    "alliance": _last("alliance"),
}
