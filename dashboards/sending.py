"""Runs as they can be handed to another process while visitors look at them here."""

from __future__ import annotations

from sim.results import Run
from sim.results.run import read_manifest
from sim.results.tables import NAMES


def alone(run: Run) -> Run:
    """The same run with nothing remembered that another thread could be adding to meanwhile.

    One that stands in a folder goes without its tables; they are read again over there.
    """
    if run.folder is not None and read_manifest(run.folder) == run.manifest:
        return Run(run.manifest, folder=run.folder)
    return Run(run.manifest, {name: run.table(name) for name in NAMES})
