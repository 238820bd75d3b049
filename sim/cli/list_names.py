"""`sim list`: names that commands and scenario files take, with the place of each."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import console

if TYPE_CHECKING:
    from sim.scenario.listing import ListedName


def list_names(
    kind: Annotated[
        str,
        typer.Argument(
            help="disputes, scenarios, policies, outcomes, parameters or levers.", metavar="KIND"
        ),
    ] = "scenarios",
    dispute: Annotated[
        str,
        typer.Option(
            "--dispute",
            metavar="NAME",
            help="Dispute whose names are listed (default: the only one).",
        ),
    ] = "",
    starting: Annotated[
        str,
        typer.Option(
            "--starting", metavar="LETTERS", help="Only names that start with these letters."
        ),
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object and nothing else.")
    ] = False,
) -> None:
    """List names with a title and the file that declares each.

    KIND is one of disputes, scenarios, policies, outcomes, parameters and levers.
    """
    found = [each for each in _named(kind, dispute) if each.name.startswith(starting)]
    if as_json:
        entries = [vars(each) for each in found]
        console.show_json({"schema": 1, "kind": kind, "names": entries})
        return
    table = console.table(kind.capitalize(), "name", "what it is", "where")
    for each in found:
        table.add_row(each.name, each.title, each.place)
    console.out.print(table)
    console.note(f"{len(found)} {kind}")


def _named(kind: str, dispute: str) -> "list[ListedName]":
    """The names of a kind; InputError where there is no such kind or dispute."""
    from sim import scenario
    from sim.base import paths
    from sim.base.errors import InputError, Problem, suggest
    from sim.scenario import listing

    if kind in listing.WITHOUT_DISPUTE:
        return list(listing.WITHOUT_DISPUTE[kind]())
    if kind not in listing.OF_DISPUTE:
        allowed = f"one of: {', '.join(listing.KINDS)}"
        cure = suggest(kind, listing.KINDS)
        raise InputError([Problem(f"there is no list of {kind!r}", allowed, cure)])
    return list(listing.OF_DISPUTE[kind](scenario.offer(dispute or paths.sole_calibration())))
