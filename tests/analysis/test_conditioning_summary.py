"""A run that observes: what it says of it, and that every answer is of the worlds that are left."""

import json
import math

import numpy as np
import pytest

from sim.analysis import (
    answers,
    cumulative_incidence,
    distributions,
    outcome_summary,
    quantile_bands,
    structural_uncertainty,
)
from sim.analysis.conditioning_summary import observed
from sim.analysis.expressions import Expression, ask
from sim.results import Run
from tests.support.synthetic import make_observed, make_run

HIGH = {"id": "high", "at": "2018Q4", "that": "oil > 30", "why": "in the papers"}
NEAR = {"id": "near", "at": "2018Q2", "near": {"oil": 20.0}, "within": 5.0}
RARE = {"id": "rare", "at": "2018Q4", "that": "oil > 48"}


def left(run: Run) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """The worlds of `high`."""
    return run.series("oil")[-1] > 30


def test_nothing_is_said_where_nothing_is_observed() -> None:
    run = make_run()
    assert run.weights is None
    assert observed(run) is None
    assert "observed" not in outcome_summary.summary(run)
    assert "weight" not in run.outcomes


def test_what_is_left_is_told() -> None:
    run = make_observed([HIGH, NEAR])
    found = observed(run)
    assert found is not None
    high, near = found.seen
    assert (high.text, high.why) == ("2018Q4: oil > 30", "in the papers")
    assert near.text == "2018Q2: oil = 20 +- 5"
    assert high.alone == pytest.approx(left(run).sum())
    assert found.effective < min(high.alone, near.alone)
    assert "2,000 worlds, worth" in found.said
    said = json.loads(json.dumps(outcome_summary.summary(run)["observed"], allow_nan=False))
    assert said["share"] == pytest.approx(found.effective / 2000)
    assert [each["id"] for each in said["observations"]] == ["high", "near"]


def test_every_answer_is_of_the_worlds_that_are_left() -> None:
    run, plain = make_observed([HIGH]), make_run()
    chosen = left(run)
    for mine, all_of_them in zip(ask(run), ask(plain), strict=True):
        assert mine.weights is not None
        assert (mine.values == all_of_them.values).all()
        (line,) = answers.lines(run, expressions=[Expression.parse(mine.expression)])
        assert line.found.value == pytest.approx(mine.values[chosen].mean())
        assert line.found.effective == pytest.approx(chosen.sum())
    flow = outcome_summary.summary(run)["outcomes"]["flow"]
    values = plain.outcomes["flow"].to_numpy()[chosen]
    assert flow["q50"] == pytest.approx(np.quantile(values, 0.5))
    assert flow["mean"] == pytest.approx(values.mean())
    np.testing.assert_allclose(
        distributions.dots(run, "flow"), np.quantile(values, (2 * np.arange(50) + 1) / 100)
    )


def test_timing_is_of_the_worlds_that_are_left() -> None:
    run = make_observed([HIGH])
    counts = run.outcomes["lapse_quarter"].to_numpy()[left(run)]
    curve = cumulative_incidence.curve(run, "lapse_quarter")
    wanted = [(counts <= quarter).mean() for quarter in range(9)]
    np.testing.assert_allclose(curve.share, wanted)
    assert (curve.low <= curve.share).all()
    when = outcome_summary.timing(run, "lapse_quarter")
    assert when.among["q50"] == np.quantile(counts[~np.isnan(counts)], 0.5, method="inverted_cdf")
    assert when.ever.value == pytest.approx((~np.isnan(counts)).mean())


def test_bands_are_of_the_worlds_that_are_left_and_so_are_the_paths() -> None:
    run = make_observed([HIGH])
    oil = next(each for each in run.manifest.series if each.path == "oil")
    found = quantile_bands.fan(run, oil)
    values = run.series("oil")[:, left(run)]
    wanted = np.quantile(values, 0.05, axis=1, method="lower")
    np.testing.assert_array_equal(found.bands["low90"], wanted)
    assert found.paths.shape == (10, 8)
    assert (found.paths[:, -1] > 30).all()


def test_forms_are_not_known_where_too_few_are_left() -> None:
    run = make_observed([RARE])
    (line,) = answers.lines(run, expressions=[Expression.parse("treaty")])
    assert math.isnan(line.forms[0])
    assert line.over_forms == "not known"
    assert outcome_summary.summary(run)["outcomes"]["flow"]["forms"] is None
    enough = make_observed([HIGH])
    low, high = structural_uncertainty.span(enough, Expression.parse("treaty").ask(enough))
    assert low < high
    (form,) = structural_uncertainty.by_form(enough, Expression.parse("treaty").ask(enough))
    drawn = enough.draws["laws.curve"] == "steep"
    steep = enough.outcomes["treaty"][left(enough) & drawn.to_numpy()]
    assert form.options["steep"].value == pytest.approx(steep.mean())
