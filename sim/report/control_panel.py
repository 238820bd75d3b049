"""What can be moved in a dispute, as a panel of controls needs it: grouped, titled, with a range.

Assumptions are what is drawn and which laws hold; levers are what actors do. Who moves the one
supposes something, who moves the other lets somebody act, so the two are never in one list.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import import_module
from typing import NamedTuple

import numpy as np

from sim.base.axes import Array
from sim.base.random_streams import Streams
from sim.dispute import PRIOR, Dispute, Lever
from sim.inputs.parameters import Parameter
from sim.inputs.priors import Prior
from sim.model.parameter_sampling import SALIENCE, drawn
from sim.scenario import Offer, Override
from sim.scenario.dispute_consistency import ROOMS, modules

WORLDS = 2000  # in which it is looked at what is drawn
SEED = 0  # any would do: the curves are the same to the eye
SHARES = (0.05, 0.5, 0.95)
TAILS = (0.002, 0.998)  # a slider reaches as far as nearly all draws
STEPS = 200  # of a slider, about
NEAR = 0.2  # of its width: a bound so near is taken in
NICE = (1, 2, 5, 10)  # a step is one of these, times a power of ten
WHOLE = frozenset(("count", "quarters", "renewals", "members"))  # units of which there are no parts

GENERAL = {
    "laws": "How the world moves",
    "interests": "What serves an interest",
    "choices": "How actors decide",
    "terms": "What is on the table",
    "starts": "Where things stand at the start",
}
_TERMS = ("ladder", "packages", "threats")


class DrawnRange(NamedTuple):
    """What is drawn, in the parameter's unit: the middle, and nine tenths around it."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, eq=False)
class Control:
    """A parameter that can be moved.

    title : what it is called among its neighbours; part, group : under which headings it stands
    low, high, step : of a slider, within the parameter's bounds
    prior, drawn : what is drawn from the priors, and with what history leaves; (world,)
    """

    parameter: Parameter
    group: str
    section: str
    title: str
    low: float
    high: float
    step: float
    prior: Array
    drawn: Array

    @property
    def path(self) -> str:
        """The parameter's name."""
        return self.parameter.path

    @cached_property
    def before(self) -> DrawnRange:
        """What is drawn from the prior."""
        return band(self.prior)

    @cached_property
    def after(self) -> DrawnRange:
        """What worlds are drawn with."""
        return band(self.drawn)

    @property
    def is_certain(self) -> bool:
        """Whether all worlds have one value, so that setting this value changes nothing."""
        return bool(np.ptp(self.drawn) == 0)

    @property
    def is_informed(self) -> bool:
        """Whether worlds are not drawn from the prior."""
        return not np.array_equal(self.prior, self.drawn)

    @property
    def shares(self) -> Mapping[str, tuple[float, float]]:
        """Share of worlds with each option of a form: by the prior, and as they are drawn."""
        options = enumerate(self.parameter.options)
        return {
            name: (float((self.prior == code).mean()), float((self.drawn == code).mean()))
            for code, name in options
        }

    def place(self, override: Override | None) -> float:
        """Where a slider stands: at what is set, or in the middle of what is drawn."""
        middle = self.after.middle
        if override is None or isinstance(override.value, str):
            return middle
        value, parameter = override.value, self.parameter
        if isinstance(value, Prior):
            return value.median(parameter.low, parameter.high)
        if override.op == "add":
            return middle + value
        if override.op == "scale":
            return middle * value
        return middle if override.op == "drawn" else value

    def ends(self, value: float) -> tuple[float, float]:
        """The slider's ends, moved out so that a value has its place between them."""
        return min(self.low, value), max(self.high, value)

    def found(self, words: Sequence[str]) -> bool:
        """Whether each of some words, in small letters, stands in what is said of it."""
        return all(word in self._said for word in words)

    @cached_property
    def _said(self) -> str:
        parameter = self.parameter
        said = (self.group, self.section, self.title, parameter.path, parameter.meaning)
        more = (parameter.unit, parameter.judgement, *(link.claim for link in parameter.claims))
        return " ".join((*said, *more)).lower()


class ControlSection(NamedTuple):
    """Knobs under one heading."""

    title: str
    controls: tuple[Control, ...]


class ControlGroup(NamedTuple):
    """Parts under one actor, or under one side of the model; key tells it from others."""

    key: str
    title: str
    sections: tuple[ControlSection, ...]

    @property
    def controls(self) -> Iterator[Control]:
        """All of them."""
        return (control for section in self.sections for control in section.controls)


class ControlSwitch(NamedTuple):
    """A law, or a way of deciding, that can be switched off."""

    name: str
    title: str


@dataclass(frozen=True, eq=False)
class ControlPanel:
    """All that can be moved in a dispute.

    groups : uncertain numbers and forms, the actors first
    switches : laws that can be switched off
    levers : what each actor can be bound to, by actor
    """

    groups: tuple[ControlGroup, ...]
    switches: tuple[ControlSwitch, ...]
    levers: Mapping[str, tuple[Lever, ...]]

    @cached_property
    def controls(self) -> Mapping[str, Control]:
        """All controls by path."""
        return {control.path: control for group in self.groups for control in group.controls}

    @cached_property
    def forms(self) -> tuple[Control, ...]:
        """Those that choose between functional forms."""
        return tuple(control for control in self.controls.values() if control.parameter.is_form)

    def search(self, text: str) -> tuple[ControlGroup, ...]:
        """The groups with only those controls in which all words of a text occur."""
        words = text.lower().split()
        return tuple(_matching_groups(self.groups, words)) if words else self.groups

    def find_switches(self, text: str) -> tuple[ControlSwitch, ...]:
        """The switches in whose name or title all words of a text occur."""
        words = text.lower().split()
        return tuple(
            s for s in self.switches if all(w in f"{s.name} {s.title}".lower() for w in words)
        )


def panel(offer: Offer) -> ControlPanel:
    """The panel of a dispute."""
    dispute = offer.dispute
    streams = Streams(SEED)
    after = drawn(dispute, streams, 0, WORLDS)
    before = drawn(dispute.drawing(PRIOR), streams, 0, WORLDS)
    controls = [
        _control(dispute, parameter, before[path], after[path])
        for path, parameter in dispute.register.items()
    ]
    titles = {**dispute.titles, **GENERAL}
    groups = []
    for key, title in titles.items():
        own = [control for control in controls if control.group == key]
        sections = {control.section: None for control in own}
        if own:
            listed = (
                ControlSection(section, tuple(k for k in own if k.section == section))
                for section in sections
            )
            named = tuple(
                ControlSection(p.title, tuple(replace(k, group=title) for k in p.controls))
                for p in listed
            )
            groups.append(ControlGroup(key, title, named))
    return ControlPanel(
        tuple(groups),
        tuple(ControlSwitch(name, _law(name)) for name in offer.mechanisms),
        {
            actor: tuple(lever for lever in dispute.levers if lever.actor == actor)
            for actor in dispute.actors
            if any(lever.actor == actor for lever in dispute.levers)
        },
    )


def band(draws: Array) -> DrawnRange:
    """The middle of some draws, and nine tenths around it."""
    return DrawnRange(*(float(end) for end in np.quantile(draws, SHARES)))


def span(parameter: Parameter, draws: Iterable[Array]) -> tuple[float, float, float]:
    """Ends and step of a slider: as far as nearly all draws lie, in round numbers, in bounds."""
    ends = [float(end) for each in draws for end in np.quantile(each, TAILS)]
    low, high = min(ends), max(ends)
    if low == high:
        low, high = parameter.low, parameter.high
    width = high - low
    if low - parameter.low < NEAR * width:
        low = parameter.low
    if parameter.high - high < NEAR * width:
        high = parameter.high
    step = _nice((high - low) / STEPS)
    if parameter.unit in WHOLE:
        step = max(1.0, step)
    low = max(parameter.low, _round(math.floor(low / step) * step))
    high = min(parameter.high, _round(math.ceil(high / step) * step))
    return low, high, step


def _control(dispute: Dispute, parameter: Parameter, before: Array, after: Array) -> Control:
    low, high, step = (0.0, parameter.high, 1.0)
    if not parameter.is_form:
        low, high, step = span(parameter, (before, after))
    group, section, title = _headings(dispute, parameter)
    return Control(parameter, group, section, title, low, high, step, before, after)


def _headings(dispute: Dispute, parameter: Parameter) -> tuple[str, str, str]:
    """Under which group and part a parameter stands, and what it is called there."""
    first, second, *rest = parameter.path.split(".")
    meaning = capital(parameter.meaning)
    if first in dispute.actors:
        return first, *_of_actor(dispute, parameter)
    if first in ROOMS:
        return first, _law(second, first), meaning
    if first in _TERMS:
        rung = dispute.ladder.get(second)
        title = rung.title if rung else dispute.title_of(second) if rest else second
        return "terms", f"{capital(first)}: {title}" if rest else capital(first), meaning
    known = dispute.title_of(first)
    return "starts", "", f"{known}: {parameter.meaning}" if rest else meaning


def _of_actor(dispute: Dispute, parameter: Parameter) -> tuple[str, str]:
    """The part of an actor that a parameter belongs to, and what it is called there."""
    actor, kind, *rest = parameter.path.split(".")
    meaning = capital(parameter.meaning)
    if SALIENCE.strip(".") == kind:
        return "What weighs with it, as shares of one whole", meaning
    if kind == "position":
        return "How it stands", meaning
    if kind == "lever":
        titles = {lever.name: lever.title for lever in dispute.levers if lever.actor == actor}
        return f"What it may do: {titles[rest[0]]}", meaning
    if kind == "leader":
        return dispute.title_of(f"{actor}.leader.{rest[0]}"), meaning
    if kind == "handover":
        dated = {handover.chance: str(handover.at) for handover in dispute.handovers}
        when = dated.get(parameter.path)
        return "Who leads it", f"{meaning}, {when}" if when else meaning
    if kind == "member":
        return meaning, dispute.title_of(rest[0])
    return "At the start", meaning


@cache
def _law(name: str, room: str = "") -> str:
    """What a law, an interest or a way of deciding is about, by the first line of its code."""
    for each, package in ROOMS.items():
        if room in ("", each) and name in modules(package):
            said = import_module(f"{package.__name__}.{name}").__doc__ or name
            return said.splitlines()[0].rstrip(".")
    return capital(name)


def _matching_groups(
    groups: Iterable[ControlGroup], words: Sequence[str]
) -> Iterator[ControlGroup]:
    for group in groups:
        sections = (
            ControlSection(
                section.title,
                tuple(control for control in section.controls if control.found(words)),
            )
            for section in group.sections
        )
        left = tuple(section for section in sections if section.controls)
        if left:
            yield ControlGroup(group.key, group.title, left)


def capital(text: str) -> str:
    """A text with a large first letter."""
    return text[:1].upper() + text[1:].replace("_", " ")


def _nice(step: float) -> float:
    """The next round step that is not smaller."""
    power = 10.0 ** math.floor(math.log10(step))
    return _round(next(power * each for each in NICE if power * each >= step * (1 - 1e-9)))


def _round(value: float) -> float:
    """A number without the dust of its arithmetic."""
    return float(f"{value:.9g}")
