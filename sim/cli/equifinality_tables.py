"""Groups of equally good draws as `sim compare --clusters` shows them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli import console

if TYPE_CHECKING:
    from sim.studies.equifinality import ClusterDifference, Equifinality, PosteriorClusters, Trait


def show(found: "Equifinality", names: Sequence[str]) -> None:
    """The groups, and which answers turn with the group or with a form.

    names : of the runs, the first one first
    """
    _show_groups(found.groups)
    for beside, name in zip(found.beside, names[1:], strict=True):
        _show_sign_reversals(beside, f"{name}, against: {names[0]}")


def _show_groups(groups: "PosteriorClusters") -> None:
    from sim.base import number_text

    each = groups.clusters
    title = (
        f"Joint draws that agree with history equally well, in {len(each.shares)} groups by "
        f"{len(each.places)} parameters that history informs"
    )
    table = console.table(
        title, "group", "what sets it apart (here, all draws)", numbers=("share",)
    )
    for i, (name, share) in enumerate(zip(groups.names, each.shares, strict=True)):
        said = "; ".join(trait_text(trait) for trait in groups.traits(i))
        table.add_row(name, said, number_text.percent(float(share)))
    console.out.print(table)
    console.note(
        f"Between the groups lies {number_text.percent(each.explained)} of the spread of the "
        "draws, and "
        f"{number_text.percent(each.by_chance)} if every parameter is shuffled by itself. "
        "Where the "
        "two are alike, the draws are one cloud, and the groups are its corners."
    )


def _show_sign_reversals(beside: "ClusterDifference", title: str) -> None:
    """The answers that turn, with what; the differences of all in each group."""
    from sim.analysis import verdict_text

    console.out.print(title, style="bold")
    turns, forms = beside.turns, beside.forms
    for turn in turns:
        above, below = turn.split.ends
        apart = ", ".join(trait_text(trait) for trait in turn.apart)
        console.out.print(
            f"- {turn.difference.label}: more in {above.name}, less in {below.name}. "
            f"What sets the two apart: {apart}"
        )
    for difference, split in forms:
        more, less = (part.name.replace("_", " ") for part in split.ends)
        console.out.print(
            f"- {difference.label}: more under {more}, less under {less} ({split.path})"
        )
    if not turns:
        console.out.print("- No answer turns with the group, beyond chance.")
    if not forms:
        console.out.print("- No answer turns with a form, beyond chance.")
    table = console.table("The difference in each group", "outcome", numbers=beside.groups.names)
    for difference in beside.pair.differences:
        parts = beside.splits[difference.expression].subgroups
        cells = [
            f"{verdict_text.bounds(difference, (part.difference, part.difference))} "
            f"({verdict_text.bounds(difference, part.ci95)})"
            if part.is_known
            else "too few"
            for part in parts
        ]
        table.add_row(difference.label, *cells)
    console.out.print(table)


def trait_text(trait: "Trait") -> str:
    """A parameter with its mean, or the share of an option, on both sides."""
    from sim.base import number_text

    if trait.option:
        option = trait.option.replace("_", " ")
        return (
            f"{trait.path}: {option} {number_text.percent(trait.here)} "
            f"({number_text.percent(trait.there)})"
        )
    return f"{trait.path} {number_text.number(trait.here)} ({number_text.number(trait.there)})"
