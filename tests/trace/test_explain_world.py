"""A world told alone is the world of the ensemble, whatever asks for it."""

import pickle
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import sim
from sim import results, scenario
from sim.base.errors import InputError, SimError
from sim.base.quarters import Quarter
from sim.engine import ensemble, runs
from sim.model.compiled import CompiledModel
from sim.results import Run
from sim.scenario import Offer, names
from sim.trace import OptionChoice, Story, explain, tell
from sim.trace import explain_world as asking
from tests.test_generality import build

pytestmark = pytest.mark.slow

FEW = 6
SHOWN = (1, 4)
offer = cache(scenario.offer)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a few worlds."""
    out = tmp_path_factory.mktemp("runs") / "few"
    sim.run("trump_lifts_sanctions", worlds=FEW, out=out)
    return out


def same(told: Story, batch: ensemble.Batch) -> None:
    """Equal to the last bit, in all outcomes and all recorded states."""
    for name, values in batch.outcomes.items():
        np.testing.assert_array_equal(told.outcomes[name], values[told.world], err_msg=name)
    for path, series in batch.quarters.items():
        np.testing.assert_array_equal(told.quarters[path], series[:, told.world], err_msg=path)


@pytest.mark.parametrize("name", names())
def test_worlds_of_every_shipped_scenario_are_those_of_the_ensemble(name: str) -> None:
    asked = scenario.read(name, offer, worlds=FEW)
    dispute = offer(asked.calibration).dispute
    batch = ensemble.run(CompiledModel(dispute, asked), 0, FEW)
    for world in SHOWN:
        told = tell(asked, dispute, world)
        same(told, batch)
        assert told.records


def test_a_close_look_changes_nothing(told: Story) -> None:
    closely = explain("trump_lifts_sanctions", world=122, prior=True, quarter="2018Q2")
    assert closely.outcomes == told.outcomes
    for path, series in told.quarters.items():
        np.testing.assert_array_equal(series, closely.quarters[path])


def test_a_close_look_tells_every_lever_of_one_quarter(told: Story) -> None:
    closely = explain("trump_lifts_sanctions", world=122, prior=True, quarter="2018Q2")
    assert set(closely.by_quarter) == {Quarter(2018, 2)}
    levers = {record.path for record in closely.records if record.kind == "choice"}
    assert levers == {lever.path for lever in told.dispute.levers}
    before = [record.text for record in told.by_quarter[Quarter(2018, 2)]]
    assert set(before) <= {record.text for record in closely.records}


def test_what_is_told_alone_has_its_own_grounds() -> None:
    found = explain("trump_lifts_sanctions", world=122, prior=True, quarter="2018Q1", actor="japan")
    assert found.grounds
    assert {ground.actor for ground in found.grounds} == {"japan"}


def test_one_actor_is_told_alone() -> None:
    found = explain("trump_lifts_sanctions", world=122, prior=True, actor="japan")
    assert found.records
    assert all("japan" in record.actors for record in found.records)
    assert {record.kind for record in found.records} == {"choice", "bargain", "promise", "shift"}


def test_a_results_folder_is_told_as_it_stands(folder: Path) -> None:
    found = explain(folder, world=3)
    assert not asking.differing(Run.read(folder), found)
    assert "ends as in the results" in found.notes[1]
    assert found.text.splitlines()[2] == found.notes[0]


def test_a_result_that_other_code_gave_is_said_to_differ(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "differing", lambda *_: ["settlement"])
    with pytest.raises(SimError, match=r"world 3 of .* ends otherwise .* settlement"):
        explain(folder, world=3)
    monkeypatch.setattr(asking, "versions", lambda: {"code": "another"})
    found = explain(folder, world=3)
    assert "the code changed since the run: settlement differ" in found.notes[1]


def test_a_differing_outcome_is_found(folder: Path) -> None:
    run = Run.read(folder)
    found = explain(folder, world=2)
    found.outcomes["us_sanctions"] += 2**-50  # type: ignore[index]
    assert asking.differing(run, found) == ["us_sanctions"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"world": FEW}, f"no world {FEW}; 0 to {FEW - 1}"),
        ({"world": -1}, "no world -1"),
        ({"world": 0, "seed": 4}, "nothing can change any more"),
        ({"world": 0, "set": {"laws.war.decay": 0.1}}, "nothing can change any more"),
        ({"world": 0, "quarter": "2030Q1"}, "2030Q1 lies outside the run; 2017Q1 to 2021Q4"),
        ({"world": 0, "quarter": "soon"}, "'soon' is not a quarter"),
        ({"world": 0, "actor": "jpan"}, "did you mean 'japan'"),
    ],
)
def test_what_cannot_be_told_is_refused(folder: Path, options: dict, says: str) -> None:
    with pytest.raises(InputError, match=says):
        explain(folder, **options)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InputError) as refused:
        explain("baseline", world=-1, quarter="2016Q1", actor="nobody")
    assert len(refused.value.problems) == 3


def test_against_the_base_it_parts_where_the_first_state_differs(told: Story) -> None:
    parting = told.parting
    assert parting is not None
    assert parting.base.name == "baseline"
    assert parting.at == Quarter(2017, 2)  # the order strikes then, and nothing before
    for path, series in parting.quarters.items():
        before, there = told.quarters[path][:1], told.quarters[path][1]
        np.testing.assert_array_equal(before, series[:1], err_msg=path)
        assert (there != series[1]) == (path in parting.paths)
    assert {each.path for each in parting.differs} >= {"set.us.salience.punishment"}


def test_a_base_has_nothing_to_part_from() -> None:
    assert explain("baseline", world=3).parting is None


def test_what_is_set_makes_the_file_the_base() -> None:
    found = explain("baseline", world=3, set={"laws.meetings.rate": 0})
    assert found.parting is not None
    assert found.parting.base.name == "baseline"
    assert found.outcomes["settlement"] == 0  # who never meets does not settle
    assert "Nothing" not in found.text


def test_a_branch_is_told_and_parts_from_its_parent_at_its_quarter(tmp_path: Path) -> None:
    file = tmp_path / "later.yaml"
    file.write_text(
        "scenario: later\ntitle: Later\nwhy: To see it.\nclaims: [st16-44]\n"
        "branch: {from: trump_lifts_sanctions, at: 2018Q1}\n"
        "set:\n  laws.meetings.rate: 4\n  interests.home.opposition: 0.3\n"
        "mechanisms: {war: off}\n",
        encoding="utf-8",
    )
    question = runs.read(file, worlds=8)
    batch = ensemble.run(CompiledModel(question.dispute, question.scenario), 0, 8)
    for world in (2, 7):
        found = explain(file, world=world)
        same(found, batch)
        assert found.parting is not None
        assert found.parting.base.name == "trump_lifts_sanctions"
        assert found.parting.at is not None
        assert found.parting.at >= Quarter(2018, 1)
        assert "Up to 2017Q4 it is the same world of trump_lifts_sanctions" in found.text
        assert found.draws["interests.home.opposition"] == 0.3
        for record in found.records:
            if isinstance(record, OptionChoice):
                assert sum(record.terms.values()) == pytest.approx(record.advantage, abs=1e-9)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        ("2017Q2: oil > 1", "it agrees"),
        ("2017Q2: oil < 1", "it does not agree, and counts for nothing"),
        # one standard error off: exp(-1/2) of the best that could be
        ("2017Q2: oil = {value} +- 3", "it counts for 61 % by it"),
    ],
)
def test_it_says_how_the_world_agrees_with_what_is_observed(
    told: Story, seen: str, verdict: str
) -> None:
    value = told.quarters["oil"][1] + 3
    found = explain(
        "trump_lifts_sanctions", world=122, prior=True, observe=[seen.format(value=value)]
    )
    assert found.notes[-1].startswith("Observed, 2017Q2: oil")
    assert found.notes[-1].endswith(f": {verdict}.")


def test_a_story_is_plain_data(told: Story) -> None:
    again = pickle.loads(pickle.dumps(told))  # noqa: S301  our own
    assert again.text == told.text


def test_it_tells_the_invented_dispute(tmp_path: Path) -> None:
    """No name of the shipped one is needed: another dispute is told by the same code."""
    from sim.base.paths import seeds_folder
    from sim.dispute import read_folder
    from sim.inputs.evidence import Evidence
    from tests.test_generality import SCENARIO

    dispute = read_folder(build(tmp_path / "straits"))
    file = tmp_path / "straits.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    asked = scenario.read(file, lambda name: Offer(dispute))
    batch = ensemble.run(CompiledModel(dispute, asked), 0, 30)
    evidence = Evidence.load(seeds_folder())
    signed = np.flatnonzero(batch.outcomes["settlement"] > 0)
    for world in (int(signed[0]), 29):
        found = tell(asked, dispute, world, evidence=evidence)
        same(found, batch)
        assert found.grounds
    words = found.text.lower()
    assert "brenn" in words or "dastan" in words
    assert not {"russia", "japan", "kuril"} & set(words.split())


def test_the_public_name_is_the_function() -> None:
    assert sim.explain is explain
    assert results.Run is sim.Run
    assert runs.run is sim.run
