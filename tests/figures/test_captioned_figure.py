"""Pictures of runs, whoever shows them: their words say what their figures show."""

from collections.abc import Iterator

import pytest

from sim.analysis.answers import lines
from sim.analysis.expressions import Expression
from sim.analysis.paired_differences import differences
from sim.figures import (
    cumulative_incidence,
    dot_plots,
    exceedance,
    fan_charts,
    icon_arrays,
    paired_differences,
    structural_uncertainty,
    subgroup_differences,
)
from sim.figures.captioned_figure import Picture
from sim.figures.style import OTHERS
from sim.report.comparison_page import run_looks
from tests.support.synthetic import make_observed, make_run

RUN, BASE = make_run(shift=0.1), make_run()
BASE_LOOK, LOOK = run_looks(["Before", "After"])
RUNS = [(BASE, BASE_LOOK), (RUN, LOOK)]
MEASURES = {measure.name: measure for measure in RUN.manifest.measures}
FOUND = differences(RUN, BASE)
TREATY = next(d for d in FOUND if d.expression == "treaty")


def every() -> Iterator[Picture | None]:
    yield icon_arrays.levels(RUNS, MEASURES["settlement"])
    yield icon_arrays.yes_or_no(RUNS, MEASURES["treaty"], [TREATY])
    yield cumulative_incidence.timing(RUNS, MEASURES["lapse_quarter"])
    yield dot_plots.dots(RUNS, MEASURES["flow"])
    yield dot_plots.moved(RUN, BASE, MEASURES["flow"], LOOK, "Before")
    yield exceedance.exceedance(RUNS, MEASURES["flow"])
    yield fan_charts.fan(RUNS[::-1], RUN.manifest.series[0])
    yield paired_differences.differences(RUN, FOUND)
    yield structural_uncertainty.forms(RUN, lines(RUN)[0], LOOK)
    yield subgroup_differences.splits(RUN, BASE, TREATY, TREATY.by_form, "by form", LOOK)


@pytest.mark.parametrize("picture", list(every()))
def test_every_picture_is_told_in_words_with_its_source(picture: Picture | None) -> None:
    assert picture is not None
    assert all((picture.title, picture.said, picture.caption))
    assert " of run" in picture.source
    assert "2,000 worlds" in picture.source
    assert picture.figure["data"]


def test_a_yes_or_no_says_who_changes() -> None:
    picture = icon_arrays.yes_or_no(RUNS, MEASURES["treaty"], [TREATY])
    assert (
        "in 9.5 of 100 worlds so with “After” where it would not be with “Before”" in picture.said
    )
    without = icon_arrays.yes_or_no(RUNS, MEASURES["treaty"])
    assert "where it would not be" not in without.said
    assert len(without.figure["data"]) < len(picture.figure["data"])


def test_worlds_that_count_otherwise_move_nowhere() -> None:
    seen = make_observed([{"id": "s", "at": "2018Q4", "that": "oil > 25"}])
    assert dot_plots.moved(seen, BASE, MEASURES["flow"], LOOK, "Before") is None


def test_a_run_without_forms_has_no_picture_of_them() -> None:
    plain = make_run()
    plain.draws["laws.curve"] = "plain"
    assert structural_uncertainty.forms(plain, lines(RUN)[0], LOOK) is None
    only_when = differences(RUN, BASE, [Expression("lapse_quarter")])
    assert paired_differences.differences(RUN, only_when) is None


def test_further_runs_are_told_of() -> None:
    runs = [*RUNS[::-1], (make_run(shift=0.2), OTHERS[0])]
    assert "only the median" in fan_charts.fan(runs, RUN.manifest.series[0]).caption
