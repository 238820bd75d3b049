"""Joint draws that history has weighted, frozen with the calibration: the default for every run.

    posterior.yaml     how they were made: window, seed, worlds, effective sample, hashes
    posterior.parquet  one row a joint draw, one column a parameter, and its weight

History constrains combinations of parameters more than single ones, so whole rows are drawn. A
parameter that no column holds comes from its prior.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.base import yaml_documents
from sim.base.axes import Array
from sim.base.errors import InputError, Mark, Problem, Problems
from sim.base.random_streams import Streams
from sim.base.yaml_documents import Entry
from sim.inputs.parameters import Register

RECORD, TABLE, WEIGHT = "posterior.yaml", "posterior.parquet", "weight"
_CURE = "`sim calibrate` makes it anew; --prior runs without it"


class PosteriorRecord(Entry):
    """How a posterior was made.

    window : the scenario that was run over the years before
    seed, worlds : of that run
    effective : effective number of its worlds, (Σ w)² / Σ w²
    agreement : mean likelihood over the prior's worlds, relative to the best that could be
    rows : joint draws that were kept
    versions : of the package and of its code
    probe : mean agreement of the first worlds of the window with each target; empty where unknown
    priors, table : hashes of the priors it was drawn from and of its table
    """

    window: str
    seed: int
    worlds: int
    effective: float
    agreement: float
    rows: int
    versions: dict[str, str]
    priors: str
    table: str
    probe: dict[str, float] = Field(default_factory=dict)


@dataclass(frozen=True)
class Posterior:
    """The joint draws of a calibration, read when asked for; `check` says if they may be used.

    file : the table; how it was made stands beside it
    """

    file: Path

    def __reduce__(self) -> tuple[type[Posterior], tuple[Path]]:
        return Posterior, (self.file,)  # a worker reads the table itself

    @cached_property
    def record(self) -> PosteriorRecord:
        """How it was made; InputError with every fault of the file that says so."""
        problems = Problems()
        with problems.gather():
            return yaml_documents.check(
                PosteriorRecord, yaml_documents.read(self.file.with_name(RECORD))
            )
        raise InputError(replace(each, cure=str(each.cure) or _CURE) for each in problems)

    @cached_property
    def columns(self) -> Mapping[str, Array]:
        """Value of each parameter in each joint draw: path -> (row,)."""
        return {path: column for path, column in self._table.items() if path != WEIGHT}

    @cached_property
    def ends(self) -> Array:
        """Where the share of each row ends, cumulative, (row,); the last is 1."""
        sums = np.cumsum(self._table[WEIGHT])
        return np.asarray(sums / sums[-1])

    @cached_property
    def _table(self) -> Mapping[str, Array]:
        import pyarrow.parquet as pq  # type: ignore[import-untyped]

        table = pq.read_table(self.file)
        names = table.column_names
        return {name: table.column(name).to_numpy().astype(np.float64) for name in names}

    def check(self, register: Register) -> None:
        """InputError where it is not whole or was altered, or a prior has changed since."""
        place = record = self.file.with_name(RECORD)
        if not record.is_file():
            what, place = f"there is no {RECORD} that says how {TABLE} was made", self.file
        elif not self.file.is_file():
            what = f"there is no {self.file.name}"
        elif self._content != self.record.table:
            what = f"{self.file.name} is not the table that was written with it"
        elif priors(register) != self.record.priors:
            what = "priors have changed since the posterior was made"
        else:
            return
        raise InputError([Problem(what, cure=_CURE, mark=Mark(str(place), 1, 1))])

    @cached_property
    def _content(self) -> str:
        return content(self.file)

    def rows(self, streams: Streams, start: int, stop: int) -> NDArray[np.intp]:
        """The joint draw of each world, (stop − start,), by inverse CDF over the weights."""
        u = streams.uniform("posterior", "", 0, start, stop)
        found: NDArray[np.intp] = np.searchsorted(self.ends, u, side="left")
        return found

    def draw(
        self, streams: Streams, start: int, stop: int, paths: Collection[str]
    ) -> dict[str, Array]:
        """Parameters of worlds start to stop: path -> (stop − start,), those that it holds."""
        rows = self.rows(streams, start, stop)
        held = (path for path in paths if path in self.columns)
        return {path: self.columns[path].take(rows) for path in held}


def find(folder: Path) -> Posterior | None:
    """The posterior of a calibration; None where nothing stands of one.

    Half of one, or a faulty one, is found too: whoever draws from it is refused, nobody else.
    """
    there = any((folder / name).is_file() for name in (RECORD, TABLE))
    return Posterior(folder / TABLE) if there else None


def freeze(
    folder: Path, draws: Mapping[str, Array], weights: Array, about: Mapping[str, Any]
) -> Posterior:
    """Write joint draws and how they were made into a calibration's folder, made if need be.

    draws : path -> (row,); weights : (row,)
    about : the fields of the record but for rows and the table's hash
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Four bytes a number: six digits are more than any prior here knows.
    columns = {WEIGHT: weights, **draws}
    table = pa.table({name: column.astype(np.float32) for name, column in columns.items()})
    folder.mkdir(parents=True, exist_ok=True)
    parts = [folder / f"{name}.part" for name in (TABLE, RECORD)]
    pq.write_table(table, parts[0], compression="zstd")
    record = PosteriorRecord(**about, rows=len(weights), table=content(parts[0]))
    parts[1].write_text(_text(record), encoding="utf-8")
    for part in parts:  # what stood there stays until both are whole
        part.replace(part.with_suffix(""))
    return Posterior(folder / TABLE)


def content(file: Path) -> str:
    """Hash of a file's content."""
    return hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest()


def priors(register: Register) -> str:
    """Hash of what is drawn: every parameter's bounds, prior as a file writes it, and options."""
    said = [[p.path, p.low, p.high, p.prior.data(), p.options] for p in register.values()]
    text = json.dumps(said, sort_keys=True, allow_nan=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _text(record: PosteriorRecord) -> str:
    """The record as a file, in the order of its fields."""
    import yaml

    head = "# Made by `sim calibrate`; not to be edited. What it rests on: docs/validation.md.\n"
    return head + str(yaml.safe_dump(record.model_dump(), sort_keys=False))
