import io
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.analysis.pairing_checks import first
from sim.results import Run
from sim.results.export import FORMS, pieces, size
from sim.results.tables import NAMES
from sim.results.writer import save
from tests.support.synthetic import make_batches, make_manifest, make_run

RUN = make_run(1200)


def whole(run: Run, table: str, form: str) -> io.BytesIO:
    return io.BytesIO(b"".join(pieces(run, table, form)))  # type: ignore[arg-type]


@pytest.mark.parametrize("table", NAMES)
def test_what_is_written_is_what_the_run_holds(table: str) -> None:
    assert pq.read_table(whole(RUN, table, "parquet")).equals(RUN.table(table))
    found, held = pd.read_csv(whole(RUN, table, "csv")), RUN.table(table).to_pandas()
    assert list(found) == list(held)
    assert len(found) == len(held)
    numbers = held.select_dtypes("number").columns
    pd.testing.assert_frame_equal(found[numbers], held[numbers], check_dtype=False)


def test_csv_comes_in_pieces_with_one_head() -> None:
    found = list(pieces(RUN, "outcomes", "csv"))
    assert len(found) == 2
    assert found[0].startswith(b'"world",')
    assert found[1].startswith(b"1000,")


def test_a_stored_run_gives_its_own_file(tmp_path: Path) -> None:
    run = save(make_batches(1200), make_manifest(1200), tmp_path / "run")
    stored = (tmp_path / "run" / "draws.parquet").read_bytes()
    assert whole(run, "draws", "parquet").getvalue() == stored
    assert size(run, "draws").nbytes["parquet"] == len(stored)
    # Its first worlds alone are another table.
    assert pq.read_table(whole(first(run, 300), "draws", "parquet")).num_rows == 300


@pytest.mark.parametrize("form", FORMS)
def test_the_size_is_about_right(form: str) -> None:
    for table in NAMES:
        found = size(RUN, table)
        assert found.rows == len(RUN.table(table))
        assert found.columns == RUN.table(table).num_columns
        written = len(whole(RUN, table, form).getvalue())
        assert 0.5 * written < found.nbytes[form] < 2 * written  # type: ignore[index]
