"""The quarter, in order: the file to read first. `sim plan` prints it.

Actors decide on the state as it stands at the end of the last quarter, after shocks; then deeds,
votes and bargains are done; then the laws take their course.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from sim.choices import SWITCHABLE

Kind = Literal["scenario", "law", "choice"]


@dataclass(frozen=True)
class Step:
    """One step of the quarter.

    name : of the step; of the method of the model that takes it, unless it is a law
    law : module and function of a law
    """

    name: str
    kind: Kind
    what: str
    law: tuple[str, str] | None = None

    @property
    def switch(self) -> str | None:
        """The name under which it can be switched off, if it can."""
        if self.law:
            return self.law[0]
        return self.name if self.name in SWITCHABLE else None

    def function(self) -> Callable[..., Any]:
        """The law's function."""
        if self.law is None:
            raise TypeError(f"{self.name} is no law")
        module, function = self.law
        found: Callable[..., Any] = getattr(import_module(f"sim.mechanisms.{module}"), function)
        return found


def _law(module: str, what: str, function: str = "") -> Step:
    return Step(function or module, "law", what, (module, function or module))


SCHEDULE: tuple[Step, ...] = (
    Step("events", "scenario", "shocks of the scenario write states"),
    _law("leaders", "leaders change"),
    _law("leaders", "whoever leads brings traits along", "traits"),
    _law("membership", "states leave the council"),
    Step("decide", "choice", "every actor chooses an option on each lever that is on the table"),
    Step("deeds", "choice", "what was chosen is done"),
    _law("legislature", "a second body may bind the executive"),
    Step(
        "council",
        "choice",
        "the council renews, by voice and veto, in the quarters of its renewals",
    ),
    _law("meetings", "the two leaders meet"),
    Step("promises", "choice", "what was signed falls due"),
    Step("bargaining", "choice", "a round: packages, agreement, ratification"),
    _law("war", "the war fades or flares up"),
    _law("threat", "threats rise and fade"),
    _law("oil", "the price of oil moves"),
    _law("sanctions", "sanctions bite"),
    _law("economy", "output follows"),
    _law("investment", "pledges are built or lapse"),
    _law("alignment", "relations follow deeds and structure"),
    _law("alliance", "the alliance and the patron's pressure settle"),
    _law("posture", "forces on the islands follow their programme"),
    _law("trust", "trust follows meetings and forces"),
    _law("approval", "leaders rise and fall in favour"),
    Step("remember", "choice", "what is new, and which way time works"),
)
