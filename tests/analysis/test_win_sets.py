"""Where worlds fall between the win-sets, worked out by hand."""

import numpy as np
import pytest

from sim.analysis.win_sets import (
    SAMPLE,
    STAGES,
    Bargaining,
    Steps,
    bargaining,
    endings,
    reach,
    stages,
    win_sets,
)
from sim.base.errors import InputError
from sim.choices.packages import packages
from sim.dispute import Dispute, Roles, load, read_folder
from sim.results import Run
from tests.support.ceding_dispute import LADDER, make_ceding
from tests.test_generality import build

ROLES = Roles(
    holder="aldor",
    claimant="brenn",
    target="aldor",
    investor="corvia",
    patron="corvia",
    rival="dastan",
    senders=("corvia",),
)
NAN = float("nan")

# Six worlds in two quarters. In the first, only the first two have held a round.
ROUNDS = [[1, 2, 0, 0, 0, 0], [1, 3, 1, 1, 1, 0]]
HOLDER = [[0.2, 1, 0, 0, 0, 0], [0.2, 0.6, 0.2, 0.6, 1, 0]]
CLAIMANT = [[0.9, 0.3, 0, 0, 0, 0], [0.9, 0.3, 0.9, 0.9, 0, 0]]
ZONE = [[0, 0.1, 0, 0, 0, 0], [0, 0.1, 0.2, 0.3, 0.4, 0]]
LEVEL = [[0] * 6, [0, 0, 0, 2, 0, 0]]


RUN = make_ceding(LEVEL, rounds=ROUNDS, holder=HOLDER, claimant=CLAIMANT, zone=ZONE)


def of(run: Run = RUN) -> Bargaining:
    return bargaining(run, LADDER, ROLES)


@pytest.fixture(scope="module")
def straits(tmp_path_factory: pytest.TempPathFactory) -> Dispute:
    return read_folder(build(tmp_path_factory.mktemp("dispute") / "straits"))


def test_few_values_are_told_apart_one_by_one() -> None:
    steps = Steps.of(np.array([0.3333, 1.0, NAN, 0.3334, 0.9]))
    assert steps.low.tolist() == steps.high.tolist() == [0.333, 0.9, 1]
    assert steps.place(np.array([1.0, NAN, 0.33331])).tolist() == [2, -1, 0]


def test_many_values_are_told_apart_by_tenths() -> None:
    values = np.concatenate([np.linspace(0.31, 0.49, 50), [1.0, NAN]])
    steps = Steps.of(values)
    assert steps.low.tolist() == [0.3, 0.4, 0.9]
    assert steps.high.tolist() == [0.4, 0.5, 1]
    assert steps.place(np.array([0.31, 0.45, 1.0, NAN])).tolist() == [0, 1, 2, -1]


def test_what_hardly_any_world_takes_is_put_with_the_nearest() -> None:
    values = np.repeat([0.2, 0.62, 0.67, 0.9], [500, 499, 1, 1000])
    steps = Steps.of(values)
    assert steps.low.tolist() == [0.2, 0.62, 0.9]
    assert steps.high.tolist() == [0.2, 0.67, 0.9]
    assert steps.place(np.array([0.2, 0.62, 0.67, 0.9])).tolist() == [0, 1, 1, 2]
    first = Steps.of(np.repeat([0.1, 0.3], [1, 999]))  # nothing lies below it
    assert (first.low.tolist(), first.high.tolist()) == ([0.1], [0.3])


def test_rare_tenths_are_put_with_their_neighbours() -> None:
    values = np.concatenate([np.linspace(0.51, 0.59, 1000), [0.41, 0.99]])
    steps = Steps.of(values)
    assert steps.low.tolist() == pytest.approx([0.4])
    assert steps.high.tolist() == pytest.approx([1.0])
    assert set(steps.place(values).tolist()) == {0}


def test_no_value_has_no_step() -> None:
    steps = Steps.of(np.array([NAN]))
    assert len(steps) == 0
    assert steps.place(np.array([NAN])).tolist() == [-1]


def test_worlds_fall_where_their_last_round_put_them() -> None:
    found = win_sets(of(), 1)
    assert found.quarter == "2017Q2"
    assert found.last.held.tolist() == [True] * 5 + [False]
    assert found.columns.low.tolist() == [0.2, 0.6, 1]
    assert found.rows.low.tolist() == [0, 0.3, 0.9]
    assert (found.density * 6).round(9).tolist() == [[0, 0, 1], [0, 1, 0], [2, 1, 0]]
    assert found.base is None
    assert found.final.tolist() == LEVEL[1]
    assert np.isnan(found.last.zone[5])


def test_the_plane_is_the_same_in_every_quarter() -> None:
    early, late = (win_sets(of(), place) for place in (0, 1))
    assert early.columns.low.tolist() == late.columns.low.tolist()
    assert (early.density * 6).round(9).tolist() == [[0, 0, 0], [0, 0, 1], [1, 0, 0]]
    assert early.final.tolist() == late.final.tolist()  # the end is the end


def test_the_base_falls_on_the_same_plane() -> None:
    base = make_ceding(LEVEL, rounds=1, holder=0.4, claimant=0.9)
    found = win_sets(of(), 1, of(base))
    assert found.columns.low.tolist() == [0.2, 0.4, 0.6, 1]
    assert found.base is not None
    assert found.base.tolist() == [[0] * 4, [0] * 4, [0, 1, 0, 0]]
    assert found.density.sum() == pytest.approx(5 / 6)


def test_worlds_count_by_their_weight() -> None:
    run = make_ceding(LEVEL, rounds=ROUNDS, holder=HOLDER, claimant=CLAIMANT, zone=ZONE)
    run.__dict__["weights"] = np.array([3.0, 1, 0, 0, 0, 4])  # as a cached property holds them
    found = win_sets(of(run), 1)
    assert found.density.sum() == pytest.approx(4 / 8)
    assert found.density[2, 0] == pytest.approx(3 / 8)
    assert set(found.sample.tolist()) == {0, 1}  # a world that counts for nothing stands for none


def test_the_first_worlds_are_shown_one_by_one() -> None:
    worlds = SAMPLE + 50
    run = make_ceding(np.zeros((1, worlds)), rounds=np.arange(worlds) % 2)
    sample = win_sets(of(run), 0).sample
    assert sample.tolist() == list(range(1, SAMPLE, 2))


def test_worlds_stand_at_one_stage_each() -> None:
    found = stages(of(), LADDER, 1)
    counts = {each.name: round(each.found.value * 6, 9) for each in found}
    # The sixth has held no round; the first found nothing both prefer; in the fifth the claimant
    # could ratify nothing; the second and third could have agreed; the fourth has ceded the near.
    assert counts == {
        "waiting": 1,
        "apart": 1,
        "barred": 1,
        "open": 2,
        "shared": 0,
        "near": 1,
        "whole": 0,
    }
    assert [each.title for each in found[:4]] == list(STAGES.values())
    assert found[5].title == "in force: the near ones"


def test_endings_tell_what_the_bargaining_found() -> None:
    nothing, near = endings(RUN, LADDER, win_sets(of(), 1))
    assert (nothing.rung, near.rung) == ("nothing", "near")
    assert (nothing.share, near.share) == pytest.approx((4 / 5, 1 / 5))
    assert (near.holder, near.claimant, near.zone) == (0.6, 0.9, 0.3)
    # Of 0.2, 0.6, 0.2, 1 and of 0.9, 0.3, 0.9, 0 and of 0, 0.1, 0.2, 0.4.
    assert (nothing.holder, nothing.claimant) == pytest.approx((0.4, 0.6))
    assert nothing.zone == pytest.approx(0.15)


def test_the_reach_of_a_rung_counts_packages(straits: Dispute) -> None:
    for dispute in (load("kurils"), straits):
        found, table = reach(dispute), packages(dispute)
        assert list(found) == list(dispute.ladder)
        shares = list(found.values())
        assert shares == sorted(shares)
        assert shares[-1] == 1
        assert shares[0] * table.count == pytest.approx((table.settlement == 0).sum())


def test_a_run_without_win_sets_is_refused() -> None:
    run = make_ceding(LEVEL, paths=("level", "rounds", "zone"))
    with pytest.raises(InputError, match=r"does not record aldor\.winset"):
        win_sets(of(run), 0)
