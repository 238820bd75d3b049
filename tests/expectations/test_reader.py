"""Expectations are checked at the door: each fault is told at its place, all at once."""

from functools import cache
from pathlib import Path

import pytest

from sim import scenario
from sim.base import yaml_documents as documents
from sim.base.errors import InputError
from sim.expectations import Expected, Perturbation, load
from sim.expectations.reader import read_file
from sim.scenario.catalogue import Offer

TOTAL = """\
    scope: total
    change: {set: {oil.start: 30}}
    outcome: peace_treaty
"""
PARTIAL = """\
    scope: partial
    move: {up: [oil]}
    shows_in: {law: economy, state: output}
"""
CLAIMED = """\
    claims: [va15-14]
    cause: china_threat
    effect: approach_japan
"""


@cache
def offer() -> Offer:
    return scenario.offer("kurils")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "expectations.yaml"


def read(file: Path, text: str) -> Expected:
    file.write_text(f"against: baseline\nexpectations:\n  one:\n    sign: 1\n{text}", "utf-8")
    found = read_file(file, offer().dispute, offer().claims)
    assert found is not None
    return found


def faults(file: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as refusal:
        read(file, text)
    return str(refusal.value).replace(f"{file}:", "").splitlines()


def test_a_dispute_need_not_expect_anything(tmp_path: Path) -> None:
    assert read_file(tmp_path / "none.yaml", offer().dispute, offer().claims) is None


def test_a_total_one(file: Path) -> None:
    found = read(file, TOTAL + CLAIMED)
    assert found.against == "baseline"
    (one,) = found.expectations
    assert (one.id, one.scope, one.sign, one.claims) == ("one", "total", 1, ("va15-14",))
    assert one.partial is None
    assert one.total is not None
    assert (one.total.outcome, one.total.title) == ("peace_treaty", "oil.start")
    assert isinstance(one.total.change, documents.Document)
    assert one.total.change.data == {"set": {"oil.start": 30}}
    assert one.total.change.mark(("set", "oil.start")).line == 6


def test_a_partial_one(file: Path) -> None:
    (one,) = read(
        file, PARTIAL + "    in: 0.5\n    given: {set: {level: two_islands}}\n"
    ).expectations
    assert one.total is None
    assert one.partial is not None
    assert one.partial.move == Perturbation(up=("oil",))
    assert one.partial.given == Perturbation(set=(("level", 2.0),))  # the second rung above none
    assert one.partial.share == 0.5
    assert (one.partial.shows_in.law, one.partial.shows_in.state) == ("economy", "output")


def test_a_shared_change_is_known_by_its_name(file: Path) -> None:
    text = TOTAL.replace("{set: {oil.start: 30}}", "cheap_oil")
    text += "changes:\n  cheap_oil: {title: Oil is cheap, set: {oil.start: 30}}\n"
    (one,) = read(file, text).expectations
    assert one.total is not None
    assert one.total.title == "Oil is cheap"
    assert isinstance(one.total.change, documents.Document)
    assert one.total.change.data == {"set": {"oil.start": 30}}


def test_any_other_name_is_a_scenario(file: Path) -> None:
    (one,) = read(file, TOTAL.replace("{set: {oil.start: 30}}", "baseline")).expectations
    assert one.total is not None
    assert one.total.change == "baseline"


@pytest.mark.parametrize(
    ("lowers", "direction"),
    [("[]", 1), ("[cause]", -1), ("[effect]", -1), ("[cause, effect]", 1)],
)
def test_what_is_less_of_it_turns_the_sign(file: Path, lowers: str, direction: int) -> None:
    (one,) = read(file, f"{TOTAL}    lowers: {lowers}\n").expectations
    assert one.direction == direction


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        # Claims
        (TOTAL + "    claims: [va15-999]\n    cause: war\n    effect: war\n", "8:14", "no claim"),
        (TOTAL + CLAIMED.replace("14", "03"), "8:14", "va15-03 states no direction"),
        (TOTAL + CLAIMED.replace("china", "korea"), "8:14", "china_threat on approach_japan, +1"),
        (TOTAL + CLAIMED.replace("china_threat", "chna_threat"), "9:5", "'china_threat'?"),
        (TOTAL + "    claims: [va15-14]\n", "3:3", "the key 'cause' is missing"),
        (TOTAL + CLAIMED + "    likewise: [va15-30]\n", "11:16", "in no cluster of the claims"),
        (
            PARTIAL + "    claims: [fp16-18]\n    cause: warmth\n    effect: russia_china\n",
            "8:14",
            "fp16-18 speaks of everyone reacting; scope: total",
        ),
        # What belongs where
        (TOTAL + "    move: {up: [oil]}\n", "8:5", "move means nothing in a total one"),
        (PARTIAL + "    outcome: peace_treaty\n", "8:5", "outcome means nothing in a partial one"),
        ("    scope: total\n    outcome: peace_treaty\n", "3:3", "without change; write change:"),
        ("    scope: total\n    change: baseline\n", "3:3", "without outcome; write outcome:"),
        ("    scope: partial\n    move: {up: [oil]}\n", "3:3", "without shows_in"),
        (TOTAL + "    not_modelled: Nobody knows.\n", "6:5", "cannot be examined"),
        # Moves
        (PARTIAL.replace("[oil]", "[oyl]"), "6:17", "no state or parameter 'oyl'; did you mean"),
        (PARTIAL.replace("{up: [oil]}", "{}"), "6:5", "move moves nothing; up, down, set"),
        (PARTIAL.replace("up: [oil]", "set: {war: 2}"), "6:18", "war: 2 is out of bounds; from 0"),
        (PARTIAL.replace("up: [oil]", "set: {war: much}"), "6:18", "takes a number, not 'much'"),
        (PARTIAL.replace("up: [oil]", "set: {level: four}"), "6:18", "no rung 'four'; known are"),
        (
            PARTIAL.replace("[oil]", "[laws.oil.path]"),
            "6:17",
            "is a form: there is nothing to move",
        ),
        # Where it shows
        (PARTIAL.replace("economy", "econmy"), "7:16", "no law 'econmy'; known are"),
        (PARTIAL.replace("output", "oil"), "7:30", "no state written by economy 'oil'"),
        (PARTIAL.replace(", state: output", ""), "7:5", "a law without a state to look at"),
        (PARTIAL.replace("law: economy, ", ""), "7:5", "one of law, actor, council"),
        (PARTIAL.replace("economy", "economy, actor: us"), "7:5", "one of law, actor, council"),
        (PARTIAL.replace("law: economy, state: output", "actor: jp"), "7:16", "no actor 'jp'"),
        (
            PARTIAL.replace("law: economy, state: output", "actor: us, interest: energy"),
            "7:27",
            "no interest of us 'energy'; known are",
        ),
        # Changes
        (TOTAL.replace("set: {oil", "sets: {oil"), "6:14", "no kind of change 'sets'"),
        (TOTAL.replace("{set: {oil.start: 30}}", "{}"), "6:5", "this is no change"),
        # The shape
        (TOTAL.replace("total", "totl"), "5:5", "did you mean 'total'?"),
        (TOTAL.replace("outcome", "outcom"), "7:5", "unknown key 'outcom'"),
    ],
)
def test_a_fault_is_told_at_its_place(file: Path, text: str, place: str, words: str) -> None:
    told = faults(file, text)
    assert any(line.startswith(f"{place}: ") and words in line for line in told), told


def test_all_faults_are_told_at_once(file: Path) -> None:
    text = PARTIAL.replace("[oil]", "[oyl]").replace("output", "oil") + "    outcome: x\n"
    assert len(faults(file, text)) == 3


def test_the_shipped_file_is_read() -> None:
    found = load(offer().dispute, offer().claims)
    assert found is not None
    assert {each.scope for each in found.expectations} == {"partial", "total"}
