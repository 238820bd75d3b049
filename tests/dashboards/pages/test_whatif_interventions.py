"""Policies, events and observations on the page: what stands, its dates, and what can be added."""

from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
import pytest
from dash import html

from dashboards.pages import whatif_interventions
from dashboards.pages.whatif_session import DraftBase, ground
from dashboards.service import Service
from tests.support.immediate_queue import Still
from tests.support.page_surroundings import parts_of, text_of


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    home: Path = tmp_path_factory.mktemp("desk")
    return Service(Still(home), home / "runs")


@pytest.fixture(scope="module")
def at(service: Service) -> DraftBase:
    return ground(service, "trump_lifts_sanctions", {})


def ids(found: Any, do: str) -> list[dict[str, str]]:
    """What does something on the page."""
    every = (getattr(each, "id", None) for each in parts_of(found))
    return [each for each in every if isinstance(each, dict) and each.get("do") == do]


def test_every_named_policy_can_be_added_with_who_holds_it(at: DraftBase) -> None:
    shown = whatif_interventions.policies(at, {})
    assert {each["field"] for each in ids(shown, "add")} - {""} == set(at.offer.policies)
    said = text_of(shown)
    for policy in at.offer.policies.values():
        assert policy.title in said
        assert policy.why in said
    cards = {getattr(each, "data-card", None) for each in parts_of(shown)}
    assert {claim for policy in at.offer.policies.values() for claim in policy.claims} <= cards


def test_every_option_of_every_lever_can_be_bound(at: DraftBase) -> None:
    shown = whatif_interventions.policies(at, {})
    wanted = {"type": "whatif-form", "field": "bind"}
    select = next(each for each in parts_of(shown) if getattr(each, "id", None) == wanted)
    values = [item["value"] for group in select.data for item in group["items"]]
    levers = at.offer.levers.items()
    assert values == [f"{who}/{name}/{option}" for (who, name), all_ in levers for option in all_]


def test_what_stands_has_its_dates_and_says_how_it_came(at: DraftBase) -> None:
    changed = {
        "policies": [{"use": "economy_first", "from": "2017Q2"}],
        "events": [{"executive_order": None}, {"id": "congress_codifies", "probability": 0.5}],
    }
    added = whatif_interventions.policies(at, changed)
    assert "added here" in text_of(added)
    dates = [each for each in ids(added, "edit") if each["name"].startswith("economy_first")]
    assert [each["field"] for each in dates] == ["policies:from", "policies:to"]
    events = whatif_interventions.events(at, changed)
    said = text_of(events)
    assert "taken away here" in said
    assert "changed here" in said
    edited = {each["field"] for each in ids(events, "edit")}
    assert edited == {
        "events:from",
        "events:to",
        "events:probability",
        "events:do:us.sanctions.floor",
    }
    assert [each["name"] for each in ids(events, "restore")] == [
        "congress_codifies",
        "executive_order",
    ]


def test_what_was_seen_is_told_in_words(service: Service) -> None:
    seen = ground(service, "seen_by_2018", {})
    said = text_of(whatif_interventions.observations(seen, {}))
    assert "in_force == 1" in said
    assert "oil is measured as 54.13 ± 6.8" in said
    assert len(ids(whatif_interventions.observations(seen, {}), "edit")) == len(
        seen.document["observe"]
    )


def test_quarters_are_those_of_the_run_and_states_have_titles(at: DraftBase) -> None:
    shown = [*whatif_interventions.events(at, {}), *whatif_interventions.observations(at, {})]
    selects = {
        each.id["field"]: each
        for each in parts_of(shown)
        if isinstance(each, dmc.Select) and each.id["type"] == "whatif-form"
    }
    assert selects["event-at"].data == list(at.quarters)
    assert (at.quarters[0], at.quarters[-1]) == ("2017Q1", "2021Q4")
    states = {each["value"] for each in selects["event-state"].data}
    assert states == {path for path, info in at.offer.states.items() if info.settable}
    assert {each["value"] for each in selects["seen-state"].data} == set(at.offer.recorded)


def test_every_button_and_field_has_a_name(at: DraftBase) -> None:
    changed = {"events": [{"id": "congress_codifies", "probability": 0.5}]}
    shown = [
        f(at, changed)
        for f in (
            whatif_interventions.policies,
            whatif_interventions.events,
            whatif_interventions.observations,
        )
    ]
    for each in parts_of(shown):
        if isinstance(each, dmc.Select | dmc.NumberInput | dmc.TextInput):
            assert getattr(each, "label", None) or getattr(each, "aria-label", None)
        if isinstance(each, html.Button):
            assert text_of(each)


@pytest.mark.parametrize(
    ("section", "entry", "said"),
    [
        ("policies", {"use": "economy_first"}, "Economy first"),
        ("policies", {"use": "gone_policy"}, "gone_policy"),
        (
            "policies",
            {"actor": "us", "lever": "sanctions", "option": "ease"},
            "United States: Sanctions on the target, eases its sanctions",
        ),
        ("policies", {"actor": "x", "lever": "y", "option": "z"}, "x: y, z"),
        ("events", {"id": "big_storm", "do": {"oil": 20}}, "Big storm: oil to 20"),
        ("observe", {"that": "oil > 3"}, "oil > 3"),
        ("observe", {"near": {"oil": 3}, "within": 1}, "oil is measured as 3 ± 1"),
    ],
)
def test_an_entry_in_words(at: DraftBase, section: Any, entry: dict[str, Any], said: str) -> None:
    assert whatif_interventions.title(at, section, entry) == said
