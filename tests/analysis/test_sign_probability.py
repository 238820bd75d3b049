"""The probability of a sign, and what can be said of it, by hand."""

from typing import Any

import pytest

from sim.analysis.expressions import Expression
from sim.analysis.paired_differences import Difference, differences
from sim.analysis.sign_probability import Sign
from sim.analysis.sign_reversals import SubgroupDifference, SubgroupSplit
from tests.support.synthetic import make_run


def difference(**changes: Any) -> Difference:
    fields: dict[str, Any] = {
        "expression": "treaty",
        "label": "Treaty",
        "unit": "",
        "is_share": True,
        "base": 0.2,
        "value": 0.25,
        "difference": 0.05,
        "ci95": (0.01, 0.09),
        "forms": (0.02, 0.06),
        "changed": 0.1,
        "up": 0.075,
        "down": 0.025,
        "reduction": 2.0,
        "detectable": 0.05,
    }
    return Difference(**{**fields, **changes})


def split(p: float, *differences: float) -> SubgroupSplit:
    parts = [
        SubgroupDifference(f"option_{i}", 500.0, each, (each - 0.01, each + 0.01), sign=0)
        for i, each in enumerate(differences)
    ]
    return SubgroupSplit("laws.curve", "", True, tuple(parts), p)


def test_the_probability_of_a_sign_by_hand() -> None:
    # The error is half the interval over 1.96: 0.04 / 1.96 = 0.0204; 0.05 / 0.0204 = 2.45, and
    # the normal distribution has 0.99286 below 2.45.
    assert Sign(difference(), 1).probability == pytest.approx(0.99286, abs=1e-5)
    assert Sign(difference(), -1).probability == pytest.approx(0.00714, abs=1e-5)


def test_a_wider_interval_says_less() -> None:
    # 0.05 / (0.1 / 1.96) = 0.98
    found = Sign(difference(ci95=(-0.05, 0.15)), 1)
    assert found.probability == pytest.approx(0.83646, abs=1e-5)


@pytest.mark.parametrize(("centre", "expected", "chance"), [(0, 1, 0.5), (2, 1, 1), (2, -1, 0)])
def test_without_any_error_the_sign_is_what_it_is(
    centre: float, expected: int, chance: float
) -> None:
    found = difference(difference=centre, ci95=(centre, centre))
    assert Sign(found, expected).probability == chance


def test_of_those_that_moved_the_share_that_agrees() -> None:
    assert Sign(difference(), 1).agreeing == pytest.approx(0.75)  # 0.075 of 0.1
    assert Sign(difference(), -1).agreeing == pytest.approx(0.25)
    assert Sign(difference(changed=0.0, up=0.0, down=0.0), 1).agreeing is None


def test_options_in_which_the_sign_holds_are_counted() -> None:
    found = difference(by_form=(split(1, 0.05, -0.01), split(1, 0.02, 0.03, 0.04)))
    assert Sign(found, 1).options == (4, 5)
    assert Sign(found, -1).options == (1, 5)


def test_an_option_that_few_worlds_drew_is_not_counted() -> None:
    few = SubgroupSplit(
        "laws.curve", "", True, (SubgroupDifference("rare", 99.0, -1.0, (-2, 0), sign=0),), 1
    )
    assert Sign(difference(by_form=(few,)), 1).options == (0, 0)


@pytest.mark.parametrize(
    ("changes", "expected", "verdict", "reason"),
    [
        ({}, 1, "holds", ""),
        ({}, -1, "does not hold", ""),
        ({"ci95": (-0.01, 0.11)}, 1, "cannot tell", "the interval holds zero"),
        ({"by_form": (split(0.01, 0.1, -0.1),)}, 1, "cannot tell", "turns with laws.curve"),
        ({"by_form": (split(0.2, 0.1, -0.1),)}, 1, "holds", ""),  # it may be chance
        (
            {"changed": 0.0, "difference": 0.0, "ci95": (-0.001, 0.001)},
            1,
            "cannot tell",
            "no world changed",
        ),
        ({"is_few": True}, 1, "cannot tell", "too few worlds to tell"),
    ],
)
def test_what_can_be_said(
    changes: dict[str, Any], expected: int, verdict: str, reason: str
) -> None:
    found = Sign(difference(**changes), expected)
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_planted_effect_is_found() -> None:
    run, base = make_run(shift=0.2), make_run()
    (found,) = differences(run, base, [Expression("treaty")])
    assert Sign(found, 1).verdict == "holds"
    assert Sign(found, -1).verdict == "does not hold"
    assert Sign(found, 1).probability > 0.999
