"""Which change did it, as `sim compare --attribute` shows it."""

from typing import TYPE_CHECKING

from sim.cli import console

if TYPE_CHECKING:
    from rich.table import Table

    from sim.analysis.attribution import Attribution, ContributionEstimate, OutcomeAttribution
    from sim.studies.attribution import AttributionPlan

_NUMBERS = ("contribution", "95 %", "over forms", "by itself", "lost without")


def answer(planned: "AttributionPlan", workers: int, *, quiet: bool) -> "Attribution":
    """Run what tells the changes apart, with a bar."""
    from sim.studies import attribution

    what = f"{planned.scenario.name}: change by change"
    with console.progress(what, planned.size, quiet=quiet) as advance:
        return attribution.answer(
            planned, workers=workers if workers > 1 else None, progress=advance
        )


def show(found: "Attribution", name: str, base: str) -> None:
    """What each change contributes to each answer that moved, the kinds of changes kept apart.

    name, base : what the scenarios are called
    """
    table = console.table(
        f"Which change did it: {name}, less: {base}", "outcome and change", numbers=_NUMBERS
    )
    for outcome in found.moved:
        _show_outcome(table, outcome)
    moved = len(found.moved)
    console.out.print(table if moved else "No change moves any answer beyond chance.")
    rest = len(found.outcomes) - moved
    said = [
        *found.notes,
        "Contribution: Shapley value, the mean over all orders in which the changes can be made; "
        "those of all changes add up to the difference. By itself: made alone. Lost without: where "
        "all others are made. Where a change does more by itself than is lost without it, another "
        "stands in for it; where less, it needs another.",
    ]
    if moved and rest:
        said.append(f"{rest} answers that no change moves beyond chance are left out.")
    if any(change.why and "*" in change.name for change in found.changes):
        said.append("--attribute-apart keeps families of parameters apart.")
    console.note(" ".join(said))


def _show_outcome(table: "Table", outcome: "OutcomeAttribution") -> None:
    from sim.analysis.attribution import TITLES

    label = f"{outcome.label} ({outcome.unit})" if outcome.unit else outcome.label
    table.add_row(label, *_cells(outcome, outcome.total), style="bold")
    for kind, part in outcome.kinds.items():
        members = [each for each in outcome.contributions if each.change.kind == kind]
        table.add_row(f"  {TITLES[kind]}", *(_cells(outcome, part) if len(members) > 1 else ()))
        for each in members:
            alone, last = (outcome.cell(one.value) for one in (each.alone, each.last))
            cells = _cells(outcome, each.share)
            table.add_row(f"    {each.change.name}", *cells, alone, last)


def _cells(outcome: "OutcomeAttribution", part: "ContributionEstimate") -> tuple[str, str, str]:
    return outcome.cell(part.value), outcome.cell(*part.ci95), outcome.cell(*part.forms)
