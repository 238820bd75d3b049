"""What stands around the pictures of the islands: words, numbers and their doubt."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.ceded_territory import Cession, cession
from sim.analysis.win_sets import Bargaining, bargaining, win_sets
from sim.dispute import Dispute, load
from sim.dispute.geography import DisputeMap, read_map
from sim.figures import ceded_map, ceded_over_time, win_set_plane
from sim.figures.captioned_figure import Runs
from sim.figures.style import BASE, RUN
from sim.report import territory_text
from tests.analysis.test_win_sets import ROLES
from tests.dispute.test_geography import MAP, OUTLINES, write
from tests.support.ceding_dispute import LADDER, make_ceding

WORLDS = 400
NAMED = {"rock": "The rock", "reef": "The reef", "isle": "The isle"}


def level(shift: float) -> np.ndarray:
    """Rungs of the same worlds over two quarters, higher the more there is added."""
    luck = np.random.default_rng(4).random((2, WORLDS))
    return np.floor(np.clip(luck + shift, 0, 0.999) * 4)


@pytest.fixture(scope="module")
def runs() -> Runs:
    steep = np.arange(WORLDS) % 2
    rounds = np.arange(WORLDS) % 4 > 0
    return [
        (make_ceding(level(shift), rounds=rounds, steep=steep, holder=0.25), look)
        for shift, look in ((0.1, RUN), (0.0, BASE))
    ]


@pytest.fixture(scope="module")
def dispute() -> Dispute:
    return replace(load("kurils"), ladder=LADDER, roles=ROLES)


@pytest.fixture(scope="module")
def found(runs: Runs) -> list[Cession]:
    return [cession(run, LADDER) for run, _ in runs]


@pytest.fixture(scope="module")
def records(runs: Runs) -> list[Bargaining]:
    return [bargaining(run, LADDER, ROLES) for run, _ in runs]


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> DisputeMap:
    isle = "  isle: {title: The isle, label: {at: [12, 50.5]}, dots: [[12, 50.6]]}\naround:"
    shown = MAP.replace("near:", "rock:").replace("far:", "reef:").replace("around:", isle)
    file = write(tmp_path_factory.mktemp("map"), shown, OUTLINES.replace("near:", "rock:"))
    return read_map(file, tuple(NAMED))


def test_islands_are_called_as_on_the_map_or_by_their_id(
    dispute: Dispute, atlas: DisputeMap
) -> None:
    assert territory_text.titles(dispute, None) == {"rock": "rock", "reef": "reef", "isle": "isle"}
    assert territory_text.titles(dispute, atlas)["rock"] == "The near one"


def test_names_stand_in_a_row() -> None:
    assert ceded_map.listed(["rock"], NAMED) == "The rock"
    assert ceded_map.listed(["rock", "isle"], NAMED) == "The rock and The isle"
    assert ceded_map.listed(list(NAMED), NAMED) == "The rock, The reef and The isle"


def test_a_line_says_how_many_worlds_cede_by_when(
    runs: Runs, dispute: Dispute, found: list[Cession]
) -> None:
    near, far = territory_text.lines(runs, dispute, NAMED, 1)
    assert near.label == "The rock and The reef ceded by 2017Q2"
    assert far.label == "The isle ceded by 2017Q2"
    assert near.found.value == pytest.approx(found[0].parcels[0].share[1])
    assert near.base is not None
    assert near.base.value == pytest.approx(found[1].parcels[0].share[1])
    assert near.forms[0] < near.found.value < near.forms[1]
    assert near.difference is None  # nobody has asked for what takes long


def test_the_difference_is_that_of_the_same_worlds(runs: Runs, dispute: Dispute) -> None:
    near, _ = territory_text.lines(runs, dispute, NAMED, 1, is_compared=True, parameters=False)
    assert near.difference is not None
    assert near.difference.difference == pytest.approx(
        (level(0.1)[1] >= 2).mean() - (level(0)[1] >= 2).mean()
    )
    assert near.difference.down == 0


def test_sentences_are_of_the_islands_that_are_meant(runs: Runs, dispute: Dispute) -> None:
    every = territory_text.sentences(runs, dispute, NAMED, 1, list(NAMED))
    assert [each.split(" ceded")[0] for each in every] == ["The rock and The reef", "The isle"]
    assert territory_text.sentences(runs, dispute, NAMED, 1, ["isle"]) == every[1:]
    assert territory_text.sentences(runs[:1], dispute, NAMED, 1, list(NAMED)) == []


def test_where_the_model_cannot_tell_it_is_said_with_what_it_turns(dispute: Dispute) -> None:
    steep = np.arange(WORLDS) % 2
    plain = level(0)
    turned = np.where(steep, level(0.3), level(-0.3))
    pair = [
        (make_ceding(turned, steep=steep), RUN),
        (make_ceding(plain, steep=steep), BASE),
    ]
    (said, _) = territory_text.sentences(pair, dispute, NAMED, 1, list(NAMED))
    assert said.startswith("Cannot tell")
    assert said.endswith("It is more under steep, less under plain (laws.curve).")


def test_settlements_come_with_their_sum_and_its_doubt(
    dispute: Dispute, found: list[Cession]
) -> None:
    near, far = found[0].parcels
    rows = territory_text.settlements(found, dispute, 1, near)
    assert [name for name, _ in rows] == ["the near ones", "all of them", "any settlement"]
    shares = [float(cells[0]) for _, cells in rows[:2]]
    assert sum(shares) == pytest.approx(near.share[1] * 100, abs=1)
    assert all("±" in cell and "over forms" in cell for cell in rows[-1][1])
    ((only, cells),) = territory_text.settlements(found, dispute, 1, far)
    assert only == "all of them"
    assert "±" in cells[0]


def test_a_map_is_told_in_words(runs: Runs, found: list[Cession], atlas: DisputeMap) -> None:
    shown = ceded_map.island_map(*runs[0], atlas, found[0], 1, top=1)
    assert shown.title == f"By 2017Q2: {RUN.name}"
    assert shown.said.count("of 100 worlds") == 3
    assert atlas.source in shown.source
    assert runs[0][0].id in shown.source


def test_the_quarters_are_told_in_words(runs: Runs, dispute: Dispute, found: list[Cession]) -> None:
    both = ceded_over_time.over_time(runs, found, dispute, NAMED, 0)
    assert "The rock and The reef" in both.said
    assert BASE.name in both.caption
    alone = ceded_over_time.over_time(runs[:1], found[:1], dispute, NAMED, 0)
    assert BASE.name not in alone.caption


def test_the_win_sets_are_told_in_words(
    runs: Runs, dispute: Dispute, records: list[Bargaining]
) -> None:
    sets = win_sets(records[0], 1, records[1])
    shown = win_set_plane.win_sets(runs, sets, dispute)
    assert shown.said.startswith("75 of 100 worlds have held a round")
    assert "aldor could ratify 25 % of the packages and brenn 50 %" in shown.said
    assert "2017Q2" in shown.title
    silent = bargaining(make_ceding([[0, 0]], rounds=0), LADDER, ROLES)
    told = win_set_plane.win_sets([(silent.run, RUN)], win_sets(silent, 0), dispute)
    assert told.said.endswith("no round has been held in any world")


def test_all_worlds_stand_somewhere(dispute: Dispute, records: list[Bargaining]) -> None:
    rows = territory_text.standing(records, dispute, 1)
    assert rows[0][0] == "no bargaining round held"
    assert "one side could ratify nothing" not in [row[0] for row in rows]  # nobody stands there
    assert {len(row) for row in rows} == {5}
    for column in (1, 3):
        assert sum(float(row[column]) for row in rows) == pytest.approx(100, abs=2)


def test_endings_are_of_the_worlds_with_a_round(
    runs: Runs, dispute: Dispute, records: list[Bargaining]
) -> None:
    rows = territory_text.ends(runs[0][0], dispute, win_sets(records[0], 1))
    assert [row[0] for row in rows] == [rung.title for rung in LADDER.values()]
    assert {tuple(row[2:]) for row in rows} == {("25 %", "50 %", "10 %")}
    assert sum(float(row[1]) for row in rows) == pytest.approx(100, abs=2)
