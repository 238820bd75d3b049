"""What the page says and shows, in order: the answer first, then why, then the pictures."""

from collections.abc import Callable, Mapping, Sequence
from math import isnan

from sim.analysis import conditioning_summary, verdict_text
from sim.analysis.answers import AnswerSummary, headline, lines
from sim.analysis.expressions import Expression, standard
from sim.analysis.outcome_summary import timing
from sim.analysis.paired_differences import Difference
from sim.analysis.reference_classes import ReferenceForecast
from sim.base import number_text
from sim.figures import (
    cumulative_incidence,
    dot_plots,
    fan_charts,
    icon_arrays,
    paired_differences,
    structural_uncertainty,
)
from sim.figures.captioned_figure import Picture, Runs
from sim.figures.style import ALONE, BASE, RUN
from sim.report import conditioning_note
from sim.report.html import Html, Pictures, header, items, join, safe, side_by_side, table, tag
from sim.report.input_changes import InputChange, listed, meanings_of
from sim.report.run_context import Citation, Context
from sim.results import Manifest, Measure, Run

Section = tuple[str, str, Html]
NONE = "–"


def sections(run: Run, base: Run | None, context: Context) -> tuple[Html, list[Section], Pictures]:
    """The head of the page, its sections as (anchor, heading, content), and its figures."""
    answers = lines(run, base, context.references)
    opening = next(
        (a for a in answers if a.expression == _headline_expression(run.manifest, context)),
        answers[0],
    )
    pictures = Pictures()
    parts: list[Section] = []
    if run.manifest.is_observed:
        parts.append(("observed", "What is observed", conditioning_note.seen(run)))
    parts.append(("answers", "Answers, with their doubt", _answers(run, answers, base)))
    if base is not None:
        parts.append(("changes", "What the scenario changes", changes(run, base, context)))
    found = [line.difference for line in answers if line.difference is not None]
    parts += _figures(run, base, opening, found, pictures)
    if context.references:
        parts.append(("outside", "The outside view", _reference_forecasts(run, context.references)))
    parts.append(("limits", "What this cannot say", items(context.limits)))
    parts.append(("record", "How it was made", record([run, *([base] if base else [])])))
    return _head(run, base, context, opening, found), parts, pictures


def _headline_expression(manifest: Manifest, context: Context) -> str:
    """The expression of the opening sentence: as declared, else the first event."""
    if context.headline:
        return context.headline
    events = [measure.name for measure in manifest.measures if measure.kind == "bool"]
    return events[0] if events else str(standard(manifest)[0])


def warning(found: Sequence[Difference]) -> Html:
    """What the model cannot tell; nothing where there is none of it."""
    unsure = verdict_text.cannot_tell(found)
    if not unsure:
        return Html("")
    return tag("div", tag("p", tag("b", verdict_text.LEAD)), items(unsure), class_="unsure")


def _head(
    run: Run,
    base: Run | None,
    context: Context,
    opening: AnswerSummary,
    found: Sequence[Difference],
) -> Html:
    manifest = run.manifest
    quarters = run.calendar
    facts = [
        ("Worlds", conditioning_summary.worlds(run).replace(" worlds", "", 1)),
        ("Quarters", f"{quarters[0]} to {quarters[-1]}"),
        ("Seed", str(manifest.seed)),
        ("Parameters", number_text.drawn(manifest.draws)),
        ("Base", base.title if base else "none; this run is a base itself"),
    ]
    return header(
        (context.dispute, manifest.name),
        run.title,
        (
            warning(found),
            tag("p", headline(opening), class_="headline"),
            _why(run, context),
        ),
        facts,
    )


def _why(run: Run, context: Context) -> Html:
    """Who holds the scenario, and on which claims."""
    why = run.scenario.get("why")
    said = tag("p", why, class_="why") if why else Html("")
    if not context.claims:
        return said
    summary = tag("summary", f"The {len(context.claims)} claims it rests on")
    return join([said, tag("details", summary, claims(context.claims))])


def _answers(run: Run, answers: Sequence[AnswerSummary], base: Run | None) -> Html:
    """The tables of answers, their columns in line: shares, when things happen, and numbers."""
    said = (
        (
            ("level", "bool"),
            "At the horizon",
            "Reference classes",
            "Of 100 worlds, how many. Error: one Monte-Carlo standard error, in points.",
            lambda line: line.outside_view or NONE,
        ),
        (
            ("quarter",),
            "Within the run",
            "When, if it does",
            "In how many of 100 worlds it happens at all. Last: the median quarter and where nine "
            "of ten lie, among the worlds in which it happens.",
            lambda line: _when(run, line),
        ),
        (
            ("number",),
            "Mean over worlds",
            "Nine of ten worlds",
            "The mean over worlds, and where nine of ten lie.",
            _spread,
        ),
    )
    middle = ["This scenario", "± error", "Over forms"]
    if base is not None:
        middle += ["Baseline", "Same worlds, change"]
    tables = []
    for kinds, first, last, caption, show in said:
        rows = [[*_row(line, base), show(line)] for line in answers if line.kind in kinds]
        if rows:
            heads = [first, *middle, last]
            tables.append(table(heads, rows, caption, range(1, len(heads)), class_="answers"))
    return join(tables)


def _row(line: AnswerSummary, base: Run | None) -> list[object]:
    """The columns that all answers share."""
    name: object = line.label
    value = (
        number_text.percent(line.found.value)
        if line.is_share
        else number_text.number(line.found.value)
    )
    if line.unit:
        name = join([line.label, tag("span", line.unit, class_="sub")], "")
    shown = join([tag("span", value, class_="this"), tag("span", line.word, class_="sub")], "")
    row: list[object] = [name, shown, line.error, line.over_forms]
    if base is not None:
        row += [_base(line), _moved(line)]
    return row


def _when(run: Run, line: AnswerSummary) -> Html:
    """The median quarter and its range, where it happens."""
    among = timing(run, line.expression).among
    quarters = [run.calendar[int(count) - 1] for count in among.values() if count is not None]
    if not quarters:
        return safe(NONE)
    first, middle, last = quarters
    return join([middle, tag("span", f"{first}–{last}", class_="sub")], "")


def _spread(line: AnswerSummary) -> str:
    low, high = line.quantiles["q05"], line.quantiles["q95"]
    return NONE if low is None or high is None else number_text.number_range(low, high)


def _base(line: AnswerSummary) -> Html:
    return tag("span", line.base_value or NONE, class_="that")


def _moved(line: AnswerSummary) -> Html:
    """The paired difference, its interval, and how many worlds it touches."""
    d = line.difference
    if d is None:
        return safe(NONE)
    if line.is_share:
        said, interval = (
            number_text.points(d.difference),
            number_text.points(*d.ci95).removesuffix(" points"),
        )
    else:
        said, interval = number_text.number(d.difference), number_text.number_range(*d.ci95)
    return join(
        [
            said,
            tag("span", f"95 %: {interval}", class_="sub"),
            *([] if isnan(d.changed) else [tag("span", _changing(d.changed), class_="sub")]),
        ],
        "",
    )


def _changing(share: float) -> str:
    return f"{number_text.in_100(share)} change"


def changes(run: Run, base: Run, context: Context) -> Html:
    """All inputs that differ from the base, with the claims behind them."""
    return changed(context, base.title, meanings_of(run))


def changed(context: Context, base: str, meanings: Mapping[str, str]) -> Html:
    """All inputs that differ from a base, with the claims behind them.

    base : its title
    meanings : of parameters, by path
    """
    if not context.changes:
        return tag("p", f"Nothing differs from {base}.")
    lead = tag("p", "All inputs that differ from ", tag("b", base), ", and nothing else:")
    return join([lead, items([_change(each) for each in listed(context, meanings)])])


def _change(change: InputChange) -> Html:
    parts: list[object] = [tag("code", change.path), " "]
    if change.base:
        parts += [tag("span", change.base, class_="that"), " → "]
    parts.append(tag("span", change.value, class_="this"))
    if change.meaning:
        parts.append(f": {change.meaning}")
    if change.place:
        parts.append(tag("span", f" ({change.place})", class_="weak"))
    if change.claims:
        parts.append(claims(change.claims))
    return join(parts, "")


def claims(cited: Sequence[Citation]) -> Html:
    """Claims in our own sentences, each with where it stands."""
    return items(
        [
            join(
                [
                    claim.sentence,
                    tag("span", f"{claim.id}, {claim.article}, {claim.date}", class_="from"),
                ],
                " ",
            )
            for claim in cited
        ],
        class_="claims",
    )


def _reference_forecasts(run: Run, references: Sequence[ReferenceForecast]) -> Html:
    """Every reference class beside the answers of the run, those for the same answers together."""
    lead = tag(
        "p",
        "How often such things happened elsewhere, carried to the horizon of this run at a "
        "constant rate. Where the model is far from these, one of the two is wrong, and it may be "
        "the model.",
    )
    groups: dict[tuple[str, ...], list[ReferenceForecast]] = {}
    for reference in references:
        groups.setdefault(tuple(reference.about.beside), []).append(reference)
    heads = ["Reference class", "Cases", "Says", "90 %", "As a guide"]
    tables = []
    for beside, group in groups.items():
        answers = lines(run, expressions=[Expression.parse(text) for text in beside])
        said = "; ".join(f"{line.label}: {line.value}" for line in answers)
        rows = [_class_row(reference) for reference in group]
        caption = join([tag("b", said), " in this scenario"], "")
        tables.append(table(heads, rows, caption, (1, 2, 3), class_="classes"))
    return join([lead, *tables])


def _class_row(reference: ReferenceForecast) -> list[object]:
    about = reference.about
    counted = f"{about.counted[:1].upper()}{about.counted[1:]}. " if about.counted else ""
    said = f"{counted}{about.weakness.strip()} ({about.source}, {about.vintage})"
    interval = NONE
    if reference.low is not None and reference.high is not None:
        interval = number_text.percent_range(reference.low, reference.high)
    return [
        join([about.title, tag("span", said, class_="sub")], ""),
        NONE if about.n is None else f"{about.n:,}",
        number_text.percent(reference.probability),
        interval,
        about.weight,
    ]


def record(runs: Sequence[Run]) -> Html:
    """What is needed to make the same numbers again."""
    rows = []
    for each in runs:
        m = each.manifest
        versions = ", ".join(f"{name} {version[:10]}" for name, version in m.versions.items())
        rows.append(
            [
                m.name,
                tag("code", each.id),
                f"{m.calibration.name} {m.calibration.hash[:10]}",
                m.draws,
                versions,
            ]
        )
    heads = ["Scenario", "Run", "Calibration", "Drawn from", "Versions"]
    note = tag(
        "p",
        "World i draws the same numbers in every scenario, so that two runs with the same worlds "
        "and seed can be compared world by world. The posterior holds joint draws of parameters, "
        "weighted by the years before; what it does not hold is drawn from the priors. No "
        "part of this page is fetched from elsewhere.",
    )
    return join([note, table(heads, rows, "The runs on this page.")])


def _figures(
    run: Run,
    base: Run | None,
    opening: AnswerSummary,
    differences: Sequence[Difference],
    pictures: Pictures,
) -> list[Section]:
    """The sections that hold figures; a section without any is left out.

    differences : from the base; none without one
    """
    runs: Runs = [(run, RUN if base else ALONE)]
    if base is not None:
        runs = [*runs, (base, BASE)]
    moved = paired_differences.differences(run, differences)
    decides = structural_uncertainty.forms(run, opening, runs[0][1])
    draft: list[tuple[str, str, Html]] = [
        (
            "levels",
            "Where it ends",
            figure_per_outcome(run, "level", lambda m: icon_arrays.levels(runs, m), pictures),
        ),
        ("differences", "What difference it makes", optional_figure(moved, pictures)),
        (
            "timing",
            "When",
            side_by_side(
                figure_per_outcome(
                    run, "quarter", lambda m: cumulative_incidence.timing(runs, m), pictures
                )
            ),
        ),
        ("paths", "On the way", fan_figures(runs, pictures)),
        (
            "numbers",
            "How much",
            side_by_side(
                figure_per_outcome(run, "number", lambda m: dot_plots.dots(runs, m), pictures)
            ),
        ),
        ("forms", "Which form decides", optional_figure(decides, pictures)),
    ]
    return [section for section in draft if section[2]]


def optional_figure(picture: Picture | None, pictures: Pictures) -> Html:
    """A picture where there is one."""
    return pictures.show(*picture) if picture is not None else Html("")


def figure_per_outcome(
    run: Run, kind: str, make: Callable[[Measure], Picture], pictures: Pictures
) -> Html:
    """A picture for each outcome of one kind."""
    found = (measure for measure in run.manifest.measures if measure.kind == kind)
    return join(pictures.show(*make(measure)) for measure in found)


def fan_figures(runs: Runs, pictures: Pictures) -> Html:
    """Where the main states lie over the quarters: the first of the runs over the second."""
    run, _ = runs[0]
    main = [series for series in run.manifest.series if series.main]
    if not main:
        return Html("")
    shown = join(pictures.show(*fan_charts.fan(runs, series)) for series in main)
    return join([tag("p", fan_charts.which_paths(run)), side_by_side(shown)])
