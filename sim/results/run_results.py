"""A run as its readers see it: a manifest and three validated tables."""

import hashlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from numpy.typing import NDArray
from pydantic import ValidationError

from sim.base.errors import InputError, Mark, Problem, SimError
from sim.base.quarters import Quarter
from sim.results.manifest import Manifest, Measure
from sim.results.tables import (
    DRAWS,
    NAMES,
    OUTCOMES,
    QUARTERS,
    ROW,
    WEIGHT,
    BatchResults,
    schemas,
    tabulate,
)

MANIFEST = "manifest.json"
_CURE = "run the scenario again: with --out to this folder, which mends it, or to another"


class Run:
    """The results of one scenario. Made by `Run.read` or `Run.collect`, which check them."""

    def __init__(
        self,
        manifest: Manifest,
        tables: dict[str, Any] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.manifest = manifest
        self.folder = folder
        self._tables = tables or {}
        self._is_held = tables is not None

    def __getstate__(self) -> dict[str, Any]:
        """What another process needs: no table that it finds in the folder, nothing remembered.

        What other threads add to meanwhile could not be sent.
        """
        tables = {name: self._tables[name] for name in NAMES} if self._is_held else {}
        held = {"_tables": tables, "_is_held": self._is_held}
        return {"manifest": self.manifest, "folder": self.folder, **held}

    @classmethod
    def collect(cls, batches: Iterable[BatchResults], manifest: Manifest) -> "Run":
        """A run kept in memory; nothing is written."""
        parts = [tabulate(manifest, batch) for batch in batches]
        worlds = sum(len(part[OUTCOMES]) for part in parts)
        if worlds != manifest.worlds:
            raise SimError(f"{worlds} of {manifest.worlds} worlds came from the model")
        return cls(manifest, {name: pa.concat_tables([p[name] for p in parts]) for name in NAMES})

    @classmethod
    def read(cls, folder: Path | str) -> "Run":
        """A run from its folder; tables are read when they are first asked for.

        Raises InputError, all problems at once, where the folder is not a whole results folder.
        """
        folder = Path(folder)
        manifest = read_manifest(folder)
        problems = faults(folder, manifest)
        if problems:
            raise InputError(problems)
        return cls(manifest, folder=folder)

    @property
    def id(self) -> str:
        """Name of the run: its scenario and the start of its hash."""
        return self.manifest.id

    @property
    def notice(self) -> str:
        """What a reader must be told of how far the tables could be checked; else nothing."""
        if self.folder is None or self.manifest.tables:
            return ""
        return (
            f"{self.folder} was written by a version that stored no hashes of its tables: they are "
            "read without a check of their content."
        )

    @property
    def is_there(self) -> bool:
        """Whether it is held in memory, or its folder still stands."""
        return self.folder is None or (self.folder / MANIFEST).is_file()

    @property
    def scenario(self) -> dict[str, Any]:
        """The resolved scenario as plain data."""
        return self.manifest.scenario

    @property
    def title(self) -> str:
        """The scenario's title, or its name."""
        return str(self.scenario.get("title") or self.manifest.name)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Outcomes by world: levels as ordered categories, quarters as counts, NaN for never."""
        frame: pd.DataFrame = self.table(OUTCOMES).to_pandas().set_index("world")
        for measure in self.manifest.measures:
            if measure.kind == "level":
                frame[measure.name] = _ordered(frame[measure.name], measure.levels)
            elif measure.kind == "quarter":
                frame[measure.name] = frame[measure.name].astype(float)
        return frame

    @cached_property
    def weights(self) -> NDArray[np.float64] | None:
        """How much each world counts, (world,), only ratios mean anything; None: all alike.

        Not None where the scenario observes something: how well each world agrees with it.
        """
        if not self.manifest.is_observed:
            return None
        column: NDArray[np.float64] = self.table(OUTCOMES, [WEIGHT]).column(WEIGHT).to_numpy()
        return column

    @cached_property
    def rows(self) -> NDArray[np.int32] | None:
        """The joint draw of each world, (world,); those with the same share their parameters.

        None where parameters come from the priors, each world with draws of its own.
        """
        if not self.manifest.is_joint:
            return None
        column: NDArray[np.int32] = self.table(OUTCOMES, [ROW]).column(ROW).to_numpy()
        return column

    @cached_property
    def quarters(self) -> pd.DataFrame:
        """Recorded states by world and quarter; quarter 1 is the first of the run."""
        frame: pd.DataFrame = self.table(QUARTERS).to_pandas()
        return frame

    @cached_property
    def draws(self) -> pd.DataFrame:
        """Drawn parameters by world, forms as ordered categories."""
        frame: pd.DataFrame = self.table(DRAWS).to_pandas().set_index("world")
        for form in self.manifest.forms:
            frame[form.path] = _ordered(frame[form.path], form.options)
        return frame

    @cached_property
    def calendar(self) -> tuple[str, ...]:
        """The run's quarters by name, such as 2017Q1."""
        start = Quarter.parse(self.manifest.start)
        return tuple(str(start + count) for count in range(self.manifest.quarters))

    def measure(self, name: str) -> Measure:
        """What an outcome means."""
        return next(measure for measure in self.manifest.measures if measure.name == name)

    def series(self, path: str) -> NDArray[np.float64]:
        """One recorded state, (quarter, world)."""
        column = self.table(QUARTERS, [path]).column(path).to_numpy()
        shaped: NDArray[np.float64] = column.reshape(self.manifest.worlds, self.manifest.quarters).T
        return shaped

    def table(self, name: str, columns: list[str] | None = None) -> Any:
        """One of the tables outcomes, quarters and draws, as Arrow holds it."""
        if name not in self._tables and self.folder is not None:
            file = self.folder / f"{name}.parquet"
            try:
                if columns is not None:  # a few columns of a large table: read, not kept
                    return pq.read_table(file, columns=columns)
                self._tables[name] = pq.read_table(file)
            except FileNotFoundError:
                raise InputError([Problem(f"{file} is gone", cure=_CURE)]) from None
            except (OSError, pa.ArrowException) as error:  # damaged since it was checked
                what = f"{file} cannot be read: {_first_line(error)}"
                raise InputError([Problem(what, cure=_CURE)]) from None
        table = self._tables[name]
        return table if columns is None else table.select(columns)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a results folder. Raises InputError where there is none that can be used."""
    file = folder / MANIFEST
    if not file.is_file():
        cure = "give a folder that `sim run` has written"
        raise InputError([Problem(f"{folder} holds no results: no {MANIFEST}", cure=cure)])
    try:
        manifest = Manifest.model_validate_json(file.read_bytes())
    except ValidationError as error:
        problems = [_problem(file, fault["loc"], fault["msg"]) for fault in error.errors()]
        raise InputError(problems) from None
    if manifest.identity() != manifest.hash:
        raise InputError([_problem(file, ("hash",), "does not belong to what the file says")])
    return manifest


def digest(file: Path) -> str:
    """SHA-256 of a file's content, as the manifest holds it."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def faults(folder: Path, manifest: Manifest) -> list[Problem]:
    """What is wrong with the tables of a folder: their footers, then their hashes."""
    rows = dict.fromkeys(NAMES, manifest.worlds)
    rows[QUARTERS] *= manifest.quarters
    problems = []
    for name, schema in schemas(manifest).items():
        file = folder / f"{name}.parquet"
        try:
            footer = pq.read_metadata(file)
        except (OSError, pa.ArrowException) as error:
            what = "is missing" if not file.exists() else f"cannot be read: {_first_line(error)}"
            problems.append(Problem(f"{file} {what}", cure=_CURE))
            continue
        if footer.num_rows != rows[name]:
            what = f"{file} has {footer.num_rows} rows"
            problems.append(Problem(what, allowed=f"{rows[name]} rows", cure=_CURE))
        if not footer.schema.to_arrow_schema().equals(schema):
            problems.append(Problem(f"{file} has other columns than the manifest", cure=_CURE))
        elif (
            footer.num_rows == rows[name]
            and manifest.tables
            and digest(file) != manifest.tables.get(name)
        ):
            what = f"{file} is damaged: its SHA-256 is not the one in {MANIFEST}"
            problems.append(Problem(what, cure=_CURE))
    return problems


def _problem(file: Path, where: tuple[int | str, ...], what: str) -> Problem:
    path = ".".join(str(part) for part in where)
    return Problem(f"{path}: {what}", cure=_CURE, mark=Mark(str(file), 1, 1))


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0]


def _ordered(names: "pd.Series[Any]", order: tuple[str, ...]) -> "pd.Series[Any]":
    return names.astype(pd.CategoricalDtype(list(order), ordered=True))
