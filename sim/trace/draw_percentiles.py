"""What is particular about one world: where its draws lie among those of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.base import number_text as words
from sim.base.axes import Array
from sim.base.random_streams import Streams
from sim.dispute import Dispute
from sim.model import parameter_sampling as draws
from sim.model.compiled import CompiledModel

PEERS = 1000  # worlds of the scenario, the first, among which a draw is placed

FAR = 0.8  # how far out: outside the middle 80 of 100 worlds


@dataclass(frozen=True)
class Place:
    """Where a world's draw of a parameter lies among those of other worlds of its scenario.

    option : of a form, else empty
    below : share of worlds that drew less, those that drew the same counted by half
    like : share of worlds that drew the same
    """

    path: str
    meaning: str
    unit: str
    value: float
    option: str
    below: float
    like: float

    @property
    def extreme(self) -> float:
        """How far out it lies: 0 in the middle, 1 at either end."""
        return abs(2 * self.below - 1)

    @property
    def rank(self) -> str:
        """Where it lies, in words."""
        if self.option:
            return f"drawn in {words.in_100(self.like)}"
        side, share = ("higher", self.below) if self.below >= 1 / 2 else ("lower", 1 - self.below)
        return f"{side} than in {words.in_100(share)}"

    @property
    def text(self) -> str:
        """What a reader is told."""
        value = self.option.replace("_", " ") or words.number(self.value)
        return f"{self.meaning[:1].upper()}{self.meaning[1:]} ({self.path}): {value}, {self.rank}"


def places(compiled: CompiledModel, drawn: Mapping[str, float]) -> dict[str, Place]:
    """Each parameter of a world that differs between worlds, by path.

    drawn : parameter path -> its value in the world, as it holds in the last quarter
    """
    asked = compiled.scenario
    overrides = asked.in_force(asked.end)
    peers = draws.table(compiled.dispute, overrides, Streams(asked.seed), 0, PEERS)
    found = {}
    for path, parameter in compiled.dispute.register.items():
        column, value = peers[path], drawn[path]
        like = float((column == value).mean())
        if np.ptp(column) == 0 and like > 0:
            continue  # the same in all worlds
        found[path] = Place(
            path,
            whose(compiled.dispute, path, parameter.meaning),
            parameter.unit,
            value,
            parameter.options[int(value)] if parameter.is_form else "",
            _below(column, value),
            like,
        )
    return found


def outstanding(
    found: Mapping[str, Place], weights: Mapping[str, float], most: int
) -> tuple[Place, ...]:
    """The numbers that are unusual in this world and mattered in it.

    Those outside the middle 80 of 100 worlds, ranked by how far out they lie times their weight.

    weights : how much each parameter stands behind what was told, by path
    """
    far = [
        place
        for path, place in found.items()
        if path in weights and not place.option and place.extreme >= FAR
    ]
    return tuple(sorted(far, key=lambda place: -place.extreme * weights[place.path])[:most])


def whose(dispute: Dispute, path: str, meaning: str) -> str:
    """What a parameter means, with whose it is: an actor's, a member's, a rung's, a threat's.

    What stands alone is told as it is.
    """
    owner, *rest = path.split(".")
    named = [*_titles(dispute, owner, rest)]
    if not named:
        return meaning
    return f"{', '.join(named)}: {meaning[:1].lower()}{meaning[1:]}"


def _titles(dispute: Dispute, owner: str, rest: Sequence[str]) -> Iterator[str]:
    """What a reader sees for the parts of a path that are names of the dispute's own."""
    if owner in dispute.actors:
        yield dispute.title_of(owner)
        match rest:
            case ["member", member, *_]:
                yield from (each.title for each in dispute.members if each.id == member)
            case ["leader", leader, *_]:
                yield dispute.title_of(f"{owner}.leader.{leader}")
            case ["lever", lever, *_]:
                titles = (e.title for e in dispute.levers if (e.actor, e.name) == (owner, lever))
                yield from (f"{title[:1].lower()}{title[1:]}" for title in titles)
    elif owner == "ladder" and rest and rest[0] in dispute.ladder:
        yield words.capital(dispute.ladder[rest[0]].title)
    elif owner == "threats" and rest and rest[0] in dispute.threats:
        yield dispute.threats[rest[0]]


def _below(column: Array, value: float) -> float:
    return float(((column < value).mean() + (column <= value).mean()) / 2)
