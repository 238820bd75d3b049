"""Scenarios that change others: how they merge, what they delete, and who is meant by a name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.base.errors import InputError
from sim.base.quarters import Quarter
from sim.scenario import Scenario, find, read
from sim.scenario import merging as extends
from sim.scenario.reader import Catalogues

PARENT = """
set:
  us.salience.punishment: {scale: 0.4}
  oil.start: 40 to 60
mechanisms: {sanctions: off}
claims: [va15-01]
policies:
  - {actor: us, lever: sanctions, option: hold, from: 2017Q2, to: 2017Q3}
  - {id: thaw, actor: japan, lever: sanctions, option: ease}
events:
  - {id: truce, at: 2017Q3, do: {war: 0.1, oil: 60}}
  - {id: raid, from: 2017Q4, when: war < 0.2, probability: 0.3, do: {war: 0.8}}
"""


@pytest.fixture
def child(write: Callable[..., Path], catalogues: Catalogues) -> Callable[[str], Scenario]:
    """Read a scenario with this text that extends the parent above."""
    write(PARENT, "parent")

    def child(text: str = "") -> Scenario:
        head = "scenario: child\nextends: parent\n"
        return read(write(head + text, "child", heading=False), catalogues)

    return child


def overrides(scenario: Scenario) -> dict[str, object]:
    return {each.path: each.written for each in scenario.overrides}


def test_what_is_not_written_is_inherited(child: Callable[[str], Scenario]) -> None:
    scenario = child("")
    assert scenario.base == "parent"
    assert scenario.quarters == 8
    assert overrides(scenario) == {
        "oil.start": "40 to 60",
        "us.salience.punishment": {"scale": 0.4},
    }
    assert scenario.mechanisms_off == ("sanctions",)
    assert [event.id for event in scenario.events] == ["truce", "raid"]
    assert [path.name for path in scenario.lineage] == ["child.yaml", "parent.yaml"]


def test_maps_merge_and_what_a_path_is_set_to_is_replaced(child: Callable[[str], Scenario]) -> None:
    scenario = child("set: {us.salience.punishment: {add: 0.1}, us.sanctions.start: 0.3}")
    assert overrides(scenario) == {
        "oil.start": "40 to 60",
        "us.salience.punishment": {"add": 0.1},
        "us.sanctions.start": 0.3,
    }


def test_events_merge_by_id(child: Callable[[str], Scenario]) -> None:
    text = (
        "events: [{id: raid, probability: 0.5, do: {oil: 80}}, {id: new, at: 2017Q1, do: {war: 0}}]"
    )
    truce, raid, new = child(text).events
    assert truce.do == (("war", 0.1), ("oil", 60.0))
    assert (raid.probability, raid.start, raid.do) == (
        0.5,
        Quarter(2017, 4),
        (("war", 0.8), ("oil", 80.0)),
    )
    assert new.id == "new"


def test_policies_merge_by_id_or_by_what_they_bind(child: Callable[[str], Scenario]) -> None:
    text = """
policies:
  - {actor: us, lever: sanctions, from: 2017Q2, option: tighten}
  - {id: thaw, option: hold}
"""
    first, second = child(text).policies
    assert (first.id, first.option, str(first.end)) == (
        "us.sanctions.2017Q2",
        "tighten",
        "2017Q3",
    )
    assert (second.id, second.actor, second.option) == ("thaw", "japan", "hold")


def test_other_lists_replace(child: Callable[[str], Scenario]) -> None:
    assert child("claims: [st16-01]").claims == ("st16-01",)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("set: {oil.start: null}", "oil.start"),
        ("set: null", "us.salience.punishment"),
        ("mechanisms: {sanctions: null}", "'sanctions': 'off'"),
        ("mechanisms: {sanctions: on}", "'sanctions': 'off'"),
        ("events: [truce: null]", "truce"),
        ("events: null", "raid"),
        ("events: [{id: raid, when: null}]", "war < 0.2"),
        ("policies: [thaw: null]", "thaw"),
        ("policies: [us.sanctions.2017Q2: null]", "2017Q2"),
        ("claims: null", "va15-01"),
    ],
)
def test_null_deletes(child: Callable[[str], Scenario], text: str, gone: str) -> None:
    assert gone in str(child("").resolved())
    assert gone not in str(child(text).resolved())


def test_a_date_can_take_the_place_of_a_span(child: Callable[[str], Scenario]) -> None:
    raid = child("events: [{id: raid, from: null, at: 2018Q1}]").events[1]
    assert (raid.start, raid.end) == (Quarter(2018, 1), Quarter(2018, 1))


def test_each_thing_keeps_the_place_where_it_was_written_last(
    child: Callable[[str], Scenario],
) -> None:
    marks = child("events:\n  - id: raid\n    probability: 0.5\n").marks
    places = {
        key: (Path(marks[key].file).stem, marks[key].line)
        for key in [
            ("events", "truce", "do", "war"),
            ("events", "raid", "when"),
            ("events", "raid", "probability"),
            ("set", "oil.start"),
        ]
    }
    assert places == {
        ("events", "truce", "do", "war"): ("parent", 19),
        ("events", "raid", "when"): ("parent", 20),
        ("events", "raid", "probability"): ("child", 5),
        ("set", "oil.start"): ("parent", 12),
    }


def test_a_longer_line_of_parents(
    child: Callable[[str], Scenario], write: Callable[..., Path], catalogues: Catalogues
) -> None:
    child("worlds: 50")
    text = "scenario: grandchild\nextends: child.yaml\nseed: 8\n"
    scenario = read(write(text, "grandchild", heading=False), catalogues)
    assert (scenario.worlds, scenario.seed, scenario.base) == (50, 8, "child")
    assert [path.stem for path in scenario.lineage] == ["grandchild", "child", "parent"]


def test_a_name_is_a_file_beside_then_a_packaged_one(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packaged = tmp_path / "packaged"
    packaged.mkdir()
    (packaged / "calm.yaml").write_text("scenario: calm\n")
    (packaged / "storm.yaml").write_text("scenario: storm\n")
    monkeypatch.setattr(extends, "scenarios_folder", lambda: packaged)
    own = write(name="calm")
    assert find("calm", beside=tmp_path / "other.yaml") == own
    assert find("storm", beside=tmp_path / "other.yaml") == packaged / "storm.yaml"
    # a file of the same name that extends the packaged one means that one, not itself
    assert find("calm", beside=own) == packaged / "calm.yaml"
    with pytest.raises(InputError, match=r"there is no scenario 'stromy'.*did you mean 'storm'"):
        find("stromy", beside=own)


def test_a_path_is_relative_to_the_file(tmp_path: Path) -> None:
    assert find("../a/b.yaml", beside=tmp_path / "c.yaml") == tmp_path / "../a/b.yaml"
    assert find(Path("x.yaml")) == Path("x.yaml")
