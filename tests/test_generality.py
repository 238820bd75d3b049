"""Actors are data: another dispute needs no Python."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from sim import scenario
from sim.base.axes import Array
from sim.base.errors import InputError
from sim.base.paths import calibration_folder
from sim.dispute import Dispute, read_folder
from sim.engine.ensemble import Batch, run
from sim.inputs.history import FILE
from sim.model.compiled import CompiledModel
from sim.scenario import Offer
from sim.wiring import Wiring
from tests.support.straits import WITH_COUNCIL

pytestmark = pytest.mark.slow

STRAITS = Path(__file__).parent / "data" / "straits"
LAWS = ("laws", "interests", "choices")
OF_A_COUNCIL = (
    "council",
    "courting",
)  # ways of deciding that a dispute without one does not declare
SCENARIO = """\
scenario: straits
title: The straits
why: To see whether anything assumes the shipped dispute.
claims: []
calibration: straits
start: 2031Q2
quarters: 6
worlds: 40
seed: 7
set:
  brenn.salience.territory: {scale: 0.5}
policies:
  - {use: show_of_force, from: 2031Q3, to: 2031Q3}
  - {use: open_harbours, when: quarter >= 2032Q1 and war <= 1}
events:
  - {id: shock, at: 2031Q3, do: {oil: 30, corvia.sanctions: 0.1}}
observe:
  - {by: 2032Q3, that: corvia.lever.investment > 0 or level > 0}
  - "2032Q1: pirates.threat = 0.3 +- 0.2"
"""


def build(folder: Path, *, council: bool = False) -> Path:
    """A folder of the invented dispute, with all that it needs of laws.

    council : one of two votes on sanctions
    """
    shutil.copytree(STRAITS, folder)
    for file, old, new in WITH_COUNCIL if council else ():
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    for group in LAWS:
        shutil.copytree(calibration_folder("kurils") / group, folder / group)
    shutil.copy(calibration_folder("kurils") / FILE, folder)  # what the numbers of the laws rest on
    for name in () if council else OF_A_COUNCIL:
        (folder / "choices" / f"{name}.yaml").unlink()
    if not council:
        (folder / "laws" / "membership.yaml").unlink()
    return folder


@pytest.fixture(scope="module")
def dispute(tmp_path_factory: pytest.TempPathFactory) -> Dispute:
    """The invented actors under the shipped laws."""
    return read_folder(build(tmp_path_factory.mktemp("calibration") / "straits"))


@pytest.fixture(scope="module")
def compiled(dispute: Dispute, tmp_path_factory: pytest.TempPathFactory) -> CompiledModel:
    file = tmp_path_factory.mktemp("scenarios") / "straits.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    return CompiledModel(dispute, scenario.read(file, lambda name: Offer(dispute)))


@pytest.fixture(scope="module")
def batch(compiled: CompiledModel) -> Batch:
    return run(compiled, 0, compiled.scenario.worlds)


def test_it_runs_to_the_end_with_finite_numbers(batch: Batch) -> None:
    for path, column in batch.quarters.items():
        assert column.shape == (6, 40), path
        assert np.isfinite(column).all(), path


def test_every_state_stays_inside_its_bounds(compiled: CompiledModel, batch: Batch) -> None:
    for path, info in compiled.states.items():
        if path in batch.quarters:
            assert (batch.quarters[path] >= info.low).all(), path
            assert (batch.quarters[path] <= info.high).all(), path


def test_it_measures_the_outcomes_that_it_names(dispute: Dispute, batch: Batch) -> None:
    assert list(batch.outcomes) == [outcome.name for outcome in dispute.outcomes]
    levels = next(outcome.levels for outcome in dispute.outcomes if outcome.kind == "level")
    assert levels == ("status_quo", "shared_use", "cession")
    settled = batch.outcomes["settlement"]
    assert set(np.unique(settled)) <= {0, 1, 2}
    assert 0 < np.count_nonzero(settled) < 40  # the bargaining is alive
    for name, column in batch.outcomes.items():
        if name != "treaty_quarter":
            assert np.isfinite(column).all(), name


def test_what_is_observed_weighs_its_worlds(batch: Batch) -> None:
    assert batch.weights is not None
    assert batch.weights.shape == (40,)
    assert len(np.unique(batch.weights)) > 20
    moved = (batch.quarters["corvia.lever.investment"] > 0) | (batch.quarters["level"] > 0)
    assert ((batch.weights > 0) == moved.any(axis=0)).all()


def test_a_dispute_without_a_council_has_no_renewals(compiled: CompiledModel) -> None:
    assert not {"council", "membership"} & {step.name for step in compiled.steps}


def test_a_council_of_two_renews_in_its_quarter(tmp_path: Path) -> None:
    dispute = read_folder(build(tmp_path / "straits", council=True))
    file = tmp_path / "straits.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    compiled = CompiledModel(dispute, scenario.read(file, lambda name: Offer(dispute)))
    quarters = run(compiled, 0, compiled.scenario.worlds).quarters
    for path in ("vetoes", "in_force", "dastan.sanctions"):
        assert np.isfinite(quarters[path]).all()
    first = (4 - 2) + 1  # quarters from 2031Q2 to 2032Q1, when it votes
    assert (quarters["in_force"][:first] == 1).all()


def test_actors_do_what_their_files_allow(batch: Batch) -> None:
    moves = {path: column for path, column in batch.quarters.items() if ".lever." in path}
    assert set(moves) == {
        "aldor.lever.war",
        "brenn.lever.sanctions",
        "corvia.lever.investment",
        "dastan.lever.fleet",
    }
    for path, column in moves.items():
        assert (column != 0).any(), path
    assert (moves["dastan.lever.fleet"][1] == 1).all()  # the policy of the third quarter
    assert (moves["brenn.lever.sanctions"][3:] == -1).all()  # harbours open from 2032Q1 on
    assert not (moves["brenn.lever.sanctions"][2] == -1).all()
    wild = np.cumsum(batch.quarters["war"][2:5] > 0.8, axis=0) > 0  # ends one of its two bindings
    assert (moves["corvia.lever.investment"][3:][~wild] == 1).all()
    assert (batch.quarters["brenn.sanctions"][-1] <= 0.2 + 1e-12).all()  # it can only ease


def test_the_event_struck_in_its_quarter(batch: Batch) -> None:
    before, after = batch.quarters["oil"][:2]
    assert np.median(after) < 40 < np.median(before)
    assert np.isclose(batch.quarters["corvia.sanctions"][1:], 0.1).all()  # and it has no such lever


def test_leaders_change_by_the_rate_declared(batch: Batch) -> None:
    assert 0 < (batch.quarters["brenn.leader"][-1] == 1).mean() < 1


def test_worlds_are_the_same_alone_and_together(compiled: CompiledModel, batch: Batch) -> None:
    alone = run(compiled, 17, 18)
    for path, column in alone.quarters.items():
        np.testing.assert_array_equal(column[:, 0], batch.quarters[path][:, 17], err_msg=path)


def test_roles_positions_and_pairs_that_nobody_has_read_as_zero(dispute: Dispute) -> None:
    wiring = Wiring(dispute)

    def law(
        target_council_pair: Array,
        council_sanctions: Array,
        council_purchases: Array,
        patron_target_alignment: Array,
        rival_exposure: Array,
    ) -> None: ...

    for name, reference in wiring.wire("law", law, "laws.law").inputs:
        assert reference.kind == "constant", name
        np.testing.assert_array_equal(reference.value, 0, err_msg=name)
    wiring.check()


def test_a_name_that_nothing_bears_is_still_refused(dispute: Dispute) -> None:
    wiring = Wiring(dispute)

    def law(sender_wieght: Array, council_sanktions: Array, rock: Array) -> None: ...

    wiring.wire("law", law, "laws.law")
    with pytest.raises(InputError, match=r"(?s)sender_wieght.*council_sanktions.*rock"):
        wiring.check()


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("actors/brenn.yaml", "  weight: {", "  wieght: {", "did you mean 'weight'"),
        ("dispute.yaml", "[brenn, aldor]", "[brenn, corvia]", "how close 'aldor' and 'brenn' are"),
    ],
)
def test_what_would_read_as_zero_by_mistake_is_refused(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    folder = build(tmp_path / "straits")
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_folder(folder)
