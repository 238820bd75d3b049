"""The register of parameters: name, meaning, unit, bounds, prior, and where each comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from sim.base.axes import Array
from sim.base.errors import InputError, Mark, Problem, Problems
from sim.base.random_streams import Streams
from sim.base.yaml_documents import Document, Entry, KeyPath, check
from sim.inputs.priors import Prior, parse, parse_choice

FORM = "form"  # the unit of a parameter that chooses between functional forms

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class ClaimLink:
    """A claim that a parameter rests on; `against` if it speaks for a low value."""

    claim: str
    against: bool


@dataclass(frozen=True)
class Parameter:
    """An uncertain number of the model, or an uncertain form (options, drawn as their index)."""

    path: str
    meaning: str
    unit: str
    low: float
    high: float
    prior: Prior
    claims: tuple[ClaimLink, ...]
    judgement: str
    source: str
    derivation: str
    mark: Mark
    options: tuple[str, ...] = ()

    @property
    def is_form(self) -> bool:
        """Whether it chooses between functional forms."""
        return bool(self.options)

    @property
    def claim_based(self) -> bool:
        """Whether claims alone make its prior, by the pooling rule."""
        return bool(self.claims) and not self.is_form and not self.judgement and not self.source

    @cached_property
    def median(self) -> float:
        """The middle of its prior; for a form the code of the likeliest option."""
        return self.prior.median(self.low, self.high)

    def draw(self, streams: Streams, start: int, stop: int) -> Array:
        """Draws of its prior for worlds start to stop, (n,)."""
        u = streams.uniform("parameter", self.path, 0, start, stop)
        return self.prior.ppf(u, self.low, self.high)


class Register(Mapping[str, Parameter]):
    """All parameters of a dispute by path, in the order of its files."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        problems = Problems()
        self._parameters: dict[str, Parameter] = {}
        for parameter in parameters:
            first = self._parameters.setdefault(parameter.path, parameter)
            if first is not parameter:
                problems.add(
                    f"the parameter {parameter.path} is declared twice",
                    allowed=f"it stands first at {first.mark}",
                    cure="remove one of them",
                    mark=parameter.mark,
                )
        problems.raise_any()

    def __getitem__(self, path: str) -> Parameter:
        return self._parameters[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def draw(self, streams: Streams, start: int, stop: int) -> dict[str, Array]:
        """Draws of every parameter for worlds start to stop: a table world × parameter."""
        return {path: each.draw(streams, start, stop) for path, each in self.items()}


class LinkEntry(Entry):
    """How a claim is linked in a file; `reads: against` if it speaks for a low value."""

    claim: str
    reads: Literal["for", "against"] = "for"


def _written_out(link: object) -> object:
    return {"claim": link} if isinstance(link, str) else link


class ParameterEntry(Entry):
    """How a parameter is written in a file."""

    meaning: str
    unit: str
    prior: Any
    bounds: tuple[float, float] | None = None
    claims: tuple[Annotated[LinkEntry, BeforeValidator(_written_out)], ...] = ()
    judgement: str = ""
    source: str = ""
    derivation: str = ""


def collect(document: Document, path: KeyPath, prefix: str) -> list[Parameter]:
    """The parameters under a path of a document, at any depth, named `prefix.group.name`.

    Raises InputError with every fault at its place.
    """
    problems = Problems()
    found: list[Parameter] = []
    _walk(document, path, prefix, found, problems)
    problems.raise_any()
    return found


def is_parameter(node: object) -> bool:
    """Whether a node of a document is meant as a parameter, and not as a group of them."""
    return isinstance(node, dict) and any(
        key in node and not isinstance(node[key], dict) for key in ("meaning", "unit", "bounds")
    )


def _walk(
    document: Document, path: KeyPath, name: str, found: list[Parameter], problems: Problems
) -> None:
    node = document.at(path)
    if is_parameter(node):
        with problems.gather():
            found.append(_parameter(document, path, name))
    elif not isinstance(node, dict):
        problems.add(
            f"{name} is neither a parameter nor a group of parameters",
            allowed="a mapping with meaning, unit, bounds and prior",
            mark=document.mark(path),
        )
    else:
        for key in node:
            inner = (*path, key)
            if isinstance(key, str) and _NAME.fullmatch(key):
                _walk(document, inner, f"{name}.{key}", found, problems)
            else:
                problems.add(
                    f"{key!r} cannot be part of a parameter's name",
                    allowed="small letters, digits and _, a letter first",
                    mark=document.mark(inner),
                )


def _parameter(document: Document, path: KeyPath, name: str) -> Parameter:
    entry = check(ParameterEntry, document, path)
    problems = Problems()
    mark = document.mark(path)
    if not (entry.claims or entry.judgement or entry.source):
        problems.add(
            f"nothing says where {name} comes from",
            allowed="claims:, source: or judgement:",
            mark=mark,
        )
    is_form = entry.unit == FORM
    if is_form and entry.claims and not (entry.judgement or entry.source):
        problems.add(
            f"claims alone do not give the weights of the form {name}",
            allowed="judgement: why these weights",
            mark=mark,
        )
    low, high = 0.0, 0.0
    options: tuple[str, ...] = ()
    prior: Prior
    with problems.gather():
        prior_mark = document.mark((*path, "prior"))
        if is_form:
            if entry.bounds is not None:
                problems.add("a form has no bounds", mark=document.mark((*path, "bounds")))
            prior = parse_choice(entry.prior, prior_mark)
            options = prior.options
            high = float(len(options) - 1)
        else:
            low, high = _bounds(entry, name, document.mark((*path, "bounds")))
            prior = parse(entry.prior, low, high, prior_mark)
    problems.raise_any()
    return Parameter(
        path=name,
        meaning=entry.meaning,
        unit=entry.unit,
        low=low,
        high=high,
        prior=prior,
        claims=tuple(ClaimLink(link.claim, link.reads == "against") for link in entry.claims),
        judgement=entry.judgement,
        source=entry.source,
        derivation=entry.derivation,
        mark=mark,
        options=options,
    )


def _bounds(entry: ParameterEntry, name: str, mark: Mark) -> tuple[float, float]:
    if entry.bounds is None:
        raise InputError([Problem(f"{name} has no bounds", "bounds: [LOW, HIGH]", mark=mark)])
    if not entry.bounds[0] < entry.bounds[1]:
        raise InputError([Problem(f"the bounds of {name} do not rise", "[LOW, HIGH]", mark=mark)])
    return entry.bounds
