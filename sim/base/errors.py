"""Errors that say where, what, what is allowed, and the cure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

LINE = 300  # characters of a message: an input is quoted to about a line
LIST = 2000  # characters of what is allowed: lists of names are longer
SUGGESTIONS = 10  # of one error; each is a comparison with every name that is known


@dataclass(frozen=True, order=True)
class Mark:
    """A place in a file that a person wrote; lines and columns count from one."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Suggestion:
    """The cure for a misspelt word, looked up only when it is shown; see `suggest`."""

    word: str
    allowed: Iterable[object] = field(compare=False, repr=False)
    otherwise: str = ""

    def __str__(self) -> str:
        near = difflib.get_close_matches(self.word, [str(each) for each in self.allowed], n=1)
        return f"did you mean {near[0]!r}?" if near else self.otherwise


Cure: TypeAlias = str | Suggestion


@dataclass(frozen=True)
class Problem:
    """One fault in the input: what it is, what is allowed instead, the cure, and where.

    Each text is one line; one that quotes a long input is shortened in its middle.
    """

    what: str
    allowed: str = ""
    cure: Cure = ""
    mark: Mark | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "what", shortened(self.what, LINE))
        object.__setattr__(self, "allowed", shortened(self.allowed, LIST))
        if isinstance(self.cure, str):
            object.__setattr__(self, "cure", shortened(self.cure, LINE))

    @property
    def words(self) -> tuple[str, ...]:
        """What, what is allowed and the cure, without those that are empty."""
        return tuple(part for part in (self.what, self.allowed, str(self.cure)) if part)

    def __str__(self) -> str:
        text = "; ".join(self.words)
        return f"{self.mark}: {text}" if self.mark else text


class SimError(Exception):
    """A failure while running; `status` is the exit status of the command."""

    status = 1


class InputError(SimError):
    """Everything that is wrong with the input, reported at once, in the order of the files.

    Only the first few misspelt words get a suggestion, so that the time of a report is bounded by
    the size of the input.
    """

    status = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        # A fault found twice on the way (say, in a file read for two purposes) is told once.
        self.found = tuple(sorted(dict.fromkeys(problems), key=_place))
        super().__init__()

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The problems with their suggestions; `found` is without, for who gathers more."""
        return tuple(_resolved(self.found))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # so that it survives the way back from a worker


class Problems(list[Problem]):
    """Problems gathered on the way, so that all can be reported at once."""

    def add(
        self,
        what: str,
        *,
        allowed: str = "",
        cure: Cure = "",
        mark: Mark | None = None,
    ) -> None:
        """Note one problem."""
        self.append(Problem(what, allowed, cure, mark))

    @contextmanager
    def gather(self) -> Iterator[None]:
        """Keep the problems of an InputError raised inside, and go on after the block."""
        try:
            yield
        except InputError as error:
            self.extend(error.found)

    def raise_any(self) -> None:
        """Raise one InputError with all problems, if there are any."""
        if self:
            raise InputError(self)


def suggest(word: object, allowed: Iterable[object], otherwise: str = "") -> Suggestion:
    """The cure for a misspelt word: "did you mean 'x'?", or `otherwise` when no word is near."""
    return Suggestion(word if isinstance(word, str) else quoted(word), allowed, otherwise)


def quoted(value: object) -> str:
    """A value as a message quotes it, at most a line of it."""
    try:
        return shortened(repr(value), LINE // 2)
    except ValueError:  # Python writes no integer of more than 4300 digits
        return "a number of thousands of digits"


def shortened(text: str, most: int) -> str:
    """A text on one line of at most `most` characters; its middle is left out if need be."""
    if len(text) > most:
        kept = (most - 3) // 2
        text = f"{text[:kept]} … {text[-kept:]}"
    return " ".join(text.splitlines()) if len(text.splitlines()) > 1 else text


def _resolved(problems: Iterable[Problem]) -> Iterator[Problem]:
    left = SUGGESTIONS
    for problem in problems:
        cure = problem.cure
        if isinstance(cure, Suggestion):
            cure, left = (str(cure) if left > 0 else cure.otherwise), left - 1
        yield replace(problem, cure=cure)


def _place(problem: Problem) -> tuple[str, int, int]:
    mark = problem.mark
    return (mark.file, mark.line, mark.column) if mark else ("", 0, 0)
