"""The shape of a scenario file: its keys and the kinds of their values.

What only the dispute knows (which paths, levers and states there are) is checked afterwards, from
the same document, so that one reading reports the faults of both kinds. The JSON Schema for
editors is generated from these models; the descriptions are what an editor shows.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictBool, StrictInt, model_validator

from sim.base.yaml_documents import Entry
from sim.expectations import ExpectationShape
from sim.scenario.observations import written_out

WORLDS = (1, 1_000_000)
QUARTERS = (1, 80)  # twenty years: beyond that the actors themselves would be others
NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"  # it becomes part of the names of folders

QuarterText = Annotated[str, Field(json_schema_extra={"pattern": "^[0-9]{4}Q[1-4]$"})]
Name = Annotated[str, Field(pattern=NAME)]
Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Field(strict=True)]
Whole = StrictInt


def is_name(text: str) -> bool:
    """Whether a text can be the name of a scenario or of an event."""
    return re.fullmatch(NAME, text) is not None


class FileSection(Entry):
    """A mapping within a scenario file; a number is no text and a text no number."""

    model_config = ConfigDict(strict=True)


class PolicyShape(FileSection):
    """A standing policy: either of an actor's lever, or one that the dispute names."""

    id: Text | None = Field(None, description="A name; without it, actor.lever.from.")
    use: Text | None = Field(None, description="A policy that the dispute names.")
    actor: Text | None = Field(None, description="Whose lever is bound.")
    lever: Text | None = Field(None, description="The lever that is bound.")
    option: Text | None = Field(None, description="The option it is bound to.")
    from_: QuarterText | None = Field(
        None, alias="from", description="First quarter; else the first of the run."
    )
    to: QuarterText | None = Field(None, description="Last quarter; else the last of the run.")
    when: Text | None = Field(
        None,
        description="It begins in the first quarter in which this condition holds, on the states "
        "at the end of the quarter before.",
    )
    unless: Text | None = Field(
        None,
        description="A condition, read like `when`, that ends it for good; then the actor chooses "
        "freely.",
    )


class EventShape(FileSection):
    """A shock: dated, likely, conditional."""

    id: Name = Field(description="A name; it keys the event's draw, and merging.")
    at: QuarterText | None = Field(None, description="The one quarter in which it may happen.")
    from_: QuarterText | None = Field(
        None, alias="from", description="The first quarter in which it may happen."
    )
    to: QuarterText | None = Field(
        None, description="The last quarter in which it may happen; else the last of the run."
    )
    when: Text | None = Field(
        None, description="A condition on the states at the end of the quarter before."
    )
    probability: Number = Field(
        1.0,
        ge=0,
        le=1,
        description="That it comes to pass; drawn once, in the first quarter that fits.",
    )
    repeat: StrictBool = Field(False, description="Draw in every quarter that fits.")
    do: dict[str, Number] = Field(description="States that it writes, once, before decisions.")


class ObservationShape(FileSection):
    """What is seen of the worlds, which weights them: a condition, or a measurement."""

    id: Text | None = Field(None, description="A name; without it, what is written here as a text.")
    at: QuarterText | None = Field(None, description="Seen at the end of this quarter.")
    by: QuarterText | None = Field(None, description="Seen at the end of some quarter up to it.")
    through: QuarterText | None = Field(
        None, description="Seen at the end of every quarter up to it."
    )
    that: Text | None = Field(
        None, description="A condition on recorded states; worlds where it fails do not count."
    )
    near: dict[str, Number] | None = Field(
        None, description="The state that was measured, with the value found."
    )
    within: Number | None = Field(
        None, description="Standard error of the measurement, in the state's unit."
    )
    why: Text | None = Field(None, description="Where it was seen.")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:
        return written_out(data)[0] if isinstance(data, str) else data


class BranchShape(FileSection):
    """Where a branch leaves its parent."""

    from_: Text = Field(
        alias="from", description="The scenario whose past it shares: a path, or a name."
    )
    at: QuarterText = Field(
        description="The quarter from which its changes act; before it, worlds are the parent's."
    )


class LayerShape(FileSection):
    """What acts from a later quarter of the run on."""

    set_: dict[str, Any] = Field(
        {}, alias="set", description="Parameters and forms; `drawn` ends an earlier change."
    )
    mechanisms: dict[str, Literal["off", "on"]] = Field(
        {}, description="Laws that are switched off, or on again."
    )


class ScenarioShape(FileSection):
    """A scenario: what is changed, who holds it, and on what evidence."""

    scenario: Name = Field(description="The name; letters, digits, _ and -.")
    title: Text = Field(description="One line for headings.")
    why: Text = Field(description="Who holds this, and on what evidence, in a sentence or two.")
    claims: list[str] = Field([], description="Ids of the claims that it rests on.")
    calibration: Text = Field(description="The dispute: a folder of calibration/.")
    extends: Text | None = Field(
        None, description="The scenario that it changes: a path, or a name."
    )
    branch: BranchShape | None = Field(
        None, description="In place of extends: the past of another scenario is shared."
    )
    start: QuarterText = Field(
        description="First quarter; the state is that of the end of the quarter before."
    )
    quarters: Whole = Field(ge=QUARTERS[0], le=QUARTERS[1], description="Length of the run.")
    worlds: Whole = Field(ge=WORLDS[0], le=WORLDS[1], description="Number of worlds.")
    seed: Whole = Field(ge=0, description="Seed of all draws.")
    draws: Literal["posterior", "prior"] = Field(
        "posterior",
        description="What parameters are drawn from: the joint draws that history has weighted, "
        "where the dispute has any, or the priors alone.",
    )
    set_: dict[str, Any] = Field(
        {}, alias="set", description="Uncertainties: parameters, starts and forms."
    )
    mechanisms: dict[str, Literal["off", "on"]] = Field(
        {}, description="Laws that are switched off."
    )
    since: dict[str, LayerShape] = Field(
        {}, description="What acts from a later quarter on, by quarter."
    )
    policies: list[PolicyShape] = Field([], description="Standing policies that bind levers.")
    events: list[EventShape] = Field([], description="Shocks.")
    observe: list[ObservationShape] = Field(
        [], description="What is seen: it changes no world, and weights each by how well it agrees."
    )
    expectations: dict[Name, ExpectationShape] = Field(
        {}, description="What is expected of it, by name; `sim check --expectations` examines it."
    )
