"""`sim evidence`: claims, parameters and actors, and the links between them."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import console

if TYPE_CHECKING:
    from sim.inputs.evidence import ActorView, Claim, ClaimView, Overview, ParameterView
    from sim.inputs.parameters import Parameter
    from sim.report.provenance import Fields


def evidence(
    name: Annotated[
        str | None, typer.Argument(help="Id of a claim, name of an actor, or path of a parameter.")
    ] = None,
    calibration: Annotated[
        str | None, typer.Option(help="The dispute (default: the first in calibration/).")
    ] = None,
) -> None:
    """Show claims, actors, parameters and their links.

    Without a name, lists all articles, claims and parameters. A parameter is shown with the claims
    that it rests on, a claim with the parameters that rest on it.
    """
    from sim import dispute
    from sim.base import paths
    from sim.inputs import evidence
    from sim.inputs.evidence import ActorView, ClaimView, ParameterView

    register = dispute.load(calibration or next(iter(paths.calibrations()), "")).register
    found = evidence.Evidence.load(paths.seeds_folder())
    if name is None:
        _show_overview(evidence.overview(found, register), tuple(found.values()))
        return
    match evidence.look_up(name, found, register):
        case ClaimView() as view:
            _show_claim(view)
        case ActorView() as view:
            _show_actor(view)
        case ParameterView() as view:
            _show_parameter(view)


def _show_overview(view: "Overview", claims: tuple["Claim", ...]) -> None:
    table = console.table("Articles", "id", "article", "outlet", "date", numbers=("claims",))
    for article, counts in view.articles:
        row = (article.title, article.outlet, article.date)
        table.add_row(article.id, *row, str(sum(counts.values())))
    console.out.print(table)
    actors = ", ".join(f"{actor} ({count})" for actor, count in view.actors.items())
    console.out.print(f"Actors, with the claims about them: {actors}\n")
    _show_claims("Claims", claims)
    _show_parameters("Parameters", view.parameters)
    groups = len(view.clusters)
    console.out.print(
        f"{len(claims)} claims, {groups} clusters of claims that repeat one another, "
        f"{len(view.contradictions)} contradictions, {len(view.flagged)} flagged as impossible, "
        f"{len(view.unused)} that feed no parameter. {len(view.parameters)} parameters."
    )


def _show_claim(view: "ClaimView") -> None:
    from sim.report import provenance

    claim = view.claim
    console.out.print(f"{claim.id}: {claim.text}", style="bold")
    _show_fields(provenance.of_claim(view))
    _show_claims(f"Repeated by (cluster {claim.group})", view.repeats)
    _show_claims("Contradicted by", view.contradicts)
    if not view.parameters:
        console.out.print("It feeds no parameter.")
        return
    _show_parameters("Feeds", tuple(parameter for parameter, _ in view.parameters))
    for parameter, against in view.parameters:
        if against:
            console.out.print(f"For {parameter.path} it speaks for a low value.")


def _show_actor(view: "ActorView") -> None:
    console.out.print(f"{view.actor}: {view.meaning}\n", style="bold")
    _show_claims("Claims about it", view.claims)
    _show_parameters("Its parameters", view.parameters)


def _show_parameter(view: "ParameterView") -> None:
    from sim.report import provenance

    parameter = view.parameter
    console.out.print(f"{parameter.path}: {parameter.meaning}", style="bold")
    _show_fields(provenance.of_parameter(view))
    if not view.claims:
        return
    terms = ("magnitude", "credence", "reliability")
    table = console.table("Rests on", "claim", "reads", *terms, "what it says")
    for claim, article, against in view.claims:
        terms = (claim.magnitude, claim.credence, claim.reliability)
        reads = "against" if against else "for"
        table.add_row(claim.id, reads, *terms, f"{claim.text} ({provenance.place(claim, article)})")
    console.out.print(table)


def _show_fields(fields: "Fields") -> None:
    """A line for each field."""
    table = console.grid()
    for heading, text in fields:
        table.add_row(heading, text)
    console.out.print(table)
    console.out.print()


def _show_claims(title: str, claims: tuple["Claim", ...]) -> None:
    if not claims:
        return
    weights = ("magnitude", "credence", "rel.")
    table = console.table(title, "id", "kind", "voice", *weights, "what it says")
    for claim in claims:
        terms = (claim.kind, claim.voice, claim.magnitude, claim.credence, claim.reliability)
        table.add_row(claim.id, *terms, claim.text + (" (flagged)" if claim.flag else ""))
    console.out.print(table)


def _show_parameters(title: str, parameters: tuple["Parameter", ...]) -> None:
    if not parameters:
        return
    from sim.report.provenance import spread

    table = console.table(title, "path", "median (90 %)", "unit", "rests on")
    table.columns[0].no_wrap = True
    for parameter in parameters:
        claims = ", ".join(link.claim for link in parameter.claims)
        why = claims or parameter.source or "judgement"
        table.add_row(parameter.path, spread(parameter), parameter.unit, why)
    console.out.print(table)
