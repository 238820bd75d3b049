"""A run's tables as files for others to read: Parquet as it is stored, CSV with a head."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Literal

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sim.results.run_results import Run
from sim.results.tables import QUARTERS, group_rows

Form = Literal["csv", "parquet"]
FORMS: tuple[Form, ...] = ("csv", "parquet")
PIECE = 1 << 20  # bytes read of a file at a time
SAMPLE = 500  # rows from which the size of the whole is guessed


@dataclass(frozen=True)
class Size:
    """How large a table is.

    nbytes : by form; of a file that is still to be written, a guess from its first rows
    """

    rows: int
    columns: int
    nbytes: dict[Form, int]


def pieces(run: Run, table: str, form: Form) -> Iterator[bytes]:
    """The table's file, piece by piece, so that no more than a row group of CSV is held.

    table : outcomes, quarters or draws
    """
    if form == "csv":
        yield from _csv(run.table(table), group_rows(run.manifest)[table])
        return
    stored = _stored(run, table)
    if stored is not None:
        with stored.open("rb") as file:
            yield from _read(file)
        return
    with TemporaryFile() as file:
        rows = group_rows(run.manifest)[table]
        pq.write_table(run.table(table), file, row_group_size=rows, compression="zstd")
        file.seek(0)
        yield from _read(file)


def size(run: Run, table: str) -> Size:
    """How large a table is in each form."""
    stored, rows = _stored(run, table), _rows(run, table)
    first = run.table(table).slice(0, SAMPLE) if stored is None else _first(stored)
    share = rows / max(1, len(first))
    text = sum(map(len, _csv(first, SAMPLE)))
    packed = io.BytesIO()
    pq.write_table(first, packed, compression="zstd")
    return Size(
        rows,
        first.num_columns,
        {
            "csv": round(text * share),
            "parquet": round(packed.tell() * share) if stored is None else stored.stat().st_size,
        },
    )


def _rows(run: Run, table: str) -> int:
    """Rows of a table, without reading it."""
    return run.manifest.worlds * (run.manifest.quarters if table == QUARTERS else 1)


def _first(file: Path) -> Any:
    """The first rows of a stored table; of the rest nothing is read."""
    found = next(pq.ParquetFile(file).iter_batches(batch_size=SAMPLE))
    return pa.Table.from_batches([found])


def _csv(table: Any, rows: int) -> Iterator[bytes]:
    """The head, then so many rows at a time."""
    for start in range(0, max(1, len(table)), rows):
        out = io.BytesIO()
        pc.write_csv(table.slice(start, rows), out, pc.WriteOptions(include_header=start == 0))
        yield out.getvalue()


def _stored(run: Run, table: str) -> Path | None:
    """The file of a stored run; None where there is none, or it holds other worlds."""
    if run.folder is None:
        return None
    file = run.folder / f"{table}.parquet"
    try:
        held = pq.read_metadata(file).num_rows
    except (OSError, pa.ArrowException):
        return None
    return file if held == _rows(run, table) else None


def _read(file: Any) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
