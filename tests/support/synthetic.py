"""A small dispute's results without a model: made up, and keyed by world."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.base.quarters import Quarter
from sim.engine.conditioning import agreement
from sim.results import Form, Manifest, Measure, Quantity, Run, Series
from sim.results.manifest import Calibration
from sim.scenario.observations import restored

LEVELS = ("none", "first", "second")
OPTIONS = ("plain", "steep")
QUARTERS = 8


@dataclass
class FakeBatch:
    start: int
    stop: int
    outcomes: dict[str, NDArray[Any]] = field(default_factory=dict)
    quarters: dict[str, NDArray[Any]] = field(default_factory=dict)
    draws: dict[str, NDArray[Any]] = field(default_factory=dict)
    weights: NDArray[np.float64] | None = None
    rows: NDArray[np.intp] | None = None


def make_manifest(worlds: int = 2000, shift: float = 0.0, **changes: Any) -> Manifest:
    name = "base" if shift == 0 else "shifted"
    scenario: dict[str, Any] = {"scenario": name, "title": f"The {name} case", "set": {}}
    if shift:
        scenario["set"] = {"sender.salience.punishment": {"scale": shift}}
    fields: dict[str, Any] = {
        "scenario": scenario,
        "name": name,
        "worlds": worlds,
        "seed": 7,
        "start": "2017Q1",
        "quarters": QUARTERS,
        "calibration": Calibration(name="toy", hash="abc"),
        "versions": {"sim": "0", "code": "0"},
        "measures": (
            Measure(name="settlement", kind="level", levels=LEVELS, measure="ladder"),
            Measure(name="treaty", kind="bool", measure="treaty", title="Treaty"),
            Measure(
                name="lapse_quarter",
                kind="quarter",
                measure="lapse_quarter",
                unit="quarter",
                title="Sanctions lapse",
            ),
            Measure(name="flow", kind="number", unit="USD bn", title="Investment"),
        ),
        "series": (
            Series(path="sender.sanctions", title="Severity", unit="share", main=True, low=0),
            Series(path="oil", title="Oil", unit="$ a barrel"),
        ),
        "forms": (Form(path="laws.curve", options=OPTIONS, meaning="shape of the response"),),
        "quantities": (Quantity(path="sender.salience.punishment", unit="weight"),),
        **changes,
    }
    manifest = Manifest(**fields)
    return manifest.model_copy(update={"hash": manifest.identity()})


def make_batch(start: int, stop: int, shift: float = 0.0) -> FakeBatch:
    """Worlds start to stop; `shift` raises the chance of a settlement in the same worlds."""
    chances = np.random.default_rng(3).random((6, 20_000))[:, start:stop]
    pull, when, size, form, salience, noise = chances
    steep = form < 0.5
    score = pull + shift + 0.2 * steep
    level = (score > 0.7).astype(float) + (score > 1.0)
    lapse = np.where(when < 0.4, np.floor(when / 0.05) + 1, np.nan)
    drift = np.arange(1, QUARTERS + 1)[:, None] / QUARTERS
    return FakeBatch(
        start,
        stop,
        outcomes={
            "settlement": level,
            "treaty": score > 1.0,
            "lapse_quarter": lapse,
            "flow": size + shift,
        },
        quarters={
            "sender.sanctions": 0.3 + drift * 0.2 * (noise - shift),
            "oil": drift * 50 * size,
        },
        draws={"laws.curve": steep.astype(float), "sender.salience.punishment": salience},
    )


def make_batches(worlds: int = 2000, chunk: int = 777, shift: float = 0.0) -> Iterator[FakeBatch]:
    for start in range(0, worlds, chunk):
        yield make_batch(start, min(start + chunk, worlds), shift)


def make_run(worlds: int = 2000, shift: float = 0.0, **changes: Any) -> Run:
    return Run.collect(make_batches(worlds, shift=shift), make_manifest(worlds, shift, **changes))


def make_observed(entries: list[dict[str, Any]], worlds: int = 2000) -> Run:
    """The base case, its worlds weighted by what these entries of a scenario observe."""
    scenario = {"scenario": "base", "title": "The base case", "set": {}, "observe": entries}
    manifest = make_manifest(worlds, scenario=scenario)
    columns = [series.path for series in manifest.series]
    seen = [restored(entry, columns) for entry in entries]
    batch = make_batch(0, worlds)
    start = Quarter.parse(manifest.start)
    batch.weights = np.prod([agreement(each, batch.quarters, start) for each in seen], axis=0)
    return Run.collect([batch], manifest)
