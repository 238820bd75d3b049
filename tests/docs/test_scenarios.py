"""The page on the scenarios follows from their files and results, and those from the model."""

import json
import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WORLDS = 200
FAR = 5  # standard errors: beyond them the committed results are of another model
SEEN = 10  # worlds that must be expected to change, for their mean to be near normal


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    """tools/docs/scenarios.py, which finds its neighbours beside it."""
    sys.path.insert(0, str(ROOT / "tools" / "docs"))
    import scenarios

    yield scenarios
    sys.path.remove(str(ROOT / "tools" / "docs"))


@pytest.fixture(scope="module")
def committed(maker: ModuleType) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(maker.RESULTS.read_text(encoding="utf-8"))
    return found


def test_page_and_picture_follow_from_files_and_results(
    maker: ModuleType, committed: dict[str, Any]
) -> None:
    assert list(maker.stale(committed)) == []


def test_every_scenario_stands_on_the_page_once(maker: ModuleType) -> None:
    assert sorted(maker.placed()) == sorted(maker.expected())


def test_every_named_policy_stands_on_the_page(maker: ModuleType) -> None:
    page = maker.PAGE.read_text(encoding="utf-8")
    assert [name for name in maker.dispute().policies if f"**`{name}`:" not in page] == []


def test_the_page_shows_its_picture(maker: ModuleType) -> None:
    page = maker.PAGE.read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page)
    assert [(maker.PAGE.parent / each).is_file() for each in shown] == [True]


def test_a_change_of_the_results_is_seen(maker: ModuleType, committed: dict[str, Any]) -> None:
    other = json.loads(json.dumps(committed))
    outcomes = other["scenarios"]["economy_first"]["outcomes"]
    outcomes["peace_treaty"]["value"] += 0.1
    assert [fault.split()[0] for fault in maker.stale(other)] == [maker.PAGE.name]
    del other["scenarios"]["economy_first"]
    assert "does not hold every scenario" in next(maker.stale(other))


def test_results_are_of_this_model(maker: ModuleType, committed: dict[str, Any]) -> None:
    """All run again with few worlds, to numbers that the committed ones do not contradict."""
    again = maker.measured(WORLDS, workers=1)
    for name, each in again["scenarios"].items():
        for asks, found in each["outcomes"].items():
            kept = committed["scenarios"][name]["outcomes"][asks]
            low, high = found["ci95"]
            error = (high - low) / 2 / 1.96
            if kept["changed"] * WORLDS >= SEEN:
                assert abs(found["difference"] - kept["difference"]) <= FAR * error, (name, asks)
            if found["is_share"]:
                p = min(max(kept["value"], 1 / WORLDS), 1 - 1 / WORLDS)
                assert abs(found["value"] - p) <= FAR * math.sqrt(p * (1 - p) / WORLDS), (
                    name,
                    asks,
                )


# Sentences by rule


def outcome(verdict: str, difference: float = 0.1, **more: Any) -> dict[str, Any]:
    """An outcome as it is kept."""
    return {
        "is_share": True,
        "verdict": verdict,
        "value": 0.5,
        "difference": difference,
        "ci95": [difference - 0.01, difference + 0.01],
        "forms": [difference - 0.05, difference + 0.05],
        "changed": 0.3,
        "detectable": 0.01,
        "turns_with": None,
        **more,
    }


def test_what_cannot_be_told_is_said_first_and_says_why(maker: ModuleType) -> None:
    turns = ["interests.wedge.form", ["weakest", 0.2], ["claimant_only", -0.1]]
    lines = list(
        maker.findings(
            {
                "peace_treaty": outcome("higher"),
                "settlement >= two_islands": outcome("cannot tell", turns_with=turns),
            }
        )
    )
    assert lines == [
        "- The model cannot tell: two islands or more is 50 %, +10 points on average; but the sign "
        "turns with `interests.wedge.form`: +20 points (weakest) and −10 points (claimant only).",
        "- Moved: peace treaty 50 % (+10 points; 95 % +9 to +11; forms +5 to +15).",
    ]


def test_what_turns_by_next_to_nothing_does_not_come_first(maker: ModuleType) -> None:
    turns = ["interests.autonomy.relief", ["highest third", 0.002], ["lowest third", -0.001]]
    found = {
        "peace_treaty": outcome("cannot tell", 0.0, turns_with=turns),
        "eu_sanctions_in_force": outcome("higher"),
    }
    assert [line.partition(":")[0] for line in maker.findings(found)] == [
        "- Moved",
        "- Its sign turns, by next to nothing",
    ]


def test_what_is_clear_and_small_has_hardly_moved(maker: ModuleType) -> None:
    lines = list(
        maker.findings(
            {
                "peace_treaty": outcome("lower", -0.004),
                "us_sanctions": outcome("higher", 0.002, is_share=False, value=0.331),
                "eu_sanctions_in_force": outcome("no difference found", 0.001),
                "us_japan_alliance": outcome("equal", 0.0, is_share=False),
            }
        )
    )
    assert lines == [
        "- Clear of chance but hardly moved: peace treaty −0.4 points; "
        "severity of US sanctions +0.0020.",
        "- No difference found (95 %): EU sanctions in force −0.9 to +1.1.",
        "- The same in every world: US-Japan alliance.",
    ]


def test_the_picture_has_a_mark_for_each_scenario_and_question(
    maker: ModuleType, committed: dict[str, Any]
) -> None:
    picture = maker.picture(committed)
    key = 3
    marks = len(re.findall(r"<(?:polygon|circle) ", picture))
    assert marks == key + len(maker.PICTURED) * (len(maker.expected()) - 1)
