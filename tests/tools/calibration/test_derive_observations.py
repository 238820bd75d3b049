"""The observed numbers: recomputed from their series, dated, and held by the parameters."""

from __future__ import annotations

import csv
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from sim.base.yaml_documents import read as read_document

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "calibration" / "kurils"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "observed", ROOT / "tools" / "calibration" / "derive_observations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


observed = _load()
SERIES = observed.Series(FOLDER / "series")
HISTORY = observed.read(FOLDER)
COMPUTED = observed.flat(observed.derive(HISTORY, SERIES))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the dispute's record and series to tamper with."""
    folder = tmp_path / "kurils"
    folder.mkdir()
    shutil.copy(FOLDER / "history.yaml", folder)
    shutil.copytree(FOLDER / "series", folder / "series")
    return folder


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_record_series_and_parameters_agree() -> None:
    assert observed.faults(FOLDER) == []
    assert observed.main(["kurils", "--check"]) == 0


@pytest.mark.parametrize("name", sorted(observed.recorded(HISTORY)))
def test_each_number_is_recomputed(name: str) -> None:
    assert observed.rounded(COMPUTED[name]) == observed.recorded(HISTORY)[name]


def test_a_changed_series_is_noticed(copy: Path) -> None:
    _change(copy / "series" / "brent_monthly.csv", "2016-12,53.31", "2016-12,63.31")
    assert any("oil_2016q4" in fault for fault in observed.faults(copy))


def test_a_changed_report_is_noticed(copy: Path) -> None:
    _change(copy / "series" / "member_reports.csv", "march_2016,2016-03-14,italy,2", "x,y,italy,-2")
    assert any("stance.italy" in fault for fault in observed.faults(copy))


def test_a_late_entry_marked_calibration_is_noticed(copy: Path) -> None:
    _change(
        copy / "history.yaml", "verified: true, use: hindcast", "verified: true, use: calibration"
    )
    assert any("but published 2017" in fault for fault in observed.faults(copy))


def test_a_year_not_yet_public_is_noticed(copy: Path) -> None:
    _change(
        copy / "history.yaml",
        "of: unga_ideal_points, year: 2015",
        "of: unga_ideal_points, year: 2016",
    )
    assert any("was not public" in fault for fault in observed.faults(copy))


def test_a_prior_off_its_number_is_noticed(copy: Path) -> None:
    (copy / "laws").mkdir()
    block = {"prior": {"lognormal": {"median": 0.2, "sd": 0.1}}, "derivation": "oil_change_sd: x"}
    (copy / "laws" / "oil.yaml").write_text(yaml.safe_dump({"oil": {"volatility": block}}))
    assert any("centre 0.2, but oil_change_sd is 0.162" in fault for fault in observed.faults(copy))


def test_no_calibration_entry_is_dated_after_2016() -> None:
    late = [
        where
        for where, entry in observed.entries(HISTORY)
        if entry["use"] == "calibration"
        and entry.get("published", entry.get("date")) > "2016-12-31"
    ]
    assert late == []


@pytest.mark.parametrize("file", sorted((FOLDER / "series").glob("*.csv")), ids=lambda f: f.stem)
def test_series_hold_no_row_after_2016(file: Path) -> None:
    with file.open(encoding="utf-8") as text:
        for row in csv.DictReader(text):
            for column in ("month", "year", "date", "published", "growth_first_published"):
                if len(row.get(column) or "") >= 4:
                    assert row[column] <= "2016-12-31"


def test_every_report_has_its_source_and_a_score_of_the_rule() -> None:
    for row in SERIES.rows("member_reports"):
        assert row["source"] in HISTORY["sources"]
        assert row["score"] in {"-2", "-1", "0", "1", "2"}
        assert SERIES.rows("members", member=row["member"])


def test_scorecards_of_later_years_feed_only_their_variant() -> None:
    for where, name, _ in observed.resting(FOLDER, COMPUTED):
        assert not name.startswith("scorecard.") or "scorecard" in where


def test_stances_are_as_wide_as_the_rule_says() -> None:
    widths = observed.derive(HISTORY, SERIES)["stance_sd"]
    assert min(widths.values()) >= 0.5
    council = read_document(FOLDER / "dispute.yaml").data["roles"]["council"]
    members = read_document(FOLDER / "actors" / f"{council}.yaml").data["member"]
    assert set(members) == set(widths)
    for name, member in members.items():
        sd = float(member["stance"]["prior"]["normal"]["sd"])
        assert observed.near(sd, widths[name]), name


# -- the functions, by hand -------------------------------------------------------------------


def test_a_run_of_successes_by_jeffreys() -> None:
    # after 4 of 4: (4.5 / 5) × (5.5 / 6) = 0.825
    assert observed.run_goes_on(4, 4, 2) == pytest.approx(0.825)
    assert observed.run_goes_on(4, 4, 10) == pytest.approx(0.547, abs=5e-4)


def test_a_rate_by_jeffreys() -> None:
    # 13 meetings in 16 quarters: 13.5 / 16
    assert observed.counted_rate(SERIES, "meetings", {"pair": "abe_putin"}, 16) == 0.84375


def test_a_line_by_least_squares() -> None:
    # y = 3x exactly: slope 3, no error
    slope, error = observed._fit([0.0, 1.0, 2.0, 3.0], [0.0, 3.0, 6.0, 9.0])
    assert (slope, error) == (pytest.approx(3), pytest.approx(0))


def test_stances_of_three_members(tmp_path: Path) -> None:
    (tmp_path / "who.csv").write_text("member\na\nb\nc\n")
    (tmp_path / "said.csv").write_text(
        "occasion,member,score\nearly,a,2\nlate,a,2\nlate,a,0\nlate,b,-2\n"
    )
    found = observed.stances(observed.Series(tmp_path), "said", "who", {"early": 0.5})
    # a: (0.5 × 2 + 1 × mean(2, 0)) / (1.5 + 1) = 0.8; b: -2 / 2 = -1; c: 0, the median.
    # sd of (0.8, -1, 0) = sqrt(((0.8667)² + (0.9333)² + (0.0667)²) / 2) = 0.9018
    assert found["c"] == 0
    assert found["a"] == pytest.approx(0.8 / 0.9018, rel=1e-3)
    assert found["b"] == pytest.approx(-1 / 0.9018, rel=1e-3)


def test_alignment_falls_with_distance_and_rises_with_cooperation() -> None:
    anchors, changes = {"one": 0.0, "two": 0.0}, {"one": 0.0, "two": 0.0}
    near = observed.alignments(anchors, {"one": 0.0, "two": 1.0}, changes, 0.3, 0.2)
    assert near["one"] > 0.5 > near["two"]
    warm = observed.alignments(
        anchors, {"one": 0.0, "two": 1.0}, {"one": 1.0, "two": 0.0}, 0.3, 0.2
    )
    assert warm["one"] > near["one"]
    assert warm["two"] == near["two"]
