"""`sim plan`: the steps of a quarter, with what each reads and writes."""

from typing import Annotated

import typer

from sim.cli import console


def plan(
    scenario: Annotated[
        str, typer.Argument(help="Scenario file, or name of a packaged scenario.")
    ] = "baseline",
) -> None:
    """Print the steps of a quarter, in order.

    Lists for each step the states that it reads and writes and its parameters. Mechanisms that the
    scenario switches off are omitted; those that it switches during the run are listed below.
    """
    from sim.engine import runs
    from sim.model import schedule_table as plan

    question = runs.read(scenario)
    console.out.print(f"The quarter of {question.scenario.name}, in order\n", style="bold")
    for number, row in enumerate(plan.table(question.scenario, question.dispute), 1):
        off = f"switch: {row.step.switch}" if row.step.switch else "always"
        console.out.print(f"{number}. {row.step.name}: {row.step.what} ({row.step.kind}; {off})")
        fields = console.grid(indent=3)
        for heading, names in (
            ("reads", row.reads),
            ("writes", row.writes),
            ("parameters", row.parameters),
        ):
            if names:
                fields.add_row(heading, ", ".join(names))
        console.out.print(fields)
        console.out.print()
    for switch in question.scenario.switches:
        word = "on" if switch.on else "off"
        console.out.print(f"From {switch.since} on, {switch.name} is switched {word}.")
