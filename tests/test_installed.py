"""Installed away from its checkout the package works too: it carries its data."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel, unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def sim(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    place = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, "-m", "sim", *words],
        cwd=folder,
        env=place,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_carries_the_data_and_no_scripts(installed: Path) -> None:
    for name in ("calibration", "seeds", "scenarios"):
        kept = {p.relative_to(ROOT / name) for p in (ROOT / name).rglob("*.yaml")}
        carried = installed / "sim" / "_data" / name
        assert {p.relative_to(carried) for p in carried.rglob("*.yaml")} == kept
        assert not list(carried.rglob("*.py"))


def test_it_runs_where_it_is_installed(installed: Path, tmp_path: Path) -> None:
    code = "import sim, pathlib; print(pathlib.Path(sim.__file__).parents[1])"
    place = {**os.environ, "PYTHONPATH": str(installed)}
    found = subprocess.check_output(
        [sys.executable, "-c", code], cwd=tmp_path, env=place, text=True
    )
    assert Path(found.strip()) == installed
    done = sim(installed, tmp_path, "run", "baseline", "--worlds", "50", "--quiet")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "runs").is_dir()
