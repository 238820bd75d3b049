"""All that is expected in one file, examined: the partial signs and the total ones."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import expectations
from sim.base.paths import nearby
from sim.dispute import Dispute
from sim.engine.ensemble import Progress
from sim.expectations import Expectation
from sim.results.manifest import versions
from sim.scenario import Offer, Scenario, read
from sim.studies import partial_effects, total_effects
from sim.studies.partial_effects import Partiality
from sim.studies.total_effects import Finding, TotalEffectsDesign

SCHEMA = 1


@dataclass(frozen=True)
class ExpectationCheck:
    """What one file expects, checked.

    title : whose expectations they are
    scenario : in whose worlds partial signs are looked for
    """

    title: str
    expectations: tuple[Expectation, ...]
    dispute: Dispute
    scenario: Scenario
    plan: TotalEffectsDesign

    @property
    def size(self) -> int:
        """Number of runs."""
        return self.plan.size


@dataclass(frozen=True)
class Examined:
    """What the model says to all of it."""

    asked: ExpectationCheck
    partial: tuple[Partiality, ...]
    total: tuple[Finding, ...]

    @property
    def broken(self) -> tuple[str, ...]:
        """Partial signs that do not hold, and those that are said to fail and hold."""
        return tuple(
            each.expectation.id for each in self.partial if each.holds == each.is_said_to_fail
        )


def of_dispute(offer: Offer, *, worlds: int = total_effects.WORLDS) -> ExpectationCheck | None:
    """What a dispute's file expects; None if there is no such file.

    worlds : of each run
    Raises InputError with every fault of the file.
    """
    found = expectations.load(offer.dispute, offer.claims)
    if found is None:
        return None
    plan = total_effects.design(found.expectations, found.against, offer, worlds=worlds)
    against = read(found.against, lambda _: offer)
    return ExpectationCheck(offer.dispute.title, found.expectations, offer.dispute, against, plan)


def of_scenario(
    reference: str | Path, scenario: Scenario, offer: Offer, *, worlds: int = total_effects.WORLDS
) -> ExpectationCheck:
    """What a scenario's file expects of it.

    worlds : of each run
    Raises InputError, at its place, with what could not be answered.
    """
    plan = total_effects.design(scenario.expectations, reference, offer, worlds=worlds)
    return ExpectationCheck(scenario.title, scenario.expectations, offer.dispute, scenario, plan)


def examine_all(
    asked: Sequence[ExpectationCheck], progress: Progress | None = None
) -> list[Examined]:
    """What the model says to each; progress is told the number of runs done of all of them."""
    found: list[Examined] = []
    before = 0

    def tell(done: int) -> None:
        if progress is not None:
            progress(before + done)

    for each in asked:
        partial = partial_effects.signs(each.expectations, each.dispute, each.scenario)
        total = total_effects.by_file(total_effects.totals(each.plan, progress=tell))
        found.append(Examined(each, partial, total))
        before += each.size
    return found


def summary(found: Sequence[Examined], worlds: int) -> dict[str, Any]:
    """The object of `--json`: every expectation in the order of its file, with what was found."""
    return {
        "schema": SCHEMA,
        "worlds": worlds,
        "partial_worlds": partial_effects.WORLDS,
        "versions": {key: versions()[key] for key in ("sim", "code")},
        "expectations": [entry for each in found for entry in _entries(each)],
    }


def _entries(found: Examined) -> list[dict[str, Any]]:
    said: Mapping[str, dict[str, Any]] = {
        **{each.expectation.id: _of_partial(each) for each in found.partial},
        **{each.expectation.id: _of_total(each) for each in found.total},
    }
    return [
        {
            "id": each.id,
            "file": nearby(Path(each.mark.file)),
            "line": each.mark.line,
            "scope": each.scope,
            "claims": [*each.claims, *each.likewise],
            "cause": each.cause,
            "effect": each.effect,
            "sign": each.sign,
            **said.get(each.id, {"not_modelled": each.not_modelled}),
        }
        for each in found.asked.expectations
    ]


def _of_partial(found: Partiality) -> dict[str, Any]:
    return {
        "right": found.right,
        "wrong": found.wrong,
        "slight": found.slight,
        "verdict": "holds" if found.holds else "does not hold",
    }


def _of_total(found: Finding) -> dict[str, Any]:
    sign, difference = found.sign, found.sign.found
    holding, of = sign.options
    return {
        "change": found.change,
        "scenario": found.scenario,
        "base": found.base,
        "outcome": difference.expression,
        "label": difference.label,
        "unit": difference.unit,
        "is_share": difference.is_share,
        "expected": sign.expected,
        "difference": difference.difference,
        "ci95": list(difference.ci95),
        "spread": found.spread,
        "probability": None if math.isnan(sign.probability) else sign.probability,
        "changed": difference.changed,
        "agreeing": sign.agreeing,
        "options": of,
        "agreeing_options": holding,
        "turns_with": [split.path for split in sign.sign_reversals],
        "verdict": sign.verdict,
        "reason": sign.reason,
    }
