"""The JSON Schema of scenario files for one dispute, so that editors complete and explain.

Generated from the models that check the files and from the register, the levers and the states of
the dispute. It shows what there is; whether a file is right in full, only reading it tells.

After a change of a dispute's files: python -m sim.scenario.json_schema DISPUTE
"""

from __future__ import annotations

import json
import sys
from typing import Any

from sim.base.paths import scenarios_folder
from sim.expectations.file_schema import OF_A_CHANGE
from sim.inputs.parameters import Parameter
from sim.scenario.catalogue import offer
from sim.scenario.file_schema import NAME, ScenarioShape
from sim.scenario.model import DRAWN, Catalogue, StateDescription

Schema = dict[str, Any]

FILE = "scenario.schema.json"  # beside the scenarios, whose first line names it

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_WIDTH = 100  # of a line of the file
_NULL: Schema = {"type": "null"}
_SWITCH: Schema = {"enum": ["off", "on", None]}
_QUARTER = "^[0-9]{4}Q[1-4]$"
_NUMBER: Schema = {"type": "number"}
_INTERVAL = r"^\s*\S+\s+to\s+\S+\s*$"

# Examples for an editor; a test reads each as a prior.
DISTRIBUTIONS: dict[str, list[Any]] = {
    "uniform": [[0.2, 0.4]],
    "normal": [{"mean": 0.3, "sd": 0.1}],
    "lognormal": [{"median": 0.3, "sd": 0.5}],
    "logit_normal": [{"median": 0.3, "sd": 0.5}],
    "triangular": [[0.2, 0.3, 0.4]],
    "mixture": [[{"weight": 2, "prior": "0.1 to 0.3"}, {"weight": 1, "prior": "0.6 to 0.9"}]],
}


def build(catalogue: Catalogue) -> Schema:
    """The schema of the scenarios of a dispute, as plain data."""
    schema: Schema = _clean(ScenarioShape.model_json_schema(by_alias=True))
    properties, parts = schema.pop("properties"), schema.pop("$defs")
    properties["calibration"]["examples"] = [catalogue.name]
    properties["claims"] |= {"items": {"enum": sorted(catalogue.claims)}, "uniqueItems": True}
    layer = parts["LayerShape"]["properties"]
    known = {
        "set": _known({path: _parameter(p) for path, p in catalogue.register.items()}),
        "mechanisms": _known(dict.fromkeys(catalogue.mechanisms, _SWITCH)),
    }
    for name in known:
        properties[name] = {"$ref": f"#/$defs/{name}", **properties[name]}
        layer[name] = {"$ref": f"#/$defs/{name}", **layer[name]}
    properties["since"]["propertyNames"] = {"pattern": _QUARTER}
    event, policy = parts["EventShape"], parts["PolicyShape"]
    event["properties"]["do"] |= _known(
        {path: _state(info) for path, info in catalogue.states.items() if info.settable}
    )
    event["required"] = ["id"]  # the rest may be inherited
    policy |= _bindings(catalogue)
    policy["properties"]["use"] = _policies(catalogue, policy["properties"]["use"])
    properties["expectations"] |= _expectations(parts["ExpectationShape"], catalogue)
    seen = parts["ObservationShape"]["properties"]
    seen["near"]["anyOf"][0] |= _known(dict.fromkeys(catalogue.recorded, _NUMBER))
    for name, part in (("events", "EventShape"), ("policies", "PolicyShape")):
        properties[name]["items"] = {"anyOf": [{"$ref": f"#/$defs/{part}"}, _DELETION]}
    properties["observe"]["items"] = {
        "anyOf": [{"$ref": "#/$defs/ObservationShape"}, _AS_TEXT, _DELETION]
    }
    return {
        "$schema": _DRAFT,
        "title": f"A scenario of {catalogue.name}",
        **schema,
        "required": ["scenario"],  # what a file that extends another leaves out is inherited
        "anyOf": [{"required": names} for names in (["extends"], ["branch"], schema["required"])],
        "not": {"required": ["extends", "branch"]},
        "properties": {
            name: content if name == "scenario" else _or_null(content)
            for name, content in properties.items()
        },
        "$defs": {**parts, **known, "Change": _CHANGE},
    }


def text(catalogue: Catalogue) -> str:
    """The schema as the text of its file."""
    return _lines(build(catalogue)) + "\n"


_AS_TEXT: Schema = {
    "description": "An observation as it stands after --observe, in quotation marks.",
    "type": "string",
    "examples": ["2017Q4: oil = 61 +- 5", "by 2018Q4: in_force == 0"],
}
_DELETION: Schema = {
    "description": "ID: null deletes what is inherited under this id.",
    "type": "object",
    "additionalProperties": _NULL,
    "minProperties": 1,
    "maxProperties": 1,
}


def _one_of(properties: Schema) -> Schema:
    """A mapping with one of these keys."""
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


_CHANGE: Schema = {
    "description": "An interval that holds 90 %, another distribution, or a change of the prior.",
    "anyOf": [
        {"type": "string", "pattern": _INTERVAL, "examples": ["0.2 to 0.4"]},
        {"const": DRAWN, "description": "In a branch: the parent's change ends."},
        _one_of(
            {"add": _NUMBER, "scale": _NUMBER}
            | {family: {"examples": examples} for family, examples in DISTRIBUTIONS.items()}
        ),
        _NULL,
    ],
}


def _parameter(parameter: Parameter) -> Schema:
    """What a parameter may be set to, with what it means."""
    if parameter.is_form:
        weights = dict.fromkeys(parameter.options, _NUMBER)
        choice = _one_of({"choice": {"properties": weights, "additionalProperties": False}})
        return {
            "description": f"{parameter.meaning} (form)",
            "anyOf": [{"enum": [*parameter.options, DRAWN, None]}, choice],
        }
    number = {"type": "number", "minimum": parameter.low, "maximum": parameter.high}
    return {
        "description": f"{parameter.meaning} ({parameter.unit})",
        "anyOf": [number, {"$ref": "#/$defs/Change"}],
    }


def _state(info: StateDescription) -> Schema:
    """What an event may write to a state; JSON knows no infinite bounds."""
    bounds = {"minimum": info.low, "maximum": info.high}
    finite = {key: bound for key, bound in bounds.items() if abs(bound) != float("inf")}
    return {"description": info.unit, "type": ["number", "null"], **finite}


def _policies(catalogue: Catalogue, use: Schema) -> Schema:
    """The policies that the dispute names, each with what it means."""
    named = [
        {"const": name, "description": policy.title} for name, policy in catalogue.policies.items()
    ]
    return {"description": use["description"], "anyOf": [*named, _NULL]}


def _bindings(catalogue: Catalogue) -> Schema:
    """Which levers each actor has, and which options each lever."""
    rules = [
        _when({"actor": actor}, "lever", [name for who, name in catalogue.levers if who == actor])
        for actor in dict.fromkeys(who for who, _ in catalogue.levers)
    ]
    rules += [
        _when({"actor": actor, "lever": lever}, "option", list(options))
        for (actor, lever), options in catalogue.levers.items()
    ]
    return {"allOf": [_when({}, "actor", list(catalogue.actors)), *rules]}


def _when(given: dict[str, str], key: str, allowed: list[str]) -> Schema:
    """If the given keys have these values, another has one of the allowed."""
    then = {"properties": {key: {"enum": [*allowed, None]}}}
    if not given:
        return then
    constants = {name: {"const": value} for name, value in given.items()}
    return {"if": {"properties": constants, "required": list(given)}, "then": then}


def _expectations(entry: Schema, catalogue: Catalogue) -> Schema:
    """What a file expects, by name; a change is written as in a file of its own."""
    for key in ("claims", "likewise"):
        entry["properties"][key] |= {"items": {"enum": sorted(catalogue.claims)}}
    change = {key: {"$ref": f"#/properties/{key}"} for key in OF_A_CHANGE}
    entry["properties"]["change"] |= {"anyOf": [{"type": "string"}, _known(change), _NULL]}
    del entry["required"]  # what is left out may be inherited
    named = {"anyOf": [{"$ref": "#/$defs/ExpectationShape"}, _NULL]}
    return {"patternProperties": {NAME: named}, "additionalProperties": False}


def _known(properties: dict[str, Schema]) -> Schema:
    return {"properties": properties, "additionalProperties": False}


def _or_null(schema: Schema) -> Schema:
    """The same or null, which deletes what is inherited."""
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    kinds = schema.get("anyOf", [])
    return schema if _NULL in kinds else {**schema, "anyOf": [*kinds, _NULL]}


def _clean(node: Any) -> Any:
    """A schema without what pydantic makes up: titles from names, and null as a default."""
    if isinstance(node, list):
        return [_clean(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _clean(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str))
        and not (key == "default" and value is None)
    }


def _lines(node: Any, indent: str = "") -> str:
    """JSON in which what fits on a line stands on one: a parameter is then a line or two."""
    line = json.dumps(node, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(node, (dict, list)):
        return line
    inner = indent + " "
    if isinstance(node, list):
        items = [_lines(item, inner) for item in node]
        left, right = "[]"
    else:
        items = [f"{json.dumps(key)}: {_lines(value, inner)}" for key, value in node.items()]
        left, right = "{}"
    return left + ",".join(f"\n{inner}{item}" for item in items) + f"\n{indent}{right}"


if __name__ == "__main__":
    (scenarios_folder() / FILE).write_text(text(offer(sys.argv[1])), encoding="utf-8")
