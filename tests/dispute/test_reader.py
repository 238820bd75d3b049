"""A dispute's folder: what it says when it is right; whatever else stands there is refused."""

import copy
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.errors import InputError, Problems
from sim.base.quarters import Quarter
from sim.base.yaml_documents import KeyPath, read
from sim.dispute import POSITIONS, TRAITS, Handover, Lever, Outcome, load, read_folder
from sim.dispute.file_schema import MEASURES, LeaderEntry, PositionEntry
from sim.dispute.model import Roles
from sim.model import outcome_measures as measures
from tests.support.straits import NUMBER, STRAITS, WITH_COUNCIL, Make, problems


def test_what_it_declares(make: Make) -> None:
    dispute = read_folder(make())
    assert dispute.name == "straits"
    assert dispute.actors == ("aldor", "brenn", "corvia", "dastan")
    assert dispute.senders == ("corvia", "brenn")
    assert dispute.roles_of("corvia") == ("investor", "patron", "sender")
    assert dispute.pairs == {"neighbours": ("brenn", "aldor"), "eastern": ("aldor", "dastan")}
    assert dispute.pair_row("dastan", "aldor") == dispute.pair_row("aldor", "dastan") == 1
    assert dispute.pair_row("brenn", "dastan") == -1
    assert [(rung, bool(entry.islands)) for rung, entry in dispute.ladder.items()] == [
        ("status_quo", False),
        ("shared_use", False),
        ("cession", True),
    ]
    assert (dispute.money, dispute.relief) == (("none", "sum"), ("none", "all"))
    assert dispute.leaders["brenn"] == ("first", "second")
    assert dispute.leaders["dastan"] == ()
    assert dispute.members == ()
    assert dispute.headline == ""


def test_parameters_are_named_after_where_they_stand(make: Make) -> None:
    register = read_folder(make()).register
    for path in (
        "ladder.cession.holder_loss",
        "threats.pirates.frequency",
        "packages.money.sum",
        "oil.start",
        "eastern.alignment.start",
        "brenn.salience.home",
        "brenn.position.weight",
        "brenn.sanctions.start",
        "brenn.handover.hazard",
        "brenn.lever.sanctions.step",
        "laws.tide.pace",
    ):
        assert path in register, path
    in_file = [p.mark for p in register.values() if p.mark.file.endswith("brenn.yaml")]
    assert in_file == sorted(in_file)


def test_a_lever(make: Make) -> None:
    lever = next(each for each in read_folder(make()).levers if each.actor == "brenn")
    assert lever == Lever(
        actor="brenn",
        name="sanctions",
        title="Sanctions",
        options=("ease", "hold"),
        option_titles=("ease", "hold"),
        moves=({"brenn.sanctions": -1}, {}),
        retreats=(True, False),
        watches=(),
        votes_only=False,
    )
    assert (lever.path, lever.hold) == ("brenn.lever.sanctions", 1)


def test_outcomes(make: Make) -> None:
    settlement, treaty, quarter, severity, *_ = read_folder(make()).outcomes
    levels = ("status_quo", "shared_use", "cession")
    assert settlement == Outcome("settlement", "Settlement", "level", "ladder", "", levels)
    assert (treaty.kind, quarter.kind) == ("bool", "quarter")
    assert (severity.kind, severity.subject) == ("number", "brenn")


def test_a_council_with_members(make: Make) -> None:
    east, west = read_folder(make(*WITH_COUNCIL)).members
    assert (east.id, east.leads, east.leaves_from) == ("east", False, None)
    assert (west.title, west.leads, west.leaves_from) == ("West", True, Quarter(2031, 2))


def test_a_dated_handover(make: Make) -> None:
    dated = f"handover:\n  vote: {{at: 2032Q3, chance: {NUMBER}}}\n"
    dispute = read_folder(make(("actors/brenn.yaml", "handover:\n", dated)))
    assert dispute.handovers == (Handover("brenn", Quarter(2032, 3), "brenn.handover.vote.chance"),)
    assert "brenn.handover.vote.chance" in dispute.register


def test_named_policies(make: Make) -> None:
    claims = ("dispute.yaml", "title: A show of force\n", "title: Force\n    claims: [st16-01]\n")
    dispute = read_folder(make(claims))
    force = dispute.policies["show_of_force"]
    assert force.title == "Force"
    assert force.why.startswith("The admirals hold")
    assert force.claims == ("st16-01",)
    assert force.bind == ({"actor": "dastan", "lever": "fleet", "option": "press"},)
    harbours = dispute.policies["open_harbours"]
    assert [each["option"] for each in harbours.bind] == ["push", "ease"]
    assert "\n" not in harbours.why
    assert [each.name for each in dispute.named if each.use == "unless"] == ["war > 0.8"]
    assert [each.name for each in dispute.named if each.use == "claim"] == ["st16-01"]


def test_names_for_the_rooms_above_keep_their_place(make: Make) -> None:
    headline = ("dispute.yaml", "series:", "headline: peace_treaty\nseries:")
    folder = make(headline)
    found = {(each.use, each.name): each.mark for each in read_folder(folder).named}
    uses = {"moves", "watches", "series", "agenda", "headline", "unless", "law"}
    assert {use for use, _ in found} == uses
    text = (folder / "dispute.yaml").read_text("utf-8").splitlines()
    mark = found["agenda", "demand"]
    assert text[mark.line - 1][mark.column - 1 :].startswith("demand")
    mark = found["moves", "dastan.threat"]
    text = (folder / "actors" / "dastan.yaml").read_text("utf-8").splitlines()
    assert text[mark.line - 1][mark.column - 1 :].startswith("dastan.threat")


def test_the_hash_is_that_of_all_files(make: Make) -> None:
    folder = make()
    first = read_folder(folder).content
    assert read_folder(folder).content == first
    with (folder / "laws" / "tide.yaml").open("a", encoding="utf-8") as file:
        file.write("# a word more\n")
    assert read_folder(folder).content != first


def test_a_dispute_is_read_again_once_a_file_has_changed(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make()
    monkeypatch.setattr("sim.dispute.reader.calibration_folder", lambda name: folder)
    first = load("straits")
    assert load("straits") is first
    with (folder / "laws" / "tide.yaml").open("a", encoding="utf-8") as file:
        file.write("# a word more\n")
    assert load("straits").content != first.content


def test_titles() -> None:
    dispute = load("kurils")
    assert dispute.title_of("us") == dispute.titles["us"]
    assert dispute.title_of(dispute.members[0].id) == dispute.members[0].title
    assert dispute.title_of("no_such_entity") == "no such entity"


def nodes(node: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Paths of all that stands below a node."""
    inner = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in inner if isinstance(node, (dict, list)) else ():
        yield (*path, key)
        if isinstance(value, (dict, list)):
            yield from nodes(value, (*path, key))


NODES = [
    (file, path)
    for file in ("dispute.yaml", "actors/brenn.yaml")
    for path in nodes(read(STRAITS / file).data)
]


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.sampled_from(NODES), st.sampled_from([None, 3, "x y", [], {}, {"a": {"b": 1}}, [[]]]))
def test_whatever_stands_there_is_read_or_refused_at_a_place(
    node: tuple[str, KeyPath], value: object
) -> None:
    file, path = node
    data = copy.deepcopy(read(STRAITS / file).data)
    parent = data
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "straits"
        shutil.copytree(STRAITS, folder)
        (folder / file).write_text(json.dumps(data), "utf-8")
        told = Problems()
        with told.gather():
            read_folder(folder)
    assert all(problem.mark is not None for problem in told)


def test_no_dispute_file(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path)
    assert str(problem) == f"{tmp_path / 'dispute.yaml'}:1:1: there is no such file"


def test_an_unknown_dispute() -> None:
    with pytest.raises(InputError, match="did you mean 'kurils'"):
        load("kuril")


def test_the_shape_names_what_the_model_knows() -> None:
    assert set(LeaderEntry.model_fields) == {"title", *TRAITS}
    assert set(PositionEntry.model_fields) == set(POSITIONS)
    assert set(MEASURES) == set(measures.MEASURES)
    assert "council" in Roles.model_fields
