"""A run that is sent has nothing that grows while it is looked at, and says the same."""

import pickle
from pathlib import Path

import numpy as np

from dashboards.sending import alone
from sim import results
from sim.analysis.pairing import first
from sim.results import Run
from tests.synthetic import make_batch, make_manifest, make_run

PATH = "sender.sanctions"


def same(sent: Run, run: Run) -> bool:
    read: Run = pickle.loads(pickle.dumps(sent))  # noqa: S301  as between processes
    return (
        read.manifest == run.manifest
        and read.outcomes.equals(run.outcomes)
        and np.array_equal(read.series(PATH), run.series(PATH))
    )


def test_what_has_been_looked_at_stays_here() -> None:
    run = make_run()
    assert len(run.outcomes)
    assert len(run.draws)
    sent = alone(run)
    assert not {"outcomes", "draws"} & set(vars(sent))
    assert same(sent, run)


def test_a_stored_run_goes_without_its_tables(tmp_path: Path) -> None:
    manifest = make_manifest(60)
    run = results.save([make_batch(0, 60)], manifest, tmp_path / "run")
    assert len(run.quarters)
    sent = alone(run)
    assert len(pickle.dumps(sent)) < len(pickle.dumps(run))
    assert same(sent, run)


def test_the_first_worlds_of_a_stored_run_go_with_theirs(tmp_path: Path) -> None:
    run = results.save([make_batch(0, 60)], make_manifest(60), tmp_path / "run")
    few = first(run, 20)
    assert same(alone(few), few)
    assert len(alone(few).outcomes) == 20
