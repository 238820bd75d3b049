"""`sim sweep`: outcomes over a range of one or two parameters, with break-even values."""

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from sim.cli import console, difference_tables, options

if TYPE_CHECKING:
    from rich.table import Table

    from sim.report import Context
    from sim.studies.sweep import SweepDesign
    from sim.studies.sweep_results import Sweep, Topic

T = TypeVar("T")

MOST_COLUMNS = 7  # and rows, of a table of two things varied


def sweep(
    scenario: options.Scenario,
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=LOW:HIGH:STEPS",
            help="Parameter to vary, or a number of an event (events.ID.probability, "
            "events.ID.do.STATE); `:log` after STEPS spaces values by equal ratios; PATH=a,b,c or "
            "PATH=all varies a form. Once or twice.",
        ),
    ],
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EXPR",
            help="Outcome whose break-even value is computed, such as `settlement >= two_islands` "
            "(default: the headline of the dispute). Repeatable.",
        ),
    ] = None,
    target: Annotated[
        float | None,
        typer.Option(
            metavar="VALUE", help="Break even where the outcome equals this share, from 0 to 1."
        ),
    ] = None,
    worlds: Annotated[int, typer.Option(min=1, help="Number of worlds at each point.")] = 1000,
    seed: options.Seed = None,
    changes: options.Changes = None,
    observe: options.Observed = None,
    prior: options.Prior = False,
    alone: Annotated[
        bool,
        typer.Option(
            "--alone", help="Do not run the base; compare with the scenario's own values."
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Results folder (default: runs/sweep-SCENARIO-HASH); reused if identical.",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Number of worker processes (default: all cores); results do not depend on it.",
        ),
    ] = None,
    html: options.Page = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Run a scenario at many values of one or two parameters.

    All points use the same worlds. At each point the scenario is compared with its base at the same
    values. The value at which the difference changes sign is the break-even value, printed with its
    interval. Without a base, or with --alone, each point is compared with the scenario's own
    values.
    """
    from sim.engine import runs
    from sim.studies import sweep as study
    from sim.studies import sweep_results

    question = runs.read(
        scenario,
        changes=changes or (),
        observe=observe or (),
        worlds=worlds,
        seed=seed,
        prior=prior,
    )
    asked = study.design(question, vary, outcomes=outcome or (), target=target, alone=alone)
    folder = out or sweep_results.default_folder(study.plan(asked))
    context = _context(asked) if html is not None else None
    cores = workers or len(os.sched_getaffinity(0))
    with console.progress(f"sweep {question.scenario.name}", len(asked.points), quiet=quiet) as bar:
        result = study.answer(asked, out=folder, workers=cores, progress=bar)
    if html is not None:
        from sim.report import sweep_page

        sweep_page.write_html(html, result, context, question.dispute.register)
    if as_json:
        console.show_json({**result.summary(), "differs": _differing(asked)})
        return
    console.note(_heading(asked, result))
    for expression in result.plan.chosen:
        _show_answer(result, expression)
    _show_rest(result)
    if asked.base is not None:
        difference_tables.show_written(asked.differences, question.scenario.name, asked.base.name)
    console.out.print(f"Results: {folder}", soft_wrap=True)
    if html is not None:
        console.out.print(f"Report: {html}", soft_wrap=True)


def _context(asked: "SweepDesign") -> "Context":
    """What the page says beside the results; looked up before anything runs."""
    from dataclasses import replace

    from sim import report
    from sim.base import paths
    from sim.inputs.evidence import Evidence

    question, evidence = asked.question, Evidence.load(paths.seeds_folder())
    found = report.surround(question.scenario, question.dispute, evidence, asked.differences)
    register = question.dispute.register
    behind = {
        each.path: report.cite(evidence, [link.claim for link in register[each.path].claims])
        for each in asked.varied
        if each.path in register
    }
    return replace(found, basis={**found.basis, **behind})


def _differing(asked: "SweepDesign") -> list[dict[str, object]]:
    """What differs from the base, as plain data."""
    from sim.base.paths import nearby

    return [
        {**each._asdict(), "file": nearby(each.file) if each.file else each.file}
        for each in asked.differences
    ]


def _heading(asked: "SweepDesign", sweep: "Sweep") -> str:
    """What was run, and what the sweep's values stand in place of."""
    from sim.base import number_text
    from sim.engine.conditioning import ENOUGH

    plan = sweep.plan
    beside = (
        f"Beside each point stands {plan.beside.name} with the same values"
        if plan.beside.kind == "base"
        else "Each point is compared with the scenario as it stands"
    )
    said = [
        f"{plan.title}: {len(asked.points):,} points of {plan.worlds:,} worlds, the same worlds at "
        f"each, {number_text.drawn(plan.draws)}. {beside}."
    ]
    for each in asked.varied:
        if each.stands is not None:
            place = (
                "" if each.mark is None else f", {console.place(each.mark.file, each.mark.line)}"
            )
            said.append(
                f"The scenario itself says {each.path}: {console.plain(each.stands)}{place}; the "
                "sweep's values stand in its place."
            )
    few = asked.thin(sweep)
    if few:
        said.append(
            f"At {few} of {len(asked.points):,} points what is observed leaves fewer than {ENOUGH} "
            "worlds: the break-even leaves them out, and their answers say little."
        )
    return "\n".join(said)


def _show_answer(sweep: "Sweep", expression: str) -> None:
    """One chosen answer at all points, or at some of a grid, and where it turns."""
    from sim.studies import sweep_text

    plan = sweep.plan
    topic = plan.topic(expression)
    table = _along(sweep, topic) if len(plan.axes) == 1 else _grid(sweep, topic)
    console.out.print(table)
    console.out.print(f"Break-even of {sweep_text.measured(plan)}:", style="bold")
    lines = sweep.break_even[expression]
    if len(plan.axes) == 1:
        console.out.print(sweep_text.sentence(plan, topic, lines[0]) + "\n")
        return
    console.out.print(sweep_text.overview(plan, topic, lines))
    console.note("Break-even with its 95 % interval; “?” where chance alone could make it.")


def _along(sweep: "Sweep", topic: "Topic") -> "Table":
    """All points of one thing varied."""
    import numpy as np

    from sim.base import number_text
    from sim.studies import sweep_text
    from sim.studies.sweep_results import SHOWN

    plan = sweep.plan
    (axis,) = plan.axes
    numbers = ("answer", "± MC", "over forms", plan.beside.name, "difference", "95 %", "moved")
    if plan.beside.kind == "itself":
        numbers = (*numbers[:3], "as it stands", *numbers[4:])
    head = f"{axis.path} ({axis.unit})" if axis.unit else axis.path
    table = console.table(topic.label, head, numbers=numbers)
    columns = [sweep.column(topic.expression, name) for name in (*SHOWN, "changed")]
    rows = np.transpose(columns).tolist()
    for i, (p, mcse, low, high, base, d, lower, upper, changed) in enumerate(rows):
        table.add_row(
            sweep_text.at(axis, axis.values[i]),
            sweep_text.bare(topic, p),
            number_text.number(mcse * (100 if topic.is_share else 1), 2),
            sweep_text.span(topic, low, high),
            sweep_text.bare(topic, base),
            sweep_text.moved(topic, d).removesuffix(" points"),
            sweep_text.moved(topic, lower, upper).removesuffix(" points"),
            "–" if math.isnan(changed) else number_text.percent(changed),
        )
    return table


def _grid(sweep: "Sweep", topic: "Topic") -> "Table":
    """Some points of two things varied, and where each row turns.

    Shown are differences, or the answers themselves where a target is sought.
    """
    from sim.studies import sweep_text

    plan = sweep.plan
    lines = sweep.break_even[topic.expression]
    shown = "value" if plan.target is not None else "difference"
    values = sweep.column(topic.expression, shown)
    across, down = plan.axes
    if lines[0].along != across.path:
        across, down, values = down, across, values.T
    columns = _some(range(len(across.values)))
    what = "answer" if shown == "value" else "difference in points" if topic.is_share else shown
    heads = tuple(sweep_text.at(across, across.values[i]) for i in columns)
    title = f"{topic.label}: {what}, by {across.path} (across) and {down.path} (down)"
    table = console.table(title, down.path, numbers=(*heads, "break-even"))
    for j in _some(range(len(down.values))):
        cells = [
            sweep_text.bare(topic, values[i, j])
            if shown == "value"
            else sweep_text.moved(topic, values[i, j]).removesuffix(" points")
            for i in columns
        ]
        table.add_row(sweep_text.at(down, down.values[j]), *cells, sweep_text.brief(lines[j]))
    return table


def _show_rest(sweep: "Sweep") -> None:
    """All other answers, at the ends of what was varied."""
    from sim.studies import sweep_text

    plan = sweep.plan
    ends = [", ".join(sweep_text.at(a, a.values[end]) for a in plan.axes) for end in (0, -1)]
    numbers = (
        *(f"at {end}" for end in ends),
        "lowest",
        "highest",
        *(f"Δ at {end}" for end in ends),
    )
    table = console.table("All other answers", "outcome", numbers=numbers)
    for topic in plan.topics:
        if topic.expression in plan.chosen:
            continue
        values = sweep.column(topic.expression, "value").reshape(-1)
        moves = sweep.column(topic.expression, "difference").reshape(-1)
        label = f"{topic.label} ({topic.unit})" if topic.unit else topic.label
        cells = [
            sweep_text.bare(topic, x) for x in (values[0], values[-1], values.min(), values.max())
        ]
        moved = [sweep_text.moved(topic, x).removesuffix(" points") for x in (moves[0], moves[-1])]
        table.add_row(label, *cells, *moved)
    console.out.print(table)
    console.note(
        "± MC: Monte-Carlo standard error. Over forms: lowest and highest over the options of any "
        "one uncertain form. Δ: paired difference. Differences of shares in percentage points. "
        "--outcome asks for the break-even of another answer; sweep.parquet holds all points."
    )


def _some(items: Sequence[T]) -> list[T]:
    """At most a few of many, the first and the last among them."""
    last = len(items) - 1
    if last < MOST_COLUMNS:
        return list(items)
    steps = MOST_COLUMNS - 1
    return [items[round(i * last / steps)] for i in range(MOST_COLUMNS)]
