"""Changes of parameters: `set` in a file and `--set` on the command line, under the same checks."""

from __future__ import annotations

import math
from typing import Any

from sim.base import yaml_documents
from sim.base.errors import Cure, InputError, Mark, Problem, quoted, suggest
from sim.inputs import priors
from sim.inputs.parameters import Parameter
from sim.scenario import yaml_writer
from sim.scenario.model import Catalogue, Op, Override

MARK = Mark("--set", 1, 1)

_NO_CHANGE = {"add": 0.0, "scale": 1.0}
_LEADING: dict[str, Op] = {"+": "add", "*": "scale"}


def parse_assignment(text: str, catalogue: Catalogue) -> Override:
    """The override that `PATH=VALUE` writes down; InputError as for a scenario's `set`.

    The right side is read as YAML, except that a leading + or * means add or scale.
    """
    path, raw = split(text)
    return override(path, raw, catalogue, MARK)


def split(text: str) -> tuple[str, Any]:
    """Path and raw value of `PATH=VALUE`, before any check against a dispute."""
    path, equals, right = (part.strip() for part in text.partition("="))
    if not (path and equals and right):
        raise _fault(f"{text!r} is not an assignment", "PATH=VALUE", mark=MARK)
    return path, meant(right)


def meant(text: str, file: str = MARK.file) -> Any:
    """The raw value that a text stands for: YAML, except that a leading + or * adds or scales.

    file : what errors call it
    """
    op = _LEADING.get(text[:1])
    if op is None:
        return yaml_documents.parse(text, file).data
    return {op: yaml_documents.parse(text[1:], file).data}


def spelt(raw: Any) -> str:
    """The text that stands for a raw value, as short as can be."""
    if isinstance(raw, dict) and len(raw) == 1:
        ((op, amount),) = raw.items()
        sign = next((sign for sign, name in _LEADING.items() if name == op), "")
        if sign:
            return f"{sign}{yaml_writer.flat(amount)}"
    return yaml_writer.flat(raw)


def override(path: str, raw: Any, catalogue: Catalogue, mark: Mark | None = None) -> Override:
    """The change that `set: {path: raw}` asks for.

    Raises InputError for an unknown path, a value out of bounds, and a change that changes nothing.
    """
    parameter = catalogue.register.get(path)
    if parameter is None:
        raise _unknown(path, catalogue, mark)
    if isinstance(raw, dict) and len(raw) == 1 and next(iter(raw)) in _NO_CHANGE:
        ((op, amount),) = raw.items()
        return _relative(parameter, op, amount, mark)
    if parameter.is_form:
        return _form(parameter, raw, mark)
    prior = priors.parse(raw, parameter.low, parameter.high, mark)
    if isinstance(prior, priors.Point):
        return Override(path, "value", prior.value, prior.value, mark)
    return Override(path, "distribution", prior, raw, mark)


def _relative(parameter: Parameter, op: Op, amount: Any, mark: Mark | None) -> Override:
    """Adding to, or scaling, what is drawn."""
    path, sign = parameter.path, "+" if op == "add" else "×"
    if parameter.is_form:
        raise _fault(f"{path} is a form: there is nothing to {op}", _options(parameter), mark=mark)
    if not yaml_documents.is_number(amount):
        raise _fault(f"{path}: {op} takes a number, not {quoted(amount)}", mark=mark)
    if amount == _NO_CHANGE[op]:
        raise _fault(f"{path}: {op} {amount:g} changes nothing", cure="remove the line", mark=mark)
    middle = parameter.median
    changed = middle + amount if op == "add" else middle * amount
    if not (math.isfinite(changed) and parameter.low <= changed <= parameter.high):
        raise _fault(
            f"{path}: {middle:.3g} {sign} {amount:g}, the middle of its prior changed, "
            "is out of bounds",
            f"from {parameter.low:g} to {parameter.high:g}",
            mark=mark,
        )
    return Override(path, op, float(amount), {op: float(amount)}, mark)


def _form(parameter: Parameter, raw: Any, mark: Mark | None) -> Override:
    """One option of a form, or other weights for its options."""
    if isinstance(raw, str):
        if raw not in parameter.options:
            raise _fault(
                f"{parameter.path} has no option {raw!r}",
                _options(parameter),
                suggest(raw, parameter.options),
                mark,
            )
        return Override(parameter.path, "value", raw, raw, mark)
    if isinstance(raw, dict):
        choice = priors.parse_choice(raw, mark, parameter.options)
        return Override(parameter.path, "distribution", choice, raw, mark)
    raise _fault(f"{parameter.path} is a form, not a number", _options(parameter), mark=mark)


def _options(parameter: Parameter) -> str:
    return f"options: {', '.join(parameter.options)}"


def _unknown(path: str, catalogue: Catalogue, mark: Mark | None) -> InputError:
    start = f"{path}.start"
    if path in catalogue.states:
        cure = "a state is written by an event's `do`"
        if start in catalogue.register:
            cure += f"; its start is {start}"
        return _fault(f"{path} is a state, not a parameter", cure=cure, mark=mark)
    return _fault(
        f"there is no parameter {path!r}", cure=suggest(path, catalogue.register), mark=mark
    )


def _fault(what: str, allowed: str = "", cure: Cure = "", mark: Mark | None = None) -> InputError:
    return InputError([Problem(what, allowed, cure, mark)])
