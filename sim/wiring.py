"""The signature is the wiring: argument names of a law become arrays.

A name is looked up, in this order:

| name | what it is |
|---|---|
| `draw_NAME` | uniform draws of this law, one row per entity of the axis it declares |
| `calendar_NAME` | what the actors' files say of this quarter, NAME one of CALENDAR |
| a parameter of the law's own file | (world,) |
| a state variable | (world,) or (axis, world) |
| `NAME_anchor` | the state variable at the start, before any event |
| `sender_NAME`, `other_NAME` | rows of all senders, of all senders but the actor itself |
| `own_NAME`, `ROLE_NAME` | the row of the actor itself, of the actor in that role |
| `ROLE_ROLE_alignment` | the row of that pair |
| `ROLE_ROLE_pair`, `ROLE_sender`, `ROLE_party` | (axis, 1), one in that row, else zero |
| `ladder_NAME`, `member_NAME` | one row per rung, per member |
| `ladder_cedes` | (level, 1), one for a rung that cedes ground |
| a parameter of another law's file, if its name is unique | (world,) |

NAME is a state variable or a position of the actors; what nobody has, or a role that nobody plays,
reads as zero. Unknown names are reported all at once.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from sim.base.axes import Array
from sim.base.errors import InputError, Problem, suggest
from sim.dispute import POSITIONS, TRAITS, Dispute
from sim.state import VARIABLES

# What the calendar knows of a quarter; `sim.model.exogenous` says what each is.
CALENDAR = ("now", "exit", "handover", "last_leader", *TRAITS)
PARTIES = ("holder", "claimant")  # roles along the PARTY axis
Kind = Literal["draw", "calendar", "given", "parameter", "stack", "state", "anchor", "constant"]
Rows = int | tuple[int, ...] | None
Key = tuple[str, int | None]  # a state variable and one of its rows, or None for the whole of it


@dataclass(frozen=True)
class Reference:
    """Where the array behind an argument is to be found.

    name : draw, state variable or parameter path
    rows : None for the whole variable, a row, or several
    paths : for a stack, the parameter of each row (None where an actor has none)
    """

    kind: Kind
    name: str
    rows: Rows = None
    paths: tuple[str | None, ...] = ()
    value: Any = None

    def label(self, dispute: Dispute) -> str:
        """The name under which `sim plan` shows it."""
        if self.kind == "stack":
            return " ".join(path for path in self.paths if path)
        if self.kind in ("state", "anchor") and isinstance(self.rows, int):
            suffix = " (start)" if self.kind == "anchor" else ""
            return VARIABLES[self.name].path(dispute, self.rows) + suffix
        return self.name + (" (start)" if self.kind == "anchor" else "")


@dataclass(frozen=True, eq=False)
class Wired:
    """A law with the places its arguments come from and its results go to."""

    name: str
    function: Callable[..., Any]
    inputs: tuple[tuple[str, Reference], ...]
    outputs: tuple[Reference, ...]
    draws: Mapping[str, str]

    # The arguments, each with its place among them, by what it takes to read them.

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each argument stands among them."""
        return {name: place for place, (name, _) in enumerate(self.inputs)}

    @cached_property
    def constant_arguments(self) -> tuple[tuple[int, Reference], ...]:
        """Arguments that stay the same while worlds are stepped."""
        kinds = ("constant", "parameter", "stack", "anchor")
        return tuple(
            (place, what) for place, (_, what) in enumerate(self.inputs) if what.kind in kinds
        )

    @cached_property
    def rows(self) -> tuple[tuple[int, Key], ...]:
        """Arguments that are one row of the state, or a variable without rows."""
        return tuple(
            (place, (what.name, what.rows))
            for place, what in self._states
            if not isinstance(what.rows, tuple)
            and (what.rows is not None or not VARIABLES[what.name].axis)
        )

    @cached_property
    def groups(self) -> tuple[tuple[int, tuple[Key, ...]], ...]:
        """Arguments that are several rows of the state."""
        return tuple(
            (place, tuple((what.name, row) for row in what.rows))
            for place, what in self._states
            if isinstance(what.rows, tuple)
        )

    @cached_property
    def tables(self) -> tuple[tuple[int, str], ...]:
        """Arguments that are a variable with all its rows."""
        return tuple(
            (place, what.name)
            for place, what in self._states
            if what.rows is None and VARIABLES[what.name].axis
        )

    @cached_property
    def calendar(self) -> tuple[str, ...]:
        """What it asks of the actors' files."""
        return tuple(place.name for _, place in self.inputs if place.kind == "calendar")

    @cached_property
    def targets(self) -> tuple[Key, ...]:
        """Where its results go."""
        return tuple(
            (place.name, place.rows if isinstance(place.rows, int) else None)
            for place in self.outputs
        )

    @property
    def _states(self) -> Iterator[tuple[int, Reference]]:
        return (
            (place, what) for place, (_, what) in enumerate(self.inputs) if what.kind == "state"
        )

    def reads(self, key: Key) -> bool:
        """Whether one row of the state is an argument, or part of one."""
        return (
            any(key == own for _, own in self.rows)
            or any(key in keys for _, keys in self.groups)
            or any(key[0] == variable for _, variable in self.tables)
        )


class Wiring:
    """Resolves argument names against a dispute; collects what it cannot resolve."""

    def __init__(self, dispute: Dispute) -> None:
        self.dispute = dispute
        self.problems: list[Problem] = []
        self._places = {each.name: each.mark for each in dispute.named if each.use == "law"}
        self._by_last_name: dict[str, list[str]] = {}
        for path in dispute.register:
            self._by_last_name.setdefault(path.rsplit(".", 1)[-1], []).append(path)

    def wire(
        self,
        name: str,
        function: Callable[..., Any],
        prefix: str,
        actor: str = "",
        given: Sequence[str] = (),
    ) -> Wired:
        """The function with every argument resolved.

        prefix : path of the function's own parameter file, such as `laws.war`
        actor : whose `own_` and `other_` names are meant, if any
        given : arguments that the caller hands over
        """
        inputs = tuple(
            (
                argument,
                Reference("given", argument)
                if argument in given
                else self._resolve(argument, prefix, actor, name),
            )
            for argument in inspect.signature(function).parameters
        )
        writes = getattr(function, "writes", ())
        outputs = tuple(self._target(target, prefix, actor, name) for target in writes)
        return Wired(name, function, inputs, outputs, getattr(function, "draws", {}))

    def check(self) -> None:
        """Raises InputError with every name that could not be resolved."""
        if self.problems:
            raise InputError(self.problems)

    def _resolve(self, argument: str, prefix: str, actor: str, asker: str) -> Reference:
        for attempt in (
            self._draw,
            self._own_file,
            self._state,
            self._role,
            self._group,
            self._unique,
        ):
            reference = attempt(argument, prefix, actor)
            if reference is not None:
                return reference
        start = f"{prefix}."
        own = [p.removeprefix(start) for p in self.dispute.register if p.startswith(start)]
        own += [f"calendar_{name}" for name in CALENDAR]
        self.problems.append(
            Problem(
                f"{asker}: nothing is called {argument!r}",
                f"a parameter of {prefix}, a state variable, or a role or group and one of these",
                suggest(argument, own),
                self._places.get(prefix),
            )
        )
        return Reference("constant", argument, value=0.0)

    def _target(self, target: str, prefix: str, actor: str, asker: str) -> Reference:
        """Where a result goes: a state variable, or one row of it."""
        before = len(self.problems)
        reference = self._resolve(target, prefix, actor, asker)
        one = reference.kind == "state" and not isinstance(reference.rows, tuple)
        if not one and len(self.problems) == before:
            what = f"{asker}: {target!r} cannot be written"
            self.problems.append(Problem(what, "a state variable, or one row of it"))
        return reference

    def _draw(self, argument: str, prefix: str, actor: str) -> Reference | None:
        kind, _, name = argument.partition("_")
        if kind == "draw":
            return Reference("draw", name)
        return Reference("calendar", name) if kind == "calendar" and name in CALENDAR else None

    def _own_file(self, argument: str, prefix: str, actor: str) -> Reference | None:
        path = f"{prefix}.{argument}"
        return Reference("parameter", path) if path in self.dispute.register else None

    def _state(self, argument: str, prefix: str, actor: str) -> Reference | None:
        name, kind = _strip_anchor(argument)
        return Reference(kind, name) if name in VARIABLES else None

    def _role(self, argument: str, prefix: str, actor: str) -> Reference | None:
        dispute = self.dispute
        name, kind = _strip_anchor(argument)
        first, _, rest = name.partition("_")
        holders: dict[str, str | None] = dispute.roles.model_dump(exclude={"senders"})
        if actor:
            holders["own"] = actor
        if first not in holders:
            return None
        who = holders[first] or ""
        second, _, last = rest.partition("_")
        if second in holders and last in ("alignment", "pair"):
            row = dispute.pair_row(who, holders[second] or "")
            if last == "pair":
                return Reference("constant", argument, value=_indicator(row, len(dispute.pairs)))
            if row < 0:  # nobody follows how close these two are
                return Reference("constant", argument, value=0.0)
            return Reference(kind, "alignment", rows=row)
        if rest == "party":
            row = PARTIES.index(first) if first in PARTIES else -1
            return Reference("constant", argument, value=_indicator(row, len(PARTIES)))
        if rest == "sender":
            row = dispute.senders.index(who) if who in dispute.senders else -1
            return Reference("constant", argument, value=_indicator(row, len(dispute.senders)))
        if rest in VARIABLES:
            found = VARIABLES[rest].row(dispute, who)
            if found is None:  # the actor has no such quantity: no sanctions of its own, say
                return Reference("constant", argument, value=0.0)
            return Reference(kind, rest, rows=found)
        path = f"{who}.position.{rest}"
        if path in dispute.register:
            return Reference("parameter", path)
        return Reference("constant", argument, value=0.0) if rest in POSITIONS else None

    def _group(self, argument: str, prefix: str, actor: str) -> Reference | None:
        dispute = self.dispute
        name, kind = _strip_anchor(argument)
        group, _, rest = name.partition("_")
        if group in ("sender", "other", "actor"):
            pool = dispute.actors if group == "actor" else dispute.senders
            members = [who for who in pool if group != "other" or who != actor]
            if rest in VARIABLES:
                rows = tuple(VARIABLES[rest].row(dispute, who) for who in members)
                if None in rows:
                    return None
                return Reference(kind, rest, rows=tuple(row for row in rows if row is not None))
            paths = [f"{who}.position.{rest}" for who in members]
            return self._stack(argument, paths) if rest in POSITIONS else None
        if name == "ladder_cedes":
            flags = [[float(bool(rung.islands))] for rung in dispute.ladder.values()]
            return Reference("constant", argument, value=np.array(flags))
        if group == "ladder":
            return self._given(argument, [f"ladder.{level}.{rest}" for level in dispute.ladder])
        if group == "member" and dispute.members:
            council = dispute.single_roles["council"]
            return self._given(
                argument, [f"{council}.member.{member.id}.{rest}" for member in dispute.members]
            )
        if group == "source":
            return self._given(argument, [f"threats.{source}.{rest}" for source in dispute.threats])
        return None

    def _stack(self, name: str, paths: Iterable[str]) -> Reference:
        found = tuple(path if path in self.dispute.register else None for path in paths)
        return Reference("stack", name, paths=found)

    def _given(self, name: str, paths: Iterable[str]) -> Reference | None:
        stack = self._stack(name, paths)
        return stack if any(stack.paths) else None

    def _unique(self, argument: str, prefix: str, actor: str) -> Reference | None:
        shared = [
            path
            for path in self._by_last_name.get(argument, ())
            if path.split(".", 1)[0] in ("laws", "interests", "choices")
        ]
        return Reference("parameter", shared[0]) if len(shared) == 1 else None


def _strip_anchor(name: str) -> tuple[str, Literal["state", "anchor"]]:
    stem = name.removesuffix("_anchor")
    return (stem, "anchor") if stem != name else (name, "state")


def _indicator(row: int, length: int) -> Array:
    column = np.zeros((length, 1))
    if row >= 0:
        column[row] = 1
    return column
