from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.base.errors import InputError, SimError
from sim.results import Run, Writer, damage, default_folder, reusable, save
from sim.results.tables import NAMES, ROW_GROUP_WORLDS
from tests.support.synthetic import QUARTERS, FakeBatch, make_batch, make_batches, make_manifest

WORLDS = 2300


@pytest.mark.slow
@pytest.mark.parametrize("chunk", [1, 777])
def test_chunks_do_not_show_in_the_files(tmp_path: Path, chunk: int) -> None:
    manifest = make_manifest(WORLDS)
    save(make_batches(WORLDS, WORLDS), manifest, tmp_path / "whole")
    save(make_batches(WORLDS, chunk), manifest, tmp_path / "parts")
    for name in NAMES:
        one, other = (tmp_path / folder / f"{name}.parquet" for folder in ("whole", "parts"))
        assert pq.read_table(one).equals(pq.read_table(other))
        groups = [_group_rows(path) for path in (one, other)]
        assert groups[0] == groups[1]
        per_world = QUARTERS if name == "quarters" else 1
        assert groups[0] == [ROW_GROUP_WORLDS * per_world] * 2 + [300 * per_world]


def test_in_memory_and_on_disk_are_the_same(tmp_path: Path) -> None:
    manifest = make_manifest(WORLDS)
    kept = Run.collect(make_batches(WORLDS), manifest)
    read = save(make_batches(WORLDS), manifest, tmp_path / "run")
    for name in NAMES:
        assert kept.table(name).equals(read.table(name))
    assert kept.outcomes.equals(read.outcomes)
    assert np.array_equal(kept.series("oil"), read.series("oil"))


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError])
def test_nothing_is_left_of_a_run_that_stops(tmp_path: Path, failure: type[BaseException]) -> None:
    def stopped() -> Iterator[FakeBatch]:
        yield make_batch(0, 1500)
        raise failure

    with pytest.raises(failure):
        save(stopped(), make_manifest(WORLDS), tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_of_a_run_that_lacks_worlds(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="1500 of 2300 worlds"):
        save([make_batch(0, 1500)], make_manifest(WORLDS), tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_batches_come_in_order(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="world 10 is due"):
        save([make_batch(0, 10), make_batch(20, 30)], make_manifest(30), tmp_path / "run")


def test_an_identical_run_is_reused_without_running(tmp_path: Path) -> None:
    manifest = make_manifest(10)
    save(make_batches(10), manifest, tmp_path / "run")
    before = (tmp_path / "run" / "outcomes.parquet").stat().st_mtime_ns

    def never() -> Iterator[FakeBatch]:
        raise AssertionError("the model was asked again")
        yield make_batch(0, 10)

    assert save(never(), manifest, tmp_path / "run").id == manifest.id
    assert (tmp_path / "run" / "outcomes.parquet").stat().st_mtime_ns == before


@pytest.mark.parametrize("file", ["outcomes.parquet", "quarters.parquet", "manifest.json"])
def test_a_damaged_run_is_mended_and_nothing_else_there_is_touched(
    tmp_path: Path, file: str
) -> None:
    manifest, folder = make_manifest(10), tmp_path / "run"
    save(make_batches(10), manifest, folder)
    (folder / "letter.txt").write_text("dear")
    whole = (folder / file).read_bytes()
    (folder / file).write_bytes(whole[:-9] + bytes(9))
    with pytest.raises(InputError, match=file):
        Run.read(folder)
    assert damage(folder, manifest)
    assert not reusable(folder, manifest)
    assert len(save(make_batches(10), manifest, folder).outcomes) == 10
    assert (folder / file).read_bytes() == whole
    assert not damage(folder, manifest)
    assert (folder / "letter.txt").read_text() == "dear"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_run_without_hashes_is_written_again(tmp_path: Path) -> None:
    manifest, folder = make_manifest(10), tmp_path / "run"
    save(make_batches(10), manifest, folder)
    (folder / "manifest.json").write_text(manifest.text())
    assert not reusable(folder, manifest)
    assert not save(make_batches(10), manifest, folder).notice


def test_a_damaged_run_of_another_kind_is_never_overwritten(tmp_path: Path) -> None:
    save(make_batches(10), make_manifest(10), tmp_path / "run")
    (tmp_path / "run" / "quarters.parquet").unlink()
    with pytest.raises(InputError, match="another run"):
        reusable(tmp_path / "run", make_manifest(10, 0.1))


def never() -> Iterator[FakeBatch]:
    raise AssertionError("the model was asked")
    yield make_batch(0, 10)


@pytest.mark.parametrize("place", [".", "link", "dangling", "file/run", "../here"])
def test_a_place_that_cannot_be_written_is_told_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    for name in ("here", "empty"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    if place == "link":
        Path("link").symlink_to(tmp_path / "empty")
    elif place == "dangling":
        Path("dangling").symlink_to(tmp_path / "nowhere")
    elif place == "file/run":
        Path("file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        save(never(), make_manifest(10), Path(place))


def test_another_run_is_never_overwritten(tmp_path: Path) -> None:
    save(make_batches(10), make_manifest(10), tmp_path / "run")
    with pytest.raises(InputError, match=r"another run, base-.*--out"):
        save(make_batches(10, shift=0.1), make_manifest(10, 0.1), tmp_path / "run")
    assert Run.read(tmp_path / "run").manifest.name == "base"


def test_a_folder_of_something_else_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="holds no results"):
        save(make_batches(10), make_manifest(10), tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_two_that_write_the_same_run_at_once_agree(tmp_path: Path) -> None:
    manifest = make_manifest(10)
    with Writer(tmp_path / "run", manifest) as slow:
        save(make_batches(10), manifest, tmp_path / "run")
        slow.write(make_batch(0, 10))
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert len(Run.read(tmp_path / "run").outcomes) == 10


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    assert not reusable(folder, make_manifest(10))
    assert len(save(make_batches(10), make_manifest(10), folder).outcomes) == 10


def test_a_place_that_cannot_be_written_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        save(make_batches(10), make_manifest(10), tmp_path / "file" / "run")


def test_the_default_folder_names_scenario_and_hash() -> None:
    manifest = make_manifest(10)
    assert default_folder(manifest) == Path("runs") / f"base-{manifest.hash[:10]}"


def _group_rows(path: Path) -> list[int]:
    footer = pq.read_metadata(path)
    return [footer.row_group(i).num_rows for i in range(footer.num_row_groups)]
