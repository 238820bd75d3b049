"""Comparing from Python: runs, folders and files, and disputes that nobody ships."""

from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.base.errors import InputError
from sim.base.paths import seeds_folder
from sim.engine.runs import Question, answer
from sim.results import Run
from sim.scenario import Override
from sim.studies.comparison import ComparisonSubject, differs, judge
from tests.support import cpu_hog as busy
from tests.support.synthetic import make_batches, make_manifest, make_run
from tests.test_generality import SCENARIO, build


def test_runs_are_compared_as_they_are() -> None:
    run, base = make_run(shift=0.1), make_run()
    compared = sim.compare(base, run)
    assert compared.runs == (base, run)
    assert compared.is_paired
    assert compared.table.loc[(run.id, "treaty"), "difference"] > 0
    # The made-up dispute stands in no file: what differs is read from the manifests.
    assert [tuple(each) for each in compared.pairs[0].differs] == [
        ("set.sender.salience.punishment", None, {"scale": 0.1}, "", 0)
    ]


def test_folders_are_read_and_may_be_paths(tmp_path: Path) -> None:
    from sim import results

    folders = [tmp_path / "a", tmp_path / "b"]
    for folder, shift in zip(folders, (0.0, 0.1), strict=True):
        results.save(make_batches(200, shift=shift), make_manifest(200, shift), folder)
    compared = sim.compare(*folders)
    assert compared.pairs[0].moves["settlement"].worlds.sum() == 200


def test_a_larger_run_is_held_to_the_worlds_of_the_smaller() -> None:
    compared = sim.compare(make_run(300), make_run(200, shift=0.1))
    assert [run.manifest.worlds for run in compared.runs] == [200, 200]
    assert "first 200 worlds" in compared.notes[0]


def test_unlike_runs_are_refused_or_taken_as_strangers() -> None:
    base, run = make_run(seed=7), make_run(shift=0.1, seed=8)
    with pytest.raises(InputError, match="seeds 8 and 7"):
        sim.compare(base, run)
    compared = sim.compare(base, run, unpaired=True)
    assert not compared.is_paired
    assert "seeds 8 and 7" in compared.notes[0]
    assert compared.pairs[0].moves == {}


def test_disputes_without_a_common_outcome_are_refused() -> None:
    measures = tuple(
        m.model_copy(update={"name": f"{m.name}_else"}) for m in make_manifest().measures
    )
    manifest = make_manifest(100, measures=measures)
    base = make_run(100, shift=0.1)
    columns = {m.name: f"{m.name}_else" for m in base.manifest.measures}
    outcomes = base.table("outcomes")
    outcomes = outcomes.rename_columns([columns.get(n, n) for n in outcomes.column_names])
    tables = {"outcomes": outcomes} | {n: base.table(n) for n in ("quarters", "draws")}
    with pytest.raises(InputError, match="no outcome in common"):
        sim.compare(base, Run(manifest, tables))


def test_rare_things_made_common_are_compared() -> None:
    asked = busy.busy(150)
    changed = replace(asked, name="other", overrides=(*asked.overrides, _dear()))
    runs = [answer(Question(each, busy.dispute())) for each in (asked, changed)]
    compared = judge([ComparisonSubject(r.id, results=r) for r in runs], runs)
    assert compared.notes == ()
    assert all(0 <= d.changed <= 1 for d in compared.pairs[0].differences)


def _dear() -> Override:
    return Override("oil.start", "add", 20.0, {"add": 20.0})


def test_any_dispute_can_be_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented straits, from files, with everything that a comparison shows."""
    build(tmp_path / "calibration" / "straits")
    seeds = seeds_folder()
    monkeypatch.setattr(
        "sim.base.paths._top", lambda name: seeds if name == "seeds" else tmp_path / name
    )
    (tmp_path / "scenarios").mkdir()
    file = tmp_path / "scenarios" / "straits.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    calm = tmp_path / "scenarios" / "calm.yaml"
    calm.write_text(
        "scenario: calm\ntitle: Calm\nwhy: A test.\nextends: straits\nevents: [{shock: null}]\n",
        encoding="utf-8",
    )
    compared = sim.compare(file, calm, worlds=60)
    (pair,) = compared.pairs
    assert [each.path for each in pair.differs] == ["events.shock"]
    assert pair.differs[0].file.endswith("calm.yaml")
    assert "settlement" in pair.moves
    assert compared.summary()["outcomes"]["settlement"]["moves"] is not None
    from sim import report

    assert "<h1>Calm, against: The straits</h1>" in report.compare_html(compared)


def test_results_of_a_calibration_that_is_gone_are_compared_by_their_manifests() -> None:
    run, base = (
        ComparisonSubject(each.id, results=each) for each in (make_run(50, shift=0.1), make_run(50))
    )
    assert [each.path for each in differs(base, run)] == ["set.sender.salience.punishment"]
