"""`sim explain`: the story of one world."""

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import console, options

if TYPE_CHECKING:
    from sim.story import Story


def explain(
    scenario: Annotated[
        str, typer.Argument(help="A file, the name of a packaged scenario, or a results folder.")
    ],
    world: Annotated[
        int | None, typer.Option(metavar="I", help="The world to tell, counted from 0.")
    ] = None,
    quarter: Annotated[
        str | None, typer.Option(metavar="Q", help="Tell this quarter alone, closely.")
    ] = None,
    actor: Annotated[str | None, typer.Option(help="Tell what concerns this actor alone.")] = None,
    seed: options.Seed = None,
    changes: options.Changes = None,
    observe: options.Observed = None,
    as_json: options.AsJson = False,
) -> None:
    """Run one world again, alone, and tell what happened in it and why.

    By quarter: shocks, changes of choice with the interests that spoke for and against, renewals,
    bargaining rounds with the packages that were near, promises. Then the claims behind the terms
    that decided, and where the world stands at the end. It is the ensemble's world to the last bit.
    """
    from sim.story import asking, data, telling

    case = asking.case(scenario, changes=changes or (), observe=observe or (), seed=seed)
    story = asking.of_case(case, world or 0, quarter, actor)
    if as_json:
        console.show_json(data.as_data(story))
        return
    _show(telling.lines(story, closely=quarter is not None))
    _show_differences(story)


def _show(lines: Iterable[str]) -> None:
    """Lines of text; what does not fit goes on below, a step deeper than it began."""
    width = console.out.width
    for line in lines:
        if not line:
            console.out.print()
            continue
        deep = " " * (len(line) - len(line.lstrip()))
        if not deep:
            console.out.print(line, style="bold", soft_wrap=True)
            continue
        wrapped = textwrap.wrap(
            line.lstrip(), width, initial_indent=deep, subsequent_indent=f"{deep}  "
        )
        for part in wrapped:
            console.out.print(part, soft_wrap=True)


def _show_differences(story: "Story") -> None:
    """All that differs from the base, and where it was written."""
    if story.parting is None:
        return
    title = f"What differs from {story.parting.base.name} in what is written"
    table = console.table(title, "what", "base", "here", "written in")
    for each in story.parting.differs:
        place = console.place(each.file, each.line)
        table.add_row(each.path, console.plain(each.base), console.plain(each.value), place)
    console.out.print()
    console.out.print(table)
