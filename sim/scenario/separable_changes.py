"""What turns one scenario into another, as changes that can be made one without the other.

An assumption changes what is drawn or which laws hold, a policy binds a lever, an event writes a
state, an observation weighs worlds: an effect is told apart by these kinds, since what somebody
does and what somebody supposes are answered for by different people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Literal, NamedTuple, TypeAlias

from sim.base.errors import InputError, Problem
from sim.scenario.model import RUN, Policy, Scenario

Kind: TypeAlias = Literal["assumption", "policy", "event", "observation"]
Piece: TypeAlias = tuple[str, str]  # (field of a Scenario, name of an item there)

KINDS: tuple[Kind, ...] = ("assumption", "policy", "event", "observation")
FAMILY = 3  # so many parameters whose paths differ in one word are a family
STAR = "*"
ORDER = "order"  # in place of a field: the order in which its items stand


class _Field(NamedTuple):
    """What changes of a field are, and what names an item there."""

    kind: Kind
    name: Callable[[Any], str]


_FIELDS: Mapping[str, _Field] = {
    "overrides": _Field("assumption", attrgetter("path")),
    "mechanisms_off": _Field("assumption", "mechanisms.{}".format),
    "switches": _Field("assumption", lambda switch: f"mechanisms.{switch.name}"),
    "policies": _Field("policy", attrgetter("id")),
    "events": _Field("event", attrgetter("id")),
    "observations": _Field("observation", attrgetter("id")),
}
# Where order counts: of two that meet, the later one writes, or binds.
_ORDERED = ("policies", "events")


@dataclass(frozen=True)
class SeparableChange:
    """Something by which a scenario differs from another, made as a whole or not at all.

    pieces : what it replaces: of each, all that one scenario has by that name for all that the
        other has
    why : why several pieces go together; empty for a single one
    """

    kind: Kind
    name: str
    pieces: tuple[Piece, ...]
    why: str = ""

    @property
    def content(self) -> tuple[str, ...]:
        """Names of its pieces."""
        return tuple(name for _, name in self.pieces)


def changes(scenario: Scenario, base: Scenario) -> list[SeparableChange]:
    """All changes that turn `base` into `scenario`, in the order of the file.

    A policy that binds several levers is one change; so are policies that cannot stand together.
    Raises InputError where the two are not run alike: calibration, start, quarters, worlds, seed.
    """
    if problems := unlike(scenario, base):
        raise InputError(problems)
    pieces: dict[tuple[Kind, str], list[Piece]] = defaultdict(list)
    for field, (kind, _) in _FIELDS.items():
        here, there = _items(scenario, field), _items(base, field)
        for name in _merged(here, there):
            if here.get(name) != there.get(name):
                pieces[kind, name].append((field, name))
        if field in _ORDERED and _reordered(here, there):
            pieces[kind, f"order of {field}"].append((ORDER, field))
    found = [SeparableChange(kind, name, tuple(each)) for (kind, name), each in pieces.items()]
    return _with_policies_whole(found, scenario, base)


def blend(scenario: Scenario, base: Scenario, chosen: Collection[SeparableChange]) -> Scenario:
    """The base with only the chosen of the changes that turn it into `scenario`.

    With none it is the base, with all the scenario but for the heading of the base.
    """
    taken = {piece for change in chosen for piece in change.pieces}
    fields: dict[str, Any] = {}
    for field in _FIELDS:
        here, there = _items(scenario, field), _items(base, field)
        as_here = (ORDER, field) in taken or not _reordered(here, there)
        names = _merged(here, there) if as_here else _merged(there, here)
        fields[field] = tuple(
            item
            for name in names
            for item in (here if (field, name) in taken else there).get(name, ())
        )
    return replace(base, **fields)


def joined(
    found: Sequence[SeparableChange], together: Sequence[SeparableChange], name: str, why: str
) -> list[SeparableChange]:
    """All changes, some of them as one, which stands where the first of them stood."""
    pieces = tuple(piece for change in together for piece in change.pieces)
    one = SeparableChange(together[0].kind, name, pieces, why)
    kept = [one if change == together[0] else change for change in found]
    return [change for change in kept if change not in together[1:]]


def with_families(found: Sequence[SeparableChange], most: int) -> list[SeparableChange]:
    """The changes with families of parameters joined, the largest first, until few are left.

    A family are at least three parameters whose paths differ in one word, such as the same trait
    of all members; it is named by the path with a star in the place of that word.

    most : so many changes are few
    """
    left = list(found)
    while len(left) > most:
        families = defaultdict(list)
        for change in left:
            if change.pieces[0][0] == "overrides" and not change.why:
                for name in _starred(change.name):
                    families[name].append(change)
        large = [name for name, members in families.items() if len(members) >= FAMILY]
        if not large:
            break
        name = max(large, key=lambda name: len(families[name]))
        why = f"{len(families[name])} parameters whose paths differ in one word"
        left = joined(left, families[name], name, why)
    return left


def unlike(scenario: Scenario, base: Scenario, fields: Collection[str] = RUN) -> list[Problem]:
    """Everything in which two scenarios are not run alike, so that they cannot be subtracted."""
    return [
        Problem(
            f"{scenario.name} and {base.name} differ in {field}: "
            f"{getattr(scenario, field)} and {getattr(base, field)}",
            "scenarios that are run alike: the same calibration, start, quarters, worlds and seed",
        )
        for field in fields
        if getattr(scenario, field) != getattr(base, field)
    ]


def _items(scenario: Scenario, field: str) -> dict[str, tuple[Any, ...]]:
    """The items of a field by name, in order."""
    found: dict[str, tuple[Any, ...]] = {}
    for item in getattr(scenario, field):
        name = _FIELDS[field].name(item)
        found[name] = (*found.get(name, ()), item)
    return found


def _merged(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """Names of both in one order: the first's, each other after what it follows in the second."""
    names = list(first)
    place = 0
    for name in second:
        if name in names:
            place = names.index(name) + 1
        else:
            names.insert(place, name)
            place += 1
    return names


def _reordered(here: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether what both have stands in another order."""
    return [name for name in here if name in there] != [name for name in there if name in here]


def _with_policies_whole(
    found: Sequence[SeparableChange], scenario: Scenario, base: Scenario
) -> list[SeparableChange]:
    """The changes with those of policies joined that cannot be made one without the other."""
    left = list(found)
    named = defaultdict(list)
    for change in left:
        (field, name), *_ = change.pieces
        if field == "policies":
            items = (each for each in (*scenario.policies, *base.policies) if each.id == name)
            named[_entry(next(items))].append(change)
    for name, parts in named.items():
        if len(parts) > 1:
            left = joined(left, parts, name, "one policy that binds several levers")
    for old in base.policies:
        for new in scenario.policies:
            one, other = (_holder(left, each) for each in (old, new))
            if one and other and one != other and _overlap(old, new):
                name = f"{one.name}, {other.name}"
                left = joined(left, [one, other], name, "they would bind one lever at a time")
    return left


def _entry(policy: Policy) -> str:
    """Name of the entry of a file that a policy comes from."""
    return policy.id.removesuffix(f".{policy.actor}.{policy.lever}")


def _holder(found: Sequence[SeparableChange], policy: Policy) -> SeparableChange | None:
    """The change that a policy belongs to, if it belongs to one."""
    piece = ("policies", policy.id)
    return next((change for change in found if piece in change.pieces), None)


def _overlap(one: Policy, other: Policy) -> bool:
    """Whether two policies bind the same lever in the same quarter."""
    early, late = sorted((one, other), key=attrgetter("start"))
    same = (one.actor, one.lever) == (other.actor, other.lever)
    return same and (early.end is None or late.start <= early.end)


def _starred(path: str) -> list[str]:
    """A path with a star in place of each of its words in turn."""
    words = path.split(".")
    return [".".join([*words[:i], STAR, *words[i + 1 :]]) for i in range(len(words))]
