"""Groups of equally good draws that disagree are told, with what sets them apart."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from sim.analysis.comparison import comparison
from sim.analysis.draw_clusters import DrawClusters, standing
from sim.base.errors import InputError
from sim.dispute import Dispute
from sim.inputs import posterior
from sim.results import Run
from sim.results.manifest import Calibration
from sim.studies.comparison import ComparisonSubject
from sim.studies.equifinality import (
    Equifinality,
    PosteriorClusters,
    equifinality,
    groups,
    read,
    record,
)
from tests.support.calibrated_past import FORM, IDLE, REGISTER, SLOPE
from tests.support.synthetic import FakeBatch, make_manifest, make_run

ROWS, WORLDS = 300, 3000
ABOUT = {
    "window": "past",
    "seed": 1,
    "worlds": 100,
    "effective": 3.0,
    "agreement": 0.5,
    "versions": {"sim": "0"},
    "priors": "",
}
GROUP = np.arange(ROWS) % 3  # of each row, as it is planted


@pytest.fixture
def found(tmp_path: Path) -> PosteriorClusters:
    """Rows in three planted groups: apart in the slope, the last one also in its form."""
    noise = np.random.default_rng(2).standard_normal((2, ROWS))
    columns = {
        SLOPE: np.array([0.2, 1.0, 1.8])[GROUP] + 0.1 * noise[0],
        FORM: (GROUP == 2).astype(np.float64),
        IDLE: noise[1],
    }
    frozen = posterior.freeze(tmp_path, columns, np.ones(ROWS), ABOUT)
    places = {
        path: standing(frozen.columns[path], 2 if path == FORM else None) for path in (SLOPE, FORM)
    }
    shares = np.full(3, 1 / 3)
    return PosteriorClusters(frozen, REGISTER, DrawClusters(places, GROUP, shares, 0.9, 0.5))


def pair(groups: PosteriorClusters, effects: tuple[float, float, float]) -> tuple[Run, Run]:
    """Two runs of one number; what the first adds hangs on the planted group of its draw."""
    rng = np.random.default_rng(3)
    rows = rng.integers(ROWS, size=WORLDS)
    base = rng.standard_normal(WORLDS)
    added = np.array(effects)[GROUP[rows]] + rng.standard_normal(WORLDS)
    plain = make_manifest(WORLDS)
    manifest = make_manifest(
        WORLDS,
        series=(),
        quarters=1,
        measures=(plain.measures[-1],),
        forms=(),
        quantities=(),
        calibration=Calibration(name="toy", hash="abc", posterior=groups.posterior.record.table),
    )

    def run(values: np.ndarray) -> Run:
        return Run.collect([FakeBatch(0, WORLDS, {"flow": values}, rows=rows)], manifest)

    return run(base + added), run(base)


def examined(groups: PosteriorClusters, effects: tuple[float, float, float]) -> Equifinality:
    run, base = pair(groups, effects)
    return equifinality(comparison([base, run]), groups)


def test_a_turn_between_groups_is_told_with_what_sets_them_apart(found: PosteriorClusters) -> None:
    (beside,) = examined(found, (1.0, 0.0, -1.0)).beside
    (turn,) = beside.turns
    above, below = (found.names.index(part.name) for part in turn.split.ends)
    assert [above, below] == [0, 2]
    slope, form = turn.apart
    assert (slope.path, slope.option) == (SLOPE, "")
    assert (slope.here, slope.there) == pytest.approx((0.2, 1.8), abs=0.04)
    assert (form.path, form.here, form.there) in ((FORM, 0.0, 1.0), (FORM, 1.0, 0.0))


def test_a_difference_of_one_sign_does_not_turn(found: PosteriorClusters) -> None:
    (beside,) = examined(found, (2.0, 1.0, 0.5)).beside
    assert beside.turns == []
    signs = [part.sign for part in beside.splits["flow"].subgroups]
    assert signs == [1, 1, 1]


def test_few_alarms_where_there_is_no_difference(found: PosteriorClusters) -> None:
    (beside,) = examined(found, (0.0, 0.0, 0.0)).beside
    assert beside.turns == []


def test_the_record_is_plain_data(found: PosteriorClusters) -> None:
    data = record(examined(found, (1.0, 0.0, -1.0)))
    json.dumps(data, allow_nan=False)
    assert sum(each["share"] for each in data["clusters"]) == pytest.approx(1)
    (run,) = data["runs"]
    assert [each["turns"] for each in run["answers"]] == [True]
    assert [each["expression"] for each in run["turns"]] == ["flow"]


def test_runs_that_drew_from_elsewhere_are_refused() -> None:
    with pytest.raises(InputError, match="no calibration toy"):
        read([ComparisonSubject("x", results=make_run())])


def test_a_dispute_without_a_posterior_is_refused() -> None:
    bare = SimpleNamespace(name="toy", posterior=None)
    with pytest.raises(InputError, match="no joint draws"):
        groups(cast(Dispute, bare))
