"""`sim compare`: paired differences between scenarios."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import (
    console,
    contribution_tables,
    difference_tables,
    equifinality_tables,
    options,
)

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison, Pair
    from sim.report import ComparisonContext
    from sim.results import Measure, Run
    from sim.studies.attribution import AttributionPlan
    from sim.studies.comparison import ComparisonSubject


def compare(
    references: Annotated[
        list[str],
        typer.Argument(
            metavar="A B [C]...",
            help="Scenario files, names of packaged scenarios, or results folders.",
        ),
    ],
    worlds: options.Worlds = None,
    seed: options.Seed = None,
    changes: options.Changes = None,
    observe: options.Observed = None,
    prior: options.Prior = False,
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            help="Folder for the results of each scenario; identical runs are reused.",
        ),
    ] = Path("runs"),
    workers: options.Workers = 1,
    unpaired: Annotated[
        bool,
        typer.Option(
            "--unpaired",
            help="Compare as independent samples if the runs do not share their worlds.",
        ),
    ] = False,
    attribute: Annotated[
        bool,
        typer.Option(
            "--attribute", help="Divide each difference among the changes between the scenarios."
        ),
    ] = False,
    attribute_worlds: Annotated[
        int | None,
        typer.Option(min=1, help="Number of worlds for --attribute (default: 1000)."),
    ] = None,
    attribute_apart: Annotated[
        bool,
        typer.Option("--attribute-apart", help="Do not group related changes in --attribute."),
    ] = False,
    grouped: Annotated[
        bool,
        typer.Option(
            "--clusters",
            help="Also compare within clusters of joint draws that fit history equally well.",
        ),
    ] = False,
    html: options.Page = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare scenarios or runs, world by world.

    Each is compared with the first one named. Scenarios without results are run first. If the sign
    of a difference depends on an uncertain form or parameter, "cannot tell" is printed before any
    number. Then follow, for each outcome: its distribution in each run; the paired difference with
    its 95 % interval; the shares of worlds that went up and down; the number of options of
    uncertain forms under which the difference is positive; and the gain in precision from pairing.

    --attribute runs combinations of the changes and divides each difference among them (Shapley
    values), with assumptions, policies and events listed separately. --clusters shows differences
    whose sign depends on the cluster of joint draws, and the parameters that distinguish the
    clusters.
    """
    from sim.studies import comparison, equifinality
    from sim.studies.attribution import WORLDS, plans

    asked = comparison.read(
        references,
        changes=changes or (),
        observe=observe or (),
        worlds=worlds,
        seed=seed,
        prior=prior,
        unpaired=unpaired,
    )
    comparison.check_places(asked, out)
    around = _around(asked) if html is not None else None
    planned: Sequence[AttributionPlan] = ()
    if attribute or attribute_worlds or attribute_apart:
        planned = plans(asked, worlds=attribute_worlds or WORLDS, apart=attribute_apart)
    groups = equifinality.read(asked) if grouped else None
    answers = [_answer(each, out, workers, quiet=quiet) for each in asked]
    compared = comparison.judge(asked, answers, unpaired=unpaired)
    attributed = [contribution_tables.answer(each, workers, quiet=quiet) for each in planned]
    equal = equifinality.equifinality(compared, groups) if groups is not None else None
    if around is not None and html is not None:
        from sim import report

        around = replace(around, attributed=tuple(attributed))
        report.write(html, report.compare_html(compared, around))
    if as_json:
        said = compared.summary()
        objects: list[dict[str, Any]] = [said, *said["others"]]
        for one, found in zip(objects, attributed, strict=False):
            one["attribution"] = found.summary()
        if equal is not None:
            said["equifinality"] = equifinality.record(equal)
        console.show_json(said)
        return
    _show_verdicts(compared)
    _show_distributions(compared)
    for pair, name in zip(compared.pairs, compared.names[1:], strict=True):
        how = "Paired, world by world" if pair.is_paired else "NOT PAIRED: independent samples"
        difference_tables.show(pair.differences, f"{name}, less: {compared.names[0]}", how)
        _show_moves(pair)
        difference_tables.show_written(
            pair.differs, pair.run.manifest.name, pair.base.manifest.name
        )
    for found, name in zip(attributed, compared.names[1:], strict=False):
        contribution_tables.show(found, name, compared.names[0])
    if equal is not None:
        equifinality_tables.show(equal, compared.names)
    for each, run in zip(asked, answers, strict=True):
        if each.question is not None:
            console.out.print(f"Results: {run.folder}", soft_wrap=True)
    if html is not None:
        console.out.print(f"Report: {html}", soft_wrap=True)


def _around(asked: "Sequence[ComparisonSubject]") -> "ComparisonContext":
    """What the page says beside the results, looked up before anything runs."""
    from sim import report
    from sim.base import paths
    from sim.inputs.evidence import Evidence
    from sim.studies.comparison import differs

    evidence = Evidence.load(paths.seeds_folder())
    found = []
    for each in asked:
        read, dispute = each.scenario(), each.dispute()
        changes = differs(each, asked[0]) if each is not asked[0] else []
        if read is None or dispute is None:  # results that today's files no longer explain
            found.append(report.Context(changes=tuple(changes)))
        else:
            found.append(report.surround(read, dispute, evidence, changes))
    return report.ComparisonContext(found[0], tuple(found[1:]))


def _answer(asked: "ComparisonSubject", folder: Path, workers: int, *, quiet: bool) -> "Run":
    """The run of one thing that is compared, with a bar while it steps."""
    manifest = asked.manifest
    with console.progress(manifest.name, manifest.worlds, quiet=quiet) as advance:
        return asked.answer(folder, workers, advance)


def _show_verdicts(compared: "Comparison") -> None:
    """What the comparison says, in sentences; what it cannot say goes first."""
    from sim.analysis import verdict_text

    base = compared.names[0]
    for pair, name in zip(compared.pairs, compared.names[1:], strict=True):
        console.out.print(f"{name}, against: {base}", style="bold")
        difference_tables.warn(pair.differences)
        console.out.print(verdict_text.sentence(pair.headline_answer(compared.headline)))
        console.out.print(verdict_text.tally(pair.differences) + "\n")
    for note in compared.notes:
        console.note(note)


def _show_distributions(compared: "Comparison") -> None:
    """Each outcome in each run: every level, event, quarter and number."""
    from sim.base import number_text

    runs = compared.runs
    first = runs[0]
    heads = tuple(f"{run.manifest.name}" for run in runs)
    span = f"{first.manifest.worlds:,} worlds, {first.calendar[0]} to {first.calendar[-1]}"
    drawn = {number_text.drawn(run.manifest.draws) for run in runs}
    if len(drawn) == 1:  # else a note has said which drew from what
        span += f", {drawn.pop()}"
    table = console.table(f"Each run by itself ({span})", "outcome", numbers=heads)
    for measure in first.manifest.measures:
        names = [m.name for run in runs for m in run.manifest.measures]
        if names.count(measure.name) < len(runs):
            continue
        rows = [_distribution(run, measure) for run in runs]
        for i, (label, _) in enumerate(rows[0]):
            table.add_row(label, *(row[i][1] for row in rows))
    console.out.print(table)
    console.note(
        "Shares of worlds with their Monte-Carlo standard error; of a quarter, its median and "
        "where nine of ten lie, if it comes; of a number, its mean and where nine of ten worlds "
        "lie."
    )


def _distribution(run: "Run", measure: "Measure") -> list[tuple[str, str]]:
    """Label and text of each line that tells how one outcome is distributed."""
    from sim.analysis.answers import lines
    from sim.analysis.estimates import estimate
    from sim.analysis.expressions import Expression
    from sim.analysis.outcome_summary import timing
    from sim.base import number_text

    if measure.kind == "level":
        found = lines(run, expressions=[Expression(measure.name, "=", x) for x in measure.levels])
        return [(line.label, f"{line.value} ± {line.error}") for line in found]
    (line,) = lines(run, expressions=[Expression(measure.name)])
    if measure.kind == "number":
        low, high = line.quantiles["q05"], line.quantiles["q95"]
        label = f"{line.label} ({line.unit})" if line.unit else line.label
        mean = number_text.number(estimate(Expression(measure.name).ask(run)).value)
        if low is None or high is None:
            return [(label, mean)]
        return [(label, f"{mean} ({number_text.number_range(low, high)})")]
    rows = [(line.label, f"{line.value} ± {line.error}")]
    if measure.kind == "quarter":
        when = timing(run, measure.name).among.values()
        first, middle, last = (run.calendar[int(n) - 1] if n is not None else "" for n in when)
        rows.append((f"{line.label}: when", f"{middle} ({first}–{last})" if middle else "–"))
    return rows


def _show_moves(pair: "Pair") -> None:
    """From which level to which the worlds moved."""
    from sim.base import number_text

    for each in pair.moves.values():
        if not each.moved:
            continue
        levels = each.measure.levels
        titles = tuple(each.measure.level_label(level) for level in levels)
        table = console.table(
            f"{each.measure.label}: of 100 worlds, from the level on the left to the one above",
            "from",
            numbers=titles,
        )
        for i, title in enumerate(titles):
            cells = [
                number_text.per_100(float(share)) if share else "·" for share in each.shares[i]
            ]
            table.add_row(title, *cells)
        console.out.print(table)
