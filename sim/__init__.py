"""Scenario ensembles of international disputes.

Actors are data, mechanisms are code, scenarios are changes. The public names are the few below;
they are fetched when first used, so that `import sim` and `sim --help` stay quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.base.errors import InputError, SimError
    from sim.engine.runs import run
    from sim.results import Run
    from sim.studies.attribution import attribute
    from sim.studies.comparison import compare
    from sim.studies.sweep import sweep
    from sim.trace import Story, explain

__all__ = [
    "InputError",
    "Run",
    "SimError",
    "Story",
    "attribute",
    "compare",
    "explain",
    "run",
    "sweep",
]

_ROOMS = {
    "InputError": "sim.base.errors",
    "SimError": "sim.base.errors",
    "Run": "sim.results",
    "run": "sim.engine.runs",
    "Story": "sim.trace",
    "explain": "sim.trace",
    "attribute": "sim.studies.attribution",
    "compare": "sim.studies.comparison",
    "sweep": "sim.studies.sweep",
}


def __getattr__(name: str) -> Any:
    """Fetch a public name from the room where it lives."""
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(_ROOMS)
