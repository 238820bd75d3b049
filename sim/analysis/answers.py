"""The lines that a table or a page shows: each answer with all its doubt, in words and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis import reference_classes, structural_uncertainty
from sim.analysis.estimates import Estimate, estimate
from sim.analysis.expressions import Answer, Expression, standard
from sim.analysis.outcome_summary import quantiles
from sim.analysis.paired_differences import Difference, differences
from sim.analysis.reference_classes import ReferenceForecast
from sim.base import number_text
from sim.results import Run


@dataclass(frozen=True)
class AnswerSummary:
    """One answer of a run beside its base, its range over forms and its reference classes.

    kind : that of the outcome: level, bool, quarter or number
    forms : range over the options of uncertain forms
    quantiles : 5, 50 and 95 % of a number over worlds; empty for a probability
    base, difference : None without a base, or where the base has no such outcome
    """

    expression: str
    kind: str
    label: str
    unit: str
    is_share: bool
    found: Estimate
    forms: tuple[float, float]
    quantiles: dict[str, float | None]
    base: Estimate | None
    difference: Difference | None
    outside: tuple[ReferenceForecast, ...]

    @property
    def value(self) -> str:
        """The answer as people say it."""
        if self.is_share:
            return number_text.percent(self.found.value)
        return f"{number_text.number(self.found.value)} {self.unit}".strip()

    @property
    def error(self) -> str:
        """Its Monte-Carlo standard error, in percentage points or in its unit."""
        return number_text.number(self.found.mcse * (100 if self.is_share else 1), 2)

    @property
    def word(self) -> str:
        """The probability word with its range; nothing for a number."""
        return str(number_text.word(self.found.value)) if self.is_share else ""

    @property
    def over_forms(self) -> str:
        """Its range over uncertain forms."""
        return self.range(*self.forms)

    @property
    def base_value(self) -> str:
        """The answer of the base; nothing where there is none."""
        if self.base is None:
            return ""
        value = self.base.value
        return number_text.percent(value) if self.is_share else number_text.number(value)

    @property
    def moved(self) -> str:
        """The paired difference from the base with its 95 % interval; nothing without a base."""
        if self.difference is None:
            return ""
        d = self.difference
        if self.is_share:
            return f"{number_text.points(d.difference)} ({number_text.points(*d.ci95)})"
        low, high = d.ci95
        return f"{number_text.number(d.difference)} ({number_text.number_range(low, high)})"

    @property
    def outside_view(self) -> str:
        """What the reference classes that are quoted say; nothing where there are none."""
        found = reference_classes.span(self.outside)
        return number_text.percent_range(*found) if found else ""

    def range(self, low: float, high: float) -> str:
        """A range in the way that this answer is written."""
        return (
            number_text.percent_range(low, high)
            if self.is_share
            else number_text.number_range(low, high)
        )


def lines(
    run: Run,
    base: Run | None = None,
    references: Sequence[ReferenceForecast] = (),
    expressions: Sequence[Expression] | None = None,
) -> list[AnswerSummary]:
    """A line for each expression; for the standard ones where none are given.

    Raises InputError where the base does not hold the same worlds.
    """
    wanted = standard(run.manifest) if expressions is None else list(expressions)
    shared = [] if base is None else [e for e in wanted if e.fits(base.manifest)]
    moved = {d.expression: d for d in differences(run, base, shared)} if base else {}
    return [
        _line(
            run,
            answer := expression.ask(run),
            kind=run.measure(expression.outcome).kind,
            base=estimate(expression.ask(base)) if base and expression in shared else None,
            difference=moved.get(answer.expression),
            found=reference_classes.references_for(references, answer.expression),
        )
        for expression in wanted
    ]


def headline(line: AnswerSummary, base_name: str = "baseline") -> str:
    """The sentence that opens a report: the number, its word and range, and all its doubt."""
    value = f"{number_text.in_100(line.found.value)} ({line.word})" if line.is_share else line.value
    parts = [f"{line.label}: {value}"]
    if line.base is not None:
        shown = number_text.per_100(line.base.value) if line.is_share else line.base_value
        parts.append(f"{base_name} {shown}")
    parts.append(f"range over uncertain forms {line.over_forms}")
    if line.outside_view:
        parts.append(f"reference classes {line.outside_view}")
    return "; ".join(parts) + "."


def _line(
    run: Run,
    answer: Answer,
    *,
    kind: str,
    base: Estimate | None,
    difference: Difference | None,
    found: Sequence[ReferenceForecast],
) -> AnswerSummary:
    return AnswerSummary(
        expression=answer.expression,
        kind=kind,
        label=answer.label,
        unit=answer.unit,
        is_share=answer.is_share,
        found=estimate(answer),
        forms=structural_uncertainty.span(run, answer),
        quantiles={} if answer.is_share else quantiles(answer.values, answer.weights),
        base=base,
        difference=difference,
        outside=tuple(found),
    )
