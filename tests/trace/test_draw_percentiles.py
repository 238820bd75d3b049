"""Where a world's draws lie among those of other worlds."""

from dataclasses import replace

import numpy as np
import pytest

from sim.base.random_streams import Streams
from sim.model import parameter_sampling as draws
from sim.model.compiled import CompiledModel
from sim.trace import Story
from sim.trace.draw_percentiles import FAR, PEERS, Place, outstanding, places, whose


@pytest.fixture(scope="module")
def compiled(told: Story) -> CompiledModel:
    return CompiledModel(told.dispute, told.scenario)


def place(path: str, below: float, option: str = "") -> Place:
    return Place(path, "a weight", "share", 0.3, option, below, 0.0)


def test_a_draw_lies_where_it_ranks_among_the_first_worlds(
    compiled: CompiledModel, told: Story
) -> None:
    found = places(compiled, told.draws)
    streams = Streams(told.scenario.seed)
    path = "interests.home.opposition"
    column = compiled.dispute.register[path].draw(streams, 0, PEERS)
    value = told.draws[path]
    # the world is one of them, and counts by half
    assert found[path].below == pytest.approx(((column < value).sum() + 1 / 2) / PEERS)


def test_a_scaled_salience_ranks_as_scaled(compiled: CompiledModel, told: Story) -> None:
    found = places(compiled, told.draws)["us.salience.punishment"]
    drawn = draws.drawn(told.dispute, Streams(told.scenario.seed), 0, PEERS)
    assert found.value < np.median(drawn["us.salience.punishment"])
    assert 0 < found.below < 1


def test_what_is_the_same_in_all_worlds_has_no_place(compiled: CompiledModel, told: Story) -> None:
    assert "ladder.none.claimant_value" not in places(compiled, told.draws)


def test_forms_are_placed_by_the_share_that_drew_the_same(told: Story) -> None:
    assert {place.path for place in told.forms} == {
        path for path, each in told.dispute.register.items() if each.is_form
    }
    for each in told.forms:
        assert 0 < each.like < 1
        assert f"drawn in {100 * each.like:.0f} of 100 worlds" in each.text


def test_unusual_is_what_lies_far_out_and_mattered() -> None:
    found = {p.path: p for p in (place("a", 0.99), place("b", 0.02), place("c", 0.6))}
    found["form"] = place("form", 0.99, "steep")
    told = outstanding(found, {"a": 0.1, "b": 0.5, "c": 9, "form": 9}, 3)
    assert [each.path for each in told] == ["b", "a"]
    assert all(each.extreme >= FAR for each in told)


def test_a_place_says_on_which_side_it_lies() -> None:
    assert place("a", 0.97).text == "A weight (a): 0.3, higher than in 97 of 100 worlds"
    assert place("a", 0.04).rank == "lower than in 96 of 100 worlds"
    assert replace(place("a", 0.5, "steep"), like=0.25).rank == "drawn in 25 of 100 worlds"


def test_an_actors_parameter_says_whose_it_is(told: Story) -> None:
    assert whose(told.dispute, "japan.position.weight", "Weight of it") == "Japan: weight of it"
    assert whose(told.dispute, "laws.war.decay", "Decay") == "Decay"


def test_members_leaders_levers_rungs_and_threats_are_named(told: Story) -> None:
    dispute = told.dispute
    member, lever = dispute.members[0], dispute.levers[0]
    council = dispute.roles.council
    title = whose(dispute, f"{council}.member.{member.id}.stance", "Doubt")
    assert title == f"{dispute.title_of(str(council))}, {member.title}: doubt"
    title = whose(dispute, f"{lever.actor}.lever.{lever.name}.revision", "Chance")
    assert title.lower() == f"{dispute.title_of(lever.actor)}, {lever.title}: chance".lower()
    for path, leader in dispute.leader_titles.items():
        assert f", {leader}: " in whose(dispute, f"{path}.resolve", "Resolve")
    for rung in dispute.ladder:
        assert whose(dispute, f"ladder.{rung}.value", "Worth").endswith(": worth")
    for threat, title in dispute.threats.items():
        assert whose(dispute, f"threats.{threat}.weight", "Weight") == f"{title}: weight"
