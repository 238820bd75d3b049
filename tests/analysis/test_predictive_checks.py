"""Checks of the fit: before, without the target itself, and after."""

import numpy as np
import pytest

from sim.analysis.predictive_checks import check, gaussian, spread

VALUES = np.arange(100, dtype=np.float64)
HIGH = (VALUES >= 50).astype(np.float64)
EVEN = (VALUES % 2 == 0).astype(np.float64)


def test_a_target_is_checked_without_itself() -> None:
    found = check("high", VALUES, {"high": HIGH, "even": EVEN}, gaussian(75, 5))
    assert found.others is not None
    assert found.prior.median == pytest.approx(49, abs=1)
    assert found.others.median == pytest.approx(49, abs=1)
    assert found.posterior.median == pytest.approx(74, abs=1)
    assert found.posterior.central90[0] >= 50


def test_what_is_no_target_has_no_others() -> None:
    assert check("else", VALUES, {"high": HIGH}, gaussian(0, 1)).others is None


def test_a_lone_target_is_expected_from_the_prior() -> None:
    found = check("high", VALUES, {"high": HIGH}, gaussian(75, 5))
    assert found.others == found.prior


def test_spreads_by_hand() -> None:
    assert spread(VALUES, HIGH).central90 == (52, 97)
    assert gaussian(2, 1).central90 == pytest.approx((2 - 1.6448536, 2 + 1.6448536))
