"""`sim list`."""

import json
from pathlib import Path

import pytest

from sim import cli, scenario
from sim.base.paths import sole_calibration
from sim.scenario import listing

Printed = pytest.CaptureFixture[str]


def listed(capsys: Printed, *words: str) -> dict[str, dict[str, str]]:
    """Entries by name, as --json prints them."""
    assert cli.status(["list", *words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    return {each["name"]: each for each in found["names"]}


@pytest.mark.parametrize("kind", listing.KINDS)
def test_each_name_has_a_title_and_a_file_that_exists(capsys: Printed, kind: str) -> None:
    found = listed(capsys, kind)
    assert found
    for each in found.values():
        assert each["title"]
        assert Path(each["place"].partition(":")[0]).is_file(), each


def test_the_names_are_those_that_scenarios_take(capsys: Printed) -> None:
    offer = scenario.offer(sole_calibration())
    assert set(listed(capsys, "parameters")) == set(offer.register)
    assert set(listed(capsys, "policies")) == set(offer.policies)
    assert set(listed(capsys, "outcomes")) == {each.name for each in offer.dispute.outcomes}
    assert set(listed(capsys, "scenarios")) >= set(scenario.names())


def test_names_can_be_narrowed_by_their_start(capsys: Printed) -> None:
    whole = listed(capsys, "parameters")
    start = next(iter(whole)).partition(".")[0]
    some = listed(capsys, "parameters", "--starting", f"{start}.")
    assert 0 < len(some) < len(whole)
    assert all(name.startswith(f"{start}.") for name in some)


def test_the_table_holds_name_title_and_place(capsys: Printed) -> None:
    assert cli.status(["list", "outcomes"]) == 0
    said = capsys.readouterr()
    assert "settlement" in said.out
    assert "dispute.yaml" in said.out
    assert " outcomes" in said.out


@pytest.mark.parametrize(
    ("words", "cure"),
    [(["parameter"], "parameters"), (["levers", "--dispute", "nowhere"], "known are")],
)
def test_what_cannot_be_listed_is_bad_input(capsys: Printed, words: list[str], cure: str) -> None:
    assert cli.status(["list", *words]) == 2
    assert cure in capsys.readouterr().err
