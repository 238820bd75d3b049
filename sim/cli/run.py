"""`sim run`: a scenario's outcomes, with their doubt."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import console

if TYPE_CHECKING:
    from sim.analysis.outside import Reference
    from sim.analysis.reading import Line
    from sim.report import Context
    from sim.results import Run
    from sim.runs import Question


def run(
    scenario: Annotated[str, typer.Argument(help="A file, or the name of a packaged scenario.")],
    worlds: Annotated[int | None, typer.Option(help="In place of the scenario's.")] = None,
    seed: Annotated[int | None, typer.Option(help="In place of the scenario's.")] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Change a parameter. VALUE is read as in a file; +X adds, *X scales. Repeatable.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Results folder; by default runs/SCENARIO-HASH, reused if identical.",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; they change no number.")] = 1,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write one page that opens offline.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object and nothing else.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no messages.")] = False,
) -> None:
    """Run a scenario and show its outcomes beside those of its base.

    Each outcome stands with its Monte-Carlo error, its range over uncertain forms, its paired
    difference from the base, and how often such things happened elsewhere; then comes all that
    differs from the base.
    """
    from sim import report, results, runs
    from sim.analysis import outcomes, outside, reading

    question = runs.read(scenario, changes=changes or (), worlds=worlds, seed=seed)
    ground = question.ground()
    folder = out or results.default_folder(question.manifest())
    classes = outside.load(question.dispute.folder)
    references = outside.references(classes, question.scenario.quarters)
    result = _answer(question, folder, workers, quiet=quiet)
    base = None
    if ground is not None and (html is not None or not as_json):
        # Its results stand beside, so that they are there the next time.
        base = _answer(ground, folder.with_name(ground.manifest().id), workers, quiet=quiet)
    if html is not None:
        report.write_html(html, result, base, _context(question, references))
    if as_json:
        console.show_json(outcomes.summary(result))
        return
    _show_outcomes(question, reading.lines(result, base, references))
    _show_references(references)
    _show_differences(question)
    console.out.print(f"Results: {folder}", soft_wrap=True)
    if html is not None:
        console.out.print(f"Report: {html}", soft_wrap=True)


def _answer(question: "Question", folder: Path, workers: int, *, quiet: bool) -> "Run":
    """The run of a question, with a bar while it steps."""
    from sim import runs

    name, worlds = question.scenario.name, question.scenario.worlds
    with console.progress(name, worlds, quiet=quiet) as advance:
        return runs.answer(question, out=folder, workers=workers, progress=advance)


def _context(question: "Question", references: Sequence["Reference"]) -> "Context":
    """What the report says that no table of results holds."""
    from sim import locations
    from sim.evidence import Evidence
    from sim.report import Context, cite

    evidence, register = Evidence.load(locations.seeds_folder()), question.dispute.register
    changes = question.differences()
    changed = [path for each in changes if (path := each.path.removeprefix("set.")) in register]
    return Context(
        dispute=question.dispute.title,
        changes=tuple(changes),
        claims=cite(evidence, question.scenario.claims),
        basis={
            path: cite(evidence, (link.claim for link in register[path].claims)) for path in changed
        },
        references=tuple(references),
    )


def _show_outcomes(question: "Question", lines: Sequence["Line"]) -> None:
    """The table of outcomes: each answer with all its doubt."""
    asked, base = question.scenario, question.base
    span = f"{asked.worlds:,} worlds, {asked.start} to {asked.end}"
    table = console.table(f"{asked.title} ({span})")
    table.add_column("outcome")
    table.add_column("share or mean", justify="right")
    table.add_column("± MC", justify="right")
    table.add_column("over forms", justify="right")
    if base is not None:
        table.add_column(base.name, justify="right")
        table.add_column("difference (95 %)", justify="right")
    table.add_column("outside view", justify="right")
    for line in lines:
        paired = () if base is None else (line.base_value, line.moved.replace(" points", ""))
        table.add_row(
            line.label, line.value, line.error, line.over_forms, *paired, line.outside_view
        )
    console.out.print(table)
    console.out.print(
        "± MC: Monte-Carlo standard error. Over forms: lowest and highest over the options of any "
        "one uncertain form.\nDifferences are paired, world by world; those of shares in points.",
        style="dim",
    )


def _show_references(references: Sequence["Reference"]) -> None:
    """How often such things happened elsewhere, the classes that the table quotes."""
    from sim.analysis import words

    quoted = [reference for reference in references if reference.about.quoted]
    if not quoted:
        return
    table = console.table("Outside view: how often such things happened elsewhere")
    table.add_column("reference class")
    table.add_column("beside")
    table.add_column("says", justify="right")
    table.add_column("n", justify="right")
    table.add_column("guide")
    for each in quoted:
        says = words.percent(each.probability)
        if each.low is not None and each.high is not None:
            says += f" ({words.percent_range(each.low, each.high)})"
        count = "" if each.about.n is None else str(each.about.n)
        beside = "\n".join(each.about.beside)
        table.add_row(each.about.title, beside, says, count, each.about.weight)
    console.out.print(table)


def _show_differences(question: "Question") -> None:
    """All that differs from the base, and where it was written."""
    if question.base is None:
        return
    table = console.table(f"What differs from {question.base.name}")
    for heading in ("what", "base", "here", "written in"):
        table.add_column(heading, overflow="fold")
    found = question.differences()
    for each in found:
        place = console.place(each.file, each.line)
        table.add_row(each.path, console.plain(each.base), console.plain(each.value), place)
    console.out.print(table if found else f"Nothing differs from {question.base.name}.")
