"""The map of a dispute: strict, in degrees, and no part of a run."""

import shutil
from pathlib import Path

import pytest
import yaml

from sim.base.errors import InputError
from sim.dispute import geography as atlas
from sim.dispute import load, read_folder
from sim.results.manifest import content_hash
from tests.test_generality import build

ISLANDS = ("near", "far")
MAP = """\
window: {west: 10, east: 14, south: 50, north: 52}
source: drawn by hand
islands:
  near: {title: The near one, label: {at: [11, 51], side: left}}
  far: {title: The far ones, label: {at: [13, 51]}, dots: [[13, 51.5]]}
around:
  - {title: The coast, label: {at: [10.5, 50.5]}}
"""
OUTLINES = """\
source: the same hand
islands:
  near: [[[11, 51], [11.5, 51], [11, 51.5]]]
around: [[[9, 49], [10, 49], [10, 53]]]
"""


def write(folder: Path, shown: str = MAP, outlines: str | None = OUTLINES) -> Path:
    (folder / atlas.MAP).write_text(shown, encoding="utf-8")
    if outlines is not None:
        (folder / atlas.OUTLINES).write_text(outlines, encoding="utf-8")
    return folder / atlas.MAP


def faults(file: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        atlas.read_map(file, ISLANDS)
    return [str(problem).removeprefix(f"{file.parent}/") for problem in caught.value.problems]


def test_a_map_is_read_in_the_order_of_its_file(tmp_path: Path) -> None:
    found = atlas.read_map(write(tmp_path), ISLANDS)
    assert [island.id for island in found.islands] == ["near", "far"]
    near, far = found.islands
    assert near.rings == (((11, 51), (11.5, 51), (11, 51.5)),)
    assert near.label.side == "left"
    assert far.rings == ()
    assert far.dots == ((13, 51.5),)
    assert found.around == (((9, 49), (10, 49), (10, 53)),)
    assert [name.title for name in found.names] == ["The coast"]
    assert found.source == "drawn by hand"


def test_an_island_is_called_by_its_title_or_by_its_id(tmp_path: Path) -> None:
    found = atlas.read_map(write(tmp_path), ISLANDS)
    assert found.title_of("near") == "The near one"
    assert found.title_of("third_rock") == "third rock"


def test_an_island_that_no_rung_hands_over_is_refused_with_its_place(tmp_path: Path) -> None:
    told = faults(write(tmp_path, MAP.replace("  far:", "  fur:")))
    assert "map.yaml:5:3: 'fur' is not an island of the ladder" in told[1]
    assert "did you mean 'far'?" in told[1]
    assert "map.yaml:3:1: these islands of the ladder are not on the map: far" in told[0]


def test_places_outside_the_window_are_refused_with_their_place(tmp_path: Path) -> None:
    # Latitude and longitude the wrong way round is the slip that everyone makes.
    told = faults(write(tmp_path, MAP.replace("[13, 51.5]", "[51.5, 13]")))
    assert told == [
        "map.yaml:5:60: 51.5, 13 lies outside the window; longitude 10 to 14, latitude 50 to 52; "
        "a place is [longitude, latitude]"
    ]


def test_a_window_has_its_ends_in_order(tmp_path: Path) -> None:
    told = faults(write(tmp_path, MAP.replace("west: 10, east: 14", "west: 14, east: 10")))
    assert told[0] == "map.yaml:1:20: the window's west is not below its east"


def test_an_island_that_nothing_would_be_drawn_of_is_refused(tmp_path: Path) -> None:
    told = faults(write(tmp_path, MAP.replace(", dots: [[13, 51.5]]", "")))
    assert len(told) == 1
    assert told[0].startswith("map.yaml:5:3: far has neither an outline nor dots")


def test_faults_of_both_files_are_told_at_once(tmp_path: Path) -> None:
    told = faults(
        write(
            tmp_path,
            MAP.replace("source: drawn by hand", "sauce: drawn by hand"),
            OUTLINES.replace(", [11, 51.5]", ""),
        )
    )
    assert any("map.yaml:2:1: unknown key 'sauce'" in each for each in told)
    assert any("the key 'source' is missing" in each for each in told)
    assert any(each.startswith("outlines.yaml:3:10:") for each in told)  # two points are no coast


def test_outlines_of_what_is_not_on_the_map_are_refused(tmp_path: Path) -> None:
    told = faults(write(tmp_path, outlines=OUTLINES.replace("  near:", "  nearby:")))
    assert "outlines.yaml:3:3: 'nearby' is not an island of map.yaml" in told[1]
    assert "near has neither an outline nor dots" in told[0]


def test_a_map_without_its_outlines_is_refused(tmp_path: Path) -> None:
    assert "outlines.yaml:1:1: there is no such file" in faults(write(tmp_path, outlines=None))[0]


def test_a_place_is_in_degrees(tmp_path: Path) -> None:
    told = faults(write(tmp_path, outlines=OUTLINES.replace("[11.5, 51]", '[11.5, "51"]')))
    assert [each.partition(" ")[0] for each in told] == ["outlines.yaml:3:28:"]
    assert faults(write(tmp_path, outlines=OUTLINES.replace("[9, 49]", "[9, 149]")))


def test_a_dispute_without_a_map_has_none(tmp_path: Path) -> None:
    assert atlas.find(read_folder(build(tmp_path / "straits"))) is None


def test_a_map_is_found_beside_the_file_of_the_dispute(tmp_path: Path) -> None:
    dispute = read_folder(build(tmp_path / "straits"))
    (only,) = atlas.islands_of(dispute)
    shown = yaml.safe_load(MAP)
    shown["islands"] = {only: shown["islands"]["near"]}
    outlines = yaml.safe_load(OUTLINES)
    outlines["islands"] = {only: outlines["islands"]["near"]}
    write(dispute.folder, yaml.safe_dump(shown), yaml.safe_dump(outlines))
    found = atlas.find(dispute)
    assert found is not None
    assert [island.id for island in found.islands] == [only]


def test_the_shipped_map_shows_the_islands_of_the_ladder_apart() -> None:
    dispute = load("kurils")
    found = atlas.find(dispute)
    assert found is not None
    assert {island.id for island in found.islands} == set(atlas.islands_of(dispute))
    boxes = []
    for island in found.islands:
        points = [point for ring in island.rings for point in ring]
        assert all(found.window.holds(point) for point in points)
        boxes.append([f(p[axis] for p in points) for axis in (0, 1) for f in (min, max)])
    for i, (west, east, south, north) in enumerate(boxes):
        for other_west, other_east, other_south, other_north in boxes[:i]:
            apart = west > other_east or east < other_west
            assert apart or south > other_north or north < other_south


def test_a_map_is_no_part_of_a_run(tmp_path: Path) -> None:
    folder = build(tmp_path / "straits")
    before = content_hash(folder)
    for name in atlas.FILES:
        shutil.copy(load("kurils").folder / name, folder)
    assert content_hash(folder) == before
