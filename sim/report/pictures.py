"""The pictures of runs: each figure with its heading, words, caption and source.

Pure functions, for whoever shows them: a page that is written, or one that is looked at.
"""

from collections.abc import Sequence
from math import isnan

from sim.analysis import structural_uncertainty as analysis_forms
from sim.analysis import verdict_text as verdicts
from sim.analysis.answers import Line, lines
from sim.analysis.comparison import alike
from sim.analysis.cumulative_incidence import curve
from sim.analysis.distributions import dots as dots_of
from sim.analysis.distributions import exceedance as exceedance_of
from sim.analysis.distributions import moved as moved_of
from sim.analysis.distributions import moves_any
from sim.analysis.expressions import Expression
from sim.analysis.level_transitions import Moves
from sim.analysis.outcome_summary import quantiles
from sim.analysis.paired_differences import Difference
from sim.analysis.quantile_bands import fan as fan_of
from sim.analysis.sign_reversals import Split
from sim.base import number_text as words
from sim.figures.captioned_figure import IN_THE_SAME_WORLDS, Picture, Runs, of_all, source
from sim.figures.cumulative_incidence import curves
from sim.figures.dot_plots import Dots
from sim.figures.dot_plots import dots as draw_dots
from sim.figures.exceedance import exceedance as draw_exceedance
from sim.figures.fan_charts import fan as draw_fan
from sim.figures.icon_arrays import Shares, icons
from sim.figures.level_transitions import moves as draw_moves
from sim.figures.paired_differences import differences as draw_differences
from sim.figures.pairs import Yes, pairs
from sim.figures.structural_uncertainty import forms as draw_forms
from sim.figures.style import RUN, Look
from sim.figures.subgroup_differences import splits as draw_splits
from sim.results import Measure, Run, Series

MOST_FORMS = 8  # rows of the picture of forms


def levels(runs: Runs, measure: Measure) -> Picture:
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
    return Picture(
        icons([measure.level_label(level) for level in measure.levels], rows),
        f"{measure.label} at the end of {runs[0][0].calendar[-1]}",
        "; ".join(said),
        "Each array is the same hundred worlds; a mark is a world that ends at this level. "
        "Below each number, its range over uncertain forms.",
        of_all(runs, "outcomes"),
    )


def yes_or_no(runs: Runs, measure: Measure, moved: Sequence[Difference | None] = ()) -> Picture:
    """Icon arrays of a yes or no in each run, and who changes between the first run and another.

    moved : the answer's difference of each run but the first; None where there is none
    """
    found = [lines(run, expressions=[Expression(measure.name)])[0] for run, _ in runs]
    rows = []
    said = []
    differences = [None, *moved, *([None] * (len(runs) - 1 - len(moved)))]
    for (_, look), line, d in zip(runs, found, differences, strict=True):
        is_paired = d is not None and not isnan(d.changed)
        ways = (d.up, d.down) if d is not None and is_paired else (None, None)
        rows.append(Yes(look, line.found.value, line.forms, *ways))
        said.append(f"{look.name}: {words.in_100(line.found.value)}")
        if d is not None and is_paired:
            said.append(verdicts.together(d, look.name, runs[0][1].name).rstrip("."))
    below = (
        " Below, the same hundred worlds in both: equal shares can hide that many change."
        if any(row.up is not None for row in rows)
        else ""
    )
    return Picture(
        pairs(rows),
        f"{measure.label} at the end of {runs[0][0].calendar[-1]}",
        "; ".join(said),
        f"Each mark is one world of a hundred.{below}",
        of_all(runs, "outcomes"),
    )


def moves(run: Run, base: Run, found: Moves, look: Look, base_look: Look) -> Picture:
    """From which level to which the worlds moved."""
    label = found.measure.level_label
    return Picture(
        draw_moves(found, base_look, look),
        f"{found.measure.label}: which worlds move where",
        "; ".join(
            f"{label(start)} to {label(end)}: {words.in_100(share)}"
            for start, end, share in found.moved
        ),
        "Of 100 worlds, how many end at the level of the row in the first run and at the level of "
        "the column in this one. Equal shares can hide that many worlds change places.",
        source(base, "outcomes", run),
    )


def differences(
    run: Run,
    found: Sequence[Difference],
    title: str = IN_THE_SAME_WORLDS,
    look: Look = RUN,
) -> Picture | None:
    """The differences of all probabilities at the horizon in one picture; None without any."""
    shown = [d for d in found if d.is_share and _at_the_end(run, d.expression)]
    if not shown:
        return None
    said = "; ".join(f"{d.label}: {words.points(d.difference)}, {d.verdict}" for d in shown)
    gains = [d.reduction for d in shown if d.reduction is not None]
    pairing = (
        f" Pairing the worlds cuts the variance of these differences {words.number(min(gains), 2)} "
        f"to {words.number(max(gains), 2)} times."
        if gains
        else ""
    )
    return Picture(
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


def splits(
    run: Run, base: Run, d: Difference, found: Sequence[Split], which: str, look: Look = RUN
) -> Picture:
    """A difference in parts of the worlds.

    found : the forms or parameters by which they are parted
    which : these in words, after "the difference"
    """
    said = "; ".join(
        f"{split.path}: "
        + ", ".join(f"{part.name} {verdicts.size(d, part.difference)}" for part in split.parts)
        for split in found
    )
    return Picture(
        draw_splits(found, d, look),
        f"{d.label}: the difference {which}",
        said,
        "Mark: difference, filled where its sign is clear although so many parts were looked at. "
        "Line: 95 % interval of that part by itself. Dotted: over all worlds. Thirds are those of "
        "the values that were drawn.",
        source(base, "outcomes and draws", run),
    )


def timing(runs: Runs, measure: Measure) -> Picture:
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
    return Picture(
        curves(found),
        measure.label,
        said,
        f"{what}, by quarter. The band is the range over uncertain forms.",
        of_all(runs, "outcomes"),
    )


def fan(runs: Runs, series: Series) -> Picture:
    """Where a state lies over the quarters in the first of the runs, over the second.

    Of further runs only the median is drawn.
    """
    (run, look), *others = runs
    found = fan_of(run, series)
    fans = [
        (fan_of(other, series), other_look)
        for other, other_look in others
        if any(each.path == series.path for each in other.manifest.series)
    ]
    below, below_look = fans[0] if fans else (None, None)
    figure = draw_fan(found, look, below, below_look, fans[1:])
    further = " Of further runs only the median." if fans[1:] else ""
    ends = [found.bands[name][-1] for name in ("middle", "low90", "high90")]
    middle, low, high = (words.number(float(end)) for end in ends)
    return Picture(
        figure,
        series.label,
        f"{look.name}, {found.quarters[-1]}: median {middle}, 90 % from {low} to {high}",
        f"At the end of each quarter.{further}",
        of_all(runs, f"{series.path} in quarters"),
    )


def dots(runs: Runs, measure: Measure) -> Picture:
    """A number over worlds as dots, in each run."""
    rows = []
    said = []
    for run, look in runs:
        ends = quantiles(run.outcomes[measure.name].to_numpy(), run.weights)
        low, middle, high = (float(ends[name] or 0) for name in ("q05", "q50", "q95"))
        rows.append(Dots(look, dots_of(run, measure.name), low, middle, high))
        said.append(f"{look.name}: median {words.number(middle)}")
    return Picture(
        draw_dots(measure.label, measure.unit, rows),
        measure.label,
        "; ".join(said),
        "Fifty dots for each run; each dot is two worlds of a hundred.",
        of_all(runs, "outcomes"),
    )


def moved(run: Run, base: Run, measure: Measure, look: Look, base_name: str) -> Picture | None:
    """How far a number moves in each world, as dots; None where worlds are not the same, or none
    moves.
    """
    if not alike(run, base) or not moves_any(run, base, measure.name):
        return None
    values = moved_of(run, base, measure.name)
    everything = run.outcomes[measure.name].to_numpy() - base.outcomes[measure.name].to_numpy()
    ends = quantiles(everything, run.weights)
    low, middle, high = (float(ends[name] or 0) for name in ("q05", "q50", "q95"))
    return Picture(
        draw_dots(
            measure.label,
            measure.unit,
            [Dots(look, values, low, middle, high)],
            around_zero=True,
        ),
        f"{measure.label}: difference in the same worlds",
        f"“{look.name}”, less “{base_name}”: median {words.number(middle)}, 90 % "
        f"{words.number_range(low, high)}",
        f"Each dot is two worlds of a hundred: what it is with “{look.name}”, less what it is in "
        f"the same world with “{base_name}”.",
        source(base, "outcomes", run),
    )


def exceedance(runs: Runs, measure: Measure) -> Picture:
    """A number over worlds as the shares that lie above each value, in each run."""
    found = [(exceedance_of(run, measure.name), look) for run, look in runs]
    said = "; ".join(
        f"{look.name}: half of the worlds above {words.number(float(each.middle))}"
        for each, look in found
    )
    return Picture(
        draw_exceedance(measure.label, measure.unit, found),
        measure.label,
        said,
        "In what share of the worlds it lies above each value.",
        of_all(runs, "outcomes"),
    )


def forms(run: Run, opening: Line, look: Look) -> Picture | None:
    """How the opening answer moves with the forms that move it most; None where none is known."""
    answer = Expression.parse(opening.expression).ask(run)
    found = [each for each in analysis_forms.by_form(run, answer) if each.known]
    if not found:
        return None
    said = "; ".join(
        f"{each.meaning or each.path}: {opening.range(min(each.known), max(each.known))}"
        for each in found
    )
    rest = len(found) - MOST_FORMS
    more = f" {rest} forms that move it less are not shown." if rest > 0 else ""
    return Picture(
        draw_forms(
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
