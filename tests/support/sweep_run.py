"""A sweep's results without a model: made up, along one thing or over two."""

from itertools import product
from typing import Any, Literal

import numpy as np
import pandas as pd

from sim.analysis.break_even import break_even
from sim.studies.sweep_results import (
    BreakEvenLine,
    Sweep,
    SweepAxis,
    SweepBaseline,
    SweepPlan,
    Topic,
)

SHARE = Topic(expression="treaty", label="Peace & treaty", unit="", is_share=True)
NUMBER = Topic(expression="flow", label="Investment", unit="USD bn", is_share=False)
WEIGHT = SweepAxis(
    path="sender.salience.punishment",
    values=(0.1, 0.2, 0.3, 0.4, 0.5),
    unit="weight",
    meaning="weight of <punishment>",
    log=False,
    stands=None,
    prior_x=(0.1, 0.3, 0.5),
    prior_y=(0.0, 2.0, 0.0),
)
PRICE = WEIGHT.model_copy(
    update={"path": "oil.price", "values": (1.0, 10.0, 100.0), "unit": "USD", "log": True}
)
CURVE = SweepAxis(
    path="laws.curve",
    values=("plain", "very_steep"),
    unit="",
    meaning="shape of the response",
    log=False,
    stands="plain",
    prior_x=(0.0, 1.0),
    prior_y=(0.7, 0.3),
)


def made(
    *axes: SweepAxis,
    beside: Literal["base", "itself"] = "base",
    target: float | None = None,
    turns: bool = True,
) -> Sweep:
    """A sweep in which the difference rises through zero, or not, along each thing varied."""
    points = list(product(*(axis.values for axis in axes)))
    places = [np.linspace(-1, 1, len(axis.values)) for axis in axes]
    heights = np.add.outer(places[0], places[1]).reshape(-1) if len(axes) > 1 else places[0]
    heights = heights * 0.05 + 0.013 + (0 if turns else 0.5)
    rows: list[dict[str, Any]] = []
    for number, (point, height) in enumerate(zip(points, heights.tolist(), strict=True)):
        place = dict(zip((axis.path for axis in axes), point, strict=True))
        rows += [{"point": number, **place, **_row(topic, height)} for topic in (SHARE, NUMBER)]
    plan = SweepPlan.identified(
        name="shifted",
        title="The <shifted> case",
        worlds=1000,
        seed=7,
        start="2017Q1",
        quarters=8,
        run="a" * 32,
        beside=SweepBaseline(kind=beside, name="base", title="The base case", run="b" * 32),
        axes=axes,
        topics=(SHARE, NUMBER),
        chosen=(SHARE.expression,),
        target=target,
    )
    lines = _lines(axes, heights.reshape([len(axis.values) for axis in axes]))
    broken = {SHARE.expression: lines}
    return Sweep(plan.model_copy(update={"break_even": broken}), pd.DataFrame(rows))


def _row(topic: Topic, height: float) -> dict[str, Any]:
    return {
        "expression": topic.expression,
        "value": 0.4 + height,
        "mcse": 0.01,
        "forms_low": 0.3 + height,
        "forms_high": 0.5 + height,
        "base": 0.4,
        "difference": height,
        "ci95_low": height - 0.02,
        "ci95_high": height + 0.02,
        "difference_forms_low": height - 0.04,
        "difference_forms_high": height + 0.04,
        "changed": 0.1,
        "effective": 1000.0,
    }


def _lines(axes: tuple[SweepAxis, ...], heights: np.ndarray) -> tuple[BreakEvenLine, ...]:
    """Break-even along the first number, with a little chance."""
    along = next((i for i, axis in enumerate(axes) if not axis.is_form), 0)
    axis, rows = axes[along], np.moveaxis(heights, along, -1).reshape(-1, heights.shape[along])
    fixed: tuple[Any, ...] = axes[1 - along].values if len(axes) > 1 else (None,)
    chance = np.linspace(-0.01, 0.01, 41)[:, None]
    found = []
    for value, row in zip(fixed, rows, strict=True):
        places = [float(i) if axis.is_form else v for i, v in enumerate(axis.values)]
        broken = break_even(places, row, row + chance, log=axis.log)
        line = BreakEvenLine.of(axis.path, value, broken)
        found.append(line.model_copy(update={"crossings": ()}) if axis.is_form else line)
    return tuple(found)
