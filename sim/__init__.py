"""Scenario ensembles of international disputes.

Actors are data, mechanisms are code, scenarios are changes. The public names are the few below;
they are fetched when first used, so that `import sim` and `sim --help` stay quick.
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "InputError": "sim.errors",
    "SimError": "sim.errors",
}

__all__ = ["InputError", "SimError"]


def __getattr__(name: str) -> Any:
    """Fetch a public name from the room where it lives."""
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(_PUBLIC)
