"""The page on the architecture agrees with the import rules, the folders and the functions."""

import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NOT_KEPT = {"runs/"}  # commands write it


def section(title: str) -> str:
    """The text under a heading of the page."""
    found = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    assert found, f"no section is called {title}"
    return found


def cells(title: str) -> list[list[str]]:
    """The rows of the table in a section, without its head."""
    lines = re.findall(r"^\| (.+) \|$", section(title), re.MULTILINE)
    return [row.split(" | ") for row in lines[1:]]


def walk() -> list[tuple[str, str]]:
    """File and function or key of each step of both walks."""
    rows = [*cells("The walk of one number"), *cells("The walk of one run")]
    return [(file.strip("`"), name.strip("`")) for _, _, file, name in rows]


@pytest.fixture
def drawer() -> Iterator[ModuleType]:
    """tools/docs/architecture.py, which imports modules beside it."""
    sys.path.insert(0, str(ROOT / "tools" / "docs"))
    import architecture

    yield architecture
    sys.path.remove(str(ROOT / "tools" / "docs"))


def test_folders_are_the_layers_of_the_import_rules_in_order() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = (each["layers"] for each in contracts if each["id"] == "layers")
    named = [row[0].strip("`") for row in cells("Folders of sim/")]
    assert [Path(name).stem for name in named] == layers
    assert [name for name in named if name.endswith("/") != (ROOT / name).is_dir()] == []


def test_other_folders_are_those_of_the_repository() -> None:
    named = {row[0].strip("`") for row in cells("Other folders")}
    assert [name for name in named - NOT_KEPT if not (ROOT / name).is_dir()] == []
    tracked = {"seeds/", "calibration/", "scenarios/", "dashboards/", "tests/", "tools/", "docs/"}
    assert tracked <= named


@pytest.mark.parametrize(("file", "name"), walk(), ids=lambda value: value)
def test_each_step_of_a_walk_exists(file: str, name: str) -> None:
    path = ROOT / file
    if path.suffix == ".yaml":
        assert re.search(
            rf"^\s*(- id: )?{re.escape(name)}\b", path.read_text("utf-8"), re.MULTILINE
        )
        return
    parts = Path(file).with_suffix("").parts
    module = importlib.import_module(".".join(part for part in parts if part != "__init__"))
    found: object = module
    for part in name.split("."):
        found = getattr(found, part)
    assert getattr(found, "__module__", module.__name__) == module.__name__


def test_both_walks_have_their_steps() -> None:
    assert len(cells("The walk of one number")) >= 8
    assert len(cells("The walk of one run")) >= 8


def test_the_number_of_the_walk_rests_on_the_claim() -> None:
    from sim.dispute.reader import load

    claims = [link.claim for link in load("kurils").register["us.salience.punishment"].claims]
    assert "st16-44" in claims


def test_the_picture_follows_from_the_page(drawer: ModuleType) -> None:
    drawn = drawer.svg(drawer.layers(PAGE))
    assert (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8") == drawn
