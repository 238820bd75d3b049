"""Coasts cut out of a data set: decoded, cut and thinned as they should be, and as they stand."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from sim.base.errors import InputError
from sim.base.yaml_documents import check, parse, read
from sim.dispute.geography import MAP, OUTLINES, MapFile, OutlineFile, Window

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "calibration" / "kurils"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "outlines", ROOT / "tools" / "calibration" / "cut_coastlines.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


outlines = _load()
WINDOW = Window(west=0, east=10, south=0, north=10)
SQUARE = [(2.0, 2.0), (4.0, 2.0), (4.0, 4.0), (2.0, 4.0)]

# Whole numbers times 0.5, moved by (1, 2). The lower coast is made of two arcs, the second of them
# the wrong way round; the upper one of one.
TOPOLOGY = {
    "transform": {"scale": [0.5, 0.5], "translate": [1, 2]},
    "arcs": [
        [[0, 0], [4, 0], [0, 4]],  # (1, 2) (3, 2) (3, 4)
        [[0, 0], [0, 4], [4, 0]],  # (1, 2) (1, 4) (3, 4)
        [[12, 12], [2, 0], [0, 2], [-2, 0], [0, -2]],  # (7, 8) to (8, 9)
    ],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "arcs": [[0, -2]]},
                {"type": "MultiPolygon", "arcs": [[[2]]]},
                {"type": None},
            ]
        }
    },
}
SHOWN = """\
window: {west: 0, east: 10, south: 0, north: 10}
source: made up
islands:
  lower: {title: Lower, label: {at: [5, 3]}, within: [[2, 3]]}
"""


def test_coasts_are_decoded() -> None:
    assert list(outlines.coasts(TOPOLOGY)) == [
        [(1, 2), (3, 2), (3, 4), (1, 4)],
        [(7, 8), (8, 8), (8, 9), (7, 9)],
    ]


def test_a_point_is_inside_what_goes_around_it() -> None:
    assert outlines.inside((3, 3), SQUARE)
    assert not outlines.inside((5, 3), SQUARE)
    assert not outlines.inside((3, 5), SQUARE)
    bay = [(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)]
    assert not outlines.inside((2, 3), bay)
    assert outlines.inside((0.5, 2), bay)


def test_what_is_outside_is_cut_off() -> None:
    assert outlines.clipped(SQUARE, WINDOW) == SQUARE
    assert outlines.clipped([(x + 20, y) for x, y in SQUARE], WINDOW) == []
    # The square from 8 to 12 keeps its part up to 10.
    cut = outlines.clipped([(8, 8), (12, 8), (12, 12), (8, 12)], WINDOW)
    assert set(cut) == {(8, 8), (10, 8), (10, 10), (8, 10)}


def test_what_bends_less_than_the_tolerance_is_left_out() -> None:
    ring = [(0, 0), (5, 0.01), (10, 0), (10, 10), (0, 10)]
    assert outlines.simplified(ring, 0.02) == [(0, 0), (10, 0), (10, 10), (0, 10)]
    assert set(outlines.simplified(ring, 0.005)) == set(ring)


def test_the_file_says_which_coast_is_whose(tmp_path: Path) -> None:
    shown = check(MapFile, parse(SHOWN, "map.yaml"))
    text = outlines.written(shown, TOPOLOGY, "countries.json")
    cut = check(OutlineFile, parse(text, "outlines.yaml"))
    assert set(cut.islands["lower"][0]) == {(1, 2), (3, 2), (3, 4), (1, 4)}
    assert set(cut.around[0]) == {(7, 8), (8, 8), (8, 9), (7, 9)}
    assert "countries.json" in cut.source


def test_an_island_that_is_not_in_the_data_is_refused() -> None:
    shown = check(MapFile, parse(SHOWN.replace("[[2, 3]]", "[[5, 5]]"), "map.yaml"))
    with pytest.raises(InputError, match=r"lower: no coast of countries.json is around \[5"):
        outlines.written(shown, TOPOLOGY, "countries.json")


@pytest.mark.parametrize("text", ["no JSON", "[]", "{}", '{"objects": {"countries": 3}}'])
def test_a_file_that_is_no_topology_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(InputError, match="is no TopoJSON"):
        outlines.topology(file)


def test_a_check_tells_of_what_was_changed_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outlines, "CALIBRATION", tmp_path)
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / MAP).write_text(SHOWN)
    data = tmp_path / "countries.json"
    data.write_text(json.dumps(TOPOLOGY))

    def run(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["outlines.py", "toy", str(data), *words])
        return int(outlines.main())

    assert run("--check") == 1
    assert not (folder / OUTLINES).exists()
    assert run() == 0
    assert run("--check") == 0
    (folder / OUTLINES).write_text("by hand")
    assert run("--check") == 1
    assert (folder / OUTLINES).read_text() == "by hand"
    data.unlink()
    assert run() == 2
    assert "is no TopoJSON" in capsys.readouterr().err


def test_the_shipped_coasts_are_those_of_the_islands() -> None:
    """Each point by which an island is found lies within one of its coasts, and no other's."""
    shown = check(MapFile, read(FOLDER / MAP))
    cut = check(OutlineFile, read(FOLDER / OUTLINES))
    for island, entry in shown.islands.items():
        for point in entry.within:
            around = [
                name
                for name, rings in {**cut.islands, "": cut.around}.items()
                for ring in rings
                if outlines.inside(point, list(ring))
            ]
            assert around == [island]
