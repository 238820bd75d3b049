"""Options that several commands share, so that they read the same everywhere."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from sim.base.page_files import check_place


def _writable(path: Path | None) -> Path | None:
    """The file of a page, checked while the command line is read: before anything runs."""
    if path is not None:
        check_place(path)
    return path


Scenario: TypeAlias = Annotated[
    str, typer.Argument(help="A file, or the name of a packaged scenario.")
]
Worlds: TypeAlias = Annotated[int | None, typer.Option(help="In place of the scenario's.")]
Seed: TypeAlias = Annotated[int | None, typer.Option(help="In place of the scenario's.")]
Changes: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a parameter. VALUE is read as in a file; +X adds, *X scales. Repeatable.",
    ),
]
Observed: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--observe",
        metavar="SEEN",
        help="Weight worlds by what is seen in them: 'QUARTER: CONDITION' (or 'by QUARTER: …', "
        "'through QUARTER: …'), or 'QUARTER: STATE = VALUE +- ERROR'. An event's `do` imposes a "
        "thing whatever led to it; to observe it asks what else is so where it came about by "
        "itself. Repeatable.",
    ),
]
Prior: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--prior",
        help="Draw parameters from the priors, as if nothing had been calibrated; by default from "
        "the joint draws that `sim calibrate` has weighted by the years before (the posterior).",
    ),
]
Workers: TypeAlias = Annotated[
    int,
    typer.Option(
        min=1,
        help="Number of worker processes; results do not depend on it. Up to 5,000 worlds one "
        "process does all.",
    ),
]
Page: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="FILE",
        callback=_writable,
        help="Also write one page that opens offline. Of what stands there it replaces only a "
        "page of its own; the folder must be there.",
    ),
]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print one JSON object and nothing else.")
]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", help="No progress and no messages.")]
