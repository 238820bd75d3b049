"""`sim calibrate`: the posterior, joint draws weighted by their agreement with history."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import console, options

if TYPE_CHECKING:
    from sim.inputs.parameters import Register
    from sim.studies.calibration import Calibrated

SHOWN = 25  # parameters that are listed; all stand in the object of --json


def calibrate(
    calibration: Annotated[
        str | None, typer.Argument(help="Folder of calibration/ (default: the only one).")
    ] = None,
    worlds: options.Worlds = None,
    seed: options.Seed = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to write to (default: that of the calibration)."),
    ] = None,
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Print the results and write nothing.")
    ] = False,
    workers: options.Workers = 1,
    html: options.Page = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Weight draws from the priors by their fit to history.

    Runs the window of the calibration (window.yaml) over many worlds and weights each world by the
    observations in it. The joint draws that are kept are stored as the posterior, from which later
    runs draw.
    """
    from sim.base import paths
    from sim.inputs.evidence import Evidence
    from sim.studies import calibration as study

    asked = study.ask(calibration or paths.sole_calibration(), worlds, seed)
    register = asked.dispute.register
    evidence = Evidence.load(paths.seeds_folder()) if html is not None else None
    with console.progress(asked.scenario.name, asked.scenario.worlds, quiet=quiet) as advance:
        found = study.calibrate(asked.scenario, asked.dispute, workers=workers, progress=advance)
    if html is not None and evidence is not None:
        from sim.report import calibration_page

        calibration_page.write_html(html, found, calibration_page.surround(asked, evidence))
    frozen = None if dry else study.freeze(found, asked.dispute, out or asked.dispute.folder)
    if as_json:
        console.show_json(study.record(found, register))
        return
    _show_targets(found)
    _show_parameter_updates(found, register)
    if frozen is not None:
        console.out.print(f"{frozen.record.rows:,} joint draws: {frozen.file}", soft_wrap=True)
    if html is not None:
        console.out.print(f"Report: {html}", soft_wrap=True)


def _show_targets(found: "Calibrated") -> None:
    """What each target was worth."""
    from sim.base import number_text

    title = (
        f"{found.window.title}: {found.window.worlds:,} worlds, worth {found.effective:,.0f} "
        f"after weighting; {number_text.percent(found.left)} of the prior is effectively left"
    )
    numbers = ("agreement", "expected", "left alone", "added, nats")
    table = console.table(title, "target", numbers=numbers)
    for each in found.worths:
        table.add_row(
            each.target,
            f"{each.agreement:.2f}",
            f"{each.expected:.2f}",
            number_text.percent(each.alone),
            f"{each.added:.2f}",
        )
    console.out.print(table)
    console.note(
        "Agreement: mean likelihood over the prior, relative to the best that could be; expected: "
        "over the worlds that agree with all other targets. Left alone: effective share of the "
        "worlds. Added: by how much it narrows what the others leave."
    )


def _show_parameter_updates(found: "Calibrated", register: "Register") -> None:
    """What moved, and of how much history says nothing."""
    from sim.base import number_text

    informed = [each for each in found.parameter_updates if each.informed]
    title = f"History says something of {len(informed)} of {len(register)} parameters"
    numbers = ("prior", "posterior", "shift, sd", "spread", "distance")
    table = console.table(title, "parameter", numbers=numbers)
    for each in informed[:SHOWN]:
        if register[each.path].is_form:
            before, after = found.options(each.path)
            pairs = zip(register[each.path].options, before, after, strict=False)
            said = ", ".join(
                f"{o} {number_text.per_100(b)} → {number_text.per_100(a)} %" for o, b, a in pairs
            )
            table.add_row(f"{each.path}: {said}", "", "", "", "", f"{each.distance:.2f}")
            continue
        (mean, spread), (now, left) = each.prior, each.posterior
        table.add_row(
            each.path,
            f"{number_text.number(mean)} ± {number_text.number(spread, 2)}",
            f"{number_text.number(now)} ± {number_text.number(left, 2)}",
            number_text.signed(each.shift),
            f"×{left / spread:.2f}",
            f"{each.distance:.2f}",
        )
    console.out.print(table)
    more = f" {len(informed) - SHOWN} more have moved less." if len(informed) > SHOWN else ""
    console.note(
        f"Mean ± standard deviation; distance: largest gap of the distribution functions.{more} "
        f"Of the other {len(register) - len(informed)} history says nothing that can be told from "
        "chance."
    )
