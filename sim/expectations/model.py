"""What an expectation is once it has been read."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.base.errors import Mark
from sim.base.yaml_documents import Document
from sim.expectations.file_schema import SHARE, Scope


@dataclass(frozen=True)
class Perturbation:
    """States and parameters moved by hand.

    up, down : paths that go one step up or down
    set : (path, value) each; a rung by its place on the ladder
    """

    up: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    set: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class ExpectedEffect:
    """Where an effect shows, with all else held; one of law, actor and council is given.

    law, state : a state after one quarter of a law
    actor, interest : what an interest adds to an actor's utility; all of them without interest
    council : doubt, voice or veto
    course : a course of which the effect is what it would add
    """

    law: str = ""
    state: str = ""
    actor: str = ""
    interest: str = ""
    council: str = ""
    course: Perturbation | None = None


@dataclass(frozen=True)
class Partial:
    """All else held, the move has its sign: in at least `share` of worlds, in none the other.

    given : a move made beforehand
    either : both signs must be possible instead
    hardly : next to no effect must be possible too
    fails : why the model is known to have another sign
    """

    move: Perturbation
    shows_in: ExpectedEffect
    given: Perturbation = field(default_factory=Perturbation)
    share: float = SHARE
    either: bool = False
    hardly: bool = False
    fails: str = ""


@dataclass(frozen=True)
class Total:
    """Over the run, with everyone reacting, the change moves the mean of an outcome.

    change : a document in the words of a scenario file; the name of a scenario that makes it; None
        for the scenario in whose file the expectation stands
    title : what is done, in a few words
    """

    outcome: str
    outcome_mark: Mark
    change: Document | str | None = field(compare=False)
    change_mark: Mark
    title: str = ""


@dataclass(frozen=True)
class Expectation:
    """One thing is expected to make another more (+1), or less (-1).

    lowers : of cause and effect, those that what stands for them is less of
    not_modelled : why the model carries no such quantity; then it has neither partial nor total
    """

    id: str
    scope: Scope
    sign: int
    mark: Mark
    claims: tuple[str, ...] = ()
    likewise: tuple[str, ...] = ()
    cause: str = ""
    effect: str = ""
    lowers: tuple[str, ...] = ()
    because: str = ""
    not_modelled: str = ""
    partial: Partial | None = None
    total: Total | None = None

    @property
    def direction(self) -> int:
        """Sign by which what stands for the effect moves when what stands for the cause does."""
        return self.sign if len(self.lowers) in (0, 2) else -self.sign
