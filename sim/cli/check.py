"""`sim check`: whether scenarios can be run, without running them."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import console


def check(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Files or names; by default those of scenarios/, or the packaged."),
    ] = None,
) -> None:
    """Check scenarios, the calibration and the claims; nothing is run or written.

    Every fault is listed as file:line:column: what; what is allowed; the cure.
    """
    from sim import runs
    from sim.errors import Problems

    problems = Problems()
    for name in scenarios or _present():
        with problems.gather():
            question = runs.read(name)
            console.out.print(f"{name}: {question.scenario.title}: ok", soft_wrap=True)
    problems.raise_any()


def _present() -> list[str]:
    """The scenarios here, or those that are packaged."""
    from sim import scenario

    here = sorted(str(path) for path in Path("scenarios").glob("*.yaml"))
    return here or scenario.names()
