import json
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.analysis.pairing_checks import first
from sim.base.errors import InputError
from sim.results import Run, save
from tests.support.synthetic import (
    LEVELS,
    OPTIONS,
    QUARTERS,
    make_batches,
    make_manifest,
    make_observed,
    make_run,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(make_batches(50), make_manifest(50), tmp_path / "run")
    return tmp_path / "run"


def test_levels_and_forms_are_ordered_words() -> None:
    run = make_run(50)
    assert list(run.outcomes["settlement"].cat.categories) == list(LEVELS)
    assert (run.outcomes["settlement"] >= "first").any()
    assert list(run.draws["laws.curve"].cat.categories) == list(OPTIONS)
    assert run.outcomes.index.name == "world"


def test_never_is_null_in_the_file_and_nan_in_the_frame(folder: Path) -> None:
    run = Run.read(folder)
    assert pa.types.is_int32(run.table("outcomes").schema.field("lapse_quarter").type)
    never = run.outcomes["lapse_quarter"].isna()
    assert run.table("outcomes").column("lapse_quarter").null_count == never.sum() > 0


def test_a_series_has_the_shape_of_the_model(folder: Path) -> None:
    run = Run.read(folder)
    batch = next(make_batches(50))
    assert np.array_equal(run.series("oil"), batch.quarters["oil"])
    assert run.quarters.columns[:2].tolist() == ["world", "quarter"]
    assert run.quarters["quarter"].tolist()[:QUARTERS] == list(range(1, QUARTERS + 1))
    row = run.quarters.query("world == 3 and quarter == 2")["oil"].item()
    assert row == batch.quarters["oil"][1, 3]


def test_quarters_have_names() -> None:
    assert make_run(5).calendar[:5] == ("2017Q1", "2017Q2", "2017Q3", "2017Q4", "2018Q1")


def test_no_results_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no results"):
        Run.read(tmp_path)


def test_all_faults_of_the_tables_are_told_at_once(folder: Path) -> None:
    (folder / "draws.parquet").unlink()
    (folder / "quarters.parquet").write_bytes(b"PAR1 nonsense")
    pq.write_table(
        pq.read_table(folder / "outcomes.parquet").slice(0, 9), folder / "outcomes.parquet"
    )
    with pytest.raises(InputError) as caught:
        Run.read(folder)
    text = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "draws.parquet is missing" in text
    assert "quarters.parquet cannot be read" in text
    assert "has 9 rows; 50 rows" in text


def test_other_columns_are_refused(folder: Path) -> None:
    frame = pd.DataFrame({"world": range(50)})
    pq.write_table(pa.Table.from_pandas(frame), folder / "outcomes.parquet")
    with pytest.raises(InputError, match="other columns than the manifest"):
        Run.read(folder)


def test_a_manifest_that_was_edited_is_refused(folder: Path) -> None:
    file = folder / "manifest.json"
    fields = json.loads(file.read_text())
    file.write_text(json.dumps({**fields, "seed": 8}))
    with pytest.raises(InputError, match="does not belong"):
        Run.read(folder)
    file.write_text(json.dumps({**fields, "sed": 8, "worlds": "many"}))
    with pytest.raises(InputError) as caught:
        Run.read(folder)
    assert len(caught.value.problems) == 2
    file.write_text("{")
    with pytest.raises(InputError, match=r"manifest\.json"):
        Run.read(folder)


def test_weights_are_kept_with_the_outcomes() -> None:
    kept = make_observed([{"id": "high", "at": "2018Q4", "that": "oil > 30"}], worlds=50)
    assert kept.weights is not None
    assert (kept.outcomes["weight"] == kept.weights).all()
    assert set(kept.weights) == {0.0, 1.0}


def sent(run: Run) -> Run:
    found: Run = pickle.loads(pickle.dumps(run))  # noqa: S301  as between processes
    return found


def same(run: Run) -> bool:
    read, path = sent(run), "sender.sanctions"
    return (
        read.manifest == run.manifest
        and read.outcomes.equals(run.outcomes)
        and np.array_equal(read.series(path), run.series(path))
    )


def test_what_is_remembered_of_a_run_is_not_sent() -> None:
    run = make_run()
    assert len(run.outcomes)
    assert len(run.draws)
    assert not {"outcomes", "draws"} & set(vars(sent(run)))
    assert same(run)


def test_a_stored_run_is_sent_without_its_tables(tmp_path: Path) -> None:
    run = save(make_batches(60), make_manifest(60), tmp_path / "run")
    assert len(run.quarters)
    assert not vars(sent(run))["_tables"]
    assert same(run)


def test_the_first_worlds_of_a_stored_run_are_sent_with_theirs(tmp_path: Path) -> None:
    run = save(make_batches(60), make_manifest(60), tmp_path / "run")
    few = first(run, 20)
    assert same(few)
    assert len(few.outcomes) == 20


def flipped(file: Path, place: int) -> None:
    """Flip one bit of a file; places count bits from the start."""
    content = bytearray(file.read_bytes())
    content[place // 8] ^= 1 << place % 8
    file.write_bytes(bytes(content))


@pytest.mark.parametrize("name", ["outcomes", "quarters", "draws"])
def test_no_flipped_bit_of_a_table_is_read(folder: Path, name: str) -> None:
    file = folder / f"{name}.parquet"
    whole = file.read_bytes()
    rng = np.random.default_rng(1)
    for place in rng.integers(0, 8 * len(whole), 60):
        file.write_bytes(whole)
        flipped(file, int(place))
        with pytest.raises(InputError, match=rf"{name}\.parquet.*--out to this folder"):
            Run.read(folder)
    file.write_bytes(whole)
    assert len(Run.read(folder).outcomes) == 50


def test_a_table_of_another_run_is_refused(folder: Path, tmp_path: Path) -> None:
    save(make_batches(50, shift=0.1), make_manifest(50, 0.1), tmp_path / "other")
    (tmp_path / "other" / "quarters.parquet").replace(folder / "quarters.parquet")
    with pytest.raises(InputError, match=r"quarters\.parquet is damaged"):
        Run.read(folder)


def test_a_table_that_is_damaged_after_it_was_checked_is_named(folder: Path) -> None:
    run = Run.read(folder)
    file = folder / "quarters.parquet"
    content = file.read_bytes()
    file.write_bytes(content[:20] + bytes(200) + content[220:])
    with pytest.raises(InputError, match=r"quarters\.parquet cannot be read.*--out"):
        run.table("quarters")


def test_tables_without_hashes_are_read_with_a_notice(folder: Path) -> None:
    assert not Run.read(folder).notice
    file = folder / "manifest.json"
    fields = json.loads(file.read_text())
    assert sorted(fields.pop("tables")) == ["draws", "outcomes", "quarters"]
    file.write_text(json.dumps(fields))
    run = Run.read(folder)
    assert "without a check" in run.notice
    assert len(run.outcomes) == 50
