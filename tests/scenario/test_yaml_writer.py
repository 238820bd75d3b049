"""A scenario's text: it reads back to the same data, and reads as a person would write it."""

import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sim import scenario
from sim.base import yaml_documents as documents
from sim.base.paths import scenarios_folder
from sim.engine import runs
from sim.scenario.yaml_writer import alone, text

SHORT = st.text(max_size=60)
KEYS = st.one_of(st.text(min_size=1, max_size=20), st.integers(0, 10**6))
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    SHORT,
    st.sampled_from(["off", "no", "5 to 20", "1e-3", "2017Q1", "a: b", "- a", "{", "x # y", " "]),
)
VALUES = st.recursive(
    SCALARS, lambda v: st.lists(v, max_size=4) | st.dictionaries(KEYS, v, max_size=4), max_leaves=12
)
DOCUMENTS = st.dictionaries(
    st.sampled_from(["scenario", "title", "why", "set", "events", "policies", "observe", "claims"])
    | KEYS,
    VALUES,
    max_size=6,
)


def back(written: str) -> Any:
    return documents.parse(written, "written.yaml").data


def typed(value: Any) -> Any:
    """Data whose numbers, texts and truths are not equal to one another."""
    if isinstance(value, dict):
        return {key: typed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [typed(each) for each in value]
    return type(value).__name__, value


@pytest.mark.slow
@given(DOCUMENTS)
def test_what_is_written_is_read_as_the_same_data(document: dict[Any, Any]) -> None:
    assert typed(back(text(document))) == typed(document)


@given(st.text(min_size=40, max_size=400))
def test_long_texts_are_kept(why: str) -> None:
    assert back(text({"why": why})) == {"why": why}


@pytest.mark.parametrize("file", sorted(scenarios_folder().glob("*.yaml")), ids=lambda f: f.stem)
def test_shipped_scenarios_survive_it(file: Any) -> None:
    data = documents.read(file).data
    assert back(text(data)) == data


def test_keys_stand_in_the_order_of_the_shape() -> None:
    written = text(
        {"events": [{"do": {"x": 1}, "id": "a"}], "set": {"p": 1}, "extends": "b", "scenario": "s"}
    )
    assert written.splitlines() == [
        "scenario: s",
        "extends: b",
        "",
        "set:",
        "  p: 1",
        "",
        "events:",
        "  - {id: a, do: {x: 1}}",
    ]


def test_nothing_is_quoted_that_need_not_be() -> None:
    said = {"title": "Plain words, and a date", "mechanisms": {"war": "off"}, "start": "2017Q1"}
    assert "'" not in text(said)
    assert '"' not in text(said)


def test_a_long_text_runs_over_several_lines_and_a_long_entry_takes_a_line_for_each_part() -> None:
    why = " ".join(["word"] * 60)
    entry = {"id": "storm", "when": " and ".join(["oil > 50"] * 12), "do": {"oil": 20}}
    lines = text({"why": why, "events": [entry]}).splitlines()
    assert lines[0] == "why: >-"
    assert max(map(len, lines[:5])) <= 100
    assert "  - id: storm" in lines
    assert "    do: {oil: 20}" in lines


@pytest.mark.parametrize("value", [math.nan, math.inf, object(), {"a": 1j}])
def test_what_no_document_holds_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        text({"set": value})


def test_an_empty_document_is_an_empty_mapping() -> None:
    assert back(text({})) == {}


def test_other_readers_of_yaml_read_it_too() -> None:
    for name in scenario.names():
        data = documents.read(scenarios_folder() / f"{name}.yaml").data
        assert yaml.safe_load(text(data)).keys() == data.keys()


@pytest.mark.parametrize("name", ["trump_lifts_sanctions", "abe_leaves_in_2018", "seen_by_2018"])
def test_a_resolved_scenario_stands_alone_and_asks_the_same(name: str) -> None:
    asked = runs.read(name, worlds=3)
    file = alone(asked.scenario.resolved())
    again = runs.compose(file, file="alone.yaml")
    assert len(again.scenario.lineage) == 1
    assert scenario.differences(again.scenario, asked.scenario) == []
