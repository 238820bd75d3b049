"""The shape of an expectation in a file: of a dispute, or of a scenario.

What only the dispute and the evidence know is checked afterwards (`sim.expectations.reader`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictBool

from sim.base.yaml_documents import Entry

SHARE = 0.8  # of worlds in which a partial sign must hold strictly, unless an entry says otherwise

Text = Annotated[str, Field(min_length=1)]
Scope = Literal["partial", "total"]


class _Part(Entry):
    """A mapping within an expectation; a number is no text and a text no number."""

    model_config = ConfigDict(strict=True)


class MoveShape(_Part):
    """What is moved by hand: states and parameters."""

    up: list[Text] = Field([], description="States and parameters that go one step up.")
    down: list[Text] = Field([], description="States and parameters that go one step down.")
    set_: dict[str, Any] = Field(
        {}, alias="set", description="What is set; a rung or flag that stands higher is left."
    )


class SeenShape(_Part):
    """Where the effect shows: a state after a law, an interest of an actor, or the council."""

    law: Text | None = Field(None, description="A law, one quarter of which is run.")
    state: Text | None = Field(None, description="The state after that law.")
    actor: Text | None = Field(None, description="Whose utility.")
    interest: Text | None = Field(None, description="The interest; without it, all of them.")
    council: Literal["doubt", "voice", "veto"] | None = Field(
        None, description="Doubt of all members together; how many speak up, or block."
    )
    course: MoveShape | None = Field(
        None, description="A course, so that the effect shows in what it would add."
    )


class ExpectationShape(_Part):
    """One thing is expected to make another more, or less."""

    claims: list[str] = Field([], description="Claims that state this direction.")
    likewise: list[str] = Field([], description="Others of the same cluster, in other words.")
    cause: Text | None = Field(None, description="The cause, as the claims call it.")
    effect: Text | None = Field(None, description="The effect, as the claims call it.")
    sign: Literal[-1, 1] = Field(description="1: more of the cause, more of the effect; -1: less.")
    scope: Scope = Field(
        description="partial: with all else held; total: over the run, with everyone reacting."
    )
    lowers: list[Literal["cause", "effect"]] = Field(
        [],
        description="cause: what is changed is less of it; effect: more of what is measured is "
        "less of it.",
    )
    because: Text | None = Field(None, description="Why these stand for cause and effect.")
    not_modelled: Text | None = Field(None, description="Why the model has no such quantity.")
    fails: Text | None = Field(None, description="Partial: why the model has another sign.")
    given: MoveShape | None = Field(
        None, description="Partial: made beforehand, whether the cause moves or not."
    )
    move: MoveShape | None = Field(None, description="Partial: what stands for the cause.")
    shows_in: SeenShape | None = Field(None, description="Partial: what stands for the effect.")
    share: float | None = Field(
        None,
        alias="in",
        gt=0,
        le=1,
        description=f"Partial: share of worlds in which it must hold strictly; else {SHARE}.",
    )
    either: StrictBool = Field(False, description="Partial: both signs must be possible.")
    hardly: StrictBool = Field(
        False, description="Partial: next to no effect must be possible beside a clear one."
    )
    change: Any = Field(
        None,
        description="Total: what stands for the cause, or the name of a scenario that makes it; "
        "without it, the file's own scenario against its base.",
    )
    outcome: Text | None = Field(
        None,
        description="Total: what stands for the effect: a question such as settlement >= LEVEL, "
        "or mean, sum or last of PATH over the quarters of the run.",
    )


# What belongs to the one scope and means nothing in the other.
OF_PARTIAL = ("given", "move", "shows_in", "in", "either", "hardly", "fails")
OF_TOTAL = ("change", "outcome")
OF_A_CHANGE = ("set", "mechanisms", "policies", "events")  # what a change may hold


class ChangeShape(_Part):
    """A change that several expectations share, in the words of a scenario file."""

    title: Text = Field(description="What is done, in a few words.")
    set_: Any = Field(None, alias="set")
    mechanisms: Any = None
    policies: Any = None
    events: Any = None


class ExpectationsFile(_Part):
    """A dispute's expectations.

    against : the scenario that changes are laid over, and compared with
    changes : by name, so that several expectations may share one
    """

    against: Text
    changes: dict[str, ChangeShape] = Field({})
    expectations: dict[str, ExpectationShape]
