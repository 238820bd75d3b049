"""The page on observing: its tables have their makers, and what it observes is filed in history."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from sim.base import yaml_documents as documents
from sim.engine import runs

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "observe.md"


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that writes the page's tables; its room is not a package."""
    monkeypatch.syspath_prepend(str(ROOT / "tools" / "docs"))
    spec = importlib.util.spec_from_file_location(
        "observing_docs", ROOT / "tools" / "docs" / "observing.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def test_every_table_has_its_maker_and_stands_once(maker: ModuleType) -> None:
    named = re.findall(r"<!-- table: (\S+) -->\n(.*?)<!-- end -->", PAGE.read_text(), re.DOTALL)
    assert [name for name, _ in named] == list(maker.TABLES)
    assert all(len(content.splitlines()) > 0 for _, content in named)


def test_the_page_asks_what_its_tables_show(maker: ModuleType) -> None:
    text = PAGE.read_text()
    assert f'sim run {maker.BASE} --observe "{maker.CAME_ABOUT}"' in text
    assert f"sim run scenarios/{maker.IMPOSED}.yaml" in text
    assert f"sim run {maker.SEEN}" in text
    assert maker.UNLIKELY in text


def test_what_the_forecast_observes_is_filed_as_known_after_the_cut_off() -> None:
    """Its comments name the events of history.yaml; each is for scoring only."""
    file = ROOT / "scenarios" / "seen_by_2018.yaml"
    events = documents.read(ROOT / "calibration" / "kurils" / "history.yaml").data["events"]
    later = {each["id"]: each for each in events if each["use"] == "hindcast"}
    comments = " ".join(re.findall(r"^\s*# (.*)$", file.read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", comments)) & set(later)
    assert {"renewal_2018_12", "caatsa_law", "meeting_24", "putin_reelected"} <= named
    seen = runs.read("seen_by_2018").scenario.observations
    assert all(each.why for each in seen)
    assert max(str(each.quarter) for each in seen) == "2018Q4"
