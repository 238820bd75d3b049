"""The objects from which docs/validation.md is made, as commands print them.

    python tools/docs/validation_results.py [NAME…] [--workers N]     all of them, or those named

Each stands in docs/results/ with the seed, the worlds and the version that made it. The first five
are the `--json` of a command, without the folder on the machine that ran it:

    calibration             sim calibrate --dry-run --json
    hindcast                sim hindcast --json
    baseline                sim run baseline --json
    baseline_prior          the same from the priors alone
    trump_lifts_sanctions   sim run trump_lifts_sanctions --json
    channels                the same difference with one thing switched in both (channels.py)
    equifinality            sim compare baseline trump_lifts_sanctions --clusters --json, its groups
    decoration              what `sim check --decoration` counts
    influence               sim check --influence trump_lifts_sanctions --json

A few minutes together.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import channels

from sim import scenario
from sim.analysis import comparison
from sim.analysis import outcome_summary as outcomes
from sim.base.paths import seeds_folder
from sim.engine import runs
from sim.inputs.evidence import Evidence
from sim.report import hindcast_json as record
from sim.results import Run
from sim.results.manifest import versions
from sim.studies import (
    ablation,
    equifinality,
    evidence_weight,
    hindcast,
)
from sim.studies import (
    calibration as calibrate,
)
from sim.studies import (
    comparison as compare,
)

FOLDER = Path(__file__).parents[2] / "docs" / "results"
BASE, LIFTED = "baseline", "trump_lifts_sanctions"
CALIBRATION = "kurils"
DIGITS = 6  # significant ones that are kept: far below any error
SWITCHED, VARIED, WEIGHED = 1000, 5000, 4000  # worlds of decoration, channels and influence


def calibration(workers: int) -> dict[str, Any]:
    """What history has taught."""
    asked = calibrate.ask(CALIBRATION)
    found = calibrate.calibrate(asked.scenario, asked.dispute, workers=workers)
    return calibrate.record(found, asked.dispute.register)


def retrodiction(workers: int) -> dict[str, Any]:
    """The record on dated questions."""
    return record.record(hindcast.hindcast(hindcast.ask(BASE), workers=workers))


def told(name: str, workers: int, *, prior: bool = False) -> dict[str, Any]:
    """The outcomes of a scenario."""
    question = runs.read(name, prior=prior)
    run = runs.answer(question, workers=workers)
    differs = comparison.written(question.differences())
    return {
        **{key: value for key, value in outcomes.summary(run).items() if key != "folder"},
        "versions": made_by(run),
        "differs": differs,
    }


def switched(workers: int) -> dict[str, Any]:
    """What each mechanism and form changes, and how often each lever moves."""
    del workers  # one batch at a time
    others = (name for name in scenario.names() if name not in (BASE, LIFTED))
    asked = [scenario.read(name, offer) for name in (BASE, LIFTED, *others)]
    asked = [each for each in asked if not each.observations]
    found = ablation.ablation(offer(CALIBRATION).dispute, asked, SWITCHED)
    return {**asdict(found), "seed": asked[0].seed, "versions": made_by()}


def varied(workers: int) -> dict[str, Any]:
    """By which mechanism lifting acts."""
    rows = channels.measured(VARIED, workers)
    seed = scenario.read(BASE, offer).seed
    return {"worlds": VARIED, "seed": seed, "versions": made_by(), "rows": rows}


def grouped(workers: int) -> dict[str, Any]:
    """Whether draws that history cannot tell apart disagree on what lifting does."""
    asked = compare.read([BASE, LIFTED])
    groups = equifinality.read(asked)
    questions = [each.question for each in asked if each.question is not None]
    ran = [runs.answer(question, workers=workers) for question in questions]
    found = equifinality.equifinality(compare.judge(asked, ran), groups)
    manifest = ran[0].manifest
    return {
        "worlds": manifest.worlds,
        "seed": manifest.seed,
        "versions": made_by(ran[0]),
        **equifinality.record(found),
    }


def weighed(_workers: int) -> dict[str, Any]:
    """Influence of interests, and effects of parts of the evidence and of mechanisms."""
    question = runs.read(LIFTED)
    asked = evidence_weight.plan(question, Evidence.load(seeds_folder()))
    found = evidence_weight.evidence_weight(asked, worlds=WEIGHED)
    summary = evidence_weight.summary(found)
    return {**summary, "seed": question.scenario.seed, "versions": made_by()}


def made_by(run: Run | None = None) -> dict[str, str]:
    """Version of the package and of its code."""
    known = versions() if run is None else run.manifest.versions
    return {name: known[name] for name in ("sim", "code")}


offer = cache(scenario.offer)

MAKERS: Mapping[str, Callable[[int], dict[str, Any]]] = {
    "calibration": calibration,
    "hindcast": retrodiction,
    "baseline": lambda workers: told(BASE, workers),
    "baseline_prior": lambda workers: told(BASE, workers, prior=True),
    "trump_lifts_sanctions": lambda workers: told(LIFTED, workers),
    "channels": varied,
    "equifinality": grouped,
    "decoration": switched,
    "influence": weighed,
}


def shortened(value: Any) -> Any:
    """The same with numbers of no more digits than mean something."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, Mapping):
        return {key: shortened(each) for key, each in value.items()}
    return [shortened(each) for each in value] if isinstance(value, list | tuple) else value


def keep(name: str, found: Mapping[str, Any]) -> None:
    """Write one object."""
    text = json.dumps(shortened(found), indent=1, ensure_ascii=False, allow_nan=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


@cache
def kept(name: str) -> dict[str, Any]:
    """One object as it stands."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what is asked for and keep it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", default=[])
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(MAKERS):
        parser.error(f"no such object: {', '.join(sorted(unknown))}; there are {', '.join(MAKERS)}")
    for name in given.names or MAKERS:
        if sys.stderr.isatty():
            sys.stderr.write(f"{name}\n")
        keep(name, MAKERS[name](given.workers))


if __name__ == "__main__":
    main()
