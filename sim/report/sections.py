"""What the page says and shows, in order: the answer first, then why, then the pictures."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from sim.analysis import words
from sim.analysis.expressions import Expression, standard
from sim.analysis.outside import Reference
from sim.analysis.reading import Line, headline, lines
from sim.report.context import Citation, Context
from sim.report.page import Html, Pictures, items, join, safe, table, tag
from sim.report.pictures import draw
from sim.results import Manifest, Run
from sim.scenario import Difference

Section = tuple[str, str, Html]
NONE = "–"


def sections(run: Run, base: Run | None, context: Context) -> tuple[Html, list[Section], Pictures]:
    """The head of the page, its sections as (anchor, heading, content), and its figures."""
    answers = lines(run, base, context.references)
    opening = next(
        (a for a in answers if a.expression == _opening(run.manifest, context)), answers[0]
    )
    pictures = Pictures()
    parts: list[Section] = [("answers", "Answers, with their doubt", _answers(answers, base))]
    if base is not None:
        parts.append(("changes", "What the scenario changes", _changes(run, base, context)))
    parts += draw(run, base, opening, pictures)
    if context.references:
        parts.append(("outside", "The outside view", _outside(run, context.references)))
    parts.append(("limits", "What this cannot say", items(context.limits)))
    parts.append(("record", "How it was made", _record(run, base)))
    return _head(run, base, context, opening), parts, pictures


def _opening(manifest: Manifest, context: Context) -> str:
    """The expression of the opening sentence: as declared, else the first event."""
    if context.headline:
        return context.headline
    events = [measure.name for measure in manifest.measures if measure.kind == "bool"]
    return events[0] if events else str(standard(manifest)[0])


def _head(run: Run, base: Run | None, context: Context, opening: Line) -> Html:
    manifest = run.manifest
    quarters = run.calendar
    facts = [
        ("Worlds", f"{manifest.worlds:,}"),
        ("Quarters", f"{quarters[0]} to {quarters[-1]}"),
        ("Seed", str(manifest.seed)),
        ("Base", base.title if base else "none; this run is a base itself"),
    ]
    kicker = " · ".join(part for part in (context.dispute, manifest.name) if part)
    return tag(
        "header",
        tag("p", kicker, class_="kicker"),
        tag("h1", run.title),
        tag("p", headline(opening), class_="headline"),
        _why(run, context),
        tag(
            "dl",
            *(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts),
            class_="facts",
        ),
    )


def _why(run: Run, context: Context) -> Html:
    """Who holds the scenario, and on which claims."""
    why = run.scenario.get("why")
    said = tag("p", why, class_="why") if why else Html("")
    if not context.claims:
        return said
    summary = tag("summary", f"The {len(context.claims)} claims it rests on")
    return join([said, tag("details", summary, _claims(context.claims))])


def _answers(answers: Sequence[Line], base: Run | None) -> Html:
    """The table of answers: shares first, then numbers."""
    heads = ["Outcome at the horizon", "This scenario", "± error", "Over forms"]
    if base is not None:
        heads += ["Baseline", "Difference in the same worlds"]
    heads.append("Reference classes")
    numbers = range(1, len(heads))
    shares = table(
        heads,
        [_row(line, base) for line in answers if line.is_share],
        "Of 100 worlds, how many. Error: Monte-Carlo, one standard error, in points.",
        numbers,
    )
    measured = [line for line in answers if not line.is_share]
    if not measured:
        return shares
    means = table(
        heads[:-1],
        [_row(line, base)[:-1] for line in measured],
        "Means over worlds. Beneath each, where nine of ten worlds lie.",
        numbers,
    )
    return join([shares, means])


def _row(line: Line, base: Run | None) -> list[object]:
    below = line.word
    if not line.is_share:
        q05, q95 = line.quantiles["q05"], line.quantiles["q95"]
        below = "" if q05 is None or q95 is None else f"90 %: {words.number_range(q05, q95)}"
    value = join([tag("span", line.value, class_="this"), tag("span", below, class_="sub")], "")
    row: list[object] = [line.label, value, line.error, line.over_forms]
    if base is not None:
        row += [_base(line), _moved(line)]
    return [*row, line.outside_view or NONE]


def _base(line: Line) -> Html:
    return tag("span", line.base_value or NONE, class_="that")


def _moved(line: Line) -> Html:
    """The paired difference, its interval, and how many worlds it touches."""
    d = line.difference
    if d is None:
        return safe(NONE)
    if line.is_share:
        said, interval = words.points(d.difference), words.points(*d.ci95)
    else:
        said, interval = words.number(d.difference), words.number_range(*d.ci95)
    return join(
        [
            said,
            tag("span", f"95 %: {interval}", class_="sub"),
            tag("span", f"{words.in_100(d.changed)} change", class_="sub"),
        ],
        "",
    )


def _changes(run: Run, base: Run, context: Context) -> Html:
    """All inputs that differ from the base, with the claims behind them."""
    if not context.changes:
        return tag("p", f"Nothing differs from {base.title}.")
    meanings = {each.path: each.meaning for each in run.manifest.quantities}
    meanings |= {each.path: each.meaning for each in run.manifest.forms}
    lead = tag("p", "All inputs that differ from ", tag("b", base.title), ", and nothing else:")
    return join([lead, items([_change(each, meanings, context) for each in context.changes])])


def _change(change: Difference, meanings: Mapping[str, str], context: Context) -> Html:
    section, _, path = change.path.partition(".")
    known = path if section == "set" else change.path
    parts: list[object] = [tag("code", change.path), " "]
    if change.base is not None:
        parts += [tag("span", _said(change.base), class_="that"), " → "]
    parts.append(
        tag("span", "taken away" if change.value is None else _said(change.value), class_="this")
    )
    if meanings.get(known):
        parts.append(f": {meanings[known]}")
    if change.file:
        place = f" ({PurePath(change.file).name}, line {change.line})"
        parts.append(tag("span", place, class_="weak"))
    if context.basis.get(known):
        parts.append(_claims(context.basis[known]))
    return join(parts, "")


def _said(value: Any) -> str:
    """A value of a scenario file as one line of words."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_said(each)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_said(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return words.number(value) if isinstance(value, float) else str(value)


def _claims(claims: Sequence[Citation]) -> Html:
    return items(
        [
            join(
                [
                    claim.sentence,
                    tag("span", f"{claim.id}, {claim.article}, {claim.date}", class_="from"),
                ],
                " ",
            )
            for claim in claims
        ],
        class_="claims",
    )


def _outside(run: Run, references: Sequence[Reference]) -> Html:
    """Every reference class beside the answer of the run."""
    lead = tag(
        "p",
        "How often such things happened elsewhere, carried to the horizon of this run at a "
        "constant rate. Where the model is far from these, one of the two is wrong, and it may be "
        "the model.",
    )
    rows = []
    for reference in references:
        for text in reference.about.beside:
            expression = Expression.parse(text)
            (line,) = lines(run, expressions=[expression])
            rows.append(_class_row(reference, line))
    heads = ["Reference class", "Beside", "This scenario", "Class", "90 %", "Guide"]
    return join([lead, table(heads, rows, "Reference classes and this run.", (2, 3, 4))])


def _class_row(reference: Reference, line: Line) -> list[object]:
    about = reference.about
    said = f"{about.counted}. {about.weakness} {about.source}, {about.vintage}."
    interval = NONE
    if reference.low is not None and reference.high is not None:
        interval = words.percent_range(reference.low, reference.high)
    return [
        join([about.title, tag("span", said.strip(". ") + ".", class_="sub")], ""),
        line.label,
        tag("span", line.value, class_="this"),
        words.percent(reference.probability),
        interval,
        about.weight,
    ]


def _record(run: Run, base: Run | None) -> Html:
    """What is needed to make the same numbers again."""
    rows = []
    for each in (run, *([base] if base else [])):
        m = each.manifest
        versions = ", ".join(f"{name} {version[:10]}" for name, version in m.versions.items())
        rows.append(
            [
                m.name,
                tag("code", each.id),
                f"{m.calibration.name} {m.calibration.hash[:10]}",
                versions,
            ]
        )
    heads = ["Scenario", "Run", "Calibration", "Versions"]
    note = tag(
        "p",
        "World i draws the same numbers in every scenario, so that two runs with the same worlds "
        "and seed can be compared world by world. No part of this page is fetched from elsewhere.",
    )
    return join([note, table(heads, rows, "The runs on this page.")])
