"""`sim check`: errors in scenarios and in the files that they use, without a run."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import console, expectation_tables, influence_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.dispute import Dispute
    from sim.engine.runs import Question
    from sim.scenario import Offer, Scenario
    from sim.studies.expectation_checks import ExpectationCheck


def check(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            help="Scenario files or names (default: those in scenarios/, else the packaged)."
        ),
    ] = None,
    decoration: Annotated[
        bool,
        typer.Option(
            "--decoration",
            help="Run them, and test that every mechanism, form and lever changes some outcome.",
        ),
    ] = False,
    expectations: Annotated[
        bool,
        typer.Option(
            "--expectations",
            help="Test the expectations of the named files, or else those of the dispute.",
        ),
    ] = False,
    influence: Annotated[
        bool,
        typer.Option(
            "--influence",
            help="Measure the weight of interests, coded evidence and mechanisms, in one scenario.",
        ),
    ] = False,
    worlds: Annotated[
        int,
        typer.Option("--worlds", min=1, help="Number of worlds of each run of the options above."),
    ] = 1000,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="With --expectations or --influence: print one JSON object and nothing else.",
        ),
    ] = False,
) -> None:
    """Check scenarios and their files without running them.

    Every error is listed as file:line:column: what; what is allowed; the cure. A posterior that no
    longer fits the priors is an error; one made by other code gives a notice. Without names, the
    start of the model is checked too: whether it is a steady state, which states change by
    themselves, and how certain each choice is at the start.

    --expectations tests the directions that claims or users state (`expectations:`). A partial
    sign, with all else held, must hold; otherwise the exit status is 1. A total sign, over a run in
    which everyone reacts, is reported with its uncertainty and never fails the check.

    --influence needs one scenario that extends another. It shows the influence of each interest
    beside its salience, and the change of outcomes, in the same worlds, when saliences are equal,
    when priors are flat, when an article is left out and when a mechanism is off.
    """
    from sim import scenario
    from sim.base.errors import Problems
    from sim.dispute import POSTERIOR
    from sim.engine import runs

    _check_options(scenarios, expectations, influence, as_json)
    offer = cache(scenario.offer)
    problems = Problems()
    found: list[tuple[str, Scenario]] = []
    questions: list[Question] = []
    for name in scenarios or _present():
        with problems.gather():
            question = runs.read(name, offers=offer)
            each = question.scenario
            _check_dispute(question)
            found.append((name, each))
            questions.append(question)
            if not as_json:
                console.out.print(f"{name}: {each.title}: can be run", soft_wrap=True)
                if question.unpaired:
                    console.note(question.notice())
    problems.raise_any()
    if not as_json:
        drawing = {each.calibration for _, each in found if each.draws == POSTERIOR}
        _tell_of_posteriors([offer(name).dispute for name in drawing])
    if influence:
        influence_tables.examine(questions[0], worlds, as_json=as_json)
        return
    asked = expectation_tables.ask(found, offer, worlds, named=bool(scenarios))
    if expectations:
        _examine(asked, worlds, as_json=as_json)
        return
    read = [each for _, each in found]
    if decoration:
        for calibration in dict.fromkeys(each.calibration for each in read):
            group = [each for each in read if each.calibration == calibration]
            _show_decoration(offer(calibration).dispute, group, worlds)
    if not (scenarios or decoration):
        _show_starts(read, offer)


def _show_starts(scenarios: "list[Scenario]", offers: "Callable[[str], Offer]") -> None:
    """How each start behaves by itself, one for each calibration and start."""
    starts = {(each.calibration, each.start): each for each in reversed(scenarios)}
    for each in starts.values():
        dispute = offers(each.calibration).dispute
        _show_rest(dispute, each)
        _show_choices(dispute, each)


def _check_options(
    scenarios: list[str] | None, expectations: bool, influence: bool, as_json: bool
) -> None:
    """InputError where options do not go together."""
    from sim.base.errors import InputError, Problem

    if as_json and not (expectations or influence):
        cure = "add --expectations or --influence"
        raise InputError([Problem("--json needs another option", cure=cure)])
    if expectations and influence:
        cure = "ask for one of them"
        raise InputError([Problem("--expectations and --influence exclude each other", cure=cure)])
    if influence and (scenarios is None or len(scenarios) != 1):
        cure = "sim check --influence SCENARIO"
        raise InputError([Problem("--influence needs one scenario", cure=cure)])


def _tell_of_posteriors(disputes: "list[Dispute]") -> None:
    """Whether laws have changed since a posterior was made; nothing is wrong with it otherwise.

    A record without a probe of the window's worlds tells by the hash of the code.
    """
    from sim.results.manifest import versions
    from sim.studies import calibration as calibrate

    now = versions()["code"]
    for dispute in disputes:
        if dispute.posterior is None:
            continue
        record = dispute.posterior.record
        made = record.versions.get("code", "")
        if made == now:
            continue
        if not record.probe:
            console.note(
                f"The posterior of {dispute.name} was made by other code ({made[:10]}, now "
                f"{now[:10]}). Where a law has changed since, `sim calibrate` makes it anew."
            )
            continue
        asked = calibrate.ask(dispute.name, calibrate.PROBED, record.seed)
        if moved := calibrate.moved(asked, record):
            console.note(
                f"The posterior of {dispute.name} was made by other laws: worlds of its window "
                f"agree otherwise with {', '.join(moved)}. `sim calibrate` makes it anew."
            )


def _check_dispute(question: "Question") -> None:
    """InputError if its laws cannot be wired, its first question answered, or its map drawn."""
    from sim.analysis.expressions import headline_expression
    from sim.dispute import geography

    question.check()
    headline_expression(question.dispute, question.manifest())
    geography.find(question.dispute)


def _examine(asked: "list[ExpectationCheck]", worlds: int, *, as_json: bool) -> None:
    """Show what the model says to all that is expected; SimError if a partial sign is broken."""
    from sim.base.errors import SimError
    from sim.studies.expectation_checks import summary

    found = expectation_tables.examine(asked)
    if as_json:
        console.show_json(summary(found, worlds))
    else:
        expectation_tables.show(found, worlds)
    broken = [name for each in found for name in each.broken]
    if broken:
        raise SimError(f"partial signs that are not as their files say: {', '.join(broken)}")


def _present() -> list[str]:
    """The scenarios here, or those that are packaged."""
    from sim import scenario

    here = sorted(str(path) for path in Path("scenarios").glob("*.yaml"))
    return here or scenario.names()


def _show_rest(dispute: "Dispute", scenario: "Scenario") -> None:
    """Whether nobody moves where nothing happens, and what the laws move by themselves."""
    from sim.base import number_text
    from sim.studies.steady_state import rest

    found = rest(dispute, scenario)
    console.out.print(
        f"\nThe start, {scenario.start}: one world at prior medians and middling tastes in which "
        f"nothing happens, {found.quarters} quarters."
    )
    moves = [f"{move.lever} takes {move.option} in quarter {move.quarter}" for move in found.moves]
    console.out.print("; ".join(moves) + "." if moves else "No decision moves: it is a rest point.")
    title = f"What moves by itself in {found.quarters} quarters"
    numbers = ("start", "change")
    table = console.table(title, "law", "state", "what", "unit", "from", numbers=numbers)
    for drift in found.drifts:
        since = "the start" if drift.at_once else "later"
        start, change = number_text.number(drift.start), number_text.number(drift.change)
        table.add_row(drift.step, drift.path, drift.title, drift.unit, since, start, change)
    console.out.print(table)


def _show_choices(dispute: "Dispute", scenario: "Scenario") -> None:
    """How settled each choice is at the start, once its lever is on the table."""
    from sim.base import number_text
    from sim.studies.choice_saturation import SURE, saturation

    numbers = ("chance", "gain in scales (90 %)", "settled")
    table = console.table(
        "How settled each choice is at the start", "lever", "option", numbers=numbers
    )
    lever = ""
    for each in saturation(dispute, scenario):
        low, middle, high = (number_text.number(value, 2) for value in each.gain)
        named, settled = (
            ("", "") if each.lever == lever else (each.lever, number_text.percent(each.sure))
        )
        lever = each.lever
        gain = f"{middle} ({low} to {high})"
        table.add_row(named, each.option, number_text.percent(each.chance), gain, settled)
    console.out.print(table)
    console.note(
        "Chance: of an option once its lever is on the table, mean over worlds. Gain: utility over "
        f"holding. Settled: worlds in which one option has more than {number_text.percent(SURE)}."
    )


def _show_decoration(dispute: "Dispute", scenarios: "list[Scenario]", worlds: int) -> None:
    """What every mechanism and form changes, and how often each lever moves."""
    from sim.base import number_text
    from sim.studies import ablation

    with console.progress("Switching", ablation.size(dispute), quiet=False) as tell:
        found = ablation.ablation(dispute, scenarios, worlds, tell)
    table = console.table(
        f"What makes a difference: share of {found.worlds:,} worlds in which an outcome changes",
        *("mechanism or form", "option", "against", "in scenario"),
        numbers=("any outcome", "more than a number"),
    )
    for effect in found.effects:
        names = (effect.name, effect.option or "off", effect.against or "on", effect.scenario)
        table.add_row(*names, number_text.percent(effect.share), number_text.percent(effect.turned))
    console.out.print(table)
    table = console.table(
        f"How often each lever moves in {found.scenario}", "lever", "option", numbers=("moves",)
    )
    for use in found.uses:
        table.add_row(use.lever, use.option, number_text.percent(use.share))
    console.out.print(table)
    faults = ", ".join(found.decorations) or "nothing"
    console.note(
        "Moves: share of quarters and worlds. Decoration, below "
        f"{number_text.percent(ablation.LEAST)} "
        f"in every scenario asked: {faults}."
    )
