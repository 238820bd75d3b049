"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from sim.base.page_files import check_place


def _writable(path: Path | None) -> Path | None:
    """The file of a page; raises InputError before anything runs if it cannot be written."""
    if path is not None:
        check_place(path)
    return path


Scenario: TypeAlias = Annotated[
    str, typer.Argument(help="Scenario file, or name of a packaged scenario.")
]
Worlds: TypeAlias = Annotated[
    int | None, typer.Option(help="Number of worlds (default: the scenario's).")
]
Seed: TypeAlias = Annotated[
    int | None, typer.Option(help="Seed of all random draws (default: the scenario's).")
]
Changes: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Set a parameter. VALUE has the form of a scenario file; +X adds, *X scales. "
        "Repeatable.",
    ),
]
Observed: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--observe",
        metavar="SEEN",
        help="Weight worlds by an observation: 'QUARTER: CONDITION' (or 'by QUARTER: …', "
        "'through QUARTER: …'), or 'QUARTER: STATE = VALUE +- ERROR'. An observation changes no "
        "world; an event's `do` imposes a change. Repeatable.",
    ),
]
Prior: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--prior",
        help="Draw parameters from the priors (default: from the posterior, the joint draws that "
        "`sim calibrate` has weighted by the years before the start).",
    ),
]
Workers: TypeAlias = Annotated[
    int,
    typer.Option(
        min=1,
        help="Number of worker processes; results do not depend on it. Runs of up to 5,000 worlds "
        "use one process.",
    ),
]
Page: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="FILE",
        callback=_writable,
        help="Also write the report as one HTML page that opens offline. An existing file is "
        "replaced only if `sim` wrote it; the folder must exist.",
    ),
]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print one JSON object to standard output and nothing else.")
]
Quiet: TypeAlias = Annotated[
    bool, typer.Option("--quiet", help="Print no progress and no messages.")
]
