"""What a scenario's file says is expected of it: read with the file, merged by name."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sim import scenario
from sim.base.errors import InputError
from sim.base.yaml_documents import Document
from sim.scenario import Scenario
from sim.scenario.catalogue import Offer

HEADING = "scenario: {name}\ntitle: Mine\nwhy: To see.\nextends: {parent}\n"
EXPECTATIONS = """\
expectations:
  deal:
    sign: 1
    scope: total
    outcome: peace_treaty
  pressed:
    sign: -1
    scope: total
    change: {policies: [{use: press_allies}]}
    outcome: sum of meetings
"""

Write = Callable[..., Path]


@cache
def offer(name: str) -> Offer:
    return scenario.offer(name)


@pytest.fixture
def file(tmp_path: Path) -> Write:
    def write(text: str, name: str = "mine", parent: str = "trump_lifts_sanctions") -> Path:
        path = tmp_path / f"{name}.yaml"
        path.write_text(HEADING.format(name=name, parent=parent) + text, encoding="utf-8")
        return path

    return write


def read(path: Path) -> Scenario:
    return scenario.read(path, offer)


def faults(path: Path) -> list[str]:
    with pytest.raises(InputError) as refusal:
        read(path)
    return str(refusal.value).replace(f"{path}:", "").splitlines()


def test_without_a_change_it_is_the_scenario_itself(file: Write) -> None:
    deal, pressed = read(file(EXPECTATIONS)).expectations
    assert (deal.id, pressed.id) == ("deal", "pressed")
    assert deal.total is not None
    assert deal.total.change is None
    assert pressed.total is not None
    assert isinstance(pressed.total.change, Document)


def test_children_inherit_by_name_and_delete_with_null(file: Write) -> None:
    file(EXPECTATIONS, "parent")
    child = """\
expectations:
  pressed: {sign: 1}
  deal: null
  more:
    {sign: 1, scope: partial, move: {up: [oil]}, shows_in: {law: economy, state: output}}
"""
    pressed, more = read(file(child, "child", "parent.yaml")).expectations
    assert (pressed.id, pressed.sign) == ("pressed", 1)
    assert pressed.total is not None
    assert pressed.total.outcome == "sum of meetings"
    assert pressed.mark.file.endswith("child.yaml")
    assert pressed.total.outcome_mark.file.endswith("parent.yaml")
    assert more.scope == "partial"


def test_they_change_no_number(file: Write) -> None:
    silent, loud = read(file("", "mine")), read(file(EXPECTATIONS, "mine"))
    assert silent.resolved() == loud.resolved()
    assert silent == loud
    assert scenario.differences(loud, silent) == []
    assert scenario.from_resolved(loud.resolved(), offer) == loud


def test_a_variant_is_the_scenario_with_the_change_laid_over(file: Write) -> None:
    path = file(EXPECTATIONS)
    pressed = read(path).expectations[1].total
    assert pressed is not None
    assert isinstance(pressed.change, Document)
    made = scenario.variant(path, pressed.change, offer, worlds=7)
    assert [policy.option for policy in made.policies] == ["press"]
    assert made.events == read(path).events
    assert (made.worlds, made.expectations) == (7, ())


@pytest.mark.parametrize(
    ("was", "is_now", "place", "words"),
    [
        ("press_allies", "press_alies", "13:26", "names no policy 'press_alies'"),
        ("policies: [{use", "set: {oyl: 3}, policies: [{use", "13:20", "no parameter 'oyl'"),
        ("{policies: [{use: press_allies}]}", "baselin", "13:13", "did you mean 'baseline'?"),
        ("sign: 1", "sign: 2", "7:5", "expectations.deal.sign: 2 is not known"),
        ("  deal:", "  a deal:", "6:3", "expectations.a deal"),
        ("scope: total", "scope: partial", "9:5", "outcome means nothing in a partial one"),
    ],
)
def test_a_fault_is_told_at_its_place(
    file: Write, was: str, is_now: str, place: str, words: str
) -> None:
    told = faults(file(EXPECTATIONS.replace(was, is_now, 1)))
    assert any(line.startswith(f"{place}: ") and words in line for line in told), told


def test_faults_of_all_kinds_are_told_at_once(file: Write) -> None:
    text = EXPECTATIONS.replace("press_allies", "x").replace("sign: 1", "sign: 2")
    assert len(faults(file(text + "set: {oyl: 3}\n"))) >= 3
