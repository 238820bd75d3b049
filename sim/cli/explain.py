"""`sim explain`: the trace of one world, or what distinguishes worlds with an outcome."""

import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import console, difference_tables, options

if TYPE_CHECKING:
    from sim.trace import Story
    from sim.trace.explain_world import Case

SIDES = ("with it", "without it")
HARD = "\u00a0"  # a space at which no line is folded


def explain(
    scenario: Annotated[
        str, typer.Argument(help="Scenario file, name of a packaged scenario, or results folder.")
    ],
    world: Annotated[
        int | None, typer.Option(metavar="I", help="World to explain, counted from 0.")
    ] = None,
    quarter: Annotated[
        str | None, typer.Option(metavar="Q", help="Show only this quarter, in detail.")
    ] = None,
    actor: Annotated[str | None, typer.Option(help="Show only what concerns this actor.")] = None,
    expression: Annotated[
        str | None,
        typer.Option(
            "--why",
            metavar="OUTCOME",
            help="Compare worlds with an outcome, such as 'settlement >= two_islands', with worlds "
            "without it, and explain a typical pair.",
        ),
    ] = None,
    worlds: Annotated[
        int | None,
        typer.Option(help="Number of worlds to compare (default: the scenario's, at most 4,000)."),
    ] = None,
    seed: options.Seed = None,
    changes: options.Changes = None,
    observe: options.Observed = None,
    prior: options.Prior = False,
    html: options.Page = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Run one world again and print what happened in it and why.

    Lists by quarter: events; changes of choice with the interests for and against; renewals;
    bargaining rounds with the packages that were close to agreement; promises. Then follow the
    claims behind the decisive terms and the state at the end. The world is identical to that of
    the full run.

    With --why: the parameters that differ between worlds with an outcome and worlds without it, the
    quarters in which their states diverge, and two typical worlds side by side.
    """
    from sim.trace import explain_world

    _check(world, expression, {"--quarter": quarter, "--actor": actor}, worlds)
    case = explain_world.case(
        scenario,
        changes=changes or (),
        observe=observe or (),
        worlds=worlds,
        seed=seed,
        prior=prior,
    )
    if expression is None:
        _tell(
            explain_world.of_case(case, world or 0, quarter, actor),
            html,
            as_json,
            quarter is not None,
        )
    else:
        _compare(case, expression, worlds, html, as_json, quiet)


def _check(
    world: int | None, expression: str | None, narrowing: dict[str, str | None], worlds: int | None
) -> None:
    """InputError where the options do not say one thing."""
    from sim.base.errors import Problems

    problems = Problems()
    if (world is None) == (expression is None):
        problems.add(
            "give either --world or --why"
            if world is None
            else "--world and --why exclude one another",
            cure="--world 0 explains a world; --why 'OUTCOME' compares worlds with and without it",
        )
    if expression is not None:
        for option, given in narrowing.items():
            if given is not None:
                problems.add(f"{option} applies to one world", cure="use it with --world")
    if world is not None and worlds is not None:
        problems.add("--worlds is the number of worlds to compare", cure="use it with --why")
    problems.raise_any()


def _tell(story: "Story", html: Path | None, as_json: bool, closely: bool) -> None:
    """One world's story."""
    if html is not None:
        from sim.report import world_page as pages

        pages.write(html, pages.page(story))
    if as_json:
        from sim.trace import story_json

        console.show_json(story_json.as_data(story))
        return
    from sim.trace import story_text

    _show(story_text.lines(story, closely=closely))
    if story.parting is not None:
        console.out.print()
        difference_tables.show_written(
            story.parting.differs, story.scenario.name, story.parting.base.name
        )
    if html is not None:
        console.out.print(f"Page: {html}", soft_wrap=True)


def _compare(
    case: "Case",
    expression: str,
    worlds: int | None,
    html: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """What tells worlds with an outcome from worlds without it."""
    from sim.trace import outcome_contrast, story_json

    case = outcome_contrast.bounded(case, worlds)
    asked = case.question.scenario
    with console.progress(asked.name, asked.worlds, quiet=quiet) as advance:
        found = outcome_contrast.of_case(case, expression, progress=advance)
    if html is not None:
        from sim.report import outcome_contrast_page as pages

        pages.write(html, pages.page(found))
    if as_json:
        console.show_json(story_json.why_as_data(found))
        return
    _show(outcome_contrast.lines(found, rows=False))
    if found.pair is not None:
        names = (f"world {story.world}" for story in found.pair)
        with_it, without = (f"{name}, {which}" for name, which in zip(names, SIDES, strict=True))
        table = console.table("What happened in both", "quarter", with_it, without)
        for quarter, *told in outcome_contrast.side_by_side(found):
            table.add_row(str(quarter), *("\n".join(texts) for texts in told))
        console.out.print()
        console.out.print(table)
        console.note("Besides choices and slow changes: sim explain --world tells them.")
    if case.question.base is not None:
        console.out.print()
        difference_tables.show_written(found.differs, asked.name, case.question.base.name)
    if html is not None:
        console.out.print(f"Page: {html}", soft_wrap=True)


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
        held = line.lstrip().replace(" %", f"{HARD}%")  # a number is not parted from its sign
        wrapped = textwrap.wrap(held, width, initial_indent=deep, subsequent_indent=f"{deep}  ")
        for part in wrapped:
            console.out.print(part.replace(HARD, " "), soft_wrap=True)
