"""A sweep's folder: whole or not at all, reused if identical, never overwritten."""

import json
from pathlib import Path

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.studies import sweep_results
from sim.studies.sweep_results import MANIFEST, TABLE, find, load, save
from tests.support.sweep_run import CURVE, PRICE, WEIGHT, made


@pytest.mark.parametrize("axes", [(WEIGHT,), (CURVE,), (WEIGHT, PRICE), (CURVE, WEIGHT)])
def test_what_is_written_is_read_back(
    tmp_path: Path, axes: tuple[sweep_results.SweepAxis, ...]
) -> None:
    sweep = made(*axes)
    written = save(sweep, tmp_path / "sweep")
    assert sorted(path.name for path in (tmp_path / "sweep").iterdir()) == [MANIFEST, TABLE]
    assert list(tmp_path.iterdir()) == [tmp_path / "sweep"]
    assert written.plan.table
    assert written.plan.model_copy(update={"table": ""}) == sweep.plan
    assert written.table.equals(sweep.table)
    assert written.folder == tmp_path / "sweep"


def test_an_identical_sweep_is_found_and_another_refused(tmp_path: Path) -> None:
    sweep = made(WEIGHT)
    assert find(tmp_path / "sweep", sweep.plan) is None
    save(sweep, tmp_path / "sweep")
    found = find(tmp_path / "sweep", sweep.plan)
    assert found is not None
    assert found.plan.hash == sweep.plan.hash
    with pytest.raises(InputError, match="holds another sweep"):
        find(tmp_path / "sweep", made(PRICE).plan)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="holds no sweep"):
        find(tmp_path, made(WEIGHT).plan)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_changed_number_of_the_table_is_refused(tmp_path: Path) -> None:
    saved = save(made(WEIGHT), tmp_path / "sweep")
    changed = saved.table.copy()
    changed.loc[0, "value"] += 1e-9
    changed.to_parquet(tmp_path / "sweep" / TABLE)
    with pytest.raises(InputError, match="does not hold what"):
        load(tmp_path / "sweep")


def test_a_folder_without_a_hash_of_its_table_is_read(tmp_path: Path) -> None:
    save(made(WEIGHT), tmp_path / "sweep")
    manifest = tmp_path / "sweep" / MANIFEST
    text = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**text, "table": ""}), "utf-8")
    assert load(tmp_path / "sweep").plan.table == ""


@pytest.mark.parametrize("harm", ["manifest", "rows", "table", "hash"])
def test_a_folder_that_is_not_whole_is_refused(tmp_path: Path, harm: str) -> None:
    save(made(WEIGHT), tmp_path / "sweep")
    manifest, table = tmp_path / "sweep" / MANIFEST, tmp_path / "sweep" / TABLE
    if harm == "manifest":
        manifest.write_text("{}")
    elif harm == "hash":
        manifest.write_text(manifest.read_text().replace('"seed": 7', '"seed": 7, "more": 1'))
    elif harm == "table":
        table.write_bytes(b"nothing")
    else:
        save(made(PRICE), tmp_path / "other")
        table.write_bytes((tmp_path / "other" / TABLE).read_bytes())
    with pytest.raises(InputError):
        load(tmp_path / "sweep")


def test_its_hash_is_that_of_all_that_can_change_a_number() -> None:
    plan = made(WEIGHT).plan
    same = plan.model_copy(update={"title": "Another title", "break_even": {}})
    assert same.identity() == plan.hash
    for change in (
        {"run": "c" * 32},
        {"axes": (PRICE,)},
        {"target": 0.5},
        {"chosen": ()},
        {"beside": plan.beside.model_copy(update={"kind": "itself"})},
    ):
        assert plan.model_copy(update=change).identity() != plan.hash
    assert plan.id == f"sweep-shifted-{plan.hash[:10]}"
    assert sweep_results.default_folder(plan) == Path("runs") / plan.id


def test_columns_have_the_shape_of_what_is_varied() -> None:
    sweep = made(WEIGHT, PRICE)
    assert sweep.column("treaty", "value").shape == (5, 3)
    differences = sweep.column("treaty", "difference")
    assert (np.diff(differences, axis=0) > 0).all()
    assert (np.diff(differences, axis=1) > 0).all()


def test_the_summary_is_plain_data_without_what_json_does_not_know() -> None:
    sweep = made(WEIGHT)
    sweep.table.loc[0, "changed"] = np.nan
    said = json.loads(json.dumps(sweep.summary(), allow_nan=False))
    assert said["schema"] == 1
    assert said["scenario"] == "shifted"
    assert said["vary"][0]["path"] == WEIGHT.path
    outcome = said["outcomes"]["treaty"]
    assert [point[WEIGHT.path] for point in outcome["points"]] == list(WEIGHT.values)
    assert outcome["points"][0]["changed"] is None
    assert outcome["break_even"][0]["crossings"][0]["at"] == pytest.approx(0.248)
    assert "break_even" not in said["outcomes"]["flow"]
