"""The JSON Schema for editors: it knows the dispute, accepts what is good, and stays current."""

import copy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sim.base import yaml_documents as documents
from sim.inputs import priors
from sim.scenario import Catalogue
from sim.scenario import json_schema as schema

GOOD: dict[str, Any] = {
    "scenario": "made",
    "extends": "baseline",
    "claims": ["st16-01"],
    "set": {
        "us.salience.punishment": {"scale": 0.4},
        "us.sanctions.start": "0.2 to 0.4",
        "oil.start": {"uniform": [40, 60]},
        "interests.wedge.form": "additive",
    },
    "mechanisms": {"war": "off"},
    "policies": [
        {"actor": "us", "lever": "sanctions", "option": "ease", "to": "2018Q4"},
        {"use": "firmness", "from": "2019Q1", "when": "war > 0.5", "unless": "war < 0.1"},
        {"thaw": None},
    ],
    "events": [
        {"id": "truce", "at": "2017Q3", "when": "war > 0.5", "do": {"war": 0.1, "oil": 200}},
        {"id": "raid", "when": None},
        {"storm": None},
    ],
    "observe": [
        {"at": "2017Q3", "that": "us.sanctions.floor > 0", "why": "it was in the papers"},
        {"id": "price", "at": "2017Q4", "near": {"oil": 61}, "within": 5},
        "by 2018Q4: war > 0.5",
        {"price": None},
    ],
}


@pytest.fixture
def validator(catalogue: Catalogue) -> Draft202012Validator:
    built = schema.build(catalogue)
    Draft202012Validator.check_schema(built)
    return Draft202012Validator(built)


def test_a_good_file_is_accepted(validator: Draft202012Validator) -> None:
    validator.validate(GOOD)
    validator.validate({"scenario": "made", "extends": "baseline", "set": None})
    branch = {"scenario": "made", "branch": {"from": "baseline", "at": "2018Q1"}}
    validator.validate({**branch, "set": {"us.salience.punishment": "drawn"}})
    assert not validator.is_valid({**branch, "extends": "baseline"})
    layer = {"set": {"us.salience.punishment": 0.2}, "mechanisms": {"war": "off"}}
    validator.validate({**branch, "since": {"2018Q2": layer}})
    assert not validator.is_valid({**branch, "since": {"2018": layer}})
    assert not validator.is_valid({**branch, "since": {"2018Q2": {"set": {"us": 0.2}}}})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("wordls",), 10),
        (("worlds",), 0),
        (("claims",), ["nobody-said-this"]),
        (("set", "us.salience.punishmant"), 0.3),
        (("set", "us.salience.punishment"), 3),
        (("set", "us.salience.punishment"), {"scael": 3}),
        (("set", "us.salience.punishment"), "much"),
        (("set", "interests.wedge.form"), "additve"),
        (("mechanisms", "peace"), "off"),
        (("mechanisms", "war"), "maybe"),
        (("policies", 0, "actor"), "usa"),
        (("policies", 0, "lever"), "sanction"),
        (("policies", 0, "option"), "eased"),
        (("policies", 1, "use"), "surrender"),
        (("events", 0, "at"), "2017Q5"),
        (("events", 0, "probability"), 90),
        (("events", 0, "do"), {"bite": 0.1}),
        (("events", 0, "do"), {"war": 3}),
        (("observe", 0, "at"), "2017Q5"),
        (("observe", 0, "when"), "war > 0.5"),
        (("observe", 1, "near"), {"bite": 1}),
        (("observe", 1, "near"), {"oil": "dear"}),
        (("observe", 2), 5),
    ],
)
def test_a_fault_is_seen(
    path: tuple[Any, ...], value: object, validator: Draft202012Validator
) -> None:
    bad = copy.deepcopy(GOOD)
    place = bad
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert not validator.is_valid(bad)


def test_a_scenario_of_its_own_needs_all_its_keys(validator: Draft202012Validator) -> None:
    alone = {
        "scenario": "made",
        "title": "A scenario",
        "why": "Someone holds it.",
        "calibration": "kurils",
        "start": "2017Q1",
        "quarters": 20,
        "worlds": 10,
        "seed": 1,
    }
    validator.validate(alone)
    for key in alone:
        assert not validator.is_valid({name: alone[name] for name in alone if name != key})


def test_an_editor_shows_what_a_path_means(catalogue: Catalogue) -> None:
    paths = schema.build(catalogue)["$defs"]["set"]["properties"]
    assert set(paths) == set(catalogue.register)
    assert paths["us.salience.punishment"]["description"] == "weight of punishing (weight)"


@pytest.mark.parametrize("family", schema.DISTRIBUTIONS)
def test_its_examples_of_distributions_are_priors(family: str) -> None:
    for example in schema.DISTRIBUTIONS[family]:
        assert priors.parse({family: example}, 0, 1)


def test_the_text_is_the_schema(catalogue: Catalogue) -> None:
    text = schema.text(catalogue)
    assert documents.parse(text, "schema").data == schema.build(catalogue)
    assert max(map(len, text.splitlines())) < 200
