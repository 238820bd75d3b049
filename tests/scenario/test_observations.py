"""Observations in files and beside them: what they mean, how they merge, and where they fail."""

from collections.abc import Callable

import pytest

from sim.base.errors import InputError
from sim.base.quarters import Quarter
from sim.scenario import Scenario, differences, from_resolved, read
from sim.scenario.observations import identity, spelt, written_out
from sim.scenario.reader import Catalogues

Reading = Callable[..., Scenario]

FOUR = """\
observe:
  - {id: codified, at: 2017Q3, that: us.sanctions.floor > 0, why: "it was\\n in the papers"}
  - "by 2018Q4: war > 0.5"
  - {through: 2017Q4, that: us.lever.sanctions >= 0}
  - {at: 2017Q4, near: {oil: 61}, within: 5}
"""


def test_a_file_says_what_is_seen(reading: Reading) -> None:
    codified, war, held, oil = reading(FOUR).observations
    assert (codified.id, codified.span, codified.quarter) == ("codified", "at", Quarter(2017, 3))
    assert (str(codified.that), codified.why) == ("us.sanctions.floor > 0", "it was in the papers")
    assert (war.id, war.span) == ("by 2018Q4: war > 0.5", "by")
    assert (held.id, held.span) == ("through 2017Q4: us.lever.sanctions >= 0", "through")
    assert (oil.near, oil.within, oil.that) == (("oil", 61.0), 5.0, None)
    assert oil.id == "2017Q4: oil = 61 +- 5"


def test_a_resolved_scenario_reads_back(reading: Reading, catalogues: Catalogues) -> None:
    scenario = reading(FOUR)
    assert from_resolved(scenario.resolved(), catalogues) == scenario
    assert [entry["id"] for entry in scenario.resolved()["observe"]] == [
        observation.id for observation in scenario.observations
    ]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("2017Q3: war > 0.5", {"at": "2017Q3", "that": "war > 0.5"}),
        ("  at 2017Q3 : war > 0.5", {"at": "2017Q3", "that": "war > 0.5"}),
        ("by 2017Q3: war > 0.5", {"by": "2017Q3", "that": "war > 0.5"}),
        ("through 2017Q3: war > 0.5", {"through": "2017Q3", "that": "war > 0.5"}),
        ("2017Q4: oil = 61 +- 5", {"at": "2017Q4", "near": {"oil": 61.0}, "within": 5.0}),
        ("2017Q4: oil=61±0.5 ", {"at": "2017Q4", "near": {"oil": 61.0}, "within": 0.5}),
        ("2017Q4: oil = 6e1 +/- .5", {"at": "2017Q4", "near": {"oil": 60.0}, "within": 0.5}),
    ],
)
def test_a_text_stands_for_an_entry(text: str, entry: dict[str, object]) -> None:
    assert written_out(text)[0] == entry
    assert identity(text) == identity(entry) == spelt(entry)
    assert written_out(str(spelt(entry)))[0] == entry


def test_beside_the_file_more_can_be_seen(reading: Reading) -> None:
    more = ["2017Q2: war < 0.9", {"id": "mine", "at": "2017Q2", "that": "oil > 20"}]
    found = reading(FOUR, observe=more)
    assert [each.id for each in found.observations][4:] == ["2017Q2: war < 0.9", "mine"]
    assert differences(found, reading(FOUR))[0].file == "--observe"


def test_they_merge_by_id(write: Callable[..., object], catalogues: Catalogues) -> None:
    write(FOUR, "parent")
    child = write(
        """\
scenario: child
extends: parent
observe:
  - {id: codified, at: 2017Q4}
  - {"by 2018Q4: war > 0.5": null}
  - {at: 2017Q4, near: {oil: 61}, within: 5, why: seen}
  - "2018Q1: war > 0.1"
""",
        "child",
        heading=False,
    )
    found = read(child, catalogues).observations  # type: ignore[arg-type]
    assert [each.id for each in found] == [
        "codified",
        "through 2017Q4: us.lever.sanctions >= 0",
        "2017Q4: oil = 61 +- 5",
        "2018Q1: war > 0.1",
    ]
    assert found[0].quarter == Quarter(2017, 4)
    assert str(found[0].that) == "us.sanctions.floor > 0"
    assert found[2].why == "seen"


@pytest.mark.parametrize(
    ("entry", "place", "piece"),
    [
        ('"war > 0.5"', (10, 5), "is no observation"),
        ('"2017Q3 war > 0.5"', (10, 5), "is no observation"),
        ('"2017Q9: war > 0.5"', (10, 5), "not a quarter"),
        ('"2031Q1: war > 0.5"', (10, 5), "2031Q1 lies outside the run; from 2017Q1 to 2018Q4"),
        ('"2017Q3: wars > 0.5"', (10, 5), "column 9: there is no state 'wars'; did you mean"),
        ('"2017Q3: bite > 0.5"', (10, 5), "'bite' is not recorded"),
        ('"2017Q3: war > 5"', (10, 5), "beyond the bounds of war"),
        ('"2017Q3: quarter > 2017Q1"', (10, 5), "asks for no state"),
        ('"2017Q3: war = 0.5"', (10, 5), "'=' has no meaning here"),
        ('"by 2017Q3: oil = 61 +- 5"', (10, 5), "a measurement by a quarter"),
        ('"2017Q3: oil = 61 +- 0"', (10, 5), "0 is no standard error; above 0"),
        ('"2017Q3: oil = 61 +- 1e999"', (10, 5), "inf is no standard error"),
        ("{at: 2017Q3}", (10, 5), "nothing is observed"),
        ("{that: war > 0.5}", (10, 5), "an observation with no quarter"),
        ("{at: 2017Q3, by: 2017Q4, that: war > 0.5}", (10, 18), "with at and by"),
        ("{at: 2017Q3, that: war > 0.5, near: {oil: 6}, within: 1}", (10, 5), "that and near"),
        ("{at: 2017Q3, that: war > 0.5, within: 1}", (10, 35), "it goes with near"),
        ("{at: 2017Q3, near: {oil: 61}}", (10, 5), "without its standard error"),
        ("{at: 2017Q3, near: {oil: 61}, within: -2}", (10, 35), "-2 is no standard error"),
        ("{at: 2017Q3, near: {oil: 61, war: 0}, within: 1}", (10, 18), "one state is measured"),
        ("{at: 2017Q3, near: {oil: -3}, within: 1}", (10, 25), "oil: -3 is out of bounds"),
        ("{at: 2017Q3, near: {bite: 1}, within: 1}", (10, 25), "'bite' is not recorded"),
        ("{at: 2017Q3, near: {oli: 1}, within: 1}", (10, 25), "did you mean 'oil'?"),
        ("{at: 2017Q3, near: {oil: dear}, within: 1}", (10, 25), "number"),
        ("{at: 2017Q3, that: war >}", (10, 24), "column 6: a state or a number is expected"),
        ("{at: 2017Q3, taht: war > 0.5}", (10, 18), "unknown key 'taht'"),
        ("2017Q3: war > 0.5", (10, 5), "unknown key '2017Q3'"),
        ("5", (10, 5), "valid"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(
    entry: str, place: tuple[int, int], piece: str, reading: Reading
) -> None:
    with pytest.raises(InputError) as error:
        reading(f"observe:\n  - {entry}\n")
    told = [
        str(problem)
        for problem in error.value.problems
        if problem.mark and (problem.mark.line, problem.mark.column) == place
    ]
    assert any(piece in text for text in told), str(error.value)


def test_beside_the_file_the_option_is_named(reading: Reading) -> None:
    with pytest.raises(InputError) as error:
        reading(observe=["2017Q3: wars > 0.5", "soon: war > 0.5", "nothing"])
    assert {p.mark.file for p in error.value.problems if p.mark} == {"--observe"}
    assert len(error.value.problems) == 3


def test_the_same_twice_is_refused(reading: Reading) -> None:
    with pytest.raises(InputError, match="stands twice in observe"):
        reading(observe=["2017Q3: war > 0.5", "at 2017Q3:  war  > 0.5"])
