"""By which mechanism one scenario differs from another: a table of docs/validation.md.

    python tools/docs/channels.py [--worlds N] [--workers N]

Each row switches one thing in both scenarios, over the same worlds, and gives the paired
differences with their 95 % intervals, of shares in points. `python tools/docs/validation_results.py
channels` keeps it.
"""

import argparse
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from tables import table

from sim import scenario
from sim.analysis import paired_differences as paired
from sim.analysis.expressions import Expression
from sim.engine import runs
from sim.engine.runs import Question
from sim.results import Run

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
ASKED: Mapping[str, Expression] = {
    "at least two islands": Expression("settlement", ">=", "two_islands"),
    "at least joint activities": Expression("settlement", ">=", "joint_activities"),
    "peace treaty": Expression("peace_treaty"),
    "EU sanctions in force": Expression("eu_sanctions_in_force"),
    "claimant's severity": Expression("japan_sanctions"),
}

offer = cache(scenario.offer)


def measured(worlds: int, workers: int = 1) -> list[dict[str, Any]]:
    """The rows: label, and of each answer the difference and its interval."""
    return [
        {
            "variant": label,
            "answers": {
                each.expression: {"difference": each.difference, "ci95": list(each.ci95)}
                for each in paired.differences(changed, base, list(ASKED.values()))
            },
        }
        for label, base, changed in variants(worlds, workers)
    ]


def variants(worlds: int, workers: int) -> Iterator[tuple[str, Run, Run]]:
    """Each thing that is switched, with both runs."""

    def run(name: str, **how: Any) -> Run:
        return answered(name, worlds, workers, **how)

    base = run(BASE)
    yield "as it is", base, run(CHANGED)
    yield "only the order", base, run(CHANGED, only="executive_order")
    yield "only the salience", base, run(CHANGED, only="us.salience.punishment")
    for name in OFF:
        yield f"{name} off in both", run(BASE, off=(name,)), run(CHANGED, off=(name,))
    register = offer("kurils").register
    changes: list[tuple[str, Mapping[str, Any]]] = [
        (option.replace("_", " "), {form: option})
        for form in FORMS
        for option in register[form].options
    ]
    changes += [(f"{path} 0", {path: 0}) for path in WITHOUT]
    for label, change in changes:
        yield label, run(BASE, changes=change), run(CHANGED, changes=change)


def answered(
    name: str,
    worlds: int,
    workers: int,
    *,
    changes: Mapping[str, Any] | None = None,
    off: Collection[str] = (),
    only: str | None = None,
) -> Run:
    """The run of a scenario with some changes.

    only : the one event or override of the scenario that is kept
    """
    asked = scenario.read(name, offer, changes=changes or {}, worlds=worlds)
    asked = replace(asked, mechanisms_off=tuple(off))
    if only is not None:
        asked = replace(
            asked,
            events=tuple(event for event in asked.events if event.id == only),
            overrides=tuple(override for override in asked.overrides if override.path == only),
        )
    return runs.answer(Question(asked, offer(asked.calibration).dispute), workers=workers)


def shown(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as a table."""
    lines = [
        [row["variant"], *(cell(asks, row["answers"][str(asks)]) for asks in ASKED.values())]
        for row in rows
    ]
    return table(["variant", *ASKED], lines)


def cell(asks: Expression, found: Mapping[str, Any]) -> str:
    """A difference with half the width of its interval."""
    low, high = found["ci95"]
    if asks == ASKED["claimant's severity"]:
        return f"{signed(found['difference'], 3)} ± {(high - low) / 2:.3f}"
    return f"{signed(100 * found['difference'], 1)} ± {50 * (high - low):.1f}"


def signed(value: float, decimals: int) -> str:
    """A number with its sign; 0 without one."""
    text = f"{value:+.{decimals}f}"
    return text.replace("-", "−") if any(digit in text for digit in "123456789") else text[1:]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=3000)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    print(shown(measured(given.worlds, given.workers)), end="")


if __name__ == "__main__":
    main()
