"""A run's report: one page that holds everything and opens offline.

html            : HTML that escapes what it is given, and the frame of the page
run_page        : what the page says and shows, in order
comparison_page : the page of runs beside a first one
run_context     : what it says that no table of results holds
"""

from pathlib import Path

from sim.analysis.comparison import Comparison
from sim.report import comparison_page
from sim.report.comparison_page import ComparisonContext
from sim.report.html import frame, write
from sim.report.run_context import Citation, Context, cite, surround
from sim.report.run_page import sections
from sim.results import Run

__all__ = [
    "Citation",
    "ComparisonContext",
    "Context",
    "cite",
    "compare_html",
    "html",
    "surround",
    "write",
    "write_html",
]


def html(run: Run, base: Run | None = None, context: Context | None = None) -> str:
    """The report of a run as one page, with Plotly inside and nothing to fetch.

    base : the run it is compared with, world by world; none for a base itself
    Raises InputError where the base does not hold the same worlds.
    """
    return frame(run.title, *sections(run, base, context or Context()), alone=base is None)


def write_html(
    path: Path, run: Run, base: Run | None = None, context: Context | None = None
) -> None:
    """Write the report of a run to a file, whole or not at all.

    Raises InputError where the file cannot be written, or the base holds other worlds.
    """
    write(path, html(run, base, context))


def compare_html(compared: Comparison, around: ComparisonContext | None = None) -> str:
    """The page of a comparison, as whole as that of a run."""
    parts = comparison_page.sections(compared, around or ComparisonContext())
    return frame(comparison_page.title(compared), *parts, alone=False)
