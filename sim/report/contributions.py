"""The part of a comparison's page that says which change did it."""

from __future__ import annotations

from sim.analysis.attribution import TITLES, Attribution, OutcomeAttribution
from sim.figures import contribution_bars
from sim.report.html import Html, Pictures, items, join, table, tag

_HEADS = (
    "change",
    "kind",
    "contribution",
    "95 %",
    "over forms",
    "by itself",
    "lost without it",
)
LEAD = (
    "Each bar is a change's Shapley value: the mean, over all orders in which the changes can be "
    "made, of what it adds. They add up to the difference. What somebody assumes is kept apart "
    "from what somebody does and from what happens. Circles show what a change does by itself, "
    "diamonds what is lost where all others are made without it: where it does more by itself, "
    "another change stands in for it; where less, it needs another."
)


def attribution(found: Attribution, pictures: Pictures) -> Html:
    """What each change contributes to each answer that moved, drawn and as numbers."""
    if not found.moved:
        return join([tag("p", "No change moves any answer beyond chance."), items(found.notes)])
    shown = [
        pictures.show(*contribution_bars.contributions(found, outcome)) for outcome in found.moved
    ]
    return join(
        [
            tag("p", LEAD),
            items(found.notes),
            *shown,
            tag(
                "details",
                tag("summary", "The same as numbers"),
                *(_numbers(outcome) for outcome in found.moved),
            ),
        ]
    )


def _numbers(outcome: OutcomeAttribution) -> Html:
    """The same as numbers, each with all its doubt."""
    rows = [
        (
            each.change.name,
            TITLES[each.change.kind],
            outcome.cell(each.share.value),
            outcome.cell(*each.share.ci95),
            outcome.cell(*each.share.forms),
            outcome.cell(each.alone.value),
            outcome.cell(each.last.value),
        )
        for each in outcome.contributions
    ]
    total = outcome.total
    ends = (outcome.cell(total.value), outcome.cell(*total.ci95), outcome.cell(*total.forms))
    rows.append(("All together", "", *ends, "", ""))
    unit = "percentage points" if outcome.is_share else outcome.unit
    caption = f"{outcome.label} ({unit})" if unit else outcome.label
    return table(_HEADS, rows, caption, numbers=range(2, len(_HEADS)))
