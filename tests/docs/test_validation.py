"""The page on the model's worth follows from the kept objects, and those from the model."""

import json
import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sim import scenario
from sim.report import hindcast_json as record
from sim.studies import hindcast

ROOT = Path(__file__).parents[2]
WORLDS = 400
FAR = 5  # standard errors: beyond them the committed scores are of another model
SHARED = 2.0  # by how much shared draws may widen an error


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    """tools/docs/validation.py, which finds its neighbours beside it."""
    sys.path.insert(0, str(ROOT / "tools" / "docs"))
    import validation

    yield validation
    sys.path.remove(str(ROOT / "tools" / "docs"))


@pytest.fixture(scope="module")
def page(maker: ModuleType) -> str:
    return str(maker.PAGE.read_text(encoding="utf-8"))


def test_page_and_pictures_follow_from_the_objects(maker: ModuleType) -> None:
    assert list(maker.stale()) == []


def test_the_page_shows_its_pictures(maker: ModuleType, page: str) -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page)
    assert [maker.PAGE.parent / each for each in shown] == list(maker.pictures())


def test_every_table_has_its_maker_and_stands_once(maker: ModuleType, page: str) -> None:
    named = re.findall(r"<!-- table: (\S+) -->\n(.*?)<!-- end -->", page, re.DOTALL)
    assert sorted(name for name, _ in named) == sorted(maker.TABLES)
    assert all(content.strip() for _, content in named)


def test_objects_say_what_made_them(maker: ModuleType) -> None:
    for name in maker.MAKERS:
        found = maker.kept(name)
        assert found["worlds"] > 0
        assert found["seed"] > 0
        assert all(found["versions"][key] for key in ("sim", "code"))
        assert "folder" not in found
    assert maker.hindcast()["worlds"] >= 10_000
    assert maker.kept("calibration")["worlds"] >= 100_000


def test_the_baseline_is_kept_with_history_and_without(maker: ModuleType) -> None:
    drawn = [maker.kept(name)["run"] for name in ("baseline", "baseline_prior")]
    assert drawn[0] != drawn[1]


def test_every_question_rival_and_target_stands_on_the_page(maker: ModuleType, page: str) -> None:
    asked = hindcast.ask("baseline", worlds=1).questions
    assert [q.id for q in asked.binary if f"| `{q.id}` |" not in page] == []
    assert {q.id for q in asked.binary} == {q["id"] for q in maker.questions()}
    assert [each.title for each in asked.measured if each.title not in page] == []
    assert [each.ask for each in asked.not_expressible.values() if each.ask not in page] == []
    assert [name for name in maker.hindcast()["scores"] if f"| {name} |" not in page] == []
    spoken = hindcast.ask("baseline", worlds=1).spoken
    assert spoken is not None
    assert [f for f in spoken.forecasts if f"| {f.claim.id} |" not in page] == []
    window = scenario.read(
        scenario.offer("kurils").folder / "window.yaml", scenario.offer
    ).observations
    assert [each.id for each in window if f"| `{each.id}` |" not in page] == []


def test_answers_and_forecasts_are_those_of_this_model(maker: ModuleType) -> None:
    """A small retrodiction agrees with the committed one as far as its size allows."""
    found = record.record(hindcast.hindcast(hindcast.ask("baseline", worlds=WORLDS)))
    committed = {each["id"]: each for each in maker.questions()}
    for each in found["questions"]:
        kept = committed[each["id"]]
        assert (each["answer"], each["cluster"]) == (kept["answer"], kept["cluster"])
        for name, said in each["forecasts"].items():
            p = min(max(kept["forecasts"][name], 1 / WORLDS), 1 - 1 / WORLDS)
            error = math.sqrt(SHARED * p * (1 - p) / WORLDS) if name in DRAWN else 1e-5
            assert abs(said - kept["forecasts"][name]) <= FAR * error, (each["id"], name)


DRAWN = ("the model", "the prior without history")  # those that run worlds


def test_the_last_change_of_the_score_is_the_score(maker: ModuleType, page: str) -> None:
    """A model whose score has moved since the last line of section 9 gets a line of its own."""
    rows = re.findall(r"^\| (\w+) \| .*? \| (\S+) \((\S+)\) \|$", page, re.MULTILINE)
    scores = maker.hindcast()["scores"]
    now = tuple(f"{scores[name]['brier']:.3f}" for name in (maker.MODEL, maker.PRIOR))
    assert rows[0] == ("a995e82", "0.172", "0.210")
    assert rows[-1][1:] == now


def test_failures_come_first_and_worst_first(maker: ModuleType) -> None:
    scores = [float(row.split("|")[-3]) for row in maker.failures().splitlines()[2:]]
    assert scores == sorted(scores, reverse=True)
    worst = max(maker.brier(each, maker.MODEL) for each in maker.questions())
    assert scores[0] == pytest.approx(worst, abs=0.005)


def test_what_cannot_be_told_from_luck_is_said(
    maker: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = json.loads(json.dumps(maker.hindcast()))
    for each in other["skill"].values():
        each["verdict"] = "worse"
    monkeypatch.setattr(maker, "hindcast", lambda: other)
    said = maker.luck()
    assert "It is worse than *nothing changes*, *one half*" in said
    assert "told from luck" not in said


def test_a_change_of_an_object_is_seen(maker: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    other: dict[str, Any] = json.loads(json.dumps(maker.hindcast()))
    other["questions"][0]["forecasts"][maker.MODEL] = 0.123
    other["scores"][maker.MODEL]["brier"] = 0.5
    monkeypatch.setattr(maker, "hindcast", lambda: other)
    assert list(maker.stale()) == [maker.PAGE.name, "validation.svg"]


def test_the_picture_has_a_mark_for_every_bin_and_forecaster(maker: ModuleType) -> None:
    picture = maker.pictures()[maker.FOLDER / "validation.svg"]
    found = maker.hindcast()
    everybody = len(maker.everybody())
    bins = len(found["reliability"])
    assert picture.count("<polygon ") == everybody + 1
    assert picture.count("<circle ") == bins + 2 * everybody + 3
    assert all(f">{name}</text>" in picture for name in maker.everybody())
