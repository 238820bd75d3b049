"""Worlds are picked by a line that can be typed, and by what is drawn with a hand."""

import numpy as np
import pytest

from sim.analysis.world_filters import CORNERS, WorldFilter, box, outline, simpler
from sim.base.errors import InputError
from sim.results import Run
from tests.support.synthetic import make_manifest, make_run

SALIENCE = "sender.salience.punishment"


@pytest.fixture(scope="module")
def run() -> Run:
    return make_run(600)


def test_nothing_said_picks_all(run: Run) -> None:
    assert WorldFilter.parse("  ").worlds(run).all()


def test_conditions_are_met_together(run: Run) -> None:
    picked = WorldFilter.parse(f"settlement >= first and {SALIENCE} from 0.2 to 0.6").worlds(run)
    settled = (run.outcomes["settlement"] >= "first").to_numpy()
    drawn = run.draws[SALIENCE].to_numpy()
    np.testing.assert_array_equal(picked, settled & (drawn >= 0.2) & (drawn <= 0.6))
    assert 0 < picked.sum() < settled.sum()


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("not treaty", lambda run: ~run.outcomes["treaty"]),
        ("laws.curve = steep", lambda run: run.draws["laws.curve"] == "steep"),
        (f"{SALIENCE} > 0.5", lambda run: run.draws[SALIENCE] > 0.5),
        ("treaty from yes to yes", lambda run: run.outcomes["treaty"]),
        ("lapse_quarter from 2017Q1 to 2018Q4", lambda run: run.outcomes["lapse_quarter"].notna()),
        ("lapse_quarter from never to never", lambda run: run.outcomes["lapse_quarter"].isna()),
        ("settlement from first to first", lambda run: run.outcomes["settlement"] == "first"),
    ],
)
def test_a_line_asks_for_what_its_words_say(run: Run, line: str, column: object) -> None:
    assert callable(column)
    wanted = column(run).to_numpy(dtype=bool)
    np.testing.assert_array_equal(WorldFilter.parse(line).worlds(run), wanted)
    assert 0 < wanted.sum() < len(wanted)


def test_a_line_is_written_as_it_was_read() -> None:
    line = f"settlement >= first and {SALIENCE} from 0.2 to 0.6 and flow by oil inside 0,0 1,0 1,2"
    assert str(WorldFilter.parse(line.replace(" and ", "  and\n"))) == line
    assert WorldFilter.parse(str(WorldFilter.parse(line))) == WorldFilter.parse(line)


def test_an_outline_holds_what_lies_inside(run: Run) -> None:
    """A triangle below the diagonal: x from 0 to 1, y from 0 to x."""
    picked = WorldFilter.parse(f"flow by {SALIENCE} inside 0,0 1,0 1,1").worlds(run)
    x, y = run.outcomes["flow"].to_numpy(), run.draws[SALIENCE].to_numpy()
    np.testing.assert_array_equal(picked, y < x)


def test_an_outline_that_bends_inwards_leaves_out_its_bay(run: Run) -> None:
    """The unit square without the triangle between its top corners and its middle."""
    picked = WorldFilter.parse(f"flow by {SALIENCE} inside 0,0 1,0 1,1 0.5,0.5 0,1").worlds(run)
    x, y = run.outcomes["flow"].to_numpy(), run.draws[SALIENCE].to_numpy()
    np.testing.assert_array_equal(picked, ~((y > x) & (y > 1 - x)))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("__import__('os')", "is no condition"),
        ("settlement >= first or treaty", "is no condition"),
        ("flow", "asks how much, and not whether"),
        ("flow from 3 to 1", "flow from 1 to 3"),
        ("nothing from 1 to 3", "no outcome and no parameter"),
        ("laws.curve = steap", "did you mean 'steep'"),
        ("flow by flow inside 1,2 3,4", "3 to 16 corners"),
        ("flow by flow inside 1,2 3,4 5", "is no corner"),
        ("flow by flow inside 1,2 3,4 5,nan", "is no corner"),
        (" and ".join(["treaty"] * 30), "too much"),
        ("x" * 3000, "too much"),
    ],
)
def test_what_no_world_can_be_asked_is_refused_in_words(run: Run, line: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        WorldFilter.parse(line).worlds(run)


def test_all_that_is_wrong_is_told_at_once(run: Run) -> None:
    with pytest.raises(InputError) as caught:
        WorldFilter.parse("flow from a to b and settlement >= third").worlds(run)
    assert len(caught.value.problems) == 3


def test_a_box_holds_the_names_that_lie_in_it_and_rounds_numbers_outwards() -> None:
    manifest = make_manifest()
    sides = [("settlement", 0.6, 1.4), ("flow", 0.123456, 0.2)]
    first, second = box(manifest, sides)
    assert (str(first), str(second)) == ("settlement = first", "flow from 0.1234 to 0.2")
    assert str(box(manifest, [("settlement", 0.6, 9)])[0]) == "settlement >= first"
    assert str(box(manifest, [("settlement", -1, 1.2)])[0]) == "settlement from none to first"
    assert str(box(manifest, [("treaty", -0.4, 0.3)])[0]) == "not treaty"
    assert str(box(manifest, [("laws.curve", 0.5, 1.3)])[0]) == "laws.curve = steep"
    assert str(box(manifest, [("flow", 3, -1)])[0]) == "flow from -1 to 3"


def test_a_box_beside_every_name_is_refused() -> None:
    with pytest.raises(InputError, match="over the name"):
        box(make_manifest(), [("settlement", 0.3, 0.6)])


def test_what_is_brushed_replaces_what_was_said_of_the_same() -> None:
    before = WorldFilter.parse("settlement = none and flow from 0 to 1")
    after = before.narrowed(box(make_manifest(), [("flow", 2, 3)]))
    assert str(after) == "settlement = none and flow from 2 to 3"
    assert str(after.without("settlement")) == "flow from 2 to 3"
    drawn = outline(make_manifest(), "flow", "settlement", [(0, 0), (1, 0), (1, 1)])
    assert str(after.narrowed(drawn)) == "flow by settlement inside 0,0 1,0 1,1"


def test_an_outline_of_many_corners_keeps_its_shape() -> None:
    angles = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    circle = np.column_stack([1000 * np.cos(angles), np.sin(angles)])
    found = simpler(circle, CORNERS)
    assert len(found) == CORNERS
    x, y = (found / (1000, 1)).T
    area = abs((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) / 2
    assert area == pytest.approx(np.pi, rel=0.05)  # sixteen corners of a circle hold 97 % of it


@pytest.mark.parametrize("corners", [[], [(0, 0), (1, 1)], [(0, 0), (0, 1), (0, 2)]])
def test_an_outline_without_an_inside_is_refused(corners: list[tuple[float, float]]) -> None:
    with pytest.raises(InputError, match="encloses nothing"):
        outline(make_manifest(), "flow", "settlement", corners)
