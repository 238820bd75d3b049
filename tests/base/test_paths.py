from pathlib import Path

import pytest

from sim.base import paths as locations
from sim.base.errors import InputError


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one calibration and the package beside it."""
    monkeypatch.setattr(locations, "_PACKAGE", tmp_path / "sim")
    (tmp_path / "calibration" / "straits").mkdir(parents=True)
    (tmp_path / "calibration" / "straits" / "dispute.yaml").touch()
    (tmp_path / "calibration" / "notes").mkdir()
    return tmp_path


def test_a_checkout_has_the_data_at_its_top(top: Path) -> None:
    assert locations.calibration_folder("straits") == top / "calibration" / "straits"
    assert locations.scenarios_folder() == top / "scenarios"
    assert locations.seeds_folder() == top / "seeds"


def test_an_installed_package_carries_the_data(top: Path) -> None:
    inside = top / "sim" / "_data" / "seeds"
    inside.mkdir(parents=True)
    assert locations.seeds_folder() == inside


def test_only_folders_with_a_dispute_are_calibrations(top: Path) -> None:
    assert locations.calibrations() == ["straits"]


@pytest.mark.parametrize("name", ["strait", "../straits", "notes", ""])
@pytest.mark.usefixtures("top")
def test_an_unknown_calibration_is_refused_with_those_known(name: str) -> None:
    with pytest.raises(InputError, match="known are: straits"):
        locations.calibration_folder(name)


def test_the_only_calibration_need_not_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locations, "calibrations", lambda: ["one"])
    assert locations.sole_calibration() == "one"
    monkeypatch.setattr(locations, "calibrations", lambda: ["one", "two"])
    with pytest.raises(InputError, match="does not say which calibration; one of: one, two"):
        locations.sole_calibration()
