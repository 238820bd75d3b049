"""Joint draws: drawn whole, by weight, the same everywhere; refused where they no longer fit."""

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.base.random_streams import Streams
from sim.dispute import PRIOR, Dispute
from sim.engine.ensemble import simulate
from sim.engine.runs import Question, answer
from sim.inputs import posterior
from sim.inputs.parameters import Register
from sim.inputs.posterior import Posterior
from sim.model.parameter_sampling import drawn
from tests.support.arrays import same
from tests.support.cpu_hog import busy, differing, dispute, whole

HELD = ("choices.council.conformity", "laws.approval.noise")
WEIGHTS = np.array([1.0, 2.0, 1.0])
COLUMNS = {HELD[0]: np.array([10.0, 20.0, 30.0]), HELD[1]: np.array([0.125, 0.25, 0.5])}
ABOUT = {
    "window": "past",
    "seed": 1,
    "worlds": 100,
    "effective": 3.0,
    "agreement": 0.5,
    "versions": {"sim": "0"},
}


@pytest.fixture
def frozen(tmp_path: Path) -> Posterior:
    about = {**ABOUT, "priors": posterior.priors(dispute().register)}
    return posterior.freeze(tmp_path, COLUMNS, WEIGHTS, about)


@pytest.fixture
def calibrated(frozen: Posterior) -> Dispute:
    return replace(dispute(), posterior=frozen)


def test_rows_are_drawn_by_weight_and_whole(frozen: Posterior) -> None:
    rows = frozen.rows(Streams(7), 0, 20_000)
    shares = np.bincount(rows) / rows.size
    assert shares == pytest.approx([0.25, 0.5, 0.25], abs=0.01)
    found = frozen.draw(Streams(7), 0, 20_000, HELD)
    for path, column in COLUMNS.items():
        same(found[path], column[rows])


def test_world_i_draws_the_same_row_whatever_the_batch(frozen: Posterior) -> None:
    all_at_once = frozen.rows(Streams(7), 0, 1000)
    same(frozen.rows(Streams(7), 333, 334), all_at_once[333:334])
    same(frozen.rows(Streams(7), 500, 1000), all_at_once[500:])


def test_what_it_does_not_hold_comes_from_the_prior(calibrated: Dispute) -> None:
    with_it, without = (drawn(each, Streams(7), 0, 50) for each in (calibrated, dispute()))
    prior = drawn(dispute().drawing(PRIOR), Streams(7), 0, 50)
    assert set(with_it[HELD[0]]) <= {10.0, 20.0, 30.0}
    same(with_it["laws.oil.volatility"], prior["laws.oil.volatility"])
    assert set(without) == set(prior) == set(with_it)


def test_a_record_is_read_back(frozen: Posterior) -> None:
    found = posterior.find(frozen.file.parent)
    assert found is not None
    assert found.record == frozen.record
    found.check(dispute().register)
    same(found.columns[HELD[0]], COLUMNS[HELD[0]])
    assert found.record.rows == 3


def test_where_there_is_none_there_is_none(tmp_path: Path) -> None:
    assert posterior.find(tmp_path) is None


def test_other_priors_are_refused_with_the_cure(frozen: Posterior) -> None:
    first = next(iter(dispute().register.values()))
    other = replace(first, high=first.high + 1)
    register = Register([other, *list(dispute().register.values())[1:]])
    with pytest.raises(InputError, match=r"priors have changed.*`sim calibrate`.*--prior"):
        frozen.check(register)
    changed = replace(dispute(), register=register, posterior=frozen)
    with pytest.raises(InputError, match="priors have changed"):
        changed.drawing("posterior")
    assert changed.drawing(PRIOR).posterior is None


def test_an_altered_or_missing_table_is_refused(frozen: Posterior) -> None:
    frozen.file.write_bytes(frozen.file.read_bytes() + b" ")
    found = posterior.find(frozen.file.parent)
    assert found is not None
    with pytest.raises(InputError, match="not the table that was written with it"):
        found.check(dispute().register)
    frozen.file.unlink()
    with pytest.raises(InputError, match=r"there is no posterior\.parquet"):
        Posterior(frozen.file).check(dispute().register)


def test_a_table_without_its_record_is_refused_not_passed_over(frozen: Posterior) -> None:
    frozen.file.with_name(posterior.RECORD).unlink()
    found = posterior.find(frozen.file.parent)
    assert found is not None
    with pytest.raises(InputError, match=r"there is no posterior\.yaml.*`sim calibrate`.*--prior"):
        found.check(dispute().register)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("window:", "widnow:", r"posterior\.yaml:\d+:.*did you mean 'window'"),
        ("seed: 1", "seed: one", r"posterior\.yaml:3:.*`sim calibrate`.*--prior"),
        ("seed: 1", "seed: [", r"posterior\.yaml:\d+:.*`sim calibrate`.*--prior"),
    ],
)
def test_a_faulty_record_is_refused_at_its_place_by_who_draws(
    frozen: Posterior, old: str, new: str, told: str
) -> None:
    file = frozen.file.with_name(posterior.RECORD)
    file.write_text(file.read_text().replace(old, new))
    found = replace(dispute(), posterior=posterior.find(file.parent))
    with pytest.raises(InputError, match=told):
        found.drawing("posterior")
    assert found.drawing(PRIOR).posterior is None


def test_a_worker_is_sent_the_file_and_no_table(frozen: Posterior) -> None:
    assert len(frozen.columns) == 2
    assert len(pickle.dumps(frozen)) < 2000


@pytest.mark.slow
def test_chunks_change_nothing(calibrated: Dispute) -> None:
    asked = replace(busy(60), draws="posterior")
    at_once = whole(asked, of=calibrated)
    assert differing(whole(asked, of=calibrated, chunk=7), at_once) == []
    rows = np.concatenate([b.rows for b in simulate(asked, calibrated, chunk=7)])  # type: ignore[misc]
    assert calibrated.posterior is not None
    same(rows, calibrated.posterior.rows(Streams(asked.seed), 0, 60))


def test_a_run_keeps_the_row_of_each_world(calibrated: Dispute) -> None:
    asked = replace(busy(40), draws="posterior")
    run = answer(Question(asked, calibrated))
    assert run.manifest.is_joint
    assert run.rows is not None
    same(run.draws[HELD[1]].to_numpy(), COLUMNS[HELD[1]][run.rows])
    plain = answer(Question(replace(asked, draws=PRIOR), calibrated))
    assert plain.rows is None
    assert not plain.manifest.is_joint
    assert plain.manifest.hash != run.manifest.hash


def test_what_is_sound_is_looked_at_once(frozen: Posterior) -> None:
    found = replace(dispute(), posterior=frozen)
    assert found.drawing("posterior") is found
    frozen.file.unlink()
    assert found.drawing("posterior") is found
    assert found.drawing(PRIOR) is found.drawing(PRIOR)
    with pytest.raises(InputError):
        replace(found).drawing("posterior")
