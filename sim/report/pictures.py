"""The pictures of the page: each section's figures with heading, words, caption and source."""

from collections.abc import Callable, Sequence

from sim.analysis import forms as analysis_forms
from sim.analysis import words
from sim.analysis.expressions import Expression
from sim.analysis.outcomes import quantiles
from sim.analysis.paired import Difference
from sim.analysis.reading import Line, lines
from sim.analysis.series import fan as fan_of
from sim.analysis.spread import dots as dots_of
from sim.analysis.timing import curve
from sim.figures.differences import differences as draw_differences
from sim.figures.dots import Dots, dots
from sim.figures.fans import fan
from sim.figures.forms import forms
from sim.figures.settlement import Shares, icons
from sim.figures.style import ALONE, BASE, RUN, Look
from sim.figures.timing import curves
from sim.report import observing
from sim.report.page import Html, Pictures, join, tag
from sim.results import Measure, Run, Series

MOST_FORMS = 8  # rows of the picture of forms

Section = tuple[str, str, Html]
Runs = list[tuple[Run, Look]]


def draw(
    run: Run,
    base: Run | None,
    opening: Line,
    differences: Sequence[Difference],
    pictures: Pictures,
) -> list[Section]:
    """The sections that hold figures; a section without any is left out.

    differences : from the base; none without one
    """
    runs: Runs = [(run, RUN if base else ALONE)]
    if base is not None:
        runs.append((base, BASE))
    draft: list[tuple[str, str, Html]] = [
        (
            "levels",
            "Where it ends",
            each_of(run, "level", lambda m: show_levels(runs, m, pictures)),
        ),
        ("differences", "What difference it makes", show_differences(run, differences, pictures)),
        (
            "timing",
            "When",
            in_pairs(each_of(run, "quarter", lambda m: show_timing(runs, m, pictures))),
        ),
        ("paths", "On the way", show_fans(runs, pictures)),
        (
            "numbers",
            "How much",
            in_pairs(each_of(run, "number", lambda m: show_dots(runs, m, pictures))),
        ),
        ("forms", "Which form decides", show_forms(run, opening, runs[0][1], pictures)),
    ]
    return [section for section in draft if section[2]]


def each_of(run: Run, kind: str, show: Callable[[Measure], Html]) -> Html:
    """A picture for each outcome of one kind."""
    return join(show(measure) for measure in run.manifest.measures if measure.kind == kind)


def in_pairs(content: Html) -> Html:
    """Pictures side by side where there is room."""
    return tag("div", content, class_="pair") if content else content


def source(run: Run, table: str, *others: Run) -> str:
    """What a picture was made from."""
    runs = ", ".join(each.id for each in (run, *others))
    which = f"runs {runs}" if others else f"run {runs}"
    return f"{table} of {which}, {observing.worlds(run)}"


def _of_all(runs: Runs, table: str) -> str:
    return source(runs[0][0], table, *(run for run, _ in runs[1:]))


def show_levels(runs: Runs, measure: Measure, pictures: Pictures) -> Html:
    """Icon arrays of the levels that were reached, in each run."""
    rows = []
    said = []
    for run, look in runs:
        found = lines(run, expressions=[Expression(measure.name, "=", x) for x in measure.levels])
        rows.append(Shares(look, [x.found.value for x in found], [x.forms for x in found]))
        shares = ", ".join(
            f"{measure.level_label(level)} {words.in_100(line.found.value)}"
            for level, line in zip(measure.levels, found, strict=True)
        )
        said.append(f"{look.name}: {shares}")
    return pictures.show(
        icons([measure.level_label(level) for level in measure.levels], rows),
        f"{measure.label} at the end of {runs[0][0].calendar[-1]}",
        "; ".join(said),
        "Each array is the same hundred worlds; a mark is a world that ends at this level. "
        "Below each number, its range over uncertain forms.",
        _of_all(runs, "outcomes"),
    )


def show_differences(
    run: Run,
    found: Sequence[Difference],
    pictures: Pictures,
    title: str = "This scenario less its base, in the same worlds",
    look: Look = RUN,
) -> Html:
    """The differences of all probabilities at the horizon in one picture."""
    shown = [d for d in found if d.is_share and _at_the_end(run, d.expression)]
    if not shown:
        return Html("")
    said = "; ".join(f"{d.label}: {words.points(d.difference)}, {d.verdict}" for d in shown)
    gains = [d.reduction for d in shown if d.reduction is not None]
    pairing = (
        f" Pairing the worlds cuts the variance of these differences {words.number(min(gains), 2)} "
        f"to {words.number(max(gains), 2)} times."
        if gains
        else ""
    )
    return pictures.show(
        draw_differences(shown, look),
        title,
        said,
        "Mark: difference; hollow where the model cannot tell its direction. Thick line: 95 % "
        "interval from the number of worlds. Thin line: range of the difference over uncertain "
        f"forms. Right: how many of 100 worlds move which way.{pairing}",
        source(run, "outcomes"),
    )


def _at_the_end(run: Run, expression: str) -> bool:
    """Whether an answer is of the horizon; those of quarters have their own pictures."""
    return run.measure(Expression.parse(expression).outcome).kind != "quarter"


def show_timing(runs: Runs, measure: Measure, pictures: Pictures) -> Html:
    """When something happens, or has not happened yet, in each run."""
    found = [(curve(run, measure.name), look) for run, look in runs]
    said = "; ".join(
        f"{look.name}: {words.percent(float(each.share[-1]))} by {each.quarters[-1]}"
        for each, look in found
    )
    what = (
        "Share of worlds in which it has not happened yet"
        if measure.is_loss
        else ("Share of worlds in which it has happened")
    )
    return pictures.show(
        curves(found),
        measure.label,
        said,
        f"{what}, by quarter. The band is the range over uncertain forms.",
        _of_all(runs, "outcomes"),
    )


def show_fans(runs: Runs, pictures: Pictures) -> Html:
    """Where the main states lie over the quarters: the first of the runs over the second."""
    main = [series for series in runs[0][0].manifest.series if series.main]
    if not main:
        return Html("")
    which = "the first ten worlds, not chosen"
    if runs[0][0].manifest.is_observed:
        which = "ten worlds that stand for a tenth of the weight each, not chosen"
    lead = tag(
        "p",
        "Darker band: half of the worlds. Lighter band: nine of ten, so that 1 in 10 worlds falls "
        f"outside. Thin lines: {which}. Heavy line: the median, which is no world's path.",
    )
    return join([lead, in_pairs(join(_fan(runs, series, pictures) for series in main))])


def _fan(runs: Runs, series: Series, pictures: Pictures) -> Html:
    (run, look), *others = runs
    found = fan_of(run, series)
    other, other_look = None, None
    if others and any(s.path == series.path for s in others[0][0].manifest.series):
        other, other_look = fan_of(others[0][0], series), others[0][1]
    figure = fan(found, look, other, other_look)
    ends = [found.bands[name][-1] for name in ("middle", "low90", "high90")]
    middle, low, high = (words.number(float(end)) for end in ends)
    return pictures.show(
        figure,
        series.label,
        f"{look.name}, {found.quarters[-1]}: median {middle}, 90 % from {low} to {high}",
        "At the end of each quarter.",
        _of_all(runs, f"{series.path} in quarters"),
    )


def show_dots(runs: Runs, measure: Measure, pictures: Pictures) -> Html:
    """A number over worlds as dots, in each run."""
    rows = []
    said = []
    for run, look in runs:
        ends = quantiles(run.outcomes[measure.name].to_numpy(), run.weights)
        low, middle, high = (float(ends[name] or 0) for name in ("q05", "q50", "q95"))
        rows.append(Dots(look, dots_of(run, measure.name), low, middle, high))
        said.append(f"{look.name}: median {words.number(middle)}")
    return pictures.show(
        dots(measure.label, measure.unit, rows),
        measure.label,
        "; ".join(said),
        "Fifty dots for each run; each dot is two worlds of a hundred.",
        _of_all(runs, "outcomes"),
    )


def show_forms(run: Run, opening: Line, look: Look, pictures: Pictures) -> Html:
    """How the opening answer moves with the forms that move it most."""
    answer = Expression.parse(opening.expression).ask(run)
    found = [each for each in analysis_forms.by_form(run, answer) if each.known]
    if not found:
        return Html("")
    said = "; ".join(
        f"{each.meaning or each.path}: {opening.range(min(each.known), max(each.known))}"
        for each in found
    )
    rest = len(found) - MOST_FORMS
    more = f" {rest} forms that move it less are not shown." if rest > 0 else ""
    return pictures.show(
        forms(
            found[:MOST_FORMS],
            opening.found.value,
            look,
            unit=opening.unit,
            is_share=opening.is_share,
        ),
        f"{opening.label}, by the form that was drawn",
        said,
        "Where evidence does not choose between forms, each world draws one. Dotted line: the "
        f"answer over all worlds.{more}",
        source(run, "outcomes and draws"),
    )
