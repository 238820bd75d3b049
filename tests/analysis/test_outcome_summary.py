import json
import math

import numpy as np
import pytest

from sim.analysis.estimates import estimate
from sim.analysis.expressions import Answer, Expression
from sim.analysis.outcome_summary import summary, timing
from sim.results import Run
from tests.support.synthetic import FakeBatch, make_batch, make_manifest, make_run


def answer(values: list[float], *, is_share: bool) -> Answer:
    return Answer("x", "x", "", is_share, np.array(values, dtype=float))


def run_with(**outcomes: list[float]) -> Run:
    """A run of a few worlds with some outcomes set by hand."""
    worlds = len(next(iter(outcomes.values())))
    batch = make_batch(0, worlds)
    made = {name: np.array(values, dtype=float) for name, values in outcomes.items()}
    batch = FakeBatch(0, worlds, {**batch.outcomes, **made}, batch.quarters, batch.draws)
    return Run.collect([batch], make_manifest(worlds))


def test_error_of_a_share_by_hand() -> None:
    # 1 of 4: sqrt(0.25 * 0.75 / 4) = 0.2165
    found = estimate(answer([1, 0, 0, 0], is_share=True))
    assert (found.value, found.worlds) == (0.25, 4)
    assert found.mcse == pytest.approx(0.21651, abs=1e-5)


def test_no_share_is_certain_of_itself() -> None:
    # 0 of 4: p = 0.5 / 5 = 0.1 in sqrt(0.1 * 0.9 / 4) = 0.15
    found = estimate(answer([0, 0, 0, 0], is_share=True))
    assert found.value == 0
    assert found.mcse == pytest.approx(0.15)


def test_error_of_a_mean_by_hand() -> None:
    # 1, 2, 3: s = 1, so 1 / sqrt(3)
    found = estimate(answer([1, 2, 3], is_share=False))
    assert found.value == 2
    assert found.mcse == pytest.approx(1 / math.sqrt(3))
    assert math.isnan(estimate(answer([1], is_share=False)).mcse)


def test_levels_add_up_and_at_least_falls() -> None:
    found = summary(make_run())["outcomes"]["settlement"]
    shares = [found["probabilities"][level]["p"] for level in ("none", "first", "second")]
    assert sum(shares) == pytest.approx(1)
    assert list(found["at_least"]) == ["first", "second"]
    assert found["at_least"]["first"]["p"] == pytest.approx(shares[1] + shares[2])


def test_quarters_are_censored_at_the_horizon() -> None:
    nan = math.nan
    when = timing(run_with(lapse_quarter=[2, 4, 8, nan, nan]), "lapse_quarter")
    assert when.ever.value == pytest.approx(0.6)
    assert when.among["q50"] == 4
    assert when.mean is not None
    assert when.mean.value == pytest.approx(14 / 3)
    # Half of all five worlds have it by quarter 8; 95 % never reach it.
    assert when.of_all == {"q05": 2, "q50": 8, "q95": None}


def test_what_never_happens_has_no_quarter() -> None:
    run = run_with(lapse_quarter=[math.nan] * 4)
    when = timing(run, "lapse_quarter")
    assert when.mean is None
    assert set(when.among.values()) == {None}
    found = summary(run)["outcomes"]["lapse_quarter"]
    assert found["ever"]["p"] == 0
    assert found["ever"]["mcse"] > 0


def test_the_object_is_plain_and_whole() -> None:
    run = make_run()
    found = json.loads(json.dumps(summary(run), allow_nan=False))
    assert (found["schema"], found["scenario"], found["worlds"], found["seed"]) == (
        1,
        "base",
        2000,
        7,
    )
    assert found["run"] == run.id
    assert set(found["outcomes"]["treaty"]["probabilities"]) == {"true", "false"}
    assert set(found["outcomes"]["flow"]) == {"mean", "mcse", "q05", "q50", "q95", "forms"}
    low, high = found["outcomes"]["treaty"]["probabilities"]["true"]["forms"]
    assert low < Expression("treaty").ask(run).values.mean() < high


def test_one_world_has_no_error_of_its_mean() -> None:
    assert summary(make_run(1))["outcomes"]["flow"]["mcse"] is None
