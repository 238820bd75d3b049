"""`sim check`: whether scenarios can be run, without running them."""

from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import console


def check(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Files or names; by default those of scenarios/, else the packaged."),
    ] = None,
) -> None:
    """Check scenarios and all they rest on; nothing is run or written.

    Every fault is listed as file:line:column: what; what is allowed; the cure.
    """
    from sim import scenario
    from sim.errors import Problems

    offer = cache(scenario.offer)
    problems = Problems()
    said = []
    for name in scenarios or _present():
        with problems.gather():
            said.append(f"{name}: {scenario.read(name, offer).title}: can be run")
    for line in said:
        console.out.print(line, soft_wrap=True)
    problems.raise_any()


def _present() -> list[str]:
    """The scenarios here, or those that are packaged."""
    from sim import scenario

    here = sorted(str(path) for path in Path("scenarios").glob("*.yaml"))
    return here or scenario.names()
