import numpy as np
import pytest

from sim.analysis.cumulative_incidence import curve
from sim.analysis.distributions import dots
from sim.analysis.quantile_bands import fan
from tests.support.synthetic import QUARTERS, make_run


def test_bands_hold_their_share_of_worlds() -> None:
    run = make_run()
    found = fan(run, run.manifest.series[1])
    values = run.series("oil")
    inside = (values >= found.bands["low90"][:, None]) & (values <= found.bands["high90"][:, None])
    assert inside.mean(axis=1) == pytest.approx(0.9, abs=0.002)
    assert found.bands["middle"] == pytest.approx(np.median(values, axis=1), abs=0.05)
    assert found.paths.shape == (10, QUARTERS)
    assert np.array_equal(found.paths[3], values[:, 3])


def test_silent_quarters_have_no_band() -> None:
    run = make_run(100)
    run.table("quarters")  # in memory
    values = run.series("oil").copy()
    values[1] = np.nan
    values[2, :50] = np.nan
    run.series = lambda path: values  # type: ignore[method-assign]
    found = fan(run, run.manifest.series[1])
    assert np.isnan(found.bands["middle"][1])
    assert np.isfinite(found.bands["middle"][2])
    assert found.bands["high90"][2] <= np.nanmax(values[2])


def test_a_curve_counts_what_has_happened() -> None:
    run = make_run()
    found = curve(run, "lapse_quarter")
    counts = run.outcomes["lapse_quarter"]
    assert found.quarters[:2] == ("start", "2017Q1")
    assert found.share[0] == 0
    assert found.share[3] == pytest.approx((counts <= 3).mean())
    assert found.share[-1] == pytest.approx(counts.notna().mean())
    assert (found.low <= found.share).all()
    assert (found.share <= found.high).all()
    assert (np.diff(found.share) >= 0).all()


def test_dots_are_equally_likely() -> None:
    run = make_run()
    found = dots(run, "flow", 20)
    assert len(found) == 20
    assert (run.outcomes["flow"] <= found[9]).mean() == pytest.approx(9.5 / 20, abs=1e-3)
