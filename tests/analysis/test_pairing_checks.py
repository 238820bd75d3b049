import numpy as np
import pytest

from sim.analysis.pairing_checks import check_paired, common, first, reasons
from sim.base.errors import InputError
from sim.results.manifest import Calibration
from tests.support.synthetic import make_manifest, make_run


def test_alike_but_for_the_scenario_is_paired() -> None:
    assert reasons(make_manifest(10, 0.1), make_manifest(20)) == []


def test_every_reason_is_told_at_once_with_its_cure() -> None:
    other = make_manifest(
        10,
        seed=8,
        start="2018Q1",
        quarters=4,
        calibration=Calibration(name="toy", hash="xyz"),
        versions={"sim": "1", "code": "0"},
    )
    found = [str(problem) for problem in reasons(other, make_manifest(10))]
    for what, cure in (
        ("seeds 8 and 7", "--seed"),
        ("first quarters 2018Q1 and 2017Q1", "start"),
        ("numbers of quarters 4 and 8", "quarters"),
        ("calibrations toy xyz and toy abc", "run both again"),
        ("versions 1 0 and 0 0", "run both again"),
    ):
        (problem,) = [each for each in found if what in each]
        assert cure in problem
        assert "--unpaired" in problem
    assert len(found) == 5


def test_the_first_worlds_of_a_run_are_those_of_a_smaller_one() -> None:
    few, many = make_run(300), make_run(500)
    held = first(many, 300)
    assert held.manifest.worlds == 300
    for name in ("outcomes", "quarters", "draws"):
        assert held.table(name).equals(few.table(name))
    assert np.array_equal(held.series("oil"), few.series("oil"))
    assert first(few, 300) is few


def test_runs_are_held_to_the_worlds_that_all_have() -> None:
    assert [run.manifest.worlds for run in common([make_run(30), make_run(20)])] == [20, 20]


def test_a_difference_asks_for_the_same_number() -> None:
    with pytest.raises(InputError, match="worlds 30 and 20"):
        check_paired(make_run(30), make_run(20))
