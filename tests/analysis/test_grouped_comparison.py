"""All answers at once are what each is by itself."""

import numpy as np
import pytest

from sim.analysis import (
    grouped_comparison,
    paired_differences,
    structural_uncertainty,
)
from sim.analysis.estimates import estimate
from sim.analysis.expressions import ask
from sim.results import Run
from tests.support.synthetic import OPTIONS, make_run

RUNS = make_run(shift=0.1), make_run()


def look(run: Run, base: Run) -> dict[str, dict[str, float]]:
    mine, theirs = ask(run), ask(base)
    rows = grouped_comparison.compared(mine, theirs, grouped_comparison.groups(run, base))
    return {one.expression: dict(row) for one, row in zip(mine, rows, strict=True)}


def test_estimates_forms_and_differences_are_those_of_each_answer() -> None:
    run, base = RUNS
    found = look(run, base)
    for answer, difference in zip(ask(run), paired_differences.differences(run, base), strict=True):
        row, alone = found[answer.expression], estimate(answer)
        assert row["value"] == pytest.approx(alone.value)
        assert row["mcse"] == pytest.approx(alone.mcse)
        assert (row["forms_low"], row["forms_high"]) == pytest.approx(
            structural_uncertainty.span(run, answer)
        )
        assert row["base"] == pytest.approx(difference.base)
        assert row["difference"] == pytest.approx(difference.difference)
        assert (row["ci95_low"], row["ci95_high"]) == pytest.approx(difference.ci95)
        over = row["difference_forms_low"], row["difference_forms_high"]
        assert over == pytest.approx(difference.forms)
        assert row["changed"] == pytest.approx(difference.changed)
        assert row["effective"] == pytest.approx(alone.effective)


def test_joint_draws_that_worlds_share_enlarge_both_errors_alike() -> None:
    run, base = make_run(shift=0.1), make_run()
    alone = look(run, base)
    rows = (run.draws["sender.salience.punishment"].to_numpy() * 300).astype(np.int32)
    for each in (run, base):
        each.__dict__["rows"] = rows
    found = look(run, base)
    for answer, difference in zip(ask(run), paired_differences.differences(run, base), strict=True):
        row = found[answer.expression]
        assert row["mcse"] == pytest.approx(estimate(answer).mcse)
        assert (row["ci95_low"], row["ci95_high"]) == pytest.approx(difference.ci95)
    widths = [(r["ci95_high"] - r["ci95_low"]) for r in found.values()]
    assert sum(widths) > sum(r["ci95_high"] - r["ci95_low"] for r in alone.values())


def test_groups_are_all_worlds_and_those_of_each_option() -> None:
    run, base = RUNS
    found = grouped_comparison.groups(run, base)
    drawn = base.draws["laws.curve"].to_numpy()
    assert found.shape == (1 + len(OPTIONS), run.manifest.worlds)
    assert found[0].all()
    for option, row in zip(OPTIONS, found[1:], strict=True):
        assert np.array_equal(row, drawn == option)


def test_a_form_that_the_base_holds_fixed_is_taken_from_the_run() -> None:
    run, base = RUNS
    fixed = Run(base.manifest, dict(base._tables))
    fixed.draws["laws.curve"] = fixed.draws["laws.curve"].cat.set_categories([OPTIONS[0]])
    fixed.draws["laws.curve"] = fixed.draws["laws.curve"].fillna(OPTIONS[0])
    assert np.array_equal(
        grouped_comparison.groups(run, fixed), grouped_comparison.groups(run, base)
    )
    assert grouped_comparison.groups(fixed, fixed).shape == (1, base.manifest.worlds)


def test_few_worlds_of_an_option_say_nothing_of_it() -> None:
    run, base = make_run(worlds=150, shift=0.1), make_run(worlds=150)
    for row in look(run, base).values():
        assert row["forms_low"] == row["forms_high"] == pytest.approx(row["value"])
