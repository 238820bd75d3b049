"""Everything that a world comes to or has drawn has a place on an axis, under its name."""

import numpy as np
import pytest

from sim.analysis.world_variables import NEVER, axes, axis
from sim.base.errors import InputError
from sim.results import Run
from tests.support.synthetic import LEVELS, OPTIONS, QUARTERS, make_manifest, make_run


@pytest.fixture(scope="module")
def run() -> Run:
    return make_run(300)


def test_outcomes_come_before_forms_and_numbers() -> None:
    found = axes(make_manifest())
    assert [each.kind for each in found.values()] == [
        "level", "bool", "quarter", "number", "form", "quantity",
    ]  # fmt: skip
    assert [each.is_drawn for each in found.values()] == [False] * 4 + [True] * 2


def test_levels_and_options_stand_in_their_order(run: Run) -> None:
    settlement, curve = (axis(run.manifest, path) for path in ("settlement", "laws.curve"))
    assert settlement.keys == LEVELS
    assert [settlement.place(level) for level in LEVELS] == [0, 1, 2]
    assert curve.keys == OPTIONS
    steep = (run.draws["laws.curve"] == "steep").to_numpy()
    assert (curve.values(run) == steep).all()


def test_what_never_happens_stands_behind_the_last_quarter(run: Run) -> None:
    lapse = axis(run.manifest, "lapse_quarter")
    values = lapse.values(run)
    never = run.outcomes["lapse_quarter"].isna().to_numpy()
    assert (values[never] == lapse.place(NEVER)).all()
    assert lapse.place(NEVER) > QUARTERS >= values[~never].max()
    assert lapse.place("2017Q1") == 1  # quarters are counted from one
    assert lapse.said(2.0) == "2017Q2"


def test_a_number_is_its_own_place(run: Run) -> None:
    flow = axis(run.manifest, "flow")
    np.testing.assert_array_equal(flow.values(run), run.outcomes["flow"])
    assert flow.place("0.25") == 0.25
    assert flow.said(0.25) == "0.25 USD bn"


@pytest.mark.parametrize(
    ("path", "key", "cure"),
    [
        ("settlement", "secnd", "second"),
        ("lapse_quarter", "2031Q1", "2017Q1, 2017Q2, …"),
        ("flow", "much", "a number"),
        ("flow", "nan", "a number"),
        ("flow", "inf", "a number"),
    ],
)
def test_what_is_no_value_is_refused_with_what_would_be(path: str, key: str, cure: str) -> None:
    with pytest.raises(InputError, match=cure):
        axis(make_manifest(), path).place(key)


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'settlement'"):
        axis(make_manifest(), "setlement")
