"""The sections of a page that hold pictures, in order."""

from collections.abc import Callable, Sequence

from sim.analysis.answers import Line
from sim.analysis.paired_differences import Difference
from sim.figures import fan_charts
from sim.figures.captioned_figure import Picture, Runs
from sim.figures.style import ALONE, BASE, RUN
from sim.report import pictures as made
from sim.report.html import Html, Pictures, join, tag
from sim.results import Measure, Run

Section = tuple[str, str, Html]


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
        runs = [*runs, (base, BASE)]
    moved = made.differences(run, differences)
    decides = made.forms(run, opening, runs[0][1])
    draft: list[tuple[str, str, Html]] = [
        (
            "levels",
            "Where it ends",
            each_of(run, "level", lambda m: made.levels(runs, m), pictures),
        ),
        ("differences", "What difference it makes", one(moved, pictures)),
        (
            "timing",
            "When",
            in_pairs(each_of(run, "quarter", lambda m: made.timing(runs, m), pictures)),
        ),
        ("paths", "On the way", fans(runs, pictures)),
        (
            "numbers",
            "How much",
            in_pairs(each_of(run, "number", lambda m: made.dots(runs, m), pictures)),
        ),
        ("forms", "Which form decides", one(decides, pictures)),
    ]
    return [section for section in draft if section[2]]


def one(picture: Picture | None, pictures: Pictures) -> Html:
    """A picture where there is one."""
    return pictures.show(*picture) if picture is not None else Html("")


def each_of(run: Run, kind: str, make: Callable[[Measure], Picture], pictures: Pictures) -> Html:
    """A picture for each outcome of one kind."""
    found = (measure for measure in run.manifest.measures if measure.kind == kind)
    return join(pictures.show(*make(measure)) for measure in found)


def in_pairs(content: Html) -> Html:
    """Pictures side by side where there is room."""
    return tag("div", content, class_="pair") if content else content


def fans(runs: Runs, pictures: Pictures) -> Html:
    """Where the main states lie over the quarters: the first of the runs over the second."""
    run, _ = runs[0]
    main = [series for series in run.manifest.series if series.main]
    if not main:
        return Html("")
    shown = join(pictures.show(*made.fan(runs, series)) for series in main)
    return join([tag("p", fan_charts.which_paths(run)), in_pairs(shown)])
