"""`sim new`: a commented scenario that runs as it is."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import console

if TYPE_CHECKING:
    from sim.runs import Question

TEMPLATE = """\
scenario: {name}
title: {title}
why: Say here who holds this, and on what evidence.
claims: []                # ids of claims that it rests on; `sim evidence` lists them
extends: {base}           # what is not written here is taken from there

# Take the # from what you need, then: sim check {file}

# Uncertainties: parameters (`sim evidence ACTOR` lists them), starts and forms.
# A value, a distribution (0.2 to 0.6, {{uniform: [0.1, 0.4]}}) or a change ({{add: 0.1}}).
# set:
#   {parameter}: {{scale: 0.5}}

# Laws that are switched off; `sim plan` lists them.
# mechanisms: {{{mechanism}: off}}

# Standing policies that bind an actor's lever. `unless` is a condition that ends one.
# policies:
#   - {{actor: {actor}, lever: {lever}, option: {option}, from: {start}, to: {end}}}

# Shocks: they write states once, before decisions; the actors may move them later.
# Besides `at`: `from`, `to`, and `when`, a condition on the quarter before.
# events:
#   - id: shock
#     at: {start}
#     probability: 0.5
#     do: {{{state}: {value:g}}}
"""


def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and _; a letter first.")],
    extends: Annotated[str, typer.Option(help="The scenario that it changes.")] = "baseline",
) -> None:
    """Write a commented scenario that runs, into scenarios/ if there is such a folder."""
    from sim import runs
    from sim.errors import InputError, Problem

    folder = Path("scenarios")
    file = (folder if folder.is_dir() else Path()) / f"{name}.yaml"
    problems = []
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        what = f"{name!r} cannot be the name of a scenario"
        problems.append(Problem(what, "small letters, digits and _, a letter first"))
    elif file.exists():
        problems.append(Problem(f"{file} is there already", cure="take another name"))
    if problems:
        raise InputError(problems)
    text = TEMPLATE.format(
        name=name,
        title=name.replace("_", " ").capitalize(),
        file=file,
        base=extends,
        **examples(runs.read(extends)),
    )
    schema = "scenario.schema.json"
    if (file.parent / schema).exists():  # editors then complete and check while one writes
        text = f"# yaml-language-server: $schema={schema}\n{text}"
    file.write_text(text, encoding="utf-8")
    console.out.print(f"{file} is written; run it with: sim run {file}", soft_wrap=True)


def examples(question: "Question") -> dict[str, object]:
    """What the comments show: names that the dispute really has, with values that it takes."""
    dispute = question.dispute
    (actor, lever), options = next(iter(dispute.levers.items()))
    state, info = next(
        (path, info)
        for path, info in dispute.states.items()
        if info.settable and path == f"{actor}.{lever}"
    )
    return {
        "parameter": next(path for path in dispute.register if ".salience." in path),
        "mechanism": dispute.mechanisms[0],
        "actor": actor,
        "lever": lever,
        "option": options[0],
        "start": question.scenario.start,
        "end": question.scenario.start + 3,
        "state": state,
        "value": info.low,
    }
