"""`sim hindcast`: scores of the model on questions whose answers are known."""

import math
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import articles as claims
from sim.cli import console, options

if TYPE_CHECKING:
    from sim.studies.hindcast import Retrodiction

WORST = 12  # questions that are listed as failures


def hindcast(
    scenario: options.Scenario = "baseline",
    worlds: options.Worlds = None,
    seed: options.Seed = None,
    workers: options.Workers = 1,
    articles: Annotated[
        bool,
        typer.Option(
            "--articles",
            help="Score the forecasts of the articles instead: each claim with what happened, and "
            "the model on the same questions.",
        ),
    ] = False,
    html: options.Page = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Score the model on questions whose answers are known.

    The model is scored beside naive forecasts. The run starts at the cut-off and uses no later
    information. The score is a retrodiction, not a forecast record, because the authors of the
    model knew the answers.
    """
    from sim.report.hindcast_json import record
    from sim.studies import hindcast as study

    asked = study.ask(scenario, worlds=worlds, seed=seed, articles=articles)
    with console.progress("worlds of the past", asked.worlds, quiet=quiet) as advance:
        found = study.hindcast(asked, workers=workers, progress=advance)
    if html is not None:
        from sim.report import hindcast_page as page

        page.write_html(html, found, asked.title)
    if as_json:
        console.show_json(record(found))
        return
    if articles:
        claims.show(found)
    else:
        _show_record(found)
    if html is not None:
        console.out.print(f"Report: {html}", soft_wrap=True)


def _show_record(found: "Retrodiction") -> None:
    """Failures first."""
    _show_failures(found)
    _show_rivals(found)
    _show_measured(found)
    _show_unasked(found)


def _show_failures(found: "Retrodiction") -> None:
    """The questions on which the model was most wrong, first."""
    from sim.base import number_text as words

    worst = sorted(range(len(found.model.questions)), key=lambda i: -found.model.brier[i])[:WORST]
    table = console.table(
        f"Where it was most wrong, {len(worst)} of {len(found.model.questions)} questions",
        "question",
        "it happened",
        numbers=("said", "Brier"),
    )
    for i in worst:
        question = found.asked.binary[i]
        when = question.id.removeprefix(question.entry).strip()
        said = words.percent(float(found.model.probability[i]))
        answer = "yes" if question.answer else "no"
        table.add_row(f"{question.ask} ({when})", answer, said, f"{found.model.brier[i]:.2f}")
    console.out.print(table)


def _show_rivals(found: "Retrodiction") -> None:
    """Everybody's scores, and whether the model's lead can be told from luck."""
    from sim.base import number_text as words
    from sim.report.hindcast_json import scores as scored

    model = found.model
    numbers = ("questions", "Brier", "95 %", "unchanged", "changed", "log")
    scores = console.table(
        "Scores (0 is best, one half scores 0.25)", "forecaster", numbers=numbers
    )
    for each in (model, *found.others.values(), *found.partial.values()):
        said = scored(found, each)
        low, high = said["ci95"]
        parts = [said.get("brier_unchanged"), said.get("brier_turned")]
        scores.add_row(
            each.name,
            str(said["questions"]),
            f"{said['brier']:.3f}",
            f"{low:.2f}–{high:.2f}",
            *("–" if part is None else f"{part:.2f}" for part in parts),
            "∞" if said["log"] is None else f"{said['log']:.2f}",
        )
    console.out.print(scores)
    console.note(
        'Unchanged, changed: mean Brier score where "nothing changes" was right, and where it was '
        "wrong. Intervals resample the shocks that questions share, not the questions. ∞: what was "
        f"called impossible happened. {found.sampled}"
    )
    columns = ("lead", "95 %", "clusters", "detectable")
    table = console.table("The model's lead", "over", "verdict", numbers=columns)
    for name, skill in found.skills.items():
        table.add_row(
            name,
            skill.verdict,
            words.signed(skill.difference, 3),
            words.signed_range(*skill.ci95),
            str(skill.clusters),
            words.UNKNOWN if math.isnan(skill.detectable) else f"{skill.detectable:.2f}",
        )
    console.out.print(table)
    console.note(
        "Lead: how much lower its Brier score is. Detectable: the smallest true lead that so few "
        "clusters would have shown four times in five. Fewer than six clusters decide nothing; of "
        "one alone, neither interval nor detectable lead is known."
    )


def _show_measured(found: "Retrodiction") -> None:
    """Numbers that were observed, against the distributions over worlds."""
    from sim.base import number_text as words

    numbers = ("observed", "before", "median", "nine of ten", "CRPS", "inside")
    table = console.table("Numbers", "what", numbers=numbers)
    for measured, met in found.measured:
        inside = "half" if met.inside50 else "nine tenths" if met.inside90 else "no"
        table.add_row(
            f"{measured.title}, {measured.id.removeprefix(measured.entry).strip()}",
            words.number(measured.observed),
            "–" if measured.before is None else words.number(measured.before),
            words.number(met.median),
            words.number_range(*met.central90),
            words.number(met.crps),
            inside,
        )
    console.out.print(table)
    n = len(found.measured)
    half = sum(met.inside50 for _, met in found.measured)
    most = sum(met.inside90 for _, met in found.measured)
    console.note(
        f"{half} of {n} lie in the central half, {most} in the central nine tenths. CRPS: in the "
        "unit of the number; that of a single guess is its error."
    )


def _show_unasked(found: "Retrodiction") -> None:
    table = console.table("Not asked: the state would need an invention", "question", "why")
    for each in found.asked.not_expressible.values():
        table.add_row(each.ask, each.because)
    console.out.print(table)
