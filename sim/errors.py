"""Errors that say where, what, what is allowed, and the cure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mark:
    """A place in a file that a person wrote; lines and columns count from one."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One fault in the input: what it is, what is allowed instead, the cure, and where."""

    what: str
    allowed: str = ""
    cure: str = ""
    mark: Mark | None = None

    def __str__(self) -> str:
        text = "; ".join(part for part in (self.what, self.allowed, self.cure) if part)
        return f"{self.mark}: {text}" if self.mark else text


class SimError(Exception):
    """A failure while running; `status` is the exit status of the command."""

    status = 1


class InputError(SimError):
    """Everything that is wrong with the input, reported at once, in the order of the files."""

    status = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        # A fault found twice on the way (say, in a file read for two purposes) is told once.
        self.problems = tuple(sorted(dict.fromkeys(problems), key=_place))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # so that it survives the way back from a worker


class Problems(list[Problem]):
    """Problems gathered on the way, so that all can be reported at once."""

    def add(
        self, what: str, *, allowed: str = "", cure: str = "", mark: Mark | None = None
    ) -> None:
        """Note one problem."""
        self.append(Problem(what, allowed, cure, mark))

    @contextmanager
    def gather(self) -> Iterator[None]:
        """Keep the problems of an InputError raised inside, and go on after the block."""
        try:
            yield
        except InputError as error:
            self.extend(error.problems)

    def raise_any(self) -> None:
        """Raise one InputError with all problems, if there are any."""
        if self:
            raise InputError(self)


def suggest(word: object, allowed: Iterable[object]) -> str:
    """The cure for a misspelt word: "did you mean 'x'?", or nothing when no word is near."""
    near = difflib.get_close_matches(str(word), [str(each) for each in allowed], n=1)
    return f"did you mean {near[0]!r}?" if near else ""


def _place(problem: Problem) -> tuple[str, int, int]:
    mark = problem.mark
    return (mark.file, mark.line, mark.column) if mark else ("", 0, 0)
