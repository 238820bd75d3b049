"""`sim plan`: the quarter, step by step, with what each step reads and writes."""

from typing import Annotated

import typer

from sim.cli import console


def plan(
    scenario: Annotated[
        str, typer.Argument(help="Whose quarter; laws that it switches off are left out.")
    ] = "baseline",
) -> None:
    """Print the quarter: its steps in order, with what each reads and writes."""
    from sim import scenario as scenarios
    from sim.model import Setup

    asked = scenarios.read(scenario, scenarios.offer)
    dispute = scenarios.offer(asked.calibration).dispute
    setup = Setup(dispute, asked)
    table = console.table(f"The quarter of {asked.name}")
    for heading in ("step", "kind", "what", "reads", "writes", "parameters"):
        table.add_column(heading)
    for step in setup.steps:
        table.add_row(step.name, step.kind, step.what)
    console.out.print(table)
