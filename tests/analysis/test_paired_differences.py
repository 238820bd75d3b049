import math

import numpy as np
import pytest

from sim.analysis.expressions import Expression
from sim.analysis.paired_differences import differences
from sim.base.errors import InputError
from tests.support.synthetic import make_run


def test_differences_by_hand() -> None:
    base, run = make_run(), make_run(shift=0.1)
    found = {d.expression: d for d in differences(run, base)}
    moved = run.outcomes["treaty"].astype(float) - base.outcomes["treaty"]
    treaty = found["treaty"]
    assert (
        treaty.difference
        == pytest.approx(moved.mean())
        == pytest.approx(treaty.value - treaty.base)
    )
    assert treaty.up == pytest.approx(moved.mean())
    assert (treaty.changed, treaty.down) == (treaty.up, 0)
    # Agresti & Min: up + 1/2, down + 1/2, n + 2
    up, n = moved.sum() + 0.5, 2002
    error = math.sqrt(up + 0.5 - (up - 0.5) ** 2 / n) / n
    centre = (up - 0.5) / n
    assert treaty.ci95 == pytest.approx((centre - 1.959964 * error, centre + 1.959964 * error))


def test_pairing_removes_what_is_common() -> None:
    found = {d.expression: d for d in differences(make_run(shift=0.1), make_run())}
    assert found["treaty"].reduction > 1
    assert found["flow"].difference == pytest.approx(0.1)
    assert np.ptp(found["flow"].ci95) == pytest.approx(0, abs=1e-9)


def test_equal_runs_do_not_differ() -> None:
    for d in differences(make_run(), make_run()):
        assert (d.difference, d.changed, d.reduction) == (0, 0, None)
        assert d.ci95[0] <= 0 <= d.ci95[1]
        assert d.forms == (0, 0)


def test_the_difference_has_its_range_over_forms() -> None:
    base, run = make_run(), make_run(shift=0.1)
    (treaty,) = differences(run, base, [Expression("treaty")])
    # In plain worlds the pull must pass 0.9 instead of 1.0; in steep ones 0.7 instead of 0.8.
    assert treaty.forms[0] <= treaty.difference <= treaty.forms[1]


def test_other_worlds_cannot_be_paired() -> None:
    with pytest.raises(InputError) as caught:
        differences(make_run(10), make_run(20, seed=8))
    assert len(caught.value.problems) == 2
    assert "same --seed" in str(caught.value)
    assert "same --worlds" in str(caught.value)


def test_without_parameters_all_else_stays() -> None:
    run, base = make_run(shift=0.1), make_run()
    whole, quick = (differences(run, base, parameters=wanted) for wanted in (True, False))
    for one, other in zip(whole, quick, strict=True):
        assert (one.is_searched, other.is_searched, other.by_parameter) == (True, False, ())
        assert (one.by_form, one.signs) == (other.by_form, other.signs)
        assert (one.difference, one.ci95, one.up) == (other.difference, other.ci95, other.up)
