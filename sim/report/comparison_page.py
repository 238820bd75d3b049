"""The page of a comparison: what cannot be told first, then what differs, in whom, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, zip_longest

from sim.analysis import verdict_text
from sim.analysis.attribution import Attribution
from sim.analysis.comparison import Comparison, Pair
from sim.analysis.paired_differences import CANNOT_TELL, Difference
from sim.analysis.sign_reversals import SubgroupSplit
from sim.base import number_text
from sim.figures import (
    cumulative_incidence,
    dot_plots,
    icon_arrays,
    level_transitions,
    paired_differences,
    subgroup_differences,
)
from sim.figures.captioned_figure import Runs
from sim.figures.style import BASE, OTHERS, RUN, RunStyle
from sim.report import comparison_tables
from sim.report.comparison_tables import Cell
from sim.report.contributions import attribution
from sim.report.html import Html, Pictures, header, items, join, safe, side_by_side, table, tag
from sim.report.run_context import LIMITS, Context
from sim.report.run_page import (
    Section,
    changes,
    fan_figures,
    figure_per_outcome,
    optional_figure,
    record,
    warning,
)

MOST_TURNING = 4  # answers whose parts are drawn, beside the one that goes first
_COLOURED = {1: "that", 2: "this"}  # columns of the first run and of this one


@dataclass(frozen=True)
class ComparisonContext:
    """What a comparison says beside its results.

    of_pairs : for each run but the first: its changes and claims
    attributed : for each run but the first, which of its changes did it; empty if nobody asked
    """

    base: Context = field(default_factory=Context)
    of_pairs: tuple[Context, ...] = ()
    attributed: tuple[Attribution, ...] = ()

    def of(self, place: int) -> Context:
        """What surrounds one of the runs but the first."""
        return self.of_pairs[place] if place < len(self.of_pairs) else Context()


@dataclass(frozen=True, eq=False)
class _Page:
    """A comparison with the looks of its runs, the first one's first."""

    compared: Comparison
    around: ComparisonContext
    looks: tuple[RunStyle, ...]
    pictures: Pictures

    @property
    def others(self) -> "list[_Other]":
        """Each run but the first, with its look and what surrounds it."""
        given = zip_longest(self.compared.pairs, self.looks[1:], self.around.attributed)
        return [_Other(self, *each, self.around.of(i)) for i, each in enumerate(given)]

    @property
    def runs(self) -> Runs:
        """All runs with their looks."""
        return list(zip(self.compared.runs, self.looks, strict=True))

    def each(self, show: "Callable[[_Other], Html]") -> Html:
        """A part for each run but the first, under its name where there are several."""
        found = [(other, show(other)) for other in self.others]
        if len(found) == 1:
            return found[0][1]
        return join(
            join([tag("h3", other.look.name), content]) for other, content in found if content
        )


@dataclass(frozen=True, eq=False)
class _Other:
    """One run beside the first."""

    page: _Page
    pair: Pair
    look: RunStyle
    attribution: Attribution | None
    context: Context


def run_looks(names: Sequence[str]) -> tuple[RunStyle, ...]:
    """How runs are told apart: the first as the base, the next as a scenario beside its base."""
    others = cycle((RUN, *OTHERS))
    given = [BASE, *(next(others) for _ in names[1:])]
    return tuple(replace(look, name=name) for look, name in zip(given, names, strict=True))


def sections(
    compared: Comparison, around: ComparisonContext
) -> tuple[Html, list[Section], Pictures]:
    """The head of the page, its sections as (anchor, heading, content), and its figures."""
    page = _Page(compared, around, run_looks(compared.names), Pictures())
    draft = [
        ("answers", "What differs, with its doubt", page.each(_answers)),
        ("changes", "What was changed", page.each(_changes)),
        ("levels", "Where it ends", join([_levels(page), page.each(_moves)])),
        ("differences", "What difference it makes", page.each(_differences)),
        ("attribution", "Which change did it", page.each(_attributed)),
        ("turns", "What the difference hangs on", page.each(_sign_reversals)),
        ("timing", "When", _timing(page)),
        ("paths", "On the way", page.each(_paths)),
        ("numbers", "How much", _numbers(page)),
        ("limits", "What this cannot say", items(LIMITS)),
        ("record", "How it was made", record(list(compared.runs))),
    ]
    return _head(page), [section for section in draft if section[2].strip()], page.pictures


def title(compared: Comparison) -> str:
    """The heading of the page."""
    first, *others = compared.names
    if len(others) == 1:
        return f"{others[0]}, against: {first}"
    return f"{len(others)} scenarios against: {first}"


def _head(page: _Page) -> Html:
    compared = page.compared
    manifest = compared.base.manifest
    quarters, runs = compared.base.calendar, compared.runs
    how = "world by world" if compared.is_paired else "NOT PAIRED, as independent samples"
    facts = [
        ("Worlds", f"{manifest.worlds:,}"),
        ("Quarters", f"{quarters[0]} to {quarters[-1]}"),
        ("Seed", str(manifest.seed)),
        ("Parameters", "; ".join(dict.fromkeys(number_text.drawn(r.manifest.draws) for r in runs))),
        ("Compared", how),
    ]
    return header(
        (page.around.base.dispute, "comparison"),
        title(compared),
        (
            *(_verdict(other) for other in page.others),
            *(tag("p", note, class_="note") for note in compared.notes),
        ),
        facts,
    )


def _verdict(other: _Other) -> Html:
    """What cannot be told, then the answer that goes first, then how many there are of each."""
    parts: list[Html] = []
    if len(other.page.others) > 1:
        parts.append(tag("h2", other.look.name, class_="name"))
    parts.append(warning(other.pair.differences))
    opening = other.pair.headline_answer(other.page.compared.headline)
    parts.append(tag("p", verdict_text.sentence(opening), class_="headline"))
    parts.append(tag("p", verdict_text.tally(other.pair.differences)))
    return join(parts)


def _answers(other: _Other) -> Html:
    """Every answer of both runs, and everything that is known of the difference."""
    return join(
        table(
            each.heads,
            [[_cell(cell, place) for place, cell in enumerate(row)] for row in each.rows],
            each.caption,
            range(1, len(each.heads)),
            class_="compared",
        )
        for each in comparison_tables.tables(other.pair.lines)
    )


def _cell(cell: Cell, place: int) -> Html:
    """A cell; those of the first run and of this one have their colours."""
    text = safe(cell.text)
    if place in _COLOURED:
        text = tag("span", text, class_=_COLOURED[place])
    if cell.is_warning:
        text = tag("b", text)
    return join([text, tag("span", cell.under, class_="sub")], "") if cell.under else text


def _changes(other: _Other) -> Html:
    why = other.pair.run.scenario.get("why")
    said = tag("p", why, class_="why") if why else Html("")
    return join(
        [
            said,
            changes(
                other.pair.run, other.pair.base, replace(other.context, changes=other.pair.differs)
            ),
        ]
    )


def _levels(page: _Page) -> Html:
    return figure_per_outcome(
        page.compared.base,
        "level",
        lambda m: icon_arrays.levels(_with(page.runs, m.name), m),
        page.pictures,
    )


def _moves(other: _Other) -> Html:
    pair = other.pair
    found = [each for each in pair.moves.values() if each.moved]
    drawn = (
        level_transitions.moves(pair.run, pair.base, each, other.look, other.page.looks[0])
        for each in found
    )
    return join(other.page.pictures.show(*each) for each in drawn)


def _differences(other: _Other) -> Html:
    same = "in the same worlds" if other.pair.is_paired else "NOT PAIRED"
    title = f"{other.look.name}, less the first; {same}"
    found = paired_differences.differences(
        other.pair.run, other.pair.differences, title, other.look
    )
    return optional_figure(found, other.page.pictures)


def _attributed(other: _Other) -> Html:
    found = other.attribution
    return attribution(found, other.page.pictures) if found is not None else Html("")


def _sign_reversals(other: _Other) -> Html:
    """The difference by option of each form and in thirds of parameters: the first, then unsure."""
    opening = other.pair.headline_answer(other.page.compared.headline).difference
    unsure = [d for d in other.pair.differences if d.verdict == CANNOT_TELL and d is not opening]
    parts = []
    for d in [*([opening] if opening else []), *unsure[:MOST_TURNING]]:
        forms = [split for split in d.by_form if any(part.is_known for part in split.subgroups)]
        if forms:
            parts.append(_split(other, d, forms, "by the form that was drawn"))
        if d.by_parameter and (d is opening or any(s.reverses_sign for s in d.by_parameter)):
            parts.append(_split(other, d, d.by_parameter, verdict_text.BY_PARAMETER))
        elif d is opening and d.is_searched:
            parts.append(tag("p", f"{d.label}: {verdict_text.UNMOVED}"))
    return join(parts)


def _split(other: _Other, d: Difference, found: Sequence[SubgroupSplit], which: str) -> Html:
    drawn = subgroup_differences.splits(
        other.pair.run, other.pair.base, d, found, which, other.look
    )
    return other.page.pictures.show(*drawn)


def _timing(page: _Page) -> Html:
    if not _same_time(page):
        return tag("p", "The runs do not span the same quarters and are not drawn over them.")
    return side_by_side(
        figure_per_outcome(
            page.compared.base,
            "quarter",
            lambda m: cumulative_incidence.timing(_with(page.runs, m.name), m),
            page.pictures,
        )
    )


def _paths(other: _Other) -> Html:
    if not _same_time(other.page):
        return Html("")
    return fan_figures([(other.pair.run, other.look), other.page.runs[0]], other.page.pictures)


def _numbers(page: _Page) -> Html:
    return side_by_side(
        figure_per_outcome(
            page.compared.base,
            "number",
            lambda m: dot_plots.dots(_with(page.runs, m.name), m),
            page.pictures,
        )
    )


def _with(runs: Runs, outcome: str) -> Runs:
    """The runs that have an outcome."""
    return [each for each in runs if outcome in (m.name for m in each[0].manifest.measures)]


def _same_time(page: _Page) -> bool:
    return all(run.calendar == page.compared.base.calendar for run in page.compared.runs)
