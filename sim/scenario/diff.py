"""What differs between a scenario and the one that it is held against, and where it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim.base.errors import Mark
from sim.base.quarters import Quarter
from sim.scenario.model import RUN, Key, Policy, Scenario

_ORDER = (*RUN, "set", "mechanisms", "policies")


class ScenarioDifference(NamedTuple):
    """One thing that differs between a scenario and its base, and where that was written.

    base, value : None where the one or the other says nothing of it
    """

    path: str
    base: Any
    value: Any
    file: str
    line: int


def differences(scenario: Scenario, base: Scenario) -> list[ScenarioDifference]:
    """Everything by which `scenario` differs from `base`, in the order of the file.

    The heading (name, title, why, claims) says what a scenario is and is left out. An event, policy
    or observation that only one of them has is one difference; one that both have, a difference
    per field. A policy that the dispute names is one difference, whatever it binds.
    """
    here, there = _flat(scenario, base), _flat(base, scenario)
    keys = [*here, *(key for key in there if key not in here)]
    order = {section: i for i, section in enumerate(_ORDER)}
    found = []
    for key in sorted(keys, key=lambda key: order.get(key[0], len(order))):
        if here.get(key) != there.get(key):
            # What only the base says stands there, unless the scenario says that it takes it away.
            said = key in here or _written(scenario, key) in scenario.marks
            mark = _mark(scenario if said else base, key)
            place = ("", 0) if mark is None else (str(mark.file), mark.line)
            found.append(ScenarioDifference(".".join(key), there.get(key), here.get(key), *place))
    return found


def _flat(scenario: Scenario, other: Scenario) -> dict[Key, Any]:
    """The content of a scenario by key; what `other` has too is taken apart into its fields."""
    data = scenario.resolved()
    flat: dict[Key, Any] = {(key,): data[key] for key in RUN}
    flat |= {("set", path): written for path, written in data["set"].items()}
    flat |= {("mechanisms", name): "off" for name in scenario.mechanisms_off}
    for turn in sorted({*scenario.turns, *other.turns}):
        flat |= _since(turn, scenario, other)
    named = dict(_named(scenario, other))
    for section, items, others in (
        ("policies", scenario.policies, other.policies),
        ("events", scenario.events, other.events),
        ("observe", scenario.observations, other.observations),
    ):
        shared = {item.id for item in others}
        for item in items:
            content = {key: value for key, value in item.resolved().items() if key != "id"}
            if item.id in shared:
                flat |= {(section, item.id, key): value for key, value in content.items()}
            elif isinstance(item, Policy) and item.use is not None and item.use.id in named:
                flat[section, item.use.id] = named[item.use.id]
            else:
                flat[section, item.id] = content
    return flat


def _since(turn: Quarter, scenario: Scenario, other: Scenario) -> dict[Key, Any]:
    """What holds since a quarter in either scenario, as it stands in the one."""
    both = (scenario, other)
    paths = {each.path for one in both for each in one.overrides if each.since == turn}
    names = {each.name for one in both for each in one.switches if each.since == turn}
    inside = scenario.start <= turn <= scenario.end
    written = {each.path: each.written for each in scenario.in_force(turn)} if inside else {}
    off = scenario.off(turn) if inside else frozenset()
    found: dict[Key, Any] = {
        ("set", f"{path} since {turn}"): written[path] for path in sorted(paths) if path in written
    }
    switched = {f"{name} since {turn}": "off" if name in off else "on" for name in sorted(names)}
    return found | {("mechanisms", name): word for name, word in switched.items()}


def _named(scenario: Scenario, other: Scenario) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The policies by name that only one of the scenarios has, by the id of their entry."""
    shared = {policy.id for policy in other.policies}
    entries: dict[str, list[Policy]] = {}
    for policy in scenario.policies:
        if policy.use is not None:
            entries.setdefault(policy.use.id, []).append(policy)
    for entry, policies in entries.items():
        use = policies[0].use
        if use is not None and not any(policy.id in shared for policy in policies):
            yield entry, {key: value for key, value in use.written.items() if key != "id"}


def _mark(scenario: Scenario, key: Key) -> Mark | None:
    """Where a thing stands: its own mark, else that of what holds it."""
    key = _written(scenario, key)
    while key and key not in scenario.marks:
        key = key[:-1]
    return scenario.marks.get(key)


def _written(scenario: Scenario, key: Key) -> Key:
    """The keys under which a difference is written in the file."""
    if key[0] == "policies":
        uses = {policy.id: policy.use.id for policy in scenario.policies if policy.use}
        key = (key[0], uses.get(key[1], key[1]), *key[2:])
    if key[0] in ("set", "mechanisms") and " since " in key[1]:
        name, _, turn = key[1].partition(" since ")
        key = ("since", turn, key[0], name)
    return key
