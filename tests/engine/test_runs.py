"""What a reference names: a scenario, or the results that stand in a folder."""

from pathlib import Path

import numpy as np
import pytest

from sim import results
from sim.base.errors import InputError
from sim.engine import runs
from tests.support.synthetic import make_batches, make_manifest


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_results_are_read_from_their_folder_whatever_its_name() -> None:
    manifest = make_manifest(20)
    for name in ("baseline", "of/mine"):
        results.save(make_batches(20), manifest, Path(name))
        found = runs.stored(name)
        assert found is not None
        assert found.manifest.hash == manifest.hash


def test_a_folder_beside_a_scenario_of_its_name_is_not_meant() -> None:
    Path("baseline").mkdir()
    assert runs.stored("baseline") is None
    assert runs.stored("no_such_thing") is None
    assert runs.read("baseline").scenario.name == "baseline"


@pytest.mark.parametrize("name", ["elsewhere", "of/baseline"])
def test_a_folder_without_results_is_refused(name: str) -> None:
    Path(name).mkdir(parents=True)
    with pytest.raises(InputError, match=r"holds no results: no manifest\.json"):
        runs.stored(name)


def test_a_mapping_is_refused_with_the_way_to_give_changes() -> None:
    with pytest.raises(InputError, match=r"set=\{PATH: VALUE\}"):
        runs.run({"scenario": "baseline"})  # type: ignore[arg-type]


def test_worlds_and_seed_may_be_integers_of_numpy() -> None:
    run = runs.run("baseline", worlds=np.int64(20), seed=np.int64(3))  # type: ignore[arg-type]
    assert len(run.outcomes) == 20
    assert run.manifest.seed == 3
