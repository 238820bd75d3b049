"""`sim new`: a commented scenario that runs as it is."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import console


def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario: letters, digits, _ and -.")],
    extends: Annotated[str, typer.Option(help="Scenario that it extends.")] = "baseline",
) -> None:
    """Write a commented scenario file that runs as it is.

    Writes to scenarios/ if that folder exists, else to the current folder.
    """
    from sim import scenario
    from sim.base.errors import InputError, Problem
    from sim.scenario import json_schema, template

    text = template.new(name, scenario.offer, base=extends)
    folder = Path("scenarios") if Path("scenarios").is_dir() else Path()
    file = folder / f"{name}.yaml"
    if (
        folder / json_schema.FILE
    ).is_file():  # an editor then completes and checks while one writes
        text = f"# yaml-language-server: $schema={json_schema.FILE}\n{text}"
    try:
        stream = file.open("x", encoding="utf-8")
    except FileExistsError:
        raise InputError([Problem(f"{file} exists already", cure="choose another name")]) from None
    try:
        with stream:
            stream.write(text)
    except BaseException:  # such as a full disk: no half of a file is left
        file.unlink()
        raise
    console.out.print(f"{file} is written. To run it: sim run {file}", soft_wrap=True)
