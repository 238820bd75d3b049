"""Strict YAML with the place of every key, so that an error can point at it.

The language is YAML 1.2 core without its traps: only true and false are booleans, `1e-3` is a
number, `off`, `NO` and dates are text; duplicate keys, anchors, aliases and tags are refused.
"""

from __future__ import annotations

import math
import re
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from sim.base.errors import Cure, InputError, Mark, Problem, Problems, quoted, suggest

KeyPath = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

LARGEST = 2_000_000  # bytes; the largest file of the project is a twentieth of this
DEEPEST = 50  # levels of nesting

# Where the builder puts the marks of what it skips: no document has an empty key.
_NOWHERE: KeyPath = ("",)

# The parser in C is ten times as fast, which is felt at each start of the command.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN")


class Entry(BaseModel):
    """Base of the models that describe a file: no unknown keys, and no change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Document:
    """What a file says, and where it says it.

    marks holds for each path of keys the place of the key (of the item, in a list); values holds
    the place where its value begins.
    """

    file: str
    data: Any
    marks: dict[KeyPath, Mark] = field(repr=False)
    values: dict[KeyPath, Mark] = field(repr=False)

    def mark(self, path: KeyPath = ()) -> Mark:
        """The place of a key; of the nearest parent if the key itself is not in the file."""
        return _nearest(self.marks, path)

    def value_mark(self, path: KeyPath = ()) -> Mark:
        """The place where a key's value begins; of the nearest parent if there is none."""
        return _nearest(self.values, path)

    def at(self, path: KeyPath = ()) -> Any:
        """The data under a path of keys."""
        data = self.data
        for key in path:
            data = data[key]
        return data

    def under(self, path: KeyPath) -> Document:
        """What stands under a path of keys, as a document of its own."""
        depth = len(path)
        marks, values = (
            {key[depth:]: mark for key, mark in all_marks.items() if key[:depth] == path}
            for all_marks in (self.marks, self.values)
        )
        return Document(self.file, self.at(path), marks, values)


def read(path: Path | str) -> Document:
    """The document in a file, which must hold a mapping; InputError with all its faults."""
    file = str(path)
    start = Mark(file, 1, 1)
    try:
        with Path(path).open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise _refusal("there is no such file", mark=start) from None
    except IsADirectoryError:
        raise _refusal("this is a folder, not a file", mark=start) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal(f"the file cannot be read: {reason}", mark=start) from None
    if len(content) > LARGEST:
        raise _refusal(
            "the file is too large", f"at most {LARGEST // 10**6} MB are read", mark=start
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        raise _refusal(
            "the file is not UTF-8 text", cure="save it as UTF-8", mark=Mark(file, line, column)
        ) from None
    return mapping(parse(text, file))


def mapping(document: Document) -> Document:
    """A document that holds a mapping; InputError where it holds anything else."""
    if not isinstance(document.data, dict):
        empty = document.data is None
        raise _refusal(
            "the file is empty" if empty else "the file does not hold a mapping",
            "a mapping of keys to values",
            mark=Mark(document.file, 1, 1),
        )
    return document


def parse(text: str, file: str) -> Document:
    """The document in a text; `file` names its origin in errors."""
    problems = Problems()
    builder = _Builder(text, file, problems)
    try:
        data = builder.document()
    except yaml.YAMLError as error:
        problems.append(_syntax(error, text, file))
        data = None
    problems.raise_any()
    return Document(file, data, builder.marks, builder.values)


def check(model: type[Model], document: Document, path: KeyPath = ()) -> Model:
    """The part of a document under `path` as a validated instance of `model`.

    Raises InputError with every fault at its place, and a suggestion for each unknown key.
    """
    try:
        return model.model_validate(document.at(path))
    except ValidationError as error:
        raise InputError(
            _explain(model, document, path, dict(fault)) for fault in error.errors()
        ) from None


class _Builder:
    """Builds data and marks from the parser's events, so that no tag or alias is ever followed."""

    def __init__(self, text: str, file: str, problems: Problems) -> None:
        self.events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
        self.file = file
        self.problems = problems
        self.marks: dict[KeyPath, Mark] = {(): Mark(file, 1, 1)}
        self.values: dict[KeyPath, Mark] = {(): Mark(file, 1, 1)}

    def document(self) -> Any:
        data: Any = None
        count = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                count += 1
                if count > 1:
                    self.problems.add(
                        "the file holds a second document",
                        cure="remove the line '---'",
                        mark=self.place(event),
                    )
                    break
                data = self.node(next(self.events), (), 0)
        self.values.pop(_NOWHERE, None)
        return data

    def node(self, event: Any, path: KeyPath, depth: int) -> Any:
        """The data of the node that begins with `event`; its marks are kept on the way."""
        mark = self.place(event)
        self.values[path] = mark
        if isinstance(event, yaml.AliasEvent):
            self.problems.add("an alias (*) is not allowed", cure="write it out", mark=mark)
            return None
        if event.anchor is not None:
            self.problems.add("an anchor (&) is not allowed", cure="remove it", mark=mark)
        if event.tag is not None:
            self.problems.add("a tag (!) is not allowed", cure="quote it if it is text", mark=mark)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, mark)
        if depth >= DEEPEST:
            # Raised, not gathered: what follows would have to be walked to its bottom.
            self.problems.add("too deep", allowed=f"at most {DEEPEST} levels", mark=mark)
            raise InputError(self.problems)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path, depth + 1)
        return self.mapping(path, depth + 1)

    def sequence(self, path: KeyPath, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            inner = (*path, len(items))
            self.marks[inner] = self.place(event)
            items.append(self.node(event, inner, depth))
        return items

    def mapping(self, path: KeyPath, depth: int) -> dict[str | int, Any]:
        items: dict[str | int, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            mark = self.place(event)
            key = self.node(event, _NOWHERE, depth)
            if isinstance(key, bool) or not isinstance(key, (str, int)) or key == "":
                self.problems.add(
                    "this cannot be a key", allowed="a key is text or a whole number", mark=mark
                )
                self.node(next(self.events), _NOWHERE, depth)
                continue
            inner = (*path, key)
            if key in items:
                self.problems.add(
                    f"the key {key!r} stands twice",
                    allowed=f"it stands first in line {self.marks[inner].line}",
                    cure="remove one of them",
                    mark=mark,
                )
                self.node(next(self.events), _NOWHERE, depth)
                continue
            self.marks[inner] = mark
            items[key] = self.node(next(self.events), inner, depth)
        return items

    def scalar(self, event: Any, mark: Mark) -> Any:
        text: str = event.value
        if not event.implicit[0]:  # quoted, or a block of text
            return text
        if text in _NULL:
            return None
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
        number: int | float | None = None
        if _OTHER_BASE.fullmatch(text):
            number = _bounded(int(text, base=0))
        elif _INTEGER.fullmatch(text) and len(text) < 20:
            number = int(text)
        elif _FLOAT.fullmatch(text):
            number = float(text)
        if _NOT_FINITE.fullmatch(text) or (number is not None and not math.isfinite(number)):
            what = f"{text} is not a finite number"
            self.problems.add(what, allowed="at most about 1.8e308 in size", mark=mark)
            return None
        return text if number is None else number

    def place(self, event: Any) -> Mark:
        mark = event.start_mark
        return Mark(self.file, mark.line + 1, mark.column + 1)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number, no integer beyond floats; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return isinstance(value, float) or math.isfinite(_bounded(value))


def _bounded(number: int) -> int | float:
    """The number as it is if it fits into 64 bits, else as a float; infinite beyond floats."""
    if abs(number) < 2**63:
        return number
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _nearest(marks: dict[KeyPath, Mark], path: KeyPath) -> Mark:
    while path not in marks:
        path = path[:-1]
    return marks[path]


def _refusal(what: str, allowed: str = "", cure: Cure = "", *, mark: Mark) -> InputError:
    return InputError([Problem(what, allowed, cure, mark)])


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """The parser's complaint in the words of the other problems."""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        context = f" {error.context}" if error.context else ""
        what = f"this is not YAML: {error.problem or 'syntax error'}{context}"
        place = Mark(file, mark.line + 1, mark.column + 1) if mark else Mark(file, 1, 1)
        return Problem(what, mark=place)
    # A character that YAML forbids; the position is the only place that the reader gives.
    for line, content in enumerate(text.splitlines(), start=1):
        for column, character in enumerate(content, start=1):
            if not (character.isprintable() or character == "\t"):
                return Problem(
                    f"the character {character!r} is not allowed", mark=Mark(file, line, column)
                )
    return Problem("the text holds a character that is not allowed", mark=Mark(file, 1, 1))


def _explain(
    model: type[BaseModel], document: Document, path: KeyPath, fault: dict[str, Any]
) -> Problem:
    """One of pydantic's faults in our words, at the place of its key."""
    location: KeyPath = tuple(fault["loc"])
    mark = document.mark((*path, *location))
    name = ".".join(str(key) for key in location)
    context = fault.get("ctx") or {}
    if fault["type"] == "extra_forbidden":
        allowed = _keys(model, location[:-1])
        return Problem(
            f"unknown key {location[-1]!r}",
            f"allowed here: {', '.join(allowed)}" if allowed else "",
            suggest(location[-1], allowed),
            mark,
        )
    if fault["type"] == "missing":
        return Problem(f"the key {location[-1]!r} is missing", mark=mark)
    value = fault["input"]
    found = "" if isinstance(value, (dict, list)) else f", not {quoted(value)}"
    if fault["type"] in ("literal_error", "enum"):
        expected = str(context["expected"])
        words = re.findall(r"'([^']*)'", expected)
        return Problem(
            f"{name}: {quoted(value)} is not known",
            f"allowed: {expected}",
            suggest(value, words),
            mark,
        )
    message = str(fault["msg"]).removeprefix("Value error, ")
    own = fault["type"] in ("value_error", "assertion_error")
    message = message if own else message[:1].lower() + message[1:] + found
    return Problem(f"{name}: {message}" if name else message, mark=mark)


def _keys(model: Any, location: KeyPath) -> list[str]:
    """Keys that the models at a location accept."""
    kinds = list(_models(model))
    for key in location:
        kinds = [
            inner
            for kind in kinds
            for name, info in kind.model_fields.items()
            if key in (name, info.alias) or isinstance(key, int)
            for inner in _models(info.annotation)
        ] or kinds  # a key of a plain dict or list: the models are those found already
    return sorted(
        {info.alias or name for kind in kinds for name, info in kind.model_fields.items()}
    )


def _models(annotation: Any) -> Iterable[type[BaseModel]]:
    """The pydantic models inside an annotation such as `dict[str, Entry] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models(part)
