"""`sim run`: the outcomes of a scenario with their uncertainty."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import console, difference_tables, options

if TYPE_CHECKING:
    from sim.analysis.answers import AnswerSummary
    from sim.analysis.conditioning_summary import Observed
    from sim.analysis.reference_classes import ReferenceForecast
    from sim.engine.runs import Question
    from sim.report import Context
    from sim.results import Run


def run(
    scenario: options.Scenario,
    worlds: options.Worlds = None,
    seed: options.Seed = None,
    changes: options.Changes = None,
    observe: options.Observed = None,
    prior: options.Prior = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Results folder (default: runs/SCENARIO-HASH); an identical run is reused.",
        ),
    ] = None,
    workers: options.Workers = 1,
    html: options.Page = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Run a scenario and compare its outcomes with its base.

    Prints each outcome with its Monte-Carlo error, its range over uncertain forms and how often
    comparable events happened elsewhere; the paired difference of each outcome from the base; and
    everything that differs from the base in the files. If the scenario or --observe observes
    something, worlds are weighted by their agreement with it, and the effective number of worlds
    is printed first.
    """
    from sim import results
    from sim.analysis import (
        answers,
        comparison,
        conditioning_summary,
        outcome_summary,
        reference_classes,
    )
    from sim.engine import runs

    question = runs.read(
        scenario,
        changes=changes or (),
        observe=observe or (),
        worlds=worlds,
        seed=seed,
        prior=prior,
    )
    ground = question.ground()
    folder = out or results.default_folder(question.manifest())
    if question.unpaired and not quiet:
        console.say(question.notice())
    asks = [(question, folder)]
    if ground is not None and (html is not None or not as_json):
        # Its results stand beside, so that they are there the next time.
        asks.append((ground, folder.parent / ground.manifest().id))
    for each, place in asks:
        _check_place(each, place, quiet=quiet)
    context = _context(question) if html is not None else None
    classes = reference_classes.load(question.dispute.folder)
    references = reference_classes.references(classes, question.scenario.quarters)
    result = _answer(question, folder, workers, quiet=quiet)
    base = None
    for each, place in asks[1:]:
        base = _answer(each, place, workers, quiet=quiet)
    if html is not None:
        from sim import report

        report.write_html(html, result, base, context)
    if as_json:
        differs = comparison.written(question.differences())
        console.show_json(outcome_summary.summary(result) | {"differs": differs})
        return
    seen = conditioning_summary.observed(result)
    _show_observed(seen)
    _show_outcomes(question, answers.lines(result, base, references), seen)
    _show_references(references)
    if question.base is not None:
        difference_tables.show_written(question.differences(), "here", question.base.name)
    console.out.print(f"Results: {folder}", soft_wrap=True)
    if html is not None:
        console.out.print(f"Report: {html}", soft_wrap=True)


def _check_place(question: "Question", folder: Path, *, quiet: bool) -> None:
    """InputError where results cannot be written; told where damaged ones are to be replaced."""
    from sim import results

    manifest = question.manifest()
    if not results.reusable(folder, manifest) and not quiet:
        for problem in results.damage(folder, manifest):
            console.say(f"{problem.what}: the run is computed again and replaces it.")


def _answer(question: "Question", folder: Path, workers: int, *, quiet: bool) -> "Run":
    """The run of a question, with a bar while it steps."""
    from sim.engine import runs

    name, worlds = question.scenario.name, question.scenario.worlds
    with console.progress(name, worlds, quiet=quiet) as advance:
        return runs.answer(question, out=folder, workers=workers, progress=advance)


def _context(question: "Question") -> "Context":
    """What a report says beside the results; looked up before anything runs."""
    from sim import report
    from sim.analysis.expressions import headline_expression
    from sim.base import paths
    from sim.inputs.evidence import Evidence

    evidence = Evidence.load(paths.seeds_folder())
    headline = headline_expression(question.dispute, question.manifest())
    changes = question.differences()
    return report.surround(question.scenario, question.dispute, evidence, changes, headline)


def _show_observed(seen: "Observed | None") -> None:
    """What is observed, and what each observation and all of them leave of the worlds."""
    from sim.base import number_text

    if seen is None:
        return
    table = console.table("What is observed", "what", "where", numbers=("alone leaves",))
    for each in seen.seen:
        table.add_row(each.text, each.why, number_text.percent(each.alone / seen.worlds))
    console.out.print(table)
    console.note(
        f"Worlds count by how well they agree with this: {seen.said}. All that follows is of "
        "worlds in which it came about; nobody imposed it. A range over forms that is not known "
        "would need more worlds."
    )


def _show_outcomes(
    question: "Question", lines: Sequence["AnswerSummary"], seen: "Observed | None" = None
) -> None:
    """Each answer with its doubt, then what differs from the base, world by world."""
    from sim.base import number_text

    asked, base = question.scenario, question.base
    span = f"{asked.worlds:,} worlds, {asked.start} to {asked.end}"
    if seen is not None:
        span = f"{seen.said}, {asked.start} to {asked.end}"
    span += f", {number_text.drawn(question.draws)}"
    numbers = ("share or mean", "± MC", "over forms", "outside view")
    answers = console.table(f"{asked.title} ({span})", "outcome", numbers=numbers)
    found = [line.difference for line in lines if line.difference is not None]
    difference_tables.warn(found)
    for line in lines:
        value = line.value if line.is_share else number_text.number(line.found.value)
        label = f"{line.label} ({line.unit})" if line.unit else line.label
        answers.add_row(label, value, line.error, line.over_forms, line.outside_view)
    console.out.print(answers)
    console.note(
        "± MC: Monte-Carlo standard error. Over forms: lowest and highest over the options of any "
        "one uncertain form. Outside view: reference classes, below."
    )
    if base is not None:
        same = "The same worlds, weighted differently" if seen else "Paired, world by world"
        difference_tables.show(found, f"What changes against {base.name}", same)


def _show_references(references: Sequence["ReferenceForecast"]) -> None:
    """How often such things happened elsewhere, the classes that the table quotes."""
    from sim.base import number_text

    quoted = [reference for reference in references if reference.about.quoted]
    if not quoted:
        return
    title = "Outside view: how often such things happened elsewhere"
    table = console.table(title, "reference class", "beside", "guide", numbers=("n", "says"))
    for each in quoted:
        says = number_text.percent(each.probability)
        if each.low is not None and each.high is not None:
            says += f" ({number_text.percent_range(each.low, each.high)})"
        count = "" if each.about.n is None else str(each.about.n)
        beside = "\n".join(each.about.beside)
        table.add_row(each.about.title, beside, each.about.weight, count, says)
    console.out.print(table)
