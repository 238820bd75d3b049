"""What turns one scenario into another: every part of it, and each part by itself."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.errors import InputError
from sim.base.quarters import Quarter
from sim.scenario import Event, Override, Policy, Scenario, differences
from sim.scenario.model import Switch
from sim.scenario.separable_changes import SeparableChange, blend, changes, with_families

START = Quarter(2017, 1)
Reading = Callable[..., Scenario]


def make(**fields: object) -> Scenario:
    heading = {"name": "made", "title": "A scenario", "why": "Someone holds it.", "claims": ()}
    run = {"calibration": "kurils", "start": START, "quarters": 8, "worlds": 100, "seed": 7}
    return Scenario(**{**heading, **run, **fields})  # type: ignore[arg-type]


def override(path: str, value: float = 1.0) -> Override:
    return Override(path, "value", value, value)


def policy(name: str, lever: str = "sanctions", option: str = "ease", **span: int) -> Policy:
    first, last = span.get("first", 0), span.get("last")
    end = None if last is None else START + last
    return Policy(name, "us", lever, option, START + first, end)


def event(name: str, value: float = 0.0) -> Event:
    return Event(name, START, START + 3, 0.5, (("war", value),))


def content(scenario: Scenario) -> list[object]:
    """All but the heading."""
    fields = ("overrides", "mechanisms_off", "policies", "events", "observations", "switches")
    return [getattr(scenario, field) for field in fields]


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    values = st.sampled_from([0.0, 1.0])
    paths = draw(st.sets(st.sampled_from(["a.b", "a.c", "d", "e.f.g"])))
    names = draw(st.permutations(draw(st.lists(st.sampled_from("uvwxyz"), unique=True))))
    policies: list[Policy] = []
    for name in draw(st.lists(st.sampled_from("klmn"), unique=True)):
        first = draw(st.integers(0, 7))
        last = draw(st.none() | st.integers(first, 7))
        lever = draw(st.sampled_from(["sanctions", "pressure"]))
        made = policy(name, lever, first=first)
        made = replace(made, end=None if last is None else START + last)
        if not any(clash(made, each) for each in policies):
            policies.append(made)
    return make(
        overrides=tuple(override(path, draw(values)) for path in sorted(paths)),
        mechanisms_off=tuple(sorted(draw(st.sets(st.sampled_from(["council", "war"]))))),
        policies=tuple(policies),
        events=tuple(event(name, draw(values)) for name in names),
    )


def clash(one: Policy, other: Policy) -> bool:
    early, late = sorted((one, other), key=lambda each: each.start)
    return one.lever == other.lever and (early.end is None or late.start <= early.end)


def some(found: Sequence[SeparableChange]) -> list[tuple[SeparableChange, ...]]:
    return [chosen for size in range(len(found) + 1) for chosen in combinations(found, size)]


@settings(max_examples=60, deadline=None)
@given(scenarios(), scenarios())
def test_all_changes_make_the_scenario_and_none_the_base(one: Scenario, base: Scenario) -> None:
    found = changes(one, base)
    assert content(blend(one, base, found)) == content(one)
    assert blend(one, base, ()) == base


@settings(max_examples=60, deadline=None)
@given(scenarios(), scenarios(), st.randoms(use_true_random=False))
def test_every_blend_is_as_valid_as_a_file(one: Scenario, base: Scenario, random: object) -> None:
    found = changes(one, base)
    for chosen in (random.sample(found, k) for k in range(len(found) + 1)):  # type: ignore[attr-defined]
        made = blend(one, base, chosen)
        assert not any(clash(*pair) for pair in combinations(made.policies, 2))
        for items in (made.overrides, made.policies, made.events):
            names = [getattr(item, "id", None) or item.path for item in items]  # type: ignore[union-attr]
            assert len(names) == len(set(names))
        # What is left to change is what was not chosen.
        left = [change for change in found if change not in chosen]
        assert {p for c in changes(one, made) for p in c.pieces} == {
            p for c in left for p in c.pieces
        }


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_a_scenario_does_not_differ_from_itself(one: Scenario) -> None:
    assert changes(one, one) == []


def test_kinds_are_kept_apart_in_the_order_of_the_file(reading: Reading) -> None:
    one = reading(
        "set: {us.salience.punishment: 0.5, oil.start: 60}\n"
        "mechanisms: {war: off}\n"
        "policies: [{id: soft, actor: us, lever: sanctions, option: ease}]\n"
        "events: [{id: truce, at: 2017Q3, do: {war: 0.1}}]\n"
    )
    found = changes(one, replace(one, overrides=(), mechanisms_off=(), policies=(), events=()))
    assert [(change.kind, change.name) for change in found] == [
        ("assumption", "oil.start"),
        ("assumption", "us.salience.punishment"),
        ("assumption", "mechanisms.war"),
        ("policy", "soft"),
        ("event", "truce"),
    ]
    assert blend(one, replace(one, overrides=()), found[:1]).overrides == one.overrides[:1]


def test_an_event_that_both_have_is_one_change() -> None:
    one, base = make(events=(event("war", 1.0),)), make(events=(event("war", 0.5),))
    (change,) = changes(one, base)
    assert (change.kind, change.name) == ("event", "war")
    assert blend(one, base, [change]).events == one.events


def test_what_only_the_base_has_can_be_taken_away_by_itself() -> None:
    one, base = make(overrides=(override("b"),)), make(overrides=(override("a"), override("b", 2)))
    gone, other = changes(one, base)
    assert blend(one, base, [gone]).overrides == (override("b", 2),)
    assert blend(one, base, [other]).overrides == (override("a"), override("b"))


def test_events_keep_the_order_of_the_file() -> None:
    one = make(events=tuple(event(name) for name in "axbyc"))
    base = make(events=tuple(event(name) for name in "azbc"))
    found = {change.name: change for change in changes(one, base)}
    both = blend(one, base, [found["x"], found["y"]])
    assert [each.id for each in both.events] == list("azxbyc")


@pytest.mark.parametrize("field", ["events", "policies"])
def test_the_order_is_a_change_where_the_later_one_goes_before(field: str) -> None:
    items = event("a"), policy("b", "pressure")
    both = {"events": (items[0], event("c")), "policies": (policy("d"), items[1])}[field]
    one, base = make(**{field: both}), make(**{field: both[::-1]})
    (change,) = changes(one, base)
    assert change.name == f"order of {field}"
    assert getattr(blend(one, base, [change]), field) == both


def test_an_observation_is_a_change_of_its_own_kind(reading: Reading) -> None:
    one = reading('observe: [{id: seen, at: 2017Q3, that: "war < 0.1"}]')
    (change,) = changes(one, replace(one, observations=()))
    assert (change.kind, change.name) == ("observation", "seen")
    assert blend(one, replace(one, observations=()), [change]).observations == one.observations


def test_a_named_policy_is_one_change(reading: Reading) -> None:
    one = reading("policies: [{use: detente, from: 2017Q3}]")
    (change,) = changes(one, replace(one, policies=()))
    assert change.name == "detente.2017Q3"
    assert len(change.pieces) == len(one.policies) == 2
    assert change.why


def test_policies_that_cannot_stand_together_are_one_change() -> None:
    early = policy("early", last=5)
    one = make(policies=(policy("late", first=4), policy("other", "pressure")))
    base = make(policies=(early,))
    found = changes(one, base)
    assert [change.name for change in found] == ["early, late", "other"]
    apart = make(policies=(policy("late", first=6),))
    assert len(changes(apart, base)) == 2


def test_a_family_of_parameters_is_one_change_where_there_are_many() -> None:
    paths = [f"eu.member.{name}.stance" for name in "abcdefg"]
    one = make(overrides=tuple(override(path) for path in [*paths, "oil.start", "war.decay"]))
    found = changes(one, make())
    assert with_families(found, most=9) == found
    family, *rest = with_families(found, most=6)
    assert family.name == "eu.member.*.stance"
    assert family.content == tuple(paths)
    assert "7 parameters" in family.why
    assert [change.name for change in rest] == ["oil.start", "war.decay"]
    assert content(blend(one, make(), [family, *rest])) == content(one)


def test_no_more_families_are_joined_than_is_needed() -> None:
    paths = [f"{who}.salience.{what}" for who in "abcd" for what in "xyz"]
    found = with_families(changes(make(overrides=tuple(map(override, paths))), make()), most=9)
    assert [change.name for change in found if change.why] == ["*.salience.x"]
    assert len(found) == 9


def test_what_has_no_family_is_left_apart() -> None:
    paths = ["a.b.c.d", "e.f", "g", "a.b", "x.y.c.d", "k.l.m", "n.o.p.q.r"]
    found = changes(make(overrides=tuple(map(override, paths))), make())
    assert with_families(found, most=6) == found


@pytest.mark.parametrize(
    "field", [{"quarters": 9}, {"seed": 8}, {"calibration": "other"}, {"start": START + 1}]
)
def test_only_what_is_run_alike_can_be_blended(field: dict[str, object]) -> None:
    (name,) = field
    with pytest.raises(InputError, match=f"differ in {name}"):
        changes(make(**field), make())


def test_changes_are_what_the_differences_name() -> None:
    one = make(overrides=(override("a"),), mechanisms_off=("war",), events=(event("x"),))
    paths = [each.path for each in differences(one, make())]
    assert paths == ["set.a", "mechanisms.war", "events.x"]
    assert [change.name for change in changes(one, make())] == ["a", "mechanisms.war", "x"]


def test_what_a_branch_changes_later_goes_with_what_it_changes() -> None:
    since = START + 3
    later = replace(override("a.b", 3.0), since=since)
    base = make(overrides=(override("a.b"), override("c")), mechanisms_off=("war",))
    one = make(
        overrides=(override("a.b"), later, override("c")),
        mechanisms_off=("war",),
        switches=(Switch("war", True, since), Switch("council", False, since)),
    )
    found = changes(one, base)
    assert [change.name for change in found] == ["a.b", "mechanisms.war", "mechanisms.council"]
    assert blend(one, base, found[:1]).overrides == one.overrides
    assert content(blend(one, base, found)) == content(one)


def test_a_mechanism_that_is_switched_another_way_is_one_change() -> None:
    base = make(mechanisms_off=("war",))
    one = make(switches=(Switch("war", False, START + 2),))
    (change,) = changes(one, base)
    assert change.name == "mechanisms.war"
    assert blend(one, base, [change]).mechanisms_off == ()
    assert blend(one, base, [change]).switches == one.switches
