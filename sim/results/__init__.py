"""A run's results: what is in them, how they are written, how they are read.

manifest : what was run, by which version, and what each column means
tables   : batches of worlds as validated tables
writer   : the results folder, written whole or not at all
run      : the `Run` that analysis, figures and users read
export   : its tables as files for other programs
"""

from sim.results.manifest import About, Form, Manifest, Measure, Quantity, Series, about, describe
from sim.results.run_results import Run
from sim.results.tables import ROW_GROUP_WORLDS, BatchResults
from sim.results.writer import Writer, damage, default_folder, reusable, save

__all__ = [
    "ROW_GROUP_WORLDS",
    "About",
    "BatchResults",
    "Form",
    "Manifest",
    "Measure",
    "Quantity",
    "Run",
    "Series",
    "Writer",
    "about",
    "damage",
    "default_folder",
    "describe",
    "reusable",
    "save",
]
