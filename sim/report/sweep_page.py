"""The page of a sweep: where the answers turn, pictures, tables, and what was varied."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.base import number_text
from sim.figures import sweep as figures
from sim.inputs.parameters import Parameter
from sim.report.html import Html, Pictures, frame, header, items, join, table, tag, write
from sim.report.run_context import Citation, Context
from sim.report.run_page import changed, claims
from sim.studies import sweep_text
from sim.studies.sweep_results import SHOWN, Sweep, SweepAxis, SweepPlan, Topic

LIMITS = (
    "A sweep holds what is varied at one value in all worlds and draws all else as before. It says "
    "what would follow if that value were so, not that it is; the grey curves show where the "
    "calibration draws it.",
    "Between points the answer is taken as a straight line. A turn that lies between two points "
    "and turns back is not seen.",
)
Section = tuple[str, str, Html]


def html(
    sweep: Sweep,
    context: Context | None = None,
    register: Mapping[str, Parameter] | None = None,
) -> str:
    """The page of a sweep, with Plotly inside and nothing to fetch.

    context : what surrounds the scenario; its basis holds the claims behind what is varied
    register : the dispute's parameters, by path
    """
    plan, context, register = sweep.plan, context or Context(), register or {}
    pictures = Pictures()
    parts: list[Section] = []
    for i, expression in enumerate(plan.chosen):
        topic = plan.topic(expression)
        parts.append((f"answer-{i + 1}", topic.label, _answer(sweep, topic, pictures)))
    parts.append(
        (
            "varied",
            "What is varied",
            join(_varied(axis, context, register.get(axis.path)) for axis in plan.axes),
        )
    )
    others = [topic for topic in plan.topics if topic.expression not in plan.chosen]
    if others:
        parts.append(("others", "All other answers", _others(sweep, others)))
    if plan.beside.kind == "base":
        meanings = {path: parameter.meaning for path, parameter in register.items()}
        found = changed(context, plan.beside.title, meanings)
        parts.append(("changes", "What the scenario changes", found))
    parts.append(("limits", "What this cannot say", items((*LIMITS, *context.limits))))
    parts.append(("record", "How it was made", _record(plan)))
    alone = plan.beside.kind == "itself"
    return frame(plan.title, _head(sweep, context), parts, pictures, alone=alone)


def write_html(
    path: Path,
    sweep: Sweep,
    context: Context | None = None,
    register: Mapping[str, Parameter] | None = None,
) -> None:
    """Write the page of a sweep to a file, whole or not at all.

    Raises InputError where the file cannot be written.
    """
    write(path, html(sweep, context, register))


def _head(sweep: Sweep, context: Context) -> Html:
    plan = sweep.plan
    first = plan.chosen[0]
    lines = sweep.break_even[first]
    said = sweep_text.overview(plan, plan.topic(first), lines)
    beside = plan.beside.title if plan.beside.kind == "base" else "the scenario as it stands"
    facts = [
        ("Points", " × ".join(str(size) for size in plan.shape)),
        ("Worlds at each", f"{plan.worlds:,}"),
        ("Seed", str(plan.seed)),
        ("Parameters", number_text.drawn(plan.draws)),
        ("Beside each", beside),
    ]
    return header(
        (context.dispute, plan.name, "sweep"),
        f"{plan.title}, by {' and '.join(axis.path for axis in plan.axes)}",
        (tag("p", said, class_="headline"),),
        facts,
    )


def _answer(sweep: Sweep, topic: Topic, pictures: Pictures) -> Html:
    """One answer: its picture, where it turns, and its numbers."""
    plan = sweep.plan
    lines = [sweep_text.sentence(plan, topic, line) for line in sweep.break_even[topic.expression]]
    said = (
        " ".join(lines[:1])
        if len(plan.axes) == 1
        else sweep_text.overview(plan, topic, sweep.break_even[topic.expression])
    )
    picture = pictures.show(
        figures.sweep(sweep, topic.expression),
        f"By {' and '.join(axis.path for axis in plan.axes)}",
        said,
        _caption(plan),
        f"sweep.parquet of {sweep.id}, {plan.worlds:,} worlds a point",
    )
    heading = tag("h3", f"Break-even of {sweep_text.measured(plan)}")
    if len(plan.axes) == 1:
        return join([picture, heading, items(lines), _along(sweep, topic)])
    summary = tag("summary", "Along each row")
    return join([picture, heading, tag("p", said), tag("details", summary, items(lines))])


def _caption(plan: SweepPlan) -> str:
    parts = []
    if len(plan.axes) == 1:
        parts.append(
            "Darker band: 95 % from the number of worlds. Lighter band: range over uncertain forms."
            if not plan.axes[0].is_form
            else "Thick bar: 95 % from the number of worlds. Thin bar: range over uncertain forms."
        )
        parts.append(
            "Below, the paired difference."
            if plan.beside.kind == "base"
            else "Below, the paired difference from the scenario as it stands."
        )
        if not plan.axes[0].is_form:
            parts.append(
                "Diamond: break-even with its 95 % interval; hollow, if chance may make it."
            )
    elif plan.axes[0].is_form == plan.axes[1].is_form:
        parts.append(
            "Colour: how far above or below. Heavy line: break-even. Dots: the sign may be chance."
        )
    else:
        parts.append(
            "A line for each option. Diamond: break-even with its 95 % interval; hollow, if chance "
            "may make it."
        )
    if any(axis.prior_x for axis in plan.axes):
        parts.append("Grey: where the calibration draws what is varied.")
    if any(isinstance(axis.stands, (int, float)) for axis in plan.axes):
        parts.append("Dotted upright: what the scenario itself says.")
    return " ".join(parts)


def _along(sweep: Sweep, topic: Topic) -> Html:
    (axis,) = sweep.plan.axes
    beside = sweep.plan.beside.name if sweep.plan.beside.kind == "base" else "As it stands"
    heads = [axis.path, "This scenario", "± error", "Over forms", beside, "Difference", "95 %"]
    numbers = np.transpose([sweep.column(topic.expression, name) for name in SHOWN]).tolist()
    rows = []
    for i, (p, mcse, low, high, base, d, lower, upper) in enumerate(numbers):
        rows.append(
            [
                sweep_text.at(axis, axis.values[i]),
                tag("span", sweep_text.bare(topic, p), class_="this"),
                number_text.number(mcse * (100 if topic.is_share else 1), 2),
                sweep_text.span(topic, low, high),
                tag("span", sweep_text.bare(topic, base), class_="that"),
                sweep_text.moved(topic, d),
                sweep_text.moved(topic, lower, upper).removesuffix(" points"),
            ]
        )
    caption = "Error: one Monte-Carlo standard error; 95 %: of the paired difference."
    return table(heads, rows, caption, range(1, len(heads)))


def _varied(axis: SweepAxis, context: Context, parameter: Parameter | None) -> Html:
    """What is varied: its meaning, its range, and on what the calibration rests."""
    ends = (
        ", ".join(sweep_text.words_of(str(value)) for value in axis.values)
        if axis.is_form
        else f"{sweep_text.at(axis, axis.values[0])} to {sweep_text.at(axis, axis.values[-1])}, "
        f"{len(axis.values)} points{' in even ratios' if axis.log else ''}"
    )
    said: list[Any] = [tag("code", axis.path), f": {axis.meaning}"]
    said.append(f" ({axis.unit})." if axis.unit else ".")
    said.append(f" Here: {ends}.")
    if axis.stands is not None:
        said.append(" The scenario itself says ")
        said.append(tag("code", str(axis.stands)))
        said.append("; the sweep's values stand in its place.")
    found: Sequence[Citation] = context.basis.get(axis.path, ())
    told = [
        tag("p", f"{word}: {text}", class_="weak")
        for word, text in (
            ("Source", parameter.source if parameter else ""),
            ("Judgement", parameter.judgement if parameter else ""),
        )
        if text
    ]
    return join([tag("p", *said), *told, claims(found)])


def _others(sweep: Sweep, others: Sequence[Topic]) -> Html:
    """The other answers at the ends of what was varied."""
    plan = sweep.plan
    ends = [", ".join(sweep_text.at(a, a.values[end]) for a in plan.axes) for end in (0, -1)]
    heads = ["Outcome", *(f"At {end}" for end in ends), "Lowest", "Highest"]
    heads += [f"Difference at {end}" for end in ends]
    rows = []
    for topic in others:
        values = sweep.column(topic.expression, "value").reshape(-1)
        moves = sweep.column(topic.expression, "difference").reshape(-1)
        name = f"{topic.label} ({topic.unit})" if topic.unit else topic.label
        shown = (values[0], values[-1], values.min(), values.max())
        rows.append(
            [
                name,
                *(sweep_text.bare(topic, float(x)) for x in shown),
                *(sweep_text.moved(topic, float(x)) for x in (moves[0], moves[-1])),
            ]
        )
    return table(heads, rows, "At the ends of what was varied.", range(1, len(heads)))


def _record(plan: SweepPlan) -> Html:
    versions = ", ".join(f"{name} {version[:10]}" for name, version in plan.versions.items())
    heads = ["Sweep", "Quarters", "Drawn from", "Versions"]
    rows = [[tag("code", plan.id), f"{plan.quarters} from {plan.start}", plan.draws, versions]]
    note = tag(
        "p",
        "World i draws the same numbers at every point and in the base, so that differences are "
        "taken world by world. No part of this page is fetched from elsewhere.",
    )
    return join([note, table(heads, rows, "The sweep on this page.")])
