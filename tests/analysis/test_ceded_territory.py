"""What is ceded by when, worked out by hand and against the answers of single questions."""

import numpy as np
import pytest

from sim.analysis import structural_uncertainty
from sim.analysis.ceded_territory import answers, cession, levels, parcels
from sim.analysis.estimates import estimate
from sim.base.errors import InputError
from tests.support.ceding_dispute import LADDER, make_ceding

# Quarter by quarter, four worlds: one is never settled, one shares the use, one cedes the near ones
# and breaks it, one cedes all.
LEVEL = [[0, 0, 2, 0], [0, 1, 2, 3], [0, 1, 0, 3]]


def many() -> np.ndarray:
    """Rungs of 400 worlds over three quarters."""
    return np.floor(np.random.default_rng(5).random((3, 400)) * 4)


def test_islands_that_go_together_are_one_parcel() -> None:
    assert parcels(LADDER) == {("near", "whole"): ("rock", "reef"), ("whole",): ("isle",)}


def test_shares_are_counted_quarter_by_quarter() -> None:
    found = cession(make_ceding(LEVEL), LADDER)
    assert found.quarters == ("2017Q1", "2017Q2", "2017Q3")
    near, far = found.parcels
    assert near.islands == ("rock", "reef")
    assert near.share.tolist() == [0.25, 0.5, 0.25]  # what is broken is ceded no longer
    assert near.by_rung.tolist() == [[0.25, 0.25, 0], [0, 0.25, 0.25]]
    assert far.share.tolist() == [0, 0.25, 0.25]
    assert found.of("reef") is near
    assert found.of("isle") is far
    assert found.top == 0.5


def test_some_islands_alone() -> None:
    found = cession(make_ceding(LEVEL), LADDER)
    assert [each.islands for each in found.of_islands(["isle"]).parcels] == [("isle",)]
    assert found.of_islands(["isle", "rock"]).parcels == found.parcels
    assert found.of_islands([]).top == 0


def test_settlements_add_up_to_the_parcel() -> None:
    found = cession(make_ceding(many()), LADDER)
    for parcel in found.parcels:
        assert parcel.by_rung.sum(axis=0) == pytest.approx(parcel.share)


def test_errors_and_ranges_are_those_of_single_answers() -> None:
    run = make_ceding(many(), steep=np.arange(400) % 3 == 0)
    found = cession(run, LADDER)
    for quarter in range(3):
        for answer, parcel in zip(answers(run, LADDER, quarter), found.parcels, strict=True):
            single = estimate(answer)
            assert parcel.share[quarter] == pytest.approx(single.value)
            assert parcel.mcse[quarter] == pytest.approx(single.mcse)
            span = (parcel.low[quarter], parcel.high[quarter])
            assert span == pytest.approx(structural_uncertainty.span(run, answer))
            assert span[0] < single.value < span[1]


def test_an_option_that_few_worlds_drew_widens_no_range() -> None:
    run = make_ceding(many(), steep=np.arange(400) < 99)
    found = cession(run, LADDER).parcels[0]
    rest = make_ceding(many()[:, 99:])
    only = cession(rest, LADDER).parcels[0]
    both = [found.share, only.share]
    assert found.low == pytest.approx(np.min(both, axis=0))
    assert found.high == pytest.approx(np.max(both, axis=0))


def test_another_ladder_is_refused() -> None:
    run = make_ceding(LEVEL, ladder=("nothing", "shared", "near", "far"))
    with pytest.raises(InputError, match="has other settlements than the dispute's file has today"):
        levels(run, LADDER)


def test_a_run_that_does_not_say_is_refused() -> None:
    run = make_ceding(LEVEL, paths=("zone",))
    with pytest.raises(InputError, match="does not record level"):
        cession(run, LADDER)


def test_a_ladder_that_cedes_nothing_has_no_parcels() -> None:
    ladder = {name: rung for name, rung in LADDER.items() if not rung.islands}
    found = cession(make_ceding([[0, 1]], ladder=tuple(ladder)), ladder)
    assert found.parcels == ()
    assert found.top == 0


def test_where_few_worlds_count_nothing_is_said_of_forms() -> None:
    run = make_ceding(many(), steep=np.arange(400) % 2)
    run.__dict__["weights"] = (np.arange(400) < 120).astype(float)  # as a cached property holds it
    parcel = cession(run, LADDER).parcels[0]
    answer = answers(run, LADDER, 0)[0]
    assert parcel.share[0] == pytest.approx(answer.values[:120].mean())
    assert np.isnan(structural_uncertainty.span(run, answer)).all()
    assert np.isnan([parcel.low, parcel.high]).all()
