"""The results folder, written whole or not at all.

Batches stream into a hidden folder beside the one that was asked for; a rename makes it visible
once all is there. A failure or Ctrl-C leaves nothing behind.
"""

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sim.base.atomic_folder import appear, check_place
from sim.base.errors import InputError, Problem, SimError
from sim.results.manifest import Manifest
from sim.results.run_results import MANIFEST, Run, digest, faults, read_manifest
from sim.results.tables import NAMES, BatchResults, group_rows, schemas, tabulate

RUNS = Path("runs")
_CURE = "name another folder with --out, or move this one away"


def default_folder(manifest: Manifest) -> Path:
    """Where a run goes that was given no place: runs/SCENARIO-HASH."""
    return RUNS / manifest.id


def reusable(folder: Path, manifest: Manifest) -> bool:
    """Whether the folder holds exactly this run already, and its tables are whole.

    Where they are damaged, or there are no hashes to check them by, it may be written again.

    Raises InputError where it holds anything else, or cannot be written.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        check_place(folder)
        return False
    if not (folder / MANIFEST).is_file():
        raise InputError([Problem(f"{folder} exists and holds no results", cure=_CURE)])
    if damage(folder, manifest):
        check_place(folder)
        return False
    found = read_manifest(folder)
    if found.hash != manifest.hash:
        raise InputError(
            [Problem(f"{folder} holds another run, {found.id}, not {manifest.id}", cure=_CURE)]
        )
    return True


def damage(folder: Path, manifest: Manifest) -> list[Problem]:
    """What is wrong with a folder that holds this run; nothing where it is whole, or another's."""
    file = folder / MANIFEST
    if not file.is_file():
        return []
    try:
        found = read_manifest(folder)
    except InputError as error:
        is_same = f'"hash": "{manifest.hash}"'.encode() in file.read_bytes()
        return list(error.problems) if is_same else []
    if found.hash != manifest.hash:
        return []
    if not found.tables:
        return [Problem(f"{file} holds no hashes of its tables")]
    return faults(folder, found)


def save(batches: Iterable[BatchResults], manifest: Manifest, folder: Path) -> Run:
    """Write a run into a folder, or take the identical run that is there, and read it back.

    batches : in order of worlds; not asked for a single one where the folder is reused
    """
    if not reusable(folder, manifest):
        with Writer(folder, manifest) as writer:
            for batch in batches:
                writer.write(batch)
    return Run.read(folder)


class Writer:
    """Streams batches into a results folder that appears only when it is complete."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._manifest = manifest
        self._worlds = 0

    def __enter__(self) -> Self:
        if reusable(self._folder, self._manifest):
            raise InputError([Problem(f"{self._folder} holds this run already", cure=_CURE)])
        with ExitStack() as stack:
            self._part = stack.enter_context(appear(self._folder, self._settle))
            layout, rows = schemas(self._manifest), group_rows(self._manifest)
            self._streams = {
                name: _Stream(self._part / f"{name}.parquet", layout[name], rows[name])
                for name in NAMES
            }
            stack.push(self._finish)
            self._stack = stack.pop_all()
        return self

    def write(self, batch: BatchResults) -> None:
        """Append the next worlds; they must follow those written before."""
        if batch.start != self._worlds:
            raise SimError(f"world {self._worlds} is due, a batch from {batch.start} was given")
        tables = tabulate(self._manifest, batch)
        try:
            for name, table in tables.items():
                self._streams[name].write(table)
        except OSError as error:
            raise SimError(f"{self._folder} cannot be written: {error.strerror}") from error
        self._worlds = batch.stop

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def _settle(self) -> bool:
        """Whether the folder holds the run now: from a quicker process, or mended from this one.

        The tables come first, so that an interrupted repair is still seen as damage.
        """
        if not reusable(self._folder, self._manifest):
            for name in (*(f"{table}.parquet" for table in NAMES), MANIFEST):
                (self._part / name).replace(self._folder / name)
        return True

    def _finish(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close the tables, and say what they are if all worlds are in them."""
        if kind is not None:  # the first failure is the one to tell
            for stream in self._streams.values():
                with suppress(OSError):
                    stream.close(complete=False)
            return
        for stream in self._streams.values():
            stream.close(complete=True)
        if self._worlds != self._manifest.worlds:
            raise SimError(f"{self._worlds} of {self._manifest.worlds} worlds were written")
        tables = {name: digest(self._part / f"{name}.parquet") for name in NAMES}
        whole = self._manifest.model_copy(update={"tables": tables})
        (self._part / MANIFEST).write_text(whole.text(), encoding="utf-8")


class _Stream:
    """One Parquet file with row groups of a fixed size, whatever the size of what comes in."""

    def __init__(self, path: Path, schema: Any, rows: int) -> None:
        self._file = pq.ParquetWriter(path, schema, compression="zstd")
        self._rows = rows
        self._rest = schema.empty_table()

    def write(self, table: Any) -> None:
        self._rest = pa.concat_tables([self._rest, table])
        whole = len(self._rest) - len(self._rest) % self._rows
        if whole:
            self._file.write_table(self._rest.slice(0, whole), row_group_size=self._rows)
            self._rest = self._rest.slice(whole)

    def close(self, *, complete: bool) -> None:
        if complete and len(self._rest):
            self._file.write_table(self._rest, row_group_size=self._rows)
        self._file.close()
