import json
import shutil
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import pytest

from sim import expectations
from sim.analysis import reference_classes as outside
from sim.base import paths as locations
from sim.engine import runs
from sim.inputs import claim_forecasts as forecasts
from sim.inputs import forecast_questions as questions
from sim.inputs import history
from sim.results import Manifest, Series, about, describe
from sim.results.manifest import UNREAD, content_hash
from sim.results.tables import NAMES
from sim.studies.calibration import WINDOW
from tests.support.synthetic import make_manifest


@dataclass(frozen=True)
class FakeOutcome:
    name: str = "treaty"
    title: str = "A treaty is in force"
    kind: str = "bool"
    measure: str = "treaty"
    levels: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class FakeParameter:
    path: str
    is_form: bool = False
    meaning: str = ""
    unit: str = "weight"
    options: list[str] = field(default_factory=list)


def make(folder: Path, **changes: object) -> Manifest:
    asked: dict[str, object] = {
        "name": "base",
        "scenario": {"scenario": "base"},
        "worlds": 10,
        "seed": 1,
        "start": "2017Q1",
        "quarters": 4,
    }
    said: dict[str, object] = {
        "calibration": "toy",
        "folder": folder,
        "outcomes": [FakeOutcome(), FakeOutcome("rung", kind="level", levels=("a", "b_c"))],
        "level_titles": {"a": "the first"},
        "series": [Series(path="oil")],
        "parameters": [FakeParameter("a"), FakeParameter("f", is_form=True, options=["x", "y"])],
    }
    for name, value in changes.items():
        (asked if name in asked else said)[name] = value
    return describe(**asked, about=about(**said))  # type: ignore[arg-type]


def test_all_that_changes_a_number_changes_the_hash(tmp_path: Path) -> None:
    (tmp_path / "laws.yaml").write_text("a: 1")
    first = make(tmp_path)
    assert make(tmp_path).hash == first.hash
    for change in ({"worlds": 11}, {"seed": 2}, {"scenario": {"scenario": "base", "set": {}}}):
        assert make(tmp_path, **change).hash != first.hash
    assert make(tmp_path, series=[Series(path="oil", title="Oil")]).hash == first.hash
    (tmp_path / "laws.yaml").write_text("a: 2")
    assert make(tmp_path).hash != first.hash


def test_the_hash_is_that_of_the_whole_manifest_as_json(tmp_path: Path) -> None:
    manifest = make(tmp_path)
    fields = manifest.model_dump(mode="json", by_alias=True)
    for label in ("hash", "measures", "series", "tables"):
        del fields[label]
    fields["versions"] = {key: fields["versions"][key] for key in ("sim", "code")}
    fields["columns"] = ["treaty", "rung", "oil"]
    text = json.dumps(fields, sort_keys=True).encode()
    digest = blake2b(len(text).to_bytes(8, "big") + text, digest_size=16)
    assert manifest.hash == digest.hexdigest()


def test_forms_are_told_apart_from_numbers(tmp_path: Path) -> None:
    manifest = make(tmp_path)
    assert [form.path for form in manifest.forms] == ["f"]
    assert manifest.forms[0].options == ("x", "y")
    assert [quantity.path for quantity in manifest.quantities] == ["a"]


def test_a_manifest_survives_its_file() -> None:
    manifest = make_manifest()
    assert Manifest.model_validate_json(manifest.text()) == manifest


def test_moved_content_has_another_hash(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.yaml").write_text("1")
    before = content_hash(tmp_path)
    (tmp_path / ".hidden").write_text("noise")
    assert content_hash(tmp_path) == before
    (tmp_path / "a" / "x.yaml").rename(tmp_path / "a" / "y.yaml")
    assert content_hash(tmp_path) != before


@pytest.mark.parametrize(
    "name",
    [expectations.FILE, forecasts.FILE, history.FILE, outside.FILE, questions.FILE, WINDOW],
)
def test_what_is_asked_or_expected_of_a_run_is_no_part_of_it(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("some: thing")
    before = content_hash(tmp_path)
    (tmp_path / name).write_text("another: thing")
    assert content_hash(tmp_path) == before


def test_no_run_takes_a_number_from_what_its_identity_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the record of sources, by which parameters are checked, a run can do without them."""
    before = runs.run("baseline", worlds=5)
    folder = tmp_path / "calibration" / "kurils"
    shutil.copytree(locations.calibration_folder("kurils"), folder)
    for name in UNREAD - {history.FILE}:
        (folder / name).unlink()
    home = {"calibration": tmp_path, "scenarios": locations.scenarios_folder().parent}
    seeds = locations.seeds_folder().parent
    monkeypatch.setattr(locations, "_top", lambda name: home.get(name, seeds) / name)
    after = runs.run("baseline", worlds=5)
    assert after.id == before.id
    for table in NAMES:
        assert after.table(table).equals(before.table(table))


def test_levels_have_titles_or_their_names(tmp_path: Path) -> None:
    rung = make(tmp_path).measures[1]
    assert [rung.level_label(level) for level in rung.levels] == ["the first", "b c"]
