"""The conditions of events and policies: a grammar of their own, of which nothing is executed.

    condition  = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation   = "not" negation | "(" condition ")" | comparison
    comparison = operand ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) operand
    operand    = the path of a state, such as war | a number | "quarter" | a quarter, such as 2018Q4

A comparison is not chained (`0 < war < 1` is `war > 0 and war < 1`), and a path alone is no
condition. `quarter` is the one in which the question is asked, and is compared with quarters only:
`quarter >= 2018Q4 and war < 0.2`. A condition reads states of all worlds at once and is evaluated
by array functions only.
"""

import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from sim.base.errors import Cure, InputError, Mark, Problem, suggest
from sim.base.quarters import Quarter

Array: TypeAlias = npt.NDArray[np.float64]
Truth: TypeAlias = npt.NDArray[np.bool_]
Lookup: TypeAlias = Callable[[str], Array]
Index: TypeAlias = int | npt.NDArray[np.int64]  # of a quarter, or of several

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_WORDS = ("and", "or", "not")
QUARTER = "quarter"
_DEEPEST = 50  # of parentheses and nots: far beyond any real condition, well within Python's stack
_LONGEST = 2000  # characters
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<date>\d{4}Q[1-4])(?![\w.])
      | (?P<number>[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))
      | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
      | (?P<compare><=|>=|==|!=|<|>)
      | (?P<open>\()
      | (?P<close>\))
    )""",
    re.VERBOSE,
)


class StateBounds(Protocol):
    """What a condition needs to know of a state: its bounds."""

    @property
    def low(self) -> float:
        """Lower bound."""

    @property
    def high(self) -> float:
        """Upper bound."""


@dataclass(frozen=True)
class _Number:
    value: float

    def read(self, _lookup: Lookup, _now: Index) -> float:
        return self.value


@dataclass(frozen=True)
class _Path:
    path: str

    def read(self, lookup: Lookup, _now: Index) -> Array:
        return lookup(self.path)


@dataclass(frozen=True)
class _Date:
    quarter: Quarter

    def read(self, _lookup: Lookup, _now: Index) -> int:
        return self.quarter.index


@dataclass(frozen=True)
class _Now:
    def read(self, _lookup: Lookup, now: Index) -> Index:
        return now


_Operand: TypeAlias = _Number | _Path | _Date | _Now


@dataclass(frozen=True)
class _Comparison:
    left: _Operand
    sign: str
    right: _Operand

    def holds(self, lookup: Lookup, now: Index) -> Truth:
        sides = self.left.read(lookup, now), self.right.read(lookup, now)
        return cast(Truth, np.asarray(_COMPARE[self.sign](*sides)))


@dataclass(frozen=True)
class _Not:
    inner: "_Node"

    def holds(self, lookup: Lookup, now: Index) -> Truth:
        return cast(Truth, np.logical_not(self.inner.holds(lookup, now)))


@dataclass(frozen=True)
class _Both:
    left: "_Node"
    right: "_Node"

    def holds(self, lookup: Lookup, now: Index) -> Truth:
        left, right = self.left.holds(lookup, now), self.right.holds(lookup, now)
        return cast(Truth, np.logical_and(left, right))


@dataclass(frozen=True)
class _Either:
    left: "_Node"
    right: "_Node"

    def holds(self, lookup: Lookup, now: Index) -> Truth:
        left, right = self.left.holds(lookup, now), self.right.holds(lookup, now)
        return cast(Truth, np.logical_or(left, right))


_Node: TypeAlias = _Comparison | _Not | _Both | _Either


@dataclass(frozen=True)
class Condition:
    """A question about the states of a world, true or false in each."""

    text: str
    _tree: _Node

    @classmethod
    def parse(
        cls,
        text: str,
        mark: Mark | None = None,
        offset: int = 0,
        *,
        states: Mapping[str, StateBounds] | Collection[str],
        hidden: Collection[str] = (),
        run: tuple[Quarter, Quarter] | None = None,
    ) -> "Condition":
        """Return the condition that `text` writes down.

        mark : where the text stands, for the error
        offset : characters before the text on its line, added to the column that an error names
        states : the paths that may be asked for; with bounds, a comparison with a number beyond
            them is refused, since it could only be always or never true
        hidden : paths of states that are not recorded, so that nobody can ask for them here
        run : first and last quarter of the run; a quarter outside is refused for the same reason
        Raises InputError with the column inside the text.
        """
        return cls(text.strip(), _Parser(text, mark, offset, states, hidden, run).whole())

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the states it reads, sorted, each once."""
        return tuple(sorted(set(_paths(self._tree))))

    def evaluate(self, lookup: Lookup, quarter: Index) -> Truth:
        """Whether it holds, one truth per world; a single one where it asks for no state.

        lookup : path -> (world,), the values of a state
        quarter : index of the quarter in which it is asked; or (quarter, 1), one for each row of
            states that come as (quarter, world)
        """
        return self._tree.holds(lookup, quarter)

    def __str__(self) -> str:
        return self.text


def either(one: Condition | None, other: Condition | None) -> Condition | None:
    """What holds where the one holds or the other; None never holds."""
    if one is None or other is None:
        return one or other
    return Condition(f"({one}) or ({other})", _Either(one._tree, other._tree))


def _paths(node: _Node) -> list[str]:
    if isinstance(node, _Comparison):
        return [side.path for side in (node.left, node.right) if isinstance(side, _Path)]
    if isinstance(node, _Not):
        return _paths(node.inner)
    return _paths(node.left) + _paths(node.right)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(
        self,
        text: str,
        mark: Mark | None,
        offset: int,
        states: Mapping[str, StateBounds] | Collection[str],
        hidden: Collection[str],
        run: tuple[Quarter, Quarter] | None,
    ) -> None:
        self.text, self.mark, self.offset, self.states = text, mark, offset, states
        self.hidden, self.run = hidden, run
        if len(text) > _LONGEST:
            raise self.fault(0, "it is too long", f"a condition has at most {_LONGEST} characters")
        self.tokens = self.split()
        self.at = 0

    def fault(self, start: int, what: str, allowed: str = "", cure: Cure = "") -> InputError:
        column = self.offset + start + 1
        where = f"condition '{self.text.strip()}', column {column}: "
        return InputError([Problem(where + what, allowed, cure, self.mark)])

    def split(self) -> list[_Token]:
        tokens, at = [], 0
        while self.text[at:].strip():
            found = _TOKEN.match(self.text, at)
            if found is None:
                at += len(self.text[at:]) - len(self.text[at:].lstrip())
                raise self.stranger(at)
            kind = str(found.lastgroup)
            word = found.group(kind)
            kind = word if kind == "name" and word in _WORDS else kind
            tokens.append(_Token(kind, word, found.start(found.lastgroup or 0)))
            at = found.end()
        return [*tokens, _Token("end", "the end", len(self.text))]

    def stranger(self, at: int) -> InputError:
        cures = {"=": "write == to compare", "&": "write and", "|": "write or", "!": "write not"}
        return self.fault(
            at,
            f"'{self.text[at]}' has no meaning here",
            "paths of states, numbers, quarters, < <= > >= == !=, and, or, not, parentheses",
            cures.get(self.text[at], ""),
        )

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def take(self, kind: str) -> bool:
        if self.token.kind != kind:
            return False
        self.at += 1
        return True

    def whole(self) -> _Node:
        if self.token.kind == "end":
            raise self.fault(0, "it is empty", "a comparison such as war > 0.5")
        node = self.either(0)
        if self.token.kind == "compare":
            raise self.fault(
                self.token.start,
                "a comparison cannot be chained",
                cure="join two comparisons with and",
            )
        if self.token.kind != "end":
            raise self.fault(self.token.start, f"'{self.token.text}' comes too late", "and, or")
        return node

    def either(self, depth: int) -> _Node:
        node = self.both(depth)
        while self.take("or"):
            node = _Either(node, self.both(depth))
        return node

    def both(self, depth: int) -> _Node:
        node = self.negation(depth)
        while self.take("and"):
            node = _Both(node, self.negation(depth))
        return node

    def negation(self, depth: int) -> _Node:
        if depth > _DEEPEST:
            raise self.fault(self.token.start, "it is nested too deeply", f"{_DEEPEST} levels")
        if self.take("not"):
            return _Not(self.negation(depth + 1))
        opened = self.token
        if self.take("open"):
            node = self.either(depth + 1)
            if not self.take("close"):
                raise self.fault(opened.start, "this parenthesis is never closed")
            return node
        return self.comparison()

    def comparison(self) -> _Comparison:
        start = self.token.start
        left = self.operand()
        sign = self.token
        if not self.take("compare"):
            raise self.fault(
                sign.start,
                f"a comparison is expected after '{self.tokens[self.at - 1].text}', "
                f"not {_quoted(sign)}",
                " ".join(_COMPARE),
            )
        right = self.operand()
        if isinstance(left, _Number) and isinstance(right, _Number):
            raise self.fault(start, "it compares two numbers", "one side names a state")
        timed = [isinstance(side, (_Date, _Now)) for side in (left, right)]
        if any(timed) and {type(left), type(right)} != {_Date, _Now}:
            raise self.fault(
                start,
                "quarters are compared with quarters only",
                f"{QUARTER} and a quarter, such as {QUARTER} >= 2018Q4",
            )
        self.within(left, right, start)
        return _Comparison(left, sign.text, right)

    def operand(self) -> _Operand:
        token = self.token
        if self.take("date"):
            return self.date(token)
        if self.take("number"):
            return _Number(float(token.text))
        if not self.take("name"):
            raise self.fault(token.start, f"a state or a number is expected, not {_quoted(token)}")
        if token.text == QUARTER:
            return _Now()
        if token.text in self.hidden:
            raise self.fault(
                token.start,
                f"the state '{token.text}' is not recorded",
                "the columns of a run's table of quarters",
                suggest(token.text, self.states),
            )
        if token.text not in self.states:
            raise self.fault(
                token.start,
                f"there is no state '{token.text}'",
                cure=suggest(token.text, self.states),
            )
        return _Path(token.text)

    def date(self, token: _Token) -> _Date:
        """A quarter; one outside the run could only make a comparison always or never true."""
        quarter = Quarter.parse(token.text)
        if self.run is not None and not self.run[0] <= quarter <= self.run[1]:
            within = f"from {self.run[0]} to {self.run[1]}"
            raise self.fault(token.start, f"{quarter} lies outside the run", within)
        return _Date(quarter)

    def within(self, left: _Operand, right: _Operand, start: int) -> None:
        """Refuse a comparison with a number that the state can never pass."""
        path, number = (left, right) if isinstance(left, _Path) else (right, left)
        if not (isinstance(path, _Path) and isinstance(number, _Number)):
            return
        if not isinstance(self.states, Mapping):
            return
        bounds = self.states[path.path]
        if not bounds.low <= number.value <= bounds.high:
            raise self.fault(
                start,
                f"{number.value:g} is beyond the bounds of {path.path}",
                f"{bounds.low:g} to {bounds.high:g}",
            )


def _quoted(token: _Token) -> str:
    return token.text if token.kind == "end" else f"'{token.text}'"
