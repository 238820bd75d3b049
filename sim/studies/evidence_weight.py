"""How much the coded evidence weighs in a dispute's answers: influence, knock-outs, mechanisms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.base.errors import InputError, Problem
from sim.engine.ensemble import Progress
from sim.engine.runs import Question
from sim.inputs.evidence import Evidence
from sim.studies import evidence_knock_out as knock_out
from sim.studies.evidence_knock_out import KnockOut, KnockOuts, PairedEffect, Variant
from sim.studies.influence import InterestInfluence, influences

SCHEMA = 1


@dataclass(frozen=True)
class EvidenceWeight:
    """Influence of every interest, and what each part of the evidence and mechanism changes.

    evidence, mechanisms : number of rows of the knock-out table of each kind, in this order
    """

    title: str
    influences: tuple[InterestInfluence, ...]
    knock_outs: KnockOuts
    evidence: int
    mechanisms: int


@dataclass(frozen=True)
class Plan:
    """A checked question: a scenario beside its base, and the variants of the model."""

    question: Question
    base: Question
    evidence: tuple[Variant, ...]
    mechanisms: tuple[Variant, ...]

    @property
    def size(self) -> int:
        """Number of runs."""
        return 2 * (1 + len(self.evidence) + len(self.mechanisms))


def plan(question: Question, evidence: Evidence) -> Plan:
    """The runs for one scenario that has a base in the same worlds; InputError if it has none."""
    base = question.ground()
    if base is None or question.unpaired:
        what = f"{question.scenario.name} has no base in the same worlds"
        cure = "name a scenario that extends another and keeps its start, quarters and seed"
        raise InputError([Problem(what, cure=cure)])
    dispute = question.dispute
    return Plan(
        question,
        base,
        knock_out.evidence_variants(dispute, evidence),
        knock_out.mechanism_variants(dispute),
    )


def evidence_weight(
    asked: Plan, *, worlds: int = knock_out.WORLDS, progress: Progress | None = None
) -> EvidenceWeight:
    """The answer; progress is told the number of runs done of `asked.size`."""
    dispute = asked.question.dispute
    pair = asked.base.scenario, asked.question.scenario
    return EvidenceWeight(
        dispute.title,
        influences(dispute, asked.base.scenario),
        knock_out.knock_outs(
            dispute,
            (*asked.evidence, *asked.mechanisms),
            pair,
            worlds=worlds,
            progress=progress,
        ),
        len(asked.evidence),
        len(asked.mechanisms),
    )


def summary(found: EvidenceWeight) -> dict[str, Any]:
    """The object of `--json`.

    Shares of worlds for rungs and yes-or-no outcomes; numbers in standard deviations over worlds.
    """
    table = found.knock_outs
    return {
        "schema": SCHEMA,
        "worlds": table.worlds,
        "scenarios": list(table.scenarios),
        "influence": [
            {
                "actor": each.actor,
                "interest": each.interest,
                "salience": each.salience,
                "packages": each.packages,
                "levers": each.levers,
            }
            for each in found.influences
        ],
        "base": dict(table.base),
        "response": _effects(table.response),
        "evidence": [_row(each) for each in table.rows[: found.evidence]],
        "mechanisms": [_row(each) for each in table.rows[found.evidence :]],
    }


def _row(found: KnockOut) -> dict[str, Any]:
    return {
        "variant": found.variant.name,
        "priors": found.replaced,
        "level": _effects(found.level),
        "response": _effects(found.response),
    }


def _effects(found: Mapping[str, PairedEffect]) -> dict[str, dict[str, float]]:
    return {
        name: {"difference": each.difference, "half_width": each.half_width}
        for name, each in found.items()
    }
