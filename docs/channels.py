"""By which mechanism one scenario differs from another: the table of docs/validation.md, section 4.

    python docs/channels.py [--worlds N]

Each row switches one thing in both scenarios, over the same worlds, and gives the paired
differences in points with their 95 % intervals (of the number of worlds only).
"""

import argparse
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim import ensemble, scenario
from sim.axes import Array

BASE, CHANGED = "baseline", "trump_lifts_sanctions"
OFF = (
    "council",
    "alliance",
    "alignment",
    "legislature",
    "sanctions",
    "promises",
    "ratification",
    "trust",
)
FORMS = ("interests.wedge.form", "choices.bargaining.delay")
WITHOUT = ("russia.salience.wedge", "japan.salience.alliance")
SEVERITY = "japan_sanctions"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=3000)
    worlds = parser.parse_args().worlds
    register = scenario.offer("kurils").register
    print("| variant | at least two islands | at least joint activities | peace treaty |", end="")
    print(" EU sanctions in force | claimant's severity |\n|---|---|---|---|---|---|")
    base = outcomes(BASE, worlds)
    row("as it is", base, outcomes(CHANGED, worlds))
    row("only the order", base, outcomes(CHANGED, worlds, only="executive_order"))
    row("only the salience", base, outcomes(CHANGED, worlds, only="us.salience.punishment"))
    for name in OFF:
        both = (outcomes(each, worlds, off=(name,)) for each in (BASE, CHANGED))
        row(f"{name} off in both", *both)
    changes: list[tuple[str, Mapping[str, Any]]] = [
        (option.replace("_", " "), {form: option})
        for form in FORMS
        for option in register[form].options
    ]
    changes += [(f"{path} 0", {path: 0}) for path in WITHOUT]
    for label, change in changes:
        row(label, *(outcomes(each, worlds, change) for each in (BASE, CHANGED)))


def outcomes(
    name: str,
    worlds: int,
    changes: Mapping[str, Any] | None = None,
    off: Collection[str] = (),
    only: str | None = None,
) -> dict[str, Array]:
    """What a scenario with some changes gives, by column of the table.

    only : the one event or override of the scenario that is kept
    """
    asked = scenario.read(name, scenario.offer, changes=changes or {}, worlds=worlds)
    asked = replace(asked, mechanisms_off=tuple(off))
    if only is not None:
        asked = replace(
            asked,
            events=tuple(event for event in asked.events if event.id == only),
            overrides=tuple(override for override in asked.overrides if override.path == only),
        )
    dispute = scenario.offer(asked.calibration).dispute
    batches = [batch.outcomes for batch in ensemble.simulate(asked, dispute)]
    found = {key: np.concatenate([batch[key] for batch in batches]) for key in batches[0]}
    rungs = list(dispute.ladder)
    return {
        "ground": found["settlement"] >= rungs.index("two_islands"),
        "joint": found["settlement"] >= rungs.index("joint_activities"),
        "treaty": found["peace_treaty"],
        "council": found["eu_sanctions_in_force"],
        SEVERITY: found[SEVERITY],
    }


def row(label: str, base: Mapping[str, Array], changed: Mapping[str, Array]) -> None:
    """Print the differences of one variant."""
    cells = []
    for key, before in base.items():
        moved = changed[key].astype(np.float64) - before
        if key == SEVERITY:
            cells.append(f"{moved.mean():+.3f}")
        else:
            wide = 1.96 * moved.std() / np.sqrt(moved.size)
            cells.append(f"{100 * moved.mean():+.1f} ± {100 * wide:.1f}")
    print(f"| {label} | {' | '.join(cells).replace('-', '−')} |", flush=True)


if __name__ == "__main__":
    main()
