import json

import numpy as np
import pytest

from sim.analysis.comparison import comparison, written
from sim.analysis.paired_differences import total
from sim.scenario import ScenarioDifference
from tests.support.synthetic import make_run

RUN, BASE = make_run(shift=0.1), make_run()
COMPARED = comparison([BASE, RUN], differs=[[ScenarioDifference("set.x", None, 1, "", 0)]])


def test_the_object_is_that_of_the_second_run_with_differences() -> None:
    said = json.loads(json.dumps(COMPARED.summary(), allow_nan=False))
    assert (said["schema"], said["run"], said["paired"]) == (1, RUN.id, True)
    assert said["base"]["run"] == BASE.id
    assert said["others"] == []
    assert said["differs"] == [
        {"path": "set.x", "base": None, "value": 1, "file": None, "line": None}
    ]
    for outcome in said["outcomes"].values():
        low, high = outcome["ci95"]
        assert low <= outcome["difference"] <= high
        assert outcome["changed"] == pytest.approx(outcome["up"] + outcome["down"])
        assert outcome["verdict"] in ("higher", "lower", "equal", "no difference found")
        assert sum(outcome["options"].values()) == 2
    treaty = said["outcomes"]["treaty"]
    of_base = said["base"]["outcomes"]["treaty"]
    assert treaty["difference"] == pytest.approx(
        treaty["probabilities"]["true"]["p"] - of_base["probabilities"]["true"]["p"]
    )


def test_levels_move_in_rungs_and_rung_by_rung() -> None:
    settlement = COMPARED.summary()["outcomes"]["settlement"]
    codes = [run.outcomes["settlement"].cat.codes.to_numpy().astype(int) for run in (RUN, BASE)]
    assert settlement["difference"] == pytest.approx((codes[0] - codes[1]).mean())
    for rung, level in enumerate(("first", "second"), 1):
        each = settlement["at_least"][level]
        assert each["difference"] == pytest.approx(
            (codes[0] >= rung).mean() - (codes[1] >= rung).mean()
        )
        assert each["changed"] >= abs(each["difference"])
    assert sum(move["share"] for move in settlement["moves"]) == pytest.approx(
        settlement["changed"]
    )


def test_a_quarter_counts_the_worlds_in_which_it_never_comes() -> None:
    measure = BASE.measure("lapse_quarter")
    counts = BASE.outcomes["lapse_quarter"].to_numpy()
    waited = np.where(np.isnan(counts), 8, counts - 1)  # of eight quarters, those before it
    assert np.array_equal(total(BASE, measure).values, waited)


def test_the_table_has_a_row_for_each_answer_of_each_run() -> None:
    three = comparison([BASE, RUN, make_run(shift=0.2)])
    assert len(three.table) == 2 * len(COMPARED.table)
    row = COMPARED.table.loc[(RUN.id, "treaty")]
    assert row["value"] - row["base"] == pytest.approx(row["difference"])
    assert row["low"] < row["difference"] < row["high"]
    assert len(three.summary()["others"]) == 1


def test_runs_of_one_title_are_told_apart() -> None:
    other = make_run(seed=8)
    assert comparison([BASE, RUN]).names == ("The base case", "The shifted case")
    names = comparison([BASE, other], is_paired=False).names
    assert names == (f"The base case ({BASE.id})", f"The base case ({other.id})")


def test_unpaired_says_so_and_knows_no_world_that_changed() -> None:
    said = comparison([BASE, RUN], is_paired=False).summary()
    assert said["paired"] is False
    paired = COMPARED.summary()
    for name, outcome in said["outcomes"].items():
        assert outcome["changed"] is outcome["up"] is outcome["variance_reduction"] is None
        assert "moves" not in outcome
        # The same worlds taken for strangers: a wider interval around the same difference.
        assert outcome["difference"] == pytest.approx(paired["outcomes"][name]["difference"])
        assert np.ptp(outcome["ci95"]) >= np.ptp(paired["outcomes"][name]["ci95"])


def test_places_are_said_from_here(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (said,) = written([ScenarioDifference("set.x", 1, 2, str(tmp_path / "a" / "s.yaml"), 4)])
    assert (said["file"], said["line"]) == ("a/s.yaml", 4)
