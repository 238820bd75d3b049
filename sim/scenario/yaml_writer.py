"""A scenario's document as text: the keys in the order of its shape, as a person would write it.

The dialect is that of `sim.base.yaml_documents`: `off` and dates are text without quotes, and text
is quoted only where it would be read as something else. What is written is read again as the same
data.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml
from pydantic import BaseModel

from sim.base import yaml_documents
from sim.base.errors import InputError
from sim.scenario.file_schema import EventShape, ObservationShape, PolicyShape, ScenarioShape
from sim.scenario.merging import BY_ID

WIDTH = 90  # a word may run over
_HEAD = ("scenario", "title", "why", "claims", "calibration", "extends", "branch")
_RUN = ("start", "quarters", "worlds", "seed", "draws")
_ITEMS: Mapping[str, type[BaseModel]] = dict(
    zip(BY_ID, (EventShape, PolicyShape, ObservationShape), strict=True)
)
_TEXT = "tag:yaml.org,2002:str"


def text(document: Mapping[str, Any]) -> str:
    """The document as YAML that reads back to the same data.

    A blank line stands between its parts. Keys that no scenario has come last.
    Raises TypeError for what no document holds, such as a number that is not finite.
    """
    ordered = _ordered(document, ScenarioShape)
    head = {key: value for key, value in ordered.items() if key in (*_HEAD, *_RUN)}
    parts = [head, *({key: value} for key, value in ordered.items() if key not in head)]
    return "\n".join(_dump(part) for part in parts if part) or "{}\n"


def alone(resolved: Mapping[str, Any]) -> str:
    """A resolved scenario as a file that extends nothing: it asks for the same worlds.

    resolved : as in a manifest, or from `Scenario.resolved`
    """
    known = {info.alias or name for name, info in ScenarioShape.model_fields.items()}
    kept = {key: value for key, value in resolved.items() if key in known}
    return text({key: value for key, value in kept.items() if value not in ({}, [], "", None)})


def flat(value: Any) -> str:
    """A value on one line, as it may stand after a key."""
    node = _part(value, room=sys.maxsize)
    found = str(yaml.serialize(node, Dumper=_Dumper, width=sys.maxsize, allow_unicode=True))
    return found.removesuffix("...\n").strip()


def _ordered(entry: Mapping[Any, Any], shape: type[BaseModel]) -> dict[Any, Any]:
    """The entries of a mapping in the order of a shape's fields."""
    known = [info.alias or name for name, info in shape.model_fields.items()]
    return {key: entry[key] for key in [*(k for k in known if k in entry), *entry]}


def _dump(part: Mapping[str, Any]) -> str:
    pairs = [(_scalar(key), _section(key, value)) for key, value in part.items()]
    top = yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=False)
    found = yaml.serialize(top, Dumper=_Dumper, width=WIDTH, allow_unicode=True)
    return str(found)


def _section(key: str, value: Any) -> yaml.Node:
    """What stands under a key of the whole: maps and lists of entries take a line each."""
    if isinstance(value, Mapping) and value:
        pairs = [(_scalar(name), _part(each)) for name, each in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=False)
    if isinstance(value, Sequence) and not isinstance(value, str) and value and key in _ITEMS:
        items = [_part(_entry(key, each)) for each in value]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=False)
    return _scalar(value, folded=True) if _is_scalar(value) else _part(value)


def _entry(section: str, item: Any) -> Any:
    return _ordered(item, _ITEMS[section]) if isinstance(item, Mapping) else item


def _part(value: Any, room: int = WIDTH - 8) -> yaml.Node:
    """A value on one line where that is short enough, else with a line for each of its parts.

    room : characters on a line, without the indent and the key before it
    """
    if _is_scalar(value):
        return _scalar(value)
    if isinstance(value, Mapping):
        pairs = [(_scalar(key), _part(each)) for key, each in value.items()]
        flow = _length(value) <= room
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=flow)
    if isinstance(value, Iterable):
        items = [_part(each) for each in value]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=True)
    raise TypeError(f"{value!r} cannot stand in a document")


def _length(value: Any) -> int:
    """About how many characters a value takes on one line."""
    if isinstance(value, Mapping):
        return 2 + sum(_length(key) + _length(each) + 4 for key, each in value.items())
    if isinstance(value, list):
        return 2 + sum(_length(each) + 2 for each in value)
    return len(str(value))


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float))


def _scalar(value: Any, *, folded: bool = False) -> yaml.ScalarNode:
    """A scalar as it has to be written to be read as what it is.

    folded : whether a long text may run over several lines
    """
    if value is None:
        return yaml.ScalarNode(_TEXT, "null")
    if isinstance(value, bool):
        return yaml.ScalarNode(_TEXT, "true" if value else "false")
    if isinstance(value, (int, float)):
        if not abs(value) < float("inf"):
            raise TypeError(f"{value!r} is not a finite number")
        return yaml.ScalarNode(_TEXT, repr(value))
    if not isinstance(value, str):
        raise TypeError(f"{value!r} cannot stand in a document")
    if (
        folded
        and len(value) > WIDTH // 2
        and value.isprintable()
        and value.split(" ") == value.split()
    ):
        return yaml.ScalarNode(_TEXT, value, style=">")
    return yaml.ScalarNode(_TEXT, value, style=None if _is_plain(value) else '"')


def _is_plain(value: str) -> bool:
    """Whether a text without quotes, alone in a file, is read as this text."""
    if not value.isprintable():
        return False
    try:
        found = yaml_documents.parse(value, "").data
    except InputError:
        return False
    return isinstance(found, str) and found == value


class _Dumper(yaml.SafeDumper):
    """Writes nodes with their own styles, and indents the entries of a list.

    It resolves nothing: everything is text to it, so that it adds neither quotes nor tags.
    """

    yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012  as in its parent

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)
