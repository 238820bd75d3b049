"""The controls of assumptions: what is on the page, what each says and does."""

from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
import pytest
from dash import html

from dashboards.pages import whatif_assumptions
from dashboards.pages.whatif_assumptions import CLOSED, FORMS, MOST_FOUND, act, assumptions, opened
from dashboards.pages.whatif_session import DraftBase, ground
from dashboards.service import Service
from tests.support.immediate_queue import Still
from tests.support.page_surroundings import parts_of, text_of

pytestmark = pytest.mark.slow

SUBJECT = "trump_lifts_sanctions"
FREE, GIVEN = "us.position.weight", "us.salience.punishment"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> DraftBase:
    home: Path = tmp_path_factory.mktemp("desk")
    return ground(Service(Still(home), home / "runs"), SUBJECT, {})


def control(found: Any, kind: str, do: str, name: str, field: str = "") -> Any:
    """The one control on the page with this id."""
    wanted = act(kind, do, name, field)
    (found,) = [each for each in parts_of(found) if getattr(each, "id", None) == wanted]
    return found


def paths(found: Any) -> list[str]:
    """What can be set on the page."""
    ids = [getattr(each, "id", None) for each in parts_of(found)]
    return [x["name"] for x in ids if isinstance(x, dict) and x["type"] == "whatif-knob"]


def test_only_the_open_group_has_its_controls_on_the_page(at: DraftBase) -> None:
    assert paths(assumptions(at, {}, CLOSED, "")) == []
    shown = paths(assumptions(at, {}, "us", ""))
    assert shown
    assert all(path.startswith("us.") for path in shown)
    assert len(shown) == len(list(next(g for g in at.panel.groups if g.key == "us").controls))


def test_the_first_group_is_open_until_it_is_closed(at: DraftBase) -> None:
    first = at.panel.groups[0].key
    assert paths(assumptions(at, {}, "", "")) == paths(assumptions(at, {}, first, "")) != []
    folds = [{"type": "whatif-open", "name": first}]
    assert [opened(each, folds) for each in (first, "us", None)] == [None, "us", CLOSED]


def test_every_group_can_be_opened_and_together_they_hold_everything(at: DraftBase) -> None:
    seen = [path for group in at.panel.groups for path in paths(assumptions(at, {}, group.key, ""))]
    assert sorted(seen) == sorted(at.offer.register)
    titles = text_of(assumptions(at, {}, "", ""))
    assert all(group.title in titles for group in at.panel.groups)


def test_every_control_has_a_label(at: DraftBase) -> None:
    for which in (FORMS, *(group.key for group in at.panel.groups)):
        for each in parts_of(assumptions(at, {}, which, "")):
            if isinstance(each, dmc.Slider):
                assert each.thumbLabel
                assert each.min < each.max
                assert each.min <= each.value <= each.max
            if isinstance(each, dmc.TextInput | dmc.Select):
                assert getattr(each, "aria-label")
            if isinstance(each, dmc.Switch):
                assert each.label


def test_what_is_drawn_is_empty_and_stands_in_the_middle(at: DraftBase) -> None:
    shown = assumptions(at, {}, "us", "")
    free = at.panel.controls[FREE]
    field = control(shown, "value", "set", FREE, "text")
    assert field.value == ""
    assert field.placeholder.startswith("drawn ")
    assert control(shown, "value", "set", FREE, "slider").value == pytest.approx(
        free.after.middle, rel=1e-3
    )
    drawings = [each.style for each in parts_of(shown) if getattr(each, "className", "") == "drawn"]
    assert all(
        style["backgroundImage"].startswith('url("data:image/svg+xml,') for style in drawings
    )


def test_what_the_scenario_sets_is_told_from_what_was_tried(at: DraftBase) -> None:
    def frame(changed: Any) -> Any:
        shown = assumptions(at, changed, "us", "")
        return next(
            each
            for each in parts_of(shown)
            if getattr(each, "id", None) == {"type": "whatif-knob", "name": GIVEN}
        )

    given, tried = frame({}), frame({"set": {GIVEN: 0.3}})
    drawn = frame({"set": {GIVEN: None}})
    assert [each.className for each in (given, tried, drawn)] == [
        "knob given",
        "knob tried",
        "knob tried",
    ]
    assert "set by the scenario: *0.4" in text_of(given)
    assert control(given, "value", "set", GIVEN, "text").value == "*0.4"
    assert control(tried, "value", "set", GIVEN, "slider").value == 0.3
    assert control(drawn, "value", "set", GIVEN, "text").value == ""
    assert control(tried, "click", "drop", GIVEN, "set").children == "Reset"


def test_a_value_outside_the_slider_moves_its_end(at: DraftBase) -> None:
    high = at.panel.controls[FREE].high
    slider = control(
        assumptions(at, {"set": {FREE: 0.95}}, "us", ""), "value", "set", FREE, "slider"
    )
    assert high < 0.95
    assert (slider.max, slider.value) == (0.95, 0.95)


def test_claims_are_a_button_away(at: DraftBase) -> None:
    shown = assumptions(at, {}, "us", "")
    cards = {
        getattr(e, "data-card", None): e for e in parts_of(shown) if isinstance(e, html.Button)
    }
    claims = len(at.offer.register[GIVEN].claims)
    assert cards[GIVEN].children == f"{claims} claims"
    assert cards["us.lever.sanctions.scale"].children == "its basis"


def test_forms_show_their_weights_and_laws_a_switch(at: DraftBase) -> None:
    changed = {"mechanisms": {"war": "off"}, "set": {"interests.wedge.form": "additive"}}
    shown = assumptions(at, changed, FORMS, "")
    form = control(shown, "value", "set", "interests.wedge.form", "option")
    assert form.value == "additive"
    assert [each["value"] for each in form.data][1:] == list(
        at.offer.register["interests.wedge.form"].options
    )
    assert all("% of worlds" in each["label"] for each in form.data[1:])
    assert not control(shown, "check", "law", "war").checked
    assert control(shown, "check", "law", "oil").checked
    assert "2 changed" in text_of(shown)


def test_a_search_finds_laws_and_knobs_and_stops_in_time(at: DraftBase) -> None:
    found = assumptions(at, {}, "", "oil")
    assert "oil" in [each.id["name"] for each in parts_of(found) if isinstance(each, dmc.Switch)]
    assert "laws.oil.volatility" in paths(found)
    many = assumptions(at, {}, "us", "a")
    assert len(paths(many)) == MOST_FOUND
    assert "narrow the search" in text_of(many)
    assert "can be moved" in text_of(assumptions(at, {}, "", "no such thing"))


def test_small_drawings_are_made_once(at: DraftBase, monkeypatch: pytest.MonkeyPatch) -> None:
    assumptions(at, {}, "china", "")
    monkeypatch.setattr(whatif_assumptions, "sparkline", lambda *a, **b: pytest.fail("drawn again"))
    assumptions(at, {}, "china", "")
