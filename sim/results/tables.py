"""Batches of worlds as tables whose content is checked once, here.

outcomes : one row per world; levels by name, quarters as counts with null for never; the weight
           of the world where the scenario observes something, and the joint draw that it shares
           with others where parameters come from a posterior
quarters : one row per world and quarter, the quarters of a world together
draws    : one row per world; forms by the name of the option

Rows follow the worlds, so that the tables are the same whatever the chunks.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from sim.base.errors import SimError
from sim.results.manifest import Manifest

OUTCOMES, QUARTERS, DRAWS = "outcomes", "quarters", "draws"
NAMES = (OUTCOMES, QUARTERS, DRAWS)
WEIGHT, ROW = "weight", "row"
# A preview reads the first thousand worlds; they are the first row group of each table.
ROW_GROUP_WORLDS = 1000

_TYPES = {"level": pa.string(), "bool": pa.bool_(), "quarter": pa.int32(), "number": pa.float64()}


class BatchResults(Protocol):
    """Worlds start to stop: what the ensemble yields."""

    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...
    @property
    def outcomes(self) -> Mapping[str, NDArray[Any]]: ...  # (world,)
    @property
    def quarters(self) -> Mapping[str, NDArray[Any]]: ...  # (quarter, world)
    @property
    def draws(self) -> Mapping[str, NDArray[Any]]: ...  # (world,)
    @property
    def weights(self) -> NDArray[np.float64] | None: ...  # (world,); None without observation
    @property
    def rows(self) -> NDArray[np.intp] | None: ...  # (world,); None where all is from priors


def schemas(manifest: Manifest) -> dict[str, Any]:
    """Columns and types of the three tables."""
    world = ("world", pa.int64())
    more = [(WEIGHT, pa.float64())] if manifest.is_observed else []
    more += [(ROW, pa.int32())] if manifest.is_joint else []
    forms = {form.path for form in manifest.forms}
    return {
        OUTCOMES: pa.schema([world, *((m.name, _TYPES[m.kind]) for m in manifest.measures), *more]),
        QUARTERS: pa.schema(
            [world, ("quarter", pa.int32()), *((s.path, pa.float64()) for s in manifest.series)]
        ),
        DRAWS: pa.schema(
            [world]
            + [(path, pa.string() if path in forms else pa.float64()) for path in drawn(manifest)]
        ),
    }


def drawn(manifest: Manifest) -> list[str]:
    """Paths of the drawn parameters: the numbers, then the forms."""
    return [*(q.path for q in manifest.quantities), *(f.path for f in manifest.forms)]


def group_rows(manifest: Manifest) -> dict[str, int]:
    """Rows of a row group: always the same number of worlds."""
    per_world = {OUTCOMES: 1, QUARTERS: manifest.quarters, DRAWS: 1}
    return {name: ROW_GROUP_WORLDS * rows for name, rows in per_world.items()}


def tabulate(manifest: Manifest, batch: BatchResults) -> dict[str, Any]:
    """The three tables of one batch.

    Raises SimError, all faults at once, where the batch is not what the manifest says.
    """
    faults: list[str] = []
    worlds = np.arange(batch.start, batch.stop)
    size, quarters = len(worlds), manifest.quarters
    series = [s.path for s in manifest.series]
    _compare("outcome", batch.outcomes, [m.name for m in manifest.measures], (size,), faults)
    _compare("series", batch.quarters, series, (quarters, size), faults)
    _compare("parameter", batch.draws, drawn(manifest), (size,), faults)
    columns_beside = {WEIGHT: batch.weights, ROW: batch.rows}
    beside = {name: column for name, column in columns_beside.items() if column is not None}
    wanted = [WEIGHT] * manifest.is_observed + [ROW] * manifest.is_joint
    _compare("column", beside, wanted, (size,), faults)
    if faults:
        raise SimError("the model and the manifest disagree: " + "; ".join(faults))

    columns: dict[str, dict[str, Any]] = {
        OUTCOMES: {"world": worlds},
        QUARTERS: {
            "world": np.repeat(worlds, quarters),
            "quarter": np.tile(np.arange(1, quarters + 1, dtype=np.int32), size),
            **{path: _floats(batch.quarters[path].ravel(order="F")) for path in series},
        },
        DRAWS: {"world": worlds},
    }
    for m in manifest.measures:
        values = batch.outcomes[m.name]
        columns[OUTCOMES][m.name] = _outcome(m.name, m.kind, m.levels, values, faults)
    if WEIGHT in beside:
        columns[OUTCOMES][WEIGHT] = _finite(WEIGHT, beside[WEIGHT], faults)
    if ROW in beside:
        columns[OUTCOMES][ROW] = beside[ROW].astype(np.int32)
    for q in manifest.quantities:
        columns[DRAWS][q.path] = _finite(q.path, batch.draws[q.path], faults)
    for f in manifest.forms:
        columns[DRAWS][f.path] = _words(f.path, f.options, batch.draws[f.path], faults)
    if faults:
        raise SimError(f"worlds {batch.start} to {batch.stop}: " + "; ".join(faults))
    layout = schemas(manifest)
    return {name: pa.table(columns[name], schema=layout[name]) for name in NAMES}


def _compare(
    what: str,
    given: Mapping[str, NDArray[Any]],
    wanted: Sequence[str],
    shape: tuple[int, ...],
    faults: list[str],
) -> None:
    """Note names that are missing or unknown, and arrays of another shape."""
    faults += [f"{what} {name} is missing" for name in wanted if name not in given]
    unknown = given.keys() - set(wanted)
    faults += [f"{what} {name} is not in the manifest" for name in given if name in unknown]
    faults += [
        f"{what} {name} has shape {given[name].shape}, not {shape}"
        for name in wanted
        if name in given and given[name].shape != shape
    ]


def _outcome(
    name: str, kind: str, levels: Sequence[str], values: NDArray[Any], faults: list[str]
) -> Any:
    if kind == "level":
        return _words(name, levels, values, faults)
    if kind == "bool":
        return values.astype(np.bool_)
    if kind == "quarter":
        never = np.isnan(values)
        return pa.array(np.where(never, 0, values).astype(np.int32), mask=never)
    return _finite(name, values, faults)


def _words(name: str, options: Sequence[str], codes: NDArray[Any], faults: list[str]) -> Any:
    """Names of the options that the codes stand for."""
    index = np.nan_to_num(codes, nan=-1).astype(np.int64)
    if ((index != codes) | (index < 0) | (index >= len(options))).any():
        faults.append(f"{name} has a code that is none of 0 to {len(options) - 1}")
        index = np.zeros_like(index)
    return pa.array(options, pa.string()).take(pa.array(index))


def _finite(name: str, values: NDArray[Any], faults: list[str]) -> NDArray[np.float64]:
    finite = np.isfinite(values)
    if not finite.all():
        bad = np.flatnonzero(~finite)
        faults.append(f"{name} is {values[bad[0]]} in {bad.size} worlds, first at row {bad[0]}")
    return _floats(values)


def _floats(values: NDArray[Any]) -> NDArray[np.float64]:
    return np.ascontiguousarray(values, dtype=np.float64)
