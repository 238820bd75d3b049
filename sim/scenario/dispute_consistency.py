"""Whether the files of a dispute fit the code: states, laws, forms, interests, claims."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from enum import IntEnum
from importlib import import_module
from types import ModuleType

from sim import choices, interests, mechanisms
from sim.base.conditions import Condition
from sim.base.errors import Mark, Problem, Problems, suggest
from sim.dispute import Dispute, Named
from sim.inputs import history
from sim.inputs.evidence import Evidence, check_links, usable
from sim.scenario.merging import names
from sim.state import VARIABLES, StateInfo, catalogue

# A folder of law files, and the room of the code that they belong to.
ROOMS: Mapping[str, ModuleType] = {
    "laws": mechanisms,
    "interests": interests,
    "choices": choices,
}
# Not needed by a dispute in which nobody plays the council.
OF_A_COUNCIL = ("laws.membership", "choices.council", "choices.courting")


def check(dispute: Dispute, evidence: Evidence) -> None:
    """InputError with everything in a dispute's files that the code, or the evidence, has not."""
    problems = Problems()
    states = catalogue(dispute)
    problems += _names(dispute, states)
    for each in dispute.named:
        with problems.gather():
            if each.use == "unless":
                Condition.parse(each.name, each.mark, states=states)
            if each.use == "claim":
                usable(each.name, evidence, each.mark)
    problems += _starts(dispute, states)
    problems += _laws(dispute)
    problems += _forms(dispute)
    problems += _interests(dispute)
    with problems.gather():
        check_links(dispute.register, evidence)
    with problems.gather():
        problems += _sources(dispute)
    problems.raise_any()


def modules(room: ModuleType) -> tuple[str, ...]:
    """Names of the files of code in a room."""
    return tuple(module.name for module in pkgutil.iter_modules(room.__path__))


def _names(dispute: Dispute, states: Mapping[str, StateInfo]) -> Iterator[Problem]:
    """Names of states and scenarios that do not exist, or cannot be used where they stand."""
    levers = tuple(lever.path for lever in dispute.levers)
    shown = tuple(path for path, info in states.items() if info.shown)
    known = {
        "moves": tuple(states),
        "watches": tuple(states),
        "agenda": tuple(states),
        "series": (*shown, *levers),
        "featured": tuple(names()),
    }
    for each in dispute.named:
        if each.use not in known:
            continue
        kind = "scenario" if each.use == "featured" else "state"
        if each.name not in known[each.use]:
            hidden = each.name in states
            what = f"the {kind} {each.name!r} is not recorded" if hidden else ""
            yield Problem(
                what or f"there is no {kind} {each.name!r}",
                f"{each.use}: {_allowed(each, known[each.use])}",
                suggest(each.name, known[each.use]),
                each.mark,
            )
        elif each.use == "moves" and not _movable(states[each.name]):
            yield Problem(
                f"no lever can move {each.name!r}",
                "shares and amounts that an event may write",
                mark=each.mark,
            )


def _allowed(named: Named, known: tuple[str, ...]) -> str:
    """The names that a reader would look for: those of the same entity, or of the same label."""
    entity, _, label = named.name.partition(".")
    near = [name for name in known if name.startswith(f"{entity}.") or name.endswith(f".{label}")]
    return ", ".join(near or known)


def _movable(info: StateInfo) -> bool:
    return info.settable and info.low >= 0


def _starts(dispute: Dispute, states: Mapping[str, StateInfo]) -> Iterator[Problem]:
    """Starts of states that do not exist, or that may lie outside the state's bounds."""
    given = {
        path.removesuffix(".start"): parameter
        for path, parameter in dispute.register.items()
        if path.endswith(".start")
    }
    for path, parameter in given.items():
        info = states.get(path)
        if info is None:
            what = f"there is no state {path!r} that could start"
            yield Problem(what, cure=suggest(path, states), mark=parameter.mark)
        elif not info.low <= parameter.low <= parameter.high <= info.high:
            yield Problem(
                f"{path} may start outside its bounds",
                f"bounds within [{info.low:g}, {info.high:g}]",
                mark=parameter.mark,
            )
    for path, info in states.items():
        if path not in given and not info.low <= VARIABLES[info.variable].start <= info.high:
            yield Problem(
                f"nothing says where {path} starts",
                f"start: {path}",
                mark=Mark(str(dispute.folder / "dispute.yaml"), 1, 1),
            )


def _laws(dispute: Dispute) -> Iterator[Problem]:
    """Law files without code, and code without its law file."""
    files = {each.name: each.mark for each in dispute.named if each.use == "law"}
    code = [f"{group}.{name}" for group, room in ROOMS.items() for name in modules(room)]
    for name, mark in files.items():
        if name not in code:
            group, _, law = name.partition(".")
            known = modules(ROOMS[group])
            what = f"there is no code for {group}/{law}.yaml"
            yield Problem(what, f"known are: {', '.join(known)}", suggest(law, known), mark)
    for name in code:
        if name not in files and _needed(dispute, name):
            group, _, law = name.partition(".")
            place = Mark(str(dispute.folder / group / f"{law}.yaml"), 1, 1)
            what = f"there is no file of numbers for {ROOMS[group].__name__}.{law}"
            yield Problem(what, cure="a line `law:` where it has no parameters", mark=place)


def _needed(dispute: Dispute, name: str) -> bool:
    group, _, law = name.partition(".")
    if group == "interests":
        return any(f"{actor}.salience.{law}" in dispute.register for actor in dispute.actors)
    return dispute.roles.council is not None or name not in OF_A_COUNCIL


def _forms(dispute: Dispute) -> Iterator[Problem]:
    """Forms whose options are not the codes of the code, in that order."""
    files = {each.name: each.mark for each in dispute.named if each.use == "law"}
    codes: dict[str, tuple[str, ...]] = {}
    for group, room in ROOMS.items():
        for name in modules(room):
            module = import_module(f"{room.__name__}.{name}")
            forms: Mapping[str, type[IntEnum]] = getattr(module, "FORMS", {})
            if f"{group}.{name}" in files:
                for form, code in forms.items():
                    codes[f"{group}.{name}.{form}"] = tuple(option.name for option in code)
    for path, options in codes.items():
        found = dispute.register.get(path)
        if found is None or found.options != options:
            law = path.rsplit(".", 1)[0]
            yield Problem(
                f"there is no form {path}" if found is None else f"{path} has other options",
                f"unit: form, with the options {', '.join(options)}, in this order",
                mark=files[law] if found is None else found.mark,
            )
    for path, parameter in dispute.register.items():
        if parameter.is_form and path not in codes:
            what = f"no code knows the form {path}"
            yield Problem(what, f"known are: {', '.join(codes)}", mark=parameter.mark)


def _sources(dispute: Dispute) -> Iterator[Problem]:
    """Numbers that rest on what no record tells of."""
    drawn_from = [parameter for parameter in dispute.register.values() if parameter.source]
    if not drawn_from:
        return
    record = history.load(dispute.folder)
    for parameter in drawn_from:
        if not record.knows(parameter.source):
            what = f"{parameter.path}: there is no source {parameter.source!r}"
            allowed = f"sources, series, events and derived numbers of {history.FILE}"
            yield Problem(what, allowed, suggest(parameter.source, record.names), parameter.mark)


def _interests(dispute: Dispute) -> Iterator[Problem]:
    """Saliences for what is no interest, or for what no role of the actor is interested in."""
    known = modules(interests)
    for path, parameter in dispute.register.items():
        actor, _, interest = path.partition(".salience.")
        if not interest:
            continue
        if interest not in known:
            what = f"there is no interest {interest!r}"
            allowed = f"known are: {', '.join(known)}"
            yield Problem(what, allowed, suggest(interest, known), parameter.mark)
            continue
        module, roles = import_module(f"{interests.__name__}.{interest}"), dispute.roles_of(actor)
        if not any(hasattr(module, role) for role in roles):
            yield Problem(
                f"no role of {actor} has an attainment for {interest}",
                f"its roles: {', '.join(roles) or 'none'}",
                "remove the salience",
                parameter.mark,
            )
