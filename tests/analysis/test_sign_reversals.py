"""A planted turn is found, and where none is planted few are."""

from typing import Any

import numpy as np
import pytest

from sim.analysis.paired_differences import CANNOT_TELL, Difference, differences
from sim.analysis.sign_reversals import HIGHEST, LOWEST, holm
from sim.results import Form, Measure, Quantity, Run
from tests.support.synthetic import FakeBatch, make_manifest

OPTIONS = tuple("abcdefgh")
PATHS = tuple(f"p.{i}" for i in range(20))


def pair(
    worlds: int,
    seed: int,
    by_form: dict[str, float] | None = None,
    by_parameter: tuple[float, float] = (0.0, 0.0),
    overall: float = 0.0,
    **changes: Any,
) -> tuple[Run, Run]:
    """Two runs of one number; what the first adds hangs on a form and on p.0 as it is planted.

    by_parameter : added where p.0 is at its lowest and at its highest, in a line between
    """
    rng = np.random.default_rng(seed)
    codes = rng.integers(len(OPTIONS), size=worlds)
    draws = rng.random((len(PATHS), worlds))
    base = rng.standard_normal(worlds)
    effect = overall + np.array([(by_form or {}).get(o, 0.0) for o in OPTIONS])[codes]
    low, high = by_parameter
    effect = effect + low + (high - low) * draws[0] + rng.standard_normal(worlds)
    manifest = make_manifest(
        worlds,
        series=(),
        quarters=1,
        measures=(Measure(name="flow", kind="number"),),
        forms=(Form(path="form", options=OPTIONS),),
        quantities=tuple(Quantity(path=path) for path in PATHS),
        **changes,
    )

    def run(values: np.ndarray) -> Run:
        batch = FakeBatch(
            0,
            worlds,
            {"flow": values},
            {},
            {"form": codes.astype(float), **dict(zip(PATHS, draws, strict=True))},
        )
        return Run.collect([batch], manifest)

    return run(base + effect), run(base)


def found(*args: Any, **kwargs: Any) -> Difference:
    (difference,) = differences(*pair(*args, **kwargs))
    return difference


def test_a_planted_form_is_found() -> None:
    d = found(4000, 1, by_form={"b": 1.0, "c": -1.0})
    (split,) = d.sign_reversals
    assert (split.path, split.is_form) == ("form", True)
    assert [part.name for part in split.ends] == ["b", "c"]
    assert d.verdict == CANNOT_TELL
    assert d.signs == {1: 1, -1: 1, 0: 6}


def test_a_planted_parameter_is_found() -> None:
    d = found(4000, 2, by_parameter=(-1.0, 1.0))
    (split,) = d.sign_reversals
    assert (split.path, split.is_form) == ("p.0", False)
    above, below = split.ends
    assert (above.name, below.name) == (HIGHEST, LOWEST)
    assert above.worlds == pytest.approx(4000 / 3, abs=1)
    assert d.verdict == CANNOT_TELL


def test_a_difference_that_grows_but_keeps_its_sign_does_not_turn() -> None:
    d = found(4000, 3, by_parameter=(0.5, 2.0), by_form={"b": 1.0})
    assert d.sign_reversals == ()
    assert d.verdict == "higher"
    assert d.by_parameter[0].path == "p.0"  # moves it most, and stands first


@pytest.mark.slow
def test_few_alarms_where_one_option_makes_a_difference_and_the_others_none() -> None:
    """The case nearest to a turn: seven options of no effect, each of which may seem negative."""
    alarms = sum(bool(found(1600, seed, by_form={"a": 3.0}).sign_reversals) for seed in range(80))
    assert alarms <= 4  # one in twenty


@pytest.mark.slow
def test_few_alarms_where_there_is_no_difference_at_all() -> None:
    alarms = sum(found(900, seed).verdict == CANNOT_TELL for seed in range(60))
    assert alarms <= 3


def test_options_with_few_worlds_say_nothing() -> None:
    d = found(400, 4, by_form={"b": 5.0, "c": -5.0})  # fifty worlds each
    assert d.sign_reversals == ()
    assert sum(d.signs.values()) == 0
    assert np.isnan(d.forms).all()


def test_a_turn_is_found_in_samples_that_share_no_worlds() -> None:
    run, _ = pair(6000, 5, by_form={"b": 2.0, "c": -2.0})
    _, base = pair(6000, 6)
    (d,) = differences(run, base, is_paired=False)
    assert [split.path for split in d.sign_reversals] == ["form"]
    assert np.isnan(d.changed)
    assert d.reduction is None


def test_holm_by_hand() -> None:
    chances = np.array([[0.01], [0.04], [0.03]])
    # sorted 0.01 × 3, 0.03 × 2, max(0.06, 0.04 × 1)
    assert holm(chances)[:, 0] == pytest.approx([0.03, 0.06, 0.06])


def test_a_parameter_that_moves_nothing_is_not_listed() -> None:
    listed = [len(found(1000, seed).by_parameter) for seed in range(20)]
    # Holm holds 5 % for each sample: two or more of twenty with any have a chance of 26 %, five or
    # more of 0.3 %.
    assert sum(count > 0 for count in listed) < 5


def test_a_parameter_that_moves_the_difference_is_listed_alone() -> None:
    d = found(4000, 3, by_parameter=(0.5, 2.0))
    assert [split.path for split in d.by_parameter] == ["p.0"]
