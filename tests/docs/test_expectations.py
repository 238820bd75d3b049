"""What docs/model.md says of whole runs is what they say: the table, the picture, the numbers."""

import json
import math
import runpy
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim import scenario
from sim.expectations import Expectation, load

ROOT = Path(__file__).parents[2]
DOCS, SCRIPTS = ROOT / "docs", ROOT / "tools" / "docs"
FOUND, PICTURE = (DOCS / "results" / f"expectations.{ending}" for ending in ("json", "svg"))
CURE = (
    "the model has changed: run python tools/docs/expectations.py, then python tools/docs/tables.py"
)
WORLDS = 100
ERRORS = 5  # standard errors of so few worlds by which a figure may lie elsewhere
Entry = Mapping[str, Any]


@cache
def kept() -> Entry:
    found: Entry = json.loads(FOUND.read_text("utf-8"))
    return found


@cache
def generator() -> Mapping[str, Any]:
    """The script that made it; it imports its neighbour."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        return runpy.run_path(str(SCRIPTS / "expectations.py"))
    finally:
        sys.path.remove(str(SCRIPTS))


@cache
def again() -> Mapping[str, Entry]:
    """The same over few worlds, by id."""
    found = generator()["examined"](WORLDS)
    return {each["id"]: each for each in found["expectations"]}


def run() -> list[Entry]:
    return [each for each in kept()["expectations"] if "verdict" in each]


def total() -> list[Expectation]:
    offer = scenario.offer("kurils")
    found = load(offer.dispute, offer.claims)
    assert found is not None
    return [each for each in found.expectations if each.scope == "total"]


def test_the_entries_are_those_of_the_file() -> None:
    written = [(e.id, e.sign, [*e.claims, *e.likewise], e.not_modelled) for e in total()]
    there = [
        (e["id"], e["sign"], e["claims"], e.get("not_modelled", "")) for e in kept()["expectations"]
    ]
    assert there == written, CURE
    asked = {e.id: (e.direction, e.total.outcome) for e in total() if e.total}
    assert {e["id"]: (e["expected"], e["outcome"]) for e in run()} == asked, CURE


def test_the_picture_is_drawn_from_what_was_found() -> None:
    assert PICTURE.read_text("utf-8") == generator()["drawn"](kept())


@pytest.mark.parametrize("entry", run(), ids=lambda entry: entry["id"])
def test_the_figures_come_again_roughly(entry: Entry) -> None:
    now = again()[entry["id"]]
    low, high = entry["ci95"]
    few, many = math.sqrt(kept()["worlds"] / WORLDS), (high - low) / 2 / 1.96
    room = ERRORS * many * few
    assert abs(now["difference"] - entry["difference"]) <= room, CURE


def test_the_page_speaks_of_all_that_do_not_hold() -> None:
    page = (DOCS / "model.md").read_text("utf-8")
    section = page.partition("## 9. ")[2].partition("\n## ")[0]
    prose = section.partition("<!-- end -->")[2]
    silent = [e["id"] for e in run() if e["verdict"] != "holds" and f"`{e['id']}`" not in prose]
    assert silent == []
