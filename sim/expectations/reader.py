"""From a file to expectations; every fault is reported at its place, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from sim import mechanisms
from sim.base.errors import Cure, Problems, suggest
from sim.base.yaml_documents import Document, KeyPath, check, read
from sim.dispute import Dispute
from sim.expectations.file_schema import (
    OF_A_CHANGE,
    OF_PARTIAL,
    OF_TOTAL,
    SHARE,
    ExpectationsFile,
    ExpectationShape,
    MoveShape,
    SeenShape,
)
from sim.expectations.model import Expectation, ExpectedEffect, Partial, Perturbation, Total
from sim.inputs.evidence import Claim, Evidence
from sim.state import StateInfo, catalogue

FILE = "expectations.yaml"  # in the folder of a dispute
FEW = 20  # words listed in an error; a longer list helps nobody
RUNG = "rung"  # the unit of the one state whose values have names


@dataclass(frozen=True)
class Expected:
    """A dispute's expectations, and the scenario that their changes are laid over."""

    against: str
    expectations: tuple[Expectation, ...]


def load(dispute: Dispute, evidence: Evidence) -> Expected | None:
    """What the file of a dispute expects; None if it has no such file.

    Raises InputError with every fault at its place.
    """
    return read_file(dispute.folder / FILE, dispute, evidence)


def read_file(path: Path, dispute: Dispute, evidence: Evidence) -> Expected | None:
    """The expectations of a dispute that stand in a file; None if there is no file."""
    if not path.exists():
        return None
    document = read(path)
    problems = Problems()
    with problems.gather():
        check(ExpectationsFile, document)
    shared = _shared(document)
    entries = read_entries(document, dispute, evidence, problems, shared=shared, own=False)
    problems.raise_any()
    return Expected(document.data["against"], entries)


def read_entries(
    document: Document,
    dispute: Dispute,
    evidence: Evidence,
    problems: Problems,
    *,
    shared: Mapping[str, tuple[str, Document]] | None = None,
    own: bool = True,
) -> tuple[Expectation, ...]:
    """The expectations under `expectations`, as far as they can be read; faults are gathered.

    What has the wrong shape is passed over in silence: whoever checks the document reports it.

    shared : changes by name, each with its title
    own : whether the file itself makes a change, which is that of a total one without any
    """
    entries = document.data.get("expectations")
    reader = _ExpectationsReader(document, dispute, evidence, problems, shared or {}, own)
    found = []
    for name in entries if isinstance(entries, dict) else ():
        at = ("expectations", name)
        with Problems().gather():  # the shape of the whole document reports its own faults
            shape = check(ExpectationShape, document, at)
            found.append(reader.expectation(str(name), shape, at))
    return tuple(found)


def _shared(document: Document) -> dict[str, tuple[str, Document]]:
    """The changes that a file gives names to, each with its title."""
    named = document.data.get("changes")
    found = {}
    for name, content in named.items() if isinstance(named, dict) else ():
        if isinstance(content, dict):
            change = document.under(("changes", name))
            data = {key: value for key, value in content.items() if key != "title"}
            change = Document(change.file, data, change.marks, change.values)
            found[str(name)] = (str(content.get("title", name)), change)
    return found


@dataclass(frozen=True)
class _ExpectationsReader:
    """Reads one entry after the other and gathers what is wrong with them."""

    document: Document
    dispute: Dispute
    evidence: Evidence
    problems: Problems
    shared: Mapping[str, tuple[str, Document]]
    own: bool

    @property
    def states(self) -> Mapping[str, StateInfo]:
        return catalogue(self.dispute)

    def fault(self, at: KeyPath, what: str, allowed: str = "", cure: Cure = "") -> None:
        self.problems.add(what, allowed=allowed, cure=cure, mark=self.document.mark(at))

    def known(self, at: KeyPath, kind: str, word: str, names: Iterable[str]) -> bool:
        """Whether a word is one of those known; reported, with the nearest, if it is not."""
        names = list(names)
        if word in names:
            return True
        few = f"known are: {', '.join(names)}" if len(names) <= FEW else ""
        self.fault(at, f"there is no {kind} {word!r}", few, suggest(word, names))
        return False

    def expectation(self, name: str, shape: ExpectationShape, at: KeyPath) -> Expectation:
        """One entry."""
        self.claims(shape, at)
        self.parts(shape, at)
        return Expectation(
            id=name,
            scope=shape.scope,
            sign=shape.sign,
            mark=self.document.mark(at),
            claims=tuple(shape.claims),
            likewise=tuple(shape.likewise),
            cause=shape.cause or "",
            effect=shape.effect or "",
            lowers=tuple(shape.lowers),
            because=" ".join((shape.because or "").split()),
            not_modelled=" ".join((shape.not_modelled or "").split()),
            partial=self.partial(shape, at),
            total=self.total(shape, at),
        )

    # Claims

    def claims(self, shape: ExpectationShape, at: KeyPath) -> None:
        """Whether the claims exist and state this direction."""
        words = self.evidence.vocabulary.variables
        for key, word in (("cause", shape.cause), ("effect", shape.effect)):
            if word is not None:
                self.known((*at, key), "variable of the claims", word, words)
            elif shape.claims:
                self.fault(at, f"claims state a cause and an effect: the key {key!r} is missing")
        stated = [self.stated(shape, (*at, "claims", i), c) for i, c in enumerate(shape.claims)]
        clusters = {claim.group for claim in stated if claim is not None}
        for i, name in enumerate(shape.likewise):
            claim = self.claim((*at, "likewise", i), name)
            if claim is None or None in stated:
                continue
            if claim.group not in clusters:
                what = f"{name} is in no cluster of the claims"
                self.fault((*at, "likewise", i), what, "claims that repeat one of them")
            elif claim.direction is None or claim.direction.sign != shape.sign:
                self.fault((*at, "likewise", i), f"{name} does not state the sign {shape.sign:+d}")

    def claim(self, at: KeyPath, name: str) -> Claim | None:
        """A claim by its id; None, reported, if there is none."""
        if name in self.evidence:
            return self.evidence[name]
        cure = suggest(name, self.evidence, "`sim evidence` lists the claims")
        self.fault(at, f"there is no claim {name!r}", cure=cure)
        return None

    def stated(self, shape: ExpectationShape, at: KeyPath, name: str) -> Claim | None:
        """A claim that states the direction of the entry; reported if it states another."""
        claim = self.claim(at, name)
        if claim is None:
            return None
        said = claim.direction
        if said is None:
            self.fault(at, f"{name} states no direction", cure=f"`sim evidence {name}` shows it")
        elif (said.cause, said.effect, said.sign) != (shape.cause, shape.effect, shape.sign):
            has = f"{said.cause} on {said.effect}, {said.sign:+d}"
            self.fault(at, f"{name} states another direction", f"it states {has}")
        elif said.scope == "total" and shape.scope == "partial":
            self.fault(at, f"{name} speaks of everyone reacting", "scope: total")
        return claim

    # What belongs to which scope

    def parts(self, shape: ExpectationShape, at: KeyPath) -> None:
        """Whether an entry has what its scope needs, and nothing of the other."""
        given = [key for key in (*OF_PARTIAL, *OF_TOTAL) if key in self.document.at(at)]
        if shape.not_modelled:
            for key in given:
                self.fault((*at, key), f"{key}: what is not modelled cannot be examined")
            return
        mine = OF_PARTIAL if shape.scope == "partial" else OF_TOTAL
        for key in given:
            if key not in mine:
                allowed = f"{shape.scope}: {', '.join(mine)}"
                self.fault((*at, key), f"{key} means nothing in a {shape.scope} one", allowed)
        needed = ("move", "shows_in") if shape.scope == "partial" else OF_TOTAL
        for key in needed:
            if key not in given and not (key == "change" and self.own):
                self.fault(at, f"a {shape.scope} expectation without {key}", cure=f"write {key}:")

    # Partial ones

    def partial(self, shape: ExpectationShape, at: KeyPath) -> Partial | None:
        if shape.move is None or shape.shows_in is None:
            return None
        return Partial(
            move=self.move(shape.move, (*at, "move")),
            shows_in=self.seen(shape.shows_in, (*at, "shows_in")),
            given=self.move(shape.given, (*at, "given")) if shape.given else Perturbation(),
            share=SHARE if shape.share is None else shape.share,
            either=shape.either,
            hardly=shape.hardly,
            fails=" ".join((shape.fails or "").split()),
        )

    def move(self, shape: MoveShape, at: KeyPath) -> Perturbation:
        if not (shape.up or shape.down or shape.set_):
            self.fault(at, f"{at[-1]} moves nothing", "up, down, set")
        for key, paths in (("up", shape.up), ("down", shape.down)):
            for i, path in enumerate(paths):
                self.movable((*at, key, i), path)
        values = [
            (path, self.value((*at, "set", path), path, raw))
            for path, raw in shape.set_.items()
            if self.movable((*at, "set", path), path)
        ]
        found = tuple((path, value) for path, value in values if value is not None)
        return Perturbation(tuple(shape.up), tuple(shape.down), found)

    def movable(self, at: KeyPath, path: str) -> bool:
        """Whether a path is a state or a parameter that is a number."""
        parameter = self.dispute.register.get(path)
        if parameter is not None and parameter.is_form:
            self.fault(at, f"{path} is a form: there is nothing to move", "numbers and states")
            return False
        known = (*self.states, *self.dispute.register)
        return self.known(at, "state or parameter", path, known)

    def value(self, at: KeyPath, path: str, raw: Any) -> float | None:
        """What a state or parameter is set to; a rung by its name."""
        ladder = list(self.dispute.ladder)
        if self.states.get(path) is not None and self.states[path].unit == RUNG:
            return ladder.index(raw) if self.known(at, "rung", str(raw), ladder) else None
        about = self.states.get(path) or self.dispute.register[path]
        bounds = f"from {about.low:g} to {about.high:g} ({about.unit})"
        if isinstance(raw, bool) or not isinstance(raw, (int, float)):
            self.fault(at, f"{path} takes a number, not {raw!r}", bounds)
        elif not about.low <= raw <= about.high:
            self.fault(at, f"{path}: {raw:g} is out of bounds", bounds)
        else:
            return float(raw)
        return None

    def seen(self, shape: SeenShape, at: KeyPath) -> ExpectedEffect:
        kinds = [key for key in ("law", "actor", "council") if getattr(shape, key) is not None]
        if len(kinds) != 1:
            self.fault(at, "where it shows is not clear", "one of law, actor, council")
        if shape.law is not None:
            self.law(shape, at)
        elif shape.state is not None:
            self.fault((*at, "state"), "a state shows after a law", cure="write law:")
        if shape.actor is not None and self.known(
            (*at, "actor"), "actor", shape.actor, self.dispute.actors
        ):
            self.interest(shape, at)
        elif shape.actor is None and shape.interest is not None:
            self.fault((*at, "interest"), "an interest is an actor's", cure="write actor:")
        if shape.council is not None and self.dispute.roles.council is None:
            self.fault((*at, "council"), "nobody plays the council in this dispute")
        course = self.move(shape.course, (*at, "course")) if shape.course else None
        return ExpectedEffect(
            law=shape.law or "",
            state=shape.state or "",
            actor=shape.actor or "",
            interest=shape.interest or "",
            council=shape.council or "",
            course=course,
        )

    def law(self, shape: SeenShape, at: KeyPath) -> None:
        """Whether there is such a law and it writes such a state."""
        laws = _laws()
        if not self.known((*at, "law"), "law", str(shape.law), laws):
            return
        if shape.state is None:
            self.fault(at, "a law without a state to look at", cure="write state:")
            return
        written = [p for p, info in self.states.items() if info.variable in laws[str(shape.law)]]
        self.known((*at, "state"), f"state written by {shape.law}", shape.state, written)

    def interest(self, shape: SeenShape, at: KeyPath) -> None:
        if shape.interest is not None:
            prefix = f"{shape.actor}.salience."
            held = [p.removeprefix(prefix) for p in self.dispute.register if p.startswith(prefix)]
            kind = f"interest of {shape.actor}"
            self.known((*at, "interest"), kind, shape.interest, held)

    # Total ones

    def total(self, shape: ExpectationShape, at: KeyPath) -> Total | None:
        if shape.scope == "partial" or shape.outcome is None:
            return None
        title, change = self.change(shape.change, (*at, "change"))
        return Total(
            outcome=shape.outcome,
            outcome_mark=self.document.value_mark((*at, "outcome")),
            change=change,
            change_mark=self.document.value_mark((*at, "change")),
            title=title,
        )

    def change(self, raw: Any, at: KeyPath) -> tuple[str, Document | str | None]:
        """What is done, in a few words, and the change itself."""
        if raw is None:
            return "", None
        if isinstance(raw, str) and raw:
            return self.shared.get(raw, (raw, raw))
        if not isinstance(raw, dict) or not raw:
            allowed = f"the name of a scenario, or a mapping of {', '.join(OF_A_CHANGE)}"
            self.fault(at, "this is no change", allowed)
            return "", None
        known = [self.known((*at, key), "kind of change", str(key), OF_A_CHANGE) for key in raw]
        if not all(known):
            return "", None
        return _told(raw), self.document.under(at)


def _laws() -> dict[str, tuple[str, ...]]:
    """The laws that a file of code bears the name of, with the state variables they write."""
    found = {}
    for module in iter_modules(mechanisms.__path__):
        law = getattr(import_module(f"{mechanisms.__name__}.{module.name}"), module.name, None)
        if law is not None:
            found[module.name] = tuple(law.writes)
    return found


def _told(change: Mapping[str, Any]) -> str:
    """A change in a few words: the paths and names that stand in it."""
    words: list[str] = []
    for content in change.values():
        if isinstance(content, dict):
            words += [str(key) for key in content]
        elif isinstance(content, list):
            for item in content:
                if isinstance(item, dict):
                    parts = ("id", "use", "actor", "lever", "option")
                    words.append(" ".join(str(item[part]) for part in parts if part in item))
    return ", ".join(words)
